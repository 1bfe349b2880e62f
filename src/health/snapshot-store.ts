/** What was kept of the accounts' health, day by day. */
import { sql, type RawBuilder, type Selectable, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import type { DialectName, Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { HealthSnapshot } from './domain.ts';
import { healthyAccounts, snapshotQuery, type ScoringContext } from './snapshot-query.ts';

const SCORED = ['stage', 'score', 'coverage', 'band', 'metrics', 'movement', 'moved_since'] as const;

/** Scores the accounts of a range and keeps the result; what was kept for the day before is replaced. @returns how many */
export async function writeSnapshots(
  trx: Transaction<Database>,
  context: ScoringContext,
  programVersion: number,
  range: AccountRange,
): Promise<number> {
  const { workspaceId, date } = context;
  const kept = ['program_version', ...SCORED];
  const result = await sql`
    insert into health_snapshot (workspace_id, account_id, day, program_version, ${sql.join(SCORED.map(sql.ref))})
    select ${workspaceId}, f.account_id, ${date}, ${sql.lit(programVersion)},
      ${sql.join(SCORED.map((column) => sql.ref(`f.${column}`)))}
    from (${snapshotQuery(context, range)}) f where 1 = 1
    on conflict (workspace_id, account_id, day) do update set
      ${sql.join(kept.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`))}`.execute(
    trx,
  );
  return Number(result.numAffectedRows ?? 0n);
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

/** The programs that scored a day, none when nothing was kept of it. */
export async function versionsOf(
  executor: Executor,
  workspaceId: string,
  day: BusinessDate,
): Promise<number[]> {
  const rows = await executor
    .selectFrom('health_snapshot')
    .select('program_version')
    .distinct()
    .where('workspace_id', '=', workspaceId)
    .where('day', '=', day)
    .orderBy('program_version')
    .execute();
  return rows.map((row) => row.program_version);
}

/** The newest day of a stretch for which snapshots were kept. */
export async function newestDay(
  executor: Executor,
  workspaceId: string,
  from: BusinessDate,
  upTo: BusinessDate,
): Promise<BusinessDate | null> {
  const row = await executor
    .selectFrom('health_snapshot')
    .select((select) => select.fn.max<string | null>('day').as('day'))
    .where('workspace_id', '=', workspaceId)
    .where('day', '>=', from)
    .where('day', '<=', upTo)
    .executeTakeFirst();
  return row?.day ?? null;
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
