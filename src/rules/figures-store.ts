/** How rules do: how many accounts they list, and what came of the CTAs that they opened. */
import { sql } from 'kysely';
import { setImmediate as breathe } from 'node:timers/promises';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { Program } from '../program/domain.ts';
import type { Rule } from './domain.ts';
import type { RuleFigures } from './figures.ts';
import { listedAccounts } from './store.ts';

/**
 * How many accounts each of the rules lists on a date, by rule id; one that is off is asked as if it were on.
 * @param rules those of a page: each is one statement
 * @param date the date of the newest assessment
 */
export async function countListed(
  executor: Executor,
  workspaceId: string,
  rules: readonly Rule[],
  program: Pick<Program, 'journeys'>,
  date: BusinessDate,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const rule of rules) {
    const listed = listedAccounts(workspaceId, { ...rule, enabled: true }, program, date);
    const { rows } = await sql<{ count: number }>`select count(*) as count from (${listed}) l`.execute(
      executor,
    );
    counts.set(rule.id, rows[0]?.count ?? 0);
    // On SQLite a statement answers within the call: what others ask comes between two of them.
    await breathe();
  }
  return counts;
}

/**
 * What came of the CTAs that rules opened since a date, by rule id. A CTA counts once: as acted on where somebody
 * claimed it or did it, or booked or held a review of the account while it was there; else by how it ended.
 */
export async function readFigures(
  executor: Executor,
  workspaceId: string,
  since: BusinessDate,
  today: BusinessDate,
): Promise<Map<string, RuleFigures>> {
  const reviewed = sql`exists (select 1 from ebr e where e.workspace_id = c.workspace_id
    and e.account_id = c.account_id and c.type = 'ebr' and e.state in ('booked', 'held')
    and substr(e.created_at, 1, 10) between c.opened_on and coalesce(c.closed_on, ${today}))`;
  const { rows } = await sql<RuleFigures & { rule: string }>`
    select rule, count(*) as opened, sum(acted) as acted,
      sum(case when acted = 0 and state = 'dismissed' then 1 else 0 end) as dismissed,
      sum(case when acted = 0 and state = 'resolved' then 1 else 0 end) as resolved,
      sum(case when acted = 0 and is_open = 1 and due_on < ${today} then 1 else 0 end) as "ranOut",
      sum(case when acted = 0 and is_open = 1 and (due_on is null or due_on >= ${today}) then 1 else 0 end) as waiting
    from (select c.rule_id as rule, c.state, c.due_on,
        case when c.state in ('open', 'snoozed') then 1 else 0 end as is_open,
        case when c.claimed_by is not null or c.state in ('claimed', 'done') or ${reviewed} then 1 else 0 end as acted
      from cta c where c.workspace_id = ${workspaceId} and c.rule_id is not null and c.opened_on >= ${since}) f
    group by rule`.execute(executor);
  return new Map(rows.map(({ rule, ...figures }) => [rule, figures]));
}
