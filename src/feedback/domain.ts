/** What customers said, in their own words: kept as it was said, quoted only with their consent. */
import { isBusinessDate, type BusinessDate } from '../base/business-date.ts';

export const CONSENTS = ['not_asked', 'granted', 'refused'] as const;
export type Consent = (typeof CONSENTS)[number];

/** What feedback can be evidence for. */
export const EVIDENCE_SUBJECTS = ['goal', 'gap'] as const;
export type EvidenceSubject = (typeof EVIDENCE_SUBJECTS)[number];

export interface EvidenceRef {
  subject: EvidenceSubject;
  id: string;
}

/** What a person decides about a piece of feedback. */
export interface FeedbackFields {
  accountId: string;
  /** As it was said, or shortened. */
  text: string;
  /** The name of who said it. */
  author: string;
  /** The contact of the account who said it; null: somebody who is none. */
  contactId: string | null;
  /** UTC ISO time. */
  saidAt: string;
  consent: Consent;
  /** The last day of a granted consent. */
  consentUntil: BusinessDate | null;
}

export interface Feedback extends FeedbackFields {
  id: string;
  /** Rises with each change. */
  version: number;
  /** Where it was said; null: not in Slack, or Slack did not tell. */
  permalink: string | null;
  channel: string | null;
  ts: string | null;
  savedBy: string;
  /** UTC ISO times. */
  savedAt: string;
  updatedBy: string;
  updatedAt: string;
}

/** A consent on a day: one that was granted may have run out. */
export type ConsentState = Consent | 'expired';

export function consentOn(
  { consent, consentUntil }: Pick<Feedback, 'consent' | 'consentUntil'>,
  date: BusinessDate,
): ConsentState {
  return consent === 'granted' && (consentUntil === null || consentUntil < date) ? 'expired' : consent;
}

/** Whether the words may be shown outside of the team on that day: with a consent that lasts, and never without. */
export function mayQuote(feedback: Pick<Feedback, 'consent' | 'consentUntil'>, date: BusinessDate): boolean {
  return consentOn(feedback, date) === 'granted';
}

/** Lengths in UTF-16 units. A message of Slack has at most 40,000 characters. */
export const MAX = { text: 40_000, author: 150, evidence: 20 } as const;

/** The parts that are told apart when two people change one piece of feedback. */
export const FEEDBACK_FIELDS = [
  'accountId',
  'text',
  'author',
  'contactId',
  'saidAt',
  'consent',
  'consentUntil',
] as const satisfies readonly (keyof FeedbackFields)[];

export function changedFields(before: FeedbackFields, after: FeedbackFields): (keyof FeedbackFields)[] {
  return FEEDBACK_FIELDS.filter((field) => before[field] !== after[field]);
}

export type FeedbackProblems = Partial<Record<keyof FeedbackFields, string>>;

/**
 * What is wrong with the fields, in words that say what would be accepted.
 * @param before as it was saved: a consent that has run out since may stand
 */
export function problemsOf(
  fields: FeedbackFields,
  today: BusinessDate,
  before: FeedbackFields | null,
): FeedbackProblems {
  const problems: FeedbackProblems = {};
  const { text, author, saidAt, consent, consentUntil } = fields;
  if (text.trim() === '') problems.text = 'There are no words to keep.';
  if (text.length > MAX.text) problems.text = `This has at most ${MAX.text} characters.`;
  if (author.trim() === '') problems.author = 'Choose the contact above, or write the name of who said it.';
  if (author.length > MAX.author) problems.author = `A name has at most ${MAX.author} characters.`;
  if (Number.isNaN(Date.parse(saidAt))) problems.saidAt = 'Choose the day on which it was said.';
  const untilBefore = before?.consent === 'granted' ? before.consentUntil : null;
  if (consent === 'granted') {
    if (consentUntil === null || !isBusinessDate(consentUntil))
      problems.consentUntil = 'Until when may it be quoted? Choose the last day.';
    else if (consentUntil < today && consentUntil !== untilBefore)
      problems.consentUntil = 'Choose today or a later day: a consent that is over allows nothing.';
  } else if (consentUntil !== null) {
    problems.consentUntil = 'Only a consent that was granted has a last day: leave it empty.';
  }
  return problems;
}

/** Three points, with or without brackets: where something was left out. */
const LEFT_OUT = /\s*[[(]?(?:…|\.{3})[\])]?\s*/u;

/**
 * Whether `shorter` says nothing that was not said: its pieces, between signs for what was left out, all stand in the
 * original as whole words, in their order. Spaces do not count.
 */
export function onlyShortens(original: string, shorter: string): boolean {
  const folded = (text: string) => text.replace(/\s+/gu, ' ').trim();
  const whole = folded(original);
  if (whole === folded(shorter)) return true;
  const cuts = cutsOf(whole);
  let from = 0;
  for (const piece of shorter.split(LEFT_OUT).map(folded)) {
    const at = findBetween(whole, piece, from, cuts);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return true;
}

/** Where the piece stands at or after `from` and begins and ends at a cut; -1: nowhere. */
function findBetween(whole: string, piece: string, from: number, cuts: ReadonlySet<number>): number {
  if (piece === '') return from;
  let at = whole.indexOf(piece, from);
  while (at >= 0 && !(cuts.has(at) && cuts.has(at + piece.length))) at = whole.indexOf(piece, at + 1);
  return at;
}

/** Of no one language: it finds the words of those that part them and of those that do not. */
const WORDS = new Intl.Segmenter('en', { granularity: 'word' });
const HYPHEN = /^[-\u2010\u2011\u2212]$/u;

/**
 * Where a text may be cut: between words. An apostrophe or a hyphen within a word is part of it, as is the sign of a
 * number: “unusable”, “can’t”, “non-issue” and “-5” would say the opposite without their beginning or their end.
 */
function cutsOf(text: string): Set<number> {
  const segments = [...WORDS.segment(text)];
  const isWord = (index: number) => segments[index]?.isWordLike === true;
  const joins = (index: number) => HYPHEN.test(segments[index]?.segment ?? '') && isWord(index + 1);
  const cuts = new Set([0, text.length]);
  for (const [index, { index: at, segment }] of segments.entries()) {
    const isAfterSign = joins(index - 1) && (isWord(index - 2) || /^\p{N}/u.test(segment));
    const isBeforeSign = joins(index) && isWord(index - 1);
    if (!isAfterSign && !isBeforeSign) cuts.add(at);
  }
  return cuts;
}

/** A message of Slack that becomes feedback. */
export interface Message {
  channel: string;
  ts: string;
  /** Plain text: what Slack's signs stand for. */
  text: string;
  permalink: string | null;
  /** What is known of who wrote it. */
  author: { name: string; email: string | null } | null;
}

/** Names a message among a person's drafts. */
export function subjectOf({ channel, ts }: Pick<Message, 'channel' | 'ts'>): string {
  return `${channel}:${ts}`;
}

/** The time of a message by its `ts`, as a UTC ISO time. */
export function timeOf(ts: string): string {
  const seconds = Number(ts);
  return new Date(Number.isFinite(seconds) ? Math.round(seconds * 1000) : 0).toISOString();
}

/** Words of a channel's name that name no customer. */
const CHANNEL_WORDS = new Set(
  'account accounts acct client clients cs csm cust customer customers ext external feedback help partner shared support team voc'.split(
    ' ',
  ),
);

/** What of a channel's name may be the name of an account: "ext-acme-robotics" becomes "acme robotics". */
export function nameInChannel(channelName: string): string {
  const words = channelName
    .split(/[-_\s.]+/u)
    .filter((word) => word !== '' && !CHANNEL_WORDS.has(word.toLowerCase()));
  return words.join(' ');
}

const LONGEST_NAME_WORDS = 4;
const WORDS_LOOKED_AT = 200;

/** The runs of words in a text that may be names of accounts: those that begin with a capital letter or a digit. */
export function namesInText(text: string): string[] {
  const words = text
    .split(/\s+/u)
    .slice(0, WORDS_LOOKED_AT)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '').replace(/[’']s$/u, ''));
  const runs = words.flatMap((first, start) =>
    /^[\p{Lu}\p{N}]/u.test(first)
      ? Array.from({ length: LONGEST_NAME_WORDS }, (_, more) =>
          words.slice(start, start + more + 1).join(' '),
        )
      : [],
  );
  return [...new Set(runs.filter((run) => run.length > 2))];
}
