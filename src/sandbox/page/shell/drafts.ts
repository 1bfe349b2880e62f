/** What was typed and not sent, for each person and place; and the commands that were sent. */
import { signal } from '@preact/signals';
import type { Signal } from '@preact/signals';

export interface Draft {
  text: Signal<string>;
  /** Why the last one was not sent; '' when nothing is wrong. */
  problem: Signal<string>;
}

const drafts = new Map<string, Draft>();

/** The draft of a place; it outlives the composer, so that switching channels loses nothing. */
export function draftOf(key: string): Draft {
  let draft = drafts.get(key);
  if (draft === undefined) drafts.set(key, (draft = { text: signal(''), problem: signal('') }));
  return draft;
}

const KEPT = 50;
const sent = new Map<string, readonly string[]>();

/** The commands that a person sent, newest first. */
export const historyOf = (person: string): readonly string[] => sent.get(person) ?? [];

export function remember(person: string, text: string): void {
  sent.set(person, [text, ...historyOf(person).filter((other) => other !== text)].slice(0, KEPT));
}
