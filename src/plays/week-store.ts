/** What became of plays in some days, and what was late at their end, as it stood then. */
import { sql, type RawBuilder } from 'kysely';
import { daysBetween, type BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import type { Executor } from '../db/open.ts';
import type { LateStep, PlaysOfDays } from './domain.ts';

/**
 * Of the accounts of a range. Who has a step to do is not kept: it is told as it is now.
 * @param since the day before the first one
 * @param limit so many late steps are named, those that are late longest
 */
export async function readPlaysOfRange(
  executor: Executor,
  workspaceId: string,
  { since, date }: { since: BusinessDate; date: BusinessDate },
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
      and r.closed_on > ${since} and r.closed_on <= ${date}`.execute(executor);
  return { ...counts[0]!, ...(await readLate(executor, isOf, date, limit)) };
}

type LateRow = Omit<LateStep, 'daysLate'> & { late: number; ofNobody: number; forData: number };

async function readLate(
  executor: Executor,
  isOf: RawBuilder<unknown>,
  date: BusinessDate,
  limit: number,
): Promise<Pick<PlaysOfDays, 'late' | 'ofNobody' | 'forData' | 'steps'>> {
  const { rows } = await sql<LateRow>`
    with turn as (
      select r.*, (select min(s.position) from play_step s where s.workspace_id = r.workspace_id and s.run_id = r.id
        and (s.done_on is null or s.done_on > ${date})) as turn
      from play_run r
      where ${isOf} and r.started_on <= ${date} and (r.closed_on is null or r.closed_on > ${date}))
    select r.id as "runId", a.key as "accountKey", a.name as "accountName", r.name as play, s.name as step, s.position,
      (select count(*) from play_step o where o.workspace_id = r.workspace_id and o.run_id = r.id) as steps,
      s.due_on as "dueOn", coalesce(c.claimed_by, c.owner_id) as "ownerId", count(*) over () as late,
      sum(case when coalesce(c.claimed_by, c.owner_id) is null then 1 else 0 end) over () as "ofNobody",
      sum(case when r.cause = 'missing_data' then 1 else 0 end) over () as "forData"
    from turn r
    join play_step s on s.workspace_id = r.workspace_id and s.run_id = r.id and s.position = r.turn
    join account a on a.workspace_id = r.workspace_id and a.id = r.account_id
    left join cta c on c.workspace_id = s.workspace_id and c.id = s.cta_id
    where s.due_on < ${date}
    order by s.due_on, a.name_key, r.id limit ${limit}`.execute(executor);
  const { late = 0, ofNobody = 0, forData = 0 } = rows[0] ?? {};
  const steps = rows.map(({ late: _late, ofNobody: _ofNobody, forData: _forData, ...row }) => ({
    ...row,
    daysLate: daysBetween(row.dueOn, date),
  }));
  return { late, ofNobody, forData, steps };
}
