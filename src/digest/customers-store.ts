/** What happened to customers in a week, in the database. */
import { sql } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import { arrOf, currencyOf } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { NamedAccount } from './domain.ts';

/** The days after `since`, up to and with `date`. */
export interface Week {
  since: BusinessDate;
  date: BusinessDate;
}

/** Accounts by their ids, with what they pay. */
export async function readNamed(
  executor: Executor,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, NamedAccount>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<NamedAccount>`
    select a.id, a.key, a.name, ${arrOf('a', 's')} as arr, ${currencyOf('a')} as currency
    from account a
    left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
    where a.workspace_id = ${workspaceId} and a.id in (${sql.join(ids)})`.execute(executor);
  return new Map(rows.map((row) => [row.id, row]));
}

export interface LeftRow extends NamedAccount {
  on: BusinessDate;
  reason: string | null;
  note: string | null;
  journeyId: string | null;
  /** JSON: the days on which it reached its milestones. */
  reached: string | null;
}

/**
 * The accounts of a range that left in the week, and did not come back by the date; on one day a return wins. One that
 * had left before and did not come back leaves no second time, however often a signal says so.
 */
export async function listLeftRows(
  executor: Executor,
  workspaceId: string,
  { since, date }: Week,
  { after, upTo }: AccountRange,
): Promise<LeftRow[]> {
  const { rows } = await sql<LeftRow>`
    select a.id, a.key, a.name, ${arrOf('a', 's')} as arr, ${currencyOf('a')} as currency, c.day as "on", c.reason, c.note,
      s.journey_id as "journeyId", s.reached
    from churn c
    cross join account a
    left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
    where c.workspace_id = ${workspaceId} and c.account_id > ${after} and c.account_id <= ${upTo}
      and c.day > ${since} and c.day <= ${date} and c.returned = 0
      and not exists (select 1 from churn r where r.workspace_id = c.workspace_id and r.account_id = c.account_id
        and r.returned = 1 and r.day >= c.day and r.day <= ${date})
      and not exists (select 1 from churn b where b.workspace_id = c.workspace_id and b.account_id = c.account_id
        and b.returned = 0 and (b.day < c.day or (b.day = c.day and b.key < c.key))
        and not exists (select 1 from churn r where r.workspace_id = c.workspace_id and r.account_id = c.account_id
          and r.returned = 1 and r.day >= b.day and r.day < c.day))
      and a.workspace_id = ${workspaceId} and a.id = c.account_id`.execute(executor);
  return rows;
}
