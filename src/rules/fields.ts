/**
 * A rule as a form: a few clauses in rows, joined by all or any, each of them or its opposite; a condition that is
 * nested deeper is written as YAML. Here are the rows; `form-service.ts` makes a rule of them.
 */
import { isDeepStrictEqual } from 'node:util';
import { PACES, type Pace } from '../journey/domain.ts';
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

type Of<K extends Clause['kind']> = Extract<Clause, { kind: K }>;

function isOf<K extends Clause['kind']>(clause: Clause, kind: K): clause is Of<K> {
  return clause.kind === kind;
}

/** @param make of what is entered; by kind and comparison it is told from others */
function comparing(
  make: (value: number) => Extract<Clause, { compare: string }>,
  label: string,
  hint: string,
): RowKind {
  const { kind, compare } = make(0);
  return {
    label,
    value: 'number',
    hint,
    read: ({ number }) => make(number),
    write: (clause) =>
      'compare' in clause && clause.kind === kind && clause.compare === compare
        ? { number: clause.value }
        : null,
  };
}

/** @param make of the number that is entered @param numberOf the same number again */
function numbered<K extends Clause['kind']>(
  kind: K,
  make: (number: number) => Of<K>,
  numberOf: (clause: Of<K>) => number,
  label: string,
  hint: string,
): RowKind {
  return {
    label,
    value: 'number',
    hint,
    read: ({ number }) => make(number),
    write: (clause) => (isOf(clause, kind) ? { number: numberOf(clause) } : null),
  };
}

/** @param make of the words that are chosen @param wordsOf the same words again */
function listing<K extends Clause['kind']>(
  kind: K,
  make: (words: string[]) => Of<K>,
  wordsOf: (clause: Of<K>) => string[],
  value: ValueKind,
  label: string,
): RowKind {
  return {
    label,
    value,
    read: ({ words }) => make(words),
    write: (clause) => (isOf(clause, kind) ? { words: wordsOf(clause) } : null),
  };
}

function stating(label: string, clause: Clause): RowKind {
  return {
    label,
    value: 'nothing',
    read: () => clause,
    write: (other) => (isDeepStrictEqual(other, clause) ? {} : null),
  };
}

function isPace(word: string): word is Pace {
  return PACES.some((pace) => pace === word);
}

const ORDINAL = '1 is the first milestone';
const POINTS = 'Points from 0 to 100';
const AMOUNT = 'An amount, such as 10000';

/** The kinds of rows in the order in which they are offered. */
export const ROW_KINDS: Readonly<Record<string, RowKind>> = {
  months_at_milestone: numbered(
    'months_at_milestone',
    (moreThan) => ({ kind: 'months_at_milestone', moreThan }),
    ({ moreThan }) => moreThan,
    'Same milestone for more than … months',
    'Months, such as 3',
  ),
  days_at_milestone: numbered(
    'days_at_milestone',
    (moreThan) => ({ kind: 'days_at_milestone', moreThan }),
    ({ moreThan }) => moreThan,
    'Same milestone for more than … days',
    'Days, such as 60',
  ),
  pace: listing(
    'pace',
    (words) => ({ kind: 'pace', paces: words.filter(isPace) }),
    ({ paces }) => paces,
    'paces',
    'Pace is one of …',
  ),
  working_on: listing(
    'working_on',
    (milestones) => ({ kind: 'working_on', milestones }),
    ({ milestones }) => milestones,
    'milestones',
    'Works on one of the milestones …',
  ),
  position_is: comparing(
    (value) => ({ kind: 'position', compare: 'is', value }),
    'Works on milestone number …',
    ORDINAL,
  ),
  position_at_least: comparing(
    (value) => ({ kind: 'position', compare: 'at_least', value }),
    'Works on milestone number … or a later one',
    ORDINAL,
  ),
  position_at_most: comparing(
    (value) => ({ kind: 'position', compare: 'at_most', value }),
    'Works on milestone number … or an earlier one',
    ORDINAL,
  ),
  slipped: stating('A reached milestone has slipped', { kind: 'slipped', is: true }),
  not_slipped: stating('No reached milestone has slipped', { kind: 'slipped', is: false }),
  finished: stating('The journey is finished', { kind: 'finished', is: true }),
  not_finished: stating('The journey is not finished', { kind: 'finished', is: false }),
  no_ebr_in_months: numbered(
    'no_ebr_in_months',
    (months) => ({ kind: 'no_ebr_in_months', months }),
    ({ months }) => months,
    'No EBR in the last … months',
    'Months, such as 3',
  ),
  no_ebr_since: stating('No EBR since the milestone began', { kind: 'no_ebr_since_milestone_start' }),
  health_below: comparing(
    (value) => ({ kind: 'health', compare: 'below', value }),
    'Health is below …',
    POINTS,
  ),
  health_at_least: comparing(
    (value) => ({ kind: 'health', compare: 'at_least', value }),
    'Health is at least …',
    POINTS,
  ),
  coverage: numbered(
    'coverage',
    (below) => ({ kind: 'coverage', below }),
    ({ below }) => below,
    'Health coverage is below … %',
    'Per cent, such as 60',
  ),
  stage: listing(
    'stage',
    (stages) => ({ kind: 'stage', stages }),
    ({ stages }) => stages,
    'stages',
    'Stage is one of …',
  ),
  segment: listing(
    'segment',
    (segments) => ({ kind: 'segment', segments }),
    ({ segments }) => segments,
    'segments',
    'Segment is one of …',
  ),
  arr_at_least: comparing(
    (value) => ({ kind: 'arr', compare: 'at_least', value }),
    'ARR is at least …',
    AMOUNT,
  ),
  arr_below: comparing((value) => ({ kind: 'arr', compare: 'below', value }), 'ARR is below …', AMOUNT),
  days_to_renewal: numbered(
    'days_to_renewal',
    (atMost) => ({ kind: 'days_to_renewal', atMost }),
    ({ atMost }) => atMost,
    'Renews within … days',
    'Days, such as 90',
  ),
  days_since_signal: numbered(
    'days_since_signal',
    (moreThan) => ({ kind: 'days_since_signal', moreThan }),
    ({ moreThan }) => moreThan,
    'No signal for more than … days',
    'Days, such as 30',
  ),
  fit: listing(
    'fit',
    (verdicts) => ({ kind: 'fit', verdicts }),
    ({ verdicts }) => verdicts,
    'verdicts',
    'Fit is one of …',
  ),
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
