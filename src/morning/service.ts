/** Makes the morning's list and keeps its messages in step with what is pressed. */
import type { Transaction } from 'kysely';
import { fallbackText } from '#blocks/build.ts';
import { morningMessage, morningMessages, quietMorning, type MorningMessage } from '#blocks/morning-list.ts';
import type { Moment } from '#blocks/morning-row.ts';
import { businessDateOf, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { clearUndo, listWorkspacesToEndUndo, syncCtas } from '../ctas/service.ts';
import type { Executor } from '../db/open.ts';
import { inRehearsal } from '../db/rehearsal.ts';
import { inBatches } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import { claimSlot, freeSlot, newestClaimed } from '../jobs/store.ts';
import { enqueue, type MessagePayload } from '../jobs/outbox.ts';
import type { AssessmentProgress } from '../journey/service.ts';
import { syncRulePlays } from '../plays/rule-service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { keepDay } from './day-service.ts';
import { hasSomethingToSay, type MorningList } from './domain.ts';
import { readList, rowsOf } from './list-service.ts';
import { ownAnew, postOwn } from './own-service.ts';
import {
  findLastList,
  findLastMorning,
  findPartsShowing,
  insertLists,
  listReviewsBeside,
  type LastList,
  type PostedPlace,
} from './store.ts';
import { deleteUnshown, WAITS } from './waiting-store.ts';
import { lockWorkspace } from '../workspaces/service.ts';

export { findLastMorning, type PostedPlace } from './store.ts';

/** The name of the morning's slot. */
export const MORNING = 'morning';
/** A press changes the newest messages that show the CTA: so many of everybody's, and so many of people's own. */
const LISTS_TO_UPDATE = 3;
/** Their ids go into one statement each. */
const CTAS_PER_REFRESH = 1_000;

export interface Morning {
  list: MorningList;
  /** Whether this call posted it: another one may have, there may be nothing to say, or nowhere to say it. */
  posted: boolean;
  /** Whether this call left it for `postWaiting`. */
  waits: boolean;
}

export interface MorningOptions {
  /**
   * The list of the channel is left for `postWaiting`, since nobody has looked who reads along there, or not only our
   * people do. What is everybody's own goes out all the same.
   */
  leavesList?: boolean;
}

/**
 * Does the morning of a business date: assesses what changed, keeps everybody's health of the day, starts and ends plays by
 * it, brings the CTAs in line with the rules, and writes the list into the outbox. The slot, the CTAs and the messages are one transaction, so a morning is posted once,
 * whoever does it and wherever it is interrupted; kick the sender afterwards.
 */
export async function doMorning(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  options: MorningOptions & { onProgress?: ((progress: AssessmentProgress) => void) | undefined } = {},
): Promise<Morning> {
  await keepDay(deps, workspaceId, applied, date, options.onProgress);
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    return writeMorning(deps, trx, workspaceId, applied, date, options);
  });
}

/**
 * The same for the clock, which may find a morning due that somebody else has done, or that a later one has made
 * stale: rules asked for an earlier date would close what the later one has opened.
 * @returns null when there was nothing to do
 */
export async function doDueMorning(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  options: MorningOptions = {},
): Promise<Morning | null> {
  if (await isDoneSince(deps.database.db, workspaceId, date)) return null;
  await keepDay(deps, workspaceId, applied, date);
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    // Asked again under the lock: another process may have been faster.
    if (await isDoneSince(trx, workspaceId, date)) return null;
    return writeMorning(deps, trx, workspaceId, applied, date, options);
  });
}

/** The date of the newest morning where its list is still to be posted; null: none waits. */
export async function findWaiting(executor: Executor, workspaceId: string): Promise<BusinessDate | null> {
  const waiting = await newestClaimed(executor, workspaceId, WAITS);
  // One that was never posted is stale once a later morning is done.
  return waiting !== null && waiting === (await newestClaimed(executor, workspaceId, MORNING))
    ? waiting
    : null;
}

/**
 * Posts the list that waits, as it stands by now and with the date that it was for; once, whoever does it. Kick the
 * sender afterwards.
 * @returns null when none waits
 */
export async function postWaiting(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
): Promise<Morning | null> {
  if (applied.program.posts.morning === null) return null;
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const date = await findWaiting(trx, workspaceId);
    if (date === null || !(await freeSlot(trx, workspaceId, WAITS, date))) return null;
    const last = await findLastList(trx, workspaceId, date);
    const list = await readList(trx, workspaceId, applied, date, last, null);
    await deleteUnshown(trx, workspaceId, date);
    const posted = await postList(deps, trx, workspaceId, applied, list, last);
    return { list, posted, waits: false };
  });
}

/** Whether the morning of this date, or of a later one, has been done. */
export async function isDoneSince(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
): Promise<boolean> {
  const newest = await newestClaimed(executor, workspaceId, MORNING);
  return newest !== null && newest >= date;
}

/** The caller holds the workspace's lock: taken after the slot, it would deadlock with whoever takes it before. */
async function writeMorning(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
  { leavesList = false }: MorningOptions,
): Promise<Morning> {
  const isOurs = await claimSlot(trx, workspaceId, MORNING, date, deps.now());
  await syncCtas(deps, trx, workspaceId, applied, date);
  await syncRulePlays(deps, trx, workspaceId, applied, date);
  const last = await findLastList(trx, workspaceId, date);
  const list = await readList(trx, workspaceId, applied, date, last, null);
  const goesOut = isOurs && (await postList(deps, trx, workspaceId, applied, list, last, leavesList));
  if (goesOut && leavesList) await claimSlot(trx, workspaceId, WAITS, date, deps.now());
  if (isOurs && applied.program.posts.morning !== null) {
    // What is a person's own went out on mornings whose list still waits, too.
    const since = await findLastMorning(trx, workspaceId, date);
    await postOwn(deps, trx, workspaceId, applied, { date, since, moment: momentOf(deps, applied) });
  }
  return { list, posted: goesOut && !leavesList, waits: goesOut && leavesList };
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

/**
 * Brings the messages that show CTAs up to date, in the transaction that changed them.
 * @returns where these messages stand in Slack
 */
export async function refreshMessages(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  applied: AppliedProgram,
  ctaIds: readonly string[],
): Promise<PostedPlace[]> {
  const places: PostedPlace[] = [];
  for (const batch of inBatches(ctaIds, CTAS_PER_REFRESH))
    places.push(...(await refreshShowing(deps, trx, workspaceId, applied, batch)));
  return places;
}

async function refreshShowing(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  applied: AppliedProgram,
  ctaIds: readonly string[],
): Promise<PostedPlace[]> {
  const reviews = await listReviewsBeside(trx, workspaceId, ctaIds);
  const shown = [...new Set([...ctaIds, ...reviews])];
  const parts = await findPartsShowing(trx, workspaceId, shown, LISTS_TO_UPDATE);
  const updates = [];
  for (const part of parts) {
    const rows = await rowsOf(trx, workspaceId, applied, part.date, part.ctaIds);
    const moment = momentOf(deps, applied);
    const { personId } = part;
    const payload =
      personId === null
        ? payloadOf(morningMessage({ ...part, rows }, part.position, moment))
        : await ownAnew(trx, workspaceId, { ...part, personId }, rows, moment);
    updates.push({ kind: 'update' as const, target: part.outboxId, payload });
  }
  if (updates.length > 0) await enqueue(deps, trx, workspaceId, updates);
  return parts.map(({ place }) => place);
}

/** Takes the undo buttons away whose minute is over. @returns how many CTAs it was */
export async function endUndo(
  deps: Deps,
  programOf: (workspaceId: string) => Promise<AppliedProgram | null>,
): Promise<number> {
  const now = deps.now().toISOString();
  let ended = 0;
  for (const workspaceId of await listWorkspacesToEndUndo(deps.database.db, now)) {
    const applied = await programOf(workspaceId);
    ended += await inTransaction(deps, async (trx) => {
      await lockWorkspace(trx, deps.database.dialect, workspaceId);
      const ids = await clearUndo(trx, workspaceId, now);
      if (applied !== null && ids.length > 0) await refreshMessages(deps, trx, workspaceId, applied, ids);
      return ids.length;
    });
  }
  return ended;
}

/**
 * @param leaves only notes the list, without a message
 * @returns whether there is something to post, and somewhere
 */
async function postList(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  applied: AppliedProgram,
  list: MorningList,
  last: LastList | null,
  leaves = false,
): Promise<boolean> {
  const post = applied.program.posts.morning;
  if (post === null) return false;
  const messages = messagesOf(list, last, momentOf(deps, applied));
  const now = leaves ? [] : messages;
  const outboxIds = await enqueueThread(deps, trx, workspaceId, post.channel, now);
  const own = {
    id: deps.makeId(),
    date: list.date,
    channel: post.channel,
    programVersion: list.programVersion,
    summary: list.summary,
    createdAt: deps.now().toISOString(),
    parts: now.map(({ ctaIds }, index) => ({ outboxId: outboxIds[index]!, ctaIds })),
  };
  await insertLists(trx, workspaceId, [own]);
  return messages.length > 0;
}

/** The first message in the channel, the others as replies to it. @returns their outbox ids, in order */
async function enqueueThread(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  channel: string,
  [first, ...replies]: readonly MorningMessage[],
): Promise<string[]> {
  if (first === undefined) return [];
  const kind = 'post' as const;
  const [threadOf] = await enqueue(deps, trx, workspaceId, [{ kind, channel, payload: payloadOf(first) }]);
  if (threadOf === undefined) throw new Error('the outbox gave no id');
  if (replies.length === 0) return [threadOf];
  const posts = replies.map((reply) => ({ kind, channel, threadOf, payload: payloadOf(reply) }));
  return [threadOf, ...(await enqueue(deps, trx, workspaceId, posts))];
}

function messagesOf(list: MorningList, last: LastList | null, moment: Moment): MorningMessage[] {
  if (list.rows.length > 0) return morningMessages(list, moment);
  return hasSomethingToSay(list.summary, last) ? [quietMorning(list, moment)] : [];
}

function payloadOf({ headline, blocks }: MorningMessage): MessagePayload {
  return { text: fallbackText(headline), blocks };
}

function momentOf(deps: Deps, { program }: AppliedProgram): Moment {
  return { now: deps.now().toISOString(), today: businessDateOf(deps.now(), program.timezone) };
}
