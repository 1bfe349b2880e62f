/** Keeps signals: the requests that come in while a transaction runs share the next one. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Deps } from '../base/deps.ts';
import { inRetriedTransaction } from '../db/retry.ts';
import { applySignals } from './apply.ts';
import type { KeepResult, SignalRequest } from './domain.ts';

export interface SignalKeeper {
  /**
   * Keeps the signals of a request; the answer comes when they are on disk. Null: too much is waiting already.
   * @throws what the database throws; then nothing of the request is kept
   */
  keep(workspaceId: string, request: SignalRequest): Promise<KeepResult> | null;
}

interface Waiting {
  workspaceId: string;
  request: SignalRequest;
  resolve: (result: KeepResult) => void;
  reject: (error: unknown) => void;
}

/** So many signals share one transaction: some tens of milliseconds. */
const SIGNALS_AT_ONCE = 5_000;
const MOST_WAITING = 100_000;

export function createSignalKeeper(deps: Deps): SignalKeeper {
  let queue: Waiting[] = [];
  let waiting = 0;
  let isRunning = false;

  async function run(): Promise<void> {
    isRunning = true;
    while (queue.length > 0) {
      const group = takeGroup();
      await keepGroup(deps, group);
      waiting -= countOf(group);
      // Requests that have come in meanwhile join the next group.
      await nextTurn();
    }
    isRunning = false;
  }

  /** The oldest requests of one workspace. */
  function takeGroup(): Waiting[] {
    const workspaceId = queue[0]?.workspaceId;
    let count = 0;
    const group = queue.filter((entry) => {
      if (entry.workspaceId !== workspaceId || count >= SIGNALS_AT_ONCE) return false;
      count += entry.request.signals.length;
      return true;
    });
    const taken = new Set(group);
    queue = queue.filter((entry) => !taken.has(entry));
    return group;
  }

  return {
    keep(workspaceId, request) {
      if (waiting + request.signals.length > MOST_WAITING) return null;
      waiting += request.signals.length;
      return new Promise((resolve, reject) => {
        queue.push({ workspaceId, request, resolve, reject });
        if (!isRunning) void run();
      });
    },
  };
}

/** A group that fails is tried request by request, so that nobody fails for another one's sake. */
async function keepGroup(deps: Deps, group: readonly Waiting[]): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  try {
    const results = await keepTogether(
      deps,
      first.workspaceId,
      group.map(({ request }) => request),
    );
    for (const [index, entry] of group.entries()) entry.resolve(results[index] ?? { ok: true });
  } catch (error) {
    if (group.length === 1) return first.reject(error);
    for (const entry of group) await keepGroup(deps, [entry]);
  }
}

function keepTogether(
  deps: Deps,
  workspaceId: string,
  requests: readonly SignalRequest[],
): Promise<KeepResult[]> {
  const { dialect } = deps.database;
  return inRetriedTransaction(deps, (executor) =>
    applySignals(deps, { executor, dialect, workspaceId }, requests),
  );
}

function countOf(group: readonly Waiting[]): number {
  return group.reduce((sum, { request }) => sum + request.signals.length, 0);
}
