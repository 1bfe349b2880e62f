/** The comments that are asked for, in the database. */
import { sql, type Selectable, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { AskedComment, ToldSection } from './comments.ts';
import type { SectionId } from './domain.ts';

/** Sections that somebody answers for, and whose comment to a day's digest was not asked for yet. */
export async function listUnasked(
  executor: Executor,
  workspaceId: string,
  day: BusinessDate,
): Promise<{ section: SectionId; ownerId: string }[]> {
  const { rows } = await sql<{ section: SectionId; ownerId: string }>`
    select o.section, o.owner_id as "ownerId" from digest_section o
    join person p on p.workspace_id = o.workspace_id and p.id = o.owner_id
    where o.workspace_id = ${workspaceId} and not exists (select 1 from digest_comment c
      where c.workspace_id = o.workspace_id and c.day = ${day} and c.section = o.section)
    order by o.section`.execute(executor);
  return rows;
}

export async function findComment(
  executor: Executor,
  workspaceId: string,
  day: BusinessDate,
  section: SectionId,
): Promise<AskedComment | null> {
  const row = await executor
    .selectFrom('digest_comment')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('day', '=', day)
    .where('section', '=', section)
    .executeTakeFirst();
  return row === undefined ? null : toComment(row);
}

/** What one message asks for. */
export async function listOfMessage(
  executor: Executor,
  workspaceId: string,
  outboxId: string,
): Promise<AskedComment[]> {
  const rows = await executor
    .selectFrom('digest_comment')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('outbox_id', '=', outboxId)
    .execute();
  return rows.map(toComment);
}

/** What is asked for of a digest later than a day, and not said yet. */
export async function listUnsaid(
  executor: Executor,
  workspaceId: string,
  after: BusinessDate,
  sections: readonly SectionId[],
): Promise<AskedComment[]> {
  if (sections.length === 0) return [];
  const rows = await executor
    .selectFrom('digest_comment')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('day', '>', after)
    .where('section', 'in', [...sections])
    .where('comment', 'is', null)
    .execute();
  return rows.map(toComment);
}

export async function insertComments(
  trx: Transaction<Database>,
  workspaceId: string,
  comments: readonly AskedComment[],
): Promise<void> {
  if (comments.length === 0) return;
  await trx
    .insertInto('digest_comment')
    .values(
      comments.map((one) => ({
        workspace_id: workspaceId,
        day: one.day,
        section: one.section,
        person_id: one.personId,
        outbox_id: one.outboxId,
        told: JSON.stringify(one.told),
        comment: one.comment,
        commented_at: one.commentedAt,
        version: one.version,
      })),
    )
    .execute();
}

/** @throws Error when the version before is not there: the caller holds the workspace's lock and has looked */
export async function updateComment(
  trx: Transaction<Database>,
  workspaceId: string,
  { day, section, personId, comment, commentedAt, version }: AskedComment,
): Promise<void> {
  const result = await trx
    .updateTable('digest_comment')
    .set({ person_id: personId, comment, commented_at: commentedAt, version })
    .where('workspace_id', '=', workspaceId)
    .where('day', '=', day)
    .where('section', '=', section)
    .where('version', '=', version - 1)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw new Error(`the comment on ${section} of ${day} was not written`);
}

export async function deleteComment(
  trx: Transaction<Database>,
  workspaceId: string,
  { day, section }: Pick<AskedComment, 'day' | 'section'>,
): Promise<void> {
  await trx
    .deleteFrom('digest_comment')
    .where('workspace_id', '=', workspaceId)
    .where('day', '=', day)
    .where('section', '=', section)
    .execute();
}

function toComment(row: Selectable<Database['digest_comment']>): AskedComment {
  return {
    day: row.day,
    section: row.section as SectionId,
    personId: row.person_id,
    outboxId: row.outbox_id,
    told: JSON.parse(row.told) as ToldSection,
    comment: row.comment,
    commentedAt: row.commented_at,
    version: row.version,
  };
}
