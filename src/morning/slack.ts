/** `/cs today`: the list as it stands now. */
import { actions, say, type Answer } from '#blocks/build.ts';
import { morningMessages, quietMorning } from '#blocks/morning-list.ts';
import { NO_PROGRAM } from '#blocks/no-program.ts';
import { mrkdwn } from '#blocks/text.ts';
import { shareButton } from '#blocks/verb-button.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { readToday } from './service.ts';

export function registerMorning(edge: Edge): void {
  edge.verb({
    command: '/cs',
    verb: 'today',
    usage: '',
    does: 'Who needs an EBR, and why',
    example: '',
    right: 'list.see',
    shareable: true,
    run: showToday,
  });
}

/** The list anew, with what was pressed in it a moment ago, to take the place of the one that a person sees. */
export async function todayAgain(call: Call): Promise<Answer> {
  const answer = await showToday(call);
  const last = answer.blocks?.at(-1);
  if (answer.blocks === undefined || last?.type !== 'actions') return answer;
  const share = shareButton({ command: '/cs', verb: 'today', rest: '' });
  return { ...answer, blocks: [...answer.blocks.slice(0, -1), actions(...last.elements, share)] };
}

async function showToday(call: Call): Promise<Answer> {
  const applied = await call.program();
  if (applied === null) return NO_PROGRAM;
  const today = await call.today();
  const list = await readToday(call.deps, call.workspaceId, applied, today);
  const moment = { now: call.deps.now().toISOString(), today };
  const [first] = list.rows.length === 0 ? [quietMorning(list, moment)] : morningMessages(list, moment);
  return first === undefined
    ? say(mrkdwn`Nothing is due.`)
    : { text: first.headline, blocks: first.blocks, share: true };
}
