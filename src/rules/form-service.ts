/** What is entered in the form of a rule, to a rule and back. */
import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import type { Problem } from '../base/yaml-file.ts';
import type { Program } from '../program/domain.ts';
import { parseCondition, writeCondition } from '../program/service.ts';
import type { Condition, Rule } from './domain.ts';
import { EMPTY_ROW, kindField, ROW_KINDS, rowsOf, valueField, type RuleEntry } from './fields.ts';

/** A rule as it is entered. */
export function entryOf(rule: Rule): RuleEntry {
  const inRows = rowsOf(rule.when);
  const { then } = rule;
  return {
    name: rule.name,
    enabled: rule.enabled,
    join: inRows?.join ?? 'all',
    rows: inRows?.rows ?? [EMPTY_ROW],
    yaml: inRows === null ? yamlOf(rule.when) : null,
    cta: then.cta,
    priority: then.priority,
    due: String(then.dueInBusinessDays),
    owner: then.owner,
    repeat: String(then.repeatAfterDays),
    play: then.play ?? null,
  };
}

/** In which fields what is entered is not what a rule says, as the form calls them, with what the rule says. */
export function differencesTo(entry: RuleEntry, rule: Rule): string[] {
  const theirs = entryOf(rule);
  const sameRows =
    entry.yaml === null && theirs.yaml === null ? saySame(entry, theirs) : entry.yaml === theirs.yaml;
  const fields: [string, string | null, string | null][] = [
    ['name', entry.name.trim(), theirs.name],
    ['state', entry.enabled ? 'on' : 'off', theirs.enabled ? 'on' : 'off'],
    ['kind of CTA', entry.cta.trim(), theirs.cta],
    ['priority', entry.priority, theirs.priority],
    ['due in business days', entry.due.trim(), theirs.due],
    ['for', entry.owner, theirs.owner],
    ['quiet days', entry.repeat.trim(), theirs.repeat],
    ['play', entry.play, theirs.play],
  ];
  const differing = fields.filter(([, mine, other]) => mine !== other);
  return [
    ...differing.map(([label, mine, other]) => `${label}: ${other ?? 'none'}, yours ${mine ?? 'none'}`),
    ...(sameRows ? [] : ['what it asks for']),
  ];
}

/** The condition as YAML text. */
export function yamlOf(condition: Condition): string {
  return stringify(writeCondition(condition), { lineWidth: 0, flowCollectionPadding: true });
}

export type ReadCondition =
  | { ok: true; condition: Condition }
  /** By field of the form. */
  | { ok: false; errors: Record<string, string> };

/**
 * The condition that is entered, or what is wrong with it at its field.
 * @param now the condition as it stands: where the rows still say the same it is left as it is written
 */
export function readCondition(
  entry: RuleEntry,
  program: Program,
  now: Condition | null = null,
): ReadCondition {
  if (entry.yaml !== null) {
    const parsed = parseCondition(entry.yaml, program);
    if (parsed.ok) return parsed;
    const said = parsed.problems.slice(0, 3).map(problemWords);
    return { ok: false, errors: { yaml: said.join(' · ') } };
  }
  const errors: Record<string, string> = {};
  const parts: Condition[] = [];
  for (const [index, row] of entry.rows.entries()) {
    const kind = row.kind === null ? undefined : ROW_KINDS[row.kind];
    if (kind === undefined) continue;
    const number = Number(row.number);
    if (kind.value === 'number' && (row.number.trim() === '' || Number.isNaN(number))) {
      errors[valueField(index, row.kind)] = 'Enter a number.';
      continue;
    }
    if (kind.value !== 'number' && kind.value !== 'nothing' && row.words.length === 0) {
      errors[valueField(index, row.kind)] = 'Choose at least one.';
      continue;
    }
    const clause = kind.read({ number, words: row.words });
    // The words of the file's own check, at the field that it is about.
    const checked = parseCondition(JSON.stringify(writeCondition(clause)), program);
    const [problem] = checked.ok ? [] : checked.problems;
    if (problem !== undefined) errors[valueField(index, row.kind)] = capitalized(problem.problem);
    parts.push(row.negated ? { kind: 'not', of: clause } : clause);
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const rows = now === null ? null : rowsOf(now);
  if (now !== null && rows !== null && saySame(entry, rows)) return { ok: true, condition: now };
  const [only, ...others] = parts;
  if (only === undefined) return { ok: false, errors: { [kindField(0)]: 'Choose what the rule asks for.' } };
  return { ok: true, condition: others.length === 0 ? only : { kind: entry.join, of: parts } };
}

/** Whether rows say the same: those that are empty say nothing, nor does the order in which words were chosen. */
function saySame(a: Pick<RuleEntry, 'join' | 'rows'>, b: Pick<RuleEntry, 'join' | 'rows'>): boolean {
  const said = ({ rows }: Pick<RuleEntry, 'rows'>) =>
    rows
      .filter(({ kind }) => kind !== null)
      .map(({ kind, negated, number, words }) => [kind, negated, Number(number), words.toSorted()]);
  const isJoined = said(a).length > 1;
  return isDeepStrictEqual(said(a), said(b)) && (!isJoined || a.join === b.join);
}

/** What keeps the rows from being a condition, part by part, as the form calls them. */
export function unreadParts({ rows }: Pick<RuleEntry, 'rows'>, errors: Record<string, string>): string[] {
  return rows.flatMap(({ kind }, index) => {
    const error = errors[valueField(index, kind)];
    const label = kind === null ? undefined : ROW_KINDS[kind]?.label;
    return error === undefined || label === undefined ? [] : [`Condition ${index + 1}, “${label}”: ${error}`];
  });
}

export type ReadRule = { ok: true; rule: Rule } | { ok: false; errors: Record<string, string> };

/** The rule that is entered. @param id of a rule that is changed; null: a new one gets its id from its name */
export function readRule(entry: RuleEntry, id: string | null, program: Program): ReadRule {
  const now = program.rules.find((rule) => rule.id === id)?.when ?? null;
  const condition = readCondition(entry, program, now);
  const errors = condition.ok ? {} : condition.errors;
  const name = entry.name.trim();
  if (name === '') errors['name'] = 'Give the rule a name that people understand.';
  else if (isTaken(name, id, program))
    errors['name'] = 'Another rule has this name: take one that tells them apart in lists and whys.';
  for (const field of ['due', 'repeat'] as const) {
    if (entry[field].trim() === '' || Number.isNaN(Number(entry[field])))
      errors[field] = 'Enter a number of days.';
  }
  if (entry.cta.trim() === '') errors['cta'] = 'Say what kind of CTA it opens, such as ebr or check_in.';
  if (!condition.ok || Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    rule: {
      id: id ?? newId(name, program),
      name,
      enabled: entry.enabled,
      when: condition.condition,
      then: {
        cta: entry.cta.trim(),
        priority: entry.priority as Rule['then']['priority'],
        dueInBusinessDays: Number(entry.due),
        owner: entry.owner as Rule['then']['owner'],
        repeatAfterDays: Number(entry.repeat),
        ...(entry.play === null ? {} : { play: entry.play }),
      },
    },
  };
}

/** Whether another rule is called the same. A rule that is called so already may stay. */
function isTaken(name: string, id: string | null, { rules }: Program): boolean {
  const said = (text: string) => text.trim().replace(/\s+/g, ' ').toLowerCase();
  const own = rules.find((rule) => rule.id === id);
  if (own !== undefined && said(own.name) === said(name)) return false;
  return rules.some((rule) => rule.id !== id && said(rule.name) === said(name));
}

const LONGEST_ID = 50;

/** An id from a name, that no rule has yet. */
function newId(name: string, { rules }: Program): string {
  const word = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, LONGEST_ID)
    .replace(/^-+|-+$/g, '');
  const base = word === '' ? 'rule' : word;
  const taken = new Set(rules.map(({ id }) => id));
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
}

const FIELD_OF: readonly [RegExp, string][] = [
  [/\.name$/, 'name'],
  [/\.then\.cta$/, 'cta'],
  [/\.then\.priority$/, 'priority'],
  [/\.then\.due_in_business_days$/, 'due'],
  [/\.then\.owner$/, 'owner'],
  [/\.then\.repeat_after_days$/, 'repeat'],
  [/\.then\.play$/, 'play'],
];

/** The problems of the program's text at the fields of the form that they are about. */
export function errorsOf(problems: readonly Problem[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const problem of problems) {
    const field = FIELD_OF.find(([path]) => path.test(problem.path))?.[1];
    if (field === undefined) errors['name'] ??= problemWords(problem);
    else errors[field] ??= capitalized(problem.problem);
  }
  return errors;
}

function problemWords({ line, path, problem }: Problem): string {
  return `Line ${line}${path === '' ? '' : `, ${path}`}: ${problem}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
