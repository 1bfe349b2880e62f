/** The environment, read once. A problem names the key and what to do; it never shows a value. */
import * as z from 'zod';

const MODES = ['sandbox', 'http', 'socket'] as const;

export interface Config {
  databaseUrl: string;
  /** Without a bot token Milepost runs in the sandbox, a Slack on this machine. */
  mode: (typeof MODES)[number];
  slack: {
    botToken: string;
    signingSecret: string | null;
    appToken: string | null;
    apiUrl: string | null;
  } | null;
  port: number;
  host: string;
  logLevel: string;
  /** Slack user id or e-mail of the first admin. */
  firstAdmin: string | null;
  /** The instant that the clock shows at the start; null: the system's clock. */
  startsAt: Date | null;
}

export type ConfigResult = { ok: true; config: Config } | { ok: false; problems: string[] };

const text = z.string().trim().min(1).optional();

const schema = z.object({
  DATABASE_URL: text.refine(
    (url) => url === undefined || /^(sqlite:.|postgres(ql)?:\/\/.)/.test(url),
    'must be sqlite:PATH or postgres://…',
  ),
  SLACK_BOT_TOKEN: text.refine(startsWith('xoxb-'), 'must be a bot token, which begins with xoxb-'),
  SLACK_SIGNING_SECRET: text,
  SLACK_APP_TOKEN: text.refine(startsWith('xapp-'), 'must be an app-level token, which begins with xapp-'),
  SLACK_API_URL: text.refine(
    (url) => url === undefined || URL.canParse(url),
    'must be a URL such as https://slack.com/api/',
  ),
  PORT: text.refine((port) => port === undefined || isPort(port), 'must be a port number from 0 to 65535'),
  HOST: text,
  MILEPOST_NOW: text.refine(
    (time) => time === undefined || !Number.isNaN(Date.parse(time)),
    'must be an ISO time such as 2026-11-23T09:00:00Z',
  ),
  MILEPOST_ADMIN: text,
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be one of trace, debug, info, warn, error, fatal, silent',
    })
    .optional(),
});

type Environment = z.infer<typeof schema>;

/** Reads the configuration from environment variables. Empty ones count as absent. */
export function readConfig(env: Record<string, string | undefined>): ConfigResult {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim() !== ''));
  const parsed = schema.safeParse(given);
  const problems = parsed.success
    ? conflictsOf(parsed.data)
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  return { ok: true, config: toConfig(parsed.data) };
}

function conflictsOf(env: Environment): string[] {
  const problems: string[] = [];
  const { SLACK_BOT_TOKEN: bot, SLACK_SIGNING_SECRET: secret, SLACK_APP_TOKEN: app } = env;
  if (bot !== undefined && secret === undefined && app === undefined) {
    problems.push('SLACK_SIGNING_SECRET is missing: set it for HTTP, or SLACK_APP_TOKEN for Socket Mode');
  }
  if (bot === undefined && (secret !== undefined || app !== undefined)) {
    problems.push('SLACK_BOT_TOKEN is missing: set it, or unset the other Slack keys to run in the sandbox');
  }
  if (bot !== undefined && env.MILEPOST_NOW !== undefined) {
    problems.push(
      'MILEPOST_NOW is refused with a Slack token: a shifted clock is for the sandbox and for tests',
    );
  }
  return problems;
}

function toConfig(env: Environment): Config {
  const { SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app } = env;
  const mode = bot === undefined ? 'sandbox' : app === undefined ? 'http' : 'socket';
  return {
    databaseUrl: env.DATABASE_URL ?? 'sqlite:data/milepost.db',
    mode,
    slack:
      bot === undefined
        ? null
        : {
            botToken: bot,
            signingSecret: env.SLACK_SIGNING_SECRET ?? null,
            appToken: app ?? null,
            apiUrl: env.SLACK_API_URL === undefined ? null : withSlash(env.SLACK_API_URL),
          },
    port: Number(env.PORT ?? 3000),
    host: env.HOST ?? (mode === 'sandbox' ? '127.0.0.1' : '0.0.0.0'),
    logLevel: env.LOG_LEVEL ?? 'info',
    firstAdmin: env.MILEPOST_ADMIN ?? null,
    startsAt: env.MILEPOST_NOW === undefined ? null : new Date(env.MILEPOST_NOW),
  };
}

function startsWith(prefix: string): (value: string | undefined) => boolean {
  return (value) => value === undefined || value.startsWith(prefix);
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

/** Bolt and the Web API client append method names as they are. */
function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
