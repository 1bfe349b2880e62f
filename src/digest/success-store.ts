/** Reviews, plans and plays of a week, in the database. */
import { sql } from 'kysely';
import { isOfNotChurned } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { Week } from './customers-store.ts';
import type { SuccessFacts } from './domain.ts';

/** CTAs for reviews that were open on the date, each account once; reviews held in the week and booked from the date on. */
export async function countReviews(
  executor: Executor,
  workspaceId: string,
  { since, date }: Week,
): Promise<SuccessFacts['reviews']> {
  const customers = isOfNotChurned({ workspaceId: 'c.workspace_id', accountId: 'c.account_id' });
  const { rows } = await sql<SuccessFacts['reviews']>`
    select
      (select count(distinct c.account_id) from cta c where c.workspace_id = ${workspaceId} and c.type = 'ebr'
        and c.opened_on <= ${date} and (c.closed_on is null or c.closed_on > ${date}) and ${customers}) as due,
      (select count(distinct c.account_id) from cta c where c.workspace_id = ${workspaceId} and c.type = 'ebr'
        and c.opened_on <= ${date} and (c.closed_on is null or c.closed_on > ${date}) and c.due_on < ${date}
        and ${customers}) as late,
      (select count(*) from ebr e where e.workspace_id = ${workspaceId} and e.state = 'held'
        and e.held_on > ${since} and e.held_on <= ${date}) as held,
      (select count(*) from ebr e where e.workspace_id = ${workspaceId} and e.state = 'booked'
        and e.booked_on >= ${date}) as booked`.execute(executor);
  return rows[0]!;
}

/** Plan items that were settled in the week, and those that were open past their day on the date. */
export async function countPlans(
  executor: Executor,
  workspaceId: string,
  { since, date }: Week,
): Promise<SuccessFacts['plans']> {
  const inWeek = sql`p.closed_on > ${since} and p.closed_on <= ${date}`;
  const customers = isOfNotChurned({ workspaceId: 'p.workspace_id', accountId: 'p.account_id' });
  const { rows } = await sql<SuccessFacts['plans']>`
    select
      (select count(*) from plan_item p where p.workspace_id = ${workspaceId} and p.state = 'kept' and ${inWeek}) as kept,
      (select count(*) from plan_item p where p.workspace_id = ${workspaceId} and p.state = 'broken' and ${inWeek}) as broken,
      (select count(*) from plan_item p where p.workspace_id = ${workspaceId} and p.due_on < ${date}
        and (p.closed_on is null or p.closed_on > ${date}) and ${customers}) as late`.execute(executor);
  return rows[0]!;
}

/** Plays that run, those whose step is past its day, and of these those that missing data started. */
export async function countPlays(
  executor: Executor,
  workspaceId: string,
  { date }: Week,
): Promise<SuccessFacts['plays']> {
  const { rows } = await sql<SuccessFacts['plays']>`
    select count(*) as running, coalesce(sum(x.late), 0) as late,
      coalesce(sum(case when x.cause = 'missing_data' then x.late else 0 end), 0) as "dataLate"
    from (
      select r.cause, case when exists (select 1 from play_step s where s.workspace_id = r.workspace_id
          and s.run_id = r.id and s.due_on < ${date} and (s.done_on is null or s.done_on > ${date})
          and s.position = (select min(b.position) from play_step b where b.workspace_id = r.workspace_id
            and b.run_id = r.id and (b.done_on is null or b.done_on > ${date}))) then 1 else 0 end as late
      from play_run r where r.workspace_id = ${workspaceId} and r.started_on <= ${date}
        and (r.closed_on is null or r.closed_on > ${date})) x`.execute(executor);
  return rows[0]!;
}
