/** Bolt's log lines in ours: warnings and errors only, because finer levels hold requests and texts. */
import { LogLevel, type Logger as BoltLogger } from '@slack/bolt';
import type { Logger } from 'pino';

export function boltLogger(log: Logger): BoltLogger {
  const text = (messages: unknown[]) =>
    messages.map((message) => (message instanceof Error ? message.name : String(message))).join(' ');
  return {
    debug() {},
    info() {},
    warn: (...messages) => log.warn({ from: 'bolt' }, text(messages)),
    error: (...messages) => log.error({ from: 'bolt' }, text(messages)),
    setLevel() {},
    getLevel: () => LogLevel.WARN,
    setName() {},
  };
}
