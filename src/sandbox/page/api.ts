/** What the page asks of the sandbox, over its control API. A refusal is thrown as `RefusedError`. */
import type { ClockMoved, ClockShown, Exchange, Json, MessagePage, Refused, Workspace } from './contract.ts';

/** The sandbox, or the bot through it, refused a deed: `code` is Slack's word where it has one. */
export class RefusedError extends Error {
  readonly code: string;
  /** Field errors by block id, where the client's own checks refused a modal. */
  readonly fields: Record<string, string>;

  constructor(refused: Refused) {
    super(refused.message);
    this.code = refused.error;
    this.fields = refused.error === 'client_validation' ? (refused.details ?? {}) : {};
  }
}

/** Where an element stands: in a message, or in a modal or Home. */
export type Place = { kind: 'message'; channel: string; ts: string } | { kind: 'view'; viewId: string };

/** What was pressed, picked or typed: an option goes by its value, several by a list. */
export interface Press {
  blockId: string;
  actionId: string;
  value?: string | null;
  option?: string | string[];
}

/** What stands in a field: text, a date, an option object, ids, or files. */
export type FieldValue = string | null | Json | (string | Json)[];

export interface Submitted {
  action: 'close' | 'clear' | 'errors' | 'update' | 'push';
  errors: Record<string, string>;
}

/** The sandbox's answers to one person. */
export interface Api {
  workspace(): Promise<Workspace>;
  /** A page of messages before `before` (default: the newest), or a whole thread. */
  messages(channel: string, from?: { before?: string; thread?: string }): Promise<MessagePage>;
  exchanges(): Promise<{ exchanges: Exchange[] }>;
  command(command: string, text: string, channel: string): Promise<unknown>;
  talk(channel: string, text: string, threadTs?: string): Promise<unknown>;
  /** @param values what stands in the fields of the modal, as for `submit` */
  press(place: Place, press: Press, values?: Record<string, FieldValue>): Promise<unknown>;
  options(place: Place, element: { blockId: string; actionId: string }, query: string): Promise<Json[]>;
  /** Fields by block id; those of blocks that are no inputs by action id. */
  submit(viewId: string, values: Record<string, FieldValue>): Promise<Submitted>;
  /** Closes a modal; `all` its whole stack. */
  close(viewId: string, all: boolean): Promise<unknown>;
  shortcut(callbackId: string, message?: { channel: string; ts: string }): Promise<unknown>;
  /** Keeps a file in the workspace; the answer goes into a file input. */
  upload(file: File): Promise<Json>;
  /** Notes that a channel was seen up to a message. */
  read(channel: string, ts: string): Promise<unknown>;
  /** Opens the bot's Home tab. */
  openHome(): Promise<unknown>;
  /** Moves the clock forward to an instant, UTC ISO; what falls due on the way is done before it answers. */
  moveClock(to: string): Promise<ClockMoved>;
  /** Ends the move that is under way, whoever began it, after its present step; answers when that is done. */
  stopClock(): Promise<ClockShown>;
}

/** The API as one person uses it. */
export function createApi(person: string): Api {
  const deed = (name: string, body: Json): Promise<unknown> => post(`people/${person}/${name}`, body);
  const asPerson = (query: Record<string, string> = {}): string =>
    new URLSearchParams({ person, ...query }).toString();
  return {
    workspace: () => get(`page/workspace?${asPerson()}`),
    messages: (channel, from = {}) => get(`page/messages?${asPerson({ channel, ...from })}`),
    exchanges: () => get('page/exchanges'),
    command: (command, text, channel) => deed('command', { command, text, where: channel }),
    talk: (channel, text, threadTs) =>
      deed('talk', { channel, text, ...(threadTs === undefined ? {} : { thread_ts: threadTs }) }),
    press: (place, { actionId, ...options }, values) =>
      deed('press', {
        ...whereOf(place),
        action_id: actionId,
        options,
        ...(values === undefined ? {} : { values }),
      }),
    async options(place, { blockId, actionId }, query) {
      const answer = await deed('options', {
        ...whereOf(place),
        action_id: actionId,
        block_id: blockId,
        query,
      });
      return (answer as { options: Json[] }).options;
    },
    submit: async (viewId, values) => (await deed('submit', { view_id: viewId, values })) as Submitted,
    close: (viewId, all) => deed('close', { view_id: viewId, all }),
    shortcut: (callbackId, message) => deed('shortcut', { callback_id: callbackId, ...message }),
    async upload(file) {
      const base64 = await base64Of(file);
      return (await deed('upload', { name: file.name, mimetype: file.type, base64 })) as Json;
    },
    read: (channel, ts) => deed('read', { channel, ts }),
    openHome: () => deed('home', {}),
    moveClock: async (to) => (await post('clock', { to })) as ClockMoved,
    stopClock: async () => (await post('clock', { stop: true })) as ClockShown,
  };
}

/** Those as whom one can act, before one acts as anybody. */
export async function listPeople(): Promise<{ id: string; title: string }[]> {
  const { people } = await get<{
    people: { id: string; title: string; is_bot: boolean; deleted: boolean }[];
  }>('people');
  return people.filter((person) => !person.is_bot && !person.deleted);
}

function whereOf(place: Place): Json {
  return place.kind === 'view' ? { view_id: place.viewId } : { channel: place.channel, ts: place.ts };
}

async function base64Of(file: File): Promise<string> {
  const reader = new FileReader();
  const read = new Promise<string>((resolve, reject) => {
    reader.addEventListener('load', () => resolve(reader.result as string));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('the file cannot be read')));
  });
  reader.readAsDataURL(file);
  const url = await read;
  return url.slice(url.indexOf(',') + 1);
}

async function get<T>(path: string): Promise<T> {
  return (await read(await fetch(`/sandbox/${path}`))) as T;
}

async function post(path: string, body: Json): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return read(await fetch(`/sandbox/${path}`, { method: 'POST', headers, body: JSON.stringify(body) }));
}

async function read(response: Response): Promise<unknown> {
  const body = (await response.json()) as unknown;
  if (!response.ok) throw new RefusedError(body as Refused);
  return body;
}
