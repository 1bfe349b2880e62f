/** Lists of messages: pure, so that what arrives in any order is shown in one. */
import type { Message, MessagePage } from './contract.ts';

/** Messages of one person within this time stand under one name. */
const TOGETHER_MS = 5 * 60 * 1000;

/** An answer in a thread; the thread's first message is none. */
export const isReply = ({ threadTs, ts }: Message): boolean => threadTs !== null && threadTs !== ts;

/** What a channel shows by itself: no answers in threads, but those sent to the channel too. */
export const isOutsideThreads = (message: Message): boolean => !isReply(message) || message.broadcast;

/** A message as the page has it. */
export interface Known extends Message {
  /** Loaded with its thread, from before the pages that are loaded: the channel does not show it, lest there be a gap. */
  apart?: true;
}

/** The oldest message of the pages that are loaded. */
export function oldestShown(list: readonly Known[]): Known | undefined {
  return list.find(isShown);
}

const isShown = (message: Known): boolean => isOutsideThreads(message) && message.apart !== true;

/** When a message was written, in milliseconds since 1970. */
export const timeOf = (ts: string): number => Number(ts) * 1000;

/** Orders two ts: they are decimal texts of the same form, but not always of one length. */
export function compareTs(a: string, b: string): number {
  const [aSeconds = '', aRest = ''] = a.split('.');
  const [bSeconds = '', bRest = ''] = b.split('.');
  return Number(aSeconds) - Number(bSeconds) || Number(aRest) - Number(bRest);
}

const byTs = (a: Message, b: Message): number => compareTs(a.ts, b.ts);

/** Puts in messages, each in the place of the one with its ts where there is one. */
export function withMessages(list: readonly Known[], added: readonly Known[]): Known[] {
  const all = new Map(list.map((message) => [message.ts, message]));
  for (const message of added) all.set(message.ts, message);
  return [...all.values()].toSorted(byTs);
}

/**
 * The list after something happened to one message. An answer counts at its thread's first message, once: the
 * sandbox may have told the new count already.
 */
export function applyChange(
  list: readonly Known[],
  op: 'posted' | 'updated' | 'deleted',
  message: Message,
): readonly Known[] {
  if (op === 'deleted') return list.filter(({ ts }) => ts !== message.ts);
  if (op === 'updated') {
    return list.map((other) =>
      other.ts === message.ts ? { ...message, ...(other.apart ? { apart: true as const } : {}) } : other,
    );
  }
  const known = list.some(({ ts }) => ts === message.ts);
  const counted = known || !isReply(message) ? list : list.map((other) => withAnswer(other, message));
  return withMessages(counted, [message]);
}

function withAnswer(first: Known, answer: Message): Known {
  if (first.ts !== answer.threadTs || answer.ephemeral) return first;
  if (first.latestReply !== null && compareTs(first.latestReply, answer.ts) >= 0) return first;
  return {
    ...first,
    threadTs: first.ts,
    replyCount: first.replyCount + 1,
    latestReply: answer.ts,
    replyUsers: [...new Set([...first.replyUsers, answer.user])],
  };
}

/**
 * The list after a whole thread was loaded: what stood of it before is replaced.
 * @param older are there messages before those of the list? Undefined: nobody knows yet
 */
export function withThread(
  list: readonly Known[],
  thread: string,
  loaded: readonly Message[],
  older: boolean | undefined,
): Known[] {
  const others = list.filter((message) => !isOf(thread, message));
  return withMessages(others, loaded.map(apartBefore(oldestShown(list), older)));
}

/**
 * The list after the connection was lost, and its newest page loaded again: older pages may have changed meanwhile and
 * are dropped. The thread that is open stays until it is loaded again.
 */
export function withOnlyPage(
  list: readonly Known[],
  { messages: page, more }: MessagePage,
  thread: string | null,
): Known[] {
  const open = thread === null ? [] : list.filter((message) => isOf(thread, message));
  return withMessages(open.map(apartBefore(page.find(isOutsideThreads), more)), page);
}

const isOf = (thread: string, { ts, threadTs }: Message): boolean => ts === thread || threadTs === thread;

/** Marks what a channel that is loaded from `oldest` on does not reach. */
function apartBefore(oldest: Message | undefined, older: boolean | undefined): (message: Known) => Known {
  return ({ apart: _before, ...message }) => {
    const isReached = older === false || (oldest !== undefined && byTs(message, oldest) >= 0);
    return isReached || !isOutsideThreads(message) ? message : { ...message, apart: true };
  };
}

/**
 * The list after its newest page was loaded again, with nothing missed for long. What the page does not hold was
 * deleted; older pages stay where the new one reaches them, else there would be a gap.
 */
export function withNewestPage(list: readonly Known[], page: readonly Message[]): Known[] {
  const [oldest] = page;
  if (oldest === undefined) return [];
  const known = new Set(list.map(({ ts }) => ts));
  const reaches = page.some(({ ts }) => known.has(ts));
  const kept = list.filter((message) => !isShown(message) || (reaches && byTs(message, oldest) < 0));
  return withMessages(kept, page);
}

/** The newest ts that stands in a channel, answers in threads included; null: nothing does. */
export function newestTs(list: readonly Message[]): string | null {
  let newest: string | null = null;
  for (const { ts, latestReply, ephemeral } of list) {
    if (ephemeral) continue;
    for (const one of [ts, latestReply]) {
      if (one !== null && (newest === null || compareTs(one, newest) > 0)) newest = one;
    }
  }
  return newest;
}

export type Row =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'new'; key: string }
  /** `together`: it stands under the name of the message before it. */
  | { kind: 'message'; key: string; message: Message; together: boolean };

export interface RowOptions {
  /** The business day of an instant, in the zone of the person: equal texts are one day. */
  dayOf(at: number): string;
  /** The newest message seen when the channel was opened; null: no line is drawn. */
  lineAfter: string | null;
  me: string;
}

/** The rows of a channel: what it shows, the days between them, and where the new ones begin. */
export function rowsOf(list: readonly Known[], { dayOf, lineAfter, me }: RowOptions): Row[] {
  const rows: Row[] = [];
  let before: Message | undefined;
  let lined = lineAfter === null;
  for (const message of list) {
    if (!isShown(message)) continue;
    const at = timeOf(message.ts);
    const newDay = before === undefined || dayOf(timeOf(before.ts)) !== dayOf(at);
    if (newDay) rows.push({ kind: 'day', key: `day-${dayOf(at)}`, at });
    const isNew =
      !lined && !message.ephemeral && message.user !== me && compareTs(message.ts, lineAfter ?? '0') > 0;
    if (isNew) rows.push({ kind: 'new', key: 'new' });
    lined ||= isNew;
    rows.push({
      kind: 'message',
      key: message.ts,
      message,
      together: !newDay && !isNew && before !== undefined && stand(before, message),
    });
    before = message;
  }
  return rows;
}

function stand(before: Message, message: Message): boolean {
  return (
    before.user === message.user &&
    before.ephemeral === message.ephemeral &&
    before.replyCount === 0 &&
    timeOf(message.ts) - timeOf(before.ts) < TOGETHER_MS
  );
}
