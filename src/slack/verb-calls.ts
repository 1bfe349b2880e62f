/** Runs verbs: typed, pressed on a button, or shared. */
import { actions, say, type Answer } from '#blocks/build.ts';
import { limits } from '#blocks/limits.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn } from '#blocks/text.ts';
import { shareButton, type VerbCall } from '#blocks/verb-button.ts';
import type { KnownBlock } from '@slack/types';
import * as z from 'zod';
import type { Call } from './call.ts';
import { refusalFor } from './caller.ts';
import type { Registry } from './edge.ts';
import { jsonOf } from './forms.ts';
import type { TypedVerb, Verb } from './verbs.ts';

/** Where a verb's answer goes. */
type Place = 'answer' | 'replace' | 'share';

/** Runs a verb whose right is checked, and shows what it answers. */
export async function runVerb(call: Call, verb: Verb, rest: string, place: Place): Promise<void> {
  const answer = await verb.run(call, rest);
  if (answer === undefined) return;
  if (place !== 'share') return call[place](withShare(answer, verb, rest));
  await call.share(answer);
  // Without the button a second press cannot show it to the channel again.
  await call.replace(answer);
}

/** Runs a typed verb whose right is checked; the one that was meant where its words stand in another order. */
export async function runTyped(call: Call, { verb, rest, turned }: TypedVerb): Promise<void> {
  const isTurned = turned !== undefined && (await verb.finds?.(call, rest)) === false;
  if (isTurned) await checkAndRun(call, turned.verb, turned.rest, 'answer');
  else await runVerb(call, verb, rest, 'answer');
}

/** Registers the buttons that run verbs, and *Share here*. */
export function registerVerbButtons(registry: Registry): void {
  const places: [string, Place][] = [
    [ids.verbRun, 'answer'],
    [ids.verbReplace, 'replace'],
    [ids.verbShare, 'share'],
  ];
  for (const [id, place] of places) {
    registry.action(id, {
      right: 'help.see',
      value: verbCallValue,
      run: (call, value) => runPressed(registry, call, value, place),
    });
  }
}

const verbCallValue = jsonOf<VerbCall>(
  z.object({ command: z.string(), verb: z.string(), rest: z.string().max(limits.buttonValue) }),
);

async function runPressed(registry: Registry, call: Call, value: VerbCall, place: Place): Promise<void> {
  const verb = registry.verbs.find(value.command, value.verb);
  if (verb === undefined || (place === 'share' && verb.shareable !== true)) {
    await call.answer(say(mrkdwn`This button is from an older version. \`/cs help\` shows what works now.`));
    return;
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
