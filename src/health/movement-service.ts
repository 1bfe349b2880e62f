/** How the health of all accounts moved in a week, and who is at risk by it. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { firstOf } from '../base/first-of.ts';
import { compareTexts } from '../base/text.ts';
import { accountRanges } from '../db/account-ranges.ts';
import type { DialectName } from '../db/open.ts';
import type { AppliedProgram } from '../program/domain.ts';
import type { Band } from './domain.ts';
import type { BandShares, Movement } from './figures.ts';
import { countMoves, listRiskRows, listScored, type MoveRow, type PayingAccount } from './movement-store.ts';
import { explainMoves, type ExplainedAccount } from './portfolio-service.ts';
import { mostPressingFirst, type RiskRow } from './risk.ts';
import { newestHealthDay } from './service.ts';

/**
 * On SQLite so many accounts take about twenty milliseconds, in which requests wait; PostgreSQL plans as if it read all
 * snapshots, and wants more to do for that.
 */
const ACCOUNTS_PER_RANGE: Record<DialectName, number> = { sqlite: 2_500, postgres: 25_000 };
/** The earlier day lies so many days back, or is the newest of the week before that. */
const WEEK = 7;

export interface AtRisk {
  /** How many are red, or in a worse band than a week before. */
  total: number;
  /** The most pressing first. */
  accounts: (PayingAccount & Pick<ExplainedAccount, 'moves' | 'lowest'> & { before: Band | null })[];
}

/**
 * From the snapshots of the newest morning of the week up to the date.
 * @returns null when no morning of the week scored anybody
 */
export async function readMovement(
  { database: { db, dialect } }: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  { date, limit }: { date: BusinessDate; limit: number },
): Promise<{ movement: Movement; atRisk: AtRisk } | null> {
  const newest = await newestHealthDay(db, workspaceId, date);
  if (newest === null) return null;
  const { day } = newest;
  const before = (await newestHealthDay(db, workspaceId, addDays(day, -WEEK)))?.day ?? null;
  const days = { day, before };
  const counts: MoveRow[] = [];
  const order = mostPressingFirst(date);
  let risky: RiskRow[] = [];
  let total = 0;
  for await (const range of accountRanges(db, workspaceId, ACCOUNTS_PER_RANGE[dialect])) {
    counts.push(...(await countMoves(db, workspaceId, days, range)));
    const found = await listRiskRows(db, workspaceId, days, range);
    total += found.length;
    risky = firstOf(risky, found, order, limit);
  }
  const ids = risky.map(({ id }) => id);
  const scored = await listScored(db, workspaceId, day, ids);
  const explained = await explainMoves(db, workspaceId, applied, day, scored);
  const byId = new Map(explained.map((account) => [account.id, account]));
  const accounts = risky.flatMap(({ id, before: band }) => {
    const account = byId.get(id);
    return account === undefined ? [] : [{ ...account, before: band }];
  });
  return { movement: movementOf(days, counts), atRisk: { total, accounts } };
}

function movementOf(
  { day, before: beforeDay }: { day: BusinessDate; before: BusinessDate | null },
  counts: readonly MoveRow[],
): Movement {
  const moves = new Map<string, Movement['moves'][number]>();
  for (const { isNow, isBefore, now, before, accounts } of counts) {
    const [from, to] = [before ?? 'unknown', now ?? 'unknown'] as const;
    if (isNow === 0 || isBefore === 0 || from === to) continue;
    const known = moves.get(`${from} ${to}`)?.accounts ?? 0;
    moves.set(`${from} ${to}`, { from, to, accounts: known + accounts });
  }
  return {
    day,
    beforeDay,
    now: sharesOf(
      counts.flatMap((row) =>
        row.isNow === 0 ? [] : [{ band: row.now, accounts: row.accounts, coverage: row.coverageNow }],
      ),
    ),
    before: sharesOf(
      counts.flatMap((row) =>
        row.isBefore === 0
          ? []
          : [{ band: row.before, accounts: row.accounts, coverage: row.coverageBefore }],
      ),
    ),
    moves: [...moves.values()].toSorted(
      (a, b) => b.accounts - a.accounts || compareTexts(a.from + a.to, b.from + b.to),
    ),
  };
}

function sharesOf(
  rows: readonly { band: Band | null; accounts: number; coverage: number | null }[],
): BandShares {
  const shares = { green: 0, yellow: 0, red: 0, unknown: 0 };
  let [all, coverage] = [0, 0];
  for (const row of rows) {
    shares[row.band ?? 'unknown'] += row.accounts;
    all += row.accounts;
    coverage += row.coverage ?? 0;
  }
  return { ...shares, coverage: all === 0 ? null : coverage / all / 10_000 };
}
