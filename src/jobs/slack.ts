/** What the sender asks of Slack, and what Slack's many answers mean to a message that must appear once. */
import {
  LogLevel,
  type WebAPICallResult,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import type { Logger } from 'pino';
import { createChannelNames } from './channel-names.ts';
import type { DeliveryResult, LookUp, SlackDelivery, Trouble } from './delivery.ts';
import type { MessagePayload } from './outbox.ts';

const EVENT_TYPE = 'milepost_delivery';
/** The most that Slack gives of a history at once. */
const PAGE = 999;
/** Slack answered so without having tried: asking again later may help. */
const TRY_LATER = new Set([
  'ratelimited',
  'rate_limited',
  'request_timeout',
  'team_added_to_org',
  'org_login_required',
]);
/** Slack warns that a part of the work may have been done. */
const PERHAPS_DONE = new Set(['internal_error', 'fatal_error', 'service_unavailable']);
/** The request never left: no connection was made. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** The client of a workspace, the same one while its token stays; null when the app is not installed there. */
export type ClientFor = (workspaceId: string) => Promise<WebClient | null>;

/**
 * A client for posts: it never tries again by itself, since a second try after a lost answer posts twice, and a
 * 429 in one channel does not hold up the others.
 */
export function createPostingClient(
  token: string,
  options: { slackApiUrl?: string; timeoutMs?: number; log: Logger },
): WebClient {
  return new WebClient(token, {
    ...(options.slackApiUrl === undefined ? {} : { slackApiUrl: options.slackApiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: options.timeoutMs ?? 10_000,
    logger: {
      // The sender reports each try itself; the client's own lines would repeat it, with message texts at debug.
      debug: () => {},
      info: () => {},
      warn: () => {},
      error: (...parts) => options.log.error({ slack: parts.map(String) }, 'Slack refused a request'),
      setLevel: () => {},
      getLevel: () => LogLevel.ERROR,
      setName: () => {},
    },
  });
}

/** The deliveries of each workspace; what was learned of its channels is kept while the client stays the same. */
export function deliverThrough(clientFor: ClientFor): (workspaceId: string) => Promise<SlackDelivery | null> {
  const kept = new Map<string, { client: WebClient; delivery: SlackDelivery }>();
  return async (workspaceId) => {
    const client = await clientFor(workspaceId);
    if (client === null) {
      kept.delete(workspaceId);
      return null;
    }
    const known = kept.get(workspaceId);
    if (known?.client === client) return known.delivery;
    const delivery = createDelivery(client);
    kept.set(workspaceId, { client, delivery });
    return delivery;
  };
}

function createDelivery(client: WebClient): SlackDelivery {
  const names = createChannelNames((method, args) => client.apiCall(method, args));
  const style = { unfurl_links: false, unfurl_media: false };
  return {
    findChannel: (channel) =>
      attempt(async () => {
        const channelId = await names.resolve(channel);
        if (channelId === undefined) return { kind: 'refused', code: 'channel_not_found' };
        return { kind: 'found', channelId };
      }),
    forgetChannels: () => names.forget(),

    post: (message) =>
      withOrWithoutPictures(message.payload, ({ threadTs: _inThread, ...said }) =>
        attempt(async () => {
          const answer = await client.apiCall('chat.postMessage', {
            ...said,
            ...style,
            channel: message.channelId,
            thread_ts: message.threadTs,
            metadata: { event_type: EVENT_TYPE, event_payload: { delivery_id: message.deliveryId } },
          });
          return sentAt(answer);
        }),
      ),

    update: ({ channelId, ts, payload }) =>
      withOrWithoutPictures(payload, ({ threadTs: _inThread, ...said }) =>
        attempt(async () => sentAt(await client.apiCall('chat.update', { ...said, channel: channelId, ts }))),
      ),

    lookUp: (message) => attempt(() => lookUp(client, message)),
  };
}

/** Sends; what Slack refuses for a picture that it does not show is sent once more with the picture's words. */
async function withOrWithoutPictures(
  payload: MessagePayload,
  send: (payload: MessagePayload) => Promise<DeliveryResult>,
): Promise<DeliveryResult> {
  const result = await send(payload);
  if (result.kind !== 'refused' || result.code !== 'invalid_blocks') return result;
  const blocks = (payload.blocks ?? []).map(inWords);
  return blocks.some((block, index) => block !== payload.blocks?.[index])
    ? send({ ...payload, blocks })
    : result;
}

/** A picture that was uploaded, as its alternative text; any other block as it is. */
function inWords(block: object): object {
  if (!('slack_file' in block) || !('alt_text' in block) || typeof block.alt_text !== 'string') return block;
  return { type: 'context', elements: [{ type: 'plain_text', text: block.alt_text, emoji: false }] };
}

function sentAt(answer: WebAPICallResult): DeliveryResult {
  const { channel, ts } = answer as { channel?: unknown; ts?: unknown };
  if (typeof channel === 'string' && typeof ts === 'string') return { kind: 'sent', channelId: channel, ts };
  return { kind: 'unknown', code: 'no_ts' };
}

interface HistoryPage {
  messages?: { ts?: string; metadata?: { event_type?: string; event_payload?: { delivery_id?: unknown } } }[];
  response_metadata?: { next_cursor?: string };
}

/** Searches the channel, or the thread of a reply, page by page for the delivery's id. */
async function lookUp(
  client: WebClient,
  message: { channelId: string; threadTs: string | undefined; deliveryId: string; since: Date },
): Promise<LookUp> {
  const method = message.threadTs === undefined ? 'conversations.history' : 'conversations.replies';
  let cursor: string | undefined;
  do {
    const page = (await client.apiCall(method, {
      channel: message.channelId,
      ts: message.threadTs,
      oldest: (message.since.getTime() / 1000).toFixed(6),
      inclusive: true,
      include_all_metadata: true,
      limit: PAGE,
      cursor,
    })) as HistoryPage;
    const found = page.messages?.find(
      ({ metadata }) =>
        metadata?.event_type === EVENT_TYPE && metadata.event_payload?.delivery_id === message.deliveryId,
    );
    if (found?.ts !== undefined) return { kind: 'sent', channelId: message.channelId, ts: found.ts };
    cursor = page.response_metadata?.next_cursor || undefined;
  } while (cursor !== undefined);
  return { kind: 'absent' };
}

async function attempt<T>(call: () => Promise<T>): Promise<T | Trouble> {
  try {
    return await call();
  } catch (error) {
    return readTrouble(error);
  }
}

/** What an error of the client says about the message: surely not sent, refused, or nobody knows. */
export function readTrouble(error: unknown): Trouble {
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: 'not-sent', code: 'ratelimited', waitMs: error.retryAfter * 1000 };
  }
  if (error instanceof WebAPIPlatformError) return readCode(error.data.error);
  if (error instanceof WebAPIHTTPError) return readStatus(error.statusCode);
  const code = systemCode(error);
  if (error instanceof WebAPIRequestError && NOT_CONNECTED.has(code)) return { kind: 'not-sent', code };
  return { kind: 'unknown', code };
}

/** Slack itself answers 200 or 429; any other status comes from something on the way. */
function readStatus(status: number): Trouble {
  const code = `http_${status}`;
  if (status === 413) return { kind: 'refused', code };
  // A gateway's 5xx (or 408) may stand for a request that Slack has carried out.
  return { kind: status < 500 && status !== 408 ? 'not-sent' : 'unknown', code };
}

function readCode(code: string): Trouble {
  if (TRY_LATER.has(code)) return { kind: 'not-sent', code };
  if (PERHAPS_DONE.has(code)) return { kind: 'unknown', code };
  // The client puts a body that is no JSON, such as a proxy's page, in the place of the code.
  return /^[a-z][a-z0-9_]*$/.test(code) ? { kind: 'refused', code } : { kind: 'unknown', code: 'not_json' };
}

/** The code at the bottom of a chain of causes, else the name of the error. */
function systemCode(error: unknown): string {
  let code = 'error';
  for (let current = error; current instanceof Error; current = current.cause) {
    code = 'code' in current && typeof current.code === 'string' ? current.code : current.name;
  }
  return code;
}
