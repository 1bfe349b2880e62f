/** What a rule would list, asked of accounts as they are or were on a date; nothing is kept. */
import { sql, type RawBuilder } from 'kysely';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { isOutside } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { Program } from '../program/domain.ts';
import type { Clause, Condition } from './domain.ts';
import { CHURN_DAYS, type BacktestMonth, type RehearsedAccount } from './rehearsal.ts';
import { asksFor, askingOf } from './store.ts';
import { segmentsLeftOut } from './trials.ts';

export interface RehearsalContext {
  program: Pick<Program, 'journeys' | 'segments'>;
  date: BusinessDate;
  /** The accounts' facts on the date, as selects. */
  sources: readonly RawBuilder<unknown>[];
}

/**
 * The accounts of a scope that a rule would list on a date, or that it lists as it stands.
 * @param before the condition as it stands; null: the rule is new, or off
 */
export async function selectRehearsed(
  executor: Executor,
  workspaceId: string,
  context: RehearsalContext,
  after: Condition | null,
  before: Condition | null,
): Promise<RehearsedAccount[]> {
  const asked = [after, before].filter((condition) => condition !== null);
  if (asked.length === 0) return [];
  const rows: RehearsedAccount[] = [];
  for (const source of context.sources) {
    const { from, tests } = askingOf(workspaceId, asked, context.program, context.date, source);
    const flag = (condition: Condition | null) =>
      condition === null ? sql`0` : sql`case when ${tests[asked.indexOf(condition)]} then 1 else 0 end`;
    const found = await sql<
      { isListed: number; wasListed: number } & Omit<RehearsedAccount, 'isListed' | 'wasListed'>
    >`
      select * from (select s.account_id as id, a.name, s.arr, a.currency, ${flag(after)} as "isListed",
          ${flag(before)} as "wasListed"
        from ${from} where s.churned = 0) r
      where r."isListed" = 1 or r."wasListed" = 1`.execute(executor);
    rows.push(
      ...found.rows.map((row) => ({
        ...row,
        isListed: row.isListed === 1,
        wasListed: row.wasListed === 1,
      })),
    );
  }
  return rows;
}

type Counts = Omit<BacktestMonth, 'date' | 'isOver'>;

/**
 * How many accounts of a scope were there on a past date and whom the condition would have listed, each with those that
 * left within the days after.
 */
export async function countBacktest(
  executor: Executor,
  workspaceId: string,
  context: RehearsalContext,
  condition: Condition,
): Promise<Counts> {
  const { date } = context;
  const left = sql`case when exists (select 1 from churn c where c.workspace_id = ${workspaceId}
    and c.account_id = s.account_id and c.returned = 0 and c.day > ${date} and c.day <= ${addDays(date, CHURN_DAYS)})
    then 1 else 0 end`;
  const sum: Counts = { accounts: 0, churned: 0, listed: 0, listedChurned: 0 };
  for (const source of context.sources) {
    const { from, tests } = askingOf(workspaceId, [condition], context.program, date, source);
    const { rows } = await sql<Record<keyof Counts, number | null>>`
      select count(*) as accounts, sum(r.gone) as churned, sum(r.listed) as listed,
        sum(r.listed * r.gone) as "listedChurned"
      from (select ${left} as gone, case when ${tests[0]} then 1 else 0 end as listed
        from ${from} where s.churned = 0 and ${isOutside('a', segmentsLeftOut(condition, context.program))}) r`.execute(
      executor,
    );
    for (const key of ['accounts', 'churned', 'listed', 'listedChurned'] as const)
      sum[key] += rows[0]?.[key] ?? 0;
  }
  return sum;
}

/** What of an account's facts the conditions ask for: nothing else is looked up. */
export function neededBy(conditions: readonly Condition[]) {
  const asks = (...kinds: Clause['kind'][]) =>
    conditions.some((condition) => asksFor(condition, new Set(kinds)));
  return {
    lastSignal: asks('days_since_signal'),
    churn: true,
    subscription: true,
    ebr: asks('no_ebr_in_months', 'no_ebr_since_milestone_start'),
    later: false,
  };
}
