/** The verbs of the slash commands: which there are, which one was meant, and what help says of them. */
import { section, type Answer } from '#blocks/build.ts';
import { join, mrkdwn, saidBack, type Mrkdwn } from '#blocks/text.ts';
import { distance } from 'fastest-levenshtein';
import { nearestWord } from '../base/nearest.ts';
import type { Person } from '../people/domain.ts';
import { may } from '../people/domain.ts';
import type { Right } from '../people/rights.ts';
import type { Call } from './call.ts';
import { firstWord, readTyped } from './typed-text.ts';

export type CommandName = '/account' | '/cs';

export interface Verb {
  command: CommandName;
  verb: string;
  /** What follows the verb, in capitals where the person fills it in: `ACCOUNT`. Empty: nothing. */
  usage: string;
  /** One line for help: what it does, in words of the domain. */
  does: string;
  /** What help says of it to whoever lacks a right that part of it takes. */
  without?: { right: Right } & Partial<VerbTold>;
  /** The same where a role alone does not tell who may what; null: `usage` and `does`. */
  tellFor?(call: Call): Promise<VerbTold | null>;
  /** What could follow the verb, for a line that works: `acme`. */
  example: string;
  right: Right;
  /** Without anything behind it the verb cannot run: the person is told what to type. */
  needsRest?: boolean;
  /** Its answers may be shown to the channel (where the answer says `share`). */
  shareable?: boolean;
  /** Whether what stands behind the verb names something; a verb that has it can be typed behind its account, too. */
  finds?(call: Call, rest: string): Promise<boolean>;
  /** Does the work. What it returns is answered to the person; nothing when it opened a modal or answered itself. */
  run(call: Call, rest: string): Promise<Answer | void>;
}

/** What help says of a verb. */
export type VerbTold = Pick<Verb, 'usage' | 'does'>;

/** A longer text is not repeated in a line to type. */
const LONGEST_EXAMPLE = 80;

/** A verb and what was typed behind it. */
export interface TypedVerb {
  kind: 'verb';
  verb: Verb;
  rest: string;
  /** The other verb that is meant where no account has the name `rest`: behind `/account acme why` stands `why acme`. */
  turned?: { verb: Verb; rest: string };
  /** What was typed, where no verb stands in it: the first word may still be meant as one. */
  bare?: string;
}

/** What a typed command comes to. */
export type Understood =
  | TypedVerb
  | { kind: 'help' }
  | { kind: 'unknown'; word: string; typed: string; nearest: Verb | null }
  | { kind: 'incomplete'; verb: Verb };

/** All verbs by command; a second verb of one name is a bug. */
export class VerbTable {
  readonly #verbs = new Map<string, Verb>();

  add(verb: Verb): void {
    const key = `${verb.command} ${verb.verb}`;
    if (this.#verbs.has(key)) throw new Error(`${key} is registered twice`);
    this.#verbs.set(key, verb);
  }

  find(command: string, verb: string): Verb | undefined {
    return this.#verbs.get(`${command} ${verb}`);
  }

  of(command: string): Verb[] {
    return [...this.#verbs.values()].filter((verb) => verb.command === command);
  }
}

/**
 * Reads a command. `/account acme` means `/account show acme`, so behind `/account` a first word that is no verb
 * belongs to an account, unless it is nearly a verb.
 */
export function understand(table: VerbTable, command: string, text: string): Understood {
  const typed = readTyped(text);
  const { word, rest } = firstWord(typed);
  if (word === '' || /^(help|\?)$/i.test(word)) return { kind: 'help' };
  const verb = table.find(command, word.toLowerCase());
  if (verb !== undefined) {
    return verb.needsRest === true && rest === ''
      ? { kind: 'incomplete', verb }
      : { kind: 'verb', verb, rest };
  }
  const names = table.of(command).map((known) => known.verb);
  const show = table.find(command, 'show');
  const near =
    show === undefined ? nearestWord(word, names) : names.find((name) => isSlip(word.toLowerCase(), name));
  const nearest = near === undefined ? null : (table.find(command, near) ?? null);
  if (show !== undefined && nearest === null) {
    const turned = turnAround(table, command, typed);
    return { kind: 'verb', verb: show, rest: typed, bare: typed, ...(turned === null ? {} : { turned }) };
  }
  return { kind: 'unknown', word, typed, nearest };
}

/** `acme why` as `why acme`, and `acme note They pay late` as `note "acme" They pay late`; null: no verb stands there. */
function turnAround(table: VerbTable, command: string, typed: string): { verb: Verb; rest: string } | null {
  const words = typed.split(' ');
  for (const [index, word] of words.entries()) {
    const verb = index === 0 ? undefined : table.find(command, word.toLowerCase());
    if (verb?.finds === undefined) continue;
    const account = words.slice(0, index).join(' ');
    const text = words.slice(index + 1).join(' ');
    if (text === '') return { verb, rest: account };
    // In quotation marks, so that no word of the text is taken for one of the name.
    if (verb.usage !== 'ACCOUNT')
      return { verb, rest: `${account.includes('"') ? account : `"${account}"`} ${text}` };
  }
  return null;
}

/** One letter wrong, missing or too many, or two that changed places: rarely an account's name. */
function isSlip(word: string, name: string): boolean {
  const edits = distance(word, name);
  return edits <= 1 || (edits === 2 && lettersOf(word) === lettersOf(name));
}

function lettersOf(word: string): string {
  return Array.from(word).toSorted().join('');
}

/**
 * What is answered when a command is no verb call.
 * @param account an account as it can be typed, for lines that work
 * @param told what help says of single verbs to this person
 */
export function explain(
  table: VerbTable,
  command: string,
  understood: Understood,
  person: Person,
  account: ExampleAccount,
  told: ReadonlyMap<Verb, VerbTold> = NOTHING_TOLD,
): Answer {
  if (understood.kind === 'incomplete') {
    const { verb } = understood;
    return paragraph(mrkdwn`${code(verb)} needs ${missing(verb)}. Try ${example(verb, '', account)}`);
  }
  if (understood.kind === 'unknown') {
    const { word, typed, nearest } = understood;
    const { rest } = firstWord(typed);
    if (nearest === null) {
      const elsewhere = command === '/cs' ? table.find('/account', word.toLowerCase()) : undefined;
      return elsewhere === undefined
        ? paragraph(mrkdwn`I do not know “${saidBack(word)}”. Try \`${command} help\``)
        : paragraph(mrkdwn`“${word}” is about one account. Try ${example(elsewhere, rest, account)}`);
    }
    const meant = mrkdwn`I do not know “${saidBack(word)}”. Did you mean *${nearest.verb}*? Try ${example(nearest, rest, account)}`;
    if (table.find(command, 'show') === undefined || typed.length > LONGEST_EXAMPLE) return paragraph(meant);
    return paragraph(mrkdwn`${meant}\nFor the account of that name: \`${command} show ${typed}\``);
  }
  return help(table, person, account, told);
}

const NOTHING_TOLD: ReadonlyMap<Verb, VerbTold> = new Map();

/** What single verbs say to this person. */
export async function tellVerbs(table: VerbTable, call: Call): Promise<Map<Verb, VerbTold>> {
  const told = new Map<Verb, VerbTold>();
  for (const verb of [...table.of('/account'), ...table.of('/cs')]) {
    const own = await verb.tellFor?.(call);
    if (own !== undefined && own !== null) told.set(verb, own);
  }
  return told;
}

/** The commands that this person may use, each with a line of what it does. @param told as of `tellVerbs` */
export function help(
  table: VerbTable,
  person: Person,
  account: ExampleAccount,
  told: ReadonlyMap<Verb, VerbTold> = NOTHING_TOLD,
): Answer {
  const lines = (command: CommandName) =>
    table
      .of(command)
      .filter(({ right }) => may(person, right))
      .map((verb) => {
        const { usage, does } = told.get(verb) ?? toldFor(verb, person);
        return mrkdwn`${code(verb, usage)}  ${does}`;
      });
  const text = mrkdwn`What you can do with Milepost`;
  return {
    text,
    blocks: [
      section(
        mrkdwn`*One account*\n${join(lines('/account'), '\n')}\nACCOUNT is a name, a domain or a key: \`/account ${account.alone}\``,
      ),
      section(mrkdwn`*The team’s work*\n${join(lines('/cs'), '\n')}`),
    ],
  };
}

/** What it says to a person of this role. */
function toldFor({ usage, does, without }: Verb, person: Person): VerbTold {
  if (without === undefined || may(person, without.right)) return { usage, does };
  return { usage: without.usage ?? usage, does: without.does ?? does };
}

/** The verb with what follows it, as code. */
function code(verb: Verb, usage = verb.usage): Mrkdwn {
  return usage === ''
    ? mrkdwn`\`${verb.command} ${verb.verb}\``
    : mrkdwn`\`${verb.command} ${verb.verb} ${usage}\``;
}

/** An account as it is typed: alone behind a verb, and in front of a text. */
export interface ExampleAccount {
  alone: string;
  beforeText: string;
}

/** Where there is no account yet. */
export const NO_ACCOUNT: ExampleAccount = { alone: 'acme', beforeText: 'acme' };

/** A line that works, with what was typed behind the verb where that is a short text without mentions. */
function example(verb: Verb, typed: string, account: ExampleAccount): Mrkdwn {
  const fits = typed !== '' && typed.length <= LONGEST_EXAMPLE && verb.usage !== '' && !typed.includes('<');
  const rest = fits ? typed : exampleRest(verb, account);
  return rest === ''
    ? mrkdwn`\`${verb.command} ${verb.verb}\``
    : mrkdwn`\`${verb.command} ${verb.verb} ${rest}\``;
}

/** The verb's own example, about an account that exists. */
function exampleRest(verb: Verb, account: ExampleAccount): string {
  if (verb.example === 'acme') return account.alone;
  return verb.example.replace(/^acme(?= )/, () => account.beforeText);
}

/**
 * What is answered where neither an account nor a verb was recognized: the first word may be a verb that does not
 * exist. Null: nothing speaks for that.
 * @param findsRest whether the words behind the first one name an account
 */
export function explainBare(
  table: VerbTable,
  command: string,
  typed: string,
  findsRest: boolean,
): Answer | null {
  const { word, rest } = firstWord(typed);
  const near = nearestWord(
    word,
    table.of(command).map(({ verb }) => verb),
  );
  const verb = near === undefined ? undefined : table.find(command, near);
  if (!findsRest && verb === undefined) return null;
  const unknown = mrkdwn`I do not know “${saidBack(word)}”.`;
  const account = findsRest ? rest : '';
  if (verb !== undefined) {
    const line = account === '' ? code(verb) : mrkdwn`\`${command} ${verb.verb} ${account}\``;
    return paragraph(mrkdwn`${unknown} Did you mean *${verb.verb}*? Try ${line}`);
  }
  return paragraph(
    mrkdwn`${unknown} Did you mean the account alone? Try \`${command} ${account}\`; \`${command} help\` shows what else can be asked.`,
  );
}

function missing(verb: Verb): string {
  const first = firstWord(verb.usage).word;
  return first === 'ACCOUNT' ? 'the name of an account' : 'what is written in capitals';
}

function paragraph(text: Mrkdwn): Answer {
  return { text, blocks: [section(text)] };
}
