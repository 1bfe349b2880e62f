/** Work for events: Slack has its 200 already and will not send them again, so what fails is tried again here. */
import type { EdgeDeps } from './entrance.ts';
import { recordFailure } from './failure.ts';

/** How long is waited before each further try: a database is back within seconds after a restart. */
const WAITS_MS = [1_000, 5_000, 15_000];

/** Runs `work` until it is done; what still fails after the last wait is in the log. @param where for the log */
export async function persist(
  deps: Pick<EdgeDeps, 'log' | 'makeId' | 'sleep'>,
  where: string,
  work: () => Promise<void>,
): Promise<void> {
  for (const wait of [...WAITS_MS, null]) {
    try {
      await work();
      return;
    } catch (error) {
      if (wait === null) recordFailure(deps, where, error);
      else await deps.sleep(wait);
    }
  }
}
