/**
 * Slack's end of the measurements: sends signed commands over kept connections, and takes the answers that come to the
 * response URL. A process of its own, so that it takes nothing from the bot's event loop.
 */
import { Agent, createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { signed } from '#src/sandbox/signing.ts';
import { answerParent } from './child.ts';

export type LoadOrder =
  | { kind: 'run'; load: Load; requests: number }
  /** Sends until `end`; the answer to this order comes at once. */
  | { kind: 'begin'; load: Load }
  | { kind: 'end' };

export interface Load {
  url: string;
  secret: string;
  teamId: string;
  command: string;
  /** The texts of the commands, in turn. */
  texts: string[];
  /** Where they are typed. */
  channelId: string;
  connections: number;
  /** Milliseconds between an answer and the next request of a connection. */
  pauseMs: number;
  /** Waits for an answer to the response URL of each command. */
  wantsAnswers: boolean;
}

export interface LoadTimes {
  /** Milliseconds to each HTTP answer: the ack. */
  acks: number[];
  /** From the first request to the last answer, those to the response URL included. */
  wall: number;
  refused: number;
  answers: number;
}

const ANSWER_TIMEOUT_MS = 20_000;

/** Answers that came to the response URL. */
const received = { count: 0 };
const slack = createServer((message, response) => {
  message.resume().once('end', () => {
    received.count += 1;
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
  });
});
await new Promise<void>((resolve) => slack.listen(0, '127.0.0.1', resolve));
const responseUrl = `http://127.0.0.1:${(slack.address() as AddressInfo).port}/answer`;
let running: { stop: () => void; done: Promise<LoadTimes> } | undefined;

answerParent(
  async (order: LoadOrder) => {
    if (order.kind === 'run') return begin(order.load, order.requests).done;
    if (order.kind === 'begin') {
      running = begin(order.load, Number.POSITIVE_INFINITY);
      return null;
    }
    running?.stop();
    return running?.done;
  },
  async () => slack.closeAllConnections(),
);

function begin(load: Load, requests: number): { stop: () => void; done: Promise<LoadTimes> } {
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections });
  const acks: number[] = [];
  const state = { refused: 0, sent: 0, stopped: false };
  const before = received.count;
  const startedAt = performance.now();
  const connection = async (): Promise<void> => {
    while (!state.stopped && state.sent < requests) {
      const text = load.texts[state.sent % load.texts.length] ?? '';
      state.sent += 1;
      const start = performance.now();
      const status = await sendCommand(agent, load, text);
      acks.push(performance.now() - start);
      if (status !== 200) state.refused += 1;
      if (load.pauseMs > 0) await sleep(load.pauseMs);
    }
  };
  const run = async (): Promise<LoadTimes> => {
    await Promise.all(Array.from({ length: load.connections }, connection));
    const deadline = performance.now() + ANSWER_TIMEOUT_MS;
    const isMissing = () => load.wantsAnswers && received.count - before < state.sent;
    while (isMissing() && performance.now() < deadline) await sleep(1);
    agent.destroy();
    const wall = performance.now() - startedAt;
    return { acks, wall, refused: state.refused, answers: received.count - before };
  };
  return { stop: () => (state.stopped = true), done: run() };
}

function sendCommand(agent: Agent, load: Load, text: string): Promise<number> {
  const form = new URLSearchParams({
    token: 'unused',
    team_id: load.teamId,
    team_domain: 'sandbox',
    channel_id: load.channelId,
    channel_name: 'bench',
    user_id: 'U0BENCH1',
    user_name: 'person',
    command: load.command,
    text,
    api_app_id: 'A0BENCH',
    response_url: responseUrl,
    trigger_id: '1.2.3',
  });
  const { body, headers } = signed(form.toString(), { secret: load.secret });
  return new Promise((resolve, reject) => {
    const sending = request(load.url, {
      agent,
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    });
    sending.once('error', reject);
    sending.once('response', (response: IncomingMessage) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    });
    sending.end(body);
  });
}
