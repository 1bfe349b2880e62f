/** The log: JSON on stderr, without tokens and without what people wrote. */
import { destination, pino, type Logger } from 'pino';

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
      serializers: { err: describeSafely },
    },
    destination({ fd: 2, sync: false }),
  );
}

/** An error without the request and the query that it may carry along. */
function describeSafely(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: 'something that is no error was thrown' };
  const code = 'code' in error ? String(error.code) : undefined;
  return {
    type: error.name,
    message: withoutTokens(error.message),
    code,
    stack: withoutTokens(error.stack ?? ''),
  };
}

function withoutTokens(text: string): string {
  return (
    text
      .replace(/x(?:ox[a-z]|app)-[\w-]+/g, '[token]')
      .replace(/(postgres(?:ql)?:\/\/)[^@\s]*@/g, '$1[redacted]@')
      // Whoever knows a response_url may answer in its channel.
      .replace(/https?:\/\/[^\s'"]*\/(?:actions|commands|app)\/[^\s'"]*/g, '[address]')
  );
}
