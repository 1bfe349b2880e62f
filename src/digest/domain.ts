/**
 * The weekly digest for those who lead: what happened to customers first, then what each part of the company has to say
 * to it. It is one value, kept as it was told: the message, its thread, the agenda and what the company gets to read are
 * all made of it.
 */
import { isOverdue, type StandingAction } from '../actions/domain.ts';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { isSameMilestone } from '../funnel/domain.ts';
import { isPostDay, type Post } from '../program/domain.ts';
import type { Listed, NamedAccount, OverdueItem, OverdueOf, SectionFacts, SoldBy } from './facts.ts';

export type * from './facts.ts';

/** In the order in which they are told. */
export const SECTION_IDS = ['customers', 'success', 'sales', 'product', 'decisions'] as const;
export type SectionId = (typeof SECTION_IDS)[number];

/** A digest tells of so many days before its date; of fewer where it is posted more than once a week. */
export const WEEK_DAYS = 7;
/** And compares with the figures of so many days before. */
export const QUARTER_DAYS = 91;
/** So many days beside the usual ones must somebody have begun before a date to have begun lately by then. */
export const LATELY_DAYS_MORE = 90;
/** Renewals are told so many days ahead. */
export const RENEWAL_DAYS = 90;
/** So many of a list are kept by name; the rest is a number. */
export const NAMED = 25;

/** And so many of what is overdue of one kind. */
export const NAMED_OVERDUE = 4;

/** What may be overdue, in the order in which it is told; `customer` is what customers were to do. */
export const OVERDUE_KINDS = ['action', 'step', 'plan_item', 'gap', 'goal', 'cta', 'customer'] as const;
export type OverdueKind = (typeof OVERDUE_KINDS)[number];

/** One of ours as a digest names them. */
export interface DigestPerson {
  id: string;
  name: string;
  slackUserId: string | null;
}

/** What the owner of a section says to it: `missing` when they were asked and have not, null when nobody was asked. */
export type SectionComment = { by: DigestPerson; text: string } | 'missing' | null;

/** A section with who answers for it, and what they say. */
export interface DigestSection<Facts> {
  /** Null: nobody was named. */
  owner: DigestPerson | null;
  comment: SectionComment;
  facts: Facts;
}

export interface Digest {
  date: BusinessDate;
  /** The first day of which it tells; the last one is the day before its date. */
  since: BusinessDate;
  /** The date on which it was made: a later one where it was caught up, or is told of the past. */
  toldOn: BusinessDate;
  programVersion: number;
  /** What earlier meetings decided, with its state. */
  actions: StandingAction[];
  sections: { [Id in SectionId]: DigestSection<SectionFacts[Id]> };
}

/** Days as they were, from the first up to and with the last. */
export interface Days {
  from: BusinessDate;
  upTo: BusinessDate;
}

/** What a digest tells of: what happened in whole days, and how things stand on its date. */
export interface Period extends Days {
  date: BusinessDate;
}

/**
 * The days of which the digest of a date tells: those since the post before, or seven where none is posted on that date.
 * The date itself, which goes on after the digest is posted, is of the next one: so each day is told of once.
 */
export function periodOf(post: Post | null, date: BusinessDate): Period {
  let days = WEEK_DAYS;
  if (post !== null && isPostDay(post, date)) {
    days = 1;
    while (!isPostDay(post, addDays(date, -days))) days += 1;
  }
  return { from: addDays(date, -days), upTo: addDays(date, -1), date };
}

/** The first day on which whoever began on a milestone began lately, as a date sees it. */
export function latelySince(usualDays: number, date: BusinessDate): BusinessDate {
  return addDays(date, -usualDays - LATELY_DAYS_MORE);
}

/** Whether a section has nothing of its days to tell. */
export function isQuiet({ sections }: Digest, id: SectionId): boolean {
  switch (id) {
    case 'customers': {
      const { reached, slipped, atRisk, renewals, left } = sections.customers.facts;
      return [reached, slipped, atRisk, renewals, left].every(({ total }) => total === 0);
    }
    case 'success': {
      const { milestones, reviews, plans, health, plays } = sections.success.facts;
      const counts = [...Object.values(reviews), ...Object.values(plans), plays.running, plays.done];
      return milestones.every(({ entered }) => entered === 0) && health === null && counts.every(isNone);
    }
    case 'sales': {
      const { week, quarter, referrals, cac, opportunities } = sections.sales.facts;
      const counts = [week.length, quarter.length, referrals.quarter, cac.length, opportunities.total];
      return counts.every(isNone);
    }
    case 'product': {
      const { releases, early, gaps, requirements, alternatives } = sections.product.facts;
      const counts = [
        releases.total,
        early.total,
        gaps.length,
        requirements.waiting.length,
        alternatives.length,
      ];
      return counts.every(isNone) && requirements.asked === 0;
    }
    case 'decisions':
      return decisionsOf({ sections }) === 0;
  }
}

/** How many things of the section of decisions wait. */
export function decisionsOf({ sections }: Pick<Digest, 'sections'>): number {
  const { questions, overdue, fitLimits, renewals } = sections.decisions.facts;
  return questions.length + sumOverdue(overdue) + fitLimits.total + renewals.total;
}

export function sumOverdue(overdue: readonly OverdueOf[]): number {
  return overdue.reduce((sum, { total }) => sum + total, 0);
}

/** Of what is overdue those that are named, late longest first. */
export function longestOverdue(overdue: readonly OverdueOf[]): (OverdueItem & { kind: OverdueKind })[] {
  const items = overdue.flatMap(({ kind, items: own }) => own.map((item) => ({ ...item, kind })));
  return items.toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : Number(a.dueOn > b.dueOn)));
}

/** The section's owner and comment as they are now, beside what it told. */
export function withPeople(
  digest: Digest,
  people: ReadonlyMap<SectionId, { owner: DigestPerson | null; comment: SectionComment }>,
): Digest {
  const { customers, success, sales, product, decisions } = digest.sections;
  const now = <Facts>(id: SectionId, section: DigestSection<Facts>): DigestSection<Facts> => ({
    ...section,
    ...people.get(id),
  });
  return {
    ...digest,
    sections: {
      customers: now('customers', customers),
      success: now('success', success),
      sales: now('sales', sales),
      product: now('product', product),
      decisions: now('decisions', decisions),
    },
  };
}

function isNone(number: number): boolean {
  return number === 0;
}

/** Customers of all who sold them, by verdict. */
export function sumSold(groups: readonly SoldBy[]): Omit<SoldBy, 'soldBy'> & { all: number } {
  const sum = { good: 0, stretch: 0, bad: 0, unknown: 0 };
  for (const group of groups) for (const verdict of VERDICTS) sum[verdict] += group[verdict];
  return { ...sum, all: sum.good + sum.stretch + sum.bad + sum.unknown };
}

const VERDICTS = ['good', 'stretch', 'bad', 'unknown'] as const;

/** A point of the meeting, with the minutes that it may take. */
export interface AgendaPoint {
  minutes: number;
  /** What it is about. */
  about:
    | 'actions'
    | 'decisions'
    | 'overdue'
    | 'story'
    | 'risk'
    | 'left'
    | 'funnel'
    | 'fit'
    | 'product'
    | 'close';
  /** Whom or what to talk about, the most important first. */
  names: string[];
  /** Of how many; null: of more than are named, and how many is not known. */
  total: number | null;
}

const NAMES_TO_TALK_ABOUT = 3;

/**
 * The meeting, made of what the digest tells: decisions that are needed first, then the customers to talk about by name.
 * A point that has nothing is left out.
 */
export function agendaOf(digest: Digest): AgendaPoint[] {
  const { customers, success, sales, product, decisions } = digest.sections;
  const { questions, fitLimits, renewals: unanswered } = decisions.facts;
  // Those of the meeting itself have a point of their own.
  const others = decisions.facts.overdue.filter(({ kind }) => kind !== 'action');
  const open = digest.actions.filter(({ state }) => state === 'open');
  const overdue = open.filter((action) => isOverdue(action, digest.date));
  const { reached, atRisk, renewals, left } = customers.facts;
  const narrow = success.facts.milestones.find((one) => isSameMilestone(success.facts.bottleneck, one));
  const { badFits } = sales.facts;
  const waiting = product.facts.requirements.waiting;
  const moved = product.facts.releases.accounts.filter(({ effect }) => effect.kind === 'compared');
  const decide = [...unanswered.accounts, ...questions, ...fitLimits.accounts].map(({ name }) => name);
  const points: AgendaPoint[] = [
    pointOf(
      'actions',
      5,
      [...overdue, ...open.filter((one) => !overdue.includes(one))].map(({ what }) => what),
      open.length,
    ),
    pointOf('decisions', 10, decide, unanswered.total + questions.length + fitLimits.total),
    pointOf(
      'overdue',
      5,
      longestOverdue(others).map(({ what, account }) => (account === null ? what : `${account}: ${what}`)),
      sumOverdue(others),
    ),
    listedPoint('story', 5, reached),
    riskPoint(atRisk, renewals),
    listedPoint('left', 5, left),
    pointOf('funnel', 10, narrow === undefined ? [] : [narrow.name], narrow === undefined ? 0 : 1),
    listedPoint('fit', 5, badFits),
    pointOf(
      'product',
      5,
      [...moved.map(({ release }) => release.name), ...waiting.map(({ title }) => title)],
      moved.length + waiting.length,
    ),
  ].filter(({ total }) => total !== 0);
  return points.length === 0 ? [] : [...points, { minutes: 5, about: 'close', names: [], total: 0 }];
}

function pointOf(
  about: AgendaPoint['about'],
  minutes: number,
  names: readonly string[],
  total: number | null,
): AgendaPoint {
  return { about, minutes, names: names.slice(0, NAMES_TO_TALK_ABOUT), total };
}

function listedPoint(
  about: AgendaPoint['about'],
  minutes: number,
  { total, accounts }: Listed<NamedAccount>,
): AgendaPoint {
  return pointOf(
    about,
    minutes,
    accounts.map(({ name }) => name),
    total,
  );
}

/** Whoever is at risk and renews as well is one account, which only whole lists tell. */
function riskPoint(atRisk: Listed<NamedAccount>, renewals: Listed<NamedAccount>): AgendaPoint {
  const accounts = [...atRisk.accounts, ...renewals.accounts];
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  const isWhole = atRisk.total + renewals.total === accounts.length;
  return pointOf('risk', 15, [...names.values()], isWhole ? names.size : null);
}
