/** Who was sold to, how well they fit, and what it costs to win them. */
import { nameKey } from '../accounts/name-key.ts';
import { effectiveCac } from '../acquisition/domain.ts';
import { readCac } from '../acquisition/service.ts';
import { addDays } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { compareTexts } from '../base/text.ts';
import { accountRanges } from '../db/account-ranges.ts';
import type { ReachedWithin } from '../funnel/reached-service.ts';
import { trialSegmentIds, type AppliedProgram, type Program } from '../program/domain.ts';
import { readNamed } from './customers-store.ts';
import {
  QUARTER_DAYS,
  sumSold,
  type EffectiveCac,
  type Listed,
  type Opportunity,
  type SalesFacts,
  type Period,
  type SoldBy,
} from './domain.ts';
import { addListed, largestFirst } from './listed.ts';
import { countSold, listBadFits, listReferrersOf, type BadFit, type SoldRow } from './sales-store.ts';

const REFERRERS_SHOWN = 5;
const SEGMENTS_SHOWN = 5;

/** @param reached the milestones of the days that open an opportunity, apart from the others */
export async function readSales(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  period: Period,
  reached: Pick<ReachedWithin, 'byMilestone' | 'apart'>,
): Promise<SalesFacts> {
  const { db } = deps.database;
  const { from, upTo } = period;
  const quarter = { from: addDays(period.date, -QUARTER_DAYS), upTo };
  const trials = trialSegmentIds(applied.program);
  const rows: SoldRow[] = [];
  let badOfWeek: Listed<BadFit> = { total: 0, accounts: [] };
  let badOfQuarter = badOfWeek;
  for await (const range of accountRanges(deps.database, workspaceId, 'list')) {
    const found = await countSold(db, workspaceId, quarter, from, trials, range);
    rows.push(...found);
    if (!found.some(({ fit }) => fit === 'bad_fit')) continue;
    const bad = await listBadFits(db, workspaceId, quarter, trials, range);
    badOfQuarter = addListed(badOfQuarter, bad, largestFirst);
    badOfWeek = addListed(
      badOfWeek,
      bad.filter(({ startedOn }) => startedOn >= from),
      largestFirst,
    );
  }
  const referred = (some: readonly SoldRow[]) => some.reduce((sum, row) => sum + row.referred, 0);
  const ofWeek = rows.filter(({ isWeek }) => isWeek === 1);
  return {
    week: bySeller(ofWeek),
    quarter: bySeller(rows),
    badFits: badOfWeek.total > 0 ? { of: 'week', ...badOfWeek } : { of: 'quarter', ...badOfQuarter },
    referrals: {
      week: referred(ofWeek),
      quarter: referred(rows),
      referrers: await listReferrersOf(db, workspaceId, quarter, trials, REFERRERS_SHOWN),
    },
    cac: await readCosts(deps, workspaceId, applied),
    opportunities: await readOpportunities(deps, workspaceId, applied, reached),
  };
}

/** Spellings of one name that differ in capitals, accents or spaces are one; those with the most customers first. */
function bySeller(rows: readonly SoldRow[]): SoldBy[] {
  const groups = new Map<string, SoldBy>();
  for (const { soldBy, fit, customers } of rows.toSorted((a, b) => b.customers - a.customers)) {
    const key = soldBy === null ? '' : nameKey(soldBy);
    const group = groups.get(key) ?? {
      soldBy: key === '' ? null : soldBy,
      good: 0,
      stretch: 0,
      bad: 0,
      unknown: 0,
    };
    group[VERDICTS[fit ?? 'unknown']] += customers;
    groups.set(key, group);
  }
  return [...groups.values()].toSorted(
    (a, b) =>
      Number(a.soldBy === null) - Number(b.soldBy === null) ||
      sumSold([b]).all - sumSold([a]).all ||
      compareTexts(a.soldBy ?? '', b.soldBy ?? ''),
  );
}

const VERDICTS = { good_fit: 'good', stretch: 'stretch', bad_fit: 'bad', unknown: 'unknown' } as const;

async function readCosts(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
): Promise<EffectiveCac[]> {
  const { segments } = await readCac(deps, workspaceId);
  const names = new Map(program.segments.map(({ id, name }) => [id, name]));
  return segments
    .flatMap((found) => {
      const cac = effectiveCac(found);
      const { segment, currency, bought, referred } = found;
      const name = segment === null ? null : (names.get(segment) ?? segment);
      return cac === null ? [] : [{ segment: name, currency, cac, bought, referred }];
    })
    .slice(0, SEGMENTS_SHOWN);
}

/** Each milestone of the days that opens one, also where the account reached a further one since. */
async function readOpportunities(
  { database: { db } }: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  { byMilestone, apart }: Pick<ReachedWithin, 'byMilestone' | 'apart'>,
): Promise<Listed<Opportunity>> {
  const opening = opportunityMilestones(program);
  const ids = apart.map(({ accountId }) => accountId);
  const names = await readNamed(db, workspaceId, [...new Set(ids)]);
  return {
    total: [...opening.keys()].reduce((sum, id) => sum + (byMilestone.get(id) ?? 0), 0),
    accounts: apart.flatMap(({ accountId, milestoneId, arr }) => {
      const account = names.get(accountId);
      const open = opening.get(milestoneId);
      return account === undefined || open === undefined
        ? []
        : [{ ...account, arr, milestone: open.milestone, ...open.opportunity }];
    }),
  };
}

/** The milestones that open an advocacy or expansion opportunity, by their ids. */
export function opportunityMilestones({ journeys }: Program) {
  return new Map(
    journeys.flatMap(({ phases }) =>
      phases.flatMap(({ milestone: { id, name, opportunity } }) =>
        opportunity === null ? [] : [[id, { milestone: name, opportunity }] as const],
      ),
    ),
  );
}
