/**
 * Sends the outbox to Slack: in order within a channel, many channels at once, by one process or by many.
 *
 * Each channel with something pending has a lane. A lane takes the channel's oldest row by a lease, tries it, and
 * writes down how that ended, before it goes on to the next. A row that must wait (429, an outage) holds up its own
 * channel only. A row that Slack refuses for good is marked as failed and reported, and the lane goes on: what was
 * written for a channel that is mended days later is stale by then.
 */
import type { Deps } from '../base/deps.ts';
import { tryRow, type SlackDelivery, type Verdict } from './delivery.ts';
import { createLanes, type Channel } from './lanes.ts';
import {
  claimRow,
  listWaitingChannels,
  readHead,
  readTarget,
  renewLease,
  settleRow,
  type ClaimedRow,
  type RowChange,
} from './delivery-store.ts';
import { realTime, type RealTime } from './real-time.ts';

export interface SenderOptions {
  /** Channels that are sent to at once. */
  concurrency: number;
  /** Least time between two posts of this process to one channel: Slack allows about one a second. */
  paceMs: number;
  /** How long a row belongs to who took it. Longer than twice a request's time-out, and than clocks may differ. */
  leaseMs: number;
  /** How long to let Slack finish a request whose answer was lost, before the channel is searched for it. */
  settleMs: number;
  /** The wait after a first failed try; it doubles with each further one, up to the other. */
  retryMs: number;
  maxRetryMs: number;
  /** How often to look again at a row that another process holds. */
  pollMs: number;
}

const DEFAULTS: SenderOptions = {
  concurrency: 8,
  paceMs: 1_100,
  leaseMs: 60_000,
  settleMs: 10_000,
  retryMs: 1_000,
  maxRetryMs: 300_000,
  pollMs: 1_000,
};

/** A message that will not arrive, for its owner to be told. */
export interface BrokenMessage {
  workspaceId: string;
  outboxId: string;
  kind: 'post' | 'update';
  channel: string;
  /** Slack's error, `not_installed`, or `outcome_unknown:…` when it may have arrived all the same. */
  code: string;
}

export interface SenderDeps extends Pick<Deps, 'database' | 'now' | 'log'> {
  /** From 0 up to 1, for the jitter of waits. */
  random: () => number;
  /** Slack of one workspace; null when the app is not installed there (any more). */
  slackFor: (workspaceId: string) => Promise<SlackDelivery | null>;
  /** Called once per channel and code, until a message reaches the channel again. */
  onBroken?: (message: BrokenMessage) => void | Promise<void>;
  time?: RealTime;
}

export interface Sender {
  /** Looks for work at once; call it after a commit that enqueued something, and each minute. */
  kick(): void;
  /** Sends until nothing is pending, in any process, or `withinMs` has passed; returns the channels left. */
  drain(withinMs?: number): Promise<{ waitingChannels: number }>;
  /** Begins nothing more; resolves when the tries under way are written down. */
  stop(): Promise<void>;
}

type Settled = Exclude<Verdict, { kind: 'lost' }>;

export function createSender(deps: SenderDeps, options: Partial<SenderOptions> = {}): Sender {
  const settings = { ...DEFAULTS, ...options };
  const time = deps.time ?? realTime;
  const { db } = deps.database;
  const lastPost = new Map<string, number>();
  const reports = createReports(deps);

  /** Tries the channel's oldest row if its time has come; returns how long to wait, undefined when all is done. */
  async function step({ workspaceId, channel }: Channel): Promise<number | undefined> {
    const head = await readHead(db, workspaceId, channel);
    if (head === undefined) return undefined;
    const now = time.now();
    if (head.leaseUntil !== null && Date.parse(head.leaseUntil) > now) return settings.pollMs;
    const key = `${workspaceId} ${channel}`;
    const paced = head.kind === 'post' ? (lastPost.get(key) ?? 0) + settings.paceMs : 0;
    const waitMs = Math.max(Date.parse(head.nextAt), paced) - now;
    if (waitMs > 0) return Math.min(waitMs, settings.maxRetryMs);

    const slack = await deps.slackFor(workspaceId);
    const claimedAt = time.now();
    const leaseUntil = iso(claimedAt + settings.leaseMs);
    const row = await claimRow(deps.database, workspaceId, head.id, iso(claimedAt), leaseUntil);
    // Somebody else was faster: what the channel's head is now decides.
    if (row === undefined) return 0;
    const verdict = await tryWith(slack, row, claimedAt);
    if (row.kind === 'post') lastPost.set(key, time.now());
    await settle(row, verdict);
    return 0;
  }

  async function tryWith(slack: SlackDelivery | null, row: ClaimedRow, claimedAt: number): Promise<Verdict> {
    if (slack === null) return { kind: 'failed', code: 'not_installed', unknown: row.unknown, tell: true };
    const target = row.targetId === null ? undefined : await readTarget(db, row.workspaceId, row.targetId);
    return tryRow(slack, row, target, async () => {
      // Most tries come here at once; one that paged through a long history may have little time left.
      if (time.now() < claimedAt + settings.leaseMs / 2) return true;
      return renewLease(deps.database, row, iso(time.now() + settings.leaseMs));
    });
  }

  async function settle(row: ClaimedRow, verdict: Verdict): Promise<void> {
    const { workspaceId, id: outboxId, channel, attempts } = row;
    const about = { workspaceId, outboxId, channel, attempts };
    if (verdict.kind === 'lost') {
      deps.log.warn(about, 'a message was taken over by another process');
      return;
    }
    await settleRow(deps.database, row, changeFor(row, verdict));
    if (verdict.kind === 'sent') {
      reports.reached(row);
    } else if (verdict.kind === 'later') {
      deps.log.warn({ ...about, code: verdict.code, unknown: verdict.unknown }, 'a message has to wait');
    } else {
      deps.log.error({ ...about, code: verdict.code }, 'a message will not arrive');
      if (verdict.tell) await reports.broken(row, verdict.code);
    }
  }

  function changeFor(row: ClaimedRow, verdict: Settled): RowChange {
    switch (verdict.kind) {
      case 'sent': {
        const { channelId, ts } = verdict;
        return {
          state: 'sent',
          channel_id: channelId,
          ts,
          sent_at: deps.now().toISOString(),
          error: null,
          unknown: 0,
        };
      }
      case 'later': {
        const nextAt = iso(time.now() + waitFor(row, verdict));
        return { state: 'pending', next_at: nextAt, error: verdict.code, unknown: verdict.unknown ? 1 : 0 };
      }
      case 'failed':
        return { state: 'failed', error: verdict.code, unknown: verdict.unknown ? 1 : 0 };
    }
  }

  /** Growing waits with jitter, so that many rows that failed together do not come back together. */
  function waitFor(row: ClaimedRow, verdict: Verdict & { kind: 'later' }): number {
    const grown = Math.min(settings.maxRetryMs, settings.retryMs * 2 ** Math.min(row.attempts - 1, 30));
    const backoff = grown * (0.5 + deps.random() / 2);
    return Math.max(verdict.waitMs, backoff, verdict.unknown ? settings.settleMs : 0);
  }

  const { concurrency, retryMs, pollMs } = settings;
  const listChannels = () => listWaitingChannels(db);
  return createLanes({ listChannels, step, time, log: deps.log, concurrency, retryMs, pollMs });
}

/** Tells of a broken channel once per code, until a message reaches it again. */
function createReports(deps: Pick<SenderDeps, 'onBroken' | 'log'>) {
  const told = new Map<string, Set<string>>();
  return {
    reached(row: ClaimedRow): void {
      told.delete(`${row.workspaceId} ${row.channel}`);
    },
    async broken(row: ClaimedRow, code: string): Promise<void> {
      const { workspaceId, id: outboxId, kind, channel } = row;
      const key = `${workspaceId} ${channel}`;
      const codes = told.get(key) ?? new Set();
      if (codes.has(code)) return;
      told.set(key, codes.add(code));
      try {
        await deps.onBroken?.({ workspaceId, outboxId, kind, channel, code });
      } catch (error) {
        deps.log.error(
          { err: error, workspaceId, channel, code },
          'nobody could be told of a broken channel',
        );
      }
    },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
