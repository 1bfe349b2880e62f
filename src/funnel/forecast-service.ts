/** What open accounts will do: how many reach their milestone soon, how good that forecast was, and who renews first. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { compareTexts } from '../base/text.ts';
import type { AppliedProgram, Program } from '../program/domain.ts';
import { likelyIn, outlookOf, type Outlook } from '../stats/outlook.ts';
import type { Counts } from './counts.ts';
import {
  FORECAST_DAYS,
  type Backtest,
  type Forecast,
  type MilestoneForecast,
  type Prospect,
  type RenewalOutlook,
} from './domain.ts';
import { forecastMilestone, inAll } from './forecast.ts';
import { entryRanges, type RangeQuestion } from './ranges-service.ts';
import { journeysAsked, readCounts } from './service.ts';
import { countReachedLater, listOpenRows, readNames, type OpenRow } from './store.ts';

/** Whose forecast is asked for. */
export type ForecastQuestion = Pick<RangeQuestion, 'date' | 'segment'>;

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
  const counts = await readCounts(deps, workspaceId, program, { ...question, since: null });
  const milestones = forecastsOf(counts, program, question);
  return {
    ...question,
    milestones,
    expected: inAll(milestones),
    backtest: await backtest(deps, workspaceId, program, question),
  };
}

async function backtest(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program,
  { date, segment }: ForecastQuestion,
): Promise<Backtest> {
  const madeOn = addDays(date, -BACKTEST_DAYS);
  const then = { date: madeOn, segment, since: null };
  const forecasts = forecastsOf(await readCounts(deps, workspaceId, program, then), program, then);
  const happened = new Map(forecasts.map(({ id }) => [id, FORECAST_DAYS.map(() => 0)]));
  for await (const { journey, scope, found } of entryRanges(deps, workspaceId, program, {
    ...then,
    knownOn: date,
  })) {
    for (const row of await countReachedLater(deps.database.db, scope, found, date)) {
      const sums = happened.get(journey.phases[row.number - 1]?.milestone.id ?? '');
      if (sums === undefined) continue;
      for (const [index, days] of FORECAST_DAYS.entries()) if (row.days <= days) sums[index]! += row.accounts;
    }
  }
  const milestones = forecasts.map((forecast) => ({ ...forecast, happened: happened.get(forecast.id)! }));
  return {
    madeOn,
    milestones,
    expected: inAll(forecasts),
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
      forecastMilestone(milestone, counts.of(null, journey.id, index + 1)),
    ),
  );
}

/**
 * The open accounts that renew, with the day on which each has more likely than not reached its milestone. A page of
 * them: those that renew before that day first, by money.
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
  const question = { date, segment, since: null };
  const counts = await readCounts(deps, workspaceId, program, question);
  const likely = likelyDays(counts);
  const collected = collect(page.offset + page.limit + 1);
  for await (const { journey, scope, found } of entryRanges(deps, workspaceId, program, {
    ...question,
    money: true,
  })) {
    for (const row of await listOpenRows(db, scope, found)) {
      if (page.renewsUpTo !== undefined && row.renewsOn > page.renewsUpTo) continue;
      const { milestone } = journey.phases[row.number - 1]!;
      collected.add(prospectOf(row, milestone, likely(journey.id, row.number, row.days), date));
    }
  }
  const { accounts, inTime, late, lateArr } = collected.end();
  const shown = accounts.slice(page.offset, page.offset + page.limit);
  const names = await readNames(
    db,
    workspaceId,
    shown.map(({ id }) => id),
  );
  const open = forecastsOf(counts, program, question).reduce((sum, milestone) => sum + milestone.open, 0);
  return {
    date,
    inTime,
    late,
    withoutRenewal: open - inTime - late,
    lateArr,
    accounts: shown.map((account) => ({ ...account, ...(names.get(account.id) ?? { key: '', name: '' }) })),
    hasMore: accounts.length > page.offset + page.limit,
  };
}

/** After how many more days an account has likely reached its milestone: asked once for each number of days there. */
function likelyDays(counts: Counts): (journeyId: string, number: number, days: number) => number | null {
  const outlooks = new Map<string, { outlook: Outlook; known: Map<number, number | null> }>();
  return (journeyId, number, days) => {
    const at = `${journeyId} ${number}`;
    const kept = outlooks.get(at) ?? {
      outlook: outlookOf(counts.of(null, journeyId, number)),
      known: new Map<number, number | null>(),
    };
    outlooks.set(at, kept);
    const known = kept.known.get(days);
    if (known !== undefined) return known;
    const found = likelyIn(kept.outlook, days);
    kept.known.set(days, found);
    return found;
  };
}

type Unnamed = Omit<Prospect, 'key' | 'name'>;

function prospectOf(
  row: OpenRow,
  milestone: { id: string; name: string },
  likely: number | null,
  date: BusinessDate,
): Unnamed {
  const { id, days, arr, currency, renewsOn } = row;
  const likelyOn = likely === null ? null : addDays(date, likely);
  return {
    id,
    milestoneId: milestone.id,
    milestoneName: milestone.name,
    days,
    likelyOn,
    renewsOn,
    arr,
    currency,
    isInTime: likelyOn !== null && likelyOn <= renewsOn,
  };
}

/** Counts all, and keeps the first `most`. */
function collect(most: number) {
  let accounts: Unnamed[] = [];
  let [inTime, late] = [0, 0];
  const arr = new Map<string | null, number>();
  const cut = () => {
    accounts = accounts.toSorted(mostPressingFirst).slice(0, most);
  };
  return {
    add(account: Unnamed): void {
      if (account.isInTime) inTime += 1;
      else {
        late += 1;
        if (account.arr !== null) arr.set(account.currency, (arr.get(account.currency) ?? 0) + account.arr);
      }
      accounts.push(account);
      if (accounts.length >= 2 * most + 1_000) cut();
    },
    end() {
      cut();
      const lateArr = [...arr]
        .map(([currency, amount]) => ({ currency, amount }))
        .toSorted((a, b) => b.amount - a.amount);
      return { accounts, inTime, late, lateArr };
    },
  };
}

function mostPressingFirst(a: Unnamed, b: Unnamed): number {
  return (
    Number(a.isInTime) - Number(b.isInTime) ||
    (a.isInTime ? compareTexts(a.renewsOn, b.renewsOn) : 0) ||
    (b.arr ?? -1) - (a.arr ?? -1) ||
    compareTexts(a.renewsOn, b.renewsOn) ||
    compareTexts(a.id, b.id)
  );
}
