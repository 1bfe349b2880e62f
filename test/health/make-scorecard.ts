/** Scorecards for tests, and as they stand in a program file. */
import type { HealthPersona, Metric, MetricSource, Scorecard } from '#src/health/domain.ts';

export function makeMetric(
  id: string,
  persona: HealthPersona,
  usual: number,
  change: Partial<Metric> = {},
): Metric {
  return {
    id,
    name: `Metric ${id}`,
    persona,
    weight: { usual, byStage: {} },
    source: { kind: 'kpi', kpi: id },
    scores: { zeroAt: 0, hundredAt: 100 },
    maxAgeDays: 30,
    play: null,
    ...change,
  };
}

export function makeScorecard(
  personas: Partial<Record<HealthPersona, number>>,
  metrics: Metric[],
  change: Partial<Scorecard> = {},
): Scorecard {
  return {
    personas: { decision_maker: 0, influencer: 0, user: 0, account: 0, ...personas },
    metrics,
    bands: { yellow: 40, green: 70 },
    sureFrom: 60,
    ...change,
  };
}

/** The scorecard as the program file says it. */
export function scorecardDocument({ personas, metrics, bands, sureFrom }: Scorecard): object {
  return {
    personas,
    bands: { red: [0, bands.yellow - 1], yellow: [bands.yellow, bands.green - 1], green: [bands.green, 100] },
    sure_from: sureFrom,
    metrics: metrics.map(({ weight, source, scores, maxAgeDays, play, ...metric }) => ({
      ...metric,
      weight: { usual: weight.usual, ...weight.byStage },
      source: sourceDocument(source),
      zero_at: scores.zeroAt,
      hundred_at: scores.hundredAt,
      ...(maxAgeDays === null ? {} : { max_age_days: maxAgeDays }),
      ...(play === null ? {} : { play }),
    })),
  };
}

function sourceDocument(source: MetricSource): object {
  switch (source.kind) {
    case 'kpi':
      return { kpi: source.kpi };
    case 'events':
      return { events: source.names, within_days: source.withinDays };
    case 'support_load':
      return { support_load: source.names, within_days: source.withinDays };
    case 'survey':
      return { survey: source.survey };
    case 'ebr_attendance':
      return { ebr_attendance: true, last: source.last };
    case 'plan_kept':
      return { plan_kept: true, within_days: source.withinDays };
    case 'judgement':
      return { judgement: source.question };
    default:
      return { [source.kind]: true };
  }
}

/** A program file with this scorecard, and little else. JSON is YAML too. */
export function programFileWith(scorecard: object | undefined, name = 'Test'): string {
  const task = { id: 'go', name: 'Go', owner: 'us', manual: true };
  const milestone = { id: 'm1', name: 'First', tasks: [task] };
  return JSON.stringify(
    {
      version: 1,
      name,
      timezone: 'UTC',
      segments: [{ id: 'standard', name: 'Standard', journey: 'j1' }],
      journeys: [
        { id: 'j1', name: 'Journey', phases: [{ id: 'p1', name: 'Phase', usual_days: 30, milestone }] },
      ],
      scorecard,
    },
    null,
    1,
  );
}
