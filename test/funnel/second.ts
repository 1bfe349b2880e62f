/** The entries of an account, found a second time in memory, by plain loops over what is known of it. */
import { daysBetween, type BusinessDate } from '#src/base/business-date.ts';
import type { DurationCount, Outcome } from '#src/funnel/domain.ts';

export interface ChurnSignal {
  day: BusinessDate;
  returned: boolean;
}

export interface KnownAccount {
  startedOn: BusinessDate;
  /** When each milestone was reached, in the order of the journey, by all that is known. */
  reached: readonly BusinessDate[];
  churn: readonly ChurnSignal[];
}

export interface SecondEntry {
  /** From 1; one more than there are milestones: the journey is finished. */
  number: number;
  enteredOn: BusinessDate;
  outcome: Outcome;
  endedOn: BusinessDate;
  days: number;
}

/** In the order of time, a return after a departure of the same day. */
function inTime(signals: readonly ChurnSignal[]): ChurnSignal[] {
  return signals.toSorted((a, b) =>
    a.day === b.day ? Number(a.returned) - Number(b.returned) : a.day < b.day ? -1 : 1,
  );
}

export function leftOn({ churn }: KnownAccount, date: BusinessDate): BusinessDate | null {
  let left: BusinessDate | null = null;
  for (const { day, returned } of inTime(churn.filter((signal) => signal.day <= date)))
    left = returned ? null : (left ?? day);
  return left;
}

export function entriesOf(account: KnownAccount, milestones: number, date: BusinessDate): SecondEntry[] {
  const left = leftOn(account, date);
  const entries: SecondEntry[] = [];
  let enteredOn: BusinessDate | undefined = account.startedOn;
  for (let number = 1; number <= milestones + 1; number += 1) {
    if (enteredOn === undefined || enteredOn > date || (left !== null && enteredOn > left)) break;
    const hit: BusinessDate | undefined = account.reached[number - 1];
    const isReached = hit !== undefined && hit <= date && (left === null || hit <= left);
    const outcome = isReached ? 'reached' : left !== null ? 'churned' : 'open';
    const endedOn = isReached ? hit : (left ?? date);
    entries.push({ number, enteredOn, outcome, endedOn, days: daysBetween(enteredOn, endedOn) });
    enteredOn = isReached ? hit : undefined;
  }
  return entries;
}

/** Counted by their days, in a fixed order. */
export function countsOf(entries: readonly SecondEntry[], number: number): DurationCount[] {
  const counts = new Map<string, DurationCount>();
  for (const { outcome, days } of entries.filter((entry) => entry.number === number)) {
    const key = `${outcome} ${days}`;
    counts.set(key, { outcome, days, accounts: (counts.get(key)?.accounts ?? 0) + 1 });
  }
  return inOrder([...counts.values()]);
}

export function inOrder(counts: readonly DurationCount[]): DurationCount[] {
  return counts.toSorted((a, b) => a.days - b.days || (a.outcome < b.outcome ? -1 : 1));
}

/**
 * The share that reached a milestone within so many days: day by day, the chance to be still there times the share of
 * those still there that reach it on that day.
 */
export function shareReached(entries: readonly SecondEntry[], within: number): number {
  let [reached, stillThere] = [0, 1];
  for (let day = 0; day <= within; day += 1) {
    const atRisk = entries.filter(({ days }) => days >= day).length;
    if (atRisk === 0) break;
    const on = (outcome: Outcome) =>
      entries.filter((entry) => entry.days === day && entry.outcome === outcome).length;
    reached += stillThere * (on('reached') / atRisk);
    stillThere *= 1 - (on('reached') + on('churned')) / atRisk;
  }
  return reached;
}

/** Departures per 100 months of 30.4375 days. */
export function churnRate(entries: readonly SecondEntry[]): number | null {
  const days = entries.reduce((sum, entry) => sum + entry.days, 0);
  const left = entries.filter(({ outcome }) => outcome === 'churned').length;
  return days === 0 ? null : left / (days / 30.4375 / 100);
}

/** Of the days of those that reached it. */
export function medianDays(entries: readonly SecondEntry[]): number | null {
  const days = entries
    .filter(({ outcome }) => outcome === 'reached')
    .map((entry) => entry.days)
    .toSorted((a, b) => a - b);
  if (days.length === 0) return null;
  const middle = Math.floor(days.length / 2);
  return days.length % 2 === 1 ? days[middle]! : (days[middle - 1]! + days[middle]!) / 2;
}

/** The figures of a milestone, as the command line prints them, but for the intervals. */
export function figuresOf(entries: readonly SecondEntry[], number: number, within: number) {
  const of = entries.filter((entry) => entry.number === number);
  const count = (outcome: Outcome) => of.filter((entry) => entry.outcome === outcome).length;
  return {
    entered: of.length,
    reached: count('reached'),
    churned: count('churned'),
    open: count('open'),
    estimate: of.length === 0 ? null : shareReached(of, within),
    medianDays: medianDays(of),
    churn: churnRate(of),
  };
}
