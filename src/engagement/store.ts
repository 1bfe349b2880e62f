/** Missed cadences, and who sees to accounts, in SQL. */
import { sql, type RawBuilder } from 'kysely';
import { daysBetween, type BusinessDate } from '../base/business-date.ts';
import { arrOf, currencyOf, isAwayOn, isNotChurned, ownerOf } from '../db/account-sql.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { rowsAs } from '../db/rows.ts';
import {
  cadenceRules,
  type Engagement,
  type HalfOwned,
  type MissedCadence,
  type OwnerLoad,
} from './domain.ts';

/** Which missed cadences are asked for; a page of them. */
export interface CadencePage {
  /** Who does what is a leader's; null: the lead does. */
  leaderId: string | null;
  /** Of one account alone. */
  accountId?: string;
  /** What is this person's comes first. */
  firstOf?: string | null;
  limit: number;
  offset?: number;
}

export interface MissedCadences {
  missed: MissedCadence[];
  /** On all pages. */
  total: number;
  /** On how many accounts. */
  accounts: number;
  /** How many of them are `firstOf`'s. */
  own: number;
}

/**
 * The cadences that are missed on a day: each persona of an account that has not churned with whom nobody spoke for longer
 * than the program's line for its stage allows, counted from the account's start where nobody ever did. The most valuable
 * accounts first.
 */
export async function listMissedCadences(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  lines: readonly Engagement[],
  today: BusinessDate,
  page: CadencePage,
): Promise<MissedCadences> {
  const none = { missed: [], total: 0, accounts: 0, own: 0 };
  if (lines.length === 0) return none;
  const { rows } = await sql<MissedRow>`
    with ${missedQuery(dialect, workspaceId, lines, today, page)}, counted as (
      select count(*) as total, count(distinct account_id) as accounts, coalesce(sum(is_own), 0) as own from missed)
    select a.id as "accountId", a.key as "accountKey", a.name as "accountName", m.arr, ${currencyOf('a')} as currency,
      m.persona, m.who, ${goesTo('a', 'm', today, page.leaderId)} as "personId", m.every_days as "everyDays",
      m.last, m.since, c.total, c.accounts, c.own
    from (select m.* from missed m order by ${IN_ORDER} limit ${page.limit} offset ${page.offset ?? 0}) m
    cross join counted c
    cross join account a
    where a.workspace_id = ${workspaceId} and a.id = m.account_id
    order by ${IN_ORDER}`.execute(executor);
  const [first] = rows;
  if (first === undefined) return none;
  return {
    missed: rows.map(({ since, total: _total, accounts: _accounts, own: _own, ...row }) => ({
      ...row,
      daysLate: daysBetween(since, today) - row.everyDays,
    })),
    total: first.total,
    accounts: first.accounts,
    own: first.own,
  };
}

interface MissedRow extends Omit<MissedCadence, 'daysLate'> {
  since: BusinessDate;
  total: number;
  accounts: number;
  own: number;
}

/** The rows of `missed`: what is the person's first, the most valuable account, and its personas together. */
const IN_ORDER = sql`m.is_own desc, coalesce(m.arr, 0) desc, m.account_id, m.persona`;

/** Who of us goes there. @param account the alias of the account's row @param row that of the row that says who */
function goesTo(
  account: string,
  row: string,
  today: BusinessDate,
  leaderId: string | null,
): RawBuilder<string | null> {
  return sql`case ${sql.ref(`${row}.who`)} when 'partner' then ${ownerOf(account, today, 'partner')}
    when 'leader' then coalesce(${leaderId}, ${ownerOf(account, today)}) else ${ownerOf(account, today)} end`;
}

/** The table expression `missed`, with the account's id, persona, who that is, and since when nobody spoke with them. */
function missedQuery(
  dialect: DialectName,
  workspaceId: string,
  lines: readonly Engagement[],
  today: BusinessDate,
  { accountId, leaderId, firstOf = null }: CadencePage,
): RawBuilder<unknown> {
  const rules = cadenceRules(lines, today).map((rule) => ({ ...rule }));
  const columns = {
    stage: 'text',
    persona: 'text',
    who: 'text',
    everyDays: 'integer',
    before: 'text',
  } as const;
  const own = accountId === undefined ? sql`` : sql`and a.id = ${accountId}`;
  const ownTouch = accountId === undefined ? sql`` : sql`and account_id = ${accountId}`;
  // Whose it is takes lookups: they are made only where it can be the person's.
  const mayBeOwn = sql`(o.lead_id = ${firstOf} or o.partner_id = ${firstOf} or o.who = 'leader')`;
  return sql`
    rules as materialized (select * from ${rowsAs(dialect, 'given', columns, rules)}),
    silent as materialized (
      select a.workspace_id, a.id, a.lead_id, a.partner_id, ${arrOf('a', 's')} as arr, r.persona, r.who,
        r."everyDays" as every_days, a.started_on, r.before,
        t.last
      from account a
      cross join rules r
      left join (select account_id, persona, max(day) as last from touchpoint
        where workspace_id = ${workspaceId} ${ownTouch} and day <= ${today} group by account_id, persona) t
        on t.account_id = a.id and t.persona = r.persona
      left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
      where a.workspace_id = ${workspaceId} ${own} and ${isNotChurned('a', 's')}
        and r.stage = case when a.stage in (select stage from rules) then a.stage else '' end),
    missed as materialized (
      select o.id as account_id, o.arr, o.persona, o.who, o.every_days, o.last, coalesce(o.last, o.started_on) as since,
        case when ${mayBeOwn} then case when ${goesTo('o', 'o', today, leaderId)} = ${firstOf} then 1 else 0 end
          else 0 end as is_own
      from silent o where coalesce(o.last, o.started_on) < o.before)`;
}

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

/** Accounts with one head, or none. Those without a lead come first, then the most valuable. */
export async function listHalfOwned(
  executor: Executor,
  workspaceId: string,
  page: { limit: number; offset: number },
): Promise<{ accounts: HalfOwned[]; withoutLead: number; withoutPartner: number; total: number }> {
  const { rows } = await sql<HalfOwned & { withoutLead: number; withoutPartner: number; total: number }>`
    with heads as materialized (
      select a.id, ${arrOf('a', 's')} as arr, l.id as lead, case when p.id = l.id then null else p.id end as partner
      from account a left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
      left join person l on l.workspace_id = a.workspace_id and l.id = a.lead_id and l.is_deleted = 0 and l.is_guest = 0
      left join person p on p.workspace_id = a.workspace_id and p.id = a.partner_id and p.is_deleted = 0 and p.is_guest = 0
      where a.workspace_id = ${workspaceId} and ${isNotChurned('a', 's')}),
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
