/** `/cs today`: the list as it stands now. */
import { actions, type Answer } from '#blocks/build.ts';
import { morningInOne, quietMorning } from '#blocks/morning-list.ts';
import { NO_PROGRAM } from '#blocks/no-program.ts';
import { shareButton } from '#blocks/verb-button.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { readToday } from './list-service.ts';

export function registerMorning(edge: Edge): void {
  edge.verb({
    command: '/cs',
    verb: 'today',
    usage: '',
    does: 'Who needs an EBR, and why; and what else is open, yours first',
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
  const list = await readToday(call.deps, call.workspaceId, applied, today, call.person.id);
  const moment = { now: call.deps.now().toISOString(), today };
  const { headline, blocks } =
    list.rows.length === 0 ? quietMorning(list, moment) : morningInOne(list, moment);
  return { text: headline, blocks, share: true };
}
