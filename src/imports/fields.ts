/** The kinds of rows that can be imported, their fields, and where each is stored. */

export const KINDS = [
  'account',
  'contact',
  'subscription',
  'event',
  'kpi',
  'churn',
  'ebr',
  'goal',
  'feedback',
  'touchpoint',
  'survey',
] as const;
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
  | 'answer_persona'
  | 'touchpoint_kind'
  | 'qualifiers'
  | 'currency'
  | 'number'
  | 'count'
  | 'version'
  | 'flag'
  | 'goal_state'
  | 'period'
  | 'gains'
  | 'consent'
  | 'contacts'
  | 'names'
  | 'alternatives'
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
    decision_maker_there: { type: 'flag', column: 'decision_maker_there' },
  },
  goal: {
    name: { type: 'note', column: 'name' },
    state: { type: 'goal_state', column: 'state' },
    milestone: { type: 'note', column: 'milestoneId' },
    contacts: { type: 'contacts', column: 'contacts' },
    background: { type: 'note', column: 'background' },
    responsibilities: { type: 'note', column: 'responsibilities' },
    period: { type: 'period', column: 'period' },
    timing: { type: 'note', column: 'timing' },
    deadline: { type: 'date', column: 'deadline' },
    place: { type: 'note', column: 'place' },
    required_outcome: { type: 'note', column: 'requiredOutcome', required: true },
    experience: { type: 'note', column: 'experience' },
    gains: { type: 'gains', column: 'gains' },
    kpi: { type: 'note', column: 'kpi' },
    baseline: { type: 'number', column: 'baseline' },
    target: { type: 'number', column: 'target' },
    measure_by: { type: 'date', column: 'by' },
    events: { type: 'names', column: 'events' },
    alternatives: { type: 'alternatives', column: 'alternatives' },
    closed_on: { type: 'date', column: 'closedOn' },
    version: { type: 'version', column: 'version' },
  },
  feedback: {
    text: { type: 'note', column: 'text', required: true },
    author: { type: 'note', column: 'author', required: true },
    contact: { type: 'note', column: 'contact' },
    contact_key: { type: 'note', column: 'contactKey' },
    said_at: { type: 'moment', column: 'day', required: true },
    consent: { type: 'consent', column: 'consent' },
    consent_until: { type: 'date', column: 'consentUntil' },
    permalink: { type: 'note', column: 'permalink' },
    channel: { type: 'note', column: 'channel' },
    ts: { type: 'note', column: 'ts' },
    goals: { type: 'names', column: 'goals' },
    gaps: { type: 'names', column: 'gaps' },
    version: { type: 'version', column: 'version' },
  },
  touchpoint: {
    persona: { type: 'persona', column: 'persona' },
    contact: { type: 'text', column: 'contact', longest: 300 },
    contact_key: { type: 'note', column: 'contactKey' },
    kind: { type: 'touchpoint_kind', column: 'kind' },
    day: { type: 'moment', column: 'day' },
    at: { type: 'moment', column: 'atDay' },
    note: { type: 'note', column: 'note' },
  },
  survey: {
    survey: { type: 'text', column: 'survey', longest: 200 },
    name: { type: 'text', column: 'name', longest: 200 },
    value: { type: 'number', column: 'value', required: true },
    persona: { type: 'answer_persona', column: 'persona' },
    contact: { type: 'text', column: 'contact', longest: 300 },
    contact_key: { type: 'note', column: 'contactKey' },
    day: { type: 'moment', column: 'day' },
    at: { type: 'moment', column: 'atDay' },
    note: { type: 'note', column: 'note' },
    answered_by: { type: 'text', column: 'answeredBy', longest: 300 },
  },
};
