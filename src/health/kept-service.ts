/** The health of a day as it was kept then. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { HealthSnapshot } from './domain.ts';
import { findNewestSnapshot } from './snapshot-store.ts';

/** What was kept of an account on a day; null: nothing. A later program does not change it. */
export async function findKept(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  day: BusinessDate,
): Promise<HealthSnapshot | null> {
  return findNewestSnapshot(executor, workspaceId, accountId, day, day);
}
