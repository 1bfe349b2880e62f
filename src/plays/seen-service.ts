/** Steps that end by themselves because their signal was seen: by the day, or at once where somebody has spoken. */
import type { Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { resolveCtasSaying } from '../ctas/service.ts';
import type { Database } from '../db/schema.ts';
import { isHeardAgainOf } from './cause-store.ts';
import { advance, closeRuns } from './run-service.ts';
import { findSeen, listWaitingOf, listWaitingOfAccount, type Waiting } from './signal-store.ts';
import { endSteps } from './step-store.ts';
import { seenWords, type MetricNames } from './words.ts';

export { countEndedSince } from './step-store.ts';

/** What signals ended. */
export interface EndedSeen {
  steps: number;
  /** The CTAs that ended, and those of the steps that follow. */
  ctaIds: string[];
}

/** Ends the steps whose signal was seen; the next ones open, and may have been seen too, and so on to the last one. */
export async function endSeen(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  found: readonly Waiting[],
  { date, names, isMeant = () => true }: SeenContext,
): Promise<EndedSeen> {
  const { dialect } = deps.database;
  const ended: EndedSeen = { steps: 0, ctaIds: [] };
  for (let waiting = found.filter(isMeant); waiting.length > 0;) {
    const seen = await findSeen(trx, dialect, workspaceId, waiting, date);
    if (seen.length === 0) break;
    const ends = seen.map(({ waiting: { runId, position, ctaId, doneWhen }, day, event }) => ({
      runId,
      position,
      ctaId,
      state: 'done' as const,
      by: 'milepost',
      reason: `done by itself: ${seenWords(doneWhen, { day, event }, names, date)}`,
    }));
    await endSteps(trx, dialect, workspaceId, ends, date);
    const closed = ends.map(({ ctaId, reason }) => ({ id: ctaId, reason }));
    await resolveCtasSaying(deps, trx, workspaceId, closed, date);
    const runIds = ends.map(({ runId }) => runId);
    const opened = await advance(deps, trx, workspaceId, runIds, { by: 'milepost', date });
    ended.steps += ends.length;
    ended.ctaIds.push(...closed.map(({ id }) => id), ...opened);
    waiting = (await listWaitingOf(trx, dialect, workspaceId, runIds)).filter(isMeant);
  }
  return ended;
}

interface SeenContext {
  date: BusinessDate;
  names: MetricNames;
  /** Which of the steps are looked at; without it, all. */
  isMeant?: (waiting: Waiting) => boolean;
}

/**
 * Ends what waits for somebody to be spoken with, or for a review to be held, in the transaction that writes it down:
 * plays that a missed cadence started, and steps. The rest waits for the day.
 */
export async function endSpoken(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  accountId: string,
  date: BusinessDate,
): Promise<EndedSeen> {
  const heard = await closeRuns(deps, trx, workspaceId, isHeardAgainOf(workspaceId, accountId, date), {
    by: 'milepost',
    date,
    state: 'done',
    reason: HEARD_AGAIN,
  });
  const found = await listWaitingOfAccount(trx, workspaceId, accountId);
  const seen = await endSeen(deps, trx, workspaceId, found, {
    date,
    names: new Map(),
    isMeant: ({ doneWhen: { kind } }) => kind === 'touchpoint' || kind === 'ebr_held',
  });
  return {
    steps: seen.steps + heard.ctaIds.length,
    ctaIds: [...heard.ctaIds, ...seen.ctaIds],
  };
}

/** Why a play ends that a missed cadence started. */
export const HEARD_AGAIN = 'somebody has spoken with them again';
