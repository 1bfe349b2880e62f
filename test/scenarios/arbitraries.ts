/** Random funnels for property tests, and what they come to, worked out account by account. */
import fc from 'fast-check';
import type { GoalState } from '#src/goals/domain.ts';
import type { Outcome } from '#src/scenarios/figures.ts';
import { isMeasured, type Funnel } from '#src/scenarios/query.ts';
import type { AccountData } from '../support/signals.ts';
import { anyDate, anyEvents, anyKpis, EVENT_NAMES, KPI_NAMES } from '../support/generators.ts';

export const MILESTONES = ['first', 'second'];

/** An account with its signals, the dates of its reached milestones, and its cards in the scenario. */
export interface FunnelAccount extends AccountData {
  reached: string[];
  cards: { state: GoalState; outcome: Outcome }[];
}

const anyOutcome: fc.Arbitrary<Outcome> = fc.record({
  kpi: fc.option(fc.constantFrom(...KPI_NAMES)),
  baseline: fc.option(fc.integer({ min: 0, max: 10 })),
  target: fc.option(fc.integer({ min: 0, max: 10 })),
  by: fc.option(anyDate),
  milestoneId: fc.option(fc.constantFrom(...MILESTONES)),
});

export const anySteps = fc.array(
  fc.uniqueArray(fc.constantFrom(...EVENT_NAMES), { minLength: 1, maxLength: 2 }),
  { minLength: 1, maxLength: 4 },
);

/** Null: the funnel ends with its last step; unmeasured: only accounts with a card of their own have an outcome. */
export const anyFounding = fc.option(anyOutcome);

export const anyFunnelAccount: fc.Arbitrary<Omit<FunnelAccount, 'id'>> = fc.record({
  startedOn: fc.option(anyDate),
  events: anyEvents,
  kpis: anyKpis,
  reached: fc.array(anyDate, { maxLength: 2 }).map((days) => days.toSorted()),
  cards: fc.array(
    fc.record({ state: fc.constantFrom<GoalState>('active', 'draft', 'retired'), outcome: anyOutcome }),
    { maxLength: 2 },
  ),
});

/** The dates of the steps that an account made: each on the first day on which it counts, none after a missing one. */
export function walk(funnel: Pick<Funnel, 'date' | 'steps' | 'outcome'>, account: FunnelAccount): string[] {
  const days: string[] = [];
  let since = account.startedOn ?? '';
  for (const names of funnel.steps) {
    const found = (account.events ?? [])
      .filter(
        ({ name, day, count }) => names.includes(name) && count > 0 && day >= since && day <= funnel.date,
      )
      .map(({ day }) => day);
    const first = earliest(found);
    if (first === null) return days;
    days.push((since = first));
  }
  if (funnel.outcome === null) return days;
  const own = account.cards.filter(({ state, outcome }) => state !== 'retired' && isMeasured(outcome));
  const measures = own.length > 0 ? own.map(({ outcome }) => outcome) : [funnel.outcome];
  const reached = earliest(measures.flatMap((measure) => outcomeDays(measure, account, since, funnel.date)));
  return reached === null ? days : [...days, reached];
}

function outcomeDays(outcome: Outcome, account: FunnelAccount, since: string, date: string): string[] {
  const { kpi, baseline, target, by, milestoneId } = outcome;
  if (kpi === null || target === null) {
    const day = milestoneId === null ? undefined : account.reached[MILESTONES.indexOf(milestoneId)];
    return day === undefined || day < since || day > date ? [] : [day];
  }
  const down = baseline !== null && baseline > target;
  return (account.kpis ?? [])
    .filter((one) => one.kpi === kpi && one.day >= since && one.day <= date && (by === null || one.day <= by))
    .filter(({ value }) => (down ? value <= target : value >= target))
    .map(({ day }) => day);
}

function earliest(days: readonly string[]): string | null {
  return days.toSorted()[0] ?? null;
}
