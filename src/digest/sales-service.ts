/** Who was sold to, how well they fit, and what it costs to win them. */
import { nameKey } from '../accounts/name-key.ts';
import { effectiveCac } from '../acquisition/domain.ts';
import { readCac } from '../acquisition/service.ts';
import { addDays } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { compareTexts } from '../base/text.ts';
import { accountRanges } from '../db/account-ranges.ts';
import type { AppliedProgram } from '../program/domain.ts';
import type { Week } from './customers-store.ts';
import {
  NAMED,
  QUARTER_DAYS,
  sumSold,
  type CustomersFacts,
  type EffectiveCac,
  type Listed,
  type Opportunity,
  type SalesFacts,
  type SoldBy,
} from './domain.ts';
import { countSold, listBadFits, listReferrersOf, type BadFit, type SoldRow } from './sales-store.ts';

/** On SQLite so many accounts take a few milliseconds, in which requests wait. */
const ACCOUNTS_PER_RANGE = 5_000;
const REFERRERS_SHOWN = 5;
const SEGMENTS_SHOWN = 5;

/** @param reached who reached a milestone in the week: some of these open an opportunity */
export async function readSales(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  week: Week,
  reached: Pick<CustomersFacts, 'reached' | 'milestones'>,
): Promise<SalesFacts> {
  const { db } = deps.database;
  const quarter = { since: addDays(week.date, -QUARTER_DAYS), date: week.date };
  const rows: SoldRow[] = [];
  const badFits: BadFit[] = [];
  for await (const range of accountRanges(db, workspaceId, ACCOUNTS_PER_RANGE)) {
    const found = await countSold(db, workspaceId, quarter, week.since, range);
    rows.push(...found);
    if (found.some(({ fit }) => fit === 'bad_fit'))
      badFits.push(...(await listBadFits(db, workspaceId, quarter, range)));
  }
  const referred = (some: readonly SoldRow[]) => some.reduce((sum, row) => sum + row.referred, 0);
  const ofWeek = rows.filter(({ isWeek }) => isWeek === 1);
  return {
    week: bySeller(ofWeek),
    quarter: bySeller(rows),
    badFits: badFitsOf(badFits, week),
    referrals: {
      week: referred(ofWeek),
      quarter: referred(rows),
      referrers: await listReferrersOf(db, workspaceId, quarter, REFERRERS_SHOWN),
    },
    cac: await readCosts(deps, workspaceId, applied),
    opportunities: opportunitiesOf(reached, applied),
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

function badFitsOf(all: readonly BadFit[], { since }: Week): SalesFacts['badFits'] {
  const ofWeek = all.filter(({ startedOn }) => startedOn > since);
  const told = ofWeek.length > 0 ? ofWeek : all;
  const accounts = told
    .toSorted((a, b) => (b.arr ?? -1) - (a.arr ?? -1) || compareTexts(a.id, b.id))
    .slice(0, NAMED);
  return { of: ofWeek.length > 0 ? 'week' : 'quarter', total: told.length, accounts };
}

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

function opportunitiesOf(
  { reached, milestones }: Pick<CustomersFacts, 'reached' | 'milestones'>,
  { program }: AppliedProgram,
): Listed<Opportunity> {
  const asks = new Map(
    program.journeys.flatMap(({ phases }) =>
      phases.flatMap(({ milestone: { id, opportunity } }) =>
        opportunity === null ? [] : [[id, opportunity] as const],
      ),
    ),
  );
  return {
    total: milestones.reduce((sum, { id, furthest }) => sum + (asks.has(id) ? furthest : 0), 0),
    accounts: reached.accounts.flatMap(({ id, key, name, arr, currency, milestoneId, milestone }) => {
      const opportunity = asks.get(milestoneId);
      return opportunity === undefined ? [] : [{ id, key, name, arr, currency, milestone, ...opportunity }];
    }),
  };
}
