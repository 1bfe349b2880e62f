/** Lists of messages: pure, so that what arrives in any order is shown in one. */
import type { Message } from './contract.ts';

/** Messages of one person within this time stand under one name. */
const TOGETHER_MS = 5 * 60 * 1000;

/** An answer in a thread; the thread's first message is none. */
export const isReply = ({ threadTs, ts }: Message): boolean => threadTs !== null && threadTs !== ts;

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
export function withMessages(list: readonly Message[], added: readonly Message[]): Message[] {
  const all = new Map(list.map((message) => [message.ts, message]));
  for (const message of added) all.set(message.ts, message);
  return [...all.values()].toSorted(byTs);
}

/**
 * The list after something happened to one message. An answer counts at its thread's first message, once: the
 * sandbox may have told the new count already.
 */
export function applyChange(
  list: readonly Message[],
  op: 'posted' | 'updated' | 'deleted',
  message: Message,
): readonly Message[] {
  if (op === 'deleted') return list.filter(({ ts }) => ts !== message.ts);
  if (op === 'updated') return list.map((other) => (other.ts === message.ts ? message : other));
  const known = list.some(({ ts }) => ts === message.ts);
  const counted = known || !isReply(message) ? list : list.map((other) => withAnswer(other, message));
  return withMessages(counted, [message]);
}

function withAnswer(first: Message, answer: Message): Message {
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
 * The list after its newest page was loaded again, as when the connection was lost. What the page does not hold was
 * deleted; older pages stay where the new one reaches them, else there would be a gap.
 */
export function withNewestPage(list: readonly Message[], page: readonly Message[]): Message[] {
  const [oldest] = page;
  if (oldest === undefined) return [];
  const known = new Set(list.map(({ ts }) => ts));
  const reaches = page.some(({ ts }) => known.has(ts));
  const kept = list.filter((message) => isReply(message) || (reaches && byTs(message, oldest) < 0));
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

/** The rows of a channel: its messages outside threads, the days between them, and where the new ones begin. */
export function rowsOf(list: readonly Message[], { dayOf, lineAfter, me }: RowOptions): Row[] {
  const rows: Row[] = [];
  let before: Message | undefined;
  let lined = lineAfter === null;
  for (const message of list) {
    if (isReply(message)) continue;
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
