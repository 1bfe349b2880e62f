/**
 * Goal Cards: who the people are (IDENTITY), when and where they decide (CONTEXT), what they must achieve (CUSTOMER
 * DESIRED OUTCOME), and how they could achieve it otherwise (ALTERNATIVES).
 */
import { isBusinessDate, type BusinessDate } from '../base/business-date.ts';

export const GOAL_STATES = ['draft', 'active', 'achieved', 'missed', 'retired'] as const;
export type GoalState = (typeof GOAL_STATES)[number];

/** The period of the year in which the customer decides: nothing influences their behaviour more. */
export const PERIODS = ['any', 'q1', 'q2', 'q3', 'q4', 'year_end', 'budget'] as const;
export type Period = (typeof PERIODS)[number];

/** What the person gains. */
export const GAINS = ['knowledge', 'money', 'time', 'social_capital'] as const;
export type Gain = (typeof GAINS)[number];

/** An existing way to the outcome, and how the customer rates it from 1 to 5; null: not asked yet. */
export interface Alternative {
  name: string;
  rating: number | null;
  note: string | null;
}

/** How the outcome is measured. The direction is that from the baseline to the target. */
export interface Measure {
  /** The name of a KPI, of the program or another one. */
  kpi: string | null;
  baseline: number | null;
  target: number | null;
  /** The last day on which a value counts. */
  by: BusinessDate | null;
}

/** What a person writes down: the four parts of a card. */
export interface GoalDocument {
  name: string;
  /** Ids of contacts of the account. */
  contacts: string[];
  background: string | null;
  responsibilities: string | null;
  period: Period | null;
  /** The timing in free words. */
  timing: string | null;
  deadline: BusinessDate | null;
  /** Where the decision is made. */
  place: string | null;
  /** In the customer's words. */
  requiredOutcome: string;
  /** The Appropriate Experience. */
  experience: string | null;
  gains: Gain[];
  measure: Measure;
  milestoneId: string | null;
  /** Names of events of the product. */
  events: string[];
  alternatives: Alternative[];
}

export interface GoalCard extends GoalDocument {
  id: string;
  accountId: string;
  state: GoalState;
  /** Rises with each save and each change of state. */
  version: number;
  createdBy: string;
  /** UTC ISO times. */
  createdAt: string;
  updatedBy: string;
  updatedAt: string;
  /** When it was achieved, missed or retired. */
  closedOn: BusinessDate | null;
  /** When the lead was asked whether it is achieved; null: not yet for this measure. */
  askedOn: BusinessDate | null;
  /** The CTA by which the lead was asked. */
  askedCtaId: string | null;
}

/** A contact as a card shows them. */
export interface GoalContact {
  id: string;
  name: string;
  persona: string | null;
  title: string | null;
  qualifiers: string[];
}

/** Somebody new at the customer, written down together with the card. */
export type NewContact = Omit<GoalContact, 'id'>;

export const CONTACT_PERSONAS = ['decision_maker', 'influencer', 'user'] as const;
export const CONTACT_QUALIFIERS = ['economic_buyer', 'technical_buyer', 'champion'] as const;

/** Lengths of texts, in UTF-16 units, within what a field of a form takes. */
export const MAX = {
  name: 150,
  short: 500,
  long: 3000,
  alternative: 200,
  note: 1000,
  kpi: 200,
  alternatives: 5,
  contacts: 20,
  events: 50,
} as const;

/** The larger part of a name that is made from the outcome. */
const MADE_NAME = 60;

/** Text as it is kept: as it was typed, but for its ends and for what no database can hold. */
export function asTyped(text: string): string {
  return text.toWellFormed().replaceAll('\0', '').trim();
}

/** A card's name made of the first line of its outcome, for a person who gave none. */
export function nameFromOutcome(requiredOutcome: string): string {
  const line = requiredOutcome.split(/[\r\n\u2028\u2029]/)[0]?.trim() ?? '';
  if (line.length <= MADE_NAME) return line;
  const cut = line.slice(0, MADE_NAME - 1).replace(/[\uD800-\uDBFF]$/, '');
  return `${cut.trimEnd()}…`;
}

/** The parts of a document that are wrong or right together: problems and differences are told by them. */
export const GOAL_PARTS = [
  'name',
  'contacts',
  'background',
  'responsibilities',
  'period',
  'timing',
  'deadline',
  'place',
  'requiredOutcome',
  'experience',
  'gains',
  'measure',
  'milestoneId',
  'events',
  'alternatives',
] as const;
export type GoalPart = (typeof GOAL_PARTS)[number];

/** The document of a card, without what is around it. */
export function documentOf(card: GoalDocument): GoalDocument {
  const { name, contacts, background, responsibilities, period, timing, deadline, place } = card;
  const { requiredOutcome, experience, gains, measure, milestoneId, events, alternatives } = card;
  return {
    name,
    contacts,
    background,
    responsibilities,
    period,
    timing,
    deadline,
    place,
    requiredOutcome,
    experience,
    gains,
    measure: { kpi: measure.kpi, baseline: measure.baseline, target: measure.target, by: measure.by },
    milestoneId,
    events,
    alternatives: alternatives.map(({ name, rating, note }) => ({ name, rating, note })),
  };
}

/** The parts in which two documents differ. */
export function changedParts(before: GoalDocument, after: GoalDocument): GoalPart[] {
  const [a, b] = [documentOf(before), documentOf(after)];
  return GOAL_PARTS.filter((part) => JSON.stringify(a[part]) !== JSON.stringify(b[part]));
}

/** The named parts of a document. */
export function pickParts(document: GoalDocument, parts: readonly GoalPart[]): Partial<GoalDocument> {
  return Object.fromEntries(parts.map((part) => [part, documentOf(document)[part]]));
}

/** `mine`, with the parts named in `theirs` from the other document. */
export function mergeParts(
  mine: GoalDocument,
  other: GoalDocument,
  theirs: readonly GoalPart[],
): GoalDocument {
  return { ...documentOf(mine), ...pickParts(other, theirs) };
}

/** What is wrong with a document: by its part, or by one field of the measure or of an alternative. */
export type GoalProblems = Record<string, string>;

/**
 * Finds what is wrong with a document that a person wrote, in words that say what would be accepted.
 * @param before the document as it was: a date that has passed since it was written stays
 */
export function problemsOf(
  document: GoalDocument,
  today: BusinessDate,
  before: GoalDocument | null = null,
): GoalProblems {
  const problems: GoalProblems = {};
  const { requiredOutcome, deadline, events } = document;
  if (requiredOutcome.trim() === '') {
    problems['requiredOutcome'] = 'Write what the customer must achieve, in their words.';
  }
  for (const [part, max] of TEXT_LIMITS) {
    if ((document[part] ?? '').length > max) problems[part] = `This has at most ${max} characters.`;
  }
  const dated = { deadline, before: before?.deadline ?? null };
  if (deadline !== null && !isComing(deadline, today, dated.before)) problems['deadline'] = COMING;
  if (events.length > MAX.events) problems['events'] = `At most ${MAX.events} events, one per line.`;
  if (events.some((name) => name.length > MAX.kpi))
    problems['events'] = `A name has at most ${MAX.kpi} characters; write one per line.`;
  if (document.contacts.length > MAX.contacts)
    problems['contacts'] = `Choose at most ${MAX.contacts} contacts.`;
  return {
    ...problems,
    ...measureProblems(document.measure, today, before?.measure.by ?? null),
    ...alternativeProblems(document.alternatives),
  };
}

const TEXT_LIMITS = [
  ['name', MAX.name],
  ['background', MAX.long],
  ['responsibilities', MAX.long],
  ['timing', MAX.short],
  ['place', MAX.short],
  ['requiredOutcome', MAX.long],
  ['experience', MAX.long],
] as const;

const COMING = 'Choose today or a later day.';
/** Beyond these a figure can not be shown and read back digit by digit. */
const LARGEST = 1e15;
const SMALLEST = 1e-9;

function isComing(date: BusinessDate, today: BusinessDate, before: BusinessDate | null): boolean {
  return isBusinessDate(date) && (date >= today || date === before);
}

function measureProblems(measure: Measure, today: BusinessDate, byBefore: BusinessDate | null): GoalProblems {
  const problems: GoalProblems = {};
  const { kpi, baseline, target, by } = measure;
  if (kpi !== null && kpi.length > MAX.kpi)
    problems['kpi'] = `A KPI’s name has at most ${MAX.kpi} characters.`;
  for (const [field, value] of [
    ['baseline', baseline],
    ['target', target],
  ] as const) {
    if (value !== null && !isFigure(value)) problems[field] = 'Write a number, such as 50.';
  }
  if (kpi === null && (baseline !== null || target !== null)) {
    problems['kpi'] = 'Choose the KPI that these figures are of.';
  }
  if (kpi !== null && target === null)
    problems['target'] ??= 'Write the value that is a success, such as 50.';
  if (baseline !== null && target !== null && baseline === target) {
    problems['target'] = 'The target must differ from the baseline: what changes?';
  }
  if (by !== null && target === null && kpi === null) {
    problems['kpi'] ??= 'Choose what is measured by that day, or leave the day empty.';
  }
  if (by !== null && !isComing(by, today, byBefore)) problems['by'] = COMING;
  return problems;
}

function isFigure(value: number): boolean {
  const size = Math.abs(value);
  return size === 0 || (size >= SMALLEST && size <= LARGEST);
}

function alternativeProblems(alternatives: readonly Alternative[]): GoalProblems {
  const problems: GoalProblems = {};
  alternatives.forEach(({ name, rating, note }, index) => {
    if (name.trim() === '')
      problems[alternativeField(index, 'name')] = 'Name the alternative, such as “a spreadsheet”.';
    else if (name.length > MAX.alternative)
      problems[alternativeField(index, 'name')] = `A name has at most ${MAX.alternative} characters.`;
    if (rating !== null && !(Number.isInteger(rating) && rating >= 1 && rating <= 5))
      problems[alternativeField(index, 'rating')] = 'Choose 1 to 5.';
    if ((note ?? '').length > MAX.note)
      problems[alternativeField(index, 'note')] = `A note has at most ${MAX.note} characters.`;
  });
  return problems;
}

/** The name of an alternative's field among problems. @param index from 0 */
export function alternativeField(index: number, field: keyof Alternative): string {
  return `alternative_${field}_${index}`;
}

/** Where a measure's value stands: whether it has reached the target, coming from the baseline. */
export function reachesTarget(
  { baseline, target }: Pick<Measure, 'baseline' | 'target'>,
  value: number,
): boolean {
  if (target === null) return false;
  // Without a baseline more is better.
  return baseline !== null && baseline > target ? value <= target : value >= target;
}

/** Whether the outcome is vague: neither a KPI, nor a number, nor a date says when it is achieved. */
export function isVague(document: Pick<GoalDocument, 'measure' | 'requiredOutcome' | 'deadline'>): boolean {
  const { kpi, target, by } = document.measure;
  return (
    kpi === null &&
    target === null &&
    by === null &&
    document.deadline === null &&
    !/\p{N}/u.test(document.requiredOutcome)
  );
}

/**
 * Whether the card points to an opportunity ("Bingo!"): a vague outcome to which nobody knows an alternative
 * may be a more complex issue of the customer.
 */
export function isOpportunity(document: GoalDocument): boolean {
  return document.alternatives.length === 0 && isVague(document);
}

/** What a person can do to a card besides editing it. */
export const GOAL_MOVES = ['activate', 'achieve', 'miss', 'retire', 'reopen'] as const;
export type GoalMove = (typeof GOAL_MOVES)[number];

const MOVES: Record<GoalMove, { from: readonly GoalState[]; to: GoalState }> = {
  activate: { from: ['draft'], to: 'active' },
  achieve: { from: ['active'], to: 'achieved' },
  miss: { from: ['active'], to: 'missed' },
  retire: { from: ['draft', 'active'], to: 'retired' },
  reopen: { from: ['achieved', 'missed', 'retired'], to: 'active' },
};

/** The state after a move; null when the card is in none from which it can be made. */
export function stateAfter(state: GoalState, move: GoalMove): GoalState | null {
  return MOVES[move].from.includes(state) ? MOVES[move].to : null;
}

/** The moves that can be made in a state, in the order in which they are offered. */
export function movesFrom(state: GoalState): GoalMove[] {
  return GOAL_MOVES.filter((move) => stateAfter(state, move) !== null);
}

/** Whether nothing more is expected of the card. */
export function isClosed(state: GoalState): boolean {
  return state === 'achieved' || state === 'missed' || state === 'retired';
}
