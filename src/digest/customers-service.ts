/** What happened to customers in a week: reached, slipped, at risk, left. */
import { addDays } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { createMoneySums } from '../base/money-sums.ts';
import { compareTexts } from '../base/text.ts';
import { accountRanges } from '../db/account-ranges.ts';
import type { DialectName } from '../db/open.ts';
import { readRenewals } from '../funnel/forecast-service.ts';
import type { ReachedWithin } from '../funnel/reached-service.ts';
import { findOwnWords } from '../goals/outcome-service.ts';
import type { AtRisk } from '../health/movement-service.ts';
import { lowestReason, moveReason, type HealthReason } from '../health/words.ts';
import { endOf } from '../jobs/slots.ts';
import type { Milestone } from '../journey/domain.ts';
import { walkSlippedSince } from '../journey/slip-service.ts';
import type { AppliedProgram, Program } from '../program/domain.ts';
import { listLeftRows, readNamed, type LeftRow, type Week } from './customers-store.ts';
import { NAMED, RENEWAL_DAYS, type CustomersFacts, type LeftAccount, type Listed } from './domain.ts';
import { addListed, largestFirst } from './listed.ts';

/** So many metrics of an account are named. */
const WHY_SHOWN = 3;
/** Were they all to leave in one week: on SQLite so many take some milliseconds, in which requests wait. */
const ACCOUNTS_PER_RANGE: Record<DialectName, number> = { sqlite: 2_500, postgres: 25_000 };

/**
 * @param reached who reached a milestone in the week
 * @param atRisk by health; null: no morning scored anybody
 */
export async function readCustomers(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  week: Week,
  reached: ReachedWithin,
  atRisk: AtRisk | null,
): Promise<CustomersFacts> {
  return {
    ...(await readStories(deps, workspaceId, applied, week, reached)),
    slipped: await readSlipped(deps, workspaceId, applied, week),
    atRisk: riskOf(atRisk),
    renewals: await readEarlyRenewals(deps, workspaceId, applied, week),
    left: await readLeft(deps, workspaceId, applied.program, week),
  };
}

async function readStories(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  { date }: Week,
  { total, byMilestone, accounts }: ReachedWithin,
): Promise<Pick<CustomersFacts, 'reached' | 'milestones'>> {
  const { db } = deps.database;
  const milestones = milestonesOf(program);
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
  { since, date }: Week,
): Promise<CustomersFacts['slipped']> {
  const milestones = milestonesOf(applied.program);
  let slipped: CustomersFacts['slipped'] = { total: 0, accounts: [] };
  for await (const slips of walkSlippedSince(deps, workspaceId, applied, { after: since, date })) {
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
      ({ id, key, name, arr, currency, band, score, before, renewsOn, moves, lowest }) => ({
        id,
        key,
        name,
        arr,
        currency,
        band,
        score,
        before,
        renewsOn,
        why: whyOf(moves, lowest),
      }),
    ),
  };
}

function whyOf(
  moves: AtRisk['accounts'][number]['moves'],
  lowest: AtRisk['accounts'][number]['lowest'],
): HealthReason[] {
  const worse = moves.filter(({ points }) => points < 0).slice(0, WHY_SHOWN);
  if (worse.length > 0) return worse.map((move) => moveReason(move));
  return lowest === null ? [] : [lowestReason(lowest)];
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
  const { db, dialect } = deps.database;
  const arr = createMoneySums();
  let left: Listed<LeftRow> = { total: 0, accounts: [] };
  for await (const range of accountRanges(db, workspaceId, ACCOUNTS_PER_RANGE[dialect])) {
    const rows = await listLeftRows(db, workspaceId, week, range);
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

function milestonesOf({ journeys }: Program): Map<string, Milestone> {
  return new Map(journeys.flatMap(({ phases }) => phases.map(({ milestone }) => [milestone.id, milestone])));
}

/** And of those that pay the same, whoever left last. */
function mostMoneyLeftFirst(a: LeftRow, b: LeftRow): number {
  return (b.arr ?? -1) - (a.arr ?? -1) || compareTexts(b.on, a.on) || compareTexts(a.id, b.id);
}
