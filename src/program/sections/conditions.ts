/** A rule's `when`: conditions that combine, and the clauses that they are made of. */
import { z } from 'zod';
import { VERDICTS } from '../../fit/domain.ts';
import type { Pace } from '../../journey/domain.ts';
import type { Clause, Condition } from '../../rules/domain.ts';
import type { Report } from '../../base/yaml-file.ts';
import type { Part } from '../../base/yaml-part.ts';
import { mustBe, mustBeOneOf } from '../../base/yaml-words.ts';
import { STAGES } from '../domain.ts';
import { checkExactlyOne, checkKnown, daysOrNoneField, type Names } from './fields.ts';

const PACES = ['on_track', 'slow', 'stuck'] as const satisfies readonly Pace[];

/** One kind of clause: how it is written, what it means, and what only the whole document can tell of it. */
interface ClauseKind {
  schema: z.ZodType;
  read: (value: never) => Clause;
  check?: (part: Part, names: Names, report: Report) => void;
}

function clause<S extends z.ZodType>(
  schema: S,
  read: (value: z.output<S>) => Clause,
  check?: ClauseKind['check'],
): ClauseKind {
  return check === undefined ? { schema, read } : { schema, read, check };
}

const days = { more_than: daysOrNoneField };
const percent = z.number(mustBe('a number from 0 to 100')).min(0).max(100).optional();
const money = z.number(mustBe('an amount, 0 or more, such as 10000')).min(0).optional();
const position = z.int(mustBe('a whole number, 1 for the first milestone')).min(1).optional();
const months = z.int(mustBe('a whole number of months, 1 or more, such as 3')).min(1).max(1200);
const monthsOrNone = z.int(mustBe('a whole number of months, 0 or more, such as 3')).min(0).max(1200);

const CLAUSES: Record<string, ClauseKind> = {
  working_on: clause(
    listOf('[first-leads]'),
    (milestones) => ({ kind: 'working_on', milestones }),
    (part, names, report) => checkEachKnown(part, names.milestones, 'a milestone of this file', report),
  ),
  position: clause(
    z.strictObject({ is: position, at_least: position, at_most: position }),
    (value) => ({ kind: 'position', ...comparison(value) }),
    (part, _names, report) => checkExactlyOne(part, ['is', 'at_least', 'at_most'], report),
  ),
  days_at_milestone: clause(z.strictObject(days), ({ more_than: moreThan }) => ({
    kind: 'days_at_milestone',
    moreThan,
  })),
  months_at_milestone: clause(z.strictObject({ more_than: monthsOrNone }), ({ more_than: moreThan }) => ({
    kind: 'months_at_milestone',
    moreThan,
  })),
  pace: clause(oneOrMoreOf(PACES), (paces) => ({ kind: 'pace', paces })),
  slipped: clause(z.boolean(), (is) => ({ kind: 'slipped', is })),
  finished: clause(z.boolean(), (is) => ({ kind: 'finished', is })),
  no_ebr_in_months: clause(months, (value) => ({ kind: 'no_ebr_in_months', months: value })),
  no_ebr_since: clause(z.literal('milestone_start', mustBe('milestone_start')), () => ({
    kind: 'no_ebr_since_milestone_start',
  })),
  stage: clause(oneOrMoreOf(STAGES), (stages) => ({ kind: 'stage', stages })),
  segment: clause(
    listOf('[standard]'),
    (segments) => ({ kind: 'segment', segments }),
    (part, names, report) => checkEachKnown(part, names.segments, 'a segment of this file', report),
  ),
  arr: clause(
    z.strictObject({ at_least: money, below: money }),
    (value) => ({ kind: 'arr', ...comparison(value) }),
    (part, _names, report) => checkExactlyOne(part, ['at_least', 'below'], report),
  ),
  days_to_renewal: clause(z.strictObject({ at_most: daysOrNoneField }), ({ at_most: atMost }) => ({
    kind: 'days_to_renewal',
    atMost,
  })),
  days_since_signal: clause(z.strictObject(days), ({ more_than: moreThan }) => ({
    kind: 'days_since_signal',
    moreThan,
  })),
  health: clause(
    z.strictObject({ below: percent, at_least: percent }),
    (value) => ({ kind: 'health', ...comparison(value) }),
    (part, _names, report) => checkExactlyOne(part, ['below', 'at_least'], report),
  ),
  coverage: clause(z.strictObject({ below: percent.unwrap() }), ({ below }) => ({ kind: 'coverage', below })),
  fit: clause(oneOrMoreOf(VERDICTS), (verdicts) => ({ kind: 'fit', verdicts })),
};

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
  ...Object.fromEntries(Object.entries(CLAUSES).map(([key, { schema }]) => [key, schema.optional()])),
});

const KEYS = new Set(['all', 'any', 'not', ...Object.keys(CLAUSES)]);

export function checkCondition(part: Part, names: Names, report: Report): void {
  checkOneKey(part, report);
  for (const inner of [...part.get('all').items(), ...part.get('any').items()])
    checkCondition(inner, names, report);
  if (part.has('not')) checkCondition(part.get('not'), names, report);
  for (const [key, { check }] of Object.entries(CLAUSES)) {
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
  return CLAUSES[key]!.read(value as never);
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
