/** The SQL of imported feedback: many pieces at once. */
import { sql, type Transaction } from 'kysely';
import { findByKeyOrId, withTexts } from '../db/lookup.ts';
import type { DialectName, Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { inBatches, rowsAs } from '../db/rows.ts';
import type { EvidenceRef, EvidenceSubject, Feedback } from './domain.ts';
import { columnsOf, readFeedback } from './store.ts';

/** Feedback has some twenty columns, and SQLite binds about 32,000 values. */
const ROWS_PER_STATEMENT = 500;

/** The feedback whose id or whose identity in its source is one of these, by it. */
export function findImported(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  keys: readonly string[],
): Promise<Map<string, Feedback>> {
  return findByKeyOrId(executor, dialect, workspaceId, 'feedback', keys, readFeedback);
}

/** The ids of feedback by the messages that it was saved from. */
export async function findOfMessages(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  messages: readonly { channel: string; ts: string }[],
): Promise<{ id: string; channel: string; ts: string }[]> {
  if (messages.length === 0) return [];
  const wanted = rowsAs(dialect, 'r', { channel: 'text', ts: 'text' }, messages);
  const { rows } = await sql<{ id: string; channel: string; ts: string }>`
    select f.id, f.channel, f.ts from ${wanted} cross join feedback f
    where f.workspace_id = ${workspaceId} and f.channel = r.channel and f.ts = r.ts
      and f.ts is not null`.execute(executor);
  return rows;
}

/** The cards that feedback may be evidence for, by their id and by their identity in their source. */
export function findCards(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  keys: readonly string[],
): Promise<Map<string, { id: string; accountId: string }>> {
  return findByKeyOrId(executor, dialect, workspaceId, 'goal_card', keys, (card) => ({
    id: card.id,
    accountId: card.account_id,
  }));
}

/** The gaps that feedback may be evidence for, by their ids. */
export async function findGaps(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, { id: string; accountId: string }>> {
  const { rows } = await sql<{ id: string; account_id: string }>`
    ${withTexts(dialect, ids)} select g.id, g.account_id from r cross join gap g
    where g.workspace_id = ${workspaceId} and g.id = r.value`.execute(executor);
  return new Map(rows.map(({ id, account_id: accountId }) => [id, { id, accountId }]));
}

/** What each piece is evidence for, by its id. */
export async function listEvidenceOf(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  feedbackIds: readonly string[],
): Promise<Map<string, EvidenceRef[]>> {
  const { rows } = await sql<{ feedback_id: string; subject: EvidenceSubject; subject_id: string }>`
    ${withTexts(dialect, feedbackIds)} select e.feedback_id, e.subject, e.subject_id from r cross join evidence e
    where e.workspace_id = ${workspaceId} and e.feedback_id = r.value
    order by e.subject, e.subject_id`.execute(executor);
  const evidence = new Map<string, EvidenceRef[]>();
  for (const { feedback_id: feedbackId, subject, subject_id: id } of rows)
    evidence.set(feedbackId, [...(evidence.get(feedbackId) ?? []), { subject, id }]);
  return evidence;
}

interface Piece {
  feedback: Feedback;
  key: string | null;
  /** What it was evidence for, and what it is evidence for from now on. */
  linked: readonly EvidenceRef[];
  evidence: readonly EvidenceRef[];
}

/** Writes feedback that is new or changed, and for what it is evidence: a link that stays keeps who made it, and when. */
export async function writeFeedback(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  pieces: readonly Piece[],
): Promise<void> {
  for (const batch of inBatches(pieces, ROWS_PER_STATEMENT)) {
    await trx
      .insertInto('feedback')
      .values(
        batch.map(({ feedback, key }) => ({
          workspace_id: workspaceId,
          id: feedback.id,
          key,
          ...columnsOf(feedback),
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['workspace_id', 'id']).doUpdateSet((eb) => ({
          version: eb.ref('excluded.version'),
          text: eb.ref('excluded.text'),
          author: eb.ref('excluded.author'),
          contact_id: eb.ref('excluded.contact_id'),
          permalink: eb.ref('excluded.permalink'),
          channel: eb.ref('excluded.channel'),
          ts: eb.ref('excluded.ts'),
          said_at: eb.ref('excluded.said_at'),
          consent: eb.ref('excluded.consent'),
          consent_until: eb.ref('excluded.consent_until'),
          updated_by: eb.ref('excluded.updated_by'),
          updated_at: eb.ref('excluded.updated_at'),
        })),
      )
      .execute();
    await unlink(trx, dialect, workspaceId, batch);
    await link(trx, workspaceId, batch);
  }
}

async function unlink(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  pieces: readonly Piece[],
): Promise<void> {
  const gone = pieces.flatMap(({ feedback, linked, evidence }) => {
    const kept = new Set(evidence.map(({ subject, id }) => `${subject} ${id}`));
    return linked
      .filter(({ subject, id }) => !kept.has(`${subject} ${id}`))
      .map(({ subject, id }) => ({ feedback: feedback.id, subject, id }));
  });
  if (gone.length === 0) return;
  const rows = rowsAs(dialect, 'r', { feedback: 'text', subject: 'text', id: 'text' }, gone);
  await sql`
    delete from evidence where workspace_id = ${workspaceId}
      and (subject, subject_id, feedback_id) in (select r.subject, r.id, r.feedback from ${rows})`.execute(
    trx,
  );
}

async function link(
  trx: Transaction<Database>,
  workspaceId: string,
  pieces: readonly Piece[],
): Promise<void> {
  const rows = pieces.flatMap(({ feedback, evidence }) =>
    evidence.map(({ subject, id }) => ({
      workspace_id: workspaceId,
      subject,
      subject_id: id,
      feedback_id: feedback.id,
      linked_by: feedback.updatedBy,
      linked_at: feedback.updatedAt,
    })),
  );
  for (const batch of inBatches(rows, ROWS_PER_STATEMENT))
    await trx
      .insertInto('evidence')
      .values(batch)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
}
