/**
 * Initiatives: a feature, a service or a meeting, each with its answer to one question: how does it improve the
 * customer's experience? The question is asked again after some weeks, beside the figures of then and now.
 */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { Side } from '../funnel/domain.ts';

export const INITIATIVE_KINDS = ['feature', 'service', 'meeting'] as const;
export type InitiativeKind = (typeof INITIATIVE_KINDS)[number];

/** `kept`: it improves the experience; `ended`: a leader ended it. */
export type InitiativeState = 'open' | 'kept' | 'ended';

export const VERDICTS = ['improved', 'not_yet', 'did_not'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What a person enters. */
export interface InitiativeFields {
  name: string;
  kind: InitiativeKind;
  /** How it improves the customer's experience. */
  improves: string;
  /** The milestone whose figures are shown; null: none. */
  milestoneId: string | null;
  /** Who answers for it. */
  ownerId: string;
  everyWeeks: number;
}

/** What became of who came to a milestone in some time. */
export interface MilestoneFigures extends Side {
  id: string;
  name: string;
  usualDays: number;
  /** The first day on which they came to it. */
  from: BusinessDate;
}

/** The figures of a day. */
export interface InitiativeFigures {
  date: BusinessDate;
  /** Of the first day: of who came to it before; of a later one: of who came since the start. Null: no milestone. */
  milestone: MilestoneFigures | null;
  /** Of all accounts that were scored, shares from 0 to 1; null: none was within the last week. */
  health: { accounts: number; coverage: number; green: number } | null;
}

export interface Initiative extends InitiativeFields {
  id: string;
  startedOn: BusinessDate;
  /** As they stood on `startedOn`; null: not read yet. */
  figures: InitiativeFigures | null;
  /** When the question is asked again; null: it was answered with no, and leaders decide. */
  askOn: BusinessDate | null;
  /** The last time at which it was asked; null: it was not since the last answer. */
  asked: Asked | null;
  state: InitiativeState;
  /** Rises with each save, answer and change of state. */
  version: number;
  createdBy: string;
  /** UTC ISO times. */
  createdAt: string;
  updatedBy: string;
  updatedAt: string;
}

export interface Asked {
  on: BusinessDate;
  /** Who was asked: the owner, or who stands in. */
  personId: string;
  figures: InitiativeFigures;
  outboxId: string;
}

/** The figures of the initiative's first day and those of the question. */
export interface AnswerFigures {
  then: InitiativeFigures;
  now: InitiativeFigures;
}

export interface InitiativeAnswer {
  id: string;
  initiativeId: string;
  day: BusinessDate;
  answer: string;
  verdict: Verdict;
  /** Those that the form of the answer showed: then, and now. */
  figures: AnswerFigures;
  answeredBy: string;
  /** UTC ISO time. */
  answeredAt: string;
}

/** So many days more than the usual ones lie before the start, so that enough came to the milestone. */
const DAYS_MORE = 90;

/** Days on which accounts came to a milestone; what became of them is looked at up to the last one. */
export interface Window {
  from: BusinessDate;
  upTo: BusinessDate;
}

/** Before the start: whoever had it is looked at only up to it, since afterwards they had the initiative, too. */
export function windowBefore(startedOn: BusinessDate, usualDays: number): Window {
  return { from: addDays(startedOn, -(usualDays + DAYS_MORE)), upTo: addDays(startedOn, -1) };
}

/** Since the start. */
export function windowSince(startedOn: BusinessDate, today: BusinessDate): Window {
  return { from: startedOn, upTo: today };
}

/** From when on a conversion is known: when the first who came have had their usual days. */
export function knownFrom({ from, usualDays }: Pick<MilestoneFigures, 'from' | 'usualDays'>): BusinessDate {
  return addDays(from, usualDays);
}

export type InitiativeField = keyof InitiativeFields;

export const INITIATIVE_FIELDS: readonly InitiativeField[] = [
  'name',
  'kind',
  'improves',
  'milestoneId',
  'ownerId',
  'everyWeeks',
];

/** Lengths of texts in UTF-16 units, and weeks. */
export const MAX = { name: 150, improves: 3000, answer: 3000, weeks: 52 } as const;
export const USUAL_WEEKS = 6;

/** Fewer different words say nothing of a customer. */
const LEAST_WORDS = 4;

/** An answer as it may be, for who finds none. */
export const EXAMPLES: Record<InitiativeKind, string> = {
  feature: 'They see which lead to call first, and no longer keep a list of their own',
  service: 'In two hours with our designer their first page is online, not in a month',
  meeting: 'Their open questions are answered within a week, since sales and CS decide there together',
};

/** The fields of an initiative, without what is around them. */
export function fieldsOf(fields: InitiativeFields): InitiativeFields {
  const { name, kind, improves, milestoneId, ownerId, everyWeeks } = fields;
  return { name, kind, improves, milestoneId, ownerId, everyWeeks };
}

/** The fields in which two states differ. */
export function changedFields(before: InitiativeFields, after: InitiativeFields): InitiativeField[] {
  return INITIATIVE_FIELDS.filter((field) => before[field] !== after[field]);
}

export type InitiativeProblems = Partial<Record<InitiativeField, string>>;

/**
 * What is wrong with fields that a person entered, in words that say what would be accepted.
 * @param milestoneIds those of the program, and the one that the initiative had before
 */
export function problemsOf(fields: InitiativeFields, milestoneIds: ReadonlySet<string>): InitiativeProblems {
  const problems: InitiativeProblems = {};
  if (fields.name === '') problems.name = 'Name it, such as Weekly review of new leads.';
  for (const part of ['name', 'improves'] as const)
    if (fields[part].length > MAX[part]) problems[part] = `This has at most ${MAX[part]} characters.`;
  const words = wordsOf(fields.improves);
  const example = `such as: “${EXAMPLES[fields.kind]}”. If nothing does, it need not be done.`;
  if (words.size < LEAST_WORDS)
    problems.improves = `Say in a sentence what gets better for customers, ${example}`;
  else if (isTheQuestion(words))
    problems.improves = `This only says the question again. Say who does what differently, and how they notice, ${example}`;
  if (fields.milestoneId !== null && !milestoneIds.has(fields.milestoneId))
    problems.milestoneId = 'Choose a milestone of the program from the list, or none.';
  const { everyWeeks } = fields;
  if (!(Number.isInteger(everyWeeks) && everyWeeks >= 1 && everyWeeks <= MAX.weeks))
    problems.everyWeeks = `Write whole weeks from 1 to ${MAX.weeks}, such as ${USUAL_WEEKS}.`;
  return problems;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** The different words of a text, in any script. */
function wordsOf(text: string): Set<string> {
  const words = new Set<string>();
  for (const { segment, isWordLike } of segmenter.segment(text))
    if (isWordLike === true) words.add(segment.toLowerCase().replaceAll('’', "'"));
  return words;
}

/** The question's own words, and what else says no more than it asks. */
const OF_THE_QUESTION =
  /^(?:improv(?:e[sd]?|ing|ements?)|customer(?:'?s'?)?|clients?|users?|experiences?|better|good|great(?:er|ly)?|best|nicer?|happ(?:y|ier)|more|much|very|overall|mak(?:es?|ing)|gets?|giv(?:es?|ing)|enhanc(?:es?|ing)|increas(?:es?|ing)|rais(?:es?|ing)|ha(?:s|ve)|do(?:es)?|will|would|can|is|are|be|becomes?|it|its|this|that|they|them|their|our|we|us|you|your|how|the|an?|of|for|in|by|to|on|and|so|with|because|which|all|every|product|service|feature|meeting|initiative)$/;
/** Fewer words of its own say neither who nor what. */
const LEAST_OWN_WORDS = 2;

/** Whether an answer says hardly anything that the question does not; of other languages than English it knows nothing. */
function isTheQuestion(words: ReadonlySet<string>): boolean {
  const own = [...words].filter((word) => !OF_THE_QUESTION.test(word));
  return own.length < LEAST_OWN_WORDS;
}

/** The day on which the question is asked that many weeks after a day. */
export function askDay(from: BusinessDate, weeks: number): BusinessDate {
  return addDays(from, weeks * 7);
}

/** An edited initiative: where other weeks are chosen, a question that was not asked yet moves with them. */
export function edited(before: Initiative, fields: InitiativeFields): Initiative {
  const moved = (fields.everyWeeks - before.everyWeeks) * 7;
  const askOn = before.askOn === null || before.asked !== null ? before.askOn : addDays(before.askOn, moved);
  // The figures, those of the question too, are read anew where they are of another milestone.
  const isSame = fields.milestoneId === before.milestoneId;
  const figures = isSame ? before.figures : null;
  // Somebody else answers for it now: they are asked anew, unless they were asked in the place of the owner.
  const isTheirs = fields.ownerId === before.ownerId || fields.ownerId === before.asked?.personId;
  const asked = isSame && isTheirs ? before.asked : null;
  return { ...before, ...fieldsOf(fields), askOn, asked, figures };
}

/** What an answer makes of an initiative. */
export function answered(before: Initiative, verdict: Verdict, today: BusinessDate): Initiative {
  const next = { ...before, asked: null };
  if (verdict === 'improved') return { ...next, state: 'kept', askOn: null };
  if (verdict === 'did_not') return { ...next, askOn: null };
  return { ...next, askOn: askDay(today, before.everyWeeks) };
}

/** What a leader can do to an initiative. */
export type InitiativeMove = 'end' | 'reopen' | 'ask_again';

/** After a move; null: it is in no state from which it can be made. */
export function moved(before: Initiative, move: InitiativeMove, today: BusinessDate): Initiative | null {
  const again = askDay(today, before.everyWeeks);
  switch (move) {
    case 'end':
      // What was to be asked is kept, so that opening it again takes nothing away.
      return before.state === 'open' ? { ...before, state: 'ended' } : null;
    case 'reopen':
      if (before.state === 'open') return null;
      return { ...before, state: 'open', askOn: before.state === 'kept' ? again : before.askOn };
    case 'ask_again':
      return before.state === 'open' && before.askOn === null ? { ...before, askOn: again } : null;
  }
}

/** `unanswered`: the question is due; `undecided`: it was answered with no, and leaders decide; null: neither. */
export function waitingFor(
  { state, askOn }: Pick<Initiative, 'state' | 'askOn'>,
  today: BusinessDate,
): 'unanswered' | 'undecided' | null {
  if (state !== 'open') return null;
  if (askOn === null) return 'undecided';
  return askOn <= today ? 'unanswered' : null;
}

/** Whether the person may answer for it: the owner, who was asked in their place, and leaders. */
export function mayAnswer(
  { ownerId, asked }: Pick<Initiative, 'ownerId' | 'asked'>,
  personId: string,
  isLeader: boolean,
): boolean {
  return isLeader || personId === ownerId || personId === asked?.personId;
}

/** An open initiative that waits, for those who lead. */
export interface OpenQuestion {
  id: string;
  name: string;
  kind: InitiativeKind;
  waiting: 'unanswered' | 'undecided';
  ownerId: string;
  /** Null: nobody knows the owner any more. */
  ownerName: string | null;
  ownerSlackId: string | null;
  /** Since when the answer is due; of what waits for a decision the day of the answer. */
  dueOn: BusinessDate;
}
