/** Asks those who answer for the digest's sections for a comment before it comes, and takes it. */
import type { Transaction } from 'kysely';
import { fallbackText } from '#blocks/build.ts';
import { commentsAsked, type AskedSection, type CommentsAsked } from '#blocks/digest-comment.ts';
import { writeAudit } from '../audit/store.ts';
import { addDays, businessDateOf, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { enqueue, type MessagePayload } from '../jobs/outbox.ts';
import { findTargets } from '../jobs/outbox-store.ts';
import { workdayBefore, workdayOf, type WorkHours } from '../jobs/hours.ts';
import { dueSlot } from '../jobs/slots.ts';
import { isAway, type Person } from '../people/domain.ts';
import { findLeader, findPeople, listAdmins } from '../people/service.ts';
import { isPostDay, type AppliedProgram, type Program } from '../program/domain.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { findComment, insertComments, listOfMessage, listUnasked, updateComment } from './comment-store.ts';
import { MAX_COMMENT, mayComment, toldOf, type AskedComment } from './comments.ts';
import { SECTION_IDS, type Digest, type SectionId } from './domain.ts';
import { readDigest } from './reading-service.ts';
import { newestPosted, refreshDigest } from './service.ts';
import { readSettings } from './setting-store.ts';
import { findDigest, readPeople } from './store.ts';

/** A working day comes at least once in seven days, and in the east it may be a day later than in the program's zone. */
const DAYS_AHEAD = 8;

/**
 * Asks, in one direct message to each, those who answer for a section of the next digest: on the last working day before
 * it, in their own hours of work. Of who is away or gone a leader is told, who may speak in their place. Each section of
 * each digest once, whoever runs it and however often; one that got its owner later is asked about then. Kick the sender
 * afterwards.
 * @returns how many messages it wrote
 */
export async function askComments(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  now: Date,
): Promise<number> {
  const { program } = applied;
  const { db } = deps.database;
  const today = businessDateOf(now, program.timezone);
  let messages = 0;
  for (const day of daysToAskFor(program, now)) {
    if ((await newestPosted(db, workspaceId, day)) !== null) continue;
    const isTime = (zone: string | null) => isAskedNow(program, zone, now, day);
    if ((await listAsking(db, workspaceId, day, isTime)).length === 0) continue;
    // Before the transaction, so that nobody who writes waits for it.
    const preview = await readDigest(deps, workspaceId, applied, today);
    messages += await inTransaction(deps, async (trx) => {
      await lockWorkspace(trx, deps.database.dialect, workspaceId);
      return ask(deps, trx, workspaceId, day, preview, await listAsking(trx, workspaceId, day, isTime));
    });
  }
  return messages;
}

/** The digests that are not due yet, and about which somebody somewhere may be asked: nobody is asked too late. */
function daysToAskFor({ posts, timezone }: Program, now: Date): BusinessDate[] {
  const post = posts.leadership;
  if (post === null) return [];
  const today = businessDateOf(now, timezone);
  const due = dueSlot(post, timezone, now, new Date(0))?.date;
  const latest = addDays(today, 1);
  return Array.from({ length: DAYS_AHEAD + 1 }, (_day, ahead) => addDays(today, ahead)).filter(
    (day) => isPostDay(post, day) && day !== due && workdayBefore({ posts }, day) <= latest,
  );
}

/**
 * Whether comments to a day's digest are asked of a person: in their hours of work, from the last working day before it on.
 * @param zone the person's; null: not known
 */
function isAskedNow(program: WorkHours, zone: string | null, now: Date, digestDay: BusinessDate): boolean {
  const workday = workdayOf(program, zone, now);
  return workday !== null && workday >= workdayBefore(program, digestDay);
}

/** What is asked of one person by one message. */
interface Asking {
  section: SectionId;
  owner: Person;
  /** Who gets the message; null: there is nobody. */
  reader: Person | null;
}

/** What is not asked yet and is to be now. @param isTime whether somebody in a time zone is asked now; null: the program's */
async function listAsking(
  executor: Executor,
  workspaceId: string,
  day: BusinessDate,
  isTime: (zone: string | null) => boolean,
): Promise<Asking[]> {
  const unasked = await listUnasked(executor, workspaceId, day);
  if (unasked.length === 0) return [];
  const owners = await findPeople(
    executor,
    workspaceId,
    unasked.map(({ ownerId }) => ownerId),
  );
  const leader = await findSpeaker(executor, workspaceId, day);
  const asking = SECTION_IDS.flatMap((section): Asking[] => {
    const ownerId = unasked.find((one) => one.section === section)?.ownerId;
    const owner = owners.find(({ id }) => id === ownerId);
    if (owner === undefined) return [];
    return [{ section, owner, reader: isThere(owner, day) ? owner : leader }];
  });
  return asking.filter(({ reader }) => isTime(reader?.timezone ?? null));
}

async function ask(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  day: BusinessDate,
  preview: Digest,
  asking: readonly Asking[],
): Promise<number> {
  const owners = asking.map(({ owner }) => owner);
  const rows = asking.map(({ section, owner }): AskedComment => ({
    day,
    section,
    personId: owner.id,
    outboxId: null,
    told: toldOf(preview, section),
    comment: null,
    commentedAt: null,
    version: 1,
  }));
  const readers = [
    ...new Map(asking.flatMap(({ reader }) => (reader === null ? [] : [[reader.id, reader]]))).values(),
  ];
  const posts = readers.map((reader) => {
    const own = rows.filter((_row, index) => asking[index]?.reader?.id === reader.id);
    const told = { day, today: preview.date, isPosted: false };
    const payload = payloadOf({ ...told, sections: sectionsOf(own, owners, reader.id, day) });
    return { kind: 'post' as const, channel: reader.slackUserId ?? '', payload };
  });
  const outboxIds = posts.length === 0 ? [] : await enqueue(deps, trx, workspaceId, posts);
  const messageOf = new Map(readers.map(({ id }, index) => [id, outboxIds[index] ?? null]));
  const asked = rows.map((row, index) => ({
    ...row,
    outboxId: messageOf.get(asking[index]?.reader?.id ?? '') ?? null,
  }));
  await insertComments(trx, workspaceId, asked);
  return posts.length;
}

function isThere(person: Person, day: BusinessDate): boolean {
  return !person.isDeleted && !person.isGuest && person.slackUserId !== null && !isAway(person, day);
}

/** A leader who is there on the day, else an admin. */
async function findSpeaker(
  executor: Executor,
  workspaceId: string,
  day: BusinessDate,
): Promise<Person | null> {
  const leaderId = await findLeader(executor, workspaceId, day);
  const leaders = leaderId === null ? [] : await findPeople(executor, workspaceId, [leaderId]);
  const found = [...leaders, ...(await listAdmins(executor, workspaceId))];
  return found.find((person) => isThere(person, day)) ?? null;
}

function sectionsOf(
  rows: readonly AskedComment[],
  people: readonly Person[],
  readerId: string | null,
  day: BusinessDate,
): AskedSection[] {
  return SECTION_IDS.flatMap((id) => {
    const row = rows.find(({ section }) => section === id);
    if (row === undefined) return [];
    const person = people.find((one) => one.id === row.personId) ?? null;
    const isAbsent =
      row.comment === null && person !== null && person.id !== readerId && !isThere(person, day);
    return [{ section: id, told: row.told, comment: row.comment, person, isAbsent }];
  });
}

function payloadOf(asked: CommentsAsked): MessagePayload {
  const { text, blocks = [] } = commentsAsked(asked);
  return { text: fallbackText(text), blocks };
}

/** Brings a message that asked up to date; one that is forgotten stays as it is. */
export async function showAsked(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  { outboxId, day }: Pick<AskedComment, 'outboxId' | 'day'>,
  today: BusinessDate,
): Promise<void> {
  if (outboxId === null) return;
  const known = await findTargets(deps.database.dialect, trx, workspaceId, [outboxId]);
  if (known.get(outboxId)?.kind !== 'post') return;
  const rows = await listOfMessage(trx, workspaceId, outboxId);
  const people = await findPeople(
    trx,
    workspaceId,
    rows.map(({ personId }) => personId),
  );
  const isPosted = (await findDigest(trx, workspaceId, day)) !== null;
  const payload = payloadOf({ day, today, isPosted, sections: sectionsOf(rows, people, null, day) });
  await enqueue(deps, trx, workspaceId, [{ kind: 'update', target: outboxId, payload }]);
}

export interface CommentEdit {
  day: BusinessDate;
  section: SectionId;
  /** The version that was read. */
  version: number;
  text: string;
}

export interface Commenter {
  personId: string;
  isLeader: boolean;
  today: BusinessDate;
}

export type CommentProblem = 'not-asked' | 'not-yours' | 'too-late';

export type CommentSaved =
  /** `isPosted`: the digest's message shows it. */
  | { ok: true; isPosted: boolean }
  | { ok: false; problem: CommentProblem | 'text-missing' | 'text-too-long' }
  /** Somebody else commented since it was read. */
  | { ok: false; problem: 'changed-meanwhile'; theirs: AskedComment };

/** The comment as it stands, where this person may write it. */
export async function openComment(
  executor: Executor,
  workspaceId: string,
  { day, section }: Pick<CommentEdit, 'day' | 'section'>,
  by: Commenter,
): Promise<{ ok: true; comment: AskedComment } | { ok: false; problem: CommentProblem }> {
  const comment = await findComment(executor, workspaceId, day, section);
  if (comment === null) return { ok: false, problem: 'not-asked' };
  const { owners } = await readSettings(executor, workspaceId);
  if (!mayComment(comment, owners[section], by)) return { ok: false, problem: 'not-yours' };
  const newest = await newestPosted(executor, workspaceId, day);
  return newest !== null && newest > day ? { ok: false, problem: 'too-late' } : { ok: true, comment };
}

/**
 * Takes a comment, and shows it in the message that asked and in the digest where it is posted. Kick the sender
 * afterwards.
 */
export async function saveComment(
  deps: Deps,
  workspaceId: string,
  { day, section, version, text }: CommentEdit,
  by: Commenter,
): Promise<CommentSaved> {
  if (text === '') return { ok: false, problem: 'text-missing' };
  if (text.length > MAX_COMMENT) return { ok: false, problem: 'text-too-long' };
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const opened = await openComment(trx, workspaceId, { day, section }, by);
    if (!opened.ok) return opened;
    const { comment: before } = opened;
    const posted = await findDigest(trx, workspaceId, day);
    if (before.comment === text && before.personId === by.personId)
      return { ok: true, isPosted: posted !== null };
    if (before.version !== version) return { ok: false, problem: 'changed-meanwhile', theirs: before };
    const after: AskedComment = {
      ...before,
      personId: by.personId,
      comment: text,
      commentedAt: deps.now().toISOString(),
      version: version + 1,
    };
    const saidBefore = await readPeople(trx, workspaceId, day);
    await updateComment(trx, workspaceId, after);
    await writeAudit(deps, trx, workspaceId, [
      {
        actor: by.personId,
        action: 'digest.comment',
        subjectId: `${day}:${section}`,
        before: { comment: before.comment, by: before.personId },
        after: { comment: text, by: by.personId },
      },
    ]);
    await showAsked(deps, trx, workspaceId, after, by.today);
    if (posted !== null) await refreshDigest(deps, trx, workspaceId, posted, saidBefore);
    return { ok: true, isPosted: posted !== null };
  });
}
