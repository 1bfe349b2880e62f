import { readFile, rename, writeFile } from 'node:fs/promises';
import { initialState } from './entered.ts';
import type { State } from './state.ts';
import type { ChannelRecord, MessageRecord, ViewRecord } from './types.ts';

/** How long changes are gathered before they are written, in milliseconds. */
const pause = 300;

type StoredMessage = Omit<MessageRecord, 'entered'>;
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
}

/**
 * Restores a workspace from a file, and writes it there again after each change.
 * Open modals, triggers and response URLs do not outlive a run, as they do not outlive minutes in Slack.
 */
export async function keepState(state: State, path: string): Promise<{ stop(): Promise<void> }> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text !== undefined) restore(state, JSON.parse(text) as Snapshot);
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  const write = (): void => {
    timer = undefined;
    writing = replaceFile(path, JSON.stringify(take(state)), writing);
    // stop() throws what went wrong; until then the workspace goes on without its file.
    writing.catch(() => {});
  };
  const stopListening = state.onChange(() => {
    timer ??= setTimeout(write, pause);
  });
  return {
    async stop() {
      stopListening();
      clearTimeout(timer);
      write();
      await writing;
    },
  };
}

/** A file that is replaced whole is never found half-written after a kill. */
async function replaceFile(path: string, content: string, before: Promise<void>): Promise<void> {
  await before;
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

function take(state: State): Snapshot {
  return {
    version: 1,
    botToken: state.botToken,
    appToken: state.appToken,
    channels: [...state.channels.values()].map(storeChannel),
    ephemerals: [...state.ephemerals].map(([user, messages]) => [user, messages.map(withoutEntered)]),
    homes: [...state.homes.values()].map(withoutEntered),
  };
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
  for (const view of snapshot.homes) {
    const home = { ...view, entered: initialState(view.blocks) };
    state.homes.set(home.user, home);
    state.views.set(home.id, home);
  }
}

function restoreMessage(message: StoredMessage): MessageRecord {
  return { ...message, entered: initialState(message.blocks) };
}
