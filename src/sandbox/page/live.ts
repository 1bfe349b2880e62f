/** Keeps the store up to date: loads at each (re)connection, then applies what the sandbox tells. */
import { batch, effect, signal } from '@preact/signals';
import { RefusedError } from './api.ts';
import { follow } from './follow.ts';
import { tellProblem } from './base/problem.ts';
import type { Channel, Exchange, Live, MessagePage } from './contract.ts';
import { HOME, spot } from './base/place.ts';
import {
  api,
  channels,
  cleared,
  clock,
  exchanges,
  hasOlder,
  home,
  inspecting,
  me,
  messages,
  notices,
  notify,
  views,
  workspace,
} from './store.ts';
import {
  applyChange,
  oldestShown,
  withMessages,
  withNewestPage,
  withOnlyPage,
  withThread,
} from './timeline.ts';
import type { Known } from './timeline.ts';

type MessageTold = Extract<Live, { kind: 'message' }>;

/** The inspector has so many, at most. */
export const KEPT_EXCHANGES = 500;

/** True after a connection was lost, or could not be made, until there is one. */
export const lost = signal(false);

/** How often a connection was made: what hangs on a page being whole loads again with it. */
export const connection = signal(0);

/** Follows whoever the page acts as. */
export function startLive(): void {
  let previous = '';
  effect(() => {
    const person = me.value;
    const withExchanges = inspecting.value;
    if (person === '') return undefined;
    if (person !== previous) forgetPerson();
    // What was told before anybody acted is for whoever comes first.
    if (person !== previous && previous !== '') notices.value = [];
    previous = person;
    return listen(person, withExchanges);
  });
  effect(land);
  effect(() => {
    const { channel } = spot.value;
    if (channels.value.has(channel) && !messages.peek().has(channel)) void loadChannel(channel);
  });
}

/** Nothing of one person may be seen by the next. */
function forgetPerson(): void {
  batch(() => {
    channels.value = new Map();
    messages.value = new Map();
    hasOlder.value = new Map();
    views.value = [];
    home.value = null;
  });
}

/** Listens until the returned function is called; a lost connection is made anew. */
function listen(person: string, withExchanges: boolean): () => void {
  const query = new URLSearchParams({ person, ...(withExchanges ? { exchanges: '1' } : {}) });
  return follow(query, {
    load: () => load(person, withExchanges),
    apply,
    onOpen() {
      lost.value = false;
      connection.value += 1;
    },
    onLost(error) {
      lost.value = true;
      if (error instanceof RefusedError) notify(error.message, 'problem');
    },
  });
}

/** Loads the workspace, and again what was loaded before; after a loss, of the messages those alone that are shown. */
async function load(person: string, withExchanges: boolean): Promise<void> {
  const asked = api.peek();
  const wasLost = lost.peek();
  const { channel: here, thread } = spot.peek();
  const before = [...messages.peek().keys()];
  const loaded = before.filter((channel) => !wasLost || channel === here);
  const [shown, log, ...pages] = await Promise.all([
    asked.workspace(),
    withExchanges ? asked.exchanges() : null,
    ...loaded.map(async (channel) => ({ channel, page: await pageIfThere(asked.messages(channel)) })),
  ]);
  if (me.peek() !== person) return;
  batch(() => {
    workspace.value = shown;
    channels.value = new Map(shown.channels.map((channel) => [channel.id, channel]));
    views.value = shown.views;
    home.value = shown.home;
    clock.value = shown.clock;
    if (log !== null) showLog(log.exchanges);
    for (const channel of before) if (!loaded.includes(channel)) forgetMessages(channel);
    for (const { channel, page } of pages) {
      const list = messages.peek().get(channel) ?? [];
      if (page === null) forgetMessages(channel);
      else if (wasLost) showPage(channel, withOnlyPage(list, page, thread), page);
      else showPage(channel, withNewestPage(list, page.messages), page);
    }
  });
}

/** Where the newest page is all of the list, it says whether there are older ones. */
function showPage(channel: string, list: readonly Known[], { messages: [oldest], more }: MessagePage): void {
  setMessages(channel, list);
  if (oldestShown(list)?.ts === oldest?.ts) setOlder(channel, more);
}

/** Shows what is logged, but what was cleared; a log that begins anew was never cleared. */
function showLog(log: readonly Exchange[]): void {
  if ((log.at(-1)?.id ?? 0) < cleared.peek()) cleared.value = 0;
  exchanges.value = log.filter(({ id }) => id > cleared.peek()).slice(-KEPT_EXCHANGES);
}

/** Null where the channel is gone, as when the sandbox began anew: that must not keep the page from the others. */
async function pageIfThere(asked: Promise<MessagePage>): Promise<MessagePage | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'channel_not_found') return null;
    throw error;
  }
}

/** A channel that this person is not in is no place to be: they land in their first one. */
function land(): void {
  const { channel } = spot.value;
  const known = [...channels.value.values()];
  const isHome = channel === HOME && workspace.value?.hasHome !== false;
  if (isHome || known.some(({ id }) => id === channel)) return;
  const first = known.find(({ kind }) => kind === 'channel') ?? known[0];
  if (first) spot.value = { channel: first.id, thread: null, message: null };
}

async function loadChannel(channel: string): Promise<void> {
  const person = me.peek();
  setMessages(channel, []);
  try {
    await loadPage(channel);
  } catch (error) {
    if (me.peek() !== person || !channels.peek().has(channel)) return;
    // What is not here is asked for again when something is told of the channel.
    forgetMessages(channel);
    tellProblem(error);
  }
}

/** Loads the page before the oldest message that is shown. */
export async function loadOlder(channel: string): Promise<void> {
  const oldest = oldestShown(messages.peek().get(channel) ?? []);
  if (oldest === undefined) return;
  await loadPage(channel, { before: oldest.ts });
}

/** Loads a page, by default the newest. */
async function loadPage(channel: string, from: { before?: string } = {}): Promise<void> {
  await loadInto(channel, from, (list, page) => {
    setOlder(channel, page.more);
    return withMessages(list, page.messages);
  });
}

/** Loads a whole thread. */
export async function loadThread(channel: string, thread: string): Promise<void> {
  await loadInto(channel, { thread }, (list, page) =>
    withThread(list, thread, page.messages, hasOlder.peek().get(channel)),
  );
}

/** The pages of messages that are on their way, each with what was told of its channel meanwhile. */
const underWay = new Set<{ channel: string; told: MessageTold[] }>();

/** Puts a page among the messages of its channel; what is told while it is on its way is newer than it. */
async function loadInto(
  channel: string,
  from: { before?: string; thread?: string },
  put: (list: readonly Known[], page: MessagePage) => readonly Known[],
): Promise<void> {
  const person = me.peek();
  const way = { channel, told: [] as MessageTold[] };
  underWay.add(way);
  try {
    const page = await api.peek().messages(channel, from);
    if (me.peek() !== person) return;
    batch(() => {
      let list = put(messages.peek().get(channel) ?? [], page);
      for (const { op, message } of way.told) list = applyChange(list, op, message);
      setMessages(channel, list);
    });
  } finally {
    underWay.delete(way);
  }
}

function setMessages(channel: string, list: readonly Known[]): void {
  messages.value = new Map(messages.peek()).set(channel, list);
}

function forgetMessages(channel: string): void {
  const [list, older] = [new Map(messages.peek()), new Map(hasOlder.peek())];
  list.delete(channel);
  older.delete(channel);
  batch(() => {
    messages.value = list;
    hasOlder.value = older;
  });
}

function setOlder(channel: string, more: boolean): void {
  hasOlder.value = new Map(hasOlder.peek()).set(channel, more);
}

function apply(event: Live): void {
  switch (event.kind) {
    case 'message':
      return applyMessage(event);
    case 'views':
      views.value = event.views;
      return;
    case 'home':
      home.value = event.home;
      return;
    case 'channel':
      channels.value = withChannel(event.channel);
      return;
    case 'clock':
      clock.value = event.clock;
      return;
    case 'exchange':
      exchanges.value = withExchange(event.exchange);
  }
}

function applyMessage(told: MessageTold): void {
  const { op, message } = told;
  for (const way of underWay) if (way.channel === message.channel) way.told.push(told);
  const list = messages.peek().get(message.channel);
  if (list !== undefined) setMessages(message.channel, applyChange(list, op, message));
}

function withChannel(channel: Channel): ReadonlyMap<string, Channel> {
  return new Map(channels.peek()).set(channel.id, channel);
}

function withExchange(exchange: Exchange): readonly Exchange[] {
  return [...exchanges.peek().filter(({ id }) => id !== exchange.id), exchange].slice(-KEPT_EXCHANGES);
}
