import { Agent, request as httpRequest } from 'node:http';
import { stringify } from 'node:querystring';
import type { Context } from './context.ts';
import type { DeliveryKind } from './faults.ts';
import { parseJson } from './http.ts';
import { signed } from './signing.ts';
import type { SignedRequest } from './signing.ts';
import type { SocketHub } from './socket-mode.ts';
import { SandboxError } from './types.ts';
import type { Json } from './types.ts';

/** Slack waits this long for an answer to anything it delivers. */
const ackLimit = 3000;

/** What the bot answered within three seconds. */
export interface Ack {
  status: number;
  text: string;
  /** The body as JSON; undefined when it is empty or plain text. */
  json: unknown;
  headers: Record<string, string | string[] | undefined>;
}

/** Brings what a person did, or what happened, to the bot. */
export interface Courier {
  /** A slash command, as a form. */
  command(payload: Record<string, string>): Promise<Ack>;
  /** A press, submit, shortcut or option query: JSON in the form field `payload`. */
  interaction(payload: Json, name: string): Promise<Ack>;
  /** An event, as JSON. */
  event(payload: Json, name: string): Promise<Ack>;
  /** Any body, signed by the caller; always over HTTP. */
  raw(request: SignedRequest): Promise<Ack>;
  connect(url: string): void;
  /** True while the bot is reached by Socket Mode. */
  bySocket(): boolean;
  close(): void;
}

export interface CourierOptions {
  ctx: Context;
  signingSecret: string;
  botUrl: string | undefined;
  sockets: SocketHub;
}

interface Parcel {
  kind: DeliveryKind;
  name: string;
  payload: Json;
  body: string;
  contentType: string;
  envelope: 'slash_commands' | 'interactive' | 'events_api';
}

/** A courier that goes by Socket Mode while the bot is connected there, else by signed HTTP. */
export function createCourier(options: CourierOptions): Courier {
  const { ctx, sockets } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  let botUrl = options.botUrl;

  const overHttp = async (request: SignedRequest): Promise<Ack> => {
    if (botUrl === undefined)
      throw new SandboxError('dispatch_failed', 'no bot is connected: call connectBot(url)');
    return postTo(agent, botUrl, request);
  };
  const carry = async (parcel: Parcel, retry: boolean): Promise<Ack> => {
    if (sockets.connected()) return sockets.send(parcel.envelope, parcel.payload, retry, ackLimit);
    const request = signed(parcel.body, { secret: options.signingSecret, contentType: parcel.contentType });
    if (retry)
      Object.assign(request.headers, { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' });
    return overHttp(request);
  };
  const deliver = async (parcel: Parcel): Promise<Ack> => {
    const ack = await logged(ctx, parcel, () => carry(parcel, false));
    if (ctx.faults.takeDuplicate(parcel.kind)) await logged(ctx, parcel, () => carry(parcel, true));
    return ack;
  };
  return {
    command: (payload) =>
      deliver({
        kind: 'command',
        name: payload['command'] ?? 'command',
        payload,
        body: stringify(payload),
        contentType: 'application/x-www-form-urlencoded',
        envelope: 'slash_commands',
      }),
    interaction: async (payload, name) => {
      if (ctx.state.manifest.settings?.interactivity?.is_enabled !== true) {
        throw new SandboxError('interactivity_disabled', 'the manifest does not enable interactivity');
      }
      return deliver({
        kind: 'interaction',
        name,
        payload,
        body: stringify({ payload: JSON.stringify(payload) }),
        contentType: 'application/x-www-form-urlencoded',
        envelope: 'interactive',
      });
    },
    event: (payload, name) =>
      deliver({
        kind: 'event',
        name,
        payload,
        body: JSON.stringify(payload),
        contentType: 'application/json',
        envelope: 'events_api',
      }),
    raw: overHttp,
    bySocket: () => sockets.connected(),
    connect(url) {
      botUrl = url;
    },
    close() {
      agent.destroy();
    },
  };
}

/** Carries a parcel and writes into the log how it went; other answers than 200 are thrown. */
async function logged(ctx: Context, parcel: Parcel, carry: () => Promise<Ack>): Promise<Ack> {
  const started = performance.now();
  const at = ctx.state.now().toISOString();
  const write = (ack: Ack | undefined, error: string | undefined): void =>
    ctx.log.add({
      at,
      direction: 'slack-to-bot',
      method: parcel.name,
      request: parcel.payload,
      response: ack?.json ?? ack?.text,
      status: ack?.status ?? 0,
      ms: performance.now() - started,
      error,
      messages: [],
      fault: undefined,
    });
  try {
    const ack = await carry();
    if (ack.status !== 200) {
      throw new SandboxError('dispatch_failed', `${parcel.name} was answered with HTTP ${ack.status}`, ack);
    }
    write(ack, undefined);
    return ack;
  } catch (error) {
    const failed = error instanceof SandboxError ? error : new SandboxError('dispatch_failed', String(error));
    write(failed.details as Ack | undefined, failed.code);
    throw failed;
  }
}

function postTo(agent: Agent, url: string, signedRequest: SignedRequest): Promise<Ack> {
  const { body, headers } = signedRequest;
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      url,
      { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () => {
          clearTimeout(timer);
          const text = Buffer.concat(chunks).toString();
          resolve({
            status: response.statusCode ?? 0,
            text,
            json: parseJson(text),
            headers: response.headers,
          });
        });
      },
    );
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(new SandboxError('dispatch_failed', error.message));
    };
    const timer = setTimeout(() => {
      reject(new SandboxError('operation_timeout', `no answer within ${ackLimit / 1000} seconds`));
      request.destroy();
    }, ackLimit);
    request.on('error', fail);
    request.end(body);
  });
}
