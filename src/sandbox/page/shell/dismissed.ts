/** The messages for this person alone that they have dismissed, kept as long as the browser's tab. */
import { signal } from '@preact/signals';
import type { Message } from '../contract.ts';

const KEPT_AS = 'milepost.dismissed';
const dismissed = signal<ReadonlySet<string>>(new Set(sessionStorage.getItem(KEPT_AS)?.split(' ')));

const keyOf = ({ channel, ts }: Message): string => `${channel}/${ts}`;

export function dismiss(message: Message): void {
  dismissed.value = new Set(dismissed.peek()).add(keyOf(message));
  sessionStorage.setItem(KEPT_AS, [...dismissed.value].join(' '));
}

export const isDismissed = (message: Message): boolean =>
  message.ephemeral && dismissed.value.has(keyOf(message));
