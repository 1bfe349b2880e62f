/**
 * The entries of many accounts as SQL: which milestones each one began to work on, and what became of it there by a
 * date.
 *
 * An assessment lists the dates of the reached milestones, all of the same length, so that the n-th is a part of the
 * text. A date that was found stays what it is: an assessment of any later date tells where an account was on an
 * earlier one.
 */
import { sql, type RawBuilder } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { dialectSql } from '../db/dialect.ts';
import type { DialectName } from '../db/open.ts';

type Sql = RawBuilder<unknown>;

/** Whose entries are asked for. */
export interface EntryScope {
  dialect: DialectName;
  workspaceId: string;
  date: BusinessDate;
  /** Null: those of every segment. */
  segment: string | null;
  /** Entries from this day on; null: all. */
  since: BusinessDate | null;
  /** Entries up to this day; null: all. */
  until: BusinessDate | null;
  /** How many milestones the journey has. */
  milestones: number;
  /** The place of the only milestone that is asked for, from 1; null: all. */
  only: number | null;
}

/** By what entries may be counted apart. */
export type GroupColumn = 'fit' | 'sold_by' | 'segment';

/** What is taken along of each account. */
export interface Extras {
  group?: GroupColumn;
  /** Its ARR and its renewal. */
  account?: boolean;
}

/** The place of the first date in an assessment's list `["2024-01-31","2024-02-29"]`, and from one to the next. */
const FIRST_DATE = 3;
const DATE_STEP = 13;

/**
 * A select of `account_id, number, entered_on, hit_on, end_on, left_on` and the extras, one row for each entry that
 * was made by the date: `number` is the milestone's place from 1 (one more than there are: the journey is finished),
 * `hit_on` when it was reached, `end_on` the day on which the account left, or the date. It was reached where `hit_on`
 * is not after `end_on`.
 * @param found a select of `account_id, reached, arr`: accounts of one journey with their reached milestones
 */
export function entriesQuery(scope: EntryScope, found: Sql, extras: Extras = {}): Sql {
  const { dialect, date, since, until, milestones, only } = scope;
  const { fence } = dialectSql(dialect);
  const entered = sql`case when n.number = 1 then s.started_on else ${reachedOn(sql`n.number - 1`)} end`;
  const entries = sql`select s.*, n.number, ${entered} as entered_on, nullif(${reachedOn(sql`n.number`)}, '') as hit_on,
      coalesce(s.left_on, ${date}) as end_on
    from (${accounts(scope, found, extras)} ${fence}) s cross join ${numbers(only === null ? { from: 1, to: milestones + 1 } : { from: only, to: only })} n`;
  const from = since === null ? sql`` : sql`and e.entered_on >= ${since}`;
  const upTo = until === null ? sql`` : sql`and e.entered_on <= ${until}`;
  return sql`select e.* from (${entries}) e
    where e.entered_on > '' and e.entered_on <= e.end_on ${from} ${upTo} ${fence}`;
}

/** Whether an entry `e` was reached, ended by leaving, or is open. */
export const OUTCOME = sql`case when e.hit_on <= e.end_on then 'reached' when e.left_on is not null then 'churned' else 'open' end`;

/** The day on which an entry `e` ended; the date while it is open. */
export const ENDED_ON = sql`case when e.hit_on <= e.end_on then e.hit_on else e.end_on end`;

/** From the day on which an entry `e` was made to the day on which it ended. */
export function daysOf(dialect: DialectName): Sql {
  const { dayNumber } = dialectSql(dialect);
  return sql`${dayNumber(ENDED_ON)} - (${dayNumber(sql`e.entered_on`)})`;
}

/** The date of the reached milestone with this number; empty when it is not reached. */
function reachedOn(number: Sql): Sql {
  return sql`substr(s.reached, ${sql.lit(FIRST_DATE - DATE_STEP)} + ${sql.lit(DATE_STEP)} * (${number}), 10)`;
}

function accounts({ workspaceId, date, segment }: EntryScope, found: Sql, extras: Extras): Sql {
  const group = extras.group === undefined ? sql`` : sql`, a.${sql.ref(extras.group)} as grouped`;
  const account = extras.account === true ? sql`, coalesce(a.arr, f.arr) as arr, a.renews_on` : sql``;
  return sql`select f.account_id, f.reached, a.started_on, ${leftOn(workspaceId, date)} as left_on ${group} ${account}
    from (${found}) f cross join account a
    where a.workspace_id = ${workspaceId} and a.id = f.account_id and a.started_on <= ${date}
      ${segment === null ? sql`` : sql`and a.segment = ${segment}`}`;
}

/**
 * The day on which account `a` left, by what is known on the date: that of its last churn signal, unless that one says
 * that it is back. A stage that somebody set to Churned, and that no signal explains, tells no day: the account counts
 * as one that left on the date itself, since nobody knows of an earlier day on which it was gone.
 */
export function leftOn(workspaceId: string, date: BusinessDate): Sql {
  const own = sql`c.workspace_id = ${workspaceId} and c.account_id = a.id`;
  const newestFirst = sql`order by c.day desc, c.returned desc limit 1`;
  return sql`coalesce(
    (select case c.returned when 0 then c.day end from churn c where ${own} and c.day <= ${date} ${newestFirst}),
    case when a.stage = 'Churned'
      and coalesce((select c.returned from churn c where ${own} ${newestFirst}), 1) = 1 then ${date} end)`;
}

function numbers({ from, to }: { from: number; to: number }): Sql {
  const each = Array.from(
    { length: to - from + 1 },
    (_, index) => sql`select ${sql.lit(from + index)} as number`,
  );
  return sql`(${sql.join(each, sql` union all `)})`;
}
