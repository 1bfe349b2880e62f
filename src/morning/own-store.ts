/** What is each person's own of a morning, in the database. */
import { sql, type RawBuilder, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { isAwayOn, ownerOf } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { inBatches } from '../db/rows.ts';
import { isOfCustomer, isOnList } from './row-store.ts';

/** A CTA that is a person's to look at today. */
export interface OwnCta {
  personId: string;
  slackUserId: string;
  ctaId: string;
  /** How many CTAs are open for the person in all; those of one review count once. */
  open: number;
}

/** A review that is booked for the date, and whose it is. */
export interface OwnReview {
  personId: string;
  slackUserId: string;
  accountId: string;
  accountName: string;
}

/**
 * For each person who wants it the first CTAs that are late, due or new, in that order: of those that they claimed, and
 * those that are theirs and nobody else claimed. Whoever is away that day is not asked.
 * @param since the date of the last list; null: this is the first one
 * @param most so many for each person
 */
export async function listOwnCtas(
  executor: Executor,
  workspaceId: string,
  { date, since, most }: { date: BusinessDate; since: BusinessDate | null; most: number },
): Promise<OwnCta[]> {
  const isNew =
    since === null ? sql`m.opened_on >= ${date}` : sql`(m.opened_on > ${since} and m.opened_on <= ${date})`;
  const turn = sql`case when m.booked_on = ${date} then 1 when m.booked_on > ${date} then null
    when m.due_on < ${date} then 0 when m.due_on = ${date} then 1
    when m.type <> 'plan_item' and ${isNew} then 2 end`;
  const { rows } = await sql<OwnCta>`
    with mine as (
      select coalesce(c.claimed_by, c.owner_id) as person_id, c.id, c.type, c.due_on, c.opened_on, b.booked_on,
        row_number() over (partition by coalesce(c.claimed_by, c.owner_id),
          case when c.type = 'ebr' then c.account_id else c.id end
          order by case when c.state = 'claimed' then 0 else 1 end, c.due_on, c.opened_on, c.id) as copy
      from cta c left join ebr b on c.type = 'ebr' and b.workspace_id = c.workspace_id
        and b.account_id = c.account_id and b.state = 'booked'
      where c.workspace_id = ${workspaceId} and ${isOnList('c')} and ${isOfCustomer('c')}
        and coalesce(c.claimed_by, c.owner_id) is not null),
    turns as (select m.*, ${turn} as turn, count(*) over (partition by m.person_id) as open from mine m
      where m.copy = 1),
    ranked as (select t.*, row_number() over (partition by t.person_id order by t.turn, t.due_on, t.id) as rank
      from turns t where t.turn is not null)
    select r.person_id as "personId", p.slack_user_id as "slackUserId", r.id as "ctaId",
      cast(r.open as integer) as open
    from ranked r join person p on p.workspace_id = ${workspaceId} and p.id = r.person_id
    where r.rank <= ${most} and ${isTold('p', date)}
    order by r.person_id, r.rank`.execute(executor);
  return rows;
}

/**
 * The reviews that are booked for the date: each for whoever booked it, or where that is nobody of ours or they are
 * away for the account's owner.
 * @param personId those of one person alone
 */
export async function listOwnReviews(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
  personId?: string,
): Promise<OwnReview[]> {
  const one = personId === undefined ? sql`` : sql`and p.id = ${personId}`;
  const { rows } = await sql<OwnReview>`
    select p.id as "personId", p.slack_user_id as "slackUserId", a.id as "accountId", a.name as "accountName"
    from ebr b join account a on a.workspace_id = b.workspace_id and a.id = b.account_id
    left join person k on k.workspace_id = b.workspace_id and k.id = b.created_by and k.is_deleted = 0
      and k.is_guest = 0 and not ${isAwayOn('k', date)}
    join person p on p.workspace_id = b.workspace_id and p.id = coalesce(k.id, ${ownerOf('a', date)})
    where b.workspace_id = ${workspaceId} and b.state = 'booked' and b.booked_on = ${date}
      and ${isTold('p', date)} ${one}
    order by a.name, a.id`.execute(executor);
  return rows;
}

/** The leaders who get a message of their own. */
export async function listToldLeaders(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
): Promise<{ personId: string; slackUserId: string }[]> {
  const { rows } = await sql<{ personId: string; slackUserId: string }>`
    select p.id as "personId", p.slack_user_id as "slackUserId" from person p
    where p.workspace_id = ${workspaceId} and p.role = 'leader' and ${isTold('p', date)}
    order by p.id`.execute(executor);
  return rows;
}

/** Those of some people who get a message of their own. */
export async function findTold(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
  personIds: readonly string[],
): Promise<{ personId: string; slackUserId: string }[]> {
  const found: { personId: string; slackUserId: string }[] = [];
  for (const ids of inBatches(personIds, IDS_PER_STATEMENT)) {
    const { rows } = await sql<(typeof found)[number]>`
      select p.id as "personId", p.slack_user_id as "slackUserId" from person p
      where p.workspace_id = ${workspaceId} and p.id in (${sql.join(ids)}) and ${isTold('p', date)}`.execute(
      executor,
    );
    found.push(...rows);
  }
  return found;
}

const IDS_PER_STATEMENT = 500;

/** Whether a person gets a message of their own. */
function isTold(person: string, date: BusinessDate): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${person}.${name}`);
  return sql`(${column('slack_user_id')} is not null and ${column('is_deleted')} = 0 and ${column('is_guest')} = 0
    and ${column('morning_off')} = 0 and not ${isAwayOn(person, date)})`;
}

/** Whether a person gets the message; null: there is no such person. */
export async function isMorningOn(
  executor: Executor,
  workspaceId: string,
  personId: string,
): Promise<boolean | null> {
  const row = await executor
    .selectFrom('person')
    .select('morning_off')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', personId)
    .executeTakeFirst();
  return row === undefined ? null : row.morning_off === 0;
}

export async function setMorningOn(
  trx: Transaction<Database>,
  workspaceId: string,
  personId: string,
  on: boolean,
): Promise<void> {
  await trx
    .updateTable('person')
    .set({ morning_off: on ? 0 : 1 })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', personId)
    .execute();
}
