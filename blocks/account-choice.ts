/** When a text means several accounts, or none: what is offered instead. */
import type { KnownBlock } from '@slack/types';
import type { Account } from '#src/accounts/domain.ts';
import { actions, context, say, section, type Answer } from './build.ts';
import { join, mrkdwn, saidBack, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

/** The verb that the person wanted to run, to be run on the account that they pick. */
export interface WantedVerb {
  command: string;
  verb: string;
  /** What follows the account; empty: nothing. */
  text: string;
}

const OFFERED = 5;
/** A button carries at most 2000 characters, with the account and the verb. */
const MAX_CARRIED = 1200;

/** Several accounts fit: one press says which. */
export function whichAccount(wanted: string, accounts: readonly Account[], verb: WantedVerb): Answer {
  const text = mrkdwn`Several accounts fit “${saidBack(wanted)}”. ${questionOf(verb)}`;
  if (verb.text.length <= MAX_CARRIED) return { text, blocks: [section(text), choices(accounts, verb)] };
  const lines = accounts.map(
    (account) => mrkdwn`*${account.name}*: \`${verb.command} ${verb.verb} ${accountRest(account)} …\``,
  );
  return say(mrkdwn`${text} Type it with its key, in front of your text:\n${join(lines, '\n')}`);
}

/** Below the answer for one of them: what the text may have meant as well. */
export function alsoFit(wanted: string, others: readonly Account[], verb: WantedVerb): KnownBlock[] {
  return [
    context(mrkdwn`The one of yours is shown. “${saidBack(wanted)}” fits as well:`),
    choices(others, verb),
  ];
}

/** Which one, said with what was asked of it: two such questions below each other are told apart. */
function questionOf({ command, verb }: WantedVerb): Mrkdwn {
  if (verb === 'show') return mrkdwn`Which one?`;
  const noun = NOUNS[verb];
  return noun === undefined ? mrkdwn`Which one for \`${command} ${verb}\`?` : mrkdwn`Which one’s ${noun}?`;
}

const NOUNS: Record<string, string> = {
  journey: 'journey',
  history: 'history',
  reviews: 'reviews',
  goal: 'goals',
  gap: 'gaps',
  fit: 'fit',
  feedback: 'feedback',
  answers: 'answers',
  play: 'plays',
  health: 'health',
  acquisition: 'acquisition',
};

/** No account fits: the closest are offered, and a line that works. */
export function noAccount(wanted: string, closest: readonly Account[], verb: WantedVerb): Answer {
  const [first] = closest;
  if (first === undefined) {
    const where = mrkdwn`\`/account list\` shows those that there are`;
    return say(
      mrkdwn`I know no account “${saidBack(wanted)}”. ${where}; \`/account new\` writes down a new one.`,
    );
  }
  const names = join(
    closest.slice(0, OFFERED).map(({ name }) => mrkdwn`*${name}*`),
    ' or ',
  );
  const text = mrkdwn`I know no account “${saidBack(wanted)}”. Did you mean ${names}?`;
  const line = mrkdwn`Try \`${verb.command} ${verb.verb} ${first.name}\``;
  if (verb.text.length > MAX_CARRIED) return say(mrkdwn`${text} ${line}`);
  // The buttons say all that a line to type would say once more.
  return { text, blocks: [section(text), choices(closest, verb)] };
}

/** An account as it is written behind a verb, so that it is found by its key alone. */
export function accountRest(account: Pick<Account, 'key'>, text = ''): string {
  const key = /^[^\s"]+$/.test(account.key) || account.key.includes('"') ? account.key : `"${account.key}"`;
  return text === '' ? key : `${key} ${text}`;
}

/**
 * What a person can type about an account that is there: “`/account gap acme` writes one down for Acme.”
 * @param does what it does, as the sentence goes on before the account's name
 * @param account null: there is none, and the line writes the first one down
 */
export function exampleText(
  verb: string,
  does: string,
  account: Pick<Account, 'key' | 'name'> | null,
): Mrkdwn {
  return account === null
    ? mrkdwn`There is no account yet: \`/account new Acme Robotics\` writes the first one down.`
    : mrkdwn`\`/account ${verb} ${accountRest(account)}\` ${does} ${account.name}.`;
}

function choices(accounts: readonly Account[], verb: WantedVerb) {
  const shown = accounts.slice(0, OFFERED);
  const names = new Set(shown.map(({ name }) => name));
  return actions(
    ...shown.map((account, number) => {
      // Two accounts of one name are told apart by their keys.
      const label = names.size === shown.length ? account.name : `${account.name} (${account.key})`;
      const call = { command: verb.command, verb: verb.verb, rest: accountRest(account, verb.text) };
      return verbButton(label, call, { number, replace: true });
    }),
  );
}
