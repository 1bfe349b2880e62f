/**
 * What drawn blocks need of the page around them: names, and how what a person does reaches the bot. It is the kit's
 * only door: nothing here reads the store or asks the sandbox by itself.
 */
import { createContext } from 'preact';
import type { FieldValue, Place, Press } from '../api.ts';
import type { Channel, Json, Person, View } from '../contract.ts';

export interface Kit {
  me: string;
  people: ReadonlyMap<string, Person>;
  channels: ReadonlyMap<string, Channel>;
  /** What the bot is called. */
  bot: string;
  /** The channel in which the person is. */
  here: string;
  /** The person's open modals, bottom first. */
  views: readonly View[];
  /** Null until the bot shows something there. */
  home: View | null;
  /** The sandbox's time, in milliseconds since 1970. */
  now(): number;
  /** Tells the bot; what came of it arrives live. A failure is shown by the page. */
  press(place: Place, press: Press): Promise<void>;
  /** The options of an external menu for what was typed. */
  options(place: Place, element: { blockId: string; actionId: string }, query: string): Promise<Json[]>;
  /** Keeps a file in the workspace, for a file input. */
  upload(file: File): Promise<Json>;
  submit(viewId: string, values: Record<string, FieldValue>): Promise<Submission>;
  /** Closes a modal, or all of them; it goes also where the sandbox knows it no more. */
  close(viewId: string, all: boolean): Promise<void>;
  /** Tells the bot that its Home tab is looked at; what it shows arrives live. A failure is shown by the page. */
  openHome(): Promise<void>;
  openChannel(id: string): void;
}

/** What came of a submission: it was taken, it has errors by block id, or nothing came of it, and why. */
export type Submission =
  | { kind: 'taken' }
  | { kind: 'errors'; errors: Readonly<Record<string, string>> }
  | { kind: 'failed'; problem: string };

const nothing = (): Promise<never> => Promise.reject(new Error('blocks are drawn outside a page'));

export const KitContext = createContext<Kit>({
  me: '',
  people: new Map(),
  channels: new Map(),
  bot: '',
  here: '',
  views: [],
  home: null,
  now: () => Date.now(),
  press: nothing,
  options: nothing,
  upload: nothing,
  submit: nothing,
  close: nothing,
  openHome: nothing,
  openChannel: () => undefined,
});

/** The fields of an open modal: what was entered and not yet sent, by block id. Null in messages and Home. */
export interface Fields {
  values: ReadonlyMap<string, FieldValue>;
  errors: Readonly<Record<string, string>>;
  set(blockId: string, value: FieldValue): void;
}

/** What the block is about in which something is drawn, as `subjectsOf` has it. */
export const SubjectContext = createContext('');

export const FieldsContext = createContext<Fields | null>(null);
