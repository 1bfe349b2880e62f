/** The SQL of programs: their versions, and what a changed one does to stored data. */
import { sql, type SqlBool, type Transaction } from 'kysely';
import type { AccountRange } from '../db/account-ranges.ts';
import type { DialectName, Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { rowsAs } from '../db/rows.ts';
import { CUSTOMER } from '../surveys/domain.ts';
import type { LocalDay } from './local-days.ts';

export interface VersionRow {
  version: number;
  document: string;
  appliedAt: string;
  appliedBy: string;
}

/** The number of the newest version, or null when there is no program yet. */
export async function newestVersion(executor: Executor, workspaceId: string): Promise<number | null> {
  const row = await executor
    .selectFrom('program_version')
    .select('version')
    .where('workspace_id', '=', workspaceId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.version ?? null;
}

/** The newest version with its document. */
export async function readNewest(executor: Executor, workspaceId: string): Promise<VersionRow | null> {
  const row = await executor
    .selectFrom('program_version')
    .select(['version', 'document', 'applied_at', 'applied_by'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    version: row.version,
    document: row.document,
    appliedAt: row.applied_at,
    appliedBy: row.applied_by,
  };
}

/** The document of a version. */
export async function readDocument(
  executor: Executor,
  workspaceId: string,
  version: number,
): Promise<string | null> {
  const row = await executor
    .selectFrom('program_version')
    .select('document')
    .where('workspace_id', '=', workspaceId)
    .where('version', '=', version)
    .executeTakeFirst();
  return row?.document ?? null;
}

/** Who made which version, oldest first. */
export async function listAuthors(
  executor: Executor,
  workspaceId: string,
): Promise<Pick<VersionRow, 'version' | 'appliedBy'>[]> {
  return executor
    .selectFrom('program_version')
    .select(['version', 'applied_by as appliedBy'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('version')
    .execute();
}

export async function insertVersion(
  trx: Transaction<Database>,
  workspaceId: string,
  row: VersionRow,
): Promise<void> {
  await trx
    .insertInto('program_version')
    .values({
      workspace_id: workspaceId,
      version: row.version,
      document: row.document,
      applied_at: row.appliedAt,
      applied_by: row.appliedBy,
    })
    .execute();
}

/** Says of every account that it must be assessed again. */
export async function markAllStale(trx: Transaction<Database>, workspaceId: string): Promise<void> {
  await trx
    .insertInto('stale_account')
    .columns(['workspace_id', 'account_id'])
    .expression((eb) =>
      eb.selectFrom('account').select(['workspace_id', 'id']).where('workspace_id', '=', workspaceId),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The tables whose rows have a business date and, where the source knew it, a time: a test of such a row, and its column. */
const DATED = [
  { table: 'event', at: sql.ref('at'), hasTime: sql<SqlBool>`at is not null` },
  { table: 'kpi_value', at: sql.ref('at'), hasTime: sql<SqlBool>`at is not null` },
  // The view of one of ours stays on the day on which they gave it; of an answer without a time the column holds the date.
  {
    table: 'survey_answer',
    at: sql.ref('answered_at'),
    hasTime: sql<SqlBool>`answered_by = ${sql.lit(CUSTOMER)} and length(answered_at) > 10`,
  },
] as const;

/** The UTC dates of the accounts' signals that have a time. */
export async function utcDatesOfSignals(
  executor: Executor,
  workspaceId: string,
  accounts: AccountRange,
): Promise<string[]> {
  const dates = DATED.map(
    ({ table, at, hasTime }) => sql`select substr(${at}, 1, 10) as date from ${sql.table(table)}
      where workspace_id = ${workspaceId} and account_id > ${accounts.after} and account_id <= ${accounts.upTo}
        and ${hasTime}`,
  );
  const { rows } = await sql<{ date: string }>`${sql.join(dates, sql` union `)}`.execute(executor);
  return rows.map(({ date }) => date);
}

/**
 * Gives the accounts' signals that have a time the business date of that time.
 * @param localDays must hold the stretches of each of `utcDatesOfSignals`
 */
export async function dateSignals(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  accounts: AccountRange,
  localDays: readonly LocalDay[],
): Promise<void> {
  const columns = { utc: 'text', starts: 'text', ends: 'text', day: 'text' } as const;
  const stretches = localDays.map((stretch) => ({ ...stretch }));
  for (const { table, at, hasTime } of DATED) {
    await sql`
      with stretch as materialized (select * from ${rowsAs(dialect, 'r', columns, stretches)})
      update ${sql.table(table)} as signal set day = stretch.day from stretch
      where signal.workspace_id = ${workspaceId}
        and signal.account_id > ${accounts.after} and signal.account_id <= ${accounts.upTo}
        and ${hasTime} and stretch.utc = substr(${at}, 1, 10)
        and ${at} >= stretch.starts and ${at} < stretch.ends and signal.day <> stretch.day`.execute(trx);
  }
}

/** When the workspace got its first program; null: it has none. */
export async function firstAppliedAt(executor: Executor, workspaceId: string): Promise<Date | null> {
  const row = await executor
    .selectFrom('program_version')
    .select('applied_at')
    .where('workspace_id', '=', workspaceId)
    .orderBy('version')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : new Date(row.applied_at);
}
