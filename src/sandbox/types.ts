/** A JSON object whose keys are read with care: nothing about it is taken for granted. */
export type Json = Record<string, unknown>;

/** What the sandbox reads of an app manifest (manifest.yml, parsed). */
export interface Manifest {
  display_information?: { name?: string };
  features?: {
    bot_user?: { display_name?: string };
    app_home?: { home_tab_enabled?: boolean };
    slash_commands?: ManifestCommand[];
    shortcuts?: { callback_id: string; type: 'global' | 'message'; name?: string }[];
  };
  oauth_config?: { scopes?: { bot?: string[] } };
  settings?: {
    event_subscriptions?: { bot_events?: string[] };
    interactivity?: { is_enabled?: boolean; message_menu_options_url?: string };
    socket_mode_enabled?: boolean;
  };
}

interface ManifestCommand {
  command: string;
  description?: string;
  usage_hint?: string;
  should_escape?: boolean;
}

export interface SandboxTeam {
  id: string;
  name: string;
  domain: string;
}

/** A person of the workspace. `tz` is an IANA zone; `id` starts with U or W. */
export interface SandboxUser {
  id: string;
  name: string;
  real_name?: string;
  /** What they are in the team, such as "CSM". */
  title?: string;
  email?: string;
  tz?: string;
  is_admin?: boolean;
  is_owner?: boolean;
  is_bot?: boolean;
  deleted?: boolean;
  /** A guest. */
  is_restricted?: boolean;
  /** The workspace of somebody of another company, met in a shared channel; default: the sandbox's own. */
  team_id?: string;
}

/** A channel. Without `members` everybody is in it; the bot is a member unless `bot_is_member` is false. */
export interface SandboxChannel {
  id: string;
  name: string;
  is_private?: boolean;
  is_archived?: boolean;
  members?: string[];
  bot_is_member?: boolean;
  /** Shared with another company. */
  is_ext_shared?: boolean;
}

export interface UserRecord extends Required<Omit<SandboxUser, 'email' | 'team_id'>> {
  email: string | undefined;
  team_id: string | undefined;
}

export interface ChannelRecord {
  id: string;
  name: string;
  is_private: boolean;
  is_archived: boolean;
  is_im: boolean;
  is_mpim: boolean;
  /** Shared with another company. */
  is_ext_shared: boolean;
  created: number;
  creator: string;
  members: Set<string>;
  /** Oldest first; thread replies included. */
  messages: MessageRecord[];
  byTs: Map<string, MessageRecord>;
}

export interface MessageRecord {
  channel: string;
  ts: string;
  user: string;
  text: string;
  blocks: Json[];
  attachments: Json[];
  /** The ids of the files that were sent with it. */
  files: string[];
  bot_id?: string;
  app_id?: string;
  thread_ts?: string;
  subtype?: string;
  metadata?: { event_type: string; event_payload: Json };
  edited?: { user: string; ts: string };
  /** The one person who sees it. */
  ephemeral_to?: string;
  reply_count: number;
  reply_users: string[];
  latest_reply?: string;
  /** What each person entered into the message's menus and pickers; who is not here has touched none. */
  entered: Map<string, EnteredState>;
}

/** Block id, action id, value. */
export type EnteredState = Map<string, Map<string, Json>>;

export interface ViewRecord {
  id: string;
  type: 'modal' | 'home';
  user: string;
  hash: string;
  callback_id: string;
  external_id: string;
  private_metadata: string;
  title: Json | undefined;
  submit: Json | undefined;
  close: Json | undefined;
  blocks: Json[];
  clear_on_close: boolean;
  notify_on_close: boolean;
  root_view_id: string;
  previous_view_id: string | null;
  entered: EnteredState;
  /** Field errors of the last submission, by block id. */
  errors: Record<string, string>;
}

export interface FileRecord {
  id: string;
  name: string;
  mimetype: string;
  filetype: string;
  size: number;
  user: string;
  created: number;
  content: Buffer;
  channels: string[];
  title: string;
  /** False while only the upload URL exists. */
  complete: boolean;
  /** Slack has not looked into it yet: its type is not known, and no block shows it. */
  processing: boolean;
  /** False while a person has only chosen it, for a form that is not submitted. */
  sent: boolean;
}

/** A refusal by Slack: `error` is Slack's code; `messages` are its explanations. */
export interface Refusal {
  ok: false;
  error: string;
  messages?: string[];
  extra?: Json;
}

/** What went wrong in acting as a person; `code` is Slack's word where Slack has one. */
export class SandboxError extends Error {
  readonly code: string;
  /** The message without the code before it, for a person. */
  readonly reason: string;
  readonly details: unknown;

  constructor(code: string, message: string, details?: unknown) {
    super(`${code}: ${message}`);
    this.name = 'SandboxError';
    this.code = code;
    this.reason = message;
    this.details = details;
  }
}

/** Reads a JSON object out of an unknown value; anything else is undefined. */
export function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** Reads a list of JSON objects out of an unknown value, dropping what is none. */
export function asObjects(value: unknown): Json[] {
  if (!Array.isArray(value)) return [];
  return value.map(asObject).filter((item) => item !== undefined);
}

/** Any value as text for a message: a string as it stands, the rest as JSON. */
export function show(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Reads a string; anything else is undefined. */
export function asString(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
