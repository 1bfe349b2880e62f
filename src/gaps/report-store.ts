/** Open gaps of the whole workspace by kind, for those who make the product. */
import { sql } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { arrOf, currencyOf, isNotChurned, wasCustomerOn } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { BridgeKind, GapOfKind } from './domain.ts';

/** A churned account is on no list. */
const STAYS = isNotChurned('a', 's');

const ARR = arrOf('a', 's');
const CURRENCY = currencyOf('a');

/** Open gaps of one kind among the accounts that pay in one currency. */
export interface KindRow {
  kind: BridgeKind;
  currency: string | null;
  gaps: number;
  late: number;
  accounts: number;
  arr: number;
}

/** @param before UTC ISO time at which the date was over: what was open then; without one, what is open now */
export async function readKindRows(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
  before?: string,
): Promise<KindRow[]> {
  const isOpen =
    before === undefined
      ? sql`state = 'open'`
      : sql`created_at < ${before} and (state = 'open' or closed_on > ${date})`;
  const stays = before === undefined ? STAYS : wasCustomerOn('a', sql`${date}`);
  const { rows } = await sql<KindRow>`
    select x.kind, x.currency, sum(x.gaps) as gaps, sum(x.late) as late, count(*) as accounts, sum(x.arr) as arr
    from (
      select g.kind, g.gaps, g.late, coalesce(${ARR}, 0) as arr, ${CURRENCY} as currency
      from (
        select bridge_kind as kind, account_id, count(*) as gaps,
          sum(case when due_on < ${date} then 1 else 0 end) as late
        from gap where workspace_id = ${workspaceId} and ${isOpen} group by bridge_kind, account_id) g
      cross join account a
      left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
      where a.workspace_id = ${workspaceId} and a.id = g.account_id and ${stays}) x
    group by x.kind, x.currency`.execute(executor);
  return rows;
}

/**
 * Open gaps of one kind: those that wait for the same requirement together, the most awaited first. The gaps are
 * looked up first: PostgreSQL would otherwise begin with all accounts that stay.
 */
export async function listGapsOfKind(
  executor: Executor,
  workspaceId: string,
  kind: BridgeKind,
  page: { limit: number; offset: number },
): Promise<GapOfKind[]> {
  const { rows } = await sql<{
    id: string;
    what: string;
    owner: GapOfKind['owner'];
    due_on: string | null;
    key: string;
    name: string;
    arr: number | null;
    currency: string | null;
    requirement_id: string | null;
    requirement: string | null;
    requirement_state: string | null;
    waiting: number;
  }>`
    with g as materialized (
      select * from gap where workspace_id = ${workspaceId} and state = 'open' and bridge_kind = ${kind})
    select g.id, g.what, g.owner, g.due_on, a.key, a.name, ${ARR} as arr, ${CURRENCY} as currency,
      r.id as requirement_id, r.what as requirement, r.state as requirement_state,
      count(g.requirement_id) over (partition by g.requirement_id) as waiting
    from g
    cross join account a
    left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
    left join requirement r on r.workspace_id = g.workspace_id and r.id = g.requirement_id
    where a.workspace_id = ${workspaceId} and a.id = g.account_id and ${STAYS}
    order by waiting desc, g.requirement_id, coalesce(${ARR}, 0) desc, g.id
    limit ${page.limit} offset ${page.offset}`.execute(executor);
  return rows.map((row) => ({
    id: row.id,
    what: row.what,
    owner: row.owner,
    dueOn: row.due_on,
    account: { key: row.key, name: row.name, arr: row.arr, currency: row.currency },
    requirement:
      row.requirement_id === null || row.requirement === null || row.requirement_state === null
        ? null
        : { id: row.requirement_id, what: row.requirement, state: row.requirement_state, gaps: row.waiting },
  }));
}
