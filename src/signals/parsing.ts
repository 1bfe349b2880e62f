/** Reads the messages of a request: what each must hold, and when it happened. */
import {
  MESSAGE_TYPES,
  type MessageType,
  type ParseContext,
  type ParsedBody,
  type Refusal,
  type Signal,
} from './domain.ts';
import {
  isObject,
  LONGEST_ID,
  LONGEST_NAME,
  readInstant,
  readNumber,
  readText,
  type Json,
} from './json-values.ts';
import { accountTraits, answerTraits, contactTraits } from './traits.ts';

/** A clock that is ahead of ours by more makes a message's time one that can not have been yet. */
const MOST_AHEAD_MS = 60 * 60_000;
/** So long a message may have been on its way; its time is then kept to the millisecond. */
const TRANSIT_MS = 5_000;
const MS_PER_DAY = 86_400_000;

/** Reads the body of `/v1/batch`. One message that is wrong refuses the whole batch. */
export function parseBatch(body: unknown, context: ParseContext): ParsedBody {
  if (!isObject(body)) return refuse('', 'must be a JSON object with a "batch"');
  const { batch } = body;
  if (!Array.isArray(batch)) return refuse('batch', 'must be a list of messages');
  const signals: Signal[] = [];
  for (const [index, message] of batch.entries()) {
    const path = `batch[${index}]`;
    if (!isObject(message)) return refuse(path, 'must be an object');
    const parsed = parseMessage(message, message['type'], `${path}.`, body['sentAt'], context);
    if (!parsed.ok) return parsed;
    signals.push(...parsed.signals);
  }
  return { ok: true, signals };
}

/** Reads the body of `/v1/TYPE`. */
export function parseSingle(body: unknown, type: MessageType, context: ParseContext): ParsedBody {
  if (!isObject(body)) return refuse('', 'must be a JSON object');
  return parseMessage(body, type, '', undefined, context);
}

function parseMessage(
  message: Json,
  type: unknown,
  at: string,
  batchSentAt: unknown,
  context: ParseContext,
): ParsedBody {
  const problems: Refusal[] = [];
  const text = (value: unknown, path: string, longest = LONGEST_ID): string | null => {
    const found = readText(value, longest);
    if (!found.ok) problems.push({ path: at + path, message: found.message });
    return found.ok ? found.text : null;
  };
  const nested = (key: string): Json => {
    const value = message[key] ?? {};
    if (isObject(value)) return value;
    problems.push({ path: at + key, message: 'must be an object' });
    return {};
  };
  const time = readTime(message['timestamp'], message['sentAt'] ?? batchSentAt, context.receivedAtMs);
  if (!time.ok) problems.push({ path: at + time.path, message: time.message });
  const inContext = nested('context');
  const group =
    message['groupId'] === undefined
      ? text(inContext['groupId'], 'context.groupId')
      : text(message['groupId'], 'groupId');
  const common = {
    path: at,
    messageId: text(message['messageId'], 'messageId'),
    groupId: group,
    user: text(message['userId'], 'userId') ?? text(message['anonymousId'], 'anonymousId'),
    atMs: time.ok ? time.atMs : 0,
  };
  const signal = readSignal();
  const [problem] = problems;
  return problem === undefined ? { ok: true, signals: signal } : { ok: false, refusal: problem };

  function readSignal(): Signal[] {
    switch (type) {
      case 'track': {
        const name = text(message['event'], 'event', LONGEST_NAME);
        if (name === null) return missing('event', 'is missing: it names what happened');
        const properties = nested('properties');
        const { value } = properties;
        const isKpi = context.kpis.has(name);
        if ((!isKpi && !context.surveys.has(name)) || value === undefined || value === null)
          return [{ ...common, type: 'event', name }];
        const number = readNumber(value);
        const kind = isKpi ? 'KPI' : 'survey';
        if (number === null) return missing('properties.value', `must be a number: ${name} is a ${kind}`);
        if (isKpi) return [{ ...common, type: 'kpi', kpi: name, value: number }];
        return [{ ...common, type: 'answer', survey: name, value: number, ...answerTraits(properties) }];
      }
      case 'page':
      case 'screen': {
        const name = text(message['name'], 'name', LONGEST_NAME);
        return [{ ...common, type: 'event', name: viewName(type, name) }];
      }
      case 'identify':
        if (common.user === null) return missing('userId', 'is missing: it says who is identified');
        return [{ ...common, type: 'identify', traits: contactTraits(nested('traits')) }];
      case 'group':
        if (common.groupId === null) return missing('groupId', "is missing: it is the account's key");
        return [{ ...common, type: 'group', traits: accountTraits(nested('traits'), context) }];
      // It only joins two ids of one user, which says nothing of an account.
      case 'alias':
        return [];
      default:
        return missing('type', `must be one of ${MESSAGE_TYPES.join(', ')}`);
    }
  }

  function missing(path: string, problem: string): Signal[] {
    problems.push({ path: at + path, message: problem });
    return [];
  }
}

/** The event of a page or a screen: `Page viewed: Pricing`, or `Page viewed` where it has no name. */
function viewName(type: 'page' | 'screen', name: string | null): string {
  const event = type === 'page' ? 'Page viewed' : 'Screen viewed';
  return name === null ? event : `${event}: ${name}`;
}

/**
 * When it happened by our clock. As with Segment, the sender's clock is taken to be as wrong as `sentAt` differs from
 * the time of receipt: timestamp + (received − sent). Two differences: a few seconds are the way here and change
 * nothing; and when the clocks are more than a day apart, a time that lay more than a day before the sending was told
 * on purpose, and is kept.
 */
function readTime(
  timestamp: unknown,
  sentAt: unknown,
  receivedAtMs: number,
): { ok: true; atMs: number } | ({ ok: false } & Refusal) {
  const sent = readInstant(sentAt);
  if (sent === 'wrong') return { ok: false, path: 'sentAt', message: NO_TIME };
  const told = readInstant(timestamp);
  if (told === 'wrong') return { ok: false, path: 'timestamp', message: NO_TIME };
  const atMs = told === null ? receivedAtMs : correctedTime(told, sent, receivedAtMs);
  if (atMs > receivedAtMs + MOST_AHEAD_MS)
    return { ok: false, path: 'timestamp', message: 'lies in the future' };
  return { ok: true, atMs };
}

const NO_TIME = 'must be a time in ISO 8601, such as 2024-11-25T09:30:00Z';

/** The time that was told, by our clock: all in epoch milliseconds. @param sentMs null: the sender did not say */
export function correctedTime(toldMs: number, sentMs: number | null, receivedAtMs: number): number {
  if (sentMs === null) return toldMs;
  const skew = receivedAtMs - sentMs;
  if (Math.abs(skew) <= TRANSIT_MS) return toldMs;
  const isToldOnPurpose = Math.abs(skew) > MS_PER_DAY && sentMs - toldMs > MS_PER_DAY;
  return isToldOnPurpose ? toldMs : toldMs + skew;
}

function refuse(path: string, message: string): ParsedBody {
  return { ok: false, refusal: { path, message } };
}
