/** What earlier meetings decided, and how it stands: the opening of the next digest. */
import type { StandingAction } from '../actions/domain.ts';
import { listStanding } from '../actions/service.ts';
import type { Executor } from '../db/open.ts';
import { endOf } from '../jobs/slots.ts';
import type { AppliedProgram } from '../program/domain.ts';
import type { Digest } from './domain.ts';
import { findDigest } from './store.ts';

/**
 * What is open, and what was decided, done or dropped since the digest before this one told of it: each is told once,
 * also where a week had no digest, or somebody pressed while one was being posted. Before the first digest it is what
 * its days brought.
 * @param digest its date, and the first day of which it tells
 */
export async function readStanding(
  executor: Executor,
  workspaceId: string,
  { program }: AppliedProgram,
  { since, date }: Pick<Digest, 'since' | 'date'>,
): Promise<StandingAction[]> {
  const before = endOf(date, program.timezone).toISOString();
  const last = await findDigest(executor, workspaceId, { before: date });
  // On the day of the digest before, some was done after it was told.
  const from = last?.day ?? since;
  const standing = await listStanding(executor, workspaceId, { from, date }, before);
  const told = new Set(last?.digest.actions.filter(({ state }) => state !== 'open').map(stateKey));
  return standing.filter((action) => !told.has(stateKey(action)));
}

function stateKey({ id, state, closedOn }: StandingAction): string {
  return `${id} ${state} ${closedOn}`;
}
