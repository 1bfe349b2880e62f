/** Keeps the store up to date: loads at each (re)connection, then applies what the sandbox tells. */
import { batch, effect, signal } from '@preact/signals';
import { RefusedError } from './api.ts';
import type { Channel, Exchange, Live, Message } from './contract.ts';
import { HOME, spot } from './shell/place.ts';
import {
  api,
  channels,
  clock,
  connected,
  exchanges,
  hasOlder,
  home,
  inspecting,
  me,
  messages,
  notify,
  views,
  workspace,
} from './store.ts';
import { applyChange, isReply, withMessages, withNewestPage } from './timeline.ts';

const RETRY_MS = 1000;
const KEPT_EXCHANGES = 500;

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
    previous = person;
    return listen(person, withExchanges);
  });
  effect(land);
  effect(() => {
    const { channel } = spot.value;
    if (workspace.value !== null && channel !== HOME && !messages.peek().has(channel))
      void loadChannel(channel);
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
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  };
  const connect = (): void => {
    const opened = new EventSource(`/sandbox/page/live?${query.toString()}`);
    source = opened;
    // What happens while the page loads waits, lest the answer of an older moment undo it.
    let waiting: Live[] | undefined = [];
    const begin = async (): Promise<void> => {
      try {
        await load(person, withExchanges);
      } catch (error) {
        if (source === opened) again();
        if (error instanceof RefusedError) notify(error.message, 'problem');
        return;
      }
      if (source !== opened) return;
      for (const event of waiting ?? []) apply(event);
      waiting = undefined;
      connected.value = true;
      lost.value = false;
      connection.value += 1;
    };
    opened.addEventListener('open', () => void begin());
    opened.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const event = JSON.parse(data) as Live;
      if (waiting) waiting.push(event);
      else apply(event);
    });
    opened.addEventListener('error', () => {
      if (source === opened) again();
    });
  };
  const again = (): void => {
    stop();
    connected.value = false;
    lost.value = true;
    retry = setTimeout(connect, RETRY_MS);
  };
  connect();
  return stop;
}

/** Loads the workspace, and again what was loaded before. */
async function load(person: string, withExchanges: boolean): Promise<void> {
  const asked = api.peek();
  const loaded = [...messages.peek().keys()];
  const [shown, log, ...pages] = await Promise.all([
    asked.workspace(),
    withExchanges ? asked.exchanges() : null,
    ...loaded.map(async (channel) => ({ channel, page: await asked.messages(channel) })),
  ]);
  if (me.peek() !== person) return;
  batch(() => {
    workspace.value = shown;
    channels.value = new Map(shown.channels.map((channel) => [channel.id, channel]));
    views.value = shown.views;
    home.value = shown.home;
    clock.value = shown.clock;
    if (log !== null) exchanges.value = log.exchanges.slice(-KEPT_EXCHANGES);
    for (const { channel, page } of pages) {
      const list = withNewestPage(messages.value.get(channel) ?? [], page.messages);
      setMessages(channel, list);
      if (list.find((message) => !isReply(message))?.ts === page.messages[0]?.ts)
        setOlder(channel, page.more);
    }
  });
}

/** A channel that this person is not in is no place to be: they land in their first one. */
function land(): void {
  const { channel } = spot.value;
  const known = [...channels.value.values()];
  if (channel === HOME || known.some(({ id }) => id === channel)) return;
  const first = known.find(({ kind }) => kind === 'channel') ?? known[0];
  if (first) spot.value = { channel: first.id, thread: null, message: null };
}

async function loadChannel(channel: string): Promise<void> {
  const person = me.peek();
  setMessages(channel, []);
  try {
    const page = await api.peek().messages(channel);
    if (me.peek() !== person) return;
    batch(() => {
      // What was told meanwhile is newer than the page.
      setMessages(channel, withMessages(page.messages, messages.peek().get(channel) ?? []));
      setOlder(channel, page.more);
    });
  } catch (error) {
    if (me.peek() === person && channels.peek().has(channel)) notify(readProblem(error), 'problem');
  }
}

/** Loads the page before the oldest message that is shown. */
export async function loadOlder(channel: string): Promise<void> {
  const person = me.peek();
  const oldest = messages
    .peek()
    .get(channel)
    ?.find((message) => !isReply(message));
  if (oldest === undefined) return;
  const page = await api.peek().messages(channel, { before: oldest.ts });
  if (me.peek() !== person) return;
  batch(() => {
    setMessages(channel, withMessages(messages.peek().get(channel) ?? [], page.messages));
    setOlder(channel, page.more);
  });
}

/** Loads a whole thread. */
export async function loadThread(channel: string, thread: string): Promise<void> {
  const person = me.peek();
  const page = await api.peek().messages(channel, { thread });
  if (me.peek() !== person) return;
  setMessages(channel, withMessages(messages.peek().get(channel) ?? [], page.messages));
}

function setMessages(channel: string, list: readonly Message[]): void {
  messages.value = new Map(messages.peek()).set(channel, list);
}

function setOlder(channel: string, more: boolean): void {
  hasOlder.value = new Map(hasOlder.peek()).set(channel, more);
}

function apply(event: Live): void {
  switch (event.kind) {
    case 'message': {
      const { op, message } = event;
      const list = messages.peek().get(message.channel);
      if (list === undefined) return;
      // While the page of messages is on its way, a change to one of them waits in its place.
      const loading = !hasOlder.peek().has(message.channel) && op === 'updated';
      setMessages(message.channel, loading ? withMessages(list, [message]) : applyChange(list, op, message));
      return;
    }
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

function withChannel(channel: Channel): ReadonlyMap<string, Channel> {
  return new Map(channels.peek()).set(channel.id, channel);
}

function withExchange(exchange: Exchange): readonly Exchange[] {
  return [...exchanges.peek().filter(({ id }) => id !== exchange.id), exchange].slice(-KEPT_EXCHANGES);
}

/** Tells the sandbox what has been seen; the count of the unread comes back with the answer. */
export async function markRead(channel: string, ts: string): Promise<void> {
  const answer = await api.peek().read(channel, ts);
  channels.value = withChannel(answer.channel);
}

/** What went wrong, in words for the person. */
export function readProblem(error: unknown): string {
  if (!(error instanceof RefusedError)) return 'The sandbox does not answer. Is it still running?';
  if (error.code === 'operation_timeout')
    return 'Milepost did not answer within 3 seconds (operation_timeout). Try again.';
  if (error.code === 'dispatch_failed') return `Milepost could not be reached (dispatch_failed). Try again.`;
  return error.message;
}
