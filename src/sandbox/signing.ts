import { createHmac } from 'node:crypto';

/** A body with the headers by which Slack signs it. */
export interface SignedRequest {
  body: string;
  headers: Record<string, string>;
}

/**
 * Slack's v0 signature: HMAC-SHA256 over `v0:timestamp:body`.
 * `timestamp` is in seconds since 1970.
 */
function signature(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

/**
 * Signs a body as Slack would. The defaults are a valid request; a test of bad signatures passes
 * another secret, or a timestamp (seconds) that is too old or too new.
 */
export function signed(
  body: string,
  options: { secret: string; timestamp?: number; contentType?: string },
): SignedRequest {
  const timestamp = options.timestamp ?? Math.floor(Date.now() / 1000);
  return {
    body,
    headers: {
      'content-type': options.contentType ?? 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': signature(options.secret, timestamp, body),
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    },
  };
}
