/** What was said of accounts three months before they left, and of those that stayed. */
import { sql } from 'kysely';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { isNotChurned } from '../db/account-sql.ts';
import { dialectSql } from '../db/dialect.ts';
import type { OpenDatabase } from '../db/open.ts';
import { AHEAD_DAYS, CHURN_DAYS, type CalibrationCount } from './calibration.ts';
import type { Band } from './domain.ts';
import { SLACK_DAYS } from './trend.ts';

/**
 * Counts the accounts that left in the last year, and those that were customers then and still are, by what their score
 * and our judgement said 90 days before: before they left, or before today. One statement.
 */
export async function countCalibration(
  { db, dialect }: Pick<OpenDatabase, 'db' | 'dialect'>,
  workspaceId: string,
  today: BusinessDate,
): Promise<CalibrationCount[]> {
  const { addDays: plus, text } = dialectSql(dialect);
  const then = addDays(today, -AHEAD_DAYS);
  const gone = sql`select c.account_id, max(c.day) as day from churn c where c.workspace_id = ${workspaceId}
    and c.day <= ${today} group by c.account_id having max(c.day) >= ${addDays(today, -CHURN_DAYS)}
    and max(case when c.returned = 1 then c.day else '' end) < max(c.day)`;
  const asked = sql`
    select g.account_id, ${plus(sql`g.day`, -AHEAD_DAYS)} as then_day, 1 as churned
      from (${gone}) g join account a on a.workspace_id = ${workspaceId} and a.id = g.account_id
      where a.started_on <= ${plus(sql`g.day`, -AHEAD_DAYS)}
    union all
    select a.id, cast(${then} as ${text}), 0 from account a
      where a.workspace_id = ${workspaceId} and a.started_on <= ${then} and ${isNotChurned('a')}
        and not exists (select 1 from (${gone}) g where g.account_id = a.id)`;
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
