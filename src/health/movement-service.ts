/** How the health of all accounts moved in a week, and who is at risk by it. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { compareTexts } from '../base/text.ts';
import { accountRanges } from '../db/account-ranges.ts';
import { assessedOn } from '../journey/service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import type { MetricCost } from './costs.ts';
import type { Band } from './domain.ts';
import type { BandShares, Movement } from './figures.ts';
import { countMoves, listRiskRows, listScored, type MoveRow, type PayingAccount } from './movement-store.ts';
import { explainMoves, type ExplainedAccount } from './portfolio-service.ts';
import { collectRisks, type RiskRow } from './risk.ts';
import { scoreOf } from './scoring.ts';
import { newestHealthDay } from './service.ts';
import { readValuesOf } from './value-store.ts';

/** The earlier day lies so many days back, or is the newest of the week before that. */
const WEEK = 7;

export interface AtRisk {
  /** How many are red, or in a worse band than a week before. */
  total: number;
  /** The most pressing first. */
  accounts: RiskyAccount[];
}

export interface RiskyAccount
  extends PayingAccount, Pick<ExplainedAccount, 'moves'>, Pick<RiskRow, 'passedOn'> {
  /** The band of a week before. */
  before: Band | null;
  /** What holds it down, the dearest first. */
  costs: MeasuredCost[];
}

/** With what was measured; null: that can not be told any more. */
export type MeasuredCost = MetricCost & { value: number | null };

/** Of so many metrics of an account it is told what was measured. */
const MEASURED = 3;

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
  const days = { day, before, date };
  const counts: MoveRow[] = [];
  const risks = collectRisks(date, limit);
  for await (const range of accountRanges({ db, dialect }, workspaceId, 'read')) {
    counts.push(...(await countMoves(db, workspaceId, days, range)));
    risks.add(await listRiskRows(db, workspaceId, days, range));
  }
  const accounts = await explainRisks({ db, dialect }, workspaceId, applied, day, risks.read());
  return { movement: movementOf(days, counts), atRisk: { total: risks.total(), accounts } };
}

async function explainRisks(
  { db, dialect }: Pick<Deps['database'], 'db' | 'dialect'>,
  workspaceId: string,
  applied: AppliedProgram,
  day: BusinessDate,
  risks: readonly RiskRow[],
): Promise<RiskyAccount[]> {
  const ids = risks.map(({ id }) => id);
  const scored = await listScored(db, workspaceId, day, ids);
  const explained = await explainMoves(db, workspaceId, applied, day, scored);
  // A place on a journey is kept as it is now, so that the pace of an earlier day can not be told.
  const isKept = (await assessedOn(db, workspaceId)) === day;
  const asked = explained.flatMap(({ costs }) => costs.slice(0, MEASURED).map(({ metric }) => metric));
  const metrics = [...new Set(asked)].filter(({ source }) => isKept || source.kind !== 'pace');
  const { journeys } = applied.program;
  const context = { dialect, workspaceId, journeys, date: day, past: null };
  const values = await readValuesOf(db, context, metrics, ids);
  const byId = new Map(explained.map((account) => [account.id, account]));
  return risks.flatMap(({ id, before, passedOn }) => {
    const account = byId.get(id);
    if (account === undefined) return [];
    const costs = account.costs.slice(0, MEASURED).map((cost): MeasuredCost => {
      const value = values.get(id)?.[metrics.indexOf(cost.metric)] ?? null;
      // What came in later for that day is not what it was scored by.
      return { ...cost, value: value !== null && scoreOf(cost.metric, value) === cost.score ? value : null };
    });
    return [{ ...account, before, passedOn, costs }];
  });
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
