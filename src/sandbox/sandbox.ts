/**
 * A strict Slack on this machine: for trying Milepost without Slack, and for the tests of the bot.
 *
 * It speaks Slack's protocol over real HTTP (and Socket Mode) on 127.0.0.1 and refuses what Slack refuses:
 * - `web-api/` answers the methods, after token, scopes (of the manifest), planned faults and rate limits;
 * - `validate/` judges Block Kit, `view-records.ts` and `messages.ts` keep what was accepted;
 * - `people.ts` acts as a person: `deeds.ts` (commands, shortcuts, events), `press.ts`, `modals.ts`;
 * - `payloads.ts` words what the bot gets, `delivery.ts` carries it (signed), `socket-mode.ts` likewise;
 * - `state.ts` remembers, and tells each change to its listeners; `plain.ts` reads texts as a person does;
 * - `control.ts` is the same for another process, under /sandbox/; `main.ts` runs it as one;
 * - `page/` is a client in a browser: `page-files.ts` serves it, `page-control.ts` and `live.ts` tell it what its
 *   person may see, as `page-view.ts` words it, and what it does goes by `control.ts`;
 * - `time-machine.ts` is a clock that can be moved forward, `time-travel.ts` moves it and has the bot do what falls due.
 *
 * What stands on its own clock (message times, expiry) follows `now`; a trigger's three seconds pass without the
 * clock's jumps, and a signature's time is the system's, because the bot compares it with its own.
 */
import { randomBytes } from 'node:crypto';
import { createChannelView } from './channel-view.ts';
import type { ChannelView } from './channel-view.ts';
import type { Context, Judge } from './context.ts';
import { createControl } from './control.ts';
import { knownChannel } from './deeds.ts';
import { createCourier } from './delivery.ts';
import type { Ack } from './delivery.ts';
import { createExchangeLog } from './exchange-log.ts';
import type { ExchangeLog } from './exchange-log.ts';
import { createFaults } from './faults.ts';
import type { Faults } from './faults.ts';
import { createPageControl } from './page-control.ts';
import { eventPayload } from './payloads.ts';
import { createPerson } from './people.ts';
import type { Person } from './people.ts';
import { createRateLimiter } from './rate-limits.ts';
import { startServer } from './server.ts';
import type { SignedRequest } from './signing.ts';
import { keepState } from './snapshot.ts';
import { createSocketHub } from './socket-mode.ts';
import { createState, defaults, directChannel, isSubscribed } from './state.ts';
import type { Change, State } from './state.ts';
import type { TimeMachine } from './time-machine.ts';
import { createTimeTravel } from './time-travel.ts';
import type { TimeTravel } from './time-travel.ts';
import type { Manifest, SandboxChannel, SandboxTeam, SandboxUser } from './types.ts';

export interface SandboxOptions {
  /** Default 0: a free port. Of several, the first that is free. The host is always 127.0.0.1. */
  port?: number | readonly number[];
  /** Default: random. */
  signingSecret?: string;
  /** Where the bot listens, such as http://127.0.0.1:3000/slack/events; connectBot(url) sets it later. */
  botUrl?: string;
  manifest: Manifest;
  team?: SandboxTeam;
  users?: SandboxUser[];
  channels?: SandboxChannel[];
  /** The sandbox's clock: message times, expiry of triggers and response URLs. Default: the system's. */
  now?: () => Date;
  /** A clock that can be moved, in place of `now`; how far it was is kept with the state. */
  timeMachine?: TimeMachine;
  /** A further judge of each payload; its objections are refused with. */
  judge?: Judge;
  /** A JSON file that keeps messages and tokens from one run to the next. */
  statePath?: string;
  /** How many exchanges the log keeps (default 1000). */
  logSize?: number;
}

/** A workspace of Slack on this machine, with the app installed in it. */
export interface Sandbox {
  /** http://127.0.0.1:PORT */
  url: string;
  /** The Web API's root, with a trailing slash: SLACK_API_URL. */
  apiUrl: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  clientId: string;
  clientSecret: string;
  teamId: string;
  botUserId: string;
  connectBot(url: string): void;
  faults: Faults;
  log: ExchangeLog;
  /** Acts as a person. */
  as(userId: string): Person;
  channel(nameOrId: string): ChannelView;
  /** The direct conversation of the bot with a person. */
  directMessages(userId: string): ChannelView;
  /** Archives a channel, and tells the bot when the manifest subscribes to it. */
  archive(nameOrId: string): Promise<void>;
  /** Takes the bot out of a channel, or puts it in. */
  setBotMember(nameOrId: string, member: boolean): void;
  /** Uninstalls the app: its token dies, then app_uninstalled and tokens_revoked arrive, in either order. */
  uninstall(order?: ('app_uninstalled' | 'tokens_revoked')[]): Promise<void>;
  /** Sends a body that the caller signed (or badly signed) to the bot. */
  send(request: SignedRequest): Promise<Ack>;
  /** Asks Socket Mode clients to reconnect, as Slack does now and then. */
  recycleSockets(): void;
  /** Its clock, which can be moved forward where it was started with a time machine. */
  clock: TimeTravel;
  /** Calls the listener at each change of the workspace; returns how to stop it. */
  onChange(listener: (change: Change) => void): () => void;
  /** What the workspace remembers, for a page that shows it. Read only. */
  state: State;
  stop(): Promise<void>;
}

/** Starts a strict Slack on 127.0.0.1. It refuses what Slack refuses, with Slack's codes. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const signingSecret = options.signingSecret ?? randomBytes(16).toString('hex');
  const machine = options.timeMachine;
  const state = createState({
    manifest: options.manifest,
    team: options.team ?? defaults.team,
    users: options.users ?? defaults.users,
    channels: options.channels ?? defaults.channels,
    now: machine?.now ?? options.now ?? (() => new Date()),
    ...(machine === undefined ? {} : { steadyNow: machine.steadyNow }),
  });
  const keeper =
    options.statePath === undefined ? undefined : await keepState(state, options.statePath, machine);
  const clock = createTimeTravel({ machine, now: state.now, save: async () => keeper?.save() });
  const faults = createFaults();
  let url = '';
  const ctx: Context = {
    state,
    faults,
    log: createExchangeLog(options.logSize),
    limiter: createRateLimiter(() => performance.now()),
    judge: options.judge ?? (() => []),
    url: () => url,
  };
  const sockets = createSocketHub(state);
  faults.onDropSockets(() => sockets.drop());
  const courier = createCourier({ ctx, signingSecret, botUrl: options.botUrl, sockets });
  const tell = async (event: Record<string, unknown> & { type: string }): Promise<void> => {
    if (isSubscribed(state, event.type)) await courier.event(eventPayload(ctx, event), event.type);
  };

  const sandbox: Omit<Sandbox, 'url' | 'apiUrl'> = {
    botToken: state.botToken,
    appToken: state.appToken,
    signingSecret,
    clientId: state.clientId,
    clientSecret: state.clientSecret,
    teamId: state.team.id,
    botUserId: state.botUserId,
    connectBot: (botUrl) => courier.connect(botUrl),
    faults,
    log: ctx.log,
    as: (userId) => createPerson(ctx, courier, userId),
    channel: (nameOrId) => createChannelView(ctx, nameOrId),
    directMessages: (userId) => createChannelView(ctx, directChannel(state, [userId]).channel.id),
    async archive(nameOrId) {
      const channel = knownChannel(ctx, nameOrId);
      channel.is_archived = true;
      state.change({ kind: 'channel', channel: channel.id });
      const type = channel.is_private ? 'group_archive' : 'channel_archive';
      if (channel.members.has(state.botUserId))
        await tell({ type, channel: channel.id, user: channel.creator });
    },
    setBotMember(nameOrId, member) {
      const channel = knownChannel(ctx, nameOrId);
      if (member) channel.members.add(state.botUserId);
      else channel.members.delete(state.botUserId);
      state.change({ kind: 'channel', channel: channel.id });
    },
    async uninstall(order = ['app_uninstalled', 'tokens_revoked']) {
      state.revoked = 'account_inactive';
      for (const type of order) {
        await tell(
          type === 'tokens_revoked' ? { type, tokens: { oauth: [], bot: [state.botUserId] } } : { type },
        );
      }
    },
    send: (request) => courier.raw(request),
    recycleSockets: () => sockets.recycle(),
    onChange: (listener) => state.onChange(listener),
    clock,
    state,
    async stop() {
      await clock.stop();
      page.stop();
      sockets.close();
      courier.close();
      await server.stop();
      await keeper?.stop();
    },
  };
  const page = createPageControl(ctx, clock);
  const server = await startServer(
    { ctx, sockets, live: page, control: createControl(sandbox, page) },
    options.port ?? 0,
  );
  url = `http://127.0.0.1:${server.port}`;
  return { ...sandbox, url, apiUrl: `${url}/api/` };
}
