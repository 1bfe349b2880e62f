import { readFile, rename, writeFile } from 'node:fs/promises';
import { initialState } from './entered.ts';
import type { State } from './state.ts';
import type { KeptClock, TimeMachine } from './time-machine.ts';
import type { ChannelRecord, FileRecord, MessageRecord, ViewRecord } from './types.ts';

/** How long changes are gathered before they are written, in milliseconds. */
const pause = 300;

/** Older files have no list of a message's files. */
type StoredMessage = Omit<MessageRecord, 'entered' | 'files'> & Partial<Pick<MessageRecord, 'files'>>;
/** With its content as base64. */
type StoredFile = Omit<FileRecord, 'content'> & { content: string };
type StoredView = Omit<ViewRecord, 'entered'>;
type StoredChannel = Omit<ChannelRecord, 'members' | 'messages' | 'byTs'> & {
  members: string[];
  messages: StoredMessage[];
};

interface Snapshot {
  version: 1;
  botToken: string;
  appToken: string;
  channels: StoredChannel[];
  ephemerals: [string, StoredMessage[]][];
  homes: StoredView[];
  /** By person: channel and newest message seen. */
  reads?: [string, [string, string][]][];
  files?: StoredFile[];
  /** How far the clock was moved. */
  clock?: KeptClock;
}

export interface StateKeeper {
  /** Writes the workspace as it is now; returns when it is on disk. */
  save(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Restores a workspace from a file, and writes it there again after each change.
 * Open modals, triggers and response URLs do not outlive a run, as they do not outlive minutes in Slack.
 */
export async function keepState(state: State, path: string, machine?: TimeMachine): Promise<StateKeeper> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) {
    const snapshot = JSON.parse(text) as Snapshot;
    // The clock first: what is restored is of a time that is over.
    if (snapshot.clock) machine?.restore(snapshot.clock);
    restore(state, snapshot);
  }
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  const write = (): void => {
    timer = undefined;
    writing = replaceFile(path, JSON.stringify(take(state, machine)), writing);
    // stop() throws what went wrong; until then the workspace goes on without its file.
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

/** A file that is replaced whole is never found half-written after a kill. */
async function replaceFile(path: string, content: string, before: Promise<void>): Promise<void> {
  await before;
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

function take(state: State, machine: TimeMachine | undefined): Snapshot {
  const clock = machine?.kept() ?? null;
  return {
    version: 1,
    botToken: state.botToken,
    appToken: state.appToken,
    channels: [...state.channels.values()].map(storeChannel),
    ephemerals: [...state.ephemerals].map(([user, messages]) => [user, messages.map(withoutEntered)]),
    homes: [...state.homes.values()].map(withoutEntered),
    reads: [...state.reads].map(([user, marks]) => [user, [...marks]]),
    files: storeFiles(state),
    ...(clock === null ? {} : { clock }),
  };
}

/** Files that somebody sent; those put into a form have been read when it was submitted. */
function storeFiles(state: State): StoredFile[] {
  const sent = [...state.files.values()].filter((file) => file.channels.length > 0);
  return sent.map((file) => ({ ...file, content: file.content.toString('base64') }));
}

function storeChannel({ byTs: _byTs, members, messages, ...channel }: ChannelRecord): StoredChannel {
  return { ...channel, members: [...members], messages: messages.map(withoutEntered) };
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
  for (const { members, messages, ...channel } of snapshot.channels) {
    const restored = messages.map(restoreMessage);
    state.channels.set(channel.id, {
      ...channel,
      members: new Set(members),
      messages: restored,
      byTs: new Map(restored.map((message) => [message.ts, message])),
    });
    for (const { ts, edited } of messages) state.resumeAfter(edited?.ts ?? ts);
  }
  for (const [user, messages] of snapshot.ephemerals) {
    state.ephemerals.set(user, messages.map(restoreMessage));
    for (const { ts } of messages) state.resumeAfter(ts);
  }
  for (const [user, marks] of snapshot.reads ?? []) state.reads.set(user, new Map(marks));
  for (const file of snapshot.files ?? []) {
    state.files.set(file.id, { ...file, content: Buffer.from(file.content, 'base64') });
  }
  for (const view of snapshot.homes) {
    const home = { ...view, entered: initialState(view.blocks) };
    state.homes.set(home.user, home);
    state.views.set(home.id, home);
  }
}

function restoreMessage(message: StoredMessage): MessageRecord {
  return { ...message, files: message.files ?? [], entered: initialState(message.blocks) };
}
