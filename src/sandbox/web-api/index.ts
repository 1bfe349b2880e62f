import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRefusal, refuse } from '../context.ts';
import type { Context } from '../context.ts';
import type { Fault } from '../faults.ts';
import { readArguments, readBody, sendJson } from '../http.ts';
import { botScopes } from '../state.ts';
import { asObject, asString } from '../types.ts';
import type { Json, Refusal } from '../types.ts';
import { appMethods } from './apps.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import type { Method } from './method.ts';
import { peopleMethods } from './people.ts';
import { viewMethods } from './views.ts';

const methods: Record<string, Method> = {
  ...appMethods,
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...peopleMethods,
  ...viewMethods,
};

/** Answers one call of the Web API, with whatever fault is planned for it, and writes it into the log. */
export async function serveApi(
  ctx: Context,
  request: IncomingMessage,
  response: ServerResponse,
  name: string,
  query: string,
): Promise<void> {
  const started = performance.now();
  const at = ctx.state.now().toISOString();
  const args = await readArguments(request, query, await readBody(request));
  const fault = ctx.faults.take(name);
  const limited = fault ? 0 : rateLimit(ctx, name, args);
  const outcome = await play(fault, limited, () => call(ctx, name, request, args));
  ctx.log.add({
    at,
    direction: 'bot-to-slack',
    method: name,
    request: withoutSecrets(args),
    response: outcome.body,
    status: outcome.cut ? 0 : outcome.status,
    ms: performance.now() - started,
    error: outcome.cut ? outcome.cut : asString(asObject(outcome.body)?.['error']),
    messages: messagesOf(outcome.body),
    fault: fault?.kind,
  });
  if (outcome.cut === 'cut') request.socket.destroy();
  else if (outcome.cut === 'timeout') return;
  else
    sendJson(response, outcome.status, outcome.body, {
      ...scopeHeaders(ctx, name, args),
      ...outcome.headers,
    });
}

/** How a call ends on the wire. */
export interface Outcome {
  status: number;
  body: unknown;
  headers: Record<string, string>;
  /** The answer never arrives: the connection is cut, or stays silent. */
  cut: 'cut' | 'timeout' | undefined;
}

/** Plays a planned fault around a call: before it, after it, or instead of it. */
export async function play(fault: Fault | undefined, limited: number, run: () => unknown): Promise<Outcome> {
  const answer = (status: number, body: unknown, headers = {}): Outcome => ({
    status,
    body,
    headers,
    cut: undefined,
  });
  const rateLimited = (seconds: number): Outcome =>
    answer(429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(seconds) });
  if (limited > 0) return rateLimited(limited);
  switch (fault?.kind) {
    case 'rate-limited':
      return rateLimited(fault.retryAfter ?? 1);
    case 'server-error':
      return answer(fault.status ?? 500, { ok: false, error: 'internal_error' });
    case 'error':
      return answer(200, { ok: false, error: fault.error });
    case 'cut-before':
    case 'timeout-before':
      return { ...answer(200, undefined), cut: fault.kind === 'cut-before' ? 'cut' : 'timeout' };
    case 'cut-after':
    case 'timeout-after':
      return { ...answer(200, await run()), cut: fault.kind === 'cut-after' ? 'cut' : 'timeout' };
    case 'hold':
      await fault.until;
      return answer(200, await run());
    case 'slow': {
      const body = await run();
      await new Promise((resolve) => setTimeout(resolve, fault.ms));
      return answer(200, body);
    }
    case undefined:
      return answer(200, await run());
  }
}

function rateLimit(ctx: Context, name: string, args: Json): number {
  return ctx.faults.rateLimits ? ctx.limiter.check(name, asString(args['channel'])) : 0;
}

/** One call, from token to answer, as Slack words it. */
function call(ctx: Context, name: string, request: IncomingMessage, args: Json): Json {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!method) return answerRefusal(refuse('unknown_method', [], { req_method: name }));
  const denied = authorize(ctx, method, request, args);
  if (denied) return answerRefusal(denied);
  const result = method.run(ctx, args);
  return isRefusal(result) ? answerRefusal(result) : { ok: true, ...result };
}

function authorize(ctx: Context, method: Method, request: IncomingMessage, args: Json): Refusal | undefined {
  if (method.token === 'none') return readBasic(request, args);
  const token =
    /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? asString(args['token']) ?? '';
  if (token === '') return refuse('not_authed');
  const { state } = ctx;
  if (method.token === 'app') {
    if (token === state.appToken) return undefined;
    return refuse(token === state.botToken ? 'not_allowed_token_type' : 'invalid_auth');
  }
  if (token === state.appToken) return refuse('not_allowed_token_type');
  if (token !== state.botToken) return refuse('invalid_auth');
  if (state.revoked !== '') return refuse(state.revoked);
  const granted = botScopes(state);
  const lacking = (method.scopes?.(ctx, args) ?? []).filter((scope) => !granted.includes(scope));
  return lacking.length > 0
    ? refuse('missing_scope', [], { needed: lacking.join(','), provided: granted.join(',') })
    : undefined;
}

/** OAuth credentials may come as a Basic header instead of arguments. */
function readBasic(request: IncomingMessage, args: Json): undefined {
  const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (basic === undefined) return;
  const [id, secret] = Buffer.from(basic, 'base64').toString().split(':');
  args['client_id'] ??= id;
  args['client_secret'] ??= secret;
}

function answerRefusal(refusal: Refusal): Json {
  return {
    ok: false,
    error: refusal.error,
    ...refusal.extra,
    ...(refusal.messages ? { response_metadata: { messages: refusal.messages } } : {}),
  };
}

function scopeHeaders(ctx: Context, name: string, args: Json): Record<string, string> {
  const accepted = Object.hasOwn(methods, name) ? (methods[name]?.scopes?.(ctx, args) ?? []) : [];
  return { 'x-oauth-scopes': botScopes(ctx.state).join(','), 'x-accepted-oauth-scopes': accepted.join(',') };
}

function messagesOf(body: unknown): string[] {
  const messages = asObject(asObject(body)?.['response_metadata'])?.['messages'];
  return Array.isArray(messages) ? messages.map(String) : [];
}

function withoutSecrets(args: Json): Json {
  const { token: _token, client_secret: _secret, ...rest } = args;
  return rest;
}
