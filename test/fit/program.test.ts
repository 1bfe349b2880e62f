/** The `fit` section of a program file. */
import { describe, expect, it } from 'vitest';
import { presetFit } from '#src/fit/presets.ts';
import { parseProgram } from '#src/program/parse.ts';
import { EXAMPLE } from '../program/example.ts';

function read(fit: string) {
  const parsed = parseProgram(`${EXAMPLE}${fit}`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.program.fit;
}

const FIRST_LINE = EXAMPLE.split('\n').length;

/** Each problem with its line in the section, from 1. */
function problems(fit: string): string[] {
  const parsed = parseProgram(`${EXAMPLE}${fit}`);
  return parsed.ok
    ? []
    : parsed.problems.map(({ line, path, problem }) => `${line - FIRST_LINE + 1} ${path}: ${problem}`);
}

describe('the section fit', () => {
  it('is the preset where it is missing: musts at the gates, catalysts, the three questions', () => {
    const fit = read('');
    expect(fit).toEqual(presetFit());
    expect(fit.bar).toBe(60);
    expect(
      fit.checklist
        .filter(({ level }) => level === 'must')
        .every(({ kind }) => /technical|functional/.test(kind)),
    ).toBe(true);
    expect(new Set(fit.checklist.map(({ kind }) => kind)).size).toBe(6);
    const names = fit.readiness.map(({ name }) => name).join('\n');
    for (const word of ['merger', 'investment', 'bankruptcy', 'hiring or firing', 'request for proposals'])
      expect(names).toContain(word);
    for (const word of ['budget', 'decide', 'buying cycle']) expect(names).toContain(word);
    expect(Object.values(fit.profile.questions)).not.toContain(null);
  });

  it('is read with its levels, and what it leaves out is the preset’s', () => {
    const fit = read(`fit:
  bar: 75
  checklist:
    technical: [ { id: sso, name: Their identity provider speaks SAML } ]
    functional: [ { id: nice, name: They use forms, level: should } ]
    cultural: [ { id: open, name: They share figures, level: must }, { id: kind, name: They are kind } ]
  profile:
    goal: More leads
    efficiency: { at_least: 1.5, cost_at_most: 9000 }
    questions: { know: Would they see themselves on our pages? }
`);
    expect(fit.bar).toBe(75);
    expect(fit.checklist).toEqual([
      {
        key: 'sso',
        id: 'sso',
        name: 'Their identity provider speaks SAML',
        kind: 'technical',
        level: 'must',
      },
      { key: 'nice', id: 'nice', name: 'They use forms', kind: 'functional', level: 'should' },
      { key: 'open', id: 'open', name: 'They share figures', kind: 'cultural', level: 'must' },
      { key: 'kind', id: 'kind', name: 'They are kind', kind: 'cultural', level: 'should' },
    ]);
    expect(fit.readiness).toEqual(presetFit().readiness);
    expect(fit.profile).toEqual({
      situation: null,
      goal: 'More leads',
      capabilities: null,
      ready: null,
      willing: null,
      able: null,
      efficiency: { atLeast: 1.5, costAtMost: 9000 },
      questions: { ...presetFit().profile.questions, know: 'Would they see themselves on our pages?' },
    });
  });

  it('keeps apart what has one id in the checklist and in the readiness', () => {
    const fit = read(`fit:
  checklist: { resource: [ { id: budget, name: Money } ] }
  readiness: { able: [ { id: budget, name: Budget } ] }
`);
    expect([...fit.checklist, ...fit.readiness].map(({ key }) => key)).toEqual([
      'budget',
      'readiness/budget',
    ]);
  });

  it.each<[written: string, found: string[]]>([
    ['fit:\n  bars: 60\n', ['2 fit.bars: is not a known key; did you mean "bar"?']],
    [
      'fit:\n  bar: 120\n',
      ['2 fit.bar: must be a whole number of per cent from 0 to 100, such as 60; it is 120'],
    ],
    [
      'fit:\n  checklist:\n    technicl: []\n    cultural: [ { id: a, name: A } ]\n',
      ['3 fit.checklist.technicl: is not a known key; did you mean "technical"?'],
    ],
    [
      'fit:\n  checklist:\n    technical:\n      - { id: a, name: A, level: most }\n',
      ['4 fit.checklist.technical[0].level: must be one of must, should; it is "most"; did you mean "must"?'],
    ],
    [
      'fit:\n  checklist:\n    technical: [ { id: a, name: A } ]\n    cultural:\n      - { id: a, name: B }\n',
      ['5 fit.checklist.cultural[0].id: must be unique: "a" stands above already'],
    ],
    [
      'fit:\n  readiness:\n    ready: [ { id: a, name: A } ]\n    able: [ { id: a, name: B, level: must } ]\n',
      [
        '4 fit.readiness.able[0].level: is not a known key; known here: id, name',
        '4 fit.readiness.able[0].id: must be unique: "a" stands above already',
      ],
    ],
    [
      'fit:\n  checklist: {}\n',
      [
        '2 fit.checklist: must ask something: leave it out for the preset, or name technical, functional, resource, competence, experience, cultural',
      ],
    ],
    [
      'fit:\n  profile: { efficiency: { at_most: 1 } }\n',
      ['2 fit.profile.efficiency.at_most: is not a known key; known here: at_least, cost_at_most'],
    ],
  ])('tells what is wrong, and where (%#)', (text, found) => {
    expect(problems(text)).toEqual(found);
  });
});
