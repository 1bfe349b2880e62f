/** Which milestone makes a trial buy: how trials went on before and after they reached each one. */
import { daysBetween, type BusinessDate } from '../base/business-date.ts';
import type { Journey } from '../journey/domain.ts';
import { DurationTally } from '../stats/durations.ts';
import { cumulativeIncidence } from '../stats/incidence.ts';
import { intervalDifference } from '../stats/proportion.ts';
import { FEW, type Outcome, type TrialMilestone, type Trials } from './domain.ts';
import type { Entry } from './entries.ts';
import { countOf } from './figures.ts';

/** One trial by what is known on a date. */
export interface TrialRow {
  startedOn: BusinessDate;
  /** When each milestone was reached, in the order of the journey. */
  reached: readonly BusinessDate[];
  paidOn: BusinessDate | null;
  leftOn: BusinessDate | null;
}

/**
 * A trial from its start, or from the milestone at a place of the journey on, to the day on which it bought, `reached`, or
 * left; null: it had not begun, or not reached the milestone by then.
 */
export function trialEntry(
  row: TrialRow,
  date: BusinessDate,
  place: number | null = null,
): Omit<Entry, 'number'> | null {
  const last = row.leftOn ?? date;
  if (row.startedOn > last) return null;
  const paidOn = row.paidOn !== null && row.paidOn <= last ? row.paidOn : null;
  const endedOn = paidOn ?? last;
  const outcome: Outcome = paidOn !== null ? 'reached' : row.leftOn !== null ? 'churned' : 'open';
  const enteredOn = place === null ? row.startedOn : row.reached[place];
  return enteredOn === undefined || enteredOn > endedOn ? null : { enteredOn, outcome, endedOn };
}

interface Tallies {
  all: DurationTally;
  milestones: { without: DurationTally; after: DurationTally }[];
}

/**
 * Adds trials up. For each milestone a trial is watched twice: from its start until it bought, left, or reached the
 * milestone, and from there on. So the time before a milestone counts as time without it, and nobody had to live to
 * reach it: the bias that a plain comparison of those who reached it with those who did not would have. Source: N.
 * Mantel, D. P. Byar, J. Am. Stat. Assoc. 69 (1974) 81–86.
 */
export function createTrialTally(journey: Journey, date: BusinessDate) {
  const tallies: Tallies = {
    all: new DurationTally(),
    milestones: journey.phases.map(() => ({ without: new DurationTally(), after: new DurationTally() })),
  };
  return {
    add(row: TrialRow): void {
      const whole = trialEntry(row, date);
      if (whole === null) return;
      const { outcome, enteredOn, endedOn } = whole;
      tallies.all.add(outcome, daysBetween(enteredOn, endedOn));
      for (const [index, { without, after }] of tallies.milestones.entries()) {
        const since = trialEntry(row, date, index);
        if (since === null) {
          without.add(outcome, daysBetween(enteredOn, endedOn));
        } else {
          without.add('open', daysBetween(enteredOn, since.enteredOn));
          after.add(outcome, daysBetween(since.enteredOn, endedOn));
        }
      }
    },
    end: (): Omit<Trials, 'segment' | 'name' | 'date' | 'since'> => figuresOf(journey, tallies),
  };
}

function figuresOf(journey: Journey, { all, milestones }: Tallies) {
  const usualDays = journey.phases.reduce((sum, phase) => sum + phase.usualDays, 0);
  const conversionOf = (tally: DurationTally) => cumulativeIncidence(tally.counts(), [usualDays])[0] ?? null;
  const counts = all.counts();
  const found = milestones.map(({ without, after }, index): TrialMilestone => {
    const { id, name } = journey.phases[index]!.milestone;
    const later = after.counts();
    const reached = countOf(later);
    return {
      id,
      name,
      reached,
      paid: countOf(later, 'reached'),
      churned: countOf(later, 'churned'),
      open: countOf(later, 'open'),
      after: conversionOf(after),
      without: conversionOf(without),
      few: reached < FEW,
    };
  });
  return {
    usualDays,
    began: countOf(counts),
    paid: countOf(counts, 'reached'),
    churned: countOf(counts, 'churned'),
    open: countOf(counts, 'open'),
    conversion: conversionOf(all),
    few: countOf(counts) < FEW,
    milestones: found,
    telling: mostTelling(found),
  };
}

/** What everybody reaches, or who buys reaches last, has many that bought after it: it tells as much as it makes a difference. */
function mostTelling(milestones: readonly TrialMilestone[]): string | null {
  let best: { id: string; more: number } | null = null;
  for (const { id, few, after, without } of milestones) {
    if (few || after === null || without === null || after.beyond || without.beyond) continue;
    const { estimate: more, low } = intervalDifference(after, without);
    if (low > 0 && (best === null || more > best.more)) best = { id, more };
  }
  return best?.id ?? null;
}
