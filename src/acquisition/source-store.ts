/** Fit by who sold the account, and what came of it, in SQL. */
import { sql, type RawBuilder } from 'kysely';
import type { AccountRange } from '../db/account-ranges.ts';
import { arrOf, currencyOf, isChurned } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import { isCustomer } from './cac-store.ts';
import type { SourceAccount, SourceRow } from './sources.ts';

type Sql = RawBuilder<unknown>;

const CHURNED = isChurned('a', 's');
const CURRENCY = currencyOf('a');
const ARR = arrOf('a', 's');

/** Customers of a range, counted by who sold them (as it is written), their verdict and their currency. */
export async function readSourceRows(
  executor: Executor,
  workspaceId: string,
  { after, upTo }: AccountRange,
): Promise<SourceRow[]> {
  const { rows } = await sql<SourceRow>`
    select x.source, x.verdict, x.currency, count(*) as accounts, sum(x.churned) as churned, sum(x.placed) as placed,
      sum(x.reached) as reached, sum(case when x.churned = 1 then 0 else x.arr end) as arr
    from (
      select a.sold_by as source, a.fit as verdict, ${CURRENCY} as currency,
        case when ${CHURNED} then 1 else 0 end as churned, case when s.account_id is null then 0 else 1 end as placed,
        case when s.position > 1 then 1 else 0 end as reached, coalesce(${ARR}, 0) as arr
      from account a
      left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
      where a.workspace_id = ${workspaceId} and a.id > ${after} and a.id <= ${upTo} and ${isCustomer('a')}) x
    group by x.source, x.verdict, x.currency`.execute(executor);
  return rows;
}

/**
 * The customers of one source: bad fits first, then stretches, those of unknown fit and good fits.
 * @param spellings the ways in which the source is written; null: those of whom nobody said who sold them
 */
export async function listSourceAccounts(
  executor: Executor,
  workspaceId: string,
  spellings: readonly string[] | null,
  page: { limit: number; offset: number },
): Promise<SourceAccount[]> {
  const { rows } = await sql<Omit<SourceAccount, 'churned'> & { churned: number }>`
    select a.id, a.key, a.name, a.fit as verdict, a.stage, ${ARR} as arr, ${CURRENCY} as currency,
      case when ${CHURNED} then 1 else 0 end as churned, s.journey_id as "journeyId", s.position
    from account a
    left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
    where a.workspace_id = ${workspaceId} and ${isCustomer('a')} and ${soldBy(spellings)}
    order by case a.fit when 'bad_fit' then 0 when 'stretch' then 1 when 'good_fit' then 3 else 2 end, a.name_key, a.id
    limit ${page.limit} offset ${page.offset}`.execute(executor);
  return rows.map((row) => ({ ...row, churned: row.churned === 1 }));
}

function soldBy(spellings: readonly string[] | null): Sql {
  return spellings === null ? sql`a.sold_by is null` : sql`a.sold_by in (${sql.join(spellings)})`;
}
