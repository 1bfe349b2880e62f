/** What signals over HTTP have on the clock. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Job } from '../jobs/clock.ts';
import { createDailyJob } from '../jobs/daily.ts';
import type { ProgramSource } from '../program/service.ts';
import { forgetMessages } from './store.ts';

/** Longer than any client tries again. Events and values are known by their own keys for ever. */
const KEPT_DAYS = 30;
const MS_PER_DAY = 86_400_000;
/** So many rows go in one transaction: on SQLite it holds up what comes in. */
const ROWS_AT_ONCE = 5_000;

/** Once a day: forgets which messages were applied long ago. */
export function createForgetJob(
  deps: Deps & { programs: ProgramSource },
  listWorkspaces: () => Promise<{ workspaceId: string }[]>,
): Job {
  return createDailyJob(deps, 'signals.forget', listWorkspaces, async ({ workspaceId }, { now }) => {
    const before = new Date(now.getTime() - KEPT_DAYS * MS_PER_DAY).toISOString();
    let forgotten: number;
    do {
      forgotten = await inTransaction(deps, (trx) => forgetMessages(trx, workspaceId, before, ROWS_AT_ONCE));
      await nextTurn();
    } while (forgotten === ROWS_AT_ONCE);
  });
}
