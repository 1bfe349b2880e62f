/** What earlier meetings decided, and how it stands: the opening of the next digest. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { StandingAction } from './domain.ts';
import { findDigest, listStanding } from './store.ts';

/**
 * What is open, and what was decided, done or dropped since the digest before this one told of it: each is told once,
 * also where a week had no digest, or somebody pressed while one was being posted. Before the first digest it is what
 * the week brought.
 * @param week of the digest; `since` is the day before its first one
 * @param before UTC ISO time at which its date was over
 */
export async function readStanding(
  executor: Executor,
  workspaceId: string,
  { since, date }: { since: BusinessDate; date: BusinessDate },
  before: string,
): Promise<StandingAction[]> {
  const last = await findDigest(executor, workspaceId, { before: date });
  // On the day of the digest before, some was done after it was told.
  const from = last?.day ?? addDays(since, 1);
  const standing = await listStanding(executor, workspaceId, { from, date }, before);
  const told = new Set(last?.digest.actions.filter(({ state }) => state !== 'open').map(stateKey));
  return standing.filter((action) => !told.has(stateKey(action)));
}

function stateKey({ id, state, closedOn }: StandingAction): string {
  return `${id} ${state} ${closedOn}`;
}
