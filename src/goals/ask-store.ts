/** Which goals have reached their target, and that their leads were asked. */
import { sql, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { isNotChurned, ownerOf } from '../db/account-sql.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { inBatches, rowsAs } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';

/** An active card whose KPI has reached its target, and whom to ask. */
export interface ReachedCard {
  cardId: string;
  accountId: string;
  name: string;
  accountName: string;
  kpi: string;
  value: number;
  day: BusinessDate;
  target: number;
  /** The lead, or the partner where there is none or the lead is away; null: nobody is in charge. */
  ownerId: string | null;
  /** Their Slack id, where they are a member. */
  slackUserId: string | null;
}

/**
 * The active cards that nobody was asked about and whose KPI's newest value, by the measure's last day, is at or past
 * the target as seen from the baseline; without a baseline, at least the target. A value from before the account's
 * start counts for nothing. Churned accounts are left out.
 */
export async function findReached(
  executor: Executor,
  workspaceId: string,
  today: BusinessDate,
): Promise<ReachedCard[]> {
  // Per card one look into the primary key of kpi_value finds the newest value, however many there are.
  const { rows } = await sql<ReachedCard>`
    with asked as materialized (
      select g.id, g.account_id, g.name, g.kpi, g.baseline, g.target, (
        select v.day || '|' || v.key from kpi_value v
        where v.workspace_id = ${workspaceId} and v.account_id = g.account_id and v.kpi = g.kpi
          and v.day <= case when g.measure_by < ${today} then g.measure_by else ${today} end
        order by v.day desc, v.key desc limit 1) as newest
      from goal_card g
      where g.workspace_id = ${workspaceId} and g.state = 'active' and g.kpi is not null and g.target is not null
        and g.asked_on is null)
    select r.id as "cardId", r.account_id as "accountId", r.name, a.name as "accountName", r.kpi, v.value, v.day, r.target,
      p.id as "ownerId", p.slack_user_id as "slackUserId"
    from asked r
    cross join account a
    cross join kpi_value v
    left join person p on p.workspace_id = ${workspaceId} and p.id = ${ownerOf('a', today)}
    where a.workspace_id = ${workspaceId} and a.id = r.account_id and ${isNotChurned('a')}
      and v.workspace_id = ${workspaceId} and v.account_id = r.account_id and v.kpi = r.kpi
      and v.day = substr(r.newest, 1, 10) and v.key = substr(r.newest, 12)
      and (a.started_on is null or v.day >= a.started_on)
      and case when r.baseline > r.target then v.value <= r.target else v.value >= r.target end
    order by r.id`.execute(executor);
  return rows;
}

const CARDS_PER_STATEMENT = 5_000;

/** Notes that the leads of these cards were asked, and by which CTAs. */
export async function markAsked(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  asked: readonly { cardId: string; ctaId: string }[],
  today: BusinessDate,
): Promise<void> {
  for (const batch of inBatches(asked, CARDS_PER_STATEMENT)) {
    await sql`
      update goal_card set asked_on = ${today}, asked_cta_id = r."ctaId"
      from ${rowsAs(dialect, 'r', { cardId: 'text', ctaId: 'text' }, batch)}
      where goal_card.workspace_id = ${workspaceId} and goal_card.id = r."cardId"`.execute(trx);
  }
}

/** The id of the card whose question a CTA asks; null: it asks none any more. */
export async function findAskedCard(
  executor: Executor,
  workspaceId: string,
  { id, accountId }: { id: string; accountId: string },
): Promise<string | null> {
  const row = await executor
    .selectFrom('goal_card')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('asked_cta_id', '=', id)
    .executeTakeFirst();
  return row?.id ?? null;
}
