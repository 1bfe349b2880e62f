import { describe, expect, it } from 'vitest';
import { readConfig, type Config } from '#src/config.ts';

type Environment = Record<string, string | undefined>;

const SECRET = 's3cret';

function configOf(env: Environment): Config {
  const read = readConfig(env);
  if (!read.ok) throw new Error(read.problems.join('; '));
  return read.config;
}

function problemsOf(env: Environment): string[] {
  const read = readConfig(env);
  return read.ok ? [] : read.problems;
}

describe('the environment', () => {
  it('needs nothing: a sandbox on this machine with a SQLite file', () => {
    const nothing = {
      databaseUrl: 'sqlite:data/milepost.db',
      mode: 'sandbox',
      slack: null,
      port: 3000,
      host: '127.0.0.1',
      logLevel: 'info',
      firstAdmin: null,
      startsAt: null,
    };
    expect(configOf({})).toEqual(nothing);
    const keys = [
      'DATABASE_URL',
      'SLACK_BOT_TOKEN',
      'PORT',
      'HOST',
      'MILEPOST_NOW',
      'LOG_LEVEL',
      'SLACK_API_URL',
    ];
    expect(configOf(Object.fromEntries(keys.map((key) => [key, ' '])))).toEqual(nothing);
    expect(configOf({ PATH: '/bin', SOMETHING_ELSE: 'x' })).toEqual(nothing);
  });

  it('names a Slack workspace over HTTP, or over Socket Mode', () => {
    const http = configOf({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: SECRET });
    const slack = { botToken: 'xoxb-1', signingSecret: SECRET, appToken: null, apiUrl: null };
    expect(http).toMatchObject({ mode: 'http', host: '0.0.0.0', slack });
    const socket = configOf({
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      SLACK_API_URL: 'http://127.0.0.1:1/api',
    });
    expect(socket).toMatchObject({
      mode: 'socket',
      slack: { appToken: 'xapp-1', apiUrl: 'http://127.0.0.1:1/api/' },
    });
  });

  it('sets the database, the address, the log and the clock', () => {
    const env = {
      DATABASE_URL: 'postgres://me@there/x',
      PORT: '0',
      HOST: '::1',
      LOG_LEVEL: 'debug',
      MILEPOST_NOW: '2026-11-23T09:00:00+01:00',
      MILEPOST_ADMIN: 'priya@example.com',
    };
    expect(configOf(env)).toMatchObject({
      databaseUrl: 'postgres://me@there/x',
      port: 0,
      host: '::1',
      logLevel: 'debug',
      startsAt: new Date('2026-11-23T08:00:00Z'),
      firstAdmin: 'priya@example.com',
    });
  });

  it.for<[string, string]>([
    ['DATABASE_URL', `mysql://me:${SECRET}@there/x`],
    ['DATABASE_URL', 'sqlite:'],
    ['SLACK_BOT_TOKEN', SECRET],
    ['SLACK_APP_TOKEN', SECRET],
    ['SLACK_API_URL', SECRET],
    ['PORT', '65536'],
    ['PORT', SECRET],
    ['MILEPOST_NOW', SECRET],
    ['LOG_LEVEL', SECRET],
  ])('with a wrong %s (%s) is refused by the name of the key, without its value', ([key, value]) => {
    const problems = problemsOf({ [key]: value });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${key} must be `))]);
    expect(problems.join(' ')).not.toContain(SECRET);
  });

  it.for<[Environment, RegExp]>([
    [
      { SLACK_BOT_TOKEN: 'xoxb-s3cret' },
      /^SLACK_SIGNING_SECRET is missing: set it for HTTP, or SLACK_APP_TOKEN/,
    ],
    [{ SLACK_SIGNING_SECRET: SECRET }, /^SLACK_BOT_TOKEN is missing: set it, or unset/],
    [{ SLACK_APP_TOKEN: 'xapp-s3cret' }, /^SLACK_BOT_TOKEN is missing/],
    [
      { SLACK_BOT_TOKEN: 'xoxb-s3cret', SLACK_SIGNING_SECRET: SECRET, MILEPOST_NOW: '2026-11-23' },
      /^MILEPOST_NOW is refused with a Slack token/,
    ],
  ])('whose keys do not go together is refused: %#', ([env, says]) => {
    const problems = problemsOf(env);
    expect(problems).toEqual([expect.stringMatching(says)]);
    expect(problems.join(' ')).not.toContain(SECRET);
  });

  it('is told everything that is wrong at once', () => {
    expect(problemsOf({ PORT: 'x', LOG_LEVEL: 'x', MILEPOST_NOW: 'x' })).toHaveLength(3);
  });
});
