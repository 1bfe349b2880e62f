import { randomBytes } from 'node:crypto';
import type { ResponseTarget, Trigger } from './tickets.ts';
import type {
  ChannelRecord,
  FileRecord,
  Json,
  Manifest,
  MessageRecord,
  SandboxChannel,
  SandboxTeam,
  SandboxUser,
  UserRecord,
  ViewRecord,
} from './types.ts';

/** One change in the workspace, for whoever shows it live. */
export type Change =
  | { kind: 'message'; op: 'posted' | 'updated' | 'deleted'; channel: string; message: MessageRecord }
  | { kind: 'ephemeral'; op: 'posted' | 'updated' | 'deleted'; channel: string; message: MessageRecord }
  | { kind: 'view'; op: 'opened' | 'updated' | 'pushed' | 'closed'; user: string; view: ViewRecord }
  | { kind: 'home'; user: string; view: ViewRecord }
  | { kind: 'channel'; channel: string }
  /** A person has seen a channel up to a message. */
  | { kind: 'read'; channel: string; user: string };

export interface StateOptions {
  manifest: Manifest;
  team: SandboxTeam;
  users: SandboxUser[];
  channels: SandboxChannel[];
  now: () => Date;
  /** `now` without the jumps of a time machine. Default: `now`. */
  steadyNow?: () => Date;
}

/** Everything a workspace remembers. Plain data; the rules live with the methods that use it. */
export interface State {
  manifest: Manifest;
  team: SandboxTeam;
  now: () => Date;
  /** `now` without jumps: what is good for seconds is counted by it. */
  steadyNow: () => Date;
  appId: string;
  botId: string;
  botUserId: string;
  botToken: string;
  appToken: string;
  clientId: string;
  clientSecret: string;
  verificationToken: string;
  /** Empty while the app is installed; else the error that its token meets. */
  revoked: string;
  users: Map<string, UserRecord>;
  channels: Map<string, ChannelRecord>;
  /** Ephemeral messages by person, oldest first. */
  ephemerals: Map<string, MessageRecord[]>;
  /** By person and channel, the newest message that the person has seen. */
  reads: Map<string, Map<string, string>>;
  views: Map<string, ViewRecord>;
  /** The open modals of a person, bottom first. */
  stacks: Map<string, string[]>;
  homes: Map<string, ViewRecord>;
  triggers: Map<string, Trigger>;
  responses: Map<string, ResponseTarget>;
  /** What external menus have answered so far, by the message or view in which they stand, and by person: see press.ts. */
  offered: WeakMap<MessageRecord | ViewRecord, Map<string, Json[]>>;
  files: Map<string, FileRecord>;
  oauthCodes: Map<string, { user: string; redirectUri: string | undefined }>;
  /** Socket Mode addresses that were given out and not used yet. */
  socketTickets: Set<string>;
  nextTs(): string;
  /** Lets no later ts come before this one. */
  resumeAfter(ts: string): void;
  newId(prefix: string): string;
  change(change: Change): void;
  onChange(listener: (change: Change) => void): () => void;
}

const defaultUsers: SandboxUser[] = [
  {
    id: 'U0PRIYA',
    name: 'priya',
    real_name: 'Priya Nair',
    tz: 'Europe/Berlin',
    is_admin: true,
    is_owner: true,
  },
  { id: 'U0MARCO', name: 'marco', real_name: 'Marco Diaz', tz: 'America/Sao_Paulo' },
  { id: 'U0LENA', name: 'lena', real_name: 'Lena Hoff', tz: 'America/New_York' },
];

const defaultChannels: SandboxChannel[] = [
  { id: 'C0CSDAILY', name: 'cs-daily' },
  { id: 'C0LEADERSHIP', name: 'leadership' },
  { id: 'C0GENERAL', name: 'general', bot_is_member: false },
];

/** The people and channels of a workspace for which nothing was said. */
export const defaults = {
  team: { id: 'T0SANDBOX', name: 'Sandbox', domain: 'sandbox' },
  users: defaultUsers,
  channels: defaultChannels,
};

/** Builds the memory of a fresh workspace with the app installed in it. */
export function createState(options: StateOptions): State {
  const listeners = new Set<(change: Change) => void>();
  let lastMicros = 0;
  let counter = 0;
  const suffix = randomBytes(3).toString('hex').toUpperCase();
  const botUserId = 'U0MILEPOSTBOT';
  const state: State = {
    manifest: options.manifest,
    team: options.team,
    now: options.now,
    steadyNow: options.steadyNow ?? options.now,
    appId: 'A0MILEPOST',
    botId: 'B0MILEPOST',
    botUserId,
    botToken: `xoxb-${secret()}`,
    appToken: `xapp-1-A0MILEPOST-${secret()}`,
    clientId: '1000000000.2000000000',
    clientSecret: secret(),
    verificationToken: secret(),
    revoked: '',
    users: new Map(),
    channels: new Map(),
    ephemerals: new Map(),
    reads: new Map(),
    views: new Map(),
    stacks: new Map(),
    homes: new Map(),
    triggers: new Map(),
    responses: new Map(),
    offered: new WeakMap(),
    files: new Map(),
    oauthCodes: new Map(),
    socketTickets: new Set(),
    nextTs() {
      // Slack's ts is both the time and the key of a message: two posts in one instant must differ.
      lastMicros = Math.max(options.now().getTime() * 1000, lastMicros + 1);
      return `${Math.floor(lastMicros / 1_000_000)}.${String(lastMicros % 1_000_000).padStart(6, '0')}`;
    },
    resumeAfter(ts) {
      lastMicros = Math.max(lastMicros, Number(ts.replace('.', '')));
    },
    newId(prefix) {
      counter += 1;
      return `${prefix}${counter.toString(36).toUpperCase().padStart(6, '0')}${suffix}`;
    },
    change(change) {
      for (const listener of listeners) listener(change);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const bot = options.manifest.features?.bot_user?.display_name ?? 'Milepost';
  for (const user of options.users) state.users.set(user.id, userRecord(user));
  state.users.set(
    botUserId,
    userRecord({ id: botUserId, name: bot.toLowerCase(), real_name: bot, is_bot: true, tz: 'Etc/UTC' }),
  );
  for (const channel of options.channels) addChannel(state, channel);
  return state;
}

function secret(): string {
  return randomBytes(16).toString('hex');
}

function userRecord(user: SandboxUser): UserRecord {
  return {
    id: user.id,
    name: user.name,
    real_name: user.real_name ?? user.name,
    title: user.title ?? '',
    email: user.email,
    tz: user.tz ?? 'Etc/UTC',
    is_admin: user.is_admin ?? user.is_owner ?? false,
    is_owner: user.is_owner ?? false,
    is_bot: user.is_bot ?? false,
    deleted: user.deleted ?? false,
    is_restricted: user.is_restricted ?? false,
    team_id: user.team_id,
  };
}

/** Adds a channel to the workspace; without `members` everybody is in it. */
function addChannel(state: State, channel: SandboxChannel): ChannelRecord {
  const people = [...state.users.values()].filter((user) => user.id !== state.botUserId);
  const members = new Set(channel.members ?? people.map((user) => user.id));
  if (channel.bot_is_member !== false) members.add(state.botUserId);
  return putChannel(state, {
    id: channel.id,
    name: channel.name,
    is_private: channel.is_private ?? false,
    is_archived: channel.is_archived ?? false,
    is_im: false,
    is_mpim: false,
    is_ext_shared: channel.is_ext_shared ?? false,
    creator: people[0]?.id ?? state.botUserId,
    members,
  });
}

/** The direct conversation of the bot with these people; made when it does not exist yet. */
export function directChannel(state: State, users: string[]): { channel: ChannelRecord; existed: boolean } {
  const members = [state.botUserId, ...users];
  for (const channel of state.channels.values()) {
    const direct = channel.is_im || channel.is_mpim;
    if (direct && channel.members.size === members.length && members.every((id) => channel.members.has(id))) {
      return { channel, existed: true };
    }
  }
  const group = users.length > 1;
  const channel = putChannel(state, {
    id: state.newId(group ? 'G' : 'D'),
    name: group ? `mpdm-${users.join('-').toLowerCase()}` : '',
    is_private: true,
    is_archived: false,
    is_im: !group,
    is_mpim: group,
    is_ext_shared: false,
    creator: state.botUserId,
    members: new Set(members),
  });
  return { channel, existed: false };
}

function putChannel(
  state: State,
  channel: Omit<ChannelRecord, 'created' | 'messages' | 'byTs'>,
): ChannelRecord {
  const created = Math.floor(state.now().getTime() / 1000);
  const record: ChannelRecord = { ...channel, created, messages: [], byTs: new Map() };
  state.channels.set(record.id, record);
  state.change({ kind: 'channel', channel: record.id });
  return record;
}

/** A channel by id, `name` or `#name`; undefined when there is none. */
export function findChannel(state: State, nameOrId: string): ChannelRecord | undefined {
  const byId = state.channels.get(nameOrId);
  if (byId) return byId;
  const name = nameOrId.replace(/^#/, '');
  for (const channel of state.channels.values())
    if (channel.name !== '' && channel.name === name) return channel;
  return undefined;
}

/** The open modals of a person, bottom first. */
export function openViews(state: State, user: string): ViewRecord[] {
  const stack = state.stacks.get(user) ?? [];
  return stack.map((id) => state.views.get(id)).filter((view) => view !== undefined);
}

/** The top of a person's modal stack. */
export function topView(state: State, user: string): ViewRecord | undefined {
  return openViews(state, user).at(-1);
}

/** True where the manifest subscribes to an event, or to one of its kinds: `message` by `message.channels`. */
export function isSubscribed(state: State, event: string): boolean {
  const names = state.manifest.settings?.event_subscriptions?.bot_events ?? [];
  return names.some((name) => name === event || name.startsWith(`${event}.`));
}

/** Scopes of the installed app, as its manifest asks for them. */
export function botScopes(state: State): string[] {
  return state.manifest.oauth_config?.scopes?.bot ?? [];
}

/** The conversation kind as the Web API's `types` names it. */
export function channelType(channel: ChannelRecord): 'public_channel' | 'private_channel' | 'im' | 'mpim' {
  if (channel.is_im) return 'im';
  if (channel.is_mpim) return 'mpim';
  return channel.is_private ? 'private_channel' : 'public_channel';
}
