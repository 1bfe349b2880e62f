/** Reads a workspace's digest: everything that it tells, of any date. */
import { businessDateOf, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { readReached } from '../funnel/reached-service.ts';
import { readMovement } from '../health/movement-service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { readCustomers } from './customers-service.ts';
import { readDecisions } from './decisions-service.ts';
import { NAMED, periodOf, type Digest, type DigestSection, type SectionId } from './domain.ts';
import { readProduct } from './product-service.ts';
import { opportunityMilestones, readSales } from './sales-service.ts';
import { readStanding } from './standing-service.ts';
import { withActions } from './standing.ts';
import { readPeople } from './store.ts';
import { readSuccess } from './success-service.ts';

/**
 * What the digest of a date tells. Nothing is written; between its statements, which are bounded, others have their turn.
 * Of health it tells what mornings kept.
 */
export async function readDigest(
  deps: Pick<Deps, 'database' | 'now'>,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
): Promise<Digest> {
  const { db } = deps.database;
  const { timezone, posts } = applied.program;
  const period = periodOf(posts.leadership, date);
  const health = await readMovement(deps, workspaceId, applied, { date, limit: NAMED });
  const opening = opportunityMilestones(applied.program).keys();
  const within = { from: period.from, upTo: period.upTo, limit: NAMED, apart: new Set(opening) };
  const reached = await readReached(deps, workspaceId, applied, within);
  const customers = await readCustomers(deps, workspaceId, applied, period, reached, health?.atRisk ?? null);
  const success = await readSuccess(deps, workspaceId, applied, period, health?.movement ?? null);
  const sales = await readSales(deps, workspaceId, applied, period, reached);
  const product = await readProduct(deps, workspaceId, applied, period);
  const decisions = await readDecisions(deps, workspaceId, applied, period, success.plays);
  const people = await readPeople(db, workspaceId, date);
  const section = <Facts>(id: SectionId, facts: Facts): DigestSection<Facts> => ({
    ...(people.get(id) ?? { owner: null, comment: null }),
    facts,
  });
  const digest: Digest = {
    date,
    since: period.from,
    toldOn: businessDateOf(deps.now(), timezone),
    programVersion: applied.version,
    actions: [],
    sections: {
      customers: section('customers', customers),
      success: section('success', success),
      sales: section('sales', sales),
      product: section('product', product),
      decisions: section('decisions', decisions),
    },
  };
  return withActions(digest, await readStanding(db, workspaceId, applied, digest));
}
