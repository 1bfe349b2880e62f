/** Makes the morning's list and keeps its messages in step with what is pressed. */
import type { Transaction } from 'kysely';
import { fallbackText } from '#blocks/build.ts';
import { morningMessage, morningMessages, quietMorning, type Moment, type MorningMessage } from '#blocks/morning-list.ts';
import { businessDateOf, type BusinessDate } from '../base/business-date.ts';
import { inRehearsal, inTransaction, type Deps } from '../base/deps.ts';
import type { Cta } from '../ctas/domain.ts';
import { clearUndo, listUndoExpired, syncCtas } from '../ctas/service.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { claimSlot } from '../jobs/store.ts';
import { enqueue, type MessagePayload } from '../jobs/outbox.ts';
import { countUnassessed, assessWorkspace, type AssessmentProgress } from '../journey/service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { explainAssessed } from '../rules/service.ts';
import {
  hasSomethingToSay,
  inListOrder,
  MAX_PLAN_ROWS,
  MAX_ROWS,
  oneRowPerAccount,
  type MorningList,
  type MorningRow,
  type MorningSummary,
} from './domain.ts';
import {
  countChanges,
  countPlanItemsDue,
  findLastList,
  findPartsShowing,
  insertList,
  readRows,
  type LastList,
  type RowSelection,
} from './store.ts';

/** The name of the morning's slot. */
export const MORNING = 'morning';
/** A press changes so many messages at most: the newest lists that show the CTA. */
const PARTS_TO_UPDATE = 3;

export interface Morning {
  list: MorningList;
  /** Whether this call posted it: another one may have, there may be nothing to say, or nowhere to say it. */
  posted: boolean;
}

/**
 * Does the morning of a business date: assesses what changed, brings the CTAs in line with the rules, and writes
 * the list into the outbox. The slot, the CTAs and the messages are one transaction, so a morning is posted once,
 * whoever does it and wherever it is interrupted; kick the sender afterwards.
 */
export async function doMorning(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  onProgress?: (progress: AssessmentProgress) => void,
): Promise<Morning> {
  await assessWorkspace(deps, workspaceId, applied.program, date, onProgress);
  return inTransaction(deps, async (trx) => {
    const isOurs = await claimSlot(trx, workspaceId, MORNING, date, deps.now());
    await syncCtas(deps, trx, workspaceId, applied, date);
    const last = await findLastList(trx, workspaceId, date);
    const list = await readList(trx, workspaceId, applied, date, last);
    const posted = isOurs && (await postList(deps, trx, workspaceId, applied, list, last));
    return { list, posted };
  });
}

/** The list that `doMorning` would make; nothing is written or posted. */
export async function rehearseMorning(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
): Promise<MorningList> {
  const { list } = await inRehearsal(deps, (rehearsal) => doMorning(rehearsal, workspaceId, applied, date));
  return list;
}

/** Brings the messages that show a CTA up to date, in the transaction that changed it. */
export async function refreshMessages(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  applied: AppliedProgram,
  cta: Pick<Cta, 'id'>,
): Promise<void> {
  const parts = await findPartsShowing(trx, workspaceId, cta.id, PARTS_TO_UPDATE);
  const updates = [];
  for (const part of parts) {
    const rows = await rowsWithWhy(trx, workspaceId, applied, part.date, { kind: 'ctas', ids: part.ctaIds });
    const inOrder = part.ctaIds.flatMap((id) => rows.find((row) => row.ctaId === id) ?? []);
    const list = { date: part.date, programVersion: part.programVersion, summary: part.summary, rows: inOrder };
    const message = morningMessage(list, part.position, momentOf(deps, applied));
    updates.push({ kind: 'update' as const, target: part.outboxId, payload: payloadOf(message) });
  }
  if (updates.length > 0) await enqueue(deps, trx, workspaceId, updates);
}

/** Takes the undo buttons away whose minute is over. @returns how many CTAs it was */
export async function endUndo(
  deps: Deps,
  programOf: (workspaceId: string) => Promise<AppliedProgram | null>,
): Promise<number> {
  const expired = await listUndoExpired(deps.database.db, deps.now().toISOString(), 100);
  for (const { workspaceId, id } of expired) {
    const applied = await programOf(workspaceId);
    await inTransaction(deps, async (trx) => {
      await clearUndo(trx, workspaceId, id);
      if (applied !== null) await refreshMessages(deps, trx, workspaceId, applied, { id });
    });
  }
  return expired.length;
}

/** The list as it stands now, against the last one before the date; nothing is assessed anew. */
export async function readToday(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
): Promise<MorningList> {
  const { db } = deps.database;
  return readList(db, workspaceId, applied, date, await findLastList(db, workspaceId, date));
}

async function readList(
  trx: Executor,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  last: LastList | null,
): Promise<MorningList> {
  const changes = await countChanges(trx, workspaceId, last);
  const planItems = await countPlanItemsDue(trx, workspaceId, date);
  const reviews = await rowsWithWhy(trx, workspaceId, applied, date, { kind: 'reviews', limit: MAX_ROWS });
  const plan = await rowsWithWhy(trx, workspaceId, applied, date, {
    kind: 'plan_items',
    dueBy: date,
    limit: MAX_PLAN_ROWS,
  });
  const rows = oneRowPerAccount(reviews);
  const summary: MorningSummary = {
    due: changes.due,
    isNew: last === null ? null : changes.isNew,
    resolved: changes.resolved,
    previousDate: last?.date ?? null,
    unassessed: await countUnassessed(trx, workspaceId, applied.program, date),
    planItems,
    hidden: Math.max(0, changes.due - rows.length),
    rules: applied.program.rules.filter((rule) => rule.enabled && rule.then.cta === 'ebr').map(({ name }) => name),
  };
  return {
    date,
    programVersion: applied.version,
    summary,
    rows: [...inListOrder(rows), ...inListOrder(plan)],
  };
}

async function rowsWithWhy(
  trx: Executor,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  selection: RowSelection,
): Promise<MorningRow[]> {
  const rows = await readRows(trx, workspaceId, applied.program, date, selection);
  const accounts = rows.filter(({ type }) => type === 'ebr').map(({ accountId }) => accountId);
  const explained = await explainAssessed(trx, workspaceId, applied, accounts, date);
  return rows.map((row) => ({
    ...row,
    listedBy: (explained.get(row.accountId) ?? []).filter(({ listed }) => listed),
  }));
}

async function postList(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  applied: AppliedProgram,
  list: MorningList,
  last: LastList | null,
): Promise<boolean> {
  const post = applied.program.posts.morning;
  if (post === null) return false;
  const messages = messagesOf(list, last, momentOf(deps, applied));
  const outboxIds: string[] = [];
  for (const message of messages) {
    const threadOf = outboxIds[0];
    const [id] = await enqueue(deps, trx, workspaceId, [
      {
        kind: 'post',
        channel: post.channel,
        ...(threadOf === undefined ? {} : { threadOf }),
        payload: payloadOf(message),
      },
    ]);
    if (id !== undefined) outboxIds.push(id);
  }
  await insertList(trx, workspaceId, {
    id: deps.makeId(),
    date: list.date,
    channel: post.channel,
    programVersion: list.programVersion,
    summary: list.summary,
    createdAt: deps.now().toISOString(),
    parts: messages.map(({ ctaIds }, index) => ({ outboxId: outboxIds[index]!, ctaIds })),
  });
  return messages.length > 0;
}

function messagesOf(list: MorningList, last: LastList | null, moment: Moment): MorningMessage[] {
  if (list.rows.length > 0) return morningMessages(list, moment);
  return hasSomethingToSay(list.summary, last?.dueCount ?? null) ? [quietMorning(list, moment)] : [];
}

function payloadOf({ headline, blocks }: MorningMessage): MessagePayload {
  return { text: fallbackText(headline), blocks };
}

function momentOf(deps: Deps, { program }: AppliedProgram): Moment {
  return { now: deps.now().toISOString(), today: businessDateOf(deps.now(), program.timezone) };
}
