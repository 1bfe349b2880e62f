import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { WebClientOptions } from '@slack/web-api';
import { WebClient } from '@slack/web-api';
import { startSandbox } from '#src/sandbox/sandbox.ts';
import type { Sandbox, SandboxOptions } from '#src/sandbox/sandbox.ts';
import type { Manifest } from '#src/sandbox/types.ts';

/** A logger that keeps its lines, so that tests stay silent and can still look. */
export function quietLogger() {
  const lines: string[] = [];
  const write = (...parts: unknown[]): void => {
    lines.push(parts.map(String).join(' '));
  };
  return {
    lines,
    debug: () => {},
    info: () => {},
    warn: write,
    error: write,
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}

/** A manifest that allows everything the tests do. */
export const manifest: Manifest = {
  features: {
    bot_user: { display_name: 'Milepost' },
    app_home: { home_tab_enabled: true },
    slash_commands: [{ command: '/account', should_escape: true }, { command: '/raw' }],
    shortcuts: [
      { callback_id: 'global.open', type: 'global' },
      { callback_id: 'message.save', type: 'message' },
    ],
  },
  oauth_config: {
    scopes: {
      bot: [
        'channels:history',
        'channels:join',
        'channels:read',
        'chat:write',
        'commands',
        'files:read',
        'files:write',
        'groups:history',
        'groups:read',
        'im:history',
        'im:write',
        'team:read',
        'users:read',
      ],
    },
  },
  settings: {
    event_subscriptions: {
      bot_events: ['app_mention', 'app_home_opened', 'app_uninstalled', 'channel_archive', 'tokens_revoked'],
    },
    interactivity: {
      is_enabled: true,
      message_menu_options_url: 'https://milepost.example.com/slack/events',
    },
    socket_mode_enabled: true,
  },
};

export interface Bench {
  sandbox: Sandbox;
  app: App;
  client: WebClient;
  lines: string[];
  stop(): Promise<void>;
}

/** Options of a client that tries once and says at once what happened. */
export function clientOptions(sandbox: Sandbox, more: WebClientOptions = {}): WebClientOptions {
  return {
    slackApiUrl: sandbox.apiUrl,
    logger: quietLogger(),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    ...more,
  };
}

/** A Web API client of the installed bot. */
export function clientOf(sandbox: Sandbox, more: WebClientOptions = {}): WebClient {
  return new WebClient(sandbox.botToken, clientOptions(sandbox, more));
}

/** Starts a sandbox with a real Bolt app behind the real HTTP receiver. */
export async function startBench(
  register: (app: App) => void,
  options: Partial<SandboxOptions> = {},
): Promise<Bench> {
  const sandbox = await startSandbox({ manifest, ...options });
  const logger = quietLogger();
  const receiver = new HTTPReceiver({
    signingSecret: sandbox.signingSecret,
    endpoints: ['/slack/events'],
    logger,
  });
  const app = new App({ token: sandbox.botToken, receiver, logger, clientOptions: clientOptions(sandbox) });
  register(app);
  const server = (await app.start({ port: 0, host: '127.0.0.1' })) as Server;
  sandbox.connectBot(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
  return {
    sandbox,
    app,
    client: clientOf(sandbox),
    lines: logger.lines,
    async stop() {
      server.closeAllConnections();
      await app.stop();
      await sandbox.stop();
    },
  };
}

/** Starts a sandbox with a real Bolt app behind the real Socket Mode receiver. */
export async function startSocketBench(register: (app: App) => void): Promise<Bench> {
  const sandbox = await startSandbox({ manifest });
  const logger = quietLogger();
  const receiver = new SocketModeReceiver({
    appToken: sandbox.appToken,
    logger,
    clientPingTimeout: 100,
    installerOptions: { clientOptions: clientOptions(sandbox) },
  });
  const app = new App({ token: sandbox.botToken, receiver, logger, clientOptions: clientOptions(sandbox) });
  register(app);
  await app.start();
  return {
    sandbox,
    app,
    client: clientOf(sandbox),
    lines: logger.lines,
    async stop() {
      await app.stop();
      await sandbox.stop();
    },
  };
}
