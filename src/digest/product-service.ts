/** What the product did for customers, and what they ask of it. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { accountRanges } from '../db/account-ranges.ts';
import { readKinds } from '../gaps/service.ts';
import { endOf } from '../jobs/slots.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { releasesOfLast } from '../releases/effect-service.ts';
import { titleOf } from '../requirements/domain.ts';
import { listBacked } from '../requirements/service.ts';
import { addAlternatives, commonestOf, type Tallies } from './alternatives.ts';
import { QUARTER_DAYS, type Period, type ProductFacts } from './domain.ts';
import { countAsked, listAlternativeRows } from './product-store.ts';

/** Of those with a verdict, and of those without. */
const RELEASES_SHOWN = 7;
const REQUIREMENTS_SHOWN = 10;
const ALTERNATIVES_SHOWN = 10;

export async function readProduct(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  { from, upTo, date }: Period,
): Promise<ProductFacts> {
  const { db } = deps.database;
  const { timezone } = applied.program;
  const endAt = (day: BusinessDate) => endOf(day, timezone).toISOString();
  const before = endAt(date);
  const released = { date, days: QUARTER_DAYS, most: RELEASES_SHOWN };
  const waiting = await listBacked(
    db,
    workspaceId,
    { states: ['proposed', 'accepted', 'built'], scenarioId: null },
    { limit: REQUIREMENTS_SHOWN, offset: 0 },
  );
  const { told, early } = await releasesOfLast(deps, workspaceId, applied, released);
  return {
    releases: { total: told.total, accounts: told.releases },
    early: { total: early.total, accounts: early.releases },
    gaps: await readKinds(deps, workspaceId, date, before),
    requirements: {
      asked: await countAsked(db, workspaceId, { from: endAt(addDays(from, -1)), before: endAt(upTo) }),
      waiting: waiting.requirements
        .filter(({ accounts }) => accounts > 0)
        .map(({ id, what, state, accounts, backing }) => ({
          id,
          title: titleOf(what),
          state,
          accounts,
          arr: backing.filter(({ arr }) => arr > 0).map(({ currency, arr }) => ({ currency, amount: arr })),
        })),
    },
    alternatives: await readAlternatives(deps.database, workspaceId, date, before),
  };
}

async function readAlternatives(
  { db, dialect }: Deps['database'],
  workspaceId: string,
  date: BusinessDate,
  before: string,
): Promise<ProductFacts['alternatives']> {
  const tallies: Tallies = new Map();
  for await (const range of accountRanges({ db, dialect }, workspaceId, 'compute'))
    addAlternatives(tallies, await listAlternativeRows(db, workspaceId, date, before, range));
  return commonestOf(tallies, ALTERNATIVES_SHOWN);
}
