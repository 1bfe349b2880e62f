/** The SQL of people. */
import { sql, type Selectable, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { isAwayOn } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import { inBatches } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import { readRole, type Person, type SlackProfile } from './domain.ts';
import type { Role } from './rights.ts';

const COLUMNS = [
  'id',
  'slack_user_id',
  'name',
  'email',
  'role',
  'timezone',
  'is_guest',
  'is_deleted',
  'away_until',
] as const;

type Row = Pick<Selectable<Database['person']>, (typeof COLUMNS)[number]>;

export async function findPersonBySlackId(
  executor: Executor,
  workspaceId: string,
  slackUserId: string,
): Promise<Person | null> {
  const row = await executor
    .selectFrom('person')
    .select(COLUMNS)
    .where('workspace_id', '=', workspaceId)
    .where('slack_user_id', '=', slackUserId)
    .executeTakeFirst();
  return row === undefined ? null : readPerson(row);
}

/** The people with these ids, in no order; ids that nobody has are left out. */
export async function findPeople(
  executor: Executor,
  workspaceId: string,
  ids: readonly string[],
): Promise<Person[]> {
  if (ids.length === 0) return [];
  const rows = await executor
    .selectFrom('person')
    .select(COLUMNS)
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return rows.map(readPerson);
}

const IDS_AT_ONCE = 1000;

/** The people with these Slack ids, in no order; ids that nobody has are left out. */
export async function findPeopleBySlackIds(
  executor: Executor,
  workspaceId: string,
  slackUserIds: readonly string[],
): Promise<Person[]> {
  const people: Person[] = [];
  for (const batch of inBatches([...new Set(slackUserIds)], IDS_AT_ONCE)) {
    const rows = await executor
      .selectFrom('person')
      .select(COLUMNS)
      .where('workspace_id', '=', workspaceId)
      .where('slack_user_id', 'in', batch)
      .execute();
    people.push(...rows.map(readPerson));
  }
  return people;
}

/** Everybody, by name. */
export async function listPeople(executor: Executor, workspaceId: string): Promise<Person[]> {
  const rows = await executor
    .selectFrom('person')
    .select(COLUMNS)
    .where('workspace_id', '=', workspaceId)
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows.map(readPerson);
}

/** The acting admins, by name. */
export async function listAdmins(executor: Executor, workspaceId: string): Promise<Person[]> {
  const rows = await executor
    .selectFrom('person')
    .select(COLUMNS)
    .where('workspace_id', '=', workspaceId)
    .where('role', '=', 'admin')
    .where('is_guest', '=', 0)
    .where('is_deleted', '=', 0)
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows.map(readPerson);
}

/** The leader who does what is a leader's: the first by name who is not away, or the first; null: there is none. */
export async function findLeader(
  executor: Executor,
  workspaceId: string,
  today: BusinessDate,
): Promise<string | null> {
  const row = await executor
    .selectFrom('person')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('role', '=', 'leader')
    .where('is_deleted', '=', 0)
    .where('is_guest', '=', 0)
    .orderBy(sql`case when ${isAwayOn('person', today)} then 1 else 0 end`)
    .orderBy('name')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Adds members, or brings those who are known up to date; their roles stay. Returns nothing. */
export async function saveProfiles(
  trx: Transaction<Database>,
  workspaceId: string,
  rows: readonly { id: string; createdAt: string; profile: SlackProfile }[],
): Promise<void> {
  if (rows.length === 0) return;
  await trx
    .insertInto('person')
    .values(
      rows.map(({ id, createdAt, profile }) => ({
        workspace_id: workspaceId,
        id,
        slack_user_id: profile.slackUserId,
        name: profile.name,
        email: profile.email,
        timezone: profile.timezone,
        is_guest: profile.isGuest ? (1 as const) : (0 as const),
        is_deleted: profile.isDeleted ? (1 as const) : (0 as const),
        created_at: createdAt,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'slack_user_id']).doUpdateSet((set) => ({
        name: set.ref('excluded.name'),
        // A workspace that hides addresses must not erase the one that an import knew.
        email: sql<string | null>`coalesce(excluded.email, person.email)`,
        timezone: set.ref('excluded.timezone'),
        is_guest: set.ref('excluded.is_guest'),
        is_deleted: set.ref('excluded.is_deleted'),
      })),
    )
    .execute();
}

/** @param until the last day; null: they are there */
export async function setAwayUntil(
  trx: Transaction<Database>,
  workspaceId: string,
  personId: string,
  until: BusinessDate | null,
): Promise<void> {
  await trx
    .updateTable('person')
    .set({ away_until: until })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', personId)
    .execute();
}

/** Who is away on a day, who is back first at the top. */
export async function listAway(
  executor: Executor,
  workspaceId: string,
  today: BusinessDate,
): Promise<Person[]> {
  const rows = await executor
    .selectFrom('person')
    .select(COLUMNS)
    .where('workspace_id', '=', workspaceId)
    .where('away_until', '>=', today)
    .where('is_deleted', '=', 0)
    .orderBy('away_until')
    .orderBy('name')
    .orderBy('id')
    .execute();
  return rows.map(readPerson);
}

export async function setRole(
  trx: Transaction<Database>,
  workspaceId: string,
  personId: string,
  role: Role | null,
): Promise<void> {
  await trx
    .updateTable('person')
    .set({ role })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', personId)
    .execute();
}

/** Gives everything that is `from`'s to `to`, for each pair, and removes the former. */
export async function foldPeople(
  trx: Transaction<Database>,
  workspaceId: string,
  pairs: readonly { from: string; to: string }[],
): Promise<void> {
  for (const batch of inBatches(pairs, PAIRS_PER_STATEMENT)) {
    const from = batch.map((pair) => pair.from);
    for (const [table, column] of REFERENCES) {
      const replaced = sql.join(
        batch.map((pair) => sql`when ${pair.from} then ${pair.to}`),
        sql` `,
      );
      await sql`update ${sql.table(table)} set ${sql.ref(column)} = case ${sql.ref(column)} ${replaced} end
        where workspace_id = ${workspaceId} and ${sql.ref(column)} in (${sql.join(from)})`.execute(trx);
    }
    await trx.deleteFrom('person').where('workspace_id', '=', workspaceId).where('id', 'in', from).execute();
  }
}

const PAIRS_PER_STATEMENT = 200;

/** Where a person can be named before they were seen in Slack: by an import, or as whose an account is. */
const REFERENCES = [
  ['account', 'lead_id'],
  ['account', 'partner_id'],
  ['cta', 'owner_id'],
  ['gap', 'owner_id'],
  ['plan_item', 'owner_id'],
  ['survey_answer', 'answered_by'],
] as const;

function readPerson(row: Row): Person {
  return {
    id: row.id,
    slackUserId: row.slack_user_id,
    name: row.name,
    email: row.email,
    role: readRole(row.role),
    timezone: row.timezone,
    isGuest: row.is_guest === 1,
    isDeleted: row.is_deleted === 1,
    awayUntil: row.away_until,
  };
}

/** Adds people whom nobody in Slack is known to be yet. Returns nothing. */
export async function insertPeople(
  trx: Transaction<Database>,
  workspaceId: string,
  rows: readonly Pick<Row, 'id' | 'slack_user_id' | 'name' | 'email' | 'role'>[],
  createdAt: string,
): Promise<void> {
  if (rows.length === 0) return;
  await trx
    .insertInto('person')
    .values(rows.map((row) => ({ ...row, workspace_id: workspaceId, created_at: createdAt })))
    .execute();
}
