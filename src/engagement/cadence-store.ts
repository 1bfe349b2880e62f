/** Missed cadences in SQL: a range of accounts at a time, since all of them must be looked at. */
import { sql, type RawBuilder } from 'kysely';
import { daysBetween, type BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import { arrOf, currencyOf, isNotChurned, isOutside, ownerOf } from '../db/account-sql.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { rowsAs } from '../db/rows.ts';
import { cadenceRules, type Engaged, type Engagement, type MissedCadence } from './domain.ts';

/** For whom and on which day missed cadences are asked for. */
export interface CadenceContext {
  dialect: DialectName;
  workspaceId: string;
  lines: readonly Engagement[];
  /** The segments of free trials, to whom nobody is bound to go. */
  trials: readonly string[];
  today: BusinessDate;
  /** Who does what is a leader's; null: the lead does. */
  leaderId: string | null;
  /** What is this person's comes first; null: nobody's does. */
  firstOf: string | null;
}

/** A missed cadence as it is put in order. */
export interface MissedRow {
  accountId: string;
  arr: number | null;
  persona: MissedCadence['persona'];
  who: Engaged;
  everyDays: number;
  last: BusinessDate | null;
  /** From when the silence counts. */
  since: BusinessDate;
  isOwn: number;
}

export interface MissedOfRange {
  rows: MissedRow[];
  /** Also of those that are not among the rows. */
  total: number;
  accounts: number;
  own: number;
}

/**
 * The cadences that are missed on a day by the accounts of a range: each persona of an account that has not churned with
 * whom nobody spoke for longer than the line for its stage allows, counted from the account's start where nobody ever
 * did. In the order of `byUrgency`, at most `limit`.
 */
export async function listMissed(
  executor: Executor,
  context: CadenceContext,
  range: AccountRange,
  limit: number,
): Promise<MissedOfRange> {
  const { rows } = await sql<MissedRow & Record<'total' | 'accounts' | 'own', number>>`
    with ${missedQuery(context, range)}, counted as (
      select count(*) as total, count(distinct account_id) as accounts, coalesce(sum(is_own), 0) as own from missed)
    select m.account_id as "accountId", m.arr, m.persona, m.who, m.every_days as "everyDays", m.last, m.since,
      m.is_own as "isOwn", c.total, c.accounts, c.own
    from missed m cross join counted c
    order by m.is_own desc, coalesce(m.arr, 0) desc, m.account_id, m.persona limit ${limit}`.execute(
    executor,
  );
  const [first] = rows;
  return {
    rows: rows.map(({ total: _total, accounts: _accounts, own: _own, ...row }) => row),
    total: first?.total ?? 0,
    accounts: first?.accounts ?? 0,
    own: first?.own ?? 0,
  };
}

/** The order of the list: what is the person's first, the most valuable account, and its personas together. */
export function byUrgency(a: MissedRow, b: MissedRow): number {
  return (
    b.isOwn - a.isOwn ||
    (b.arr ?? 0) - (a.arr ?? 0) ||
    byText(a.accountId, b.accountId) ||
    byText(a.persona, b.persona)
  );
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The rows with what is told of their accounts, in their order. */
export async function describeMissed(
  executor: Executor,
  { dialect, workspaceId, today, leaderId }: CadenceContext,
  missed: readonly MissedRow[],
): Promise<MissedCadence[]> {
  const asked = missed.map(({ accountId, who }, place) => ({ place, id: accountId, who }));
  const columns = { place: 'integer', id: 'text', who: 'text' } as const;
  const { rows } = await sql<Told>`
    with m as materialized (select * from ${rowsAs(dialect, 'given', columns, asked)})
    select m.place, a.key as "accountKey", a.name as "accountName", ${currencyOf('a')} as currency,
      ${goesTo('a', 'm', today, leaderId)} as "personId"
    from m cross join account a where a.workspace_id = ${workspaceId} and a.id = m.id
    order by m.place`.execute(executor);
  return rows.flatMap(({ place, ...told }) => {
    const row = missed[place];
    if (row === undefined) return [];
    const { since, isOwn: _isOwn, ...known } = row;
    return [{ ...known, ...told, daysLate: daysBetween(since, today) - known.everyDays }];
  });
}

type Told = Pick<MissedCadence, 'accountKey' | 'accountName' | 'currency' | 'personId'> & { place: number };

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

/** The table expression `missed`. */
function missedQuery(context: CadenceContext, { after, upTo }: AccountRange): RawBuilder<unknown> {
  const { dialect, workspaceId, lines, trials, today, leaderId, firstOf } = context;
  const rules = cadenceRules(lines, today).map((rule) => ({ ...rule }));
  const columns = {
    stage: 'text',
    persona: 'text',
    who: 'text',
    everyDays: 'integer',
    before: 'text',
  } as const;
  // Whose it is takes lookups: they are made only where it can be the person's.
  const mayBeOwn = sql`(o.lead_id = ${firstOf} or o.partner_id = ${firstOf} or o.who = 'leader')`;
  // The range once more for the assessments: PostgreSQL would otherwise read all of them to join some.
  return sql`
    rules as materialized (select * from ${rowsAs(dialect, 'given', columns, rules)}),
    named as materialized (select distinct stage from rules),
    asked as materialized (
      select a.workspace_id, a.id, a.lead_id, a.partner_id, ${arrOf('a', 's')} as arr, a.started_on,
        case when a.stage in (select stage from named) then a.stage else '' end as stage
      from account a
      left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
        and s.account_id > ${after} and s.account_id <= ${upTo}
      where a.workspace_id = ${workspaceId} and a.id > ${after} and a.id <= ${upTo} and ${isNotChurned('a', 's')}
        and ${isOutside('a', trials)}),
    silent as materialized (
      select a.*, r.persona, r.who, r."everyDays" as every_days, r.before,
        (select max(t.day) from touchpoint t where t.workspace_id = ${workspaceId} and t.account_id = a.id
          and t.persona = r.persona and t.day <= ${today}) as last
      from asked a join rules r on r.stage = a.stage),
    missed as materialized (
      select o.id as account_id, o.arr, o.persona, o.who, o.every_days, o.last, coalesce(o.last, o.started_on) as since,
        case when ${mayBeOwn} then case when ${goesTo('o', 'o', today, leaderId)} = ${firstOf} then 1 else 0 end
          else 0 end as is_own
      from silent o where coalesce(o.last, o.started_on) < o.before)`;
}
