/** What the parts of a Goal Card are called, and its values as people say them. */
import type { BusinessDate } from '#src/base/business-date.ts';
import type {
  Gain,
  GoalContact,
  GoalDocument,
  GoalMove,
  GoalPart,
  GoalState,
  Measure,
  Period,
} from '#src/goals/domain.ts';
import { day, figure } from './format.ts';

export const STATE_WORDS: Record<GoalState, string> = {
  draft: '📝 draft',
  active: '🎯 active',
  achieved: '✅ achieved',
  missed: '❌ missed',
  retired: '💤 retired',
};

export const MOVE_WORDS: Record<GoalMove, string> = {
  activate: 'Activate',
  achieve: 'Achieved',
  miss: 'Missed',
  retire: 'Retire',
  reopen: 'Reopen',
};

export const PERIOD_WORDS: Record<Period, string> = {
  any: 'Any time of the year',
  q1: 'First quarter (Q1)',
  q2: 'Second quarter (Q2)',
  q3: 'Third quarter (Q3)',
  q4: 'Fourth quarter (Q4)',
  year_end: 'Year end',
  budget: 'Budget time',
};

export const GAIN_WORDS: Record<Gain, string> = {
  knowledge: 'Knowledge',
  money: 'Money',
  time: 'Time',
  social_capital: 'Social capital',
};

export const PART_WORDS: Record<GoalPart, string> = {
  name: 'Name',
  contacts: 'People',
  background: 'Background',
  responsibilities: 'Responsibilities',
  period: 'Time of the year',
  timing: 'Timing',
  deadline: 'Deadline',
  place: 'Place',
  requiredOutcome: 'Required Outcome',
  experience: 'Appropriate Experience',
  gains: 'What they gain',
  measure: 'Measure',
  milestoneId: 'Milestone',
  events: 'Events',
  alternatives: 'Alternatives',
};

/** What the texts of a card need to be said: names for ids, and the day it is. */
export interface GoalNames {
  /** Contacts by id. */
  contacts: ReadonlyMap<string, GoalContact>;
  /** Names of milestones by id. */
  milestones: ReadonlyMap<string, string>;
  today: BusinessDate;
}

/** `leads_per_month 20 → 50 by Fri 12 Feb`; empty where nothing is measured. */
export function measureText({ kpi, baseline, target, by }: Measure, today: BusinessDate): string {
  if (kpi === null) return '';
  const from = baseline === null ? '' : ` ${figure(baseline)}`;
  const to = target === null ? '' : ` → ${figure(target)}`;
  return `${kpi}${from}${to}${by === null ? '' : ` by ${day(by, today)}`}`;
}

/** The name of a milestone, or its id where the program no longer knows it. */
export function milestoneText(id: string | null, { milestones }: Pick<GoalNames, 'milestones'>): string {
  return id === null ? '' : (milestones.get(id) ?? id);
}

/** `Ada Acme (head of sales, decision maker, champion)` */
export function contactText({ name, title, persona, qualifiers }: Omit<GoalContact, 'id'>): string {
  const about = [title, persona, ...qualifiers]
    .filter((part) => part !== null && part !== '')
    .map((part) => part?.replaceAll('_', ' '));
  return about.length === 0 ? name : `${name} (${about.join(', ')})`;
}

/** One part of a card as text, in full; empty where nothing was written. */
export function partText(document: GoalDocument, part: GoalPart, names: GoalNames): string {
  switch (part) {
    case 'contacts':
      return document.contacts.map((id) => contactName(id, names)).join(', ');
    case 'period':
      return document.period === null ? '' : PERIOD_WORDS[document.period];
    case 'deadline':
      return document.deadline === null ? '' : day(document.deadline, names.today);
    case 'gains':
      return document.gains.map((gain) => GAIN_WORDS[gain]).join(', ');
    case 'measure':
      return measureText(document.measure, names.today);
    case 'milestoneId':
      return milestoneText(document.milestoneId, names);
    case 'events':
      return document.events.join('\n');
    case 'alternatives':
      return document.alternatives.map(alternativeText).join('\n');
    default:
      return document[part] ?? '';
  }
}

/** `A spreadsheet · 3 of 5 · slow at month end` */
export function alternativeText({ name, rating, note }: GoalDocument['alternatives'][number]): string {
  const rated = rating === null ? 'not rated' : `${rating} of 5`;
  return note === null ? `${name} · ${rated}` : `${name} · ${rated} · ${note}`;
}

function contactName(id: string, { contacts }: GoalNames): string {
  const contact = contacts.get(id);
  return contact === undefined ? 'somebody who is no longer a contact' : contactText(contact);
}
