/**
 * The values of a scorecard's metrics for many accounts, as SQL: for each metric one look-up by the primary key or an
 * index of its table. `values.ts` says the same of one account in memory. Only what is fresh on the date is looked up.
 *
 * Values are floats, and each is made by the same operations in the same order as in memory; counts are summed in whole
 * thousandths, whose sum is the same in any order.
 */
import { sql, type RawBuilder } from 'kysely';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import { dialectSql } from '../db/dialect.ts';
import type { DialectName } from '../db/open.ts';
import type { Journey } from '../journey/domain.ts';
import { CUSTOMER } from '../surveys/domain.ts';
import { freshFrom, type Metric, type MetricSource } from './domain.ts';
import { MOST_IN_A_SUM } from './values.ts';

type Sql = RawBuilder<unknown>;

/** What the values are looked up for. */
export interface ValuesContext {
  dialect: DialectName;
  workspaceId: string;
  journeys: readonly Journey[];
  date: BusinessDate;
  /** Null: accounts stand where the kept assessment has them, which must be that of the date. */
  past: PastDate | null;
}

/** A date for which no assessment is kept. */
export interface PastDate {
  /**
   * A select of `account_id, journey_id, position, since, slipped` of the accounts of a range on that date. Account `s`
   * carries the last four where a metric asks for them.
   */
  placesIn: (range: AccountRange) => Sql;
}

/** A metric that is asked for, with the first day that is fresh. */
interface Asked {
  context: ValuesContext;
  metric: Metric;
  from: BusinessDate | null;
}

type SourceOf<K extends MetricSource['kind']> = Extract<MetricSource, { kind: K }>;

/** The fresh value of a metric for account `s` (`account_id`, `started_on`), null when there is none. */
export function valueQuery(context: ValuesContext, metric: Metric): Sql {
  const asked = { context, metric, from: freshFrom(metric, context.date) };
  const { source } = metric;
  switch (source.kind) {
    case 'kpi':
      return kpiValue(asked, source);
    case 'events':
      return sql`case when ${existsEvent(asked, source)} then ${countOf(asked, source)} end`;
    case 'support_load':
      return countOf(asked, source);
    case 'survey':
      return surveyValue(asked, source);
    case 'days_since_contact':
      return daysSinceContact(asked);
    case 'ebr_attendance':
      return attendance(asked, source);
    case 'plan_kept':
      return planKept(asked, source);
    case 'pace':
      return pace(context);
    case 'judgement':
      return sql`(select x.value from survey_answer x where ${rowsOf(asked, 'x')} and x.survey = ${metric.id} and x.answered_by <> ${CUSTOMER}
        order by x.day desc, x.answered_at desc, x.id desc limit 1)`;
  }
}

function kpiValue(asked: Asked, { kpi }: SourceOf<'kpi'>): Sql {
  return sql`(select k.value from kpi_value k where ${rowsOf(asked, 'k')} and k.kpi = ${kpi} and k.day >= s.started_on
    order by k.day desc, coalesce(k.at, '') desc, k.key desc limit 1)`;
}

function existsEvent(asked: Asked, { names }: SourceOf<'events'>): Sql {
  return sql`exists (select 1 from event e where ${rowsOf(asked, 'e')} and ${isNamed(names)}
    and e.day >= s.started_on and e.count > 0)`;
}

function countOf({ context }: Asked, { names, withinDays }: SourceOf<'events' | 'support_load'>): Sql {
  const { workspaceId, date } = context;
  return sql`coalesce((select sum(${thousandths(sql`e.count`)}) from event e
    where e.workspace_id = ${workspaceId} and e.account_id = s.account_id and ${isNamed(names)}
      and e.day >= s.started_on and e.day >= ${addDays(date, 1 - withinDays)} and e.day <= ${date} and e.count > 0),
    ${double(0)}) / ${double(1000)}`;
}

/** The mean of each contact's newest answer; where none has a contact, the newest answer. */
function surveyValue(asked: Asked, { survey }: SourceOf<'survey'>): Sql {
  const { persona } = asked.metric;
  const ofPersona = persona === 'account' ? sql`` : sql`and x.persona = ${persona}`;
  const rows = sql`${rowsOf(asked, 'x')} and x.survey = ${survey} and x.answered_by = ${CUSTOMER} ${ofPersona}`;
  const newestFirst = sql`x.day desc, x.answered_at desc, x.id desc`;
  return sql`coalesce(
    (select sum(${thousandths(sql`n.value`)}) / ${double(1000)} / count(*)
      from (select x.value, row_number() over (partition by x.contact_id order by ${newestFirst}) as place
        from survey_answer x where ${rows} and x.contact_id is not null) n where n.place = 1),
    (select ${thousandths(sql`x.value`)} / ${double(1000)} from survey_answer x where ${rows}
      order by ${newestFirst} limit 1))`;
}

function daysSinceContact(asked: Asked): Sql {
  const { dayNumber } = dialectSql(asked.context.dialect);
  const { persona } = asked.metric;
  const ofPersona =
    persona === 'account'
      ? sql`t.persona in ('decision_maker', 'influencer', 'user')`
      : sql`t.persona = ${persona}`;
  const newest = sql`(select max(t.day) from touchpoint t where ${rowsOf(asked, 't')} and ${ofPersona})`;
  return asDouble(sql`${dayNumber(asText(asked.context.date))} - ${dayNumber(newest)}`);
}

function attendance(asked: Asked, { last }: SourceOf<'ebr_attendance'>): Sql {
  const { workspaceId, date } = asked.context;
  return sql`(select ${double(100)} * sum(x.was_there) / count(*) from (
      select b.decision_maker_there as was_there, b.held_on as day from ebr b
      where b.workspace_id = ${workspaceId} and b.account_id = s.account_id and b.state = 'held'
        and b.held_on <= ${date} and b.decision_maker_there is not null
      order by b.held_on desc, b.id desc limit ${sql.lit(last)}) x ${youngest(asked)})`;
}

function planKept(asked: Asked, { withinDays }: SourceOf<'plan_kept'>): Sql {
  const { workspaceId, date } = asked.context;
  return sql`(select ${double(100)} * sum(x.kept) / count(*) from (
      select case when p.state = 'kept' and p.closed_on <= ${date} then 1 else 0 end as kept, p.due_on as day
      from plan_item p where p.workspace_id = ${workspaceId} and p.account_id = s.account_id
        and p.due_on >= ${addDays(date, -withinDays)} and p.due_on < ${date}) x ${youngest(asked)})`;
}

function pace(context: ValuesContext): Sql {
  if (context.past !== null) return sql`case when s.since is not null then ${paceAt('s', context)} end`;
  return sql`(select ${paceAt('p', context)}
    from assessment p where p.workspace_id = ${context.workspaceId} and p.account_id = s.account_id)`;
}

/** @param row the alias of what has the place */
function paceAt(row: 'p' | 's', { dialect, journeys, date }: ValuesContext): Sql {
  const { dayNumber } = dialectSql(dialect);
  const usual = journeys.map(({ id, phases }) => {
    const days = phases.map(
      ({ usualDays }, index) => sql`when ${sql.lit(index + 1)} then ${double(usualDays)}`,
    );
    return sql`when ${id} then case ${sql.ref(`${row}.position`)} ${sql.join(days, sql` `)} end`;
  });
  const days = asDouble(sql`${dayNumber(asText(date))} - ${dayNumber(sql.ref(`${row}.since`))}`);
  const slipped = sql.ref(`${row}.slipped`);
  return sql`coalesce(${double(100)} * ${days} / case ${sql.ref(`${row}.journey_id`)} ${sql.join(usual, sql` `)} end,
    case when ${slipped} is null or ${slipped} = '[]' then ${double(0)} end)`;
}

/** The account's rows of a table with a `day`, up to the date and fresh. */
function rowsOf({ context: { workspaceId, date }, from }: Asked, alias: 'e' | 'k' | 't' | 'x'): Sql {
  const day = sql.ref(`${alias}.day`);
  const fresh = from === null ? sql`` : sql`and ${day} >= ${from}`;
  return sql`${sql.ref(`${alias}.workspace_id`)} = ${workspaceId}
    and ${sql.ref(`${alias}.account_id`)} = s.account_id and ${day} <= ${date} ${fresh}`;
}

/** Of a group whose newest row is too old nothing is fresh. */
function youngest({ from }: Asked): Sql {
  return from === null ? sql`` : sql`having max(x.day) >= ${from}`;
}

function isNamed(names: readonly string[]): Sql {
  return names.length === 1 ? sql`e.name = ${names[0]}` : sql`e.name in (${sql.join(names)})`;
}

/** As `thousandths` of `values.ts`. */
function thousandths(value: Sql): Sql {
  const [least, most] = [double(-MOST_IN_A_SUM), double(MOST_IN_A_SUM)];
  const held = sql`case when ${value} > ${most} then ${most} when ${value} < ${least} then ${least} else ${value} end`;
  return sql`floor((${held}) * ${double(1000)} + ${double(0.5)})`;
}

/** A constant that both databases take for a float. */
export function double(value: number): Sql {
  return sql`cast(${value} as double precision)`;
}

function asDouble(value: Sql): Sql {
  return sql`cast(${value} as double precision)`;
}

/** A date as text, which PostgreSQL can not tell from a parameter alone. */
function asText(date: BusinessDate): Sql {
  return sql.lit(date);
}
