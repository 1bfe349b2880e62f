/** How rules do: how many accounts they list, and what came of the CTAs that they opened. */
import { sql, type RawBuilder } from 'kysely';
import { setImmediate as breathe } from 'node:timers/promises';
import type { BusinessDate } from '../base/business-date.ts';
import { RULE_OFF } from '../ctas/domain.ts';
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
  program: Pick<Program, 'journeys' | 'segments'>,
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

/** So many CTAs are counted by one statement: on SQLite it holds up everything else meanwhile. */
const CTAS_PER_STATEMENT = 5_000;

/**
 * What came of the CTAs that rules opened since a date, by rule id. A CTA counts once: as acted on where somebody
 * claimed it or did it, or a review of the account was held while it was there or is booked while it still is; else by
 * how it ended.
 */
export async function readFigures(
  executor: Executor,
  workspaceId: string,
  since: BusinessDate,
  today: BusinessDate,
): Promise<Map<string, RuleFigures>> {
  const found = new Map<string, RuleFigures>();
  let after: Place = { openedOn: since, id: '' };
  for (;;) {
    const upTo = await endOfPage(executor, workspaceId, after);
    for (const { rule, ...figures } of await countPage(executor, workspaceId, after, upTo, today))
      found.set(rule, sumOf(found.get(rule), figures));
    if (upTo === null) return found;
    after = upTo;
    await breathe();
  }
}

/** Where a CTA stands in the order in which they are counted. */
interface Place {
  openedOn: BusinessDate;
  id: string;
}

/** The place of the last CTA of the page after another; null: what is left is less than a page. */
async function endOfPage(executor: Executor, workspaceId: string, after: Place): Promise<Place | null> {
  const { rows } = await sql<Place>`select c.opened_on as "openedOn", c.id from cta c
    where ${isOnPage(workspaceId, after, null)}
    order by c.opened_on, c.id limit 1 offset ${CTAS_PER_STATEMENT - 1}`.execute(executor);
  return rows[0] ?? null;
}

async function countPage(
  executor: Executor,
  workspaceId: string,
  after: Place,
  upTo: Place | null,
  today: BusinessDate,
): Promise<(RuleFigures & { rule: string })[]> {
  const reviewed = sql`exists (select 1 from ebr e where e.workspace_id = c.workspace_id
    and e.account_id = c.account_id and case e.state when 'booked' then c.closed_on is null
      when 'held' then e.held_on between c.opened_on and coalesce(c.closed_on, ${today}) end)`;
  // Materialized, or SQLite would look for the review once for every sum.
  const { rows } = await sql<RuleFigures & { rule: string }>`
    with f as materialized (
      select c.rule_id as rule, c.state, c.due_on,
        case when c.closed_because = ${RULE_OFF} then 1 else 0 end as went,
        case when c.state in ('open', 'snoozed') then 1 else 0 end as is_open,
        case when c.claimed_by is not null or c.state in ('claimed', 'done') then 1
          when c.type = 'ebr' then case when ${reviewed} then 1 else 0 end
          else 0 end as acted
      from cta c where ${isOnPage(workspaceId, after, upTo)})
    select rule, count(*) as opened, sum(acted) as acted,
      sum(case when acted = 0 and state = 'dismissed' then 1 else 0 end) as dismissed,
      sum(case when acted = 0 and state = 'resolved' then 1 else 0 end) as resolved,
      sum(case when acted = 0 and is_open = 1 and due_on < ${today} then 1 else 0 end) as "ranOut",
      sum(case when acted = 0 and is_open = 1 and (due_on is null or due_on >= ${today}) then 1 else 0 end) as waiting
    from f where acted = 1 or went = 0 group by rule`.execute(executor);
  return rows;
}

/** A test of a row `c` of `cta` that a rule opened, as the index `cta_opened` has them. */
function isOnPage(workspaceId: string, after: Place, upTo: Place | null): RawBuilder<unknown> {
  const end = upTo === null ? sql`` : sql`and (c.opened_on, c.id) <= (${upTo.openedOn}, ${upTo.id})`;
  return sql`c.workspace_id = ${workspaceId} and c.rule_id is not null
    and (c.opened_on, c.id) > (${after.openedOn}, ${after.id}) ${end}`;
}

function sumOf(known: RuleFigures | undefined, more: RuleFigures): RuleFigures {
  if (known === undefined) return more;
  return {
    opened: known.opened + more.opened,
    acted: known.acted + more.acted,
    dismissed: known.dismissed + more.dismissed,
    resolved: known.resolved + more.resolved,
    ranOut: known.ranOut + more.ranOut,
    waiting: known.waiting + more.waiting,
  };
}
