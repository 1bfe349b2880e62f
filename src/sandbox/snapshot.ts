/** Keeps a workspace in a file from one start to the next. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { initialState } from './entered.ts';
import { parseJson } from './http.ts';
import type { State } from './state.ts';
import type { KeptClock, TimeMachine } from './time-machine.ts';
import type { ChannelRecord, FileRecord, MessageRecord, ViewRecord } from './types.ts';

/** How long changes are gathered before they are written, in milliseconds. */
const pause = 300;

type StoredMessage = Omit<MessageRecord, 'entered'>;
/** With its content as base64. */
type StoredFile = Omit<FileRecord, 'content'> & { content: string };
type StoredView = Omit<ViewRecord, 'entered'>;
type StoredChannel = Omit<ChannelRecord, 'members' | 'messages' | 'byTs'> & { members: string[] };

interface Snapshot {
  version: 2;
  botToken: string;
  appToken: string;
  channels: StoredChannel[];
  homes: StoredView[];
  /** By person: channel and newest message seen. */
  reads: [string, [string, string][]][];
  /** How far the clock was moved; null: never. */
  clock: KeptClock | null;
  files: StoredFile[];
  /** Of each channel, then those for one person alone; each list oldest first. */
  messages: StoredMessage[];
}

/** What must be there lest a start fail halfway; what lies deeper is taken as it was written. */
const shape = z.object({
  version: z.literal(2),
  botToken: z.string(),
  appToken: z.string(),
  channels: z.array(z.object({ id: z.string(), members: z.array(z.string()) })),
  homes: z.array(z.object({ id: z.string(), user: z.string(), blocks: z.array(z.unknown()) })),
  reads: z.array(z.tuple([z.string(), z.array(z.tuple([z.string(), z.string()]))])),
  clock: z.object({ shiftMs: z.number(), at: z.iso.datetime() }).nullable(),
  files: z.array(z.object({ id: z.string(), content: z.string() })),
  messages: z.array(z.object({ channel: z.string(), ts: z.string(), blocks: z.array(z.unknown()) })),
});

export interface StateKeeper {
  /** Writes the workspace as it is now; returns when it is on disk. */
  save(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Restores a workspace from a file, and writes it there again after each change.
 * Open modals, triggers and response URLs do not outlive a run, as they do not outlive minutes in Slack.
 * @throws where the file is broken, or of another version: it says what to do
 */
export async function keepState(state: State, path: string, machine?: TimeMachine): Promise<StateKeeper> {
  const snapshot = await readSnapshot(path);
  if (snapshot !== undefined) {
    // The clock first: what is restored is of a time that is over.
    if (snapshot.clock) machine?.restore(snapshot.clock);
    restore(state, snapshot);
  }
  const takeState = createTaker(state, machine);
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  const write = (): void => {
    timer = undefined;
    writing = replaceFile(path, takeState(), writing);
    // save() and stop() throw what went wrong; otherwise the workspace goes on, and its next change is tried again.
    writing.catch(() => {});
  };
  const stopListening = state.onChange(() => {
    timer ??= setTimeout(write, pause);
  });
  const save = async (): Promise<void> => {
    clearTimeout(timer);
    write();
    await writing;
  };
  return {
    save,
    async stop() {
      stopListening();
      await save();
    },
  };
}

async function readSnapshot(path: string): Promise<Snapshot | undefined> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const parsed = parseJson(text);
  if (shape.safeParse(parsed).success) return parsed as Snapshot;
  throw new Error(
    `the sandbox cannot read its messages in ${path}: the file is broken, or of another version. ` +
      'Delete it or move it away; the sandbox then starts anew beside the same database',
  );
}

/** A file that is replaced whole is never found half-written after a kill. */
async function replaceFile(path: string, content: Buffer, before: Promise<void>): Promise<void> {
  await before.catch(() => undefined);
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

/**
 * Takes the workspace as the bytes of a file. Messages and files are most of it and change little: the bytes of each
 * are kept, lest each change cost as much as all that was ever posted.
 */
function createTaker(state: State, machine: TimeMachine | undefined): () => Buffer {
  const kept = new WeakMap<MessageRecord | FileRecord, Buffer>();
  const bytesOf = <T extends MessageRecord | FileRecord>(
    record: T,
    store: (record: T) => unknown,
  ): Buffer => {
    const bytes = kept.get(record) ?? Buffer.from(JSON.stringify(store(record)));
    kept.set(record, bytes);
    return bytes;
  };
  state.onChange((change) => {
    if (change.kind !== 'message' && change.kind !== 'ephemeral') return;
    const { message } = change;
    const first = state.channels.get(message.channel)?.byTs.get(message.thread_ts ?? '');
    // The first message of a thread counts its answers.
    for (const changed of [message, first]) if (changed) kept.delete(changed);
  });
  return () => {
    const head: Omit<Snapshot, 'files' | 'messages'> = {
      version: 2,
      botToken: state.botToken,
      appToken: state.appToken,
      channels: [...state.channels.values()].map(storeChannel),
      homes: [...state.homes.values()].map(withoutEntered),
      reads: [...state.reads].map(([user, marks]) => [user, [...marks]]),
      clock: machine?.kept() ?? null,
    };
    const lists = [
      ...[...state.channels.values()].map(({ messages }) => messages),
      ...state.ephemerals.values(),
    ];
    // What somebody sent, and the bot's own, which its messages show; what was put into a form was read when it came.
    const files = [...state.files.values()].filter(
      ({ channels, complete, user }) => channels.length > 0 || (complete && user === state.botUserId),
    );
    return Buffer.concat([
      Buffer.from(JSON.stringify(head).slice(0, -1)),
      ...listOf(
        'files',
        files.map((file) => bytesOf(file, storeFile)),
      ),
      ...listOf(
        'messages',
        lists.flat().map((message) => bytesOf(message, withoutEntered)),
      ),
      Buffer.from('}'),
    ]);
  };
}

/** A further list of a JSON object, of items that are JSON already. */
function listOf(name: string, items: readonly Buffer[]): Buffer[] {
  const comma = Buffer.from(',');
  const [first, ...others] = items;
  const rows = first === undefined ? [] : [first, ...others.flatMap((item) => [comma, item])];
  return [Buffer.from(`,"${name}":[`), ...rows, Buffer.from(']')];
}

function storeFile(file: FileRecord): StoredFile {
  return { ...file, content: file.content.toString('base64') };
}

function storeChannel({
  byTs: _byTs,
  messages: _messages,
  members,
  ...channel
}: ChannelRecord): StoredChannel {
  return { ...channel, members: [...members] };
}

function withoutEntered<T extends { entered: unknown }>({
  entered: _entered,
  ...rest
}: T): Omit<T, 'entered'> {
  return rest;
}

function restore(state: State, snapshot: Snapshot): void {
  state.botToken = snapshot.botToken;
  state.appToken = snapshot.appToken;
  for (const { members, ...channel } of snapshot.channels) {
    const record = { ...channel, members: new Set(members), messages: [], byTs: new Map() };
    state.channels.set(channel.id, record);
  }
  for (const stored of snapshot.messages) restoreMessage(state, { ...stored, entered: new Map() });
  for (const [user, marks] of snapshot.reads) state.reads.set(user, new Map(marks));
  for (const file of snapshot.files) {
    // Slack has looked into it by the next start.
    const content = Buffer.from(file.content, 'base64');
    state.files.set(file.id, { ...file, content, processing: false });
  }
  for (const view of snapshot.homes) {
    const home = { ...view, entered: initialState(view.blocks) };
    state.homes.set(home.user, home);
    state.views.set(home.id, home);
  }
}

function restoreMessage(state: State, message: MessageRecord): void {
  const { ts, edited, ephemeral_to: user } = message;
  state.resumeAfter(edited?.ts ?? ts);
  if (user !== undefined) {
    state.ephemerals.set(user, [...(state.ephemerals.get(user) ?? []), message]);
    return;
  }
  const channel = state.channels.get(message.channel);
  channel?.messages.push(message);
  channel?.byTs.set(ts, message);
}
