/** What open accounts will do: how many reach their milestone soon, how good that forecast was, and who renews first. */
import { addDays, daysBetween, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { createMoneySums } from '../base/money-sums.ts';
import { compareTexts } from '../base/text.ts';
import type { AppliedProgram, Program } from '../program/domain.ts';
import { readNames } from './account-store.ts';
import { journeysAsked, walkAccounts } from './accounts-service.ts';
import { Counts } from './counts.ts';
import {
  FORECAST_DAYS,
  type Backtest,
  type Forecast,
  type MilestoneForecast,
  type Prospect,
  type RenewalOutlook,
  type ValueAhead,
} from './domain.ts';
import { allNumbers, entriesOf, reachedLater } from './entries.ts';
import { countOf } from './figures.ts';
import { createLikely, forecastMilestone, inAll, placeKey } from './forecast.ts';
import { readCounts, type FunnelQuestion } from './service.ts';

/** Whose forecast is asked for. */
export type ForecastQuestion = Pick<FunnelQuestion, 'date' | 'segment'>;

/** The forecast made a quarter ago is held against what happened since. */
const BACKTEST_DAYS = Math.max(...FORECAST_DAYS);

/**
 * How many open accounts will reach their milestone within 30, 60 and 90 days, from what those did that were there
 * before them; and the same by what was known 90 days ago, against what happened.
 */
export async function readForecast(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  question: ForecastQuestion,
): Promise<Forecast> {
  const { date, segment } = question;
  const madeOn = addDays(date, -BACKTEST_DAYS);
  const [now, then] = [new Counts(), new Counts()];
  const happened = new Map<string, number[]>();
  const walk = walkAccounts(deps, workspaceId, program, { knownOn: date, segment });
  for await (const { journey, accounts } of walk) {
    for (const account of accounts) {
      for (const entry of entriesOf(account, date, allNumbers(journey))) now.add(null, journey.id, entry);
      for (const entry of entriesOf(account, madeOn, allNumbers(journey))) then.add(null, journey.id, entry);
      const reached = reachedLater(account, journey.phases.length, { openOn: madeOn, date });
      if (reached === null) continue;
      const place = placeKey(journey.id, reached.number);
      const sums = happened.get(place) ?? FORECAST_DAYS.map(() => 0);
      happened.set(
        place,
        sums.map((sum, index) => (reached.days <= FORECAST_DAYS[index]! ? sum + 1 : sum)),
      );
    }
  }
  const milestones = forecastsOf(now, program, question);
  return {
    ...question,
    milestones,
    expected: inAll(milestones),
    backtest: { madeOn, ...backtestOf(then, happened, program, question) },
  };
}

/** @param happened how many reached each place within the days of the forecast */
function backtestOf(
  then: Counts,
  happened: ReadonlyMap<string, number[]>,
  program: Program,
  { segment }: Pick<ForecastQuestion, 'segment'>,
): Omit<Backtest, 'madeOn'> {
  const milestones = journeysAsked(program, segment).flatMap((journey) =>
    journey.phases.map(({ milestone }, index) => ({
      ...forecastMilestone({ ...milestone, journeyId: journey.id }, then.of(null, journey.id, index + 1)),
      happened: happened.get(placeKey(journey.id, index + 1)) ?? FORECAST_DAYS.map(() => 0),
    })),
  );
  return {
    milestones,
    expected: inAll(milestones),
    happened: FORECAST_DAYS.map((_, index) => milestones.reduce((sum, one) => sum + one.happened[index]!, 0)),
  };
}

function forecastsOf(
  counts: Counts,
  program: Program,
  { segment }: Pick<ForecastQuestion, 'segment'>,
): MilestoneForecast[] {
  return journeysAsked(program, segment).flatMap((journey) =>
    journey.phases.map(({ milestone }, index) =>
      forecastMilestone({ ...milestone, journeyId: journey.id }, counts.of(null, journey.id, index + 1)),
    ),
  );
}

/**
 * The open accounts that renew, with the day on which each has more likely than not reached its milestone. A page of
 * them: those that renew before that day first, by money; then those of which nobody knows.
 * @param page with `renewsUpTo` renewals after that day are not looked at, as if there were none
 */
export async function readRenewals(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  { date, segment }: ForecastQuestion,
  page: { limit: number; offset: number; renewsUpTo?: BusinessDate },
): Promise<RenewalOutlook> {
  const { db } = deps.database;
  const [found] = await readCounts(deps, workspaceId, program, segment, [{ date, since: null }]);
  const counts = found!;
  const likely = createLikely(counts);
  const collected = collect(page.offset + page.limit + 1);
  const renews = { from: date, upTo: page.renewsUpTo };
  const asked = { knownOn: date, segment, renews, columns: { money: true } };
  for await (const { journey, accounts } of walkAccounts(deps, workspaceId, program, asked)) {
    const { phases } = journey;
    for (const account of accounts) {
      const entry = entriesOf(account, date, { first: 1, last: phases.length }).at(-1);
      if (entry?.outcome !== 'open' || account.renewsOn === null) continue;
      const { id, arr, currency, renewsOn } = account;
      const days = daysBetween(entry.enteredOn, date);
      const { milestone } = phases[entry.number - 1]!;
      const at = [journey.id, entry.number, days] as const;
      const likelyIn = likely.days(...at);
      collected.add({
        id,
        arr,
        currency,
        renewsOn,
        days,
        milestoneId: milestone.id,
        milestoneName: milestone.name,
        likelyOn: likelyIn === null ? null : addDays(date, likelyIn),
        value: likely.ahead(...at, daysBetween(date, renewsOn)),
      });
    }
  }
  const { accounts, sums, lateArr } = collected.end();
  const shown = accounts.slice(page.offset, page.offset + page.limit);
  const names = await readNames(
    db,
    workspaceId,
    shown.map(({ id }) => id),
  );
  return {
    date,
    inTime: sums.in_time,
    late: sums.late,
    unknown: sums.unknown,
    withoutRenewal: countOpen(counts, program, segment) - sums.in_time - sums.late - sums.unknown,
    lateArr,
    accounts: shown.map((account) => ({ ...account, ...(names.get(account.id) ?? { key: '', name: '' }) })),
    hasMore: accounts.length > page.offset + page.limit,
  };
}

function countOpen(counts: Counts, program: Program, segment: string | null): number {
  const entries = journeysAsked(program, segment).flatMap((journey) =>
    journey.phases.flatMap((_, index) => counts.of(null, journey.id, index + 1)),
  );
  return countOf(entries, 'open');
}

type Unnamed = Omit<Prospect, 'key' | 'name'>;

/** Counts all, and keeps the first `most`. */
function collect(most: number) {
  let accounts: Unnamed[] = [];
  const sums: Record<ValueAhead, number> = { late: 0, unknown: 0, in_time: 0 };
  const lateArr = createMoneySums();
  const cut = () => {
    accounts = accounts.toSorted(mostPressingFirst).slice(0, most);
  };
  return {
    add(account: Unnamed): void {
      sums[account.value] += 1;
      if (account.value === 'late') lateArr.add(account);
      accounts.push(account);
      if (accounts.length >= 2 * most + 1_000) cut();
    },
    end() {
      cut();
      return { accounts, sums, lateArr: lateArr.read() };
    },
  };
}

const RANK: Record<ValueAhead, number> = { late: 0, unknown: 1, in_time: 2 };

function mostPressingFirst(a: Unnamed, b: Unnamed): number {
  return (
    RANK[a.value] - RANK[b.value] ||
    (a.value === 'in_time' ? compareTexts(a.renewsOn, b.renewsOn) : 0) ||
    (b.arr ?? -1) - (a.arr ?? -1) ||
    compareTexts(a.renewsOn, b.renewsOn) ||
    compareTexts(a.id, b.id)
  );
}
