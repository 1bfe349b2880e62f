/** `/cs today`: the list as it stands now. */
import { uncoveredLine } from '#blocks/away.ts';
import { actions, context, section, type Answer } from '#blocks/build.ts';
import { morningInOne, quietMorning } from '#blocks/morning-list.ts';
import { NO_PROGRAM } from '#blocks/no-program.ts';
import { mrkdwn, saidBack, type Mrkdwn } from '#blocks/text.ts';
import { shareButton, verbButton } from '#blocks/verb-button.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import type { KnownBlock } from '@slack/types';
import { readToday } from './list-service.ts';
import { listUncovered } from '../engagement/service.ts';
import { findPeople } from '../people/service.ts';
import { isMorningOn, switchOwn } from './own-service.ts';

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
  edge.verb({
    command: '/cs',
    verb: 'morning',
    usage: '[me on|off]',
    does: 'Whether you get what is yours in a direct message each morning',
    example: 'me off',
    right: 'morning.own',
    run: ownMessage,
  });
}

/** Behind the verb may stand `me`, for the one who asks and nobody else. */
async function ownMessage(call: Call, rest: string): Promise<Answer> {
  const { deps, workspaceId, person } = call;
  const wanted = /^(?:me\s+)?(on|off)$/i.exec(rest.trim())?.[1]?.toLowerCase();
  if (wanted !== undefined) await switchOwn(deps, workspaceId, person.id, wanted === 'on');
  const isOn = (await isMorningOn(deps.database.db, workspaceId, person.id)) === true;
  const state = isOn
    ? mrkdwn`Each morning with a list you get a direct message with what is late, due or new of yours; on a day with nothing you get none.`
    : mrkdwn`You get no direct message in the morning. The list in the channel names you all the same.`;
  const known = rest.trim() === '' || /^me$/i.test(rest.trim()) || wanted !== undefined;
  const other = isOn ? 'off' : 'on';
  const text = known
    ? state
    : mrkdwn`I do not understand “${saidBack(rest)}”: say \`on\` or \`off\`. ${state} Try \`/cs morning me ${other}\``;
  const turn = verbButton(
    isOn ? 'Switch it off' : 'Switch it on',
    { command: '/cs', verb: 'morning', rest: `me ${other}` },
    { replace: true },
  );
  return { text, blocks: [section(text), actions(turn)] };
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
  return { text: headline, blocks: withTold(blocks, await uncoveredOf(call)), share: true, page };
}

const UNCOVERED_NAMED = 3;

/** What a leader is told: the accounts whose people are away and for which nobody stands in. */
async function uncoveredOf(call: Call): Promise<Mrkdwn | null> {
  if (!call.may('away.others')) return null;
  const { db } = call.deps.database;
  const today = await call.today();
  const found = await listUncovered(db, call.workspaceId, today, { limit: UNCOVERED_NAMED });
  const people = await findPeople(
    db,
    call.workspaceId,
    found.accounts.map(({ ownerId }) => ownerId),
  );
  return uncoveredLine(found, people, today);
}

/** The line beside the rules of the list, or where there are none below its head: the message is full as it is. */
function withTold(blocks: readonly KnownBlock[], line: Mrkdwn | null): readonly KnownBlock[] {
  if (line === null) return blocks;
  const [head, rules, ...rest] = blocks;
  const told = context(line);
  if (head === undefined) return [told];
  if (rules?.type !== 'context') return [head, told, ...blocks.slice(1)];
  return [head, { ...rules, elements: [...rules.elements, ...told.elements] }, ...rest];
}
