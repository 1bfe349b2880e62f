import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** One connection of the server's side of RFC 6455: text messages, pings and closes. */
export interface WebSocketConnection {
  send(text: string): void;
  ping(): void;
  /** Bytes that wait here, because the peer does not take them as fast as they come. */
  waiting(): number;
  /** Says goodbye and ends the connection. */
  close(code: number): void;
  /** Cuts the connection without a goodbye. */
  destroy(): void;
}

export interface WebSocketHandlers {
  onMessage(text: string): void;
  /** A ping was answered. */
  onPong?(): void;
  onClose(): void;
}

const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const opcodes = { continuation: 0, text: 1, close: 8, ping: 9, pong: 10 };

/** Answers an upgrade request and speaks WebSocket on its socket; undefined when it asked for something else. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  handlers: WebSocketHandlers,
): WebSocketConnection | undefined {
  const key = request.headers['sec-websocket-key'];
  if (request.headers.upgrade?.toLowerCase() !== 'websocket' || key === undefined) {
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    return undefined;
  }
  const accept = createHash('sha1')
    .update(key + guid)
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  const write = (opcode: number, payload: Buffer): void => {
    if (socket.writable) socket.write(Buffer.concat([frameHead(opcode, payload.length), payload]));
  };
  const reader = createReader({
    text: handlers.onMessage,
    ping: (payload) => write(opcodes.pong, payload),
    pong: () => handlers.onPong?.(),
    close: (payload) => {
      write(opcodes.close, payload.subarray(0, 2));
      socket.end();
    },
  });
  socket.on('data', reader);
  socket.on('close', handlers.onClose);
  // A peer that vanishes resets the connection; "close" follows and tells whoever needs to know.
  socket.on('error', () => socket.destroy());
  return {
    send: (text) => write(opcodes.text, Buffer.from(text)),
    ping: () => write(opcodes.ping, Buffer.from('sandbox')),
    waiting: () => socket.writableLength,
    close(code) {
      const payload = Buffer.alloc(2);
      payload.writeUInt16BE(code);
      write(opcodes.close, payload);
      socket.end();
    },
    destroy: () => socket.destroy(),
  };
}

function frameHead(opcode: number, length: number): Buffer {
  if (length < 126) return Buffer.from([0x80 | opcode, length]);
  const long = length > 0xffff;
  const head = Buffer.alloc(long ? 10 : 4);
  head[0] = 0x80 | opcode;
  head[1] = long ? 127 : 126;
  if (long) head.writeBigUInt64BE(BigInt(length), 2);
  else head.writeUInt16BE(length, 2);
  return head;
}

interface Frame {
  fin: boolean;
  opcode: number;
  payload: Buffer;
  size: number;
}

/** Collects bytes into frames, and frames into messages. */
function createReader(on: {
  text(text: string): void;
  ping(payload: Buffer): void;
  pong(): void;
  close(payload: Buffer): void;
}): (chunk: Buffer) => void {
  let buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  return (chunk) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (let frame = readFrame(buffer); frame; frame = readFrame(buffer)) {
      buffer = buffer.subarray(frame.size);
      if (frame.opcode === opcodes.ping) on.ping(frame.payload);
      else if (frame.opcode === opcodes.pong) on.pong();
      else if (frame.opcode === opcodes.close) on.close(frame.payload);
      else if (frame.opcode === opcodes.text || frame.opcode === opcodes.continuation) {
        parts.push(frame.payload);
        if (frame.fin) {
          const text = Buffer.concat(parts).toString();
          parts = [];
          on.text(text);
        }
      }
    }
  };
}

function readFrame(buffer: Buffer): Frame | undefined {
  if (buffer.length < 2) return undefined;
  const [first, second] = [buffer[0]!, buffer[1]!];
  let offset = 2;
  let length = second & 0x7f;
  if (length === 126) {
    if (buffer.length < 4) return undefined;
    length = buffer.readUInt16BE(2);
    offset = 4;
  } else if (length === 127) {
    if (buffer.length < 10) return undefined;
    length = Number(buffer.readBigUInt64BE(2));
    offset = 10;
  }
  const masked = (second & 0x80) !== 0;
  const size = offset + (masked ? 4 : 0) + length;
  if (buffer.length < size) return undefined;
  const payload = Buffer.from(buffer.subarray(size - length, size));
  if (masked) {
    const mask = buffer.subarray(offset, offset + 4);
    for (let index = 0; index < payload.length; index += 1) payload[index]! ^= mask[index % 4]!;
  }
  return { fin: (first & 0x80) !== 0, opcode: first & 0x0f, payload, size };
}
