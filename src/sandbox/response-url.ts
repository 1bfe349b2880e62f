import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRefusal } from './context.ts';
import type { Context } from './context.ts';
import { parseJson, readBody, sendJson, sendText } from './http.ts';
import { edit, post, readContent, remove } from './messages.ts';
import type { ResponseTarget } from './tickets.ts';
import { asObject, asString } from './types.ts';
import type { Json, MessageRecord } from './types.ts';
import { play } from './web-api/index.ts';

const mostUses = 5;
const life = 30 * 60 * 1000;

/** Answers a post to a response_url. */
export async function serveResponseUrl(
  ctx: Context,
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
): Promise<void> {
  const started = performance.now();
  const at = ctx.state.now().toISOString();
  const body = asObject(parseJson((await readBody(request)).toString()));
  const fault = ctx.faults.take('response_url');
  const outcome = await play(fault, 0, () => respond(ctx, token, body));
  const answer = outcome.body as Answer | undefined;
  const played = outcome.status !== 200 || answer?.status === undefined;
  const status = played ? outcome.status : answer.status;
  ctx.log.add({
    at,
    direction: 'bot-to-slack',
    method: 'response_url',
    request: body,
    response: answer?.text,
    status: outcome.cut ? 0 : status,
    ms: performance.now() - started,
    error: outcome.cut ?? (status === 200 ? undefined : (answer?.text ?? 'fault')),
    messages: answer?.messages ?? [],
    fault: fault?.kind,
  });
  if (outcome.cut === 'cut') request.socket.destroy();
  else if (outcome.cut === 'timeout') return;
  else if (played) sendJson(response, outcome.status, outcome.body, outcome.headers);
  else sendText(response, answer.status, answer.text);
}

interface Answer {
  status: number;
  text: string;
  messages?: string[];
}

function respond(ctx: Context, token: string, body: Json | undefined): Answer {
  const target = ctx.state.responses.get(token);
  if (!target || ctx.state.now().getTime() - target.at > life) return { status: 404, text: 'expired_url' };
  if (target.uses >= mostUses) return { status: 404, text: 'used_url' };
  if (!body) return { status: 400, text: 'invalid_payload' };
  const problem = respondTo(ctx, target, body);
  if (problem) return problem;
  target.uses += 1;
  return { status: 200, text: 'ok' };
}

/**
 * Shows an answer where the deed was done: a new message (ephemeral unless `in_channel`), or a change to
 * the message that was acted on. Also serves what a command answers in its ack.
 */
export function respondTo(ctx: Context, target: ResponseTarget, body: Json): Answer | undefined {
  const original = findOriginal(ctx, target);
  if (body['delete_original'] === true) {
    if (original) remove(ctx, original);
    return undefined;
  }
  // By this way no app has shown a file of the workspace yet, to one person or to all.
  const content = readContent(ctx, body, { isPrivate: true });
  if (isRefusal(content)) {
    const status = content.error === 'no_text' ? 500 : 400;
    return { status, text: content.error, messages: content.messages ?? [] };
  }
  if (body['replace_original'] === true && original) {
    edit(ctx, original, { ...content, blocks: content.blocks ?? [] }, ctx.state.botUserId);
    announce(target, original);
    return undefined;
  }
  const channel = ctx.state.channels.get(target.channel);
  if (!channel) return { status: 404, text: 'channel_not_found' };
  const message = post(
    ctx,
    {
      channel,
      user: ctx.state.botUserId,
      thread_ts: asString(body['thread_ts']),
      ...(body['response_type'] === 'in_channel' ? {} : { ephemeral_to: target.user }),
    },
    content,
  );
  announce(target, message);
  return undefined;
}

function announce(target: ResponseTarget, message: MessageRecord): void {
  target.replies.push(message);
  for (const listener of target.onReply) listener();
}

/** The message that was acted on; after a command, the first answer to it stands for the original. */
function findOriginal(ctx: Context, target: ResponseTarget): MessageRecord | undefined {
  if (!target.original) return target.replies[0];
  const { ts, ephemeral } = target.original;
  if (!ephemeral) return ctx.state.channels.get(target.channel)?.byTs.get(ts);
  return ctx.state.ephemerals.get(target.user)?.find((message) => message.ts === ts);
}
