/** What started plays, and whether it is still so, in SQL. */
import { sql, type RawBuilder } from 'kysely';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { isOfNotChurned } from '../db/account-sql.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { hasMetric } from './signal-store.ts';

/** The accounts for which a rule has opened its CTA on this date, which is under way. */
export async function listOpenedBy(
  executor: Executor,
  workspaceId: string,
  ruleId: string,
  date: BusinessDate,
): Promise<string[]> {
  const rows = await executor
    .selectFrom('cta')
    .select('account_id')
    .where('workspace_id', '=', workspaceId)
    .where('rule_id', '=', ruleId)
    .where('opened_on', '=', date)
    .where('state', 'in', ['open', 'claimed', 'snoozed'])
    .orderBy('account_id')
    .execute();
  return rows.map((row) => row.account_id);
}

/** A test of a row of `play_run`: a rule started it that is none of these. */
export function isOfOtherRule(ruleIds: readonly string[]): RawBuilder<unknown> {
  return ruleIds.length === 0
    ? sql`cause = 'rule'`
    : sql`cause = 'rule' and cause_id not in (${sql.join(ruleIds)})`;
}

/** A test of a row of `play_run`: this rule started it, and no longer lists the account. */
export function isUnlisted(ruleId: string, isListed: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`cause = 'rule' and cause_id = ${ruleId} and not ${isListed}`;
}

/** A test of a row of `play_run`: its account has churned. */
export function isOfChurned(): RawBuilder<unknown> {
  const keys = { workspaceId: 'play_run.workspace_id', accountId: 'play_run.account_id' };
  return sql`not ${isOfNotChurned(keys)}`;
}

/** A test of a row of `play_run`: the metric that was missing has had fresh data since the run started. */
export function hasDataAgain(
  dialect: DialectName,
  workspaceId: string,
  date: BusinessDate,
): RawBuilder<unknown> {
  return sql`cause = 'missing_data' and exists (select 1 from health_snapshot h
    where h.workspace_id = ${workspaceId} and h.account_id = play_run.account_id
      and h.day >= play_run.started_on and h.day <= ${date}
      and ${hasMetric(dialect, sql`h.metrics`, sql`play_run.cause_id`)})`;
}

/** A test of a row of `play_run`: somebody has spoken with the persona who heard too little since the run started. */
export function isHeardAgain(workspaceId: string, date: BusinessDate): RawBuilder<unknown> {
  return sql`cause = 'cadence' and exists (select 1 from touchpoint t
    where t.workspace_id = ${workspaceId} and t.account_id = play_run.account_id
      and t.persona = play_run.cause_id and t.day >= play_run.started_on and t.day <= ${date})`;
}

/** The same of one account alone. */
export function isHeardAgainOf(
  workspaceId: string,
  accountId: string,
  date: BusinessDate,
): RawBuilder<unknown> {
  return sql`play_run.account_id = ${accountId} and ${isHeardAgain(workspaceId, date)}`;
}

/** The date after which a run of a play must have closed to keep quiet what is quiet for so many days. */
export function quietSince(date: BusinessDate, days: number): BusinessDate {
  // Of the same day at least: a morning that is asked for twice starts nothing twice.
  return addDays(date, -Math.max(days, 1));
}
