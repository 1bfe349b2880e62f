/** What waits for somebody who has not done it, as it stood on a date, in the database. */
import { sql } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import {
  arrOf,
  currencyOf,
  isOutside,
  isRenewalUnanswered,
  usualOwnerOf,
  wasCustomerOn,
} from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { Listed, NamedAccount, UnansweredRenewal } from './domain.ts';

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

/** The customers of a range whose day of renewal passed, and of whom nothing says whether they renewed. */
export async function listUnansweredRenewals(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
  trials: readonly string[],
  { after, upTo }: AccountRange,
): Promise<UnansweredRenewal[]> {
  const { rows } = await sql<
    NamedAccount & {
      renewsOn: BusinessDate;
      leadId: string | null;
      lead: string | null;
      slackUserId: string | null;
    }
  >`
    select a.id, a.key, a.name, ${arrOf('a', 's')} as arr, ${currencyOf('a')} as currency, a.renews_on as "renewsOn",
      p.id as "leadId", p.name as lead, p.slack_user_id as "slackUserId"
    from account a
    left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
    left join person p on p.workspace_id = a.workspace_id and p.id = ${usualOwnerOf('a')}
    where a.workspace_id = ${workspaceId} and a.id > ${after} and a.id <= ${upTo} and ${isRenewalUnanswered('a', date)}
      and ${isOutside('a', trials)} and ${wasCustomerOn('a', sql`${date}`)}`.execute(executor);
  return rows.map(({ leadId, lead, slackUserId, ...account }) => ({
    ...account,
    lead: leadId === null || lead === null ? null : { id: leadId, name: lead, slackUserId },
  }));
}

function listedOf<T>(rows: readonly WithTotal<T>[]): Listed<T> {
  return {
    total: rows[0]?.total ?? 0,
    accounts: rows.map(({ total: _, ...account }) => account as T),
  };
}
