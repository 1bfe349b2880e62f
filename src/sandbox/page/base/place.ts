/** Where the person is, kept in the address: `?as=PERSON#CHANNEL`, so that a reload and a link lead back. */
import { effect, signal } from '@preact/signals';
import { listPeople } from '../api.ts';
import type { Message } from '../contract.ts';
import { me, notify } from '../store.ts';
import { isReply } from '../timeline.ts';

/** The bot's Home tab stands beside the channels. */
export const HOME = 'home';

export interface Spot {
  /** A channel's id, `HOME`, or '' before anything is known. */
  channel: string;
  /** The first message of the thread that is open beside the channel. */
  thread: string | null;
  /** The message that a link led to. */
  message: string | null;
}

export const spot = signal<Spot>(readHash());

/** Opens a channel or the Home tab; what stood beside it closes. */
export function openChannel(channel: string): void {
  if (spot.value.channel === channel && spot.value.message === null) return;
  move({ channel, thread: null, message: null });
}

export function openThread(channel: string, thread: string): void {
  move({ channel, thread, message: null });
}

export function closeThread(): void {
  move({ ...spot.value, thread: null, message: null });
}

/** The address of a message, for whoever looks at the same sandbox; an answer is found in its thread. */
export function linkTo(message: Message): string {
  const { channel, ts, threadTs } = message;
  const url = new URL(location.href);
  url.hash = writeHash(
    isReply(message) ? { channel, thread: threadTs, message: null } : { channel, thread: null, message: ts },
  );
  return url.href;
}

/** Acts as another person; the channel stays if they are in it. */
export function actAs(person: string): void {
  if (person === me.value) return;
  const url = new URL(location.href);
  url.searchParams.set('as', person);
  history.pushState(null, '', url);
  me.value = person;
}

/** Follows the browser's back and forward, and keeps the address where the person is. */
export function followAddress(): void {
  addEventListener('hashchange', () => (spot.value = readHash()));
  addEventListener('popstate', () => {
    me.value = new URLSearchParams(location.search).get('as') ?? me.value;
    spot.value = readHash();
  });
  effect(() => {
    const hash = writeHash(spot.value);
    if (hash !== location.hash.slice(1)) history.replaceState(null, '', `${location.search}#${hash}`);
  });
}

/** Finds out as whom the page acts; it throws where the sandbox does not answer. */
export async function settle(): Promise<void> {
  const asked = new URLSearchParams(location.search).get('as');
  const people = await listPeople();
  const known = people.find(({ id }) => id === asked);
  if (asked !== null && known === undefined) notify(`Nobody here has the id ${asked}.`, 'problem');
  const person = known ?? people.find(({ title }) => title === 'CSM') ?? people[0];
  if (person === undefined) return notify('There is nobody to act as.', 'problem');
  const url = new URL(location.href);
  url.searchParams.set('as', person.id);
  history.replaceState(null, '', url);
  me.value = person.id;
}

/** Steps to a spot, so that the browser's back button returns. */
function move(to: Spot): void {
  const hash = writeHash(to);
  if (hash !== location.hash.slice(1)) history.pushState(null, '', `${location.search}#${hash}`);
  spot.value = to;
}

function readHash(): Spot {
  const [channel = '', rest = ''] = location.hash.slice(1).split('/', 2);
  return {
    channel,
    thread: rest.startsWith('t') ? rest.slice(1) : null,
    message: rest.startsWith('p') ? rest.slice(1) : null,
  };
}

function writeHash({ channel, thread, message }: Spot): string {
  if (thread !== null) return `${channel}/t${thread}`;
  return message === null ? channel : `${channel}/p${message}`;
}
