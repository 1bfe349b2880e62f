/** The one step that helps an account's health most. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Cta } from '../ctas/domain.ts';
import type { Play } from '../plays/domain.ts';
import type { Health, MetricHealth, PersonaHealth } from './domain.ts';

export type NextStep =
  /** Somebody has to do it already. */
  | { kind: 'cta'; cta: Cta; isLate: boolean }
  /** The metric has a play that gets fresh data, or gets it better. */
  | { kind: 'play'; metric: MetricHealth; play: Pick<Play, 'id' | 'name'> }
  | { kind: 'speak' | 'review' | 'journey' | 'look'; metric: MetricHealth }
  /** Nobody said how they see it for a while. */
  | { kind: 'judge' }
  | { kind: 'nothing' };

/** A metric that scores this many hundredths is well. */
const WELL = 7000;

export interface NextFacts {
  health: Health;
  ctas: readonly Cta[];
  /** Those of the program that are on. */
  plays: readonly Play[];
  /** The ids of the plays that run on the account. */
  running: ReadonlySet<string>;
  /** The day of the newest judgement; null: there is none. */
  judgedOn: BusinessDate | null;
  today: BusinessDate;
  /** From this day on a judgement is recent. */
  recentFrom: BusinessDate;
}

/**
 * What is open and due comes first, the soonest before the others; then the lowest of what is known of the decision maker,
 * then the metric that costs or hides the most, and last what is open without a date.
 */
export function nextStep(facts: NextFacts): NextStep {
  const ctas = facts.ctas
    .filter(({ state }) => state !== 'snoozed')
    .toSorted((a, b) => dueOf(a).localeCompare(dueOf(b)));
  const due = ctas.find(({ dueOn }) => dueOn !== null);
  if (due !== undefined) return { kind: 'cta', cta: due, isLate: dueOf(due) < facts.today };
  for (const metric of [...lowestOfDecisionMaker(facts.health), ...worstFirst(facts.health)]) {
    const { play: playId } = metric.metric;
    if (playId !== null && facts.running.has(playId)) continue;
    const play = facts.plays.find(({ id }) => id === playId);
    return play === undefined ? stepFor(metric) : { kind: 'play', metric, play };
  }
  const [open] = ctas;
  if (open !== undefined) return { kind: 'cta', cta: open, isLate: false };
  return facts.judgedOn === null || facts.judgedOn < facts.recentFrom
    ? { kind: 'judge' }
    : { kind: 'nothing' };
}

/** What is known of the decision maker and not well. */
function lowestOfDecisionMaker({ personas }: Pick<Health, 'personas'>): MetricHealth[] {
  return personas
    .filter(({ persona, weight }) => persona === 'decision_maker' && weight > 0)
    .flatMap(({ metrics }) => metrics)
    .filter(({ weight, score }) => weight > 0 && score !== null && score < WELL)
    .toSorted((a, b) => (a.score ?? 0) - (b.score ?? 0));
}

/** Those that are missing or not well, by the points that they keep from the account's score. */
export function worstFirst({ personas }: Pick<Health, 'personas'>): MetricHealth[] {
  const lost = (persona: PersonaHealth, { weight, score }: MetricHealth) =>
    persona.weight * weight * (10_000 - (score ?? 0));
  return personas
    .flatMap((persona) => persona.metrics.map((metric) => ({ metric, lost: lost(persona, metric) })))
    .filter(({ metric, lost: cost }) => cost > 0 && (metric.score === null || metric.score < WELL))
    .toSorted((a, b) => b.lost - a.lost)
    .map(({ metric }) => metric);
}

function stepFor(metric: MetricHealth): NextStep {
  switch (metric.metric.source.kind) {
    case 'days_since_contact':
      return { kind: 'speak', metric };
    case 'ebr_attendance':
    case 'plan_kept':
      return { kind: 'review', metric };
    case 'pace':
      return { kind: 'journey', metric };
    default:
      return { kind: 'look', metric };
  }
}

function dueOf({ dueOn }: Cta): string {
  return dueOn ?? '9999-12-31';
}
