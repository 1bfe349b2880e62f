import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Ack } from './delivery.ts';
import { parseJson } from './http.ts';
import type { State } from './state.ts';
import { SandboxError, asObject, asString } from './types.ts';
import type { Json } from './types.ts';
import { acceptWebSocket } from './websocket.ts';
import type { WebSocketConnection } from './websocket.ts';

/** Slack holds at most this many connections of one app. */
const mostConnections = 10;
const pingEvery = 10_000;

/** The Socket Mode connections of the bot. */
export interface SocketHub {
  accept(request: IncomingMessage, socket: Duplex): void;
  connected(): boolean;
  /** Sends an envelope to one connection and waits for its acknowledgement. */
  send(type: string, payload: Json, retry: boolean, timeoutMs: number): Promise<Ack>;
  /** Asks the bot to reconnect, as Slack does before it recycles a connection. */
  recycle(): void;
  /** Cuts all connections without a goodbye. */
  drop(): void;
  close(): void;
}

/** A hub that takes connections whose ticket apps.connections.open gave out. */
export function createSocketHub(state: State): SocketHub {
  const connections: WebSocketConnection[] = [];
  const waiting = new Map<string, (payload: Json | undefined) => void>();
  let turn = 0;
  let envelopes = 0;
  const timer = setInterval(() => {
    for (const connection of connections) connection.ping();
  }, pingEvery);
  timer.unref();

  const receive = (text: string): void => {
    const message = asObject(parseJson(text));
    const id = asString(message?.['envelope_id']) ?? '';
    waiting.get(id)?.(asObject(message?.['payload']));
    waiting.delete(id);
  };
  const accept = (request: IncomingMessage, socket: Duplex): void => {
    const ticket = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('ticket') ?? '';
    if (!state.socketTickets.delete(ticket) || connections.length >= mostConnections) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const connection = acceptWebSocket(request, socket, {
      onMessage: receive,
      onClose: () => {
        const index = connections.findIndex((other) => other === connection);
        if (index >= 0) connections.splice(index, 1);
      },
    });
    if (!connection) return;
    connections.push(connection);
    connection.send(
      JSON.stringify({
        type: 'hello',
        connection_info: { app_id: state.appId },
        num_connections: connections.length,
        debug_info: { host: 'sandbox', build_number: 1, approximate_connection_time: 18_060 },
      }),
    );
    connection.ping();
  };

  const send: SocketHub['send'] = (type, payload, retry, timeoutMs) => {
    turn += 1;
    const connection = connections[turn % connections.length];
    if (!connection)
      return Promise.reject(new SandboxError('dispatch_failed', 'no Socket Mode connection is open'));
    envelopes += 1;
    const id = `00000000-0000-4000-8000-${String(envelopes).padStart(12, '0')}`;
    const envelope = {
      envelope_id: id,
      payload,
      type,
      accepts_response_payload: type !== 'events_api',
      ...(type === 'events_api'
        ? { retry_attempt: retry ? 1 : 0, retry_reason: retry ? 'timeout' : '' }
        : {}),
    };
    return new Promise((resolve, reject) => {
      const expiry = setTimeout(() => {
        waiting.delete(id);
        reject(
          new SandboxError('operation_timeout', `no acknowledgement within ${timeoutMs / 1000} seconds`),
        );
      }, timeoutMs);
      waiting.set(id, (answer) => {
        clearTimeout(expiry);
        resolve(toAck(answer));
      });
      connection.send(JSON.stringify(envelope));
    });
  };
  return {
    accept,
    send,
    connected: () => connections.length > 0,
    recycle() {
      const goodbye = JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' });
      for (const connection of connections) connection.send(goodbye);
    },
    drop() {
      // Each destroyed connection takes itself out of the list.
      for (const connection of connections.slice()) connection.destroy();
    },
    close() {
      clearInterval(timer);
      for (const connection of connections.slice()) connection.destroy();
    },
  };
}

/** An acknowledgement in the form of an HTTP answer; an empty payload is an empty body. */
function toAck(payload: Json | undefined): Ack {
  const empty = !payload || Object.keys(payload).length === 0;
  return {
    status: 200,
    text: empty ? '' : JSON.stringify(payload),
    json: empty ? undefined : payload,
    headers: {},
  };
}
