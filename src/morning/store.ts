/** Morning lists in the database: what they show, and which messages show it. */
import { sql, type RawBuilder, type SqlBool, type Transaction } from 'kysely';
import { daysBetween, type BusinessDate } from '../base/business-date.ts';
import { UNDER_WAY } from '../ctas/domain.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { Program } from '../program/domain.ts';
import type { MorningRow, MorningSummary, PersonName } from './domain.ts';

const ON_LIST = ['open', 'claimed'] as const;
const ON_LIST_SQL = sql.raw(ON_LIST.map((state) => `'${state}'`).join(', '));

/** Which CTAs to read as rows: those that are due, or some by their ids. */
export type RowSelection =
  | { kind: 'reviews'; limit: number }
  /** Those that are off the list by a press that can be undone at this UTC time. */
  | { kind: 'undoable'; at: string }
  | { kind: 'plan_items'; dueBy: BusinessDate; limit: number }
  | { kind: 'ctas'; ids: readonly string[] };

/** Reads CTAs with their accounts as rows of a list; `listedBy` is still empty. */
export async function readRows(
  executor: Executor,
  workspaceId: string,
  program: Pick<Program, 'journeys'>,
  date: BusinessDate,
  selection: RowSelection,
): Promise<MorningRow[]> {
  let query = executor
    .selectFrom('cta as c')
    .innerJoin('account as a', (join) =>
      join.onRef('a.workspace_id', '=', 'c.workspace_id').onRef('a.id', '=', 'c.account_id'),
    )
    .leftJoin('assessment as s', (join) =>
      join.onRef('s.workspace_id', '=', 'c.workspace_id').onRef('s.account_id', '=', 'c.account_id'),
    )
    .leftJoin('ebr as b', (join) =>
      join
        .onRef('b.workspace_id', '=', 'c.workspace_id')
        .onRef('b.account_id', '=', 'c.account_id')
        .on('b.state', '=', 'booked'),
    )
    .select(['c.id', 'c.type', 'c.title', 'c.priority', 'c.state', 'c.owner_id', 'c.due_on', 'c.opened_on'])
    .select([
      'c.claimed_by',
      'c.snoozed_until',
      'c.reason',
      'c.closed_by',
      'c.undo_until',
      'c.plan_item_id',
      'c.rule_id',
    ])
    .select(['a.id as account_id', 'a.key', 'a.name', 'a.currency', 'a.renews_on', 'a.arr as own_arr'])
    .select(['s.journey_id', 's.position', 's.since', 's.arr', 's.last_ebr_on'])
    .select(['b.booked_on', 'b.created_by as booked_by'])
    .where('c.workspace_id', '=', workspaceId);
  if (selection.kind === 'ctas') query = query.where('c.id', 'in', [...selection.ids]);
  else if (selection.kind === 'undoable') {
    query = query
      .where('c.type', '=', 'ebr')
      .where('c.state', 'not in', [...ON_LIST])
      .where('c.undo_until', '>=', selection.at);
  } else {
    query = query
      .where('c.type', '=', selection.kind === 'reviews' ? 'ebr' : 'plan_item')
      .where(isOnList('c'))
      .orderBy('c.due_on')
      .orderBy('c.id')
      .limit(selection.limit);
    if (selection.kind === 'plan_items') {
      query = query.where('c.due_on', '<=', selection.dueBy).where(isNotChurned('c'));
    }
  }
  const rows = await query.execute();
  const people = await readPeople(
    executor,
    workspaceId,
    rows.flatMap((row) => [row.owner_id, row.claimed_by, row.closed_by, row.booked_by]),
  );
  const person = (id: string | null): PersonName | null => (id === null ? null : (people.get(id) ?? null));
  return rows.map((row): MorningRow => {
    const journey = program.journeys.find(({ id }) => id === row.journey_id);
    const phase = journey?.phases[(row.position ?? 0) - 1];
    return {
      ctaId: row.id,
      type: row.type,
      title: row.title,
      accountId: row.account_id,
      accountKey: row.key,
      accountName: row.name,
      owner: person(row.owner_id),
      priority: row.priority,
      milestone: phase?.milestone.name ?? null,
      // An older list is shown with what is known now: the account may have moved on since its date.
      days: row.since === null ? null : Math.max(0, daysBetween(row.since, date)),
      usualDays: phase?.usualDays ?? null,
      arr: row.arr ?? row.own_arr,
      currency: row.currency,
      renewsOn: row.renews_on,
      lastEbrOn: row.last_ebr_on,
      dueOn: row.due_on,
      openedOn: row.opened_on,
      state: row.state,
      claimedBy: person(row.claimed_by),
      booked: row.booked_on === null ? null : { on: row.booked_on, by: person(row.booked_by) },
      snoozedUntil: row.snoozed_until,
      reason: row.reason,
      closedBy: person(row.closed_by),
      undoUntil: row.undo_until,
      ruleId: row.rule_id,
      listedBy: [],
      planItemId: row.plan_item_id,
    };
  });
}

export interface LastList extends Pick<MorningSummary, 'due' | 'planItems'> {
  date: BusinessDate;
  createdAt: string;
}

/** The newest list for a date before `date`. */
export async function findLastList(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
): Promise<LastList | null> {
  const row = await executor
    .selectFrom('morning_list')
    .select(['date', 'summary', 'created_at as createdAt'])
    .where('workspace_id', '=', workspaceId)
    .where('date', '<', date)
    .orderBy('date', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { due, planItems } = JSON.parse(row.summary) as MorningSummary;
  return { date: row.date, createdAt: row.createdAt, due, planItems };
}

/** How many accounts are on the list, new since a date, and off it since a time. */
export async function countChanges(
  executor: Executor,
  workspaceId: string,
  since: LastList | null,
): Promise<{ due: number; isNew: number; resolved: number }> {
  const reviews = sql`from cta where workspace_id = ${workspaceId} and type = 'ebr'`;
  const { rows: listed } = await sql<{ due: number; known: number }>`
    select count(distinct account_id) as due,
      count(distinct case when opened_on <= ${since?.date ?? ''} then account_id end) as known
    ${reviews} and ${isOnList('cta')}`.execute(executor);
  const { rows: closed } = await sql<{ resolved: number }>`
    select count(distinct account_id) as resolved
    ${reviews} and closed_on is not null and state in ('resolved', 'done') and updated_at > ${since?.createdAt ?? '~'}
      and account_id not in (select account_id ${reviews} and state in (${sql.join(UNDER_WAY)}))`.execute(
    executor,
  );
  const { due, known } = listed[0] ?? { due: 0, known: 0 };
  return { due, isNew: due - known, resolved: closed[0]?.resolved ?? 0 };
}

/** On the list: literal states, because SQLite takes the partial index `cta_list` for nothing else. */
function isOnList(cta: string): RawBuilder<SqlBool> {
  return sql`${sql.ref(`${cta}.state`)} in (${ON_LIST_SQL})`;
}

/** A churned account is on no list: rules see to it for reviews, this for plan items. */
function isNotChurned(cta: string): RawBuilder<SqlBool> {
  return sql`not exists (select 1 from assessment gone where gone.workspace_id = ${sql.ref(`${cta}.workspace_id`)}
    and gone.account_id = ${sql.ref(`${cta}.account_id`)} and gone.churned = 1)`;
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
    .where(isNotChurned('cta'))
    .executeTakeFirstOrThrow();
  return row.count;
}

export interface NewList {
  id: string;
  date: BusinessDate;
  channel: string;
  programVersion: number;
  summary: MorningSummary;
  createdAt: string;
  /** The messages, each with the row of the outbox that carries it and the CTAs that it shows. */
  parts: { outboxId: string; ctaIds: readonly string[] }[];
}

export async function insertList(
  trx: Transaction<Database>,
  workspaceId: string,
  list: NewList,
): Promise<void> {
  const own = { workspace_id: workspaceId, list_id: list.id };
  await trx
    .insertInto('morning_list')
    .values({
      workspace_id: workspaceId,
      id: list.id,
      date: list.date,
      channel: list.channel,
      program_version: list.programVersion,
      due_count: list.summary.due,
      summary: JSON.stringify(list.summary),
      created_at: list.createdAt,
    })
    .execute();
  const parts = list.parts.map(({ outboxId }, position) => ({ ...own, position, outbox_id: outboxId }));
  const rows = list.parts.flatMap(({ ctaIds }, position) =>
    ctaIds.map((cta_id, rank) => ({ ...own, position, rank, cta_id })),
  );
  if (parts.length > 0) await trx.insertInto('morning_part').values(parts).execute();
  if (rows.length > 0) await trx.insertInto('morning_row').values(rows).execute();
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
  ctaIds: string[];
}

/** The messages that show one of the CTAs, of the newest `lists` lists that do. */
export async function findPartsShowing(
  executor: Executor,
  workspaceId: string,
  ctaIds: readonly string[],
  lists: number,
): Promise<ListPart[]> {
  if (ctaIds.length === 0) return [];
  const newest = executor
    .selectFrom('morning_row')
    .select('list_id')
    .distinct()
    .where('workspace_id', '=', workspaceId)
    .where('cta_id', 'in', [...ctaIds])
    .orderBy('list_id', 'desc')
    .limit(lists);
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
    .select(['p.position', 'p.outbox_id', 'l.date', 'l.program_version', 'l.summary', 'r.cta_id'])
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
    summary: JSON.parse(first!.summary),
    ctaIds: [first!, ...others].map((row) => row.cta_id),
  }));
}

async function readPeople(
  executor: Executor,
  workspaceId: string,
  ids: readonly (string | null)[],
): Promise<Map<string, PersonName>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const rows = await executor
    .selectFrom('person')
    .select(['id', 'name', 'slack_user_id as slackUserId'])
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', wanted)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
