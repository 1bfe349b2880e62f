/** How the accounts of a workspace are doing together, with the reasons of those that are shown. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { changeBetween, type Move } from './change.ts';
import { costsOf, type MetricCost } from './costs.ts';
import type { HealthSnapshot, Scorecard } from './domain.ts';
import {
  countPortfolio,
  listPortfolio,
  readSnapshotsOf,
  sumPortfolio,
  type BandCount,
  type PortfolioAccount,
  type PortfolioFilter,
} from './portfolio-store.ts';
import { newestHealthDay, scorecardOf } from './service.ts';

export type { BandCount, PortfolioAccount, PortfolioFilter } from './portfolio-store.ts';

export interface ExplainedAccount extends PortfolioAccount {
  /** What moved it, the greatest first; none where nothing did, or it can not be told. */
  moves: Move[];
  /** What it had on the day that it is compared with; null: none, or it is not kept any more. */
  before: Pick<HealthSnapshot, 'score' | 'band'> | null;
  /** What holds it down, the dearest first; none where nothing does, or nothing is known. */
  costs: MetricCost[];
}

export interface Portfolio {
  /** The newest one on which all were scored. */
  day: BusinessDate;
  accounts: ExplainedAccount[];
  /** By band, of all that the segment has. */
  counts: BandCount[];
}

/** @returns null when nothing was scored in the last week */
export async function readPortfolio(
  executor: Executor,
  workspaceId: string,
  applied: AppliedProgram,
  filter: PortfolioFilter,
  page: { limit: number; offset: number; today: BusinessDate },
): Promise<Portfolio | null> {
  const scored = await newestHealthDay(executor, workspaceId, page.today);
  if (scored === null) return null;
  const { day } = scored;
  const accounts = await listPortfolio(executor, workspaceId, day, filter, page);
  const sureFrom = applied.program.scorecard.sureFrom * 100;
  return {
    day,
    accounts: await explainMoves(executor, workspaceId, applied, day, accounts),
    counts: await countPortfolio(executor, workspaceId, day, filter.segment, sureFrom),
  };
}

/** How all accounts do together, in two shares from 0 to 1. */
export interface PortfolioShares {
  accounts: number;
  /** The mean. */
  coverage: number;
  green: number;
}

/** By the newest morning up to a date. @returns null when no morning of the week before it scored anything */
export async function readPortfolioShares(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
): Promise<PortfolioShares | null> {
  const scored = await newestHealthDay(executor, workspaceId, date);
  if (scored === null) return null;
  const { accounts, coverage, green } = await sumPortfolio(executor, workspaceId, scored.day);
  return accounts === 0 ? null : { accounts, coverage: coverage / 10_000, green: green / accounts };
}

/** Says of some accounts, as a day scored them, what moved each. */
export async function explainMoves<A extends PortfolioAccount>(
  executor: Executor,
  workspaceId: string,
  applied: AppliedProgram,
  day: BusinessDate,
  accounts: readonly A[],
): Promise<(A & Pick<ExplainedAccount, 'moves' | 'before' | 'costs'>)[]> {
  const days = [day, ...accounts.flatMap(({ movedSince }) => movedSince ?? [])];
  const ids = accounts.map(({ id }) => id);
  const snapshots = await readSnapshotsOf(executor, workspaceId, ids, days);
  const versions = new Set([...snapshots.values()].map(({ programVersion }) => programVersion));
  const scorecards = new Map<number, Scorecard | null>();
  for (const version of versions) {
    scorecards.set(version, await scorecardOf(executor, workspaceId, applied, version));
  }
  const scored = (snapshot: HealthSnapshot | undefined) => {
    const scorecard = snapshot === undefined ? null : (scorecards.get(snapshot.programVersion) ?? null);
    return snapshot === undefined || scorecard === null ? null : { ...snapshot, scorecard };
  };
  return accounts.map((account) => {
    const kept = snapshots.get(`${account.id} ${account.movedSince}`);
    const before = scored(kept);
    const after = scored(snapshots.get(`${account.id} ${day}`));
    const moves = before === null || after === null ? [] : changeBetween(before, after).moves;
    return {
      ...account,
      moves: moves.toSorted((a, b) => Math.abs(b.points) - Math.abs(a.points)),
      before: kept === undefined ? null : { score: kept.score, band: kept.band },
      costs: after === null ? [] : costsOf(after.scorecard, after.stage, after.scores),
    };
  });
}
