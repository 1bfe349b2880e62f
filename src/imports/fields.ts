/** The kinds of rows that can be imported, their fields, and where each is stored. */

export const KINDS = ['account', 'contact', 'subscription', 'event', 'kpi', 'churn', 'ebr'] as const;
export type Kind = (typeof KINDS)[number];

/** How a field's text is read. `moment` is a business date, with a time where the source knows one. */
export type FieldType =
  | 'text'
  | 'note'
  | 'domain'
  | 'email'
  | 'person'
  | 'stage'
  | 'persona'
  | 'qualifiers'
  | 'currency'
  | 'number'
  | 'count'
  | 'flag'
  | 'date'
  | 'moment';

export interface Field {
  type: FieldType;
  /** The column of the kind's table; a `moment` also fills `at`. */
  column: string;
  /** A row without it is rejected. */
  required?: true;
  /** A longer text is rejected. */
  longest?: number;
  /** What an empty cell, or a mapping without the field, stands for. */
  empty?: string | number;
}

export const FIELDS: Readonly<Record<Kind, Readonly<Record<string, Field>>>> = {
  account: {
    name: { type: 'text', column: 'name' },
    domain: { type: 'domain', column: 'domain' },
    // A longer one would be no choice of a Slack menu.
    segment: { type: 'text', column: 'segment', longest: 75 },
    stage: { type: 'stage', column: 'stage' },
    lead: { type: 'person', column: 'lead_id' },
    partner: { type: 'person', column: 'partner_id' },
    arr: { type: 'number', column: 'arr' },
    currency: { type: 'currency', column: 'currency' },
    started_on: { type: 'date', column: 'started_on' },
    renews_on: { type: 'date', column: 'renews_on' },
    sold_by: { type: 'text', column: 'sold_by', longest: 150 },
  },
  contact: {
    name: { type: 'text', column: 'name' },
    email: { type: 'email', column: 'email' },
    persona: { type: 'persona', column: 'persona' },
    qualifiers: { type: 'qualifiers', column: 'qualifiers', empty: '[]' },
    title: { type: 'text', column: 'title' },
  },
  subscription: {
    starts_on: { type: 'date', column: 'starts_on' },
    ends_on: { type: 'date', column: 'ends_on' },
    arr: { type: 'number', column: 'arr', empty: 0 },
    currency: { type: 'currency', column: 'currency' },
  },
  event: {
    name: { type: 'text', column: 'name', required: true },
    at: { type: 'moment', column: 'day', required: true },
    count: { type: 'count', column: 'count', empty: 1 },
  },
  kpi: {
    name: { type: 'text', column: 'kpi', required: true },
    value: { type: 'number', column: 'value', required: true },
    at: { type: 'moment', column: 'day', required: true },
  },
  churn: {
    on: { type: 'date', column: 'day', required: true },
    reason: { type: 'text', column: 'reason' },
    note: { type: 'note', column: 'note' },
    returned: { type: 'flag', column: 'returned', empty: 0 },
  },
  ebr: {
    held_on: { type: 'date', column: 'held_on', required: true },
    note: { type: 'note', column: 'note' },
  },
};
