/** The messages for this person alone that they have dismissed, kept in the browser: they stay away in a new tab. */
import { computed, signal } from '@preact/signals';
import { keep, readKept } from '../base/storage.ts';
import type { Message } from '../contract.ts';
import { me } from '../store.ts';

/** Of each person, the newest ones: what is older lies far above what one reads. */
const KEPT = 200;

const keptAs = (person: string): string => `milepost.dismissed.${person}`;
const keyOf = ({ channel, ts }: Message): string => `${channel}/${ts}`;

/** Those that were dismissed here, by person: they are gone also where the browser keeps nothing. */
const here = signal<ReadonlyMap<string, readonly string[]>>(new Map());

const dismissed = computed(() => new Set([...readList(me.value), ...(here.value.get(me.value) ?? [])]));

export function dismiss(message: Message): void {
  const person = me.peek();
  const key = keyOf(message);
  // Read anew, as another tab may have added to it.
  keep(keptAs(person), [...readList(person), key].slice(-KEPT).join(' '));
  here.value = new Map(here.peek()).set(person, [...(here.peek().get(person) ?? []), key].slice(-KEPT));
}

export const isDismissed = (message: Message): boolean =>
  message.ephemeral && dismissed.value.has(keyOf(message));

function readList(person: string): string[] {
  return (readKept(keptAs(person)) ?? '').split(' ').filter((key) => key !== '');
}
