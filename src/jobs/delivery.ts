/** One try of one message: what is asked of Slack, in which order, and what follows from the answers. */
import type { ClaimedRow } from './delivery-store.ts';
import type { Target } from './outbox-store.ts';
import type { MessagePayload } from './outbox.ts';

/** What kept a request from being done. */
export type Trouble =
  /** Surely not done, and worth another try; `waitMs` when Slack says how long to wait. */
  | { kind: 'not-sent'; code: string; waitMs?: number }
  /** Slack said no; another try would be answered alike. */
  | { kind: 'refused'; code: string }
  /** Perhaps done: the answer was lost, or says so. */
  | { kind: 'unknown'; code: string };

export type DeliveryResult = { kind: 'sent'; channelId: string; ts: string } | Trouble;
export type LookUp = { kind: 'sent'; channelId: string; ts: string } | { kind: 'absent' } | Trouble;

/** Slack as one workspace's messages need it. Nothing here throws for what Slack or the network do. */
export interface SlackDelivery {
  findChannel(channel: string): Promise<{ kind: 'found'; channelId: string } | Trouble>;
  /** Forgets which name belongs to which channel. */
  forgetChannels(): void;
  post(message: {
    channelId: string;
    threadTs: string | undefined;
    deliveryId: string;
    payload: MessagePayload;
  }): Promise<DeliveryResult>;
  update(message: { channelId: string; ts: string; payload: MessagePayload }): Promise<DeliveryResult>;
  /** Looks in the channel, or in the thread, for a message posted since `since` with this delivery id. */
  lookUp(message: {
    channelId: string;
    threadTs: string | undefined;
    deliveryId: string;
    since: Date;
  }): Promise<LookUp>;
}

/** How a try ended. */
export type Verdict =
  | { kind: 'sent'; channelId: string; ts: string }
  /** Never to be tried again. `unknown`: it may stand in the channel. `tell`: somebody should mend something. */
  | { kind: 'failed'; code: string; unknown: boolean; tell: boolean }
  /** To be tried again; with `unknown`, only after a look into the channel. */
  | { kind: 'later'; code: string; unknown: boolean; waitMs: number }
  /** The row is somebody else's by now. */
  | { kind: 'lost' };

/** Slack's clock and ours may differ by this much when a history is searched. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * Tries a claimed row once.
 *
 * A post whose earlier try may have arrived is first looked for in the channel; it is posted again only when Slack
 * has shown the whole time since it was written and it is not there. When Slack refuses to show it (no history
 * scope for that kind of conversation, the bot was removed), nobody can know: it fails as `outcome_unknown`, since
 * a message that may be missing does less harm than a second one. An update may be repeated without a look.
 * @param target the post that the row refers to, when it refers to one
 * @param stillHeld asked right before a post, which no other process may be making then
 */
export async function tryRow(
  slack: SlackDelivery,
  row: ClaimedRow,
  target: Target | undefined,
  stillHeld: () => Promise<boolean>,
): Promise<Verdict> {
  if (row.targetId !== null && !isShown(target)) {
    return { kind: 'failed', code: 'target_not_sent', unknown: row.unknown, tell: false };
  }
  if (row.kind === 'update') return tryUpdate(slack, row, target as ShownTarget);

  const place = await findPlace(slack, row, target);
  if (place.kind !== 'found') return judge(place, row.unknown);
  const message = {
    channelId: place.channelId,
    threadTs: target?.ts ?? row.payload.threadTs,
    deliveryId: row.id,
  };
  if (row.unknown) {
    const since = new Date(Date.parse(row.createdAt) - CLOCK_SKEW_MS);
    const seen = await slack.lookUp({ ...message, since });
    if (seen.kind === 'sent') return seen;
    if (seen.kind === 'refused') {
      return { kind: 'failed', code: `outcome_unknown:${seen.code}`, unknown: true, tell: true };
    }
    if (seen.kind !== 'absent') return judge(seen, true);
  }
  if (!(await stillHeld())) return { kind: 'lost' };
  const result = await postWhereItIsNow(slack, row, { ...message, payload: row.payload });
  return result.kind === 'sent' ? result : judge(result, result.kind === 'unknown');
}

/** Posts; when the channel is gone, its name is read afresh: it may have been given to a new channel. */
async function postWhereItIsNow(
  slack: SlackDelivery,
  row: ClaimedRow,
  message: Parameters<SlackDelivery['post']>[0],
): Promise<DeliveryResult> {
  const result = await slack.post(message);
  if (result.kind !== 'refused' || result.code !== 'channel_not_found' || message.threadTs !== undefined)
    return result;
  slack.forgetChannels();
  const place = await slack.findChannel(row.channel);
  const moved = place.kind === 'found' && place.channelId !== message.channelId;
  return moved ? slack.post({ ...message, channelId: place.channelId }) : result;
}

type ShownTarget = Target & { channelId: string; ts: string };

function isShown(target: Target | undefined): target is ShownTarget {
  return target?.state === 'sent' && target.channelId !== null && target.ts !== null;
}

async function tryUpdate(slack: SlackDelivery, row: ClaimedRow, target: ShownTarget): Promise<Verdict> {
  const result = await slack.update({ channelId: target.channelId, ts: target.ts, payload: row.payload });
  // Somebody has deleted the message: nothing is broken.
  if (result.kind === 'refused' && result.code === 'message_not_found') {
    return { kind: 'failed', code: result.code, unknown: false, tell: false };
  }
  return result.kind === 'sent' ? result : judge(result, result.kind === 'unknown');
}

async function findPlace(slack: SlackDelivery, row: ClaimedRow, target: Target | undefined) {
  if (isShown(target)) return { kind: 'found' as const, channelId: target.channelId };
  return slack.findChannel(row.channel);
}

/** @param unknown whether the message may stand in the channel, after this trouble */
function judge(trouble: Trouble, unknown: boolean): Verdict {
  if (trouble.kind === 'refused') return { kind: 'failed', code: trouble.code, unknown, tell: true };
  const waitMs = trouble.kind === 'not-sent' ? (trouble.waitMs ?? 0) : 0;
  return { kind: 'later', code: trouble.code, unknown, waitMs };
}
