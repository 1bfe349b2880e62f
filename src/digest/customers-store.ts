/** What happened to customers in some days, in the database. */
import { sql } from 'kysely';
import { FOUND_KEYS } from '../accounts/departure.ts';
import type { BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import { arrOf, currencyOf, isOutside } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { NamedAccount, Period } from './domain.ts';

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
 * The accounts of a range that left in the days, and did not come back by the date; on one day a return wins. One that
 * had left before and did not come back leaves no second time, however often a signal says so; the first one that gives
 * a reason tells it. One that was found with its account is no news: it left at some time before.
 * @param trials the segments of free trials: whoever is in one was no customer yet
 */
export async function listLeftRows(
  executor: Executor,
  workspaceId: string,
  { from, upTo, date }: Period,
  range: AccountRange,
  trials: readonly string[] = [],
): Promise<LeftRow[]> {
  const { rows } = await sql<LeftRow>`
    select a.id, a.key, a.name, ${arrOf('a', 's')} as arr, ${currencyOf('a')} as currency, c.day as "on", c.note,
      coalesce(c.reason, (select g.reason from churn g where g.workspace_id = c.workspace_id
        and g.account_id = c.account_id and g.returned = 0 and g.reason is not null and g.day >= c.day
        and g.day <= ${date} order by g.day, g.key limit 1)) as reason,
      s.journey_id as "journeyId", s.reached
    from churn c
    cross join account a
    left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
    where c.workspace_id = ${workspaceId} and c.account_id > ${range.after} and c.account_id <= ${range.upTo}
      and c.day >= ${from} and c.day <= ${upTo} and c.returned = 0
      and c.key not like ${FOUND_KEYS}
      and not exists (select 1 from churn r where r.workspace_id = c.workspace_id and r.account_id = c.account_id
        and r.returned = 1 and r.day >= c.day and r.day <= ${date})
      and not exists (select 1 from churn b where b.workspace_id = c.workspace_id and b.account_id = c.account_id
        and b.returned = 0 and (b.day < c.day or (b.day = c.day and b.key < c.key and b.key not like ${FOUND_KEYS}))
        and not exists (select 1 from churn r where r.workspace_id = c.workspace_id and r.account_id = c.account_id
          and r.returned = 1 and r.day >= b.day and r.day < c.day))
      and a.workspace_id = ${workspaceId} and a.id = c.account_id and ${isOutside('a', trials)}`.execute(
    executor,
  );
  return rows;
}
