/** Who was spoken with, and who sees to accounts, in SQL. */
import { sql } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { arrOf, currencyOf, isAwayOn, isNotChurned, isOutside, ownerOf } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { HalfOwned, OwnerLoad } from './domain.ts';

/** When each contact of an account was last spoken with, by the contact's id. */
export async function readLastByContact(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  today: BusinessDate,
): Promise<Map<string, BusinessDate>> {
  const rows = await executor
    .selectFrom('touchpoint')
    .select((eb) => ['contact_id', eb.fn.max<string>('day').as('day')])
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('contact_id', 'is not', null)
    .where('day', '<=', today)
    .groupBy('contact_id')
    .execute();
  return new Map(rows.map(({ contact_id, day }) => [contact_id ?? '', day]));
}

/**
 * Accounts with one head, or none. Those without a lead come first, then the most valuable.
 * @param page `trials` are the segments of free trials, which need no head
 */
export async function listHalfOwned(
  executor: Executor,
  workspaceId: string,
  page: { limit: number; offset: number; trials?: readonly string[] },
): Promise<{ accounts: HalfOwned[]; withoutLead: number; withoutPartner: number; total: number }> {
  const { rows } = await sql<HalfOwned & { withoutLead: number; withoutPartner: number; total: number }>`
    with heads as materialized (
      select a.id, ${arrOf('a', 's')} as arr, l.id as lead, case when p.id = l.id then null else p.id end as partner
      from account a left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
      left join person l on l.workspace_id = a.workspace_id and l.id = a.lead_id and l.is_deleted = 0 and l.is_guest = 0
      left join person p on p.workspace_id = a.workspace_id and p.id = a.partner_id and p.is_deleted = 0 and p.is_guest = 0
      where a.workspace_id = ${workspaceId} and ${isNotChurned('a', 's')} and ${isOutside('a', page.trials ?? [])}),
    half as materialized (
      select h.*, count(*) over () as total, sum(case when lead is null then 1 else 0 end) over () as no_lead,
        sum(case when partner is null then 1 else 0 end) over () as no_partner
      from heads h where lead is null or partner is null),
    shown as (select * from half h order by ${HALF_ORDER} limit ${page.limit} offset ${page.offset})
    select a.id, a.key, a.name, h.arr, ${currencyOf('a')} as currency, h.lead as "leadId", h.partner as "partnerId",
      h.no_lead as "withoutLead", h.no_partner as "withoutPartner", h.total
    from shown h cross join account a where a.workspace_id = ${workspaceId} and a.id = h.id
    order by ${HALF_ORDER}`.execute(executor);
  const [first] = rows;
  return {
    accounts: rows.map(({ withoutLead: _lead, withoutPartner: _partner, total: _total, ...row }) => row),
    withoutLead: first?.withoutLead ?? 0,
    withoutPartner: first?.withoutPartner ?? 0,
    total: first?.total ?? 0,
  };
}

const HALF_ORDER = sql`case when h.lead is null then 0 else 1 end, coalesce(h.arr, 0) desc, h.id`;

/** What each person sees to, of accounts that have not churned: who leads most first. */
export async function listOwnerLoads(executor: Executor, workspaceId: string): Promise<OwnerLoad[]> {
  const { rows } = await sql<LoadRow>`
    with own as materialized (
      select a.lead_id, a.partner_id, ${arrOf('a', 's')} as arr, ${currencyOf('a')} as currency
      from account a left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
      where a.workspace_id = ${workspaceId} and ${isNotChurned('a', 's')})
    select lead_id as "personId", 'lead' as place, currency, count(*) as accounts, sum(arr) as amount
    from own where lead_id is not null group by lead_id, currency
    union all
    select partner_id, 'partner', null, count(*), null from own where partner_id is not null group by partner_id`.execute(
    executor,
  );
  const loads = new Map<string, OwnerLoad>();
  for (const { personId, place, currency, accounts, amount } of rows) {
    const load = loads.get(personId) ?? { personId, asLead: 0, asPartner: 0, arr: [] };
    loads.set(personId, load);
    if (place === 'lead') load.asLead += accounts;
    else load.asPartner += accounts;
    if (amount !== null) load.arr.push({ currency, amount: amount });
  }
  for (const { arr } of loads.values()) arr.sort((a, b) => b.amount - a.amount);
  return [...loads.values()].toSorted(
    (a, b) => b.asLead - a.asLead || b.asPartner - a.asPartner || (a.personId < b.personId ? -1 : 1),
  );
}

interface LoadRow {
  personId: string;
  place: 'lead' | 'partner';
  currency: string | null;
  accounts: number;
  amount: number | null;
}

/** An account for which nobody stands in. */
export interface Uncovered {
  key: string;
  name: string;
  ownerId: string;
}

/** The accounts whose person is away and for which nobody stands in, the most valuable first. */
export async function listUncovered(
  executor: Executor,
  workspaceId: string,
  today: BusinessDate,
  page: { limit: number; leadId?: string },
): Promise<{ accounts: Uncovered[]; total: number }> {
  const own = page.leadId === undefined ? sql`` : sql`and a.lead_id = ${page.leadId}`;
  // Few people are away: their accounts are found by the indexes of lead and partner.
  const { rows } = await sql<Uncovered & { total: number }>`
    with gone as materialized (
      select p.id from person p where p.workspace_id = ${workspaceId} and ${isAwayOn('p', today)}),
    theirs as materialized (
      select a.id from gone g cross join account a where a.workspace_id = ${workspaceId} and a.lead_id = g.id ${own}
      union
      select a.id from gone g cross join account a where a.workspace_id = ${workspaceId} and a.partner_id = g.id ${own}),
    owned as materialized (
      select a.key, a.name, a.id, ${arrOf('a', 's')} as arr, ${ownerOf('a', today)} as owner
      from theirs t cross join account a
      left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
      where a.workspace_id = ${workspaceId} and a.id = t.id and ${isNotChurned('a', 's')})
    select o.key, o.name, o.owner as "ownerId", count(*) over () as total
    from owned o cross join gone g where g.id = o.owner
    order by coalesce(o.arr, 0) desc, o.id limit ${page.limit}`.execute(executor);
  return {
    accounts: rows.map(({ key, name, ownerId }) => ({ key, name, ownerId })),
    total: rows[0]?.total ?? 0,
  };
}

/** What a person leaves behind while they are away. */
export interface LeftBehind {
  /** Accounts that they lead. */
  leads: number;
  /** Of those: the partner stands in. */
  covered: number;
  /** CTAs of theirs that are under way. */
  ctas: number;
  /** Of those: somebody stands in who can take them over. */
  movable: number;
}

/** @param who whose it is @returns what `who` leaves behind on `today` */
export async function readLeftBehind(
  executor: Executor,
  workspaceId: string,
  who: string,
  today: BusinessDate,
): Promise<LeftBehind> {
  const { rows: led } = await sql<{ leads: number; covered: number | null }>`
    select count(*) as leads, sum(case when owner <> ${who} then 1 else 0 end) as covered from (
      select ${ownerOf('a', today)} as owner from account a
      where a.workspace_id = ${workspaceId} and a.lead_id = ${who} and ${isNotChurned('a')}) o`.execute(
    executor,
  );
  const { rows: open } = await sql<{ ctas: number; movable: number | null }>`
    select count(*) as ctas, sum(case when (lead_id = ${who} or partner_id = ${who}) and owner <> ${who} then 1 else 0 end) as movable from (
      select a.lead_id, a.partner_id, ${ownerOf('a', today)} as owner from cta c
      cross join account a
      where c.workspace_id = ${workspaceId} and c.state in ('open', 'claimed', 'snoozed')
        and coalesce(c.claimed_by, c.owner_id) = ${who} and a.workspace_id = c.workspace_id and a.id = c.account_id) o`.execute(
    executor,
  );
  return {
    leads: led[0]?.leads ?? 0,
    covered: led[0]?.covered ?? 0,
    ctas: open[0]?.ctas ?? 0,
    movable: open[0]?.movable ?? 0,
  };
}
