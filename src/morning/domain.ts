/**
 * The morning list: who needs an EBR today, grouped by owner, and how that changed since the last list; then the other
 * CTAs that are open, and plan items that are due.
 */
import { daysBetween, type BusinessDate } from '../base/business-date.ts';
import { compareTexts } from '../base/text.ts';
import type { Cta, CtaState } from '../ctas/domain.ts';
import { STEP_CTA } from '../plays/domain.ts';
import type { RuleExplanation } from '../rules/explain.ts';

/** A person as a message names them. */
export interface PersonName {
  id: string;
  name: string;
  slackUserId: string | null;
}

/** A CTA that is on the list, with its account. */
export interface ListedCta {
  ctaId: string;
  type: string;
  /** What is to be done, for CTAs that no rule opened. */
  title: string;
  accountId: string;
  accountKey: string;
  accountName: string;
  owner: PersonName | null;
  priority: string;
  milestone: string | null;
  days: number | null;
  usualDays: number | null;
  arr: number | null;
  currency: string | null;
  renewsOn: BusinessDate | null;
  lastEbrOn: BusinessDate | null;
  dueOn: BusinessDate | null;
  openedOn: BusinessDate;
  state: CtaState;
  claimedBy: PersonName | null;
  booked: { on: BusinessDate; by: PersonName | null } | null;
  snoozedUntil: BusinessDate | null;
  reason: string | null;
  closedBy: PersonName | null;
  closedBecause: Cta['closedBecause'];
  /** Until when (UTC ISO time) the last press can be undone; null: there is nothing to undo. */
  undoUntil: string | null;
  ruleId: string | null;
  /** The rules that list the account now, each clause with the actual value. */
  listedBy: RuleExplanation[];
  planItemId: string | null;
}

/** One line of the list: an account and the CTA that is pressed for it. */
export interface MorningRow extends ListedCta {
  /** Of a review: the other CTAs of the account that the same person or nobody sees to, which have no line of their own. */
  also: ListedCta[];
}

/** The figures of a list's headline, kept as they were when it was made. */
export interface MorningSummary {
  due: number;
  /** Listed since the last list; null: this is the first one. */
  isNew: number | null;
  /** Off the list since the last one, as resolved or done. */
  resolved: number;
  previousDate: BusinessDate | null;
  unassessed: number;
  /** Plan items that are due. */
  planItems: number;
  /** CTAs that are open and neither reviews nor plan items; in the channel without those that are told to their owners alone. */
  others: number;
  /** Those of them that are told in the line of a review. */
  othersFolded: number;
  /** Due accounts beyond the number that a list shows. */
  hidden: number;
  rules: string[];
  /** Told to a leader: steps of plays that are past their day. */
  lateSteps?: LateSteps;
  /** Told to whom they are: what they said in the leadership's meeting they would do by now. */
  actions?: OwnActions;
}

/** A person's actions of the leadership's meeting that are late or due, with the one that was due first. */
export interface OwnActions {
  late: number;
  today: number;
  first: { what: string; dueOn: BusinessDate };
}

/** Late steps of plays, as one leader is told of them. */
export interface LateSteps {
  /** With others of us. */
  ofPeople: number;
  /** With nobody; counted for the leader alone whose they are then. */
  ofNobody: number;
}

export interface MorningList {
  date: BusinessDate;
  programVersion: number;
  summary: MorningSummary;
  /** In the order shown: by owner, then by how pressing it is. */
  rows: MorningRow[];
}

/** A list shows so many accounts at most; the rest is a page away. */
export const MAX_ROWS = 2_000;
/** And, in the channel, so many plan items. */
export const MAX_PLAN_ROWS = 30;
/** And, in the channel, so many other CTAs, beside those in the lines of reviews. */
export const MAX_OTHER_ROWS = 30;

/** A person's own message has so many lines at most, of CTAs and booked reviews together; the rest is in `/cs today`. */
export const MAX_OWN_LINES = 15;

/** The parts of a list, in the order shown. */
export type Section = 'review' | 'other' | 'plan';

export function sectionOf({ type }: Pick<ListedCta, 'type'>): Section {
  return type === 'ebr' ? 'review' : type === 'plan_item' ? 'plan' : 'other';
}

const PRIORITY_ORDER = ['high', 'normal', 'low'];

/**
 * One row per account: several rules may list it, and one press serves them all. The row is that of the CTA which
 * somebody is at, else of one that is still on the list; the oldest first.
 */
export function oneRowPerAccount(rows: readonly MorningRow[]): MorningRow[] {
  const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
  return [...byAccount.values()].map((all) => {
    const [first] = all.toSorted((a, b) => attention(b) - attention(a) || (a.openedOn < b.openedOn ? -1 : 1));
    return first!;
  });
}

function attention({ state }: MorningRow): number {
  return state === 'claimed' ? 2 : Number(state === 'open');
}

/** By owner's name (nobody last), priority, then the longest at a milestone first. */
export function inListOrder(rows: readonly MorningRow[]): MorningRow[] {
  return rows.toSorted(
    (a, b) =>
      compareOwners(a.owner, b.owner) ||
      PRIORITY_ORDER.indexOf(a.priority) - PRIORITY_ORDER.indexOf(b.priority) ||
      (b.days ?? 0) - (a.days ?? 0) ||
      (a.accountName < b.accountName ? -1 : 1),
  );
}

/** Whether it is a step of a play that should have been done before the date: the steps after it wait for it. */
export function isLateStep({ type, dueOn }: Pick<ListedCta, 'type' | 'dueOn'>, date: BusinessDate): boolean {
  return type === STEP_CTA && dueOn !== null && dueOn < date;
}

/**
 * Whether it is told to its owner alone and has no line in the channel: a step of a play that is not late. Otherwise
 * what missing data ask for would bury the reviews.
 */
export function isTheirOwn(cta: Pick<ListedCta, 'type' | 'dueOn' | 'owner'>, date: BusinessDate): boolean {
  return cta.type === STEP_CTA && cta.owner !== null && !isLateStep(cta, date);
}

/** By owner's name (nobody last), late steps of plays first, then what is due first. */
export function inDueOrder(rows: readonly MorningRow[], date: BusinessDate): MorningRow[] {
  return rows.toSorted(
    (a, b) =>
      compareOwners(a.owner, b.owner) ||
      Number(isLateStep(b, date)) - Number(isLateStep(a, date)) ||
      compareTexts(a.dueOn ?? '~', b.dueOn ?? '~') ||
      PRIORITY_ORDER.indexOf(a.priority) - PRIORITY_ORDER.indexOf(b.priority) ||
      compareTexts(a.accountName, b.accountName),
  );
}

/** What the person owns first, of every part, and the rest behind it; else in the order that it had. */
export function ownFirst(rows: readonly MorningRow[], personId: string): MorningRow[] {
  const isOwn = ({ owner }: MorningRow) => owner?.id === personId;
  return [...rows.filter(isOwn), ...rows.filter((row) => !isOwn(row))];
}

/**
 * Puts into each review the other CTAs of its account that its owner sees to. One that another person sees to keeps its
 * own line, where they look for it.
 * @param others of the reviews' accounts
 */
export function foldOthers(rows: readonly MorningRow[], others: readonly ListedCta[]): MorningRow[] {
  const byAccount = Map.groupBy(others, ({ accountId }) => accountId);
  return rows.map((row) => {
    if (sectionOf(row) !== 'review') return row;
    const beside = byAccount.get(row.accountId) ?? [];
    return { ...row, also: beside.filter(({ owner }) => owner === null || owner.id === row.owner?.id) };
  });
}

/**
 * Why the account is listed: what is the case for each clause that holds, each said once. “No EBR since then” says
 * all that “no EBR in 3 months” does, and comes after what “then” means.
 */
export function whyListed(row: Pick<ListedCta, 'listedBy'>): string[] {
  const holding = row.listedBy.flatMap(({ clauses }) => clauses.filter(({ holds }) => holds));
  const since = holding.filter(({ kind }) => kind === 'no_ebr_since_milestone_start');
  const others = holding.filter(
    ({ kind }) => !saysEbr(kind) || (kind === 'no_ebr_in_months' && since.length === 0),
  );
  return [...new Set([...others, ...since].map(({ actual }) => actual))];
}

/** Whether the why of the row says when the last EBR was. */
export function whySaysEbr(row: Pick<ListedCta, 'listedBy'>): boolean {
  return row.listedBy.some(({ clauses }) => clauses.some(({ holds, kind }) => holds && saysEbr(kind)));
}

function saysEbr(kind: string): boolean {
  return kind === 'no_ebr_in_months' || kind === 'no_ebr_since_milestone_start';
}

/** Whether the account came onto the list after the last one. */
export function isNewRow(
  row: Pick<MorningRow, 'openedOn'>,
  summary: Pick<MorningSummary, 'previousDate'>,
): boolean {
  return summary.previousDate !== null && row.openedOn > summary.previousDate;
}

/** Why a CTA is on its person's own list. */
export type Turn = 'late' | 'today' | 'new';

/**
 * Why a row is on its person's own list for the date, as `listOwnCtas` chose it; what is pressed later does not move
 * it.
 */
export function turnOf(
  { type, dueOn, booked }: Pick<MorningRow, 'type' | 'dueOn' | 'booked'>,
  date: BusinessDate,
): Turn {
  if (type === 'ebr' && booked?.on === date) return 'today';
  if (dueOn === date) return 'today';
  return dueOn !== null && dueOn < date ? 'late' : 'new';
}

/** What a list is about: accounts that need an EBR, other CTAs, and plan items that are due. */
export type Contents = Pick<MorningSummary, 'due' | 'planItems' | 'others'>;

/**
 * Whether the morning is posted: always while there is something on the list; with nothing on it, once, on the
 * first such day.
 * @param previous the last list; null: this is the first one
 */
export function hasSomethingToSay(summary: Contents, previous: Contents | null): boolean {
  return !isEmpty(summary) || previous === null || !isEmpty(previous);
}

function isEmpty({ due, planItems, others }: Contents): boolean {
  return due === 0 && planItems === 0 && others === 0;
}

/** Days from one list to the next, for "since Friday" or "since 3 Nov". */
export function daysSinceLast(date: BusinessDate, summary: MorningSummary): number | null {
  return summary.previousDate === null ? null : daysBetween(summary.previousDate, date);
}

function compareOwners(a: PersonName | null, b: PersonName | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareTexts(a.name, b.name) || compareTexts(a.id, b.id);
}
