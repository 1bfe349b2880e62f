/** Signals as they arrive over HTTP: what a message must hold, when it happened, and what it says of an account. */
import { domainKey } from '../accounts/domain.ts';
import { isBusinessDate, type BusinessDate } from '../base/business-date.ts';
import { HEALTH_PERSONAS, type HealthPersona } from '../health/domain.ts';
import { STAGES, type Program } from '../program/domain.ts';

/** A message that says something. `user` is the product's user id, else its anonymous id. */
export type Signal = SignalHead &
  (
    | { type: 'event'; name: string }
    | { type: 'kpi'; kpi: string; value: number }
    /** A customer's answer; `persona` null: that of the user, where it is known. */
    | { type: 'answer'; survey: string; value: number; persona: HealthPersona | null; note: string | null }
    | { type: 'identify'; traits: ContactTraits }
    | { type: 'group'; traits: AccountTraits }
  );

interface SignalHead {
  /** Where the message stands in the body: empty, or `batch[3].` */
  path: string;
  messageId: string | null;
  groupId: string | null;
  user: string | null;
  atMs: number;
}

/** A refusal: what is wrong, and where in the body. */
export interface Refusal {
  path: string;
  message: string;
}

export type ParsedBody = { ok: true; signals: Signal[] } | { ok: false; refusal: Refusal };

/** The signals of one request: all of them are kept, or none. */
export interface SignalRequest {
  /** As in the audit trail: `api:KEY NAME`. */
  actor: string;
  signals: readonly Signal[];
  dayOf: (epochMs: number) => BusinessDate;
}

export type KeepResult = { ok: true } | { ok: false; refusal: Refusal };

/** What is kept of a user; what a message does not say stays as it was. */
export interface ContactTraits {
  name?: string;
  email?: string;
  title?: string;
}

/** What is kept of an account; `startedOnIfEmpty` never replaces a date. */
export interface AccountTraits {
  name?: string;
  domain?: string;
  segment?: string;
  stage?: string;
  arr?: number;
  currency?: string;
  started_on?: BusinessDate;
  renews_on?: BusinessDate;
  startedOnIfEmpty?: BusinessDate;
}

export interface ParseContext {
  receivedAtMs: number;
  /** The names of the program's KPIs; a track with one of them and a value is a value of it. */
  kpis: ReadonlySet<string>;
  /** The names of the surveys of its scorecard; a track with one of them and a value is an answer to it. */
  surveys: ReadonlySet<string>;
  segments: Program['segments'];
  /** The business date of an instant. */
  dayOf: (epochMs: number) => BusinessDate;
}

export const MESSAGE_TYPES = ['identify', 'group', 'track', 'page'] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** A clock that is ahead of ours by more makes a message's time one that can not have been yet. */
const MOST_AHEAD_MS = 60 * 60_000;
/** So long a message may have been on its way; its time is then kept to the millisecond. */
const TRANSIT_MS = 5_000;
const MS_PER_DAY = 86_400_000;
const LONGEST_ID = 255;
const LONGEST_NAME = 500;
const LONGEST_NOTE = 3000;

/** The KPIs that a program names: those that its tasks and its scorecard measure, and those that end steps of plays. */
export function kpisOf(program: Program | null): Set<string> {
  if (program === null) return new Set();
  const tasks = program.journeys.flatMap(({ phases }) => phases.flatMap(({ milestone }) => milestone.tasks));
  const steps = program.plays.flatMap((play) => play.steps);
  const measures = [
    ...tasks.map(({ condition }) => condition),
    ...program.scorecard.metrics.map(({ source }) => source),
    ...steps.map(({ doneWhen }) => doneWhen),
  ];
  return new Set(measures.flatMap((measure) => (measure?.kind === 'kpi' ? [measure.kpi] : [])));
}

/** The surveys that a program's scorecard asks for. */
export function surveysOf(program: Program | null): Set<string> {
  const { metrics } = program?.scorecard ?? { metrics: [] };
  return new Set(metrics.flatMap(({ source }) => (source.kind === 'survey' ? [source.survey] : [])));
}

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

export function correctedTime(toldMs: number, sentMs: number | null, receivedAtMs: number): number {
  if (sentMs === null) return toldMs;
  const skew = receivedAtMs - sentMs;
  if (Math.abs(skew) <= TRANSIT_MS) return toldMs;
  const isToldOnPurpose = Math.abs(skew) > MS_PER_DAY && sentMs - toldMs > MS_PER_DAY;
  return isToldOnPurpose ? toldMs : toldMs + skew;
}

function readInstant(value: unknown): number | null | 'wrong' {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(value)) return 'wrong';
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? 'wrong' : ms;
}

/** Traits are free text in every product: what does not fit is left out. */
function contactTraits(traits: Json): ContactTraits {
  const both = [traits['firstName'], traits['lastName']].filter((part) => typeof part === 'string').join(' ');
  return dropEmpty({
    name: plain(traits['name']) ?? plain(both),
    email: plain(traits['email']),
    title: plain(traits['title']),
  });
}

function accountTraits(traits: Json, { segments, dayOf }: ParseContext): AccountTraits {
  const date = (value: unknown): BusinessDate | undefined => {
    if (typeof value === 'string' && isBusinessDate(value)) return value;
    const ms = readInstant(value);
    return typeof ms === 'number' ? dayOf(ms) : undefined;
  };
  const wanted = [traits['segment'], traits['plan']].flatMap((value) => plain(value)?.toLowerCase() ?? []);
  const segment = wanted.flatMap(
    (word) => segments.find(({ id, name }) => isOneOf(word, [id, name])) ?? [],
  )[0];
  const stage = plain(traits['stage'])?.toLowerCase();
  const currency = plain(traits['currency'])?.toUpperCase();
  return dropEmpty({
    name: plain(traits['name']),
    domain: domainOf(plain(traits['domain']) ?? plain(traits['website'])),
    segment: segment?.id,
    stage: STAGES.find((known) => known.toLowerCase() === stage),
    arr: readNumber(traits['arr']) ?? undefined,
    currency: currency !== undefined && /^[A-Z]{3}$/.test(currency) ? currency : undefined,
    started_on: date(traits['started_on']),
    renews_on: date(traits['renews_on']),
    startedOnIfEmpty: date(traits['createdAt']),
  });
}

/** As with traits, what does not fit is left out. */
function answerTraits(properties: Json): { persona: HealthPersona | null; note: string | null } {
  const persona = plain(properties['persona'])?.toLowerCase().replace(/\s+/g, '_');
  const note = readText(properties['note'] ?? properties['comment'], LONGEST_NOTE);
  return {
    persona: HEALTH_PERSONAS.find((known) => known === persona) ?? null,
    note: note.ok ? note.text : null,
  };
}

function domainOf(address: string | undefined): string | undefined {
  const domain = domainKey(address ?? '');
  return domain === '' || /\s/.test(domain) ? undefined : domain;
}

function isOneOf(word: string, known: readonly string[]): boolean {
  return known.some((candidate) => candidate.toLowerCase() === word);
}

function plain(value: unknown): string | undefined {
  const found = readText(value, LONGEST_NAME);
  return found.ok && found.text !== null ? found.text : undefined;
}

/** Ids may be numbers in the sender's program. What PostgreSQL can not store is refused on both databases. */
function readText(
  value: unknown,
  longest: number,
): { ok: true; text: string | null } | { ok: false; message: string } {
  if (value === undefined || value === null) return { ok: true, text: null };
  if (typeof value !== 'string' && typeof value !== 'number') return { ok: false, message: 'must be a text' };
  const text = String(value).trim();
  if (text.length > longest) return { ok: false, message: `must have at most ${longest} characters` };
  if (text.includes('\0') || !text.isWellFormed()) return { ok: false, message: 'must be plain text' };
  return { ok: true, text: text === '' ? null : text };
}

function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !/^\s*[+-]?\d+(\.\d+)?\s*$/.test(value)) return null;
  return Number(value);
}

type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuse(path: string, message: string): ParsedBody {
  return { ok: false, refusal: { path, message } };
}

function dropEmpty<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
