/** What the page knows, as signals: filled by `live.ts`, read by every component. */
import { computed, effect, signal } from '@preact/signals';
import { createApi } from './api.ts';
import type { Channel, ClockShown, Exchange, View, Workspace } from './contract.ts';
import type { Known } from './timeline.ts';

/** The person that one acts as. */
export const me = signal('');
export const api = computed(() => createApi(me.value));

/** Null until it is first loaded. */
export const workspace = signal<Workspace | null>(null);
export const people = computed(() => new Map((workspace.value?.people ?? []).map((one) => [one.id, one])));
export const channels = signal<ReadonlyMap<string, Channel>>(new Map());
/** The loaded messages of each channel, oldest first, answers in threads included. */
export const messages = signal<ReadonlyMap<string, readonly Known[]>>(new Map());
/** Of each channel whose messages have arrived: are there older ones? */
export const hasOlder = signal<ReadonlyMap<string, boolean>>(new Map());
/** The person's open modals, bottom first. */
export const views = signal<readonly View[]>([]);
export const home = signal<View | null>(null);
export const clock = signal<ClockShown | null>(null);
/** Oldest first; the last 500. */
export const exchanges = signal<readonly Exchange[]>([]);
/** The newest exchange that was cleared away: what is loaded again begins after it. */
export const cleared = signal(0);

/** Clears the exchanges that are there. */
export function clearExchanges(): void {
  cleared.value = exchanges.value.at(-1)?.id ?? cleared.value;
  exchanges.value = [];
}

/** Is the inspector shown? What passes between Slack and the bot is told only while it is. */
export const inspecting = signal(false);

export interface Notice {
  id: number;
  text: string;
  /** A problem stays until it is dismissed; what was done goes by itself. */
  kind: 'done' | 'problem';
}

/** Short notices to the person: what was done or refused, and why. */
export const notices = signal<readonly Notice[]>([]);

let lastNotice = 0;

/** Tells the person something; a problem is read out at once. */
export function notify(text: string, kind: Notice['kind'] = 'done'): void {
  lastNotice += 1;
  const same = notices.value.filter((notice) => notice.text !== text);
  notices.value = [...same, { id: lastNotice, text, kind }].slice(-4);
}

export function dismissNotice(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** How far the sandbox's clock is ahead of this machine's, in milliseconds, as last told. */
const ahead = signal(0);
effect(() => {
  if (clock.value !== null) ahead.value = Date.parse(clock.value.now) - Date.now();
});

/** The sandbox's time now, in milliseconds since 1970. */
export const sandboxNow = (): number => Date.now() + ahead.value;
