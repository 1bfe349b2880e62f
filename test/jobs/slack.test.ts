import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { readTrouble } from '#src/jobs/slack.ts';

const slackSays = (error: string) => new WebAPIPlatformError({ ok: false, error });
const status = (code: number) => new WebAPIHTTPError(code, '', {}, '');
const network = (code: string) =>
  new WebAPIRequestError(new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) }));
const timeout = new WebAPIRequestError(new DOMException('timed out', 'TimeoutError'));

describe('an error of the Slack client', () => {
  it.each([
    ['a rate limit', new WebAPIRateLimitedError(7), { kind: 'not-sent', code: 'ratelimited', waitMs: 7_000 }],
    ['no connection', network('ECONNREFUSED'), { kind: 'not-sent', code: 'ECONNREFUSED' }],
    ['no name server', network('EAI_AGAIN'), { kind: 'not-sent', code: 'EAI_AGAIN' }],
    [
      'a request that Slack did not take',
      slackSays('request_timeout'),
      { kind: 'not-sent', code: 'request_timeout' },
    ],
    ['a proxy that wants a password', status(407), { kind: 'not-sent', code: 'http_407' }],
  ])('means that nothing was sent: %s', (_, error, expected) => {
    expect(readTrouble(error)).toEqual(expected);
  });

  it.each([
    ['a cut connection', network('ECONNRESET'), 'ECONNRESET'],
    ['a connection that the other side closed', network('UND_ERR_SOCKET'), 'UND_ERR_SOCKET'],
    ['no answer in time', timeout, 'TimeoutError'],
    ['a failing server', status(500), 'http_500'],
    ['a gateway that gave up', status(504), 'http_504'],
    ['what Slack calls perhaps done', slackSays('internal_error'), 'internal_error'],
    ['a page in the place of an answer', slackSays('<html>Bad gateway</html>'), 'not_json'],
    ['an empty answer', slackSays(''), 'not_json'],
    ['an answer that breaks off', new TypeError('terminated'), 'TypeError'],
    ['something else', 'odd', 'error'],
  ])('leaves the outcome open: %s', (_, error, code) => {
    expect(readTrouble(error)).toEqual({ kind: 'unknown', code });
  });

  it.each([
    'channel_not_found',
    'not_in_channel',
    'is_archived',
    'invalid_auth',
    'msg_too_long',
    'a_new_code_2',
  ])('is final: %s', (code) => {
    expect(readTrouble(slackSays(code))).toEqual({ kind: 'refused', code });
  });

  it('is final when the message is too large for the way', () => {
    expect(readTrouble(status(413))).toEqual({ kind: 'refused', code: 'http_413' });
  });
});
