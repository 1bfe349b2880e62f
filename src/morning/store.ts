/** Morning lists in the database: what they show, and which messages show it. */
import { sql, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import { inBatches } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import type { Contents, MorningSummary } from './domain.ts';
import { isForEverybody, isOfCustomer, isOnList, isOther } from './row-store.ts';
import { WAITS } from './waiting-store.ts';

/** SQLite binds about 32,000 values in a statement. */
const ROWS_PER_INSERT = 2_000;

export interface LastList extends Contents {
  date: BusinessDate;
  createdAt: string;
}

/** The newest list of everybody's for a date before `date`, without one that waits to be posted: nobody has seen it. */
export async function findLastList(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
): Promise<LastList | null> {
  const row = await executor
    .selectFrom('morning_list')
    .select(['date', 'summary', 'created_at as createdAt'])
    .where('workspace_id', '=', workspaceId)
    .where('person_id', 'is', null)
    .where('date', '<', date)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('slot as s')
            .select('s.date')
            .where('s.workspace_id', '=', workspaceId)
            .where('s.job', '=', WAITS)
            .whereRef('s.date', '=', 'morning_list.date'),
        ),
      ),
    )
    .orderBy('date', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { due, planItems, others } = readSummary(row.summary);
  return { date: row.date, createdAt: row.createdAt, due, planItems, others };
}

/** The date of the newest morning before `date` that made a list, seen or not; null: there is none. */
export async function findLastMorning(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
): Promise<BusinessDate | null> {
  const row = await executor
    .selectFrom('morning_list')
    .select('date')
    .where('workspace_id', '=', workspaceId)
    .where('person_id', 'is', null)
    .where('date', '<', date)
    .orderBy('date', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.date ?? null;
}

/** How many accounts are on the list, new since a date, and off it since a time. */
export async function countChanges(
  executor: Executor,
  workspaceId: string,
  since: LastList | null,
): Promise<{ due: number; isNew: number; resolved: number }> {
  const reviews = sql`from cta where cta.workspace_id = ${workspaceId} and cta.type = 'ebr'`;
  const { rows: listed } = await sql<{ due: number; known: number }>`
    select count(distinct account_id) as due,
      count(distinct case when opened_on <= ${since?.date ?? ''} then account_id end) as known
    ${reviews} and ${isOnList('cta')}`.execute(executor);
  const { rows: closed } = await sql<{ resolved: number }>`
    select count(distinct account_id) as resolved
    ${reviews} and closed_on is not null and state in ('resolved', 'done') and updated_at > ${since?.createdAt ?? '~'}
      and not exists (select 1 from cta other where other.workspace_id = cta.workspace_id
        and other.account_id = cta.account_id and other.type = 'ebr' and other.closed_on is null)`.execute(
    executor,
  );
  const { due, known } = listed[0] ?? { due: 0, known: 0 };
  return { due, isNew: due - known, resolved: closed[0]?.resolved ?? 0 };
}

export async function countPlanItemsDue(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
): Promise<number> {
  const row = await executor
    .selectFrom('cta')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('type', '=', 'plan_item')
    .where(isOnList('cta'))
    .where('due_on', '<=', date)
    .where(isOfCustomer('cta'))
    .executeTakeFirstOrThrow();
  return row.count;
}

/**
 * How many CTAs are open that are neither reviews nor plan items.
 * @param forEverybody without those that are told to their owners alone
 */
export async function countOthers(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
  forEverybody: boolean,
): Promise<number> {
  const row = await executor
    .selectFrom('cta')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where(isOther('cta'))
    .where(isOnList('cta'))
    .where(isOfCustomer('cta'))
    .$if(forEverybody, (query) => query.where(isForEverybody('cta', date)))
    .executeTakeFirstOrThrow();
  return row.count;
}

/**
 * The reviews in whose lines CTAs may be told that are neither reviews nor plan items: those of the same accounts that
 * were not over when the CTA was opened.
 */
export async function listReviewsBeside(
  executor: Executor,
  workspaceId: string,
  ctaIds: readonly string[],
): Promise<string[]> {
  if (ctaIds.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    select distinct r.id from cta c
    join cta r on r.workspace_id = c.workspace_id and r.account_id = c.account_id
    where c.workspace_id = ${workspaceId} and c.id in (${sql.join(ctaIds)}) and ${isOther('c')}
      and r.type = 'ebr' and (r.closed_on is null or r.closed_on >= c.opened_on)`.execute(executor);
  return rows.map(({ id }) => id);
}

export interface NewList {
  id: string;
  date: BusinessDate;
  channel: string;
  programVersion: number;
  summary: MorningSummary;
  createdAt: string;
  /** Whose own list it is; none: everybody's. */
  personId?: string;
  /** The messages, each with the row of the outbox that carries it and the CTAs that it shows. */
  parts: { outboxId: string; ctaIds: readonly string[] }[];
}

export async function insertLists(
  trx: Transaction<Database>,
  workspaceId: string,
  lists: readonly NewList[],
): Promise<void> {
  const own = (list: NewList) => ({ workspace_id: workspaceId, list_id: list.id });
  const heads = lists.map((list) => ({
    workspace_id: workspaceId,
    id: list.id,
    date: list.date,
    channel: list.channel,
    program_version: list.programVersion,
    due_count: list.summary.due,
    summary: JSON.stringify(list.summary),
    created_at: list.createdAt,
    person_id: list.personId ?? null,
  }));
  const parts = lists.flatMap((list) =>
    list.parts.map(({ outboxId }, position) => ({ ...own(list), position, outbox_id: outboxId })),
  );
  const rows = lists.flatMap((list) =>
    list.parts.flatMap(({ ctaIds }, position) =>
      ctaIds.map((cta_id, rank) => ({ ...own(list), position, rank, cta_id })),
    ),
  );
  for (const batch of inBatches(heads, ROWS_PER_INSERT))
    await trx.insertInto('morning_list').values(batch).execute();
  for (const batch of inBatches(parts, ROWS_PER_INSERT))
    await trx.insertInto('morning_part').values(batch).execute();
  for (const batch of inBatches(rows, ROWS_PER_INSERT))
    await trx.insertInto('morning_row').values(batch).execute();
}

/** Where a message stands in Slack; nulls while it is not sent. */
export interface PostedPlace {
  channelId: string | null;
  ts: string | null;
}

/** One message of a list, with what is needed to make it anew. */
export interface ListPart {
  place: PostedPlace;
  position: number;
  outboxId: string;
  date: BusinessDate;
  programVersion: number;
  summary: MorningSummary;
  /** Whose own list it is; null: everybody's. */
  personId: string | null;
  ctaIds: string[];
}

/** The messages that show one of the CTAs: of each, in the newest `lists` lists of everybody's and of people's own. */
export async function findPartsShowing(
  executor: Executor,
  workspaceId: string,
  ctaIds: readonly string[],
  lists: number,
): Promise<ListPart[]> {
  if (ctaIds.length === 0) return [];
  const newest = sql<string>`(select s.list_id from (
    select r.list_id, dense_rank() over (
      partition by r.cta_id, case when l.person_id is null then 0 else 1 end order by r.list_id desc) as age
    from morning_row r
    join morning_list l on l.workspace_id = r.workspace_id and l.id = r.list_id
    where r.workspace_id = ${workspaceId} and r.cta_id in (${sql.join(ctaIds)})) s
    where s.age <= ${sql.lit(lists)})`;
  const rows = await executor
    .selectFrom('morning_part as p')
    .innerJoin('morning_list as l', (join) =>
      join.onRef('l.workspace_id', '=', 'p.workspace_id').onRef('l.id', '=', 'p.list_id'),
    )
    .innerJoin('morning_row as r', (join) =>
      join
        .onRef('r.workspace_id', '=', 'p.workspace_id')
        .onRef('r.list_id', '=', 'p.list_id')
        .onRef('r.position', '=', 'p.position'),
    )
    .innerJoin('outbox as o', (join) =>
      join.onRef('o.workspace_id', '=', 'p.workspace_id').onRef('o.id', '=', 'p.outbox_id'),
    )
    .select([
      'p.position',
      'p.outbox_id',
      'l.date',
      'l.program_version',
      'l.summary',
      'l.person_id',
      'r.cta_id',
    ])
    .select(['o.channel_id', 'o.ts'])
    .where('p.workspace_id', '=', workspaceId)
    .where('p.list_id', 'in', newest)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('morning_row as m')
          .select('m.rank')
          .whereRef('m.workspace_id', '=', 'p.workspace_id')
          .whereRef('m.list_id', '=', 'p.list_id')
          .whereRef('m.position', '=', 'p.position')
          .where('m.cta_id', 'in', [...ctaIds]),
      ),
    )
    .orderBy('l.id', 'desc')
    .orderBy('p.position')
    .orderBy('r.rank')
    .execute();
  const byOutbox = Map.groupBy(rows, (row) => row.outbox_id);
  return [...byOutbox.values()].map(([first, ...others]) => ({
    place: { channelId: first!.channel_id, ts: first!.ts },
    position: first!.position,
    outboxId: first!.outbox_id,
    date: first!.date,
    programVersion: first!.program_version,
    summary: readSummary(first!.summary),
    personId: first!.person_id,
    ctaIds: [first!, ...others].map((row) => row.cta_id),
  }));
}

type Counted = 'others' | 'othersFolded';

/** A summary as it was kept; the first lists did not count other CTAs. */
function readSummary(json: string): MorningSummary {
  const kept: Omit<MorningSummary, Counted> & Partial<Pick<MorningSummary, Counted>> = JSON.parse(json);
  return { others: 0, othersFolded: 0, ...kept };
}
