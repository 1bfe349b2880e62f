/** What may be told of an error: never the data of a request, the values of a statement, a token or an address. */

/** The parts of an error that are safe to log; of what caused it only the kind and the code. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error))
    return { message: 'something that is no error was thrown', type: typeof error };
  return {
    ...kindOf(error),
    message: withoutSecrets(error.message),
    stack: withoutSecrets(error.stack ?? ''),
    ...(error.cause instanceof Error ? { cause: kindOf(error.cause) } : {}),
  };
}

/** Slack's word for why a call was refused, such as `not_found`; null when the error is another one. */
export function slackErrorOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('data' in error)) return null;
  const { data } = error;
  if (typeof data !== 'object' || data === null || !('error' in data)) return null;
  return typeof data.error === 'string' ? data.error : null;
}

function kindOf(error: Error): Record<string, unknown> {
  const slack = slackErrorOf(error);
  return {
    type: error.name,
    ...('code' in error ? { code: String(error.code) } : {}),
    ...(slack === null ? {} : { slack }),
  };
}

function withoutSecrets(text: string): string {
  return (
    text
      .replace(/x(?:ox[a-z]?|app)-[\w-]+/g, '[token]')
      // Greedy: a password may hold an @. It may stand behind the ?, too.
      .replace(/(postgres(?:ql)?:\/\/)\S*@/g, '$1[redacted]@')
      .replace(/(postgres(?:ql)?:\/\/[^\s?]*)\?\S*/g, '$1')
      // Whoever knows a response_url may answer in its channel.
      .replace(/https?:\/\/[^\s"')]+/g, '[address]')
  );
}
