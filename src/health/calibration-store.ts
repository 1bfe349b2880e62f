/** What was said of accounts three months before they left, and of those that stayed. */
import { sql } from 'kysely';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { wasCustomerOn } from '../db/account-sql.ts';
import { dialectSql } from '../db/dialect.ts';
import type { OpenDatabase } from '../db/open.ts';
import { AHEAD_DAYS, CHURN_DAYS, type CalibrationCount } from './calibration.ts';
import { SLACK_DAYS, type Band } from './domain.ts';

/**
 * Counts the accounts that left in the year before a date, and those that stayed, by what their score and our judgement
 * said 90 days before: before they left, or before the date. Only those that were customers then. An account that stays
 * away left with the first churn signal since it last came back, however many more there are. One statement.
 */
export async function countCalibration(
  { db, dialect }: Pick<OpenDatabase, 'db' | 'dialect'>,
  workspaceId: string,
  today: BusinessDate,
): Promise<CalibrationCount[]> {
  const { addDays: plus, text } = dialectSql(dialect);
  const then = addDays(today, -AHEAD_DAYS);
  // On one date a return wins.
  const gone = sql`select c.account_id, min(c.day) as day from churn c where c.workspace_id = ${workspaceId}
    and c.day <= ${today} and c.returned = 0 and c.day > coalesce((select max(r.day) from churn r
      where r.workspace_id = ${workspaceId} and r.account_id = c.account_id and r.day <= ${today} and r.returned = 1), '')
    group by c.account_id having min(c.day) >= ${addDays(today, -CHURN_DAYS)}`;
  const thenOf = plus(sql`g.day`, -AHEAD_DAYS);
  const asked = sql`
    select g.account_id, ${thenOf} as then_day, 1 as churned
      from (${gone}) g join account a on a.workspace_id = ${workspaceId} and a.id = g.account_id
      where a.started_on <= ${thenOf} and ${wasCustomerOn('a', thenOf)}
    union all
    select a.id, cast(${then} as ${text}), 0 from account a
      where a.workspace_id = ${workspaceId} and a.started_on <= ${then}
        and ${wasCustomerOn('a', sql`${then}`)} and ${wasCustomerOn('a', sql`${today}`)}`;
  const { rows } = await sql<{
    score: Band | null;
    judgement: Band | null;
    churned: number;
    accounts: number;
  }>`
    select f.score, f.judgement, f.churned, cast(count(*) as integer) as accounts from (
      select x.churned,
        (select h.band from health_snapshot h where h.workspace_id = ${workspaceId} and h.account_id = x.account_id
          and h.day <= x.then_day and h.day >= ${plus(sql`x.then_day`, -SLACK_DAYS)}
          order by h.day desc limit 1) as score,
        (select j.band from judgement j where j.workspace_id = ${workspaceId} and j.account_id = x.account_id
          and j.day <= x.then_day order by j.day desc, j.judged_at desc, j.id desc limit 1) as judgement
      from (${asked}) x) f
    group by f.score, f.judgement, f.churned`.execute(db);
  return rows.map(({ churned, ...row }) => ({ ...row, churned: churned === 1 }));
}
