/** The mapping file: YAML that a person wrote, read into a `Mapping` or answered with everything that is wrong in it. */
import { z } from 'zod';
import { parseYamlFile, type Problem, type Report } from '../base/yaml-file.ts';
import type { Part } from '../base/yaml-part.ts';
import { didYouMeanOrKnown, mustBe, mustBeOneOf } from '../base/yaml-words.ts';
import { FORMAT_TOKENS, readFormat } from './dates.ts';
import type { AccountRef, ColumnRef, Mapping, RowTest, Source, ValueSpec } from './domain.ts';
import { FIELDS, KINDS, type Field, type Kind } from './fields.ts';
import { foldWord } from './values.ts';

/** Text, or what YAML takes for a number or a boolean because nobody put it in quotes. */
const word = z.preprocess(
  (value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value),
  z.string(mustBe('text')),
);
const name = word.refine((value) => value.trim() !== '', 'must not be empty');
const names = z.union([name, z.array(name).min(1)], mustBe('a column, or a list of names that it may have'));
const words = z.union([word, z.array(word).min(1)], mustBe('a text, or a list of texts'));

const columnRef = z.union(
  [name, z.strictObject({ column: names, lower: z.boolean().optional() })],
  mustBe('a column, such as account_id'),
);

const accountRef = z.union(
  [
    name,
    z.strictObject({
      column: names.optional(),
      domain: names.optional(),
      name: names.optional(),
      via: name.optional(),
      match: name.optional(),
      take: name.optional(),
      lower: z.boolean().optional(),
    }),
  ],
  mustBe('a column, or { via, match, take }, { domain: column } or { name: column }'),
);

const valueSpec = z.union(
  [
    name,
    z.strictObject({
      column: names.optional(),
      value: word.optional(),
      as_of: z.literal(true, mustBe('true')).optional(),
      map: z.record(z.string(), word, mustBe('a group of values, as in { Basic: standard }')).optional(),
      otherwise: word.optional(),
      date: name.optional(),
      number: z.enum(['.', ','], mustBe('the decimal sign: "." or ","')).optional(),
      lower: z.boolean().optional(),
      once: z.boolean().optional(),
    }),
  ],
  mustBe('a column, or a group such as { column: plan, map: { Basic: standard } }'),
);

const rowTest = z.union(
  [word, z.array(word).min(1), z.strictObject({ not: words }), z.strictObject({ same_as: columnRef })],
  mustBe('a text, a list of texts, { not: text } or { same_as: column }'),
);
const rowTests = z.record(z.string(), rowTest, mustBe('a group of columns, as in { usage_count: "0" }'));

const schema = z.strictObject({
  version: z.literal(1, mustBe('1')),
  sources: z
    .array(
      z.strictObject({
        id: name.optional(),
        file: name.refine((value) => !/[/\\]/.test(value), 'must be the name of a file, without folders'),
        as: z.enum(KINDS, mustBeOneOf(KINDS)),
        key: z.union([columnRef, z.array(columnRef).min(1)], mustBe('a column, or a list of columns')),
        account: accountRef.optional(),
        set: z.record(z.string(), valueSpec, mustBe('a group of fields, as in { name: account_name }')),
        skip_when: rowTests.optional(),
        only_when: rowTests.optional(),
      }),
    )
    .min(1),
});

type RawColumn = z.output<typeof columnRef>;
type RawSource = z.output<typeof schema>['sources'][number];

/**
 * Reads the YAML text of a mapping file.
 * @returns the mapping, or every problem with its line, its path and what would be accepted
 */
export function parseMapping(
  text: string,
): { ok: true; mapping: Mapping } | { ok: false; problems: Problem[] } {
  const file = parseYamlFile(text, schema, checkMapping);
  if (!file.ok) return file;
  const taken = new Map<string, number>();
  return { ok: true, mapping: { sources: file.value.sources.map((raw) => readSource(raw, taken)) } };
}

/** A second source of the same kind and file gets a number: what the first one imported keeps its identity. */
function readSource(raw: RawSource, taken: Map<string, number>): Source {
  const usual = `${raw.as}:${raw.file}`;
  const count = (taken.get(usual) ?? 0) + 1;
  if (raw.id === undefined) taken.set(usual, count);
  return {
    id: raw.id ?? (count === 1 ? usual : `${usual}#${count}`),
    file: raw.file,
    as: raw.as,
    key: (Array.isArray(raw.key) ? raw.key : [raw.key]).map(readColumn),
    account: raw.account === undefined ? null : readAccountRef(raw.account),
    set: new Map(Object.entries(raw.set).map(([field, value]) => [field, readValue(value)])),
    skipWhen: readTests(raw.skip_when),
    onlyWhen: readTests(raw.only_when),
  };
}

function readColumn(raw: RawColumn): ColumnRef {
  if (typeof raw === 'string') return { columns: [raw], lower: false };
  return { columns: [raw.column].flat(), lower: raw.lower ?? false };
}

function readAccountRef(raw: z.output<typeof accountRef>): AccountRef {
  if (typeof raw === 'string') return { by: 'key', column: readColumn(raw) };
  const lower = raw.lower ?? false;
  const { via, match, take } = raw;
  if (via !== undefined && match !== undefined && take !== undefined) {
    return { by: 'via', file: via, match, take, lower };
  }
  if (raw.domain !== undefined) return { by: 'domain', column: { columns: [raw.domain].flat(), lower } };
  if (raw.name !== undefined) return { by: 'name', column: { columns: [raw.name].flat(), lower } };
  return { by: 'key', column: { columns: [raw.column ?? []].flat(), lower } };
}

function readValue(raw: z.output<typeof valueSpec>): ValueSpec {
  const spec = typeof raw === 'string' ? { column: raw } : raw;
  return {
    from: spec.column === undefined ? null : { columns: [spec.column].flat(), lower: spec.lower ?? false },
    value: spec.value ?? null,
    asOf: spec.as_of ?? false,
    map: spec.map === undefined ? null : new Map(Object.entries(spec.map)),
    otherwise: spec.otherwise ?? null,
    date: spec.date ?? null,
    number: spec.number ?? null,
    once: spec.once ?? false,
  };
}

function readTests(raw: z.output<typeof rowTests> | undefined): RowTest[] {
  return Object.entries(raw ?? {}).map(([column, test]) => ({
    column: readColumn(column),
    test: readTest(test),
  }));
}

function readTest(raw: z.output<typeof rowTest>): RowTest['test'] {
  if (typeof raw === 'string' || Array.isArray(raw)) return { is: [raw].flat() };
  return 'not' in raw ? { isNot: [raw.not].flat() } : { sameAs: readColumn(raw.same_as) };
}

/** What a schema can not say: fields of the kind, what goes together, ids that stand twice. */
function checkMapping(document: Part, report: Report): void {
  const ids = new Set<string>();
  for (const source of document.get('sources').items()) {
    const kind = KINDS.find((known) => known === source.get('as').text());
    const id = source.get('id').text();
    if (id !== undefined && ids.has(id))
      report(source.get('id').path, `"${id}" stands twice: ids are unique`);
    if (id !== undefined) ids.add(id);
    if (kind === undefined) continue;
    checkAccount(source, kind, report);
    checkFields(source, kind, report);
  }
}

function checkAccount(source: Part, kind: Kind, report: Report): void {
  const account = source.get('account');
  if (kind === 'account') {
    if (source.has('account')) report(account.path, 'is not for accounts: their own key says which they are');
    return;
  }
  if (!source.has('account')) {
    report(source.path, `needs "account": which account each ${kind} belongs to, as in account: account_id`);
    return;
  }
  if (account.text() !== undefined || account.keys().length === 0) return;
  const ways = ['column', 'domain', 'name', 'via'].filter((way) => account.has(way));
  if (ways.length !== 1) report(account.path, 'must have exactly one of column, domain, name and via');
  for (const key of ['match', 'take']) {
    if (account.has('via') !== account.has(key))
      report(account.path, '"via", "match" and "take" go together');
  }
}

function checkFields(source: Part, kind: Kind, report: Report): void {
  const fields = FIELDS[kind];
  const set = source.get('set');
  for (const key of set.keys()) {
    const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (field === undefined) {
      report(set.get(key).path, `is not a field of ${kind}${didYouMeanOrKnown(key, Object.keys(fields))}`);
    } else {
      checkValue(set.get(key), kind, field, report);
    }
  }
  for (const [key, field] of Object.entries(fields)) {
    if (field.required && !set.has(key)) report(set.path, `needs "${key}": every ${kind} has one`);
  }
}

function checkValue(value: Part, kind: Kind, field: Field, report: Report): void {
  if (value.text() !== undefined || value.keys().length === 0) return;
  const from = ['column', 'value', 'as_of'].filter((way) => value.has(way));
  if (from.length !== 1) report(value.path, 'must have exactly one of column, value and as_of');
  const isDate = field.type === 'date' || field.type === 'moment';
  if (value.has('as_of') && !isDate) report(value.get('as_of').path, 'is for dates alone');
  if (value.has('date') && !isDate) report(value.get('date').path, 'is for dates alone');
  if (value.has('number') && field.type !== 'number' && field.type !== 'count') {
    report(value.get('number').path, 'is for numbers alone');
  }
  if (value.has('otherwise') && !value.has('map')) report(value.get('otherwise').path, 'goes with a "map"');
  if (value.has('once') && kind !== 'account') report(value.get('once').path, 'is for accounts alone');
  const format = value.get('date').text();
  if (format !== undefined && readFormat(format) === null) {
    const tokens = FORMAT_TOKENS.join(' ');
    report(value.get('date').path, `"${format}" names no year, month and day; the signs are ${tokens}`);
  }
}

/** Whether a file of that name is meant by a source's `file`: `*` is any text, `?` any one character. */
export function matchesFile(pattern: string, fileName: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'u').test(fileName);
}

/** How headers are compared: without regard to case, spaces and underscores. */
export const foldHeader = foldWord;
