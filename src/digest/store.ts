/** Digests in the database, with who answers for their sections. */
import { sql, type Selectable, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { Digest, DigestPerson, SectionComment, SectionId } from './domain.ts';

/** A digest as it was posted. */
export interface PostedDigest {
  id: string;
  day: BusinessDate;
  /** As it was told, without what people said to it since. */
  digest: Digest;
  /** The message in the channel. */
  outboxId: string;
  /** Where it stands in Slack; null while it is on its way, or where Slack refused it. */
  place: { channelId: string; ts: string } | null;
  /** With whom it was shared; null: with nobody yet, or Slack refused to post it. */
  shared: SharedDigest | null;
  createdAt: string;
}

/** How a digest was shared with the company. */
export interface SharedDigest {
  outboxId: string;
  by: string;
  at: string;
  /** The id of the channel. */
  channel: string;
}

/** The digest of a day, the newest before a day, or where none is given the newest. */
export async function findDigest(
  executor: Executor,
  workspaceId: string,
  day?: BusinessDate | { before: BusinessDate },
): Promise<PostedDigest | null> {
  let query = postedDigests(executor, workspaceId).orderBy('d.day', 'desc').limit(1);
  if (typeof day === 'string') query = query.where('d.day', '=', day);
  else if (day !== undefined) query = query.where('d.day', '<', day.before);
  const row = await query.executeTakeFirst();
  return row === undefined ? null : toPosted(row);
}

export async function findDigestById(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<PostedDigest | null> {
  const row = await postedDigests(executor, workspaceId).where('d.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toPosted(row);
}

/** The digest whose message stands there; null: none does, or it is forgotten where. */
export async function findDigestAt(
  executor: Executor,
  workspaceId: string,
  { channelId, ts }: { channelId: string; ts: string },
): Promise<PostedDigest | null> {
  const row = await postedDigests(executor, workspaceId)
    .where('o.channel_id', '=', channelId)
    .where('o.ts', '=', ts)
    .executeTakeFirst();
  return row === undefined ? null : toPosted(row);
}

function postedDigests(executor: Executor, workspaceId: string) {
  return executor
    .selectFrom('digest as d')
    .leftJoin('outbox as o', (join) =>
      join.onRef('o.workspace_id', '=', 'd.workspace_id').onRef('o.id', '=', 'd.outbox_id'),
    )
    .leftJoin('outbox as s', (join) =>
      join.onRef('s.workspace_id', '=', 'd.workspace_id').onRef('s.id', '=', 'd.shared_outbox_id'),
    )
    .selectAll('d')
    .select(['o.channel_id', 'o.ts', 's.state as shared_state'])
    .where('d.workspace_id', '=', workspaceId);
}

type PostedRow = Selectable<Database['digest']> & {
  channel_id: string | null;
  ts: string | null;
  shared_state: string | null;
};

function toPosted(row: PostedRow): PostedDigest {
  const { channel_id: channelId, ts } = row;
  return {
    id: row.id,
    day: row.day,
    digest: JSON.parse(row.sections) as Digest,
    outboxId: row.outbox_id,
    place: channelId === null || ts === null ? null : { channelId, ts },
    shared: toShared(row),
    createdAt: row.created_at,
  };
}

function toShared(row: PostedRow): SharedDigest | null {
  const { shared_outbox_id: outboxId, shared_by: by, shared_at: at, shared_channel: channel } = row;
  if (outboxId === null || by === null || at === null || channel === null) return null;
  if (row.shared_state === 'failed') return null;
  return { outboxId, by, at, channel };
}

/** Notes with whom it is shared, in the place of what was noted before. */
export async function setShared(
  trx: Transaction<Database>,
  workspaceId: string,
  id: string,
  { outboxId, by, at, channel }: SharedDigest,
): Promise<void> {
  await trx
    .updateTable('digest')
    .set({ shared_outbox_id: outboxId, shared_by: by, shared_at: at, shared_channel: channel })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

export async function insertDigest(
  trx: Transaction<Database>,
  workspaceId: string,
  digest: { id: string; digest: Digest; outboxId: string; createdAt: string },
): Promise<void> {
  await trx
    .insertInto('digest')
    .values({
      workspace_id: workspaceId,
      id: digest.id,
      day: digest.digest.date,
      sections: JSON.stringify(digest.digest),
      outbox_id: digest.outboxId,
      created_at: digest.createdAt,
    })
    .execute();
}

/** Who answers for each section of a day's digest, and what they say to it. */
export async function readPeople(
  executor: Executor,
  workspaceId: string,
  day: BusinessDate,
): Promise<Map<SectionId, { owner: DigestPerson | null; comment: SectionComment }>> {
  const { rows } = await sql<{
    section: SectionId;
    id: string;
    name: string;
    slackUserId: string | null;
    isAsked: number;
    comment: string | null;
  }>`
    select x.section, p.id, p.name, p.slack_user_id as "slackUserId", x.is_asked as "isAsked", x.comment
    from (
      select c.section, c.person_id, c.comment, 1 as is_asked from digest_comment c
      where c.workspace_id = ${workspaceId} and c.day = ${day}
      union all
      select o.section, o.owner_id as person_id, null as comment, 0 as is_asked from digest_section o
      where o.workspace_id = ${workspaceId} and not exists (select 1 from digest_comment c
        where c.workspace_id = o.workspace_id and c.day = ${day} and c.section = o.section)) x
    cross join person p where p.workspace_id = ${workspaceId} and p.id = x.person_id`.execute(executor);
  return new Map(
    rows.map(({ section, isAsked, comment, ...owner }) => {
      const missing = isAsked === 1 ? 'missing' : null;
      return [section, { owner, comment: comment === null ? missing : { by: owner, text: comment } }];
    }),
  );
}
