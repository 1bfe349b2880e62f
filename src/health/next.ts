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

/** What is late comes first, then the metric that costs or hides the most, then what else is open. */
export function nextStep(facts: NextFacts): NextStep {
  const ctas = facts.ctas.toSorted((a, b) => dueOf(a).localeCompare(dueOf(b)));
  const late = ctas.find(({ state, dueOn }) => state !== 'snoozed' && dueOn !== null && dueOn < facts.today);
  if (late !== undefined) return { kind: 'cta', cta: late, isLate: true };
  for (const metric of worstFirst(facts.health)) {
    const { play: playId } = metric.metric;
    if (playId !== null && facts.running.has(playId)) continue;
    const play = facts.plays.find(({ id }) => id === playId);
    return play === undefined ? stepFor(metric) : { kind: 'play', metric, play };
  }
  const open = ctas.find(({ state }) => state !== 'snoozed');
  if (open !== undefined) return { kind: 'cta', cta: open, isLate: false };
  return facts.judgedOn === null || facts.judgedOn < facts.recentFrom
    ? { kind: 'judge' }
    : { kind: 'nothing' };
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
