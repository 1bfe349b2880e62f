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
    run: (call, rest) => showToday(call, pageIn(rest)),
  });
}

/**
 * The list anew, with what was pressed in it a moment ago, to take the place of the one that a person sees.
 * @param about the id of the CTA or the account that was pressed: the page where it stands is shown
 */
export async function todayAgain(call: Call, about: string): Promise<Answer> {
  const { page, ...answer } = await readPage(call, about);
  const last = answer.blocks?.at(-1);
  if (answer.blocks === undefined || last?.type !== 'actions') return answer;
  const rest = page === 1 ? '' : `page:${page}`;
  const share = shareButton({ command: '/cs', verb: 'today', rest });
  return { ...answer, blocks: [...answer.blocks.slice(0, -1), actions(...last.elements, share)] };
}

/** Behind the verb stands `page:2`, put there by a button; anything else means the first page. */
function pageIn(rest: string): number {
  return Number(/^page:([1-9]\d{0,4})$/.exec(rest)?.[1] ?? 1);
}

async function showToday(call: Call, wanted: number): Promise<Answer> {
  const { page: _, ...answer } = await readPage(call, wanted);
  return answer;
}

/** @param wanted a page's number, or the id of a CTA or an account that stands on it */
async function readPage(call: Call, wanted: number | string): Promise<Answer & { page: number }> {
  const applied = await call.program();
  if (applied === null) return { ...NO_PROGRAM, page: 1 };
  const today = await call.today();
  const list = await readToday(call.deps, call.workspaceId, applied, today, call.person.id);
  const moment = { now: call.deps.now().toISOString(), today, canPress: call.may('cta.work') };
  const { headline, blocks, page } =
    list.rows.length === 0 ? { ...quietMorning(list, moment), page: 1 } : morningInOne(list, moment, wanted);
  return { text: headline, blocks, share: true, page };
}
