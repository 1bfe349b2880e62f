/** What happened to customers in some days: reached, slipped, at risk, left. */
import { addDays } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { createMoneySums } from '../base/money-sums.ts';
import { compareTexts } from '../base/text.ts';
import { accountRanges } from '../db/account-ranges.ts';
import { readRenewals } from '../funnel/forecast-service.ts';
import type { ReachedWithin } from '../funnel/reached-service.ts';
import { findOwnWords } from '../goals/outcome-service.ts';
import type { AtRisk, RiskyAccount } from '../health/movement-service.ts';
import { costReason, moveReason, type HealthReason } from '../health/words.ts';
import { endOf } from '../jobs/slots.ts';
import type { Milestone } from '../journey/domain.ts';
import { walkSlippedSince } from '../journey/slip-service.ts';
import { trialSegmentIds, type AppliedProgram, type Program } from '../program/domain.ts';
import { listLeftRows, readNamed, type LeftRow } from './customers-store.ts';
import {
  NAMED,
  RENEWAL_DAYS,
  type CustomersFacts,
  type LeftAccount,
  type Listed,
  type Period,
} from './domain.ts';
import { addListed, largestFirst } from './listed.ts';

/** So many reasons of an account are told. */
const WHY_SHOWN = 3;
/** A move of the account's score, in hundredths, that is one of them. */
const LEAST_TOLD_MOVE = 300;

/**
 * @param reached who reached a milestone in the days
 * @param atRisk by health; null: no morning scored anybody
 */
export async function readCustomers(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  period: Period,
  reached: ReachedWithin,
  atRisk: AtRisk | null,
): Promise<CustomersFacts> {
  return {
    ...(await readStories(deps, workspaceId, applied, period, reached)),
    slipped: await readSlipped(deps, workspaceId, applied, period),
    atRisk: riskOf(atRisk),
    renewals: await readEarlyRenewals(deps, workspaceId, applied, period),
    left: await readLeft(deps, workspaceId, applied.program, period),
  };
}

async function readStories(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  { date }: Period,
  { total, byMilestone, accounts }: ReachedWithin,
): Promise<Pick<CustomersFacts, 'reached' | 'milestones'>> {
  const { db } = deps.database;
  const milestones = milestonesById(program);
  const names = await readNamed(
    db,
    workspaceId,
    accounts.map(({ accountId }) => accountId),
  );
  const words = await findOwnWords(db, workspaceId, accounts, endOf(date, program.timezone).toISOString());
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
      return reached === 0 ? [] : [{ id, name, accounts: reached }];
    }),
  };
}

async function readSlipped(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  period: Period,
): Promise<CustomersFacts['slipped']> {
  const milestones = milestonesById(applied.program);
  let slipped: CustomersFacts['slipped'] = { total: 0, accounts: [] };
  for await (const slips of walkSlippedSince(deps, workspaceId, applied, period)) {
    for (let start = 0; start < slips.length; start += NAMED_AT_ONCE) {
      const some = slips.slice(start, start + NAMED_AT_ONCE);
      const ids = some.map(({ accountId }) => accountId);
      const names = await readNamed(deps.database.db, workspaceId, ids);
      const found = some.flatMap(({ accountId, milestoneIds }) => {
        const account = names.get(accountId);
        return account === undefined
          ? []
          : [{ ...account, milestones: milestoneIds.map((id) => milestones.get(id)?.name ?? id) }];
      });
      slipped = addListed(slipped, found, largestFirst);
    }
  }
  return slipped;
}

const NAMED_AT_ONCE = 2_000;

function riskOf(atRisk: AtRisk | null): CustomersFacts['atRisk'] {
  if (atRisk === null) return { total: 0, accounts: [] };
  return {
    total: atRisk.total,
    accounts: atRisk.accounts.map(
      ({ id, key, name, arr, currency, band, score, before, renewsOn, passedOn, ...reasons }) => ({
        id,
        key,
        name,
        arr,
        currency,
        band,
        score,
        before,
        renewsOn,
        passedOn,
        why: whyOf(reasons),
      }),
    ),
  };
}

/** What costs most now, then what else costs or moved the score, whatever weighs more. */
function whyOf({ costs, moves }: Pick<RiskyAccount, 'costs' | 'moves'>): HealthReason[] {
  const worse = moves.filter(({ points }) => points <= -LEAST_TOLD_MOVE);
  const told = costs.map(({ value, ...cost }) => {
    const moved = worse.find(({ metric }) => metric?.id === cost.metric.id)?.points ?? 0;
    return { weight: cost.cost, reason: costReason(cost, value, -moved) };
  });
  const others = worse
    .filter(({ metric }) => !costs.some((cost) => cost.metric.id === metric?.id))
    .map((move) => ({ weight: -move.points, reason: moveReason(move) }));
  const rest = [...told.slice(1), ...others].toSorted((x, y) => y.weight - x.weight);
  return [...told.slice(0, 1), ...rest].slice(0, WHY_SHOWN).map(({ reason }) => reason);
}

async function readEarlyRenewals(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  { date }: Period,
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
      .filter(({ value }) => value === 'late')
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
  period: Period,
): Promise<CustomersFacts['left']> {
  const { db, dialect } = deps.database;
  const arr = createMoneySums();
  let left: Listed<LeftRow> = { total: 0, accounts: [] };
  for await (const range of accountRanges({ db, dialect }, workspaceId, 'read')) {
    const rows = await listLeftRows(db, workspaceId, period, range, trialSegmentIds(program));
    for (const row of rows) arr.add(row);
    left = addListed(left, rows, mostMoneyLeftFirst);
  }
  return {
    total: left.total,
    arr: arr.read(),
    accounts: left.accounts.map((row) => leftAccount(row, program)),
  };
}

function leftAccount({ journeyId, reached, ...row }: LeftRow, { journeys }: Program): LeftAccount {
  const journey = journeys.find(({ id }) => id === journeyId);
  const before = ((reached === null ? [] : JSON.parse(reached)) as string[]).filter((day) => day <= row.on);
  return { ...row, milestone: journey?.phases[before.length]?.milestone.name ?? null };
}

function milestonesById({ journeys }: Program): Map<string, Milestone> {
  return new Map(journeys.flatMap(({ phases }) => phases.map(({ milestone }) => [milestone.id, milestone])));
}

/** And of those that pay the same, whoever left last. */
function mostMoneyLeftFirst(a: LeftRow, b: LeftRow): number {
  return (b.arr ?? -1) - (a.arr ?? -1) || compareTexts(b.on, a.on) || compareTexts(a.id, b.id);
}
