/** What the product did for customers, and what they ask of it. */
import { nameKey } from '../accounts/name-key.ts';
import type { Deps } from '../base/deps.ts';
import { compareTexts } from '../base/text.ts';
import { readKinds } from '../gaps/service.ts';
import { endOf } from '../jobs/slots.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { releasesOfLast } from '../releases/effect-service.ts';
import { titleOf } from '../requirements/domain.ts';
import { listBacked } from '../requirements/service.ts';
import type { Week } from './customers-store.ts';
import { QUARTER_DAYS, type ProductFacts } from './domain.ts';
import { countAsked, listAlternativeRows, type AlternativeRow } from './product-store.ts';

const RELEASES_SHOWN = 4;
const REQUIREMENTS_SHOWN = 10;
const ALTERNATIVES_SHOWN = 10;

export async function readProduct(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram,
  { since, date }: Week,
): Promise<ProductFacts> {
  const { db } = deps.database;
  const { timezone } = applied.program;
  const [from, upTo] = [since, date].map((day) => endOf(day, timezone).toISOString()) as [string, string];
  const released = { date, days: QUARTER_DAYS, most: RELEASES_SHOWN };
  const waiting = await listBacked(
    db,
    workspaceId,
    { states: ['proposed', 'accepted', 'built'], scenarioId: null },
    { limit: REQUIREMENTS_SHOWN, offset: 0 },
  );
  return {
    releases: await releasesOfLast(deps, workspaceId, applied, released),
    gaps: await readKinds(deps, workspaceId, date, upTo),
    requirements: {
      asked: await countAsked(db, workspaceId, { from, upTo }),
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
    alternatives: commonest(await listAlternativeRows(db, workspaceId, date, upTo)),
  };
}

/** By how many accounts name them; spellings that differ in capitals, accents or spaces are one. */
function commonest(rows: readonly AlternativeRow[]): ProductFacts['alternatives'] {
  const groups = Map.groupBy(rows, ({ name }) => nameKey(name));
  return [...groups.values()]
    .map((group) => {
      const ratings = group.flatMap(({ rating }) => rating ?? []);
      return {
        name: group[0]!.name,
        accounts: new Set(group.map(({ accountId }) => accountId)).size,
        rating: ratings.length === 0 ? null : ratings.reduce((sum, one) => sum + one, 0) / ratings.length,
      };
    })
    .toSorted((a, b) => b.accounts - a.accounts || compareTexts(a.name, b.name))
    .slice(0, ALTERNATIVES_SHOWN);
}
