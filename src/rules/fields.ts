/**
 * A rule as a form: a few clauses in rows, joined by all or any, each of them or its opposite; a condition that is
 * nested deeper is written as YAML. Here are the rows; `form-service.ts` makes a rule of them.
 */
import type { Clause, Condition } from './domain.ts';

/** So many clauses fit a form. */
export const MAX_ROWS = 6;
/** What Slack's text field holds. */
export const MAX_YAML = 3000;
export const NO_CLAUSE = 'none';

/** What is entered for a kind of clause. */
export type ValueKind = 'number' | 'milestones' | 'segments' | 'stages' | 'paces' | 'verdicts' | 'nothing';

interface RowKind {
  label: string;
  value: ValueKind;
  /** What the number is of, and a usual one. */
  hint?: string;
  read: (value: { number: number; words: string[] }) => Clause;
  /** The entered value of a clause of this kind; null: it is of another kind. */
  write: (clause: Clause) => { number?: number; words?: string[] } | null;
}

function comparing(
  kind: 'position' | 'arr' | 'health',
  compare: 'is' | 'at_least' | 'at_most' | 'below',
  label: string,
  hint: string,
): RowKind {
  return {
    label,
    value: 'number',
    hint,
    read: ({ number }) => ({ kind, compare, value: number }) as Clause,
    write: (clause) => (clause.kind === kind && clause.compare === compare ? { number: clause.value } : null),
  };
}

function numbered(kind: Clause['kind'], field: string, label: string, hint: string): RowKind {
  return {
    label,
    value: 'number',
    hint,
    read: ({ number }) => ({ kind, [field]: number }) as unknown as Clause,
    write: (clause) =>
      clause.kind === kind ? { number: (clause as unknown as Record<string, number>)[field] } : null,
  };
}

function listing(kind: Clause['kind'], field: string, value: ValueKind, label: string): RowKind {
  return {
    label,
    value,
    read: ({ words }) => ({ kind, [field]: words }) as unknown as Clause,
    write: (clause) =>
      clause.kind === kind ? { words: (clause as unknown as Record<string, string[]>)[field] } : null,
  };
}

function stating(label: string, clause: Clause): RowKind {
  return {
    label,
    value: 'nothing',
    read: () => clause,
    write: (other) => (JSON.stringify(other) === JSON.stringify(clause) ? {} : null),
  };
}

/** The kinds of rows in the order in which they are offered. */
export const ROW_KINDS: Readonly<Record<string, RowKind>> = {
  months_at_milestone: numbered(
    'months_at_milestone',
    'moreThan',
    'Same milestone for more than … months',
    'Months, such as 3',
  ),
  days_at_milestone: numbered(
    'days_at_milestone',
    'moreThan',
    'Same milestone for more than … days',
    'Days, such as 60',
  ),
  pace: listing('pace', 'paces', 'paces', 'Pace is one of …'),
  working_on: listing('working_on', 'milestones', 'milestones', 'Works on one of the milestones …'),
  position_is: comparing('position', 'is', 'Works on milestone number …', '1 is the first milestone'),
  position_at_least: comparing(
    'position',
    'at_least',
    'Works on milestone number … or a later one',
    '1 is the first milestone',
  ),
  position_at_most: comparing(
    'position',
    'at_most',
    'Works on milestone number … or an earlier one',
    '1 is the first milestone',
  ),
  slipped: stating('A reached milestone has slipped', { kind: 'slipped', is: true }),
  not_slipped: stating('No reached milestone has slipped', { kind: 'slipped', is: false }),
  finished: stating('The journey is finished', { kind: 'finished', is: true }),
  not_finished: stating('The journey is not finished', { kind: 'finished', is: false }),
  no_ebr_in_months: numbered(
    'no_ebr_in_months',
    'months',
    'No EBR in the last … months',
    'Months, such as 3',
  ),
  no_ebr_since: stating('No EBR since the milestone began', { kind: 'no_ebr_since_milestone_start' }),
  health_below: comparing('health', 'below', 'Health is below …', 'Points from 0 to 100'),
  health_at_least: comparing('health', 'at_least', 'Health is at least …', 'Points from 0 to 100'),
  coverage: numbered('coverage', 'below', 'Health coverage is below … %', 'Per cent, such as 60'),
  stage: listing('stage', 'stages', 'stages', 'Stage is one of …'),
  segment: listing('segment', 'segments', 'segments', 'Segment is one of …'),
  arr_at_least: comparing('arr', 'at_least', 'ARR is at least …', 'An amount, such as 10000'),
  arr_below: comparing('arr', 'below', 'ARR is below …', 'An amount, such as 10000'),
  days_to_renewal: numbered('days_to_renewal', 'atMost', 'Renews within … days', 'Days, such as 90'),
  days_since_signal: numbered(
    'days_since_signal',
    'moreThan',
    'No signal for more than … days',
    'Days, such as 30',
  ),
  fit: listing('fit', 'verdicts', 'verdicts', 'Fit is one of …'),
};

/** A row as it is entered; `kind` null: it is empty. */
export interface Row {
  kind: string | null;
  negated: boolean;
  number: string;
  words: string[];
}

/** What the form holds. */
export interface RuleEntry {
  name: string;
  enabled: boolean;
  join: 'all' | 'any';
  rows: Row[];
  /** Null: the condition stands in the rows. */
  yaml: string | null;
  cta: string;
  priority: string;
  due: string;
  owner: string;
  repeat: string;
  /** Null: none. */
  play: string | null;
}

export const EMPTY_ROW: Row = { kind: null, negated: false, number: '', words: [] };

/** What the form of a new rule begins with. */
export const NEW_ENTRY: RuleEntry = {
  name: '',
  enabled: true,
  join: 'all',
  rows: [EMPTY_ROW],
  yaml: null,
  cta: 'check_in',
  priority: 'normal',
  due: '5',
  owner: 'lead',
  repeat: '30',
  play: null,
};

/** A condition as rows; null: it is nested deeper, or has more clauses than fit. */
export function rowsOf(condition: Condition): Pick<RuleEntry, 'join' | 'rows'> | null {
  const isGroup = condition.kind === 'all' || condition.kind === 'any';
  const parts = isGroup ? condition.of : [condition];
  if (parts.length === 0 || parts.length > MAX_ROWS) return null;
  const rows = parts.map((part) => rowOf(part));
  if (rows.some((row) => row === null)) return null;
  return { join: condition.kind === 'any' ? 'any' : 'all', rows: rows.filter((row) => row !== null) };
}

function rowOf(condition: Condition): Row | null {
  const negated = condition.kind === 'not';
  const clause = negated ? condition.of : condition;
  if ('of' in clause) return null;
  for (const [kind, { write }] of Object.entries(ROW_KINDS)) {
    const value = write(clause);
    if (value === null) continue;
    return {
      kind,
      negated,
      number: value.number === undefined ? '' : String(value.number),
      words: value.words ?? [],
    };
  }
  return null;
}

/** Names of the form's fields. That of a value has its kind in it: Slack keeps what is entered under a name. */
export function kindField(row: number): string {
  return `kind_${row}`;
}

export function valueField(row: number, kind: string | null): string {
  return `value_${row}_${kind ?? NO_CLAUSE}`;
}

export function negatedField(row: number): string {
  return `not_${row}`;
}
