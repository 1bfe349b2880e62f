/** What will become of accounts that are open, from what became of those that went before them. */
import { type Chances, forecastCount, type Prediction, widen } from './count.ts';
import { type DurationCount, placeOn, type Tally, tallyDays } from './durations.ts';
import { followIncidence, type State } from './incidence.ts';
import { wilson } from './proportion.ts';

/** What those that went before say of an account on each of its days. */
export interface Outlook {
  tallies: readonly Tally[];
  states: readonly State[];
}

/** Open accounts that have been there for equally long. */
export interface OpenAccounts {
  days: number;
  accounts: number;
}

/** The chance of an open account. */
export interface Chance {
  chance: number;
  /** Nobody was followed to the end of the time: the chance is what was seen until then, a floor. */
  beyond: boolean;
}

/** How many open accounts will reach it. */
export interface Forecast extends Prediction {
  /** Open accounts whose chance is a floor, or of which nothing is known, since nobody was followed for so long. */
  beyond: number;
}

/** @param history what became of all, the open ones included */
export function outlookOf(history: readonly DurationCount[]): Outlook {
  return { tallies: tallyDays(history), states: followIncidence(history, 'reached') };
}

/**
 * The chance that an account that has been open for `days` reaches it within `within` more: what reached it in that time,
 * out of what was still there.
 * @returns null when nobody was still there after so many days
 */
export function reachWithin(outlook: Outlook, days: number, within: number): Chance | null {
  const now = stillThere(outlook, days);
  const last = outlook.states.at(-1);
  if (now === null || last === undefined) return null;
  return {
    chance: Math.max(0, after(outlook, days + within).share - now.share) / now.surviving,
    beyond: days + within > last.days && last.surviving > 0,
  };
}

/**
 * After how many more days an account that has been open for `days` has more likely than not reached it.
 * @returns null when it is not likely within the time for which anybody was followed
 */
export function likelyIn(outlook: Outlook, days: number): number | null {
  const now = stillThere(outlook, days);
  if (now === null) return null;
  const wanted = halfOf(now);
  const found = outlook.states.find((state) => state.days > days && state.share >= wanted);
  return found === undefined ? null : found.days - days;
}

/**
 * Whether an account that has been open for `days` is more likely than not to reach it within `within` more.
 * @returns null when that is not known: nobody was followed for so long, and those last seen before could tip it either way
 */
export function isLikelyWithin(outlook: Outlook, days: number, within: number): boolean | null {
  const now = stillThere(outlook, days);
  const last = outlook.states.at(-1);
  if (now === null || last === undefined) return null;
  const wanted = halfOf(now);
  if (after(outlook, days + within).share >= wanted) return true;
  const ceiling = days + within > last.days ? last.share + last.surviving : 0;
  return ceiling >= wanted ? null : false;
}

/**
 * How many of the open accounts reach it within so many days, with a 95 % interval for that number. It holds what chance
 * does to them and the error of their chances, which are estimates: by the delta method, with the multinomial variance
 * of each day's hazards, which is that of the incidence.
 */
export function forecastReached(outlook: Outlook, open: readonly OpenAccounts[], within: number): Forecast {
  const told = open.flatMap(({ days, accounts }) => {
    const found = accounts === 0 ? null : reachWithin(outlook, days, within);
    return found === null ? [] : [{ ...found, days, count: accounts }];
  });
  const known = told.reduce((sum, { count }) => sum + count, 0);
  const prediction = forecastCount(told);
  const forecast =
    prediction.expected > 0
      ? widen(prediction, errorOf(outlook, told, within), known)
      : { ...prediction, high: forecastCount(ceilingsOf(outlook, told, within)).high };
  const all = open.reduce((sum, { accounts }) => sum + accounts, 0);
  const floors = told.reduce((sum, { beyond, count }) => (beyond ? sum + count : sum), 0);
  return { ...forecast, beyond: all - known + floors };
}

/** The share at which one of two that are still there has reached it; rounding must not take away a half that is met. */
function halfOf({ share, surviving }: { share: number; surviving: number }): number {
  return share + surviving / 2 - 1e-12;
}

/** After the outcomes of a day; null when nobody was followed for so long. */
function stillThere({ states }: Outlook, days: number): { share: number; surviving: number } | null {
  const now = after({ states }, days);
  return now.surviving === 0 || days > (states.at(-1)?.days ?? -1) ? null : now;
}

function after({ states }: Pick<Outlook, 'states'>, days: number): { share: number; surviving: number } {
  return states[placeOn(states, days)] ?? { share: 0, surviving: 1 };
}

type Told = Chances & { days: number };

/** Where nobody reached it: the chances that this leaves possible, by the score interval of those that were watched. */
function ceilingsOf({ tallies }: Outlook, open: readonly Told[], within: number): Chances[] {
  return open.map(({ days, count }) => {
    const watched = tallies.reduce((sum, tally) => {
      if (tally.days <= days) return sum;
      const stayed = tally.days >= days + within ? tally.open : 0;
      return sum + tally.reached + tally.churned + stayed;
    }, 0);
    return { count, chance: wilson({ successes: 0, trials: watched })?.high ?? 1 };
  });
}

/** The standard error of the expected number, as far as it is due to the estimate of each day's hazards. */
function errorOf(outlook: Outlook, open: readonly Told[], within: number): number {
  const sorted = open.toSorted((a, b) => a.days - b.days);
  // Of the groups whose time holds the day: how many there were for each one still there, and how many reach it by its end.
  let [starting, ending, started, reaching] = [0, 0, 0, 0];
  const take = ({ days, count }: Told, sign: 1 | -1) => {
    const share = (sign * count) / after(outlook, days).surviving;
    started += share;
    reaching += share * after(outlook, days + within).share;
  };
  let [variance, previous] = [0, 1];
  for (const [index, { days, atRisk, reached, churned }] of outlook.tallies.entries()) {
    for (; starting < sorted.length && sorted[starting]!.days < days; starting += 1)
      take(sorted[starting]!, 1);
    for (; ending < starting && sorted[ending]!.days + within < days; ending += 1) take(sorted[ending]!, -1);
    const { share, surviving } = outlook.states[index]!;
    // What one more account would bring that day by reaching it, and later by staying.
    const staying = surviving === 0 ? 0 : (previous * (reaching - started * share)) / surviving;
    const reach = previous * started - staying;
    const [toReach, toChurn] = [reached / atRisk, churned / atRisk];
    const mean = reach * toReach - staying * toChurn;
    variance += (reach ** 2 * toReach + staying ** 2 * toChurn - mean ** 2) / atRisk;
    previous = surviving;
  }
  return Math.sqrt(Math.max(0, variance));
}
