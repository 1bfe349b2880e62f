/** What was kept of the accounts' health, day by day. */
import { sql, type RawBuilder, type Selectable, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import type { DialectName, Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { HealthSnapshot } from './domain.ts';
import { healthyAccounts, snapshotQuery, unscoredAccounts, type ScoringContext } from './snapshot-query.ts';

const SCORED = ['stage', 'score', 'coverage', 'band', 'metrics', 'movement', 'moved_since'] as const;

/** Scores the accounts of a range and keeps the result; what was kept for the day before is replaced. @returns how many */
export async function writeSnapshots(
  trx: Transaction<Database>,
  context: ScoringContext,
  programVersion: number,
  range: AccountRange,
): Promise<number> {
  const kept = ['program_version', ...SCORED];
  const result = await sql`${insertScored(context, programVersion, range)}
    on conflict (workspace_id, account_id, day) do update set
      ${sql.join(kept.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`))}`.execute(
    trx,
  );
  return Number(result.numAffectedRows ?? 0n);
}

/**
 * Scores the accounts of a range of which nothing is kept for a past date, and keeps the result; what was kept stays.
 * @returns how many
 */
export async function writeMissingSnapshots(
  trx: Transaction<Database>,
  context: ScoringContext,
  programVersion: number,
  range: AccountRange,
): Promise<number> {
  // To look first is cheap, and whoever goes on after a stop passes over much that is done.
  const found = await sql`select 1 from (${unscoredAccounts(context, range)}) u limit 1`.execute(trx);
  if (found.rows.length === 0) return 0;
  const result = await sql`${insertScored(context, programVersion, range)}
    on conflict (workspace_id, account_id, day) do nothing`.execute(trx);
  return Number(result.numAffectedRows ?? 0n);
}

/** The insert without what it does where a row is there already. */
function insertScored(
  context: ScoringContext,
  programVersion: number,
  range: AccountRange,
): RawBuilder<unknown> {
  return sql`
    insert into health_snapshot (workspace_id, account_id, day, program_version, ${sql.join(SCORED.map(sql.ref))})
    select ${context.workspaceId}, f.account_id, ${context.date}, ${sql.lit(programVersion)},
      ${sql.join(SCORED.map((column) => sql.ref(`f.${column}`)))}
    from (${snapshotQuery(context, range)}) f where 1 = 1`;
}

/** Takes out what an earlier run of the day kept of accounts that by now have none: they churned, or start later. */
export async function forgetOthers(
  trx: Transaction<Database>,
  context: ScoringContext,
  range: AccountRange,
): Promise<void> {
  const { workspaceId, date } = context;
  await sql`delete from health_snapshot where workspace_id = ${workspaceId} and day = ${date}
    and account_id > ${range.after} and account_id <= ${range.upTo}
    and account_id not in (${healthyAccounts(context, range)})`.execute(trx);
}

/** The programs that scored a day, the one that scored most accounts first; none when nothing was kept of it. */
export async function versionsOf(
  executor: Executor,
  workspaceId: string,
  day: BusinessDate,
): Promise<number[]> {
  const rows = await executor
    .selectFrom('health_snapshot')
    .select('program_version')
    .where('workspace_id', '=', workspaceId)
    .where('day', '=', day)
    .groupBy('program_version')
    .orderBy((select) => select.fn.countAll(), 'desc')
    .orderBy('program_version', 'desc')
    .execute();
  return rows.map((row) => row.program_version);
}

/** The days before one for which snapshots are kept: one step in the index for each. */
export async function daysBefore(
  executor: Executor,
  workspaceId: string,
  before: BusinessDate,
): Promise<BusinessDate[]> {
  const next = (after: RawBuilder<unknown>) => sql`(select min(h.day) from health_snapshot h
    where h.workspace_id = ${workspaceId} and h.day > ${after} and h.day < ${before})`;
  const { rows } = await sql<{ day: BusinessDate }>`
    with recursive d (day) as (
      select ${next(sql`''`)} union all select ${next(sql`d.day`)} from d where d.day is not null)
    select day from d where day is not null`.execute(executor);
  return rows.map(({ day }) => day);
}

/** Deletes up to `limit` snapshots of a day. @returns how many there were */
export async function deleteSnapshots(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  day: BusinessDate,
  limit: number,
): Promise<number> {
  const some = sql`select h.account_id from health_snapshot h
    where h.workspace_id = ${workspaceId} and h.day = ${day} limit ${sql.lit(limit)}`;
  const result = await sql`delete from health_snapshot
    where workspace_id = ${workspaceId} and day = ${day}
      and account_id ${dialect === 'postgres' ? sql`= any(array(${some}))` : sql`in (${some})`}`.execute(trx);
  return Number(result.numAffectedRows ?? 0n);
}

/** The account's snapshots from a day to another, oldest first. */
export async function selectSnapshots(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  from: BusinessDate,
  upTo: BusinessDate,
): Promise<HealthSnapshot[]> {
  const rows = await executor
    .selectFrom('health_snapshot')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('day', '>=', from)
    .where('day', '<=', upTo)
    .orderBy('day')
    .execute();
  return rows.map(snapshotOf);
}

/** A snapshot without what its score is made of. */
export type KeptScore = Pick<HealthSnapshot, 'day' | 'score' | 'programVersion'>;

/** The same, their scores alone. */
export async function selectScores(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  from: BusinessDate,
  upTo: BusinessDate,
): Promise<KeptScore[]> {
  return executor
    .selectFrom('health_snapshot')
    .select(['day', 'score', 'program_version as programVersion'])
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('day', '>=', from)
    .where('day', '<=', upTo)
    .orderBy('day')
    .execute();
}

/** The account's newest snapshot of a stretch of days. */
export async function findNewestSnapshot(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  from: BusinessDate,
  upTo: BusinessDate,
): Promise<HealthSnapshot | null> {
  const row = await executor
    .selectFrom('health_snapshot')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('day', '>=', from)
    .where('day', '<=', upTo)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : snapshotOf(row);
}

/** A row as the domain has it. */
export function snapshotOf(row: Selectable<Database['health_snapshot']>): HealthSnapshot {
  return {
    day: row.day,
    programVersion: row.program_version,
    stage: row.stage,
    score: row.score,
    coverage: row.coverage,
    band: row.band,
    scores: new Map(Object.entries(JSON.parse(row.metrics) as Record<string, number>)),
    movement: row.movement,
    movedSince: row.moved_since,
  };
}
