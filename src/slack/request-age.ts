/** Refuses requests whose signature is too old or from the future; Bolt itself looks only at the past. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** Slack's own advice: five minutes. */
const MAX_SKEW_SECONDS = 300;

/**
 * Wraps Bolt's listener: 401 when the signature's time is more than five minutes away, either way, or missing.
 * @param now the real clock in milliseconds: signatures know no other one
 */
export function withFreshSignature(listener: RequestListener, now: () => number = Date.now): RequestListener {
  return (request: IncomingMessage, response: ServerResponse) => {
    if (isFresh(request.headers['x-slack-request-timestamp'], now())) {
      listener(request, response);
      return;
    }
    request.resume();
    response.writeHead(401).end();
  };
}

function isFresh(header: string | string[] | undefined, nowMs: number): boolean {
  if (typeof header !== 'string' || !/^\d{1,12}$/.test(header)) return false;
  return Math.abs(nowMs / 1000 - Number(header)) <= MAX_SKEW_SECONDS;
}
