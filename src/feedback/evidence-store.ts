/** The SQL of what feedback is evidence for. */
import type { Transaction } from 'kysely';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { EvidenceRef, EvidenceSubject, Feedback } from './domain.ts';
import { readFeedback } from './store.ts';

/** What a piece of feedback is evidence for. */
export async function listEvidence(
  executor: Executor,
  workspaceId: string,
  feedbackIds: readonly string[],
): Promise<(EvidenceRef & { feedbackId: string })[]> {
  if (feedbackIds.length === 0) return [];
  return executor
    .selectFrom('evidence')
    .select(['subject', 'subject_id as id', 'feedback_id as feedbackId'])
    .where('workspace_id', '=', workspaceId)
    .where('feedback_id', 'in', feedbackIds)
    .orderBy('subject')
    .orderBy('subject_id')
    .execute();
}

/** Makes the evidence of a piece of feedback what is given; what stays keeps who linked it, and when. */
export async function replaceEvidence(
  trx: Transaction<Database>,
  workspaceId: string,
  feedbackId: string,
  refs: readonly EvidenceRef[],
  linked: { by: string; at: string },
): Promise<void> {
  const kept = new Set(refs.map(({ subject, id }) => `${subject} ${id}`));
  const known = await listEvidence(trx, workspaceId, [feedbackId]);
  for (const { subject, id } of known.filter((ref) => !kept.has(`${ref.subject} ${ref.id}`))) {
    await trx
      .deleteFrom('evidence')
      .where('workspace_id', '=', workspaceId)
      .where('subject', '=', subject)
      .where('subject_id', '=', id)
      .where('feedback_id', '=', feedbackId)
      .execute();
  }
  if (refs.length === 0) return;
  await trx
    .insertInto('evidence')
    .values(
      refs.map(({ subject, id }) => ({
        workspace_id: workspaceId,
        subject,
        subject_id: id,
        feedback_id: feedbackId,
        linked_by: linked.by,
        linked_at: linked.at,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The feedback that supports a card or a gap, the newest first. */
export async function listSupporting(
  executor: Executor,
  workspaceId: string,
  { subject, id }: EvidenceRef,
  limit: number,
): Promise<Feedback[]> {
  const rows = await executor
    .selectFrom('evidence')
    .innerJoin('feedback', (join) =>
      join
        .onRef('feedback.workspace_id', '=', 'evidence.workspace_id')
        .onRef('feedback.id', '=', 'evidence.feedback_id'),
    )
    .selectAll('feedback')
    .where('evidence.workspace_id', '=', workspaceId)
    .where('evidence.subject', '=', subject)
    .where('evidence.subject_id', '=', id)
    .orderBy('feedback.said_at', 'desc')
    .orderBy('feedback.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(readFeedback);
}

/** A card or a gap of an account, by which it can be chosen. */
export interface Subject extends EvidenceRef {
  title: string;
  /** Its state. */
  state: string;
}

/** The cards and gaps of an account, the newest first: those named, or at most `limit` of each. */
export async function listSubjects(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  wanted: { limit: number } | { refs: readonly EvidenceRef[] },
): Promise<Subject[]> {
  const idsOf = (subject: EvidenceSubject) =>
    'refs' in wanted ? wanted.refs.filter((ref) => ref.subject === subject).map(({ id }) => id) : null;
  let goals = executor
    .selectFrom('goal_card')
    .select(['id', 'name as title', 'state'])
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc');
  let gaps = executor
    .selectFrom('gap')
    .select(['id', 'what as title', 'state'])
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc');
  const [goalIds, gapIds] = [idsOf('goal'), idsOf('gap')];
  if (goalIds !== null) goals = goals.where('id', 'in', goalIds);
  if (gapIds !== null) gaps = gaps.where('id', 'in', gapIds);
  if ('limit' in wanted) [goals, gaps] = [goals.limit(wanted.limit), gaps.limit(wanted.limit)];
  const found: Subject[] = [];
  if (goalIds === null || goalIds.length > 0)
    for (const row of await goals.execute()) found.push({ subject: 'goal', ...row });
  if (gapIds === null || gapIds.length > 0)
    for (const row of await gaps.execute()) found.push({ subject: 'gap', ...row });
  return found;
}
