import { describe, expect, it } from 'vitest';
import { nameKey } from '#src/accounts/name-key.ts';
import { createMomentReader } from '#src/imports/dates.ts';
import { parseMapping } from '#src/imports/mapping.ts';
import * as values from '#src/imports/values.ts';

describe('dates', () => {
  const iso = createMomentReader(null, 'America/Sao_Paulo');

  it.each([
    ['2024-03-01', { day: '2024-03-01', at: null }],
    ['2024-03-01T01:30:00Z', { day: '2024-02-29', at: '2024-03-01T01:30:00.000Z' }],
    ['2024-03-01 23:30', { day: '2024-03-01', at: '2024-03-02T02:30:00.000Z' }],
    ['2024-03-01 3:00', { day: '2024-03-01', at: '2024-03-01T06:00:00.000Z' }],
    ['2024-03-01T00:00:00.25+05:30', { day: '2024-02-29', at: '2024-02-29T18:30:00.250Z' }],
    ['2024-02-30', null],
    ['2024-03-01T25:00', null],
    ['01/02/2024', null],
  ])('%s', (text, moment) => expect(iso(text)).toEqual(moment));

  it('keeps to the clock on days on which it changes', () => {
    const berlin = createMomentReader(null, 'Europe/Berlin');
    expect(berlin('2024-03-31 01:30')?.at).toBe('2024-03-31T00:30:00.000Z');
    expect(berlin('2024-03-31 03:30')?.at).toBe('2024-03-31T01:30:00.000Z');
    expect(berlin('2024-03-30T23:30:00Z')?.day).toBe('2024-03-31');
    expect(berlin('2024-03-31T22:30:00Z')?.day).toBe('2024-04-01');
  });

  it.each([
    ['DD/MM/YYYY', '31/12/2023', { day: '2023-12-31', at: null }],
    ['M/D/YY', '3/9/24', { day: '2024-03-09', at: null }],
    [
      'D MMM YYYY [at] h:mm A',
      '9 Mar 2024 at 4:05 PM',
      { day: '2024-03-09', at: '2024-03-09T19:05:00.000Z' },
    ],
    ['YYYY-MM-DD HH:mm Z', '2024-03-01 01:00 +00:00', { day: '2024-02-29', at: '2024-03-01T01:00:00.000Z' }],
    ['X', '1709254800', { day: '2024-02-29', at: '2024-03-01T01:00:00.000Z' }],
    ['DD/MM/YYYY', '12/31/2023', null],
  ])('%s of %s', (format, text, moment) => {
    expect(createMomentReader(format, 'America/Sao_Paulo')(text)).toEqual(moment);
  });
});

describe('numbers', () => {
  it.each([
    ['1234.5', null, 1234.5],
    ['-3', null, -3],
    ['1.234.567,89', ',', 1_234_567.89],
    ['1 234,5', ',', 1234.5],
    ['48,000', '.', 48_000],
  ] as const)('%s with %s', (text, sign, value) => {
    expect(values.readNumber(text, sign)).toEqual({ ok: true, value });
  });

  it.each([
    ['48,000', null],
    ['12.34', ','],
    ['4,80', '.'],
    ['0x10', null],
    ['NaN', null],
    ['€5', null],
  ] as const)('%s with %s is none', (text, sign) => expect(values.readNumber(text, sign).ok).toBe(false));
});

it('says the nearest word of a list', () => {
  expect(values.readStage('adoptoin')).toMatchObject({
    reason: expect.stringContaining('did you mean Adoption?'),
  });
  expect(values.readPersona('Decision Maker')).toEqual({ ok: true, value: 'decision_maker' });
  expect(values.readQualifiers('Champion; economic buyer')).toEqual({
    ok: true,
    value: '["economic_buyer","champion"]',
  });
});

it('folds names for searching', () => {
  expect(nameKey('  Ünïted\t FOODS ')).toBe('united foods');
  expect(nameKey('ＡＣＭＥ ﬁne')).toBe('acme fine');
});

describe('a mapping', () => {
  const problemsOf = (yaml: string) => {
    const parsed = parseMapping(yaml);
    return parsed.ok ? [] : parsed.problems.map(({ line, path, problem }) => `${line} ${path} ${problem}`);
  };

  it('names the line, the path and the nearest known word', () => {
    const problems = problemsOf(
      `version: 1
sources:
  - file: a.csv
    as: acount
    key: id
    set: { name: n }
  - file: e.csv
    as: event
    kye: id
    account: account
    set:
      nmae: x
      at: { column: day, date: HH:mm }
  - { file: k.csv, as: kpi, key: id, set: { name: { value: nps }, value: { value: 3, number: ";" }, at: d } }
`,
    ).join('\n');
    expect(problems).toContain('4 sources[0].as');
    expect(problems).toContain('did you mean "account"?');
    expect(problems).toContain('9 sources[1].kye is not a known key; did you mean "key"?');
    expect(problems).toContain('12 sources[1].set.nmae is not a field of event; did you mean "name"?');
    expect(problems).toContain('13 sources[1].set.at.date "HH:mm" names no year, month and day');
    expect(problems).toContain('14 sources[2] needs "account"');
    expect(problems).toContain('the decimal sign');
  });

  it('gives sources of one kind and file identities of their own, which an appended source does not change', () => {
    const source = '  - { file: a.csv, as: event, key: id, account: a, set: { name: n, at: d } }\n';
    const ids = (count: number) => {
      const parsed = parseMapping(`version: 1\nsources:\n${source.repeat(count)}`);
      return parsed.ok ? parsed.mapping.sources.map(({ id }) => id) : [];
    };
    expect(ids(1)).toEqual(['event:a.csv']);
    expect(ids(2)).toEqual(['event:a.csv', 'event:a.csv#2']);
  });
});
