/** What waits for somebody who has not done it, as it stood on a date, in the database. */
import { sql } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { arrOf, currencyOf, wasCustomerOn } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { Listed, NamedAccount } from './domain.ts';

type WithTotal<T> = T & { total: number };

/** Customers of whom the newest assessment accepted a stretch up to a day before the date; the oldest first. */
export async function listFitLimits(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
  limit: number,
): Promise<Listed<NamedAccount & { until: BusinessDate }>> {
  const { rows } = await sql<WithTotal<NamedAccount & { until: BusinessDate }>>`
    select a.id, a.key, a.name, ${arrOf('a', 's')} as arr, ${currencyOf('a')} as currency, f.extension_until as until,
      count(*) over () as total
    from fit_assessment f
    cross join account a
    left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
    where f.workspace_id = ${workspaceId} and f.extension_until < ${date} and f.day <= ${date}
      and not exists (select 1 from fit_assessment n where n.workspace_id = f.workspace_id
        and n.account_id = f.account_id and n.id > f.id and n.day <= ${date})
      and a.workspace_id = ${workspaceId} and a.id = f.account_id and ${wasCustomerOn('a', sql`${date}`)}
    order by f.extension_until, f.id limit ${limit}`.execute(executor);
  return listedOf(rows);
}

function listedOf<T>(rows: readonly WithTotal<T>[]): Listed<T> {
  return {
    total: rows[0]?.total ?? 0,
    accounts: rows.map(({ total: _, ...account }) => account as T),
  };
}
