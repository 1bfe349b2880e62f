/** `POST /v1/{identify,group,track,page,batch}`: the HTTP API of Segment, so that its client libraries work here. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Deps } from '../base/deps.ts';
import { createDayReader } from '../base/day-reader.ts';
import type { ProgramSource } from '../program/service.ts';
import { findLargeMessage, MOST_BATCH_BYTES, MOST_MESSAGE_BYTES, readJson } from './body.ts';
import {
  kpisOf,
  surveysOf,
  MESSAGE_TYPES,
  type MessageType,
  type ParseContext,
  type ParsedBody,
  type Refusal,
} from './domain.ts';
import { parseBatch, parseSingle } from './parsing.ts';
import { createRateLimiter, type RateLimit } from './rate-limit.ts';
import { createSignalKeeper } from './service.ts';
import { findKeyOwner } from './write-keys.ts';

export interface SignalsDeps extends Deps {
  programs: ProgramSource;
}

export interface SignalsOptions {
  /** Of each write key. */
  limit?: RateLimit;
  /** A clock for the limit that never goes back, in milliseconds. */
  steadyNow?: () => number;
}

const USUAL_LIMIT: RateLimit = { perSecond: 25_000, burst: 100_000 };
const RETRY_WHEN_FULL_SECONDS = 2;

interface Answer {
  status: number;
  refusal: Refusal | null;
  headers: Record<string, string>;
}

/** The handler of `/v1/…`. It answers 200 when the signals are on disk, and not before. */
export function createSignalsApi(
  deps: SignalsDeps,
  options: SignalsOptions = {},
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const limiter = createRateLimiter(
    options.limit ?? USUAL_LIMIT,
    options.steadyNow ?? (() => performance.now()),
  );
  const keeper = createSignalKeeper(deps);
  const contexts = createContexts(deps);

  async function answer(request: IncomingMessage): Promise<Answer> {
    const route = /^\/v1\/([a-z]+)\/?(?:\?.*)?$/.exec(request.url ?? '')?.[1];
    const type = MESSAGE_TYPES.find((known) => known === route);
    if (type === undefined && route !== 'batch') {
      return refuse(
        404,
        '',
        `there is no such address: use /v1/batch or /v1/${MESSAGE_TYPES.join(', /v1/')}`,
      );
    }
    if (request.method !== 'POST') return refuse(405, '', 'use POST', { allow: 'POST' });
    const key = keyOf(request);
    const owner = key === null ? null : await findKeyOwner(deps, key);
    if (owner === null) {
      return refuse(401, '', 'send a write key as the user name of Basic auth', {
        'www-authenticate': 'Basic realm="Milepost"',
      });
    }
    const body = await readJson(request, type === undefined ? MOST_BATCH_BYTES : MOST_MESSAGE_BYTES);
    if (!body.ok) return refuse(body.status, '', body.message);
    const large = type === undefined ? findLargeMessage(body.value, body.bytes) : null;
    if (large !== null)
      return refuse(413, `batch[${large}]`, `is larger than ${MOST_MESSAGE_BYTES / 1024} KB`);

    const context = await contexts.of(owner.workspaceId);
    const parsed = parseBody(body.value, type, context);
    if (!parsed.ok) return refuse(400, parsed.refusal.path, parsed.refusal.message);
    const wait = limiter.take(owner.id, Math.max(1, parsed.signals.length));
    if (wait > 0) return refuse(429, '', 'too many signals', { 'retry-after': String(wait) });
    const { signals } = parsed;
    const kept = keeper.keep(owner.workspaceId, {
      actor: `api:${owner.name}`,
      signals,
      dayOf: context.dayOf,
    });
    if (kept === null) {
      return refuse(429, '', 'too many signals are waiting', {
        'retry-after': String(RETRY_WHEN_FULL_SECONDS),
      });
    }
    const result = await kept;
    if (result.ok) return { status: 200, refusal: null, headers: {} };
    return refuse(400, result.refusal.path, result.refusal.message);
  }

  return async (request, response) => {
    let given: Answer;
    try {
      given = await answer(request);
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      deps.log.error({ err: error }, 'signals could not be kept');
      given = refuse(503, '', 'nothing was kept; send it again', { 'retry-after': '5' });
    }
    send(request, response, given);
  };
}

function parseBody(body: unknown, type: MessageType | undefined, context: ParseContext): ParsedBody {
  return type === undefined ? parseBatch(body, context) : parseSingle(body, type, context);
}

/** What messages are read by, made once for each version of a workspace's program. */
function createContexts(deps: SignalsDeps) {
  type Kept = Omit<ParseContext, 'receivedAtMs'> & { version: number | null };
  const kept = new Map<string, Kept>();
  return {
    async of(workspaceId: string): Promise<ParseContext> {
      const applied = await deps.programs.load(deps.database.db, workspaceId);
      const version = applied?.version ?? null;
      let context = kept.get(workspaceId);
      if (context === undefined || context.version !== version) {
        const program = applied?.program ?? null;
        context = {
          version,
          kpis: kpisOf(program),
          surveys: surveysOf(program),
          segments: program?.segments ?? [],
          dayOf: createDayReader(program?.timezone ?? 'UTC'),
        };
        kept.set(workspaceId, context);
      }
      return { ...context, receivedAtMs: deps.now().getTime() };
    },
  };
}

/** The user name of Basic auth; the password does not matter. */
function keyOf(request: IncomingMessage): string | null {
  const match = /^Basic\s+([A-Za-z0-9+/_-]+=*)\s*$/i.exec(request.headers.authorization ?? '');
  const key =
    Buffer.from(match?.[1] ?? '', 'base64')
      .toString('utf8')
      .split(':')[0] ?? '';
  return key === '' ? null : key;
}

function refuse(status: number, path: string, message: string, headers: Record<string, string> = {}): Answer {
  return { status, refusal: { path, message }, headers };
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, refusal, headers }: Answer,
): void {
  const body =
    refusal === null
      ? { success: true }
      : {
          success: false,
          error: { ...(refusal.path === '' ? {} : { path: refusal.path }), message: refusal.message },
        };
  // What the sender is still sending is not wanted: the connection ends with the answer.
  const ending = request.complete ? {} : { connection: 'close' };
  response.writeHead(status, { 'content-type': 'application/json', ...headers, ...ending });
  response.end(JSON.stringify(body));
  if (!request.complete) request.resume();
}
