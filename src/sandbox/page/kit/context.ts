/** What drawn blocks need of the page around them: names, and how a press reaches the bot. */
import { createContext } from 'preact';
import type { FieldValue, Place, Press } from '../api.ts';
import type { Channel, Json, Person } from '../contract.ts';

export interface Kit {
  me: string;
  people: ReadonlyMap<string, Person>;
  channels: ReadonlyMap<string, Channel>;
  /** Tells the bot; what came of it arrives live. A failure is shown by the page. */
  press(place: Place, press: Press): Promise<void>;
  /** The options of an external menu for what was typed. */
  options(place: Place, element: { blockId: string; actionId: string }, query: string): Promise<Json[]>;
  /** Keeps a file in the workspace, for a file input. */
  upload(file: File): Promise<Json>;
  openChannel(id: string): void;
}

const nothing = (): Promise<never> => Promise.reject(new Error('blocks are drawn outside a page'));

export const KitContext = createContext<Kit>({
  me: '',
  people: new Map(),
  channels: new Map(),
  press: nothing,
  options: nothing,
  upload: nothing,
  openChannel: () => undefined,
});

/** The fields of an open modal: what was entered and not yet sent, by block id. Null in messages and Home. */
export interface Fields {
  values: ReadonlyMap<string, FieldValue>;
  errors: Readonly<Record<string, string>>;
  set(blockId: string, value: FieldValue): void;
}

export const FieldsContext = createContext<Fields | null>(null);
