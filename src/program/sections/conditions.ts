/** A rule's `when`: conditions that combine, and the clauses that they are made of. */
import { z } from 'zod';
import { VERDICTS } from '../../fit/domain.ts';
import { PACES } from '../../journey/domain.ts';
import type { Clause, Condition } from '../../rules/domain.ts';
import type { Report } from '../../base/yaml-file.ts';
import type { Part } from '../../base/yaml-part.ts';
import { mustBe, mustBeOneOf } from '../../base/yaml-words.ts';
import { STAGES } from '../domain.ts';
import type { Plain } from '../yaml-text.ts';
import { checkExactlyOne, checkKnown, daysOrNoneField, type Names } from './fields.ts';

type Of<K extends Clause['kind']> = Extract<Clause, { kind: K }>;

/** One kind of clause: how it is written, what it means, and what only the whole document can tell of it. */
interface ClauseKind<K extends Clause['kind']> {
  /** The key under which it stands in a file. */
  key: string;
  schema: z.ZodType;
  read: (value: never) => Of<K>;
  /** What stands behind the key: what `read` reads. */
  write: (clause: Of<K>) => Plain;
  check?: (part: Part, names: Names, report: Report) => void;
}

function clause<K extends Clause['kind'], S extends z.ZodType>(
  key: string,
  schema: S,
  read: (value: z.output<S>) => Of<K>,
  write: (clause: Of<K>) => Plain,
  check?: ClauseKind<K>['check'],
): ClauseKind<K> {
  return { key, schema, read, write, ...(check === undefined ? {} : { check }) };
}

const days = { more_than: daysOrNoneField };
const percent = z.number(mustBe('a number from 0 to 100')).min(0).max(100).optional();
const money = z.number(mustBe('an amount, 0 or more, such as 10000')).min(0).optional();
const position = z.int(mustBe('a whole number, 1 for the first milestone')).min(1).optional();
const months = z.int(mustBe('a whole number of months, 1 or more, such as 3')).min(1).max(1200);
const monthsOrNone = z.int(mustBe('a whole number of months, 0 or more, such as 3')).min(0).max(1200);

const CLAUSES: { readonly [K in Clause['kind']]: ClauseKind<K> } = {
  working_on: clause(
    'working_on',
    listOf('[first-leads]'),
    (milestones) => ({ kind: 'working_on', milestones }),
    ({ milestones }) => milestones,
    (part, names, report) => checkEachKnown(part, names.milestones, 'a milestone of this file', report),
  ),
  position: clause(
    'position',
    z.strictObject({ is: position, at_least: position, at_most: position }),
    (value) => ({ kind: 'position', ...comparison(value) }),
    comparisonText,
    (part, _names, report) => checkExactlyOne(part, ['is', 'at_least', 'at_most'], report),
  ),
  days_at_milestone: clause(
    'days_at_milestone',
    z.strictObject(days),
    ({ more_than: moreThan }) => ({ kind: 'days_at_milestone', moreThan }),
    ({ moreThan }) => ({ more_than: moreThan }),
  ),
  months_at_milestone: clause(
    'months_at_milestone',
    z.strictObject({ more_than: monthsOrNone }),
    ({ more_than: moreThan }) => ({ kind: 'months_at_milestone', moreThan }),
    ({ moreThan }) => ({ more_than: moreThan }),
  ),
  pace: clause(
    'pace',
    oneOrMoreOf(PACES),
    (paces) => ({ kind: 'pace', paces }),
    ({ paces }) => paces,
  ),
  slipped: clause(
    'slipped',
    z.boolean(),
    (is) => ({ kind: 'slipped', is }),
    ({ is }) => is,
  ),
  finished: clause(
    'finished',
    z.boolean(),
    (is) => ({ kind: 'finished', is }),
    ({ is }) => is,
  ),
  no_ebr_in_months: clause(
    'no_ebr_in_months',
    months,
    (value) => ({ kind: 'no_ebr_in_months', months: value }),
    ({ months: value }) => value,
  ),
  no_ebr_since_milestone_start: clause(
    'no_ebr_since',
    z.literal('milestone_start', mustBe('milestone_start')),
    () => ({ kind: 'no_ebr_since_milestone_start' }),
    () => 'milestone_start',
  ),
  stage: clause(
    'stage',
    oneOrMoreOf(STAGES),
    (stages) => ({ kind: 'stage', stages }),
    ({ stages }) => stages,
  ),
  segment: clause(
    'segment',
    listOf('[standard]'),
    (segments) => ({ kind: 'segment', segments }),
    ({ segments }) => segments,
    (part, names, report) => checkEachKnown(part, names.segments, 'a segment of this file', report),
  ),
  arr: clause(
    'arr',
    z.strictObject({ at_least: money, below: money }),
    (value) => ({ kind: 'arr', ...comparison(value) }),
    comparisonText,
    (part, _names, report) => checkExactlyOne(part, ['at_least', 'below'], report),
  ),
  days_to_renewal: clause(
    'days_to_renewal',
    z.strictObject({ at_most: daysOrNoneField }),
    ({ at_most: atMost }) => ({ kind: 'days_to_renewal', atMost }),
    ({ atMost }) => ({ at_most: atMost }),
  ),
  days_since_signal: clause(
    'days_since_signal',
    z.strictObject(days),
    ({ more_than: moreThan }) => ({ kind: 'days_since_signal', moreThan }),
    ({ moreThan }) => ({ more_than: moreThan }),
  ),
  health: clause(
    'health',
    z.strictObject({ below: percent, at_least: percent }),
    (value) => ({ kind: 'health', ...comparison(value) }),
    comparisonText,
    (part, _names, report) => checkExactlyOne(part, ['below', 'at_least'], report),
  ),
  coverage: clause(
    'coverage',
    z.strictObject({ below: percent.unwrap() }),
    ({ below }) => ({ kind: 'coverage', below }),
    ({ below }) => ({ below }),
  ),
  fit: clause(
    'fit',
    oneOrMoreOf(VERDICTS),
    (verdicts) => ({ kind: 'fit', verdicts }),
    ({ verdicts }) => verdicts,
  ),
};

const BY_KEY = new Map(Object.values(CLAUSES).map((kind) => [kind.key, kind]));

type ConditionDocument = Record<string, unknown>;

const conditionList = z
  .array(
    z.lazy(() => conditionSchema),
    mustBe('a list of at least one condition'),
  )
  .min(1);

/** An object with exactly one key, which `checkCondition` looks after. */
export const conditionSchema: z.ZodType<ConditionDocument> = z.strictObject({
  all: conditionList.optional(),
  any: conditionList.optional(),
  not: z.lazy(() => conditionSchema).optional(),
  ...Object.fromEntries([...BY_KEY].map(([key, { schema }]) => [key, schema.optional()])),
});

const KEYS = new Set(['all', 'any', 'not', ...BY_KEY.keys()]);

export function checkCondition(part: Part, names: Names, report: Report): void {
  checkOneKey(part, report);
  for (const inner of [...part.get('all').items(), ...part.get('any').items()])
    checkCondition(inner, names, report);
  if (part.has('not')) checkCondition(part.get('not'), names, report);
  for (const [key, { check }] of BY_KEY) {
    if (part.has(key)) check?.(part.get(key), names, report);
  }
}

function checkOneKey(part: Part, report: Report): void {
  const keys = part.keys();
  const present = keys.filter((key) => KEYS.has(key));
  if (present.length > 1) {
    const listed = present.map((key) => `${key}: …`).join(' }, { ');
    report(part.path, `must have one key; to combine several, write all: [ { ${listed} } ]`);
  }
  const isEmpty = typeof part.value === 'object' && part.value !== null && keys.length === 0;
  if (isEmpty) report(part.path, 'must have one key, such as pace: [stuck]');
}

/** The condition of a document that has no problems. */
export function readCondition(document: ConditionDocument): Condition {
  const [key, value] = Object.entries(document).find(([, inner]) => inner !== undefined) ?? ['all', []];
  if (key === 'all' || key === 'any')
    return { kind: key, of: (value as ConditionDocument[]).map(readCondition) };
  if (key === 'not') return { kind: 'not', of: readCondition(value as ConditionDocument) };
  // The key's own schema has made the value what its `read` takes.
  return BY_KEY.get(key)!.read(value as never);
}

/** The condition as a document: what `readCondition` reads. */
export function writeCondition(condition: Condition): Record<string, Plain> {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return { [condition.kind]: condition.of.map(writeCondition) };
    case 'not':
      return { not: writeCondition(condition.of) };
    default:
      return writeClause(condition);
  }
}

function writeClause(clause: Clause): Record<string, Plain> {
  const { key, write } = CLAUSES[clause.kind];
  // The entry of the clause's own kind takes it.
  return { [key]: write(clause as never) };
}

function listOf(example: string) {
  const words = `a list of at least one id, such as ${example}`;
  return z.array(z.string(), mustBe(words)).min(1);
}

function oneOrMoreOf<const W extends readonly [string, ...string[]]>(words: W) {
  return z
    .array(
      z.enum(words, mustBeOneOf(words)),
      mustBe(`a list of one or more of ${words.join(', ')}, such as [${words[0]}]`),
    )
    .min(1);
}

function checkEachKnown(list: Part, known: readonly string[], what: string, report: Report): void {
  for (const item of list.items()) checkKnown(item, known, what, report);
}

/** `{ at_least: 3 }` as `{ compare: 'at_least', value: 3 }`. */
function comparison<K extends string>(document: { [key in K]?: number | undefined }): {
  compare: K;
  value: number;
} {
  const [compare, value] = Object.entries<number | undefined>(document).find(
    ([, inner]) => inner !== undefined,
  )!;
  return { compare: compare as K, value: value! };
}

/** The other way round. */
function comparisonText({ compare, value }: { compare: string; value: number }): Plain {
  return { [compare]: value };
}
