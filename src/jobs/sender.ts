/**
 * Sends the outbox to Slack: in order within a channel, many channels at once, by one process or by many.
 *
 * Each channel with something pending has a lane. A lane takes the channel's oldest row by a lease, tries it, and
 * writes down how that ended, before it goes on to the next. A row that must wait (429, an outage) holds up its own
 * channel only. A row that Slack refuses for good is marked as failed and reported, and the lane goes on: what was
 * written for a channel that is mended days later is stale by then; `retryFailed` sends chosen rows again.
 */
import type { Deps } from '../base/deps.ts';
import { tryRow, type SlackDelivery, type Verdict } from './delivery.ts';
import {
  claimRow,
  listWaitingChannels,
  readHead,
  readTarget,
  renewLease,
  settleRow,
  type ClaimedRow,
} from './outbox-store.ts';
import { createLimiter } from './limiter.ts';
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

export function createSender(deps: SenderDeps, options: Partial<SenderOptions> = {}): Sender {
  const settings = { ...DEFAULTS, ...options };
  const time = deps.time ?? realTime;
  const { db } = deps.database;
  const stopping = new AbortController();
  const { signal } = stopping;
  const limit = createLimiter(settings.concurrency);
  const lanes = new Map<string, Promise<void>>();
  /** Lanes that were asked for while they ran, and may have seen their channel empty just before. */
  const askedAgain = new Set<string>();
  const lastPost = new Map<string, number>();
  const reported = new Set<string>();
  let looking: Promise<void> | undefined;
  let lookAgain = false;

  function kick(): void {
    if (signal.aborted) return;
    lookAgain = true;
    looking ??= look().finally(() => {
      looking = undefined;
    });
  }

  async function look(): Promise<void> {
    while (lookAgain && !signal.aborted) {
      lookAgain = false;
      try {
        for (const { workspaceId, channel } of await listWaitingChannels(db)) openLane(workspaceId, channel);
      } catch (error) {
        deps.log.error({ err: error }, 'the outbox cannot be read; the next kick tries again');
      }
    }
  }

  function openLane(workspaceId: string, channel: string): void {
    const key = `${workspaceId} ${channel}`;
    if (lanes.has(key)) {
      askedAgain.add(key);
      return;
    }
    const lane = runLane(workspaceId, channel, key).finally(() => {
      lanes.delete(key);
      if (askedAgain.delete(key) && !signal.aborted) openLane(workspaceId, channel);
    });
    lanes.set(key, lane);
  }

  async function runLane(workspaceId: string, channel: string, key: string): Promise<void> {
    while (!signal.aborted) {
      const waitMs = await limit(() => step(workspaceId, channel, key)).catch((error: unknown) => {
        deps.log.error({ err: error, workspaceId, channel }, 'a message could not be handled');
        return settings.retryMs;
      });
      if (waitMs === undefined) return;
      if (waitMs > 0) await time.sleep(waitMs, signal);
    }
  }

  /** Tries the channel's oldest row if its time has come; returns how long to wait, undefined when all is done. */
  async function step(workspaceId: string, channel: string, key: string): Promise<number | undefined> {
    if (signal.aborted) return undefined;
    const head = await readHead(db, workspaceId, channel);
    if (head === undefined) return undefined;
    const now = time.now();
    if (head.leaseUntil !== null && Date.parse(head.leaseUntil) > now) return settings.pollMs;
    const paced = head.kind === 'post' ? (lastPost.get(key) ?? 0) + settings.paceMs : 0;
    const waitMs = Math.max(Date.parse(head.nextAt), paced) - now;
    if (waitMs > 0) return Math.min(waitMs, settings.maxRetryMs);

    const slack = await deps.slackFor(workspaceId);
    const claimedAt = time.now();
    const leaseUntil = iso(claimedAt + settings.leaseMs);
    const row = await claimRow(deps.database, workspaceId, head.id, iso(claimedAt), leaseUntil);
    if (row === undefined) return 0;
    const verdict = await tryWith(slack, row, claimedAt);
    if (row.kind === 'post') lastPost.set(key, time.now());
    await settle(row, verdict, key);
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

  async function settle(row: ClaimedRow, verdict: Verdict, key: string): Promise<void> {
    const about = {
      workspaceId: row.workspaceId,
      outboxId: row.id,
      channel: row.channel,
      attempts: row.attempts,
    };
    if (verdict.kind === 'lost') {
      deps.log.warn(about, 'a message was taken over by another process');
    } else if (verdict.kind === 'sent') {
      const { channelId, ts } = verdict;
      const sentAt = deps.now().toISOString();
      const sent = {
        state: 'sent',
        channel_id: channelId,
        ts,
        sent_at: sentAt,
        error: null,
        unknown: 0,
      } as const;
      await settleRow(deps.database, row, sent);
      for (const code of reported) if (code.startsWith(`${key} `)) reported.delete(code);
    } else if (verdict.kind === 'later') {
      const nextAt = iso(time.now() + waitFor(row, verdict));
      const unknown = verdict.unknown ? 1 : 0;
      await settleRow(deps.database, row, {
        state: 'pending',
        next_at: nextAt,
        unknown,
        error: verdict.code,
      });
      deps.log.warn({ ...about, code: verdict.code, unknown: verdict.unknown }, 'a message has to wait');
    } else {
      const unknown = verdict.unknown ? 1 : 0;
      await settleRow(deps.database, row, { state: 'failed', error: verdict.code, unknown });
      deps.log.error({ ...about, code: verdict.code }, 'a message will not arrive');
      if (verdict.tell) await report(row, verdict.code, key);
    }
  }

  /** Growing waits with jitter, so that many rows that failed together do not come back together. */
  function waitFor(row: ClaimedRow, verdict: Verdict & { kind: 'later' }): number {
    const grown = Math.min(settings.maxRetryMs, settings.retryMs * 2 ** Math.min(row.attempts - 1, 30));
    const backoff = grown * (0.5 + deps.random() / 2);
    return Math.max(verdict.waitMs, backoff, verdict.unknown ? settings.settleMs : 0);
  }

  async function report(row: ClaimedRow, code: string, key: string): Promise<void> {
    if (reported.has(`${key} ${code}`)) return;
    reported.add(`${key} ${code}`);
    const { workspaceId, id, kind, channel } = row;
    try {
      await deps.onBroken?.({ workspaceId, outboxId: id, kind, channel, code });
    } catch (error) {
      deps.log.error({ err: error, workspaceId, channel, code }, 'nobody could be told of a broken channel');
    }
  }

  async function drain(withinMs = Number.POSITIVE_INFINITY): Promise<{ waitingChannels: number }> {
    const end = time.now() + withinMs;
    for (;;) {
      kick();
      await looking;
      await lanesOrPause(Math.max(0, Math.min(settings.pollMs, end - time.now())));
      const waitingChannels = (await listWaitingChannels(db)).length;
      if (waitingChannels === 0 || time.now() >= end || signal.aborted) return { waitingChannels };
    }
  }

  /** Waits until the lanes that are open now are through, at most `ms`. */
  async function lanesOrPause(ms: number): Promise<void> {
    const through = new AbortController();
    const pause = time.sleep(ms, AbortSignal.any([signal, through.signal]));
    await Promise.race([Promise.all(lanes.values()), pause]);
    through.abort();
  }

  return {
    kick,
    drain,
    async stop() {
      stopping.abort();
      await looking;
      await Promise.all(lanes.values());
    },
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
