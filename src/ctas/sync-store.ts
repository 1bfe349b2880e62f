/** What happens to many CTAs at once, in the database: a rule lists accounts or no longer does, a day has come, a cause is gone. */
import { sql, type RawBuilder, type Transaction } from 'kysely';
import { addBusinessDays, addDays, type BusinessDate } from '../base/business-date.ts';
import type { MakeId } from '../base/ids.ts';
import { isPresent, ownerOf, usualOwnerOf } from '../db/account-sql.ts';
import type { DialectName } from '../db/open.ts';
import { inBatches, rowsAs } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import type { Rule } from '../rules/domain.ts';
import { RULE_OFF, type CtaState } from './domain.ts';
import { ROWS_PER_INSERT, UNDER_WAY_SQL } from './store.ts';

/** A CTA that a rule opened, woke, changed or resolved, as it is now. */
export interface CtaChange {
  id: string;
  accountId: string;
  title: string;
  state: CtaState;
}

const CHANGE = sql`id, account_id as "accountId", title, state`;

/** Snoozed CTAs whose date has come are open again, or claimed where somebody had claimed them; nothing is left to undo. */
export async function wakeSnoozed(
  trx: Transaction<Database>,
  workspaceId: string,
  date: BusinessDate,
  now: string,
): Promise<CtaChange[]> {
  const { rows } = await sql<CtaChange>`
    update cta set state = case when claimed_by is null then 'open' else 'claimed' end, snoozed_until = null,
      reason = null, undo = null, undo_until = null, updated_at = ${now}
    where workspace_id = ${workspaceId} and state = 'snoozed' and snoozed_until <= ${date}
    returning ${CHANGE}`.execute(trx);
  return rows;
}

/** The CTAs of a rule whose accounts are no longer listed resolve themselves. @param isListed a test of a row of `cta` */
export async function resolveNotListed(
  trx: Transaction<Database>,
  workspaceId: string,
  ruleId: string,
  isListed: RawBuilder<unknown>,
  date: BusinessDate,
  now: string,
): Promise<CtaChange[]> {
  return resolve(
    trx,
    sql`workspace_id = ${workspaceId} and rule_id = ${ruleId} and not ${isListed}`,
    date,
    now,
  );
}

/** CTAs whose cause is gone resolve themselves, however many; those that are closed stay as they are. */
export async function resolveByIds(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  ids: readonly string[],
  date: BusinessDate,
  now: string,
): Promise<CtaChange[]> {
  const rows = ids.map((id) => ({ id }));
  const which = sql`id in (select i.id from ${rowsAs(dialect, 'i', { id: 'text' }, rows)})`;
  return resolve(trx, sql`workspace_id = ${workspaceId} and ${which}`, date, now);
}

/** The same, each with the words that say what ended it. */
export async function resolveSaying(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  ctas: readonly { id: string; reason: string }[],
  date: BusinessDate,
  now: string,
): Promise<CtaChange[]> {
  const { rows } = await sql<CtaChange>`
    update cta set state = 'resolved', reason = i.reason, closed_on = ${date}, closed_by = 'milepost',
      snoozed_until = null, undo = null, undo_until = null, updated_at = ${now}
    from ${rowsAs(dialect, 'i', { id: 'text', reason: 'text' }, ctas)}
    where cta.workspace_id = ${workspaceId} and cta.id = i.id and cta.state in (${UNDER_WAY_SQL})
    returning cta.id, cta.account_id as "accountId", cta.title, cta.state`.execute(trx);
  return rows;
}

/** The CTAs of rules that are off or gone resolve themselves. @param ruleIds the rules that are on */
export async function resolveRulesOff(
  trx: Transaction<Database>,
  workspaceId: string,
  ruleIds: readonly string[],
  date: BusinessDate,
  now: string,
): Promise<CtaChange[]> {
  const on = ruleIds.length === 0 ? sql`` : sql`and rule_id not in (${sql.join(ruleIds)})`;
  return resolve(trx, sql`workspace_id = ${workspaceId} and rule_id is not null ${on}`, date, now, RULE_OFF);
}

/**
 * Opens a CTA for each listed account that has none under way for this rule, and none that was closed within the
 * rule's quiet time; one that went with its rule keeps nobody quiet.
 */
export async function openListed(
  trx: Transaction<Database>,
  workspaceId: string,
  rule: Rule,
  listed: RawBuilder<unknown>,
  context: { dialect: DialectName; makeId: MakeId; date: BusinessDate; now: string; programVersion: number },
): Promise<CtaChange[]> {
  const quietSince = addDays(context.date, -rule.then.repeatAfterDays);
  const { rows: accounts } = await sql<{ account_id: string }>`
    select l.account_id from (${listed}) l
    where not exists (select 1 from cta c where c.workspace_id = ${workspaceId} and c.rule_id = ${rule.id}
        and c.account_id = l.account_id and c.state in (${UNDER_WAY_SQL}))
      and not exists (select 1 from cta c where c.workspace_id = ${workspaceId} and c.rule_id = ${rule.id}
        and c.account_id = l.account_id and c.closed_on > ${quietSince}
        and c.closed_because is null)`.execute(trx);
  const opened: CtaChange[] = [];
  for (const batch of inBatches(accounts, ROWS_PER_INSERT)) {
    const rows = batch.map(({ account_id }) => ({ id: context.makeId(), account_id }));
    opened.push(...(await insertRuleCtas(trx, workspaceId, rule, rows, context)));
  }
  return opened;
}

/**
 * Open CTAs that nobody claimed follow the account's owner and the rule's priority. One that the lead has stays there while
 * they are away; one that the partner got meanwhile stays too, whether they leave as well or not, and goes to the lead when
 * they are back.
 */
export async function refreshListed(
  trx: Transaction<Database>,
  workspaceId: string,
  rule: Rule,
  date: BusinessDate,
  now: string,
): Promise<CtaChange[]> {
  const first = rule.then.owner;
  const second = first === 'lead' ? 'partner' : 'lead';
  const owner = sql`case when cta.owner_id = ${usualOwnerOf('a', first)} then cta.owner_id
    when cta.owner_id = ${usualOwnerOf('a', second)} and not ${isPresent('a', date, first)} then cta.owner_id
    else ${ownerOf('a', date, first)} end`;
  const { rows } = await sql<CtaChange>`
    update cta set owner_id = ${owner}, priority = ${rule.then.priority}, title = ${rule.name}, updated_at = ${now}
    from account a
    where a.workspace_id = cta.workspace_id and a.id = cta.account_id and cta.workspace_id = ${workspaceId}
      and cta.rule_id = ${rule.id} and cta.state = 'open'
      and (cta.owner_id is distinct from ${owner} or cta.priority <> ${rule.then.priority} or cta.title <> ${rule.name})
    returning cta.id, cta.account_id as "accountId", cta.title, cta.state`.execute(trx);
  return rows;
}

async function insertRuleCtas(
  trx: Transaction<Database>,
  workspaceId: string,
  rule: Rule,
  rows: readonly { id: string; account_id: string }[],
  context: { dialect: DialectName; date: BusinessDate; now: string; programVersion: number },
): Promise<CtaChange[]> {
  const dueOn = addBusinessDays(context.date, rule.then.dueInBusinessDays);
  const inserted = await sql<CtaChange>`
    insert into cta (workspace_id, id, account_id, type, rule_id, title, priority, state, owner_id, due_on, opened_on,
      program_version, updated_at)
    select ${workspaceId}, r.id, r.account_id, ${rule.then.cta}, ${rule.id}, ${rule.name}, ${rule.then.priority}, 'open',
      ${ownerOf('a', context.date, rule.then.owner)}, ${dueOn}, ${context.date}, cast(${context.programVersion} as integer), ${context.now}
    from ${rowsAs(context.dialect, 'r', { id: 'text', account_id: 'text' }, rows)}
    cross join account a where a.workspace_id = ${workspaceId} and a.id = r.account_id
    on conflict do nothing
    returning ${CHANGE}`.execute(trx);
  return inserted.rows;
}

async function resolve(
  trx: Transaction<Database>,
  which: RawBuilder<unknown>,
  date: BusinessDate,
  now: string,
  because: typeof RULE_OFF | null = null,
): Promise<CtaChange[]> {
  const { rows } = await sql<CtaChange>`
    update cta set state = 'resolved', closed_on = ${date}, closed_by = 'milepost', closed_because = ${because},
      snoozed_until = null, undo = null, undo_until = null, updated_at = ${now}
    where ${which} and state in (${UNDER_WAY_SQL})
    returning ${CHANGE}`.execute(trx);
  return rows;
}
