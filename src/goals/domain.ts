/**
 * Goal Cards: who the people are (IDENTITY), when and where they decide (CONTEXT), what they must achieve (CUSTOMER
 * DESIRED OUTCOME), and how they could achieve it otherwise (ALTERNATIVES).
 */
import { firstLineOf } from '../base/text.ts';
import type { BusinessDate } from '../base/business-date.ts';

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

/** A card's name made of the first line of its outcome, for a person who gave none. */
export function nameFromOutcome(requiredOutcome: string): string {
  const line = firstLineOf(requiredOutcome);
  if (line.length <= MADE_NAME) return line;
  const cut = line.slice(0, MADE_NAME - 1).replace(/[\uD800-\uDBFF]$/, '');
  const words = /\s/u.test(line.charAt(cut.length)) ? cut : cut.replace(/\s\S*$/u, '');
  // A very long word is cut all the same.
  return `${(words.length < MADE_NAME / 2 ? cut : words).trimEnd()}…`;
}

/** Whether the card is called by its outcome: nobody has given it a name. */
export function hasMadeName({
  name,
  requiredOutcome,
}: Pick<GoalDocument, 'name' | 'requiredOutcome'>): boolean {
  return name === '' || name === nameFromOutcome(requiredOutcome);
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

/** The document of a card, without what is around it. Gains are a set: they stand in one order. */
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
    gains: GAINS.filter((gain) => gains.includes(gain)),
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

/** All that is written on a card but its name, the alternatives too: what a search looks through. */
export function cardTexts(document: GoalDocument): string[] {
  const texts = [
    document.requiredOutcome,
    document.background,
    document.responsibilities,
    document.timing,
    document.place,
    document.experience,
    document.measure.kpi,
    ...document.alternatives.flatMap(({ name, note }) => [name, note]),
    ...document.events,
  ];
  return texts.filter((text) => text !== null);
}
