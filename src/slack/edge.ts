/**
 * The Slack edge: what every feature registers its listeners on. It acknowledges first, finds the workspace and the
 * person, checks the right, reads the input, runs the listener, answers, and catches what goes wrong, so that a
 * feature's `slack.ts` only translates:
 *
 * ```ts
 * export function registerCtas(edge: Edge): void {
 *   // `/cs today`: what `run` returns is shown to the person alone; `share` adds the Share here button.
 *   edge.verb({
 *     command: '/cs', verb: 'today', usage: '', does: 'Who needs attention today', example: '',
 *     right: 'list.see', shareable: true,
 *     run: async (call) => todayList(await listToday(call.deps, call.workspaceId, await call.today())),
 *   });
 *   // A verb about one account (src/slack/account-verb.ts): finds the account, or asks which one is meant.
 *   accountVerb(edge, { verb: 'why', does: 'Why it is or is not on today’s list', right: 'account.see',
 *     run: async (call, account) => whyAnswer(…) });
 *   // A button: its value is checked by zod before `run` sees it. `numbered(ids.ctaClaim, 3)` reaches it too.
 *   edge.action(ids.ctaClaim, { right: 'cta.work', value: idValue, run: async (call, ctaId) => {
 *     const result = await claimCta(call.deps, call.workspaceId, call.person.id, ctaId);
 *     await call.replace(ctaCard(result));          // or call.answer(…) beside it, or call.client.chat.update(…)
 *   } });
 *   // A modal: a waiting one opens at once, then what `load` gives takes its place.
 *   edge.action(ids.ebrBook, { right: 'ebr.work', value: idValue, run: (call, ctaId) =>
 *     call.openModal('Book the EBR', async () => bookForm(await loadCta(…))) });
 *   // Its submission: `parse` first (errors stand on their fields), then `run`; Slack is answered exactly once.
 *   edge.submit(ids.ebrBookForm, { right: 'ebr.work', metadata: jsonOf(bookMetadata),
 *     parse: (values) => parseForm(bookSchema, values),
 *     run: async (call, value, metadata) => ({ kind: 'close', answer: say(mrkdwn`Booked`) }) });
 *   // The same modal closed early: what was typed may be kept as a draft.
 *   edge.closed(ids.ebrBookForm, { right: 'ebr.work', metadata: jsonOf(bookMetadata), run: async (call, values, metadata) => … });
 *   // A shortcut of the manifest, global or on a message.
 *   edge.shortcut(ids.feedbackSave, { right: 'feedback.save', run: async (call, message) => … });
 *   // Choices of a searching menu.
 *   edge.options(ids.ebrAttendee, { right: 'ebr.work', run: async (call, typed) => [{ text, value }] });
 *   // An event: `run` is in the transaction that notes it as seen, so it happens once.
 *   edge.event('channel_archive', async (trx, event) => …);
 *   // What people write to Milepost, by its name in a channel or in a direct message: the answer is posted there, once.
 *   edge.written({ right: 'health.see', run: async (call, { text }) => say(mrkdwn`…`) });
 * }
 * ```
 *
 * Texts: `mrkdwn` escapes what is put in, blocks come from `blocks/build.ts`, lists from `rowsWithin`.
 * Buttons that run a verb need no listener: `verbButton('Journey', { command: '/account', verb: 'journey', rest: key })`.
 * An exception needs no `catch`: the person gets a reference and the log the rest. What can be expected to fail
 * is a value, answered in words.
 */
import type { Answer, Choice } from '#blocks/build.ts';
import type { ModalView } from '@slack/types';
import type { Transaction } from 'kysely';
import type * as z from 'zod';
import type { Database } from '../db/schema.ts';
import type { Right } from '../people/rights.ts';
import type { Call } from './call.ts';
import type { FormValues, Parsed } from './forms.ts';
import { VerbTable, type Verb } from './verbs.ts';

export interface ActionListener<T> {
  right: Right;
  /** Checks the element's value (a button's value, a menu's choice, a date …); null comes in as null. */
  value: z.ZodType<T>;
  run(call: Call, value: T): Promise<void>;
}

/** What becomes of a submitted modal. */
export type Submitted =
  /** The errors stand on their fields, by block id; the modal stays. */
  | { kind: 'errors'; errors: Record<string, string> }
  /** This modal closes (`all`: those under it too); `answer` is shown where it was opened from. */
  | { kind: 'close'; all?: boolean; answer?: Answer }
  | { kind: 'update'; view: ModalView }
  /** It can not be saved any more: told with what was typed; where nothing was, the modal closes as by `close`. */
  | { kind: 'unsaved'; all?: boolean; answer: Answer };

export interface SubmitListener<T, M> {
  right: Right;
  /** Checks `private_metadata`. */
  metadata: z.ZodType<M>;
  parse(values: FormValues, metadata: M): Parsed<T>;
  run(call: Call, value: T, metadata: M): Promise<Submitted>;
}

export interface OptionsListener {
  right: Right;
  /** What a person may choose, for the text typed so far; at most 100 are shown. */
  run(call: Call, typed: string): Promise<Choice[]>;
}

/** The message on which a shortcut was run. */
export interface ShortcutMessage {
  channelId: string;
  ts: string;
  /** The first message of its thread; null: it stands in no thread. */
  threadTs: string | null;
  /** As Slack has it: mrkdwn, with `<@U…>` for a mention. */
  text: string;
  /** The Slack id of who wrote it; null: an app without a user. */
  author: string | null;
  /** Milepost posted it itself. */
  isOurs: boolean;
}

export interface ShortcutListener {
  right: Right;
  /** @param message null for a shortcut that is no message's */
  run(call: Call, message: ShortcutMessage | null): Promise<void>;
}

/** What became of a modal that a person closed without submitting it; its builder says `tellsClosing`. */
export interface ClosedListener<M> {
  right: Right;
  metadata: z.ZodType<M>;
  /** @param values what was entered, as far as Slack knows it: surely what was dispatched */
  run(call: Call, values: FormValues, metadata: M): Promise<void>;
}

/** What a person wrote to Milepost: in a channel with its name, or in a direct message. */
export interface Written {
  channelId: string;
  ts: string;
  /** The thread in which it stands; null: it stands in the channel itself. */
  threadTs: string | null;
  /** As Slack has it, without the mention of Milepost. */
  text: string;
  isDirect: boolean;
}

export interface WrittenListener {
  right: Right;
  /** What it returns is posted in the thread of what was written, and directly in a direct message. */
  run(call: Call, written: Written): Promise<Answer>;
}

/** An event of a workspace. */
export interface SlackEvent {
  workspaceId: string;
  slackTeamId: string;
  id: string;
  type: string;
  /** The event's own fields, unchecked. */
  payload: Record<string, unknown>;
}

export type EventListener = (trx: Transaction<Database>, event: SlackEvent) => Promise<void>;

export interface Edge {
  verb(verb: Verb): void;
  action<T>(id: string, listener: ActionListener<T>): void;
  options(id: string, listener: OptionsListener): void;
  submit<T, M>(callbackId: string, listener: SubmitListener<T, M>): void;
  closed<M>(callbackId: string, listener: ClosedListener<M>): void;
  shortcut(callbackId: string, listener: ShortcutListener): void;
  event(type: string, listener: EventListener): void;
  /** There is one listener for all that people write. */
  written(listener: WrittenListener): void;
}

/** What was registered, for the mount and for tests that look at it all. */
export interface Registry extends Edge {
  verbs: VerbTable;
  actions: ReadonlyMap<string, ActionListener<unknown>>;
  optionLists: ReadonlyMap<string, OptionsListener>;
  submits: ReadonlyMap<string, SubmitListener<unknown, unknown>>;
  closings: ReadonlyMap<string, ClosedListener<unknown>>;
  shortcuts: ReadonlyMap<string, ShortcutListener>;
  events: ReadonlyMap<string, readonly EventListener[]>;
  /** One, or none. */
  writtenListeners: readonly WrittenListener[];
}

/** An empty registry. Registering one id twice is a bug and throws; an event may have several listeners. */
export function createRegistry(): Registry {
  const verbs = new VerbTable();
  const actions = new Map<string, ActionListener<unknown>>();
  const optionLists = new Map<string, OptionsListener>();
  const submits = new Map<string, SubmitListener<unknown, unknown>>();
  const closings = new Map<string, ClosedListener<unknown>>();
  const shortcuts = new Map<string, ShortcutListener>();
  const events = new Map<string, EventListener[]>();
  const writtenListeners: WrittenListener[] = [];
  return {
    verbs,
    actions,
    optionLists,
    submits,
    closings,
    shortcuts,
    events,
    writtenListeners,
    verb: (verb) => verbs.add(verb),
    action: (id, listener) => addOnce(actions, id, listener as unknown as ActionListener<unknown>),
    options: (id, listener) => addOnce(optionLists, id, listener),
    submit: (id, listener) => addOnce(submits, id, listener as unknown as SubmitListener<unknown, unknown>),
    closed: (id, listener) => addOnce(closings, id, listener as unknown as ClosedListener<unknown>),
    shortcut: (id, listener) => addOnce(shortcuts, id, listener),
    event: (type, listener) => void events.set(type, [...(events.get(type) ?? []), listener]),
    written(listener) {
      if (writtenListeners.length > 0) throw new Error('what people write is listened to twice');
      writtenListeners.push(listener);
    },
  };
}

function addOnce<T>(map: Map<string, T>, id: string, listener: T): void {
  if (map.has(id)) throw new Error(`${id} is registered twice`);
  map.set(id, listener);
}
