import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseYamlFile } from '#src/base/yaml-file.ts';
import { mustBe, mustBeOneOf } from '#src/base/yaml-words.ts';
import { runs } from '../support/fuzz.ts';

const schema = z.strictObject({
  name: z.string(),
  days: z.int(mustBe('a whole number of days, 1 or more, such as 45')).min(1).optional(),
  kind: z.enum(['event', 'kpi'], mustBeOneOf(['event', 'kpi'])).optional(),
  column: z
    .union([z.string(), z.strictObject({ column: z.string(), map: z.record(z.string(), z.string()) })])
    .optional(),
  items: z.array(z.strictObject({ id: z.string() })).optional(),
});

function problemsOf(text: string, of: z.ZodType = schema) {
  const file = parseYamlFile(text, of);
  if (file.ok) throw new Error('the file was accepted');
  return file.problems.map(({ line, path, problem }) => `${line} ${path}: ${problem}`);
}

describe('a YAML file', () => {
  it('gives the value and the line of every path in it', () => {
    const file = parseYamlFile(
      '# a note\nname: Acme\ncolumn:\n  column: plan\n  map: { 1: one, yes: two }\nitems:\n\n  - id: a\n  -\n    id: b\n',
      schema,
    );
    if (!file.ok) throw new Error('refused');
    expect(file.value).toEqual({
      name: 'Acme',
      column: { column: 'plan', map: { 1: 'one', yes: 'two' } },
      items: [{ id: 'a' }, { id: 'b' }],
    });
    const lines = [
      ['name'],
      ['column'],
      ['column', 'map', 'yes'],
      ['items'],
      ['items', 0],
      ['items', 1, 'id'],
      ['items', 1, 'absent'],
    ];
    expect(lines.map((path) => file.lineOf(path))).toEqual([2, 3, 5, 6, 8, 10, 10]);
    expect(file.lineOf([])).toBe(2);
  });

  it('reads Windows line ends and a byte order mark', () => {
    const file = parseYamlFile('\uFEFFname: Acme\r\ndays: 3\r\n', schema);
    expect(file).toMatchObject({ ok: true, value: { name: 'Acme', days: 3 } });
  });

  it('tells every problem at once, in order of line', () => {
    expect(problemsOf('items:\n  - id: 1\n    idd: a\n  - {}\nday: 3\nkind: kpis\ndays: 0\nname:\n')).toEqual(
      [
        '2 items[0].id: must be text; it is 1',
        '3 items[0].idd: is not a known key; did you mean "id"?',
        '4 items[1].id: is missing: it must be text',
        '5 day: is not a known key; did you mean "days"?',
        '6 kind: must be one of event, kpi; it is "kpis"; did you mean "kpi"?',
        '7 days: must be a whole number of days, 1 or more, such as 45; it is 0',
        '8 name: is empty: it must be text',
      ],
    );
  });

  it('tells of a misspelt key alone, not also of the right one that is missing', () => {
    expect(problemsOf('nmae: a\nitems: [{ idd: a }]\n')).toEqual([
      '1 nmae: is not a known key; did you mean "name"?',
      '2 items[0].idd: is not a known key; did you mean "id"?',
    ]);
  });

  it('lists the known keys when none is near', () => {
    expect(problemsOf('name: a\nzzz: 1\n')).toEqual([
      '2 zzz: is not a known key; known here: name, days, kind, column, items',
    ]);
  });

  it('answers for the alternative that was meant', () => {
    expect(problemsOf('name: a\ncolumn: { colum: plan, map: {} }\n')).toEqual([
      '2 column.colum: is not a known key; did you mean "column"?',
    ]);
    expect(problemsOf('name: a\ncolumn: { map: {} }\n')).toEqual([
      '2 column.column: is missing: it must be text',
    ]);
    expect(problemsOf('name: a\ncolumn: 3\n')).toEqual([
      '2 column: must be text or a group of keys, as in "name: Inbound"; it is 3',
    ]);
  });

  it('names both places of a key that stands twice', () => {
    expect(problemsOf('name: a\ndays: 1\nitems:\n  - { id: a, id: b }\ndays: 2\n')).toEqual([
      '4 items[0].id: stands twice, first on line 4: keep one of the two',
      '5 days: stands twice, first on line 2: keep one of the two',
    ]);
  });

  it.each([
    ['nothing', '', '1 : the file is empty'],
    ['only a comment', '# soon\n', '1 : the file is empty'],
    [
      'plain text',
      'hello\nthere\n',
      '1 : must be a group of keys, as in "name: Inbound"; it is "hello there"',
    ],
    ['a list', '- a\n', '1 : must be a group of keys, as in "name: Inbound"; it is a list'],
    [
      'a binary file',
      'PK\u0003\u0004',
      '1 : this is not a text file: it holds characters that nobody can see or type',
    ],
    [
      'half a character',
      'name: a\ud800',
      '1 : this is not a text file: it holds characters that nobody can see or type',
    ],
    [
      'a hidden character',
      'name: "a\\0b"\n',
      '1 name: holds characters that nobody can see or type: write the text without them',
    ],
    [
      'several documents',
      'name: a\n---\nname: b\n',
      '2 : a second document begins here ("---"): write one document in a file',
    ],
    ['a tab', 'items:\n\t- id: a\n', '2 : the line is indented with a tab: use spaces'],
    ['a key that is a list', 'name: a\n? [b]\n: c\n', '2 : a key must be text, as in "name: Inbound"'],
    [
      'deep nesting',
      '['.repeat(60) + ']'.repeat(60),
      `1 ${'[0]'.repeat(51)}: is nested too deeply to be read`,
    ],
    ['very deep nesting', '['.repeat(20_000), '1 : the file is nested too deeply to be read'],
    [
      'a very long file',
      '#'.repeat(1_000_001),
      '1 : the file is too long: at most 1,000,000 characters are read',
    ],
    ['a tag', 'name: !upper acme\n', '1 name: must be written without "!upper": tags are not read'],
    [
      'the key of prototypes',
      'name: a\n__proto__: { days: 1 }\n',
      '2 __proto__: is not a key that can be read',
    ],
    [
      'a merge key',
      'name: a\n<<: { days: 1 }\n',
      '2 ["<<"]: is not a known key; known here: name, days, kind, column, items',
    ],
  ])('refuses %s', (_what, text, expected) => {
    expect(problemsOf(text)[0]).toBe(expected);
  });

  it('points at the broken line of what is not YAML', () => {
    expect(problemsOf('name: a\nitems: [ { id: a }\ndays: 1\n')[0]).toMatch(/^3 : this is not valid YAML: /);
    expect(problemsOf('days: 1\nname: "a\n\n\n')[0]).toMatch(
      /^2 : this is not valid YAML: missing closing "quote/,
    );
  });

  it('refuses aliases, so that no small file grows large', () => {
    const bomb = `name: a\na0: &a0 [x, x]\n${Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`).join('\n')}\n`;
    expect(problemsOf(bomb)).toContain('3 a1[0]: must be written out here: "*a0" is not read');
    expect(problemsOf('name: &n [*n]\n')).toContain('1 name[0]: must be written out here: "*n" is not read');
  });

  it('never throws, and a problem always has a line of the file', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[\s:\-[\]{}&*!?|>#"'a-c0-2,]{0,80}$/),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const file = parseYamlFile(text, schema);
        if (file.ok) return;
        expect(file.problems.length).toBeGreaterThan(0);
        for (const { line } of file.problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(text.split(/\r\n|\r|\n/).length);
        }
      }),
      { numRuns: runs(1000) },
    );
  });
});
