/**
 * `scorecard`: how health is measured, by persona.
 *
 * ```yaml
 * scorecard:
 *   personas: { decision_maker: 30, influencer: 20, user: 25, account: 25 }    # add up to 100
 *   bands: { red: [0, 39], yellow: [40, 69], green: [70, 100] }                # whole points
 *   sure_from: 60                                   # under this per cent of coverage the score is never green
 *   metrics:
 *     - id: sponsor
 *       name: Contact with the decision maker
 *       persona: decision_maker
 *       weight: 60                                  # those of a persona add up to 100 …
 *       source: { days_since_contact: true }
 *       zero_at: 60                                 # the value that scores 0, and the one that scores 100
 *       hundred_at: 10
 *       max_age_days: 60                            # older data are not fresh; without it they never grow old
 *       play: reach-the-decision-maker              # what to do when there are no fresh data
 *     - id: usage
 *       name: Reports that they looked at
 *       persona: user
 *       weight: { usual: 50, Renewal: 80 }          # … in the usual stage and in each that one of them names
 *       source: { events: report_viewed, within_days: 28 }
 *       zero_at: 0
 *       hundred_at: 20
 * ```
 *
 * Sources: `kpi: NAME`; `events: NAMES` and `support_load: NAMES` with `within_days`; `survey: NAME`;
 * `days_since_contact: true`; `ebr_attendance: true` with `last` (4); `plan_kept: true` with `within_days` (180);
 * `pace: true`; `judgement: QUESTION`. Without `scorecard` the preset holds (src/health/presets.ts).
 */
import { z } from 'zod';
import { mustBe, mustBeOneOf } from '../../base/yaml-words.ts';
import { HEALTH_PERSONAS, type Metric, type MetricSource, type Scorecard } from '../../health/domain.ts';
import { DEFAULT_BANDS, DEFAULT_SURE_FROM, presetScorecard } from '../../health/presets.ts';
import { STAGES } from '../domain.ts';
import { daysField, idField, nameField, sentenceField } from './fields.ts';
import { FULL } from './scorecard-checks.ts';

/** Farther ends would leave no room for the differences between values. */
const FARTHEST_END = 1_000_000_000_000;

const DEFAULT_LAST_REVIEWS = 4;
const DEFAULT_PLAN_DAYS = 180;

const EVENT_WORDS = `an event's name, or a list of names`;
const eventName = z.string(mustBe(EVENT_WORDS)).min(1).max(200);
const events = z
  .union([eventName, z.array(eventName, mustBe(EVENT_WORDS)).min(1).max(50)], mustBe(EVENT_WORDS))
  .optional();
const yes = z.literal(true, mustBe('true')).optional();
const weightField = z.int(mustBe('a whole number from 0 to 100')).min(0).max(FULL);
const pointField = z.int(mustBe('a whole number of points from 0 to 100')).min(0).max(FULL);
const bandField = z.tuple(
  [pointField, pointField],
  mustBe('the first and last points of the band, such as [0, 39]'),
);
const endField = z.number(mustBe('a number, such as 10')).min(-FARTHEST_END).max(FARTHEST_END);
const sourceName = z.string(mustBe('a name of 1 to 200 characters')).min(1).max(200).optional();

const sourceSchema = z.strictObject(
  {
    kpi: sourceName,
    events,
    support_load: events,
    survey: sourceName,
    days_since_contact: yes,
    ebr_attendance: yes,
    plan_kept: yes,
    pace: yes,
    judgement: sentenceField.optional(),
    within_days: daysField.optional(),
    last: z.int(mustBe('a whole number of reviews from 1 to 20, such as 4')).min(1).max(20).optional(),
  },
  mustBe('one source in braces, such as { kpi: active_users } or { days_since_contact: true }'),
);

const weightByStage = z.strictObject({
  usual: weightField,
  ...(Object.fromEntries(STAGES.map((stage) => [stage, weightField.optional()])) as Record<
    (typeof STAGES)[number],
    z.ZodOptional<typeof weightField>
  >),
});

const metricSchema = z.strictObject({
  id: idField,
  name: nameField,
  persona: z.enum(HEALTH_PERSONAS, mustBeOneOf(HEALTH_PERSONAS)),
  weight: z.union(
    [weightField, weightByStage],
    mustBe('a whole number from 0 to 100, or one for each stage such as { usual: 50, Renewal: 80 }'),
  ),
  source: sourceSchema,
  zero_at: endField,
  hundred_at: endField,
  max_age_days: daysField.optional(),
  play: idField.optional(),
});

export const scorecardSchema = z.strictObject({
  personas: z.strictObject({
    decision_maker: weightField.optional(),
    influencer: weightField.optional(),
    user: weightField.optional(),
    account: weightField.optional(),
  }),
  bands: z.strictObject({ red: bandField, yellow: bandField, green: bandField }).optional(),
  sure_from: z.int(mustBe('a whole number of per cent from 0 to 100, such as 60')).min(0).max(100).optional(),
  metrics: z.array(metricSchema, mustBe('a list of at least one metric')).min(1),
});

type ScorecardDocument = z.output<typeof scorecardSchema>;
type MetricDocument = ScorecardDocument['metrics'][number];

export function readScorecard(scorecard: ScorecardDocument | undefined): Scorecard {
  if (scorecard === undefined) return presetScorecard();
  const { personas, bands, sure_from: sureFrom, metrics } = scorecard;
  return {
    personas: {
      decision_maker: personas.decision_maker ?? 0,
      influencer: personas.influencer ?? 0,
      user: personas.user ?? 0,
      account: personas.account ?? 0,
    },
    metrics: metrics.map(readMetric),
    bands: bands === undefined ? DEFAULT_BANDS : { yellow: bands.yellow[0], green: bands.green[0] },
    sureFrom: sureFrom ?? DEFAULT_SURE_FROM,
  };
}

function readMetric(metric: MetricDocument): Metric {
  return {
    id: metric.id,
    name: metric.name,
    persona: metric.persona,
    weight: readWeight(metric.weight),
    source: readSource(metric.source),
    scores: { zeroAt: metric.zero_at, hundredAt: metric.hundred_at },
    maxAgeDays: metric.max_age_days ?? null,
    play: metric.play ?? null,
  };
}

function readWeight(weight: MetricDocument['weight']): Metric['weight'] {
  if (typeof weight === 'number') return { usual: weight, byStage: {} };
  const { usual, ...byStage } = weight;
  const named = Object.entries(byStage).filter(([, own]) => own !== undefined);
  return { usual, byStage: Object.fromEntries(named) };
}

function readSource(source: MetricDocument['source']): MetricSource {
  const { within_days: withinDays } = source;
  if (source.kpi !== undefined) return { kind: 'kpi', kpi: source.kpi };
  if (source.events !== undefined) {
    return { kind: 'events', names: namesIn(source.events), withinDays: withinDays! };
  }
  if (source.support_load !== undefined) {
    return { kind: 'support_load', names: namesIn(source.support_load), withinDays: withinDays! };
  }
  if (source.survey !== undefined) return { kind: 'survey', survey: source.survey };
  if (source.ebr_attendance === true) {
    return { kind: 'ebr_attendance', last: source.last ?? DEFAULT_LAST_REVIEWS };
  }
  if (source.plan_kept === true) return { kind: 'plan_kept', withinDays: withinDays ?? DEFAULT_PLAN_DAYS };
  if (source.pace === true) return { kind: 'pace' };
  if (source.judgement !== undefined) return { kind: 'judgement', question: source.judgement };
  return { kind: 'days_since_contact' };
}

function namesIn(events: string | string[]): string[] {
  return [...new Set([events].flat())];
}
