/** What a person does by the control API: the JSON of each deed, and what is answered. */
import type { DeedResult } from './deeds.ts';
import type { FieldValue } from './entered.ts';
import type { MessageView, ViewHandle } from './message-view.ts';
import type { Person } from './people.ts';
import type { Sandbox } from './sandbox.ts';
import { SandboxError, asObject, asString } from './types.ts';
import type { Json } from './types.ts';

export type Controlled = Omit<Sandbox, 'url' | 'apiUrl'>;

/** The deeds of a person by their name in the address. */
export const deeds: Record<string, (person: Person, body: Json, sandbox: Controlled) => unknown> = {
  command: async (person, body) =>
    shownDeed(await person.command(needed(body, 'command'), asString(body['text']), asString(body['where']))),
  press: async (person, body, sandbox) => {
    // A press in a modal tells the bot what stands in its other fields too, as Slack does.
    if (body['values'] !== undefined) await person.fill(findView(person, body), fields(body));
    return shownDeed(
      await person.press(
        findPlace(person, body, sandbox),
        needed(body, 'action_id'),
        asObject(body['options']) ?? {},
      ),
    );
  },
  submit: async (person, body) => {
    const result = await person.submit(findView(person, body), fields(body));
    return { ...result, view: result.view && shownView(result.view) };
  },
  fill: (person, body) => person.fill(findView(person, body), fields(body)),
  close: (person, body) => person.close(findView(person, body), { all: body['all'] === true }),
  options: async (person, body, sandbox) => ({
    options: await person.options(
      findPlace(person, body, sandbox),
      needed(body, 'action_id'),
      asString(body['query']) ?? '',
      narrowed(body),
    ),
  }),
  shortcut: async (person, body, sandbox) =>
    shownDeed(
      await person.shortcut(
        needed(body, 'callback_id'),
        body['ts'] === undefined ? undefined : (findPlace(person, body, sandbox) as MessageView),
      ),
    ),
  event: async (person, body) => shownDeed(await person.event(asObject(body['event']) ?? {})),
  say: (person, body) => {
    const thread = asString(body['thread_ts']);
    const said = person.say(
      needed(body, 'channel'),
      needed(body, 'text'),
      thread === undefined ? {} : { thread_ts: thread },
    );
    return shownMessage(said);
  },
  talk: (person, body) => {
    const thread = asString(body['thread_ts']);
    const { channel, ts } = person.talk(
      needed(body, 'channel'),
      needed(body, 'text'),
      thread === undefined ? {} : { thread_ts: thread },
    );
    return { channel, ts };
  },
  read: (person, body) => ({ channel: person.read(needed(body, 'channel'), needed(body, 'ts')) }),
  home: (person) => person.openHome(),
  upload: (person, body) => person.upload(needed(body, 'name'), contentOf(body), asString(body['mimetype'])),
};

/** A file's content: text as it stands, or any bytes as base64. */
function contentOf(body: Json): string | Buffer {
  const base64 = asString(body['base64']);
  return base64 === undefined ? (asString(body['content']) ?? '') : Buffer.from(base64, 'base64');
}

function narrowed(body: Json): { blockId?: string } {
  const blockId = asString(body['block_id']);
  return blockId === undefined ? {} : { blockId };
}

/** Text that must be given. Throws `invalid_arguments`. */
export function needed(body: Json, key: string): string {
  const value = asString(body[key]);
  if (value === undefined) throw new SandboxError('invalid_arguments', `${key} is missing`);
  return value;
}

function fields(body: Json): Record<string, FieldValue> {
  return (asObject(body['values']) ?? {}) as Record<string, FieldValue>;
}

function findView(person: Person, body: Json): ViewHandle {
  const id = asString(body['view_id']);
  const home = person.home();
  const open = home === undefined ? person.views() : [...person.views(), home];
  const view = id === undefined ? person.view() : open.find((other) => other.id === id);
  if (!view) throw new SandboxError('view_not_found', 'no such view is open');
  return view;
}

function findPlace(person: Person, body: Json, sandbox: Controlled): MessageView | ViewHandle {
  const ts = asString(body['ts']);
  if (ts === undefined) return findView(person, body);
  const channel = sandbox.channel(needed(body, 'channel'));
  const message = person.ephemerals(channel.id).find((other) => other.ts === ts) ?? channel.find(ts);
  if (!message) throw new SandboxError('message_not_found', `no message ${ts} in ${channel.name}`);
  return message;
}

export function shownMessage(message: MessageView): Json {
  return { ...message, plain: message.plain() };
}

export function shownView(view: ViewHandle): Json {
  return { ...view, plain: view.plain() };
}

function shownDeed(result: DeedResult): Json {
  return { status: result.status, ackBody: result.ackBody, replies: result.replies().map(shownMessage) };
}
