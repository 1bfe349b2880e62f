/** The rows of a morning list in the database: CTAs with what is told of their accounts. */
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { daysBetween, type BusinessDate } from '../base/business-date.ts';
import { isOfNotChurned } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import { STEP_CTA } from '../plays/domain.ts';
import type { Program } from '../program/domain.ts';
import type { MorningRow, PersonName } from './domain.ts';

const ON_LIST_SQL = sql.raw(`'open', 'claimed'`);

/** Which CTAs to read as rows: those that are due, or some by their ids. */
export type RowSelection =
  | { kind: 'reviews'; limit: number; first: string | null }
  | { kind: 'plan_items'; dueBy: BusinessDate; limit: number; first: string | null }
  /**
   * What is neither a review nor a plan item. @param except ids of those that are told elsewhere
   * @param first whose come first; null: the list is the channel's, which leaves out what is told to its owner alone
   */
  | { kind: 'others'; except: readonly string[]; limit: number; first: string | null }
  /** The same of some accounts. */
  | { kind: 'others_of'; accountIds: readonly string[]; limit: number; first: null }
  /** Reviews and others that are off the list by a press that can be undone at this UTC time. */
  | { kind: 'undoable'; at: string }
  | { kind: 'ctas'; ids: readonly string[] };

/**
 * Reads CTAs with their accounts as rows of a list; `listedBy` and `also` are still empty. Where a limit cuts, what
 * `first` (a person's id) owns comes before the rest, and then what is due first.
 */
export async function readRows(
  executor: Executor,
  workspaceId: string,
  program: Pick<Program, 'journeys'>,
  date: BusinessDate,
  selection: RowSelection,
): Promise<MorningRow[]> {
  const rows = await executor
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
      'c.closed_because',
      'c.undo_until',
      'c.plan_item_id',
      'c.rule_id',
    ])
    .select(['a.id as account_id', 'a.key', 'a.name', 'a.currency', 'a.renews_on', 'a.arr as own_arr'])
    .select(['s.journey_id', 's.position', 's.since', 's.arr', 's.last_ebr_on'])
    .select(['b.booked_on', 'b.created_by as booked_by'])
    .where('c.workspace_id', '=', workspaceId)
    .where('limit' in selection ? isChosen(workspaceId, selection, date) : isSelected(selection, date))
    .orderBy('c.due_on')
    .orderBy('c.id')
    .execute();
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
      closedBecause: row.closed_because,
      undoUntil: row.undo_until,
      ruleId: row.rule_id,
      listedBy: [],
      also: [],
      planItemId: row.plan_item_id,
    };
  });
}

/** The first CTAs of a selection, chosen before anything is read of their accounts: there may be very many. */
function isChosen(
  workspaceId: string,
  selection: Extract<RowSelection, { limit: number }>,
  date: BusinessDate,
): RawBuilder<SqlBool> {
  const { first, limit } = selection;
  const own = first === null ? sql`` : sql`case when c.owner_id = ${first} then 0 else 1 end,`;
  const late =
    selection.kind === 'others'
      ? sql`case when c.type = ${STEP_CTA} and c.due_on < ${date} then 0 else 1 end,`
      : sql``;
  return sql`c.id in (select c.id from cta c where c.workspace_id = ${workspaceId} and ${isSelected(selection, date)}
    order by ${own} ${late} c.due_on, c.id limit ${limit})`;
}

function isSelected(selection: RowSelection, date: BusinessDate): RawBuilder<SqlBool> {
  switch (selection.kind) {
    case 'reviews':
      return sql`c.type = 'ebr' and ${isOnList('c')}`;
    case 'plan_items':
      return sql`c.type = 'plan_item' and ${isOnList('c')} and c.due_on <= ${selection.dueBy} and ${isOfCustomer('c')}`;
    case 'others': {
      const except =
        selection.except.length === 0 ? sql`` : sql`and c.id not in (${sql.join(selection.except)})`;
      const told = selection.first === null ? sql`and ${isForEverybody('c', date)}` : sql``;
      return sql`${isOther('c')} and ${isOnList('c')} and ${isOfCustomer('c')} ${except} ${told}`;
    }
    case 'others_of':
      return sql`${isOther('c')} and ${isOnList('c')} and c.account_id in (${sql.join(selection.accountIds)})`;
    case 'undoable':
      return sql`c.type <> 'plan_item' and c.state not in (${ON_LIST_SQL}) and c.undo_until >= ${selection.at}`;
    default:
      return sql`c.id in (${sql.join(selection.ids)})`;
  }
}

/** What is not told to its owner alone, as `isTheirOwn` says. */
export function isForEverybody(cta: string, date: BusinessDate): RawBuilder<SqlBool> {
  const of = (column: string) => sql.ref(`${cta}.${column}`);
  return sql`(${of('type')} <> ${STEP_CTA} or ${of('owner_id')} is null or ${of('due_on')} < ${date})`;
}

/** Neither a review nor a plan item. */
export function isOther(cta: string): RawBuilder<SqlBool> {
  return sql`${sql.ref(`${cta}.type`)} not in ('ebr', 'plan_item')`;
}

/** On the list: literal states, because SQLite takes the partial index `cta_list` for nothing else. */
export function isOnList(cta: string): RawBuilder<SqlBool> {
  return sql`${sql.ref(`${cta}.state`)} in (${ON_LIST_SQL})`;
}

/** A churned account is on no list: rules see to it for what they opened, this for the rest. */
export function isOfCustomer(cta: string): RawBuilder<SqlBool> {
  return isOfNotChurned({ workspaceId: `${cta}.workspace_id`, accountId: `${cta}.account_id` });
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
