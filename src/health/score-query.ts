/**
 * What `scoreMetrics` and `movementBetween` say, as SQL over the metrics' scores in columns. Weights stand in the text:
 * as parameters they would be floats on SQLite, and the mean of whole hundredths must be divided as whole numbers.
 */
import { sql, type RawBuilder } from 'kysely';
import { dialectSql } from '../db/dialect.ts';
import type { DialectName } from '../db/open.ts';
import { HEALTH_PERSONAS, type Metric, type Scorecard } from './domain.ts';

type Sql = RawBuilder<unknown>;

/** Which columns of a level a scorecard is laid over, and what its own begin with. */
export interface Columns {
  stage: Sql;
  /** The column with a metric's score in hundredths; null where it is not fresh. */
  score: (metric: Metric) => Sql;
  prefix: string;
}

/**
 * The level with `PREFIXscore` and `PREFIXcoverage` beside its columns.
 * @param level a select, to stand in parentheses; its columns are found under `s`
 */
export function scored(dialect: DialectName, level: Sql, scorecard: Scorecard, columns: Columns): Sql {
  const { fence } = dialectSql(dialect);
  const personas = HEALTH_PERSONAS.filter((persona) =>
    scorecard.metrics.some((metric) => metric.persona === persona),
  );
  const name = (what: string) => sql.ref(`${columns.prefix}${what}`);
  const of = (what: string) => sql.ref(`s.${columns.prefix}${what}`);
  const sums = personas.flatMap((persona) => {
    const metrics = scorecard.metrics.filter((metric) => metric.persona === persona);
    const parts = metrics.map((metric) => ({
      score: columns.score(metric),
      weight: weightOf(metric, columns.stage),
    }));
    const fresh = parts.map(({ score, weight }) => sql`case when ${score} is null then 0 else ${weight} end`);
    const sum = parts.map(({ score, weight }) => sql`coalesce(${score} * ${weight}, 0)`);
    return [
      sql`${join(fresh)} as ${name(`fresh_${persona}`)}`,
      sql`${join(sum)} as ${name(`sum_${persona}`)}`,
    ];
  });
  const means = personas.map(
    (persona) => sql`${meanOf(of(`sum_${persona}`), of(`fresh_${persona}`))} as ${name(`mean_${persona}`)}`,
  );
  const weighed = personas.map((persona) => ({ persona, weight: sql.lit(scorecard.personas[persona]) }));
  const total = [
    sql`${join(weighed.map(({ persona, weight }) => sql`${weight} * ${of(`fresh_${persona}`)}`))} as ${name('coverage')}`,
    sql`${join(weighed.map(({ persona, weight }) => sql`coalesce(${weight} * ${of(`mean_${persona}`)}, 0)`))} as ${name('sum')}`,
    sql`${join(weighed.map(({ persona, weight }) => sql`case when ${of(`mean_${persona}`)} is null then 0 else ${weight} end`))} as ${name('weight')}`,
  ];
  const steps = [sums, means, total, [sql`${meanOf(of('sum'), of('weight'))} as ${name('score')}`]];
  return steps.reduce((inner, more) => sql`select s.*, ${sql.join(more)} from (${inner}) s ${fence}`, level);
}

/** The mean of whole hundredths, rounded half up; null without weight. */
function meanOf(sum: Sql, weight: Sql): Sql {
  return sql`case when ${weight} > 0 then (2 * ${sum} + ${weight}) / (2 * ${weight}) end`;
}

/** A metric's weight in the account's stage. */
function weightOf({ weight }: Metric, stage: Sql): Sql {
  const stages = Object.entries(weight.byStage).filter(([, own]) => own !== undefined);
  if (stages.length === 0) return sql.lit(weight.usual);
  const cases = stages.map(([name, own]) => sql`when ${name} then ${sql.lit(own)}`);
  return sql`case ${stage} ${sql.join(cases, sql` `)} else ${sql.lit(weight.usual)} end`;
}

function join(terms: readonly Sql[]): Sql {
  return sql`(${sql.join(terms, sql` + `)})`;
}
