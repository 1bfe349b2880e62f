/** One statement that scores many accounts and keeps what it finds. */
import { sql, type RawBuilder } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import { isOutside, wasCustomerOn } from '../db/account-sql.ts';
import { dialectSql } from '../db/dialect.ts';
import type { DialectName } from '../db/open.ts';
import { comparableMetrics } from './change.ts';
import type { Metric, Scorecard } from './domain.ts';
import { scored } from './score-query.ts';
import { double, valueQuery, type ValuesContext } from './values-query.ts';

type Sql = RawBuilder<unknown>;

/** What accounts are scored by. */
export interface ScoringContext extends ValuesContext {
  scorecard: Scorecard;
  /** The segments of free trials, which have no health: what a scorecard asks is asked of customers. */
  trials: readonly string[];
  /** The earlier snapshot that the movement is told since; null: there is none. */
  earlier: { day: BusinessDate; programVersion: number; scorecard: Scorecard } | null;
}

/** A select of the ids of the accounts of a range that have a health: no free trials, started, not churned by the date. */
export function healthyAccounts(
  { workspaceId, date, trials }: Pick<ScoringContext, 'workspaceId' | 'date' | 'trials'>,
  range: AccountRange,
  columns: Sql = sql`a.id`,
): Sql {
  return sql`select ${columns} from account a where a.workspace_id = ${workspaceId}
    and a.id > ${range.after} and a.id <= ${range.upTo} and a.started_on <= ${date}
    and ${isOutside('a', trials)} and ${wasCustomerOn('a', sql`${date}`)}`;
}

/** Those of them of which nothing is kept for the date. */
export function unscoredAccounts(
  context: Pick<ScoringContext, 'dialect' | 'workspaceId' | 'date' | 'trials'>,
  range: AccountRange,
  columns?: Sql,
): Sql {
  const { dialect, workspaceId, date } = context;
  // PostgreSQL knows nothing yet of a date that is just being written: by the day it would look through all of it for each
  // account, so the key is compared in a way that only the key's index serves.
  const kept =
    dialect === 'postgres'
      ? sql`(h.account_id, h.day) >= (a.id, ${date}) and (h.account_id, h.day) <= (a.id, ${date})`
      : sql`h.account_id = a.id and h.day = ${date}`;
  return sql`${healthyAccounts(context, range, columns)}
    and (select h.day from health_snapshot h where h.workspace_id = ${workspaceId} and ${kept}) is null`;
}

/**
 * The accounts that are to be scored: on the day itself all, which replaces what was kept of it; of a past date those
 * alone of which nothing is kept, with their places where a metric asks for them.
 */
function accountsToScore(context: ScoringContext, range: AccountRange): Sql {
  const { dialect, past, scorecard } = context;
  const columns = sql`a.id as account_id, a.stage, a.started_on`;
  if (past === null) return healthyAccounts(context, range, columns);
  if (!scorecard.metrics.some(({ source }) => source.kind === 'pace')) {
    return unscoredAccounts(context, range, columns);
  }
  const { text } = dialectSql(dialect);
  const none = sql`cast(null as ${text})`;
  const noPlace = sql`${none} as journey_id, cast(null as integer) as position, ${none} as since, ${none} as slipped`;
  // Put together by grouping, since a planner that guesses few accounts would join each with all places.
  return sql`select x.account_id, max(x.stage) as stage, max(x.started_on) as started_on,
      max(x.journey_id) as journey_id, max(x.position) as position, max(x.since) as since, max(x.slipped) as slipped
    from (${unscoredAccounts(context, range, sql`${columns}, ${noPlace}`)}
      union all select p.account_id, ${none}, ${none}, p.journey_id, p.position, p.since, p.slipped
        from (${past.placesIn(range)}) p) x
    group by x.account_id having max(x.started_on) is not null`;
}

/** The places of a past date. @param sources selects of assessments */
export function placesQuery(sources: readonly Sql[]): Sql {
  const places = sources.map(
    (source) => sql`select f.account_id, f.journey_id, f.position, f.since, f.slipped from (${source}) f`,
  );
  return sql.join(places, sql` union all `);
}

/** A select of `account_id, stage, score, coverage, band, metrics, movement, moved_since`. */
export function snapshotQuery(context: ScoringContext, range: AccountRange): Sql {
  const { dialect, scorecard } = context;
  const { fence } = dialectSql(dialect);
  const { metrics } = scorecard;
  const values = metrics.map((metric, index) => sql`${valueQuery(context, metric)} as ${valueColumn(index)}`);
  const valued = sql`select s.*, ${sql.join(values)} from (${accountsToScore(context, range)}) s ${fence}`;
  const scores = metrics.map(
    (metric, index) => sql`${scoreOf(metric, sql.ref(`s.v${index}`))} as ${scoreColumn(index)}`,
  );
  const ofStage = sql`select s.account_id, s.stage, ${sql.join(scores)} from (${valued}) s ${fence}`;
  const columnOf = new Map(metrics.map((metric, index) => [metric.id, sql.ref(`s.m${index}`)]));
  const found = scored(dialect, ofStage, scorecard, {
    stage: sql`s.stage`,
    score: ({ id }) => columnOf.get(id)!,
    prefix: '',
  });
  const moved = context.earlier === null ? found : withMovement(context, context.earlier, found, columnOf);
  const since =
    context.earlier === null
      ? sql`cast(null as integer) as movement, cast(null as ${dialectSql(dialect).text}) as moved_since`
      : sql`${movement()} as movement,
          case when s.moved_score is not null then ${asText(dialect, context.earlier.day)} end as moved_since`;
  return sql`select s.account_id, s.stage, s.score, s.coverage, ${bandOf(scorecard)} as band,
    ${metricsJson(metrics, columnOf)} as metrics, ${since} from (${moved}) s`;
}

/** As `movementBetween` of `change.ts`. */
function movement(): Sql {
  return sql`case when s.moved_score is null then null when s.score is null then 0
    when s.moved_score < s.score and s.score > s.earlier_score then s.moved_score - s.earlier_score
    else s.score - s.earlier_score end`;
}

/** So near to the end that scores 0 a value scores 0; PostgreSQL refuses to divide what would leave nothing of a float. */
const NOTHING = 1e-200;

/** As `scoreOf` of `domain.ts`, with its operations in its order. */
function scoreOf({ scores: { zeroAt, hundredAt } }: Metric, value: Sql): Sql {
  const [low, high] = [Math.min(zeroAt, hundredAt), Math.max(zeroAt, hundredAt)].map(double);
  const clamped = sql`case when ${value} < ${low} then ${low} when ${value} > ${high} then ${high}
    when abs(${value} - ${double(zeroAt)}) < ${double(NOTHING)} then ${double(zeroAt)} else ${value} end`;
  return sql`cast(floor(((${clamped}) - ${double(zeroAt)}) / ${double(hundredAt - zeroAt)} * ${double(10_000)} + ${double(0.5)}) as integer)`;
}

/** As `bandOf` of `domain.ts`. */
function bandOf({ bands, sureFrom }: Scorecard): Sql {
  const points = sql`(s.score + 50) / 100`;
  return sql`case when s.score is null then null when ${points} < ${sql.lit(bands.yellow)} then 'red'
    when ${points} < ${sql.lit(bands.green)} or s.coverage < ${sql.lit(sureFrom * 100)} then 'yellow' else 'green' end`;
}

/** The scores of the fresh metrics as a JSON object, in the scorecard's order. */
function metricsJson(metrics: readonly Metric[], columnOf: ReadonlyMap<string, Sql>): Sql {
  const parts = metrics.map(
    ({ id }) => sql`coalesce(${sql.lit(`,${JSON.stringify(id)}:`)} || ${columnOf.get(id)}, '')`,
  );
  return sql`'{' || substr(${sql.join(parts, sql` || `)}, 2) || '}'`;
}

/** Beside the columns: the earlier score, and what it would be with the present scores of what is fresh on both days. */
function withMovement(
  { dialect, workspaceId, scorecard }: ScoringContext,
  earlier: NonNullable<ScoringContext['earlier']>,
  level: Sql,
  columnOf: ReadonlyMap<string, Sql>,
): Sql {
  const { fence } = dialectSql(dialect);
  const joined = sql`select s.*, b.score as earlier_score, b.stage as earlier_stage,
      ${dialect === 'postgres' ? sql`b.metrics::jsonb` : sql`b.metrics`} as earlier_metrics
    from (${level}) s left join health_snapshot b on b.workspace_id = ${workspaceId} and b.account_id = s.account_id
      and b.day = ${earlier.day} and b.program_version = ${sql.lit(earlier.programVersion)} ${fence}`;
  const comparable = new Set(comparableMetrics(earlier.scorecard, scorecard).map(({ id }) => id));
  const { metrics } = earlier.scorecard;
  const was = metrics.map(({ id }, index) => sql`${earlierScore(dialect, id)} as ${sql.ref(`e${index}`)}`);
  const read = sql`select s.*, ${sql.join(was)} from (${joined}) s ${fence}`;
  const indexOf = new Map(metrics.map(({ id }, index) => [id, index]));
  return scored(dialect, read, earlier.scorecard, {
    stage: sql`s.earlier_stage`,
    score: ({ id }) => {
      const before = sql.ref(`s.e${indexOf.get(id)}`);
      return comparable.has(id)
        ? sql`(case when ${before} is not null then coalesce(${columnOf.get(id)}, ${before}) end)`
        : before;
    },
    prefix: 'moved_',
  });
}

function earlierScore(dialect: DialectName, id: string): Sql {
  return dialect === 'postgres'
    ? sql`cast(s.earlier_metrics ->> ${sql.lit(id)} as integer)`
    : sql`s.earlier_metrics ->> ${sql.lit(`$.${JSON.stringify(id)}`)}`;
}

function valueColumn(index: number): Sql {
  return sql.ref(`v${index}`);
}

function scoreColumn(index: number): Sql {
  return sql.ref(`m${index}`);
}

function asText(dialect: DialectName, day: BusinessDate): Sql {
  return sql`cast(${day} as ${dialectSql(dialect).text})`;
}
