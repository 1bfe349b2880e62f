/**
 * What the sandbox and its page say to each other, as JSON: the page reads `Workspace` once, pages through messages,
 * and is told each `Live` change. What it does goes through the control API under /sandbox/ (see control.ts).
 */

/** A JSON object as Slack has it; Block Kit is read with care, never taken for granted. */
export type Json = Record<string, unknown>;

export interface Person {
  id: string;
  /** The handle, without @. */
  name: string;
  realName: string;
  /** What they are in the sample team, such as "CSM"; empty where nothing is known. */
  title: string;
  tz: string;
  isBot: boolean;
  /** Gone from the workspace: what they said stays, and nobody chooses them. */
  isDeleted: boolean;
}

export interface Channel {
  id: string;
  /** Without #; empty in direct messages. */
  name: string;
  kind: 'channel' | 'im' | 'mpim';
  isPrivate: boolean;
  isArchived: boolean;
  members: string[];
  /** The newest message that the person has seen; null: none yet. */
  lastRead: string | null;
  /** Messages outside threads by others, and answers in threads, after `lastRead`. */
  unread: number;
  /** Of these, those that name the person or are direct messages. */
  mentions: number;
}

export interface Message {
  channel: string;
  ts: string;
  user: string;
  text: string;
  blocks: Json[];
  attachments: Json[];
  files: FileShown[];
  /** The thread's first message; null outside threads. */
  threadTs: string | null;
  replyCount: number;
  replyUsers: string[];
  latestReply: string | null;
  edited: boolean;
  /** Only the person who looks sees it. */
  ephemeral: boolean;
  /** An answer that was sent to the channel too. */
  broadcast: boolean;
  /** What the person who looks entered into its menus and pickers: block id, action id, the element's value. */
  entered: Record<string, Record<string, Json>>;
}

export interface FileShown {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  /** Bytes. */
  size: number;
  /** Where the page gets its content. */
  url: string;
  altText: string;
}

export interface View {
  id: string;
  type: 'modal' | 'home';
  callbackId: string;
  title: string;
  /** The label of its submit button; null: it has none. */
  submit: string | null;
  close: string | null;
  blocks: Json[];
  /** Field errors of the last submission, by block id. */
  errors: Record<string, string>;
  entered: Record<string, Record<string, Json>>;
}

export interface Command {
  command: string;
  description: string;
  usageHint: string;
}

export interface Shortcut {
  callbackId: string;
  type: 'global' | 'message';
  name: string;
}

/** GET /sandbox/page/workspace?person=ID */
export interface Workspace {
  team: string;
  /** The bot's user. */
  bot: string;
  me: string;
  people: Person[];
  /** Those that the person is in, the direct conversation with the bot included. */
  channels: Channel[];
  commands: Command[];
  shortcuts: Shortcut[];
  /** The app has a Home tab. */
  hasHome: boolean;
  /** The app hears what is written to it directly; else it takes only commands there. */
  hearsDirect: boolean;
  /** The person's open modals, bottom first. */
  views: View[];
  home: View | null;
  clock: ClockShown;
}

/** GET /sandbox/page/messages?person=ID&channel=ID[&before=TS][&thread=TS] */
export interface MessagePage {
  /** Oldest first; with the ephemeral ones that only this person sees. */
  messages: Message[];
  /** There are older ones. */
  more: boolean;
}

export interface ClockShown {
  /** The sandbox's time, UTC ISO. */
  now: string;
  /** The zone of the program's working days. */
  timezone: string;
  /** False where the clock cannot be moved. */
  canMove: boolean;
  /** Set while it moves: the instant it goes to, and where it is. */
  moving: { to: string; at: string } | null;
}

/** One request and its answer between Slack and the bot. */
export interface Exchange {
  id: number;
  at: string;
  direction: 'bot-to-slack' | 'slack-to-bot';
  method: string;
  request: unknown;
  response: unknown;
  /** HTTP status; 0: no answer came. */
  status: number;
  ms: number;
  error: string | null;
  /** What the strict Slack has against it. */
  messages: string[];
}

/** What POST /sandbox/clock answers when the clock has arrived, or was stopped on the way. */
export interface ClockMoved extends ClockShown {
  /** Jobs that failed on the way; the log of the bot says why. */
  failed: number;
}

/** Each message of the WebSocket /sandbox/page/live?person=ID[&exchanges=1] is one of these. */
export type Live =
  | { kind: 'message'; op: 'posted' | 'updated' | 'deleted'; message: Message }
  /** The person's modals after a change, bottom first. */
  | { kind: 'views'; views: View[] }
  | { kind: 'home'; home: View }
  | { kind: 'channel'; channel: Channel }
  | { kind: 'clock'; clock: ClockShown }
  | { kind: 'exchange'; exchange: Exchange };

/** The answer to a deed that was refused, with HTTP 400. */
export interface Refused {
  error: string;
  message: string;
  /** Of `client_validation`: field errors by block id. */
  details?: Record<string, string>;
}
