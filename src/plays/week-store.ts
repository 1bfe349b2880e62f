/** What became of plays in some days, and what was late at their end, as it stood then. */
import { sql, type RawBuilder } from 'kysely';
import { daysBetween, type BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import type { Executor } from '../db/open.ts';
import type { LateStep, PlaysOfDays } from './domain.ts';

/**
 * Of the accounts of a range. Who has a step to do is not kept: it is told as it is now.
 * @param days from the first to the last one; `date`, a later one, on which things stand so
 * @param limit so many late steps are named, those that are late longest
 */
export async function readPlaysOfRange(
  executor: Executor,
  workspaceId: string,
  { from, upTo, date }: { from: BusinessDate; upTo: BusinessDate; date: BusinessDate },
  limit: number,
  range: AccountRange,
): Promise<PlaysOfDays> {
  const isOf = sql`r.workspace_id = ${workspaceId} and r.account_id > ${range.after} and r.account_id <= ${range.upTo}`;
  const { rows: counts } = await sql<Pick<PlaysOfDays, 'running' | 'done' | 'inTime'>>`
    select
      (select count(*) from play_run r where ${isOf} and r.started_on <= ${date}
        and (r.closed_on is null or r.closed_on > ${date})) as running,
      count(*) as done,
      coalesce(sum(case when r.closed_on <= (select max(d.due_on) from play_step d
        where d.workspace_id = r.workspace_id and d.run_id = r.id) then 1 else 0 end), 0) as "inTime"
    from play_run r where ${isOf} and r.state = 'done'
      and r.closed_on >= ${from} and r.closed_on <= ${upTo}`.execute(executor);
  return { ...counts[0]!, ...(await readLate(executor, isOf, date, limit)) };
}

type LateRow = Omit<LateStep, 'daysLate'>;

/** A step `s` whose turn it is in run `r` and that was late on the date, with the CTA `c` that stands for it. */
function lateSteps(isOf: RawBuilder<unknown>, date: BusinessDate): RawBuilder<unknown> {
  return sql`(select r.*, (select min(s.position) from play_step s where s.workspace_id = r.workspace_id and s.run_id = r.id
        and (s.done_on is null or s.done_on > ${date})) as turn
      from play_run r
      where ${isOf} and r.started_on <= ${date} and (r.closed_on is null or r.closed_on > ${date})) r
    join play_step s on s.workspace_id = r.workspace_id and s.run_id = r.id and s.position = r.turn and s.due_on < ${date}
    left join cta c on c.workspace_id = s.workspace_id and c.id = s.cta_id`;
}

async function readLate(
  executor: Executor,
  isOf: RawBuilder<unknown>,
  date: BusinessDate,
  limit: number,
): Promise<Pick<PlaysOfDays, 'late' | 'ofNobody' | 'forData' | 'steps' | 'byOwner'>> {
  const { rows: owners } = await sql<{ ownerId: string | null; late: number; forData: number }>`
    select coalesce(c.claimed_by, c.owner_id) as "ownerId", count(*) as late,
      sum(case when r.cause = 'missing_data' then 1 else 0 end) as "forData"
    from ${lateSteps(isOf, date)} group by 1`.execute(executor);
  if (owners.length === 0) return { late: 0, ofNobody: 0, forData: 0, steps: [], byOwner: [] };
  const { rows } = await sql<LateRow>`
    select r.id as "runId", a.key as "accountKey", a.name as "accountName", r.name as play, s.name as step, s.position,
      (select count(*) from play_step o where o.workspace_id = r.workspace_id and o.run_id = r.id) as steps,
      s.due_on as "dueOn", coalesce(c.claimed_by, c.owner_id) as "ownerId"
    from ${lateSteps(isOf, date)}
    join account a on a.workspace_id = r.workspace_id and a.id = r.account_id
    order by s.due_on, a.name_key, r.id limit ${limit}`.execute(executor);
  return {
    late: owners.reduce((sum, { late }) => sum + late, 0),
    ofNobody: owners.find(({ ownerId }) => ownerId === null)?.late ?? 0,
    forData: owners.reduce((sum, { forData }) => sum + forData, 0),
    steps: rows.map((row) => ({ ...row, daysLate: daysBetween(row.dueOn, date) })),
    byOwner: owners.map(({ ownerId, late }) => ({ ownerId, late })),
  };
}
