/** What every list asks of an account in SQL: whether it churned, what it pays, and who sees to it. */
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { addDays, type BusinessDate } from '../base/business-date.ts';

type Sql = RawBuilder<unknown>;

/**
 * Whether an account has churned: its churn signals say so, as they were assessed. A stage that is set to Churned writes
 * such a signal, and whatever says since that it is back goes before the stage. Of an account that has no place on a
 * journey there is no assessment, only the stage.
 * @param account the alias of its row
 * @param assessment the alias of its assessment where the statement joins it; where not, it is looked up
 */
export function isChurned(account: string, assessment?: string): RawBuilder<SqlBool> {
  return sql`(${churnedOf(account, assessment)} = 1)`;
}

/** The opposite of `isChurned`, of the same rows. */
export function isNotChurned(account: string, assessment?: string): RawBuilder<SqlBool> {
  return sql`(${churnedOf(account, assessment)} = 0)`;
}

/**
 * Whether an account was a customer on a date: by its churn signals up to then alone, whatever was assessed since.
 * @param account the alias of its row
 * @param date a parameter or a column
 */
export function wasCustomerOn(account: string, date: RawBuilder<unknown>): RawBuilder<SqlBool> {
  return wasOfCustomerOn({ workspaceId: `${account}.workspace_id`, accountId: `${account}.id` }, date);
}

/** The same where not even the account is joined. @param keys the columns of its workspace and its id */
export function isOfNotChurned(keys: { workspaceId: string; accountId: string }): RawBuilder<SqlBool> {
  return sql`exists (select 1 from account own where own.workspace_id = ${sql.ref(keys.workspaceId)}
    and own.id = ${sql.ref(keys.accountId)} and ${isNotChurned('own')})`;
}

/** `wasCustomerOn` where the account is not joined. @param keys the columns of its workspace and its id */
export function wasOfCustomerOn(
  keys: { workspaceId: string; accountId: string },
  date: RawBuilder<unknown>,
): RawBuilder<SqlBool> {
  return sql`(coalesce((select own.returned from churn own where own.workspace_id = ${sql.ref(keys.workspaceId)}
    and own.account_id = ${sql.ref(keys.accountId)} and own.day <= ${date}
    order by own.day desc, own.returned desc limit 1), 1) = 1)`;
}

/** For so many days after its day a renewal of which nothing is known is asked about. */
const RENEWAL_ASKED_DAYS = 30;

/**
 * Whether the day of an account's renewal passed lately, as a date sees it, and nothing says that it renewed: no later day
 * stands in its place, and no contract began on that day or since.
 * @param account the alias of its row
 */
export function isRenewalUnanswered(account: string, date: BusinessDate): RawBuilder<SqlBool> {
  const renewsOn = sql.ref(`${account}.renews_on`);
  return sql`(${renewsOn} < ${date} and ${renewsOn} >= ${addDays(date, -RENEWAL_ASKED_DAYS)}
    and not exists (select 1 from subscription next where next.workspace_id = ${sql.ref(`${account}.workspace_id`)}
      and next.account_id = ${sql.ref(`${account}.id`)} and next.starts_on >= ${renewsOn} and next.starts_on <= ${date}))`;
}

/** Whether an account is in none of some segments, such as those of free trials. */
export function isOutside(account: string, segments: readonly string[]): RawBuilder<SqlBool> {
  const own = sql.ref(`${account}.segment`);
  return segments.length === 0 ? sql`1 = 1` : sql`(${own} is null or ${own} not in (${sql.join(segments)}))`;
}

/** 1 or 0: by the assessment, or by the stage where there is none. */
function churnedOf(account: string, assessment: string | undefined): Sql {
  const signalled =
    assessment === undefined
      ? sql`(select assessed.churned from assessment assessed where assessed.workspace_id
          = ${sql.ref(`${account}.workspace_id`)} and assessed.account_id = ${sql.ref(`${account}.id`)})`
      : sql.ref(`${assessment}.churned`);
  return sql`coalesce(${signalled}, case when ${sql.ref(`${account}.stage`)} = 'Churned' then 1 else 0 end)`;
}

/** The account's own ARR, or the sum of its subscriptions as it was assessed; null: not known. */
export function arrOf(account: string, assessment: string): RawBuilder<number | null> {
  return sql`coalesce(${sql.ref(`${account}.arr`)}, ${sql.ref(`${assessment}.arr`)})`;
}

/** The currency of the account, or of its subscriptions where it names none. */
export function currencyOf(account: string): RawBuilder<string | null> {
  return sql`coalesce(${sql.ref(`${account}.currency`)}, (select max(paid.currency) from subscription paid
    where paid.workspace_id = ${sql.ref(`${account}.workspace_id`)} and paid.account_id = ${sql.ref(`${account}.id`)}))`;
}

/**
 * The id of who is asked about an account on a day: the lead, or the partner where there is none, or the lead is not there
 * any more or away. Where both are away it stays with the lead; null: nobody.
 * @param first whom to ask first
 */
export function ownerOf(
  account: string,
  today: BusinessDate,
  first: 'lead' | 'partner' = 'lead',
): RawBuilder<string | null> {
  const second = first === 'lead' ? 'partner' : 'lead';
  const present = sql`${ifThere(account, first, today)}, ${ifThere(account, second, today)}`;
  return sql`coalesce(${present}, ${ifThere(account, first)}, ${ifThere(account, second)})`;
}

/** The same as if nobody were away: whose it is in the long run. */
export function usualOwnerOf(account: string, first: 'lead' | 'partner' = 'lead'): RawBuilder<string | null> {
  const second = first === 'lead' ? 'partner' : 'lead';
  return sql`coalesce(${ifThere(account, first)}, ${ifThere(account, second)})`;
}

/** Whether the lead or the partner of an account is there and not away on a day. */
export function isPresent(
  account: string,
  today: BusinessDate,
  place: 'lead' | 'partner',
): RawBuilder<SqlBool> {
  return sql`(${ifThere(account, place, today)} is not null)`;
}

/** Whether a person is away on a day. @param person the alias of their row */
export function isAwayOn(person: string, today: BusinessDate): RawBuilder<SqlBool> {
  return sql`(coalesce(${sql.ref(`${person}.away_until`)}, '') >= ${today})`;
}

/**
 * The person's id, unless their Slack account was deactivated or they are a guest: those hear nothing of it.
 * @param today only somebody who is not away then
 */
function ifThere(account: string, place: 'lead' | 'partner', today?: BusinessDate): Sql {
  const present = today === undefined ? sql`` : sql`and not ${isAwayOn('who', today)}`;
  return sql`(select who.id from person who where who.workspace_id = ${sql.ref(`${account}.workspace_id`)}
    and who.id = ${sql.ref(`${account}.${place}_id`)} and who.is_deleted = 0 and who.is_guest = 0 ${present})`;
}
