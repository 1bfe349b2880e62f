/** What happened to customers in a week: reached, slipped, at risk, left. */
import { addDays } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { compareTexts } from '../base/text.ts';
import { readRenewals } from '../funnel/forecast-service.ts';
import { readReached } from '../funnel/reached-service.ts';
import { findOwnWords } from '../goals/outcome-service.ts';
import { moveWords } from '../health/words.ts';
import type { AtRisk } from '../health/movement-service.ts';
import type { Milestone } from '../journey/domain.ts';
import { listSlippedSince } from '../journey/slip-service.ts';
import type { AppliedProgram, Program } from '../program/domain.ts';
import { listLeftRows, readNamed, type LeftRow, type Week } from './customers-store.ts';
import {
  NAMED,
  RENEWAL_DAYS,
  type CustomersFacts,
  type LeftAccount,
  type MoneySums,
  type NamedAccount,
} from './domain.ts';

/** So many metrics of an account are named. */
const WHY_SHOWN = 3;

/** @param atRisk by health; null: no morning scored anybody */
export async function readCustomers(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  week: Week,
  atRisk: AtRisk | null,
): Promise<CustomersFacts> {
  return {
    ...(await readStories(deps, workspaceId, applied, week)),
    slipped: await readSlipped(deps, workspaceId, applied, week),
    atRisk: riskOf(atRisk),
    renewals: await readEarlyRenewals(deps, workspaceId, applied, week),
    left: await readLeft(deps, workspaceId, applied.program, week),
  };
}

async function readStories(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  { since, date }: Week,
): Promise<Pick<CustomersFacts, 'reached' | 'milestones'>> {
  const { db } = deps.database;
  const within = { after: since, date, limit: NAMED };
  const { total, byMilestone, byFurthest, accounts } = await readReached(deps, workspaceId, applied, within);
  const milestones = milestonesOf(applied.program);
  const names = await readNamed(
    db,
    workspaceId,
    accounts.map(({ accountId }) => accountId),
  );
  const words = await findOwnWords(db, workspaceId, accounts, date);
  return {
    reached: {
      total,
      accounts: accounts.flatMap(({ accountId, milestoneId, on, arr }) => {
        const account = names.get(accountId);
        const milestone = milestones.get(milestoneId);
        if (account === undefined || milestone === undefined) return [];
        const { name, value } = milestone;
        return [
          { ...account, arr, milestoneId, milestone: name, value, on, words: words.get(accountId) ?? null },
        ];
      }),
    },
    milestones: [...milestones.values()].flatMap(({ id, name }) => {
      const reached = byMilestone.get(id) ?? 0;
      return reached === 0 ? [] : [{ id, name, accounts: reached, furthest: byFurthest.get(id) ?? 0 }];
    }),
  };
}

async function readSlipped(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  { since, date }: Week,
): Promise<CustomersFacts['slipped']> {
  const slips = await listSlippedSince(deps, workspaceId, applied, { after: since, date });
  const milestones = milestonesOf(applied.program);
  const names = new Map<string, NamedAccount>();
  for (let start = 0; start < slips.length; start += NAMED_AT_ONCE) {
    const ids = slips.slice(start, start + NAMED_AT_ONCE).map(({ accountId }) => accountId);
    for (const [id, account] of await readNamed(deps.database.db, workspaceId, ids)) names.set(id, account);
  }
  const accounts = slips.flatMap(({ accountId, milestoneIds }) => {
    const account = names.get(accountId);
    return account === undefined
      ? []
      : [{ ...account, milestones: milestoneIds.map((id) => milestones.get(id)?.name ?? id) }];
  });
  return { total: slips.length, accounts: accounts.toSorted(largestFirst).slice(0, NAMED) };
}

const NAMED_AT_ONCE = 2_000;

function riskOf(atRisk: AtRisk | null): CustomersFacts['atRisk'] {
  if (atRisk === null) return { total: 0, accounts: [] };
  return {
    total: atRisk.total,
    accounts: atRisk.accounts.map(
      ({ id, key, name, arr, currency, band, score, before, renewsOn, moves }) => ({
        id,
        key,
        name,
        arr,
        currency,
        band,
        score,
        before,
        renewsOn,
        why: moves
          .filter(({ points }) => points < 0)
          .slice(0, WHY_SHOWN)
          .map((move) => moveWords(move)),
      }),
    ),
  };
}

async function readEarlyRenewals(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  { date }: Week,
): Promise<CustomersFacts['renewals']> {
  const page = { limit: NAMED, offset: 0, renewsUpTo: addDays(date, RENEWAL_DAYS) };
  const { late, lateArr, accounts } = await readRenewals(
    deps,
    workspaceId,
    applied,
    { date, segment: null },
    page,
  );
  return {
    total: late,
    arr: lateArr,
    accounts: accounts
      .filter(({ isInTime }) => !isInTime)
      .map(({ id, key, name, arr, currency, milestoneName, renewsOn, likelyOn }) => ({
        id,
        key,
        name,
        arr,
        currency,
        milestone: milestoneName,
        renewsOn,
        likelyOn,
      })),
  };
}

async function readLeft(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program,
  week: Week,
): Promise<CustomersFacts['left']> {
  const rows = await listLeftRows(deps.database.db, workspaceId, week);
  return {
    total: rows.length,
    arr: sumMoney(rows),
    accounts: rows.slice(0, NAMED).map((row) => leftAccount(row, program)),
  };
}

function leftAccount({ journeyId, reached, ...row }: LeftRow, { journeys }: Program): LeftAccount {
  const journey = journeys.find(({ id }) => id === journeyId);
  const before = ((reached === null ? [] : JSON.parse(reached)) as string[]).filter((day) => day <= row.on);
  return { ...row, milestone: journey?.phases[before.length]?.milestone.name ?? null };
}

function sumMoney(accounts: readonly NamedAccount[]): MoneySums {
  const sums = new Map<string | null, number>();
  for (const { arr, currency } of accounts)
    if (arr !== null && arr > 0) sums.set(currency, (sums.get(currency) ?? 0) + arr);
  return [...sums]
    .map(([currency, amount]) => ({ currency, amount }))
    .toSorted((a, b) => b.amount - a.amount);
}

function milestonesOf({ journeys }: Program): Map<string, Milestone> {
  return new Map(journeys.flatMap(({ phases }) => phases.map(({ milestone }) => [milestone.id, milestone])));
}

function largestFirst(a: NamedAccount, b: NamedAccount): number {
  return (b.arr ?? -1) - (a.arr ?? -1) || compareTexts(a.id, b.id);
}
