/** Runs verbs: typed, pressed on a button, or shared. */
import { accountRest } from '#blocks/account-choice.ts';
import { actions, say, type Answer } from '#blocks/build.ts';
import { limits } from '#blocks/limits.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn } from '#blocks/text.ts';
import { shareButton, type VerbCall } from '#blocks/verb-button.ts';
import type { KnownBlock } from '@slack/types';
import * as z from 'zod';
import { createAudience, type FindAudience } from './audience.ts';
import type { Call } from './call.ts';
import { refusalFor } from './caller.ts';
import type { Registry } from './edge.ts';
import { jsonOf } from './forms.ts';
import { sharedNotHere } from './sharing.ts';
import { firstWord, unquoted } from './typed-text.ts';
import {
  explain,
  explainBare,
  NO_ACCOUNT,
  tellVerbs,
  understand,
  type ExampleAccount,
  type TypedVerb,
  type Understood,
  type Verb,
  type VerbTable,
} from './verbs.ts';
import { findAccount, findExampleAccount, type FoundExample } from '../accounts/find-service.ts';

/** Where a verb's answer goes. */
type Place = 'answer' | 'replace' | 'share';

/** Runs a verb whose right is checked, and shows what it answers. */
export async function runVerb(call: Call, verb: Verb, rest: string, place: Place): Promise<void> {
  const answer = await verb.run(call, rest);
  if (answer === undefined) return;
  if (place !== 'share') return call[place](withShare(answer, verb, rest));
  const notShared = await call.share(answer);
  if (notShared !== null) return call.answer(notShared);
  // A button that can do nothing more is taken away.
  await call.replace(answer);
}

/** Runs a typed verb whose right is checked; the one that was meant where its words stand in another order. */
export async function runTyped(
  registry: Registry,
  call: Call,
  { verb, rest, turned, bare }: TypedVerb,
): Promise<void> {
  const isTurned = turned !== undefined && (await verb.finds?.(call, rest)) === false;
  if (isTurned) return checkAndRun(call, turned.verb, turned.rest, 'answer');
  const unknown = bare === undefined ? null : await explainUnknown(registry, call, verb, bare);
  if (unknown === null) await runVerb(call, verb, rest, 'answer');
  else await call.answer(unknown);
}

/** What is said of a first word that is no verb, where what was typed names no account and none is spelt like it. */
async function explainUnknown(
  registry: Registry,
  call: Call,
  verb: Verb,
  typed: string,
): Promise<Answer | null> {
  const { database } = call.deps;
  const whole = await findAccount(database, call.workspaceId, unquoted(typed));
  if (whole.kind !== 'none' || whole.closest.length > 0) return null;
  const { rest } = firstWord(typed);
  const findsRest =
    rest !== '' && (await findAccount(database, call.workspaceId, unquoted(rest))).kind !== 'none';
  return explainBare(registry.verbs, verb.command, typed, findsRest);
}

/** What is answered to a command that is no verb call, with lines that work in this workspace. */
export async function explainTyped(
  registry: Registry,
  call: Call,
  command: string,
  understood: Understood,
): Promise<Answer> {
  const account = await findExampleAccount(call.deps.database, call.workspaceId);
  return explain(
    registry.verbs,
    command,
    understood,
    call.person,
    account === null ? NO_ACCOUNT : exampleOf(registry.verbs, account),
    understood.kind === 'help' ? await tellVerbs(registry.verbs, call) : undefined,
  );
}

/** Plain names are typed as they are; any other account is named by its key. */
function exampleOf(verbs: VerbTable, { account, isUnique }: FoundExample): ExampleAccount {
  const { name } = account;
  const isPlain = isUnique && /^[\p{L}\p{N}][\p{L}\p{N} .'-]{0,39}$/u.test(name);
  const read = isPlain ? understand(verbs, '/account', name) : null;
  if (read?.kind !== 'verb' || read.bare === undefined || read.turned !== undefined) {
    return { alone: accountRest(account), beforeText: accountRest(account) };
  }
  return { alone: name, beforeText: name.includes(' ') ? `"${name}"` : name };
}

/** Registers the buttons that run verbs, and *Share here*. */
export function registerVerbButtons(registry: Registry): void {
  const findAudience = createAudience();
  const places: [string, Place][] = [
    [ids.verbRun, 'answer'],
    [ids.verbReplace, 'replace'],
    [ids.verbShare, 'share'],
  ];
  for (const [id, place] of places) {
    registry.action(id, {
      right: 'help.see',
      value: verbCallValue,
      run: (call, value) => runPressed(registry, call, value, place, findAudience),
    });
  }
}

const verbCallValue = jsonOf<VerbCall>(
  z.object({ command: z.string(), verb: z.string(), rest: z.string().max(limits.buttonValue) }),
);

async function runPressed(
  registry: Registry,
  call: Call,
  value: VerbCall,
  place: Place,
  findAudience: FindAudience,
): Promise<void> {
  const verb = registry.verbs.find(value.command, value.verb);
  if (verb === undefined || (place === 'share' && verb.shareable !== true)) {
    await call.answer(say(mrkdwn`This button is from an older version. \`/cs help\` shows what works now.`));
    return;
  }
  if (place === 'share') {
    const audience = await findAudience(call);
    // Slack shows what they share without the bot in the channel, too: whoever presses knows who reads there.
    if (!audience.isOurs && audience.isWithoutUs !== true)
      return call.answer(sharedNotHere(audience.because));
  }
  await checkAndRun(call, verb, value.rest, place);
}

/** For a call that entered with another right than the verb's own. */
async function checkAndRun(call: Call, verb: Verb, rest: string, place: Place): Promise<void> {
  const refusal = await refusalFor(call.deps, call.workspaceId, call.person, verb.right);
  if (refusal === null) await runVerb(call, verb, rest, place);
  else await call.answer(refusal);
}

/** Adds *Share here* to an answer that may be shared. */
function withShare(answer: Answer, verb: Verb, rest: string): Answer {
  if (answer.share !== true || verb.shareable !== true || answer.blocks === undefined) return answer;
  const share = shareButton({ command: verb.command, verb: verb.verb, rest });
  const before = answer.blocks.slice(0, -1);
  const last = answer.blocks.at(-1);
  const joins = last?.type === 'actions' && last.elements.length < limits.actionElements;
  const blocks: KnownBlock[] = joins
    ? [...before, { ...last, elements: [...last.elements, share] }]
    : [...answer.blocks, actions(share)];
  return { ...answer, blocks };
}
