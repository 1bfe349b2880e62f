/** The log: JSON on stderr, without tokens and without what people wrote. */
import { destination, pino, type Logger } from 'pino';
import { describeError } from './describe-error.ts';

/** Where a secret or a message text may stand in what is logged. */
const SECRET_PATHS = [
  'token',
  'botToken',
  'appToken',
  'signingSecret',
  'authorization',
  'text',
  'blocks',
  'payload',
  'password',
];

export function createLog(level: string): Logger {
  return pino(
    {
      level,
      redact: { paths: SECRET_PATHS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), censor: '[redacted]' },
      serializers: { err: describeError },
    },
    destination({ fd: 2, sync: false }),
  );
}
