import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answersOf,
  assessFit,
  differencesIn,
  FIT_KINDS,
  isBeforeSale,
  missingIn,
  READINESS_PARTS,
  readinessOf,
  verdictOf,
  type Answer,
  type Answers,
  type FitProgram,
} from '#src/fit/domain.ts';
import { presetFit, readinessKey } from '#src/fit/presets.ts';

/** `m` characteristics are musts, `s` should be there. */
function checklistOf(ids: string): FitProgram['checklist'] {
  return ids.split(' ').map((id) => ({
    key: id,
    id,
    name: id,
    kind: id.startsWith('m') ? ('technical' as const) : ('resource' as const),
    level: id.startsWith('m') ? ('must' as const) : ('should' as const),
  }));
}

function answers(yes: string, no = ''): Answers {
  const given = (ids: string, answer: Answer) =>
    ids
      .split(' ')
      .filter((id) => id !== '')
      .map((id) => [id, { answer, evidence: '' }] as const);
  return new Map([...given(yes, 'yes'), ...given(no, 'no')]);
}

const FIVE = checklistOf('m1 m2 s1 s2 s3 s4 s5');

describe('a verdict, worked by hand', () => {
  it.each([
    ['nothing is known', answers(''), 'unknown'],
    ['one must is not known', answers('m1 s1 s2 s3 s4 s5'), 'unknown'],
    ['one must is no', answers('m1 s1 s2 s3 s4 s5', 'm2'), 'bad_fit'],
    ['one must is no and the other is not known', answers('', 'm2'), 'bad_fit'],
    ['the musts are yes, and nothing that should be there is known', answers('m1 m2'), 'good_fit'],
    ['3 of 5 is 60 %: at the bar', answers('m1 m2 s1 s2 s3', 's4 s5'), 'good_fit'],
    ['2 of 4 known is 50 %: under the bar', answers('m1 m2 s1 s2', 's3 s4'), 'stretch'],
    ['2 of 3 known is 67 %, whatever is not known', answers('m1 m2 s1 s2', 's3'), 'good_fit'],
    ['0 of 1', answers('m1 m2', 's1'), 'stretch'],
  ])('where %s', (_what, given, verdict) => {
    expect(verdictOf({ bar: 60, checklist: FIVE }, given)).toBe(verdict);
  });

  it('of a checklist without musts is unknown while nothing of it is known', () => {
    const fit = { bar: 60, checklist: checklistOf('s1 s2') };
    expect(verdictOf(fit, answers(''))).toBe('unknown');
    expect(verdictOf(fit, answers('s1'))).toBe('good_fit');
    expect(verdictOf(fit, answers('', 's1'))).toBe('stretch');
  });

  it('with a bar of 0 is never a stretch, and with 100 is one as soon as a should is no', () => {
    const given = answers('m1 m2 s1 s2 s3 s4', 's5');
    expect(verdictOf({ bar: 0, checklist: FIVE }, answers('m1 m2', 's1 s2 s3 s4 s5'))).toBe('good_fit');
    expect(verdictOf({ bar: 100, checklist: FIVE }, given)).toBe('stretch');
  });
});

describe('readiness, worked by hand', () => {
  const questions = presetFit().readiness;
  const by = (yes: string, no = '') => {
    const keyed = (ids: string) =>
      ids
        .split(' ')
        .filter((id) => id !== '')
        .map(readinessKey)
        .join(' ');
    return answers(keyed(yes), keyed(no));
  };

  it.each([
    ['', '', [null, null, null, null]],
    ['problem aware urgent', '', [100, null, null, 100]],
    // 2 of 3 = 66.67, 1 of 2 = 50, 0 of 1 = 0; their mean is 38.89.
    ['problem aware acting', 'urgent exploring budget', [67, 50, 0, 39]],
    // 1 of 2 = 50 and 3 of 4 would be 75; here 1 of 1 = 100 and 1 of 2 = 50: the mean is 75.
    ['problem budget', 'authority', [100, null, 50, 75]],
    // 50 and 33.33: the mean is 41.67.
    ['problem acting', 'aware exploring catalyst', [50, 33, null, 42]],
    ['', 'problem acting budget', [0, 0, 0, 0]],
  ] as const)('yes to “%s”, no to “%s”', (yes, no, [ready, willing, able, spectrum]) => {
    expect(readinessOf(questions, by(yes, no))).toEqual({ ready, willing, able, spectrum });
  });

  it('rounds a half up', () => {
    // 1 of 8 = 12.5, and a mean of 0 and 1 of 4 = 12.5.
    const eight = Array.from({ length: 8 }, (_, n) => ({
      key: `r${n}`,
      id: `r${n}`,
      name: '',
      part: 'ready' as const,
    }));
    expect(readinessOf(eight, answers('r0', 'r1 r2 r3 r4 r5 r6 r7')).ready).toBe(13);
    const two = [
      { key: 'a', id: 'a', name: '', part: 'ready' as const },
      ...eight.slice(0, 4).map((question) => ({ ...question, part: 'able' as const })),
    ];
    expect(readinessOf(two, answers('r0', 'a r1 r2 r3')).spectrum).toBe(13);
  });
});

describe('what is missing', () => {
  it('is the unknown musts, then what should be there, then the readiness; what is no is a difference', () => {
    const fit = presetFit();
    const given = answers('environment money', 'security language');
    const missing = missingIn(fit, given).map(({ id }) => id);
    expect(missing.slice(0, 3)).toEqual(['integrations', 'features', 'volume']);
    expect(missing.slice(3, 5)).toEqual(['time', 'energy']);
    expect(missing.at(-1)).toBe('cycle');
    expect(missing).toHaveLength(fit.checklist.length + fit.readiness.length - 4);
    expect(differencesIn(fit, given).map(({ id }) => id)).toEqual(['security', 'language']);
    expect(assessFit(fit, given)).toMatchObject({ verdict: 'bad_fit', should: { yes: 1, known: 2 } });
  });

  it('keeps of the answers only those that the program asks for', () => {
    const given = new Map([
      ['environment', { answer: 'yes' as const, evidence: '' }],
      ['gone', { answer: 'yes' as const, evidence: '' }],
      ['security', { answer: 'unknown' as const, evidence: 'asked on Monday' }],
      ['features', { answer: 'unknown' as const, evidence: '' }],
    ]);
    expect([...answersOf(presetFit(), given).keys()]).toEqual(['environment', 'security']);
  });

  it('is before the sale in the stages up to Selection', () => {
    expect(['Discovery', 'Qualification', 'Selection', 'Implementation', null].map(isBeforeSale)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('for any checklist and answers', () => {
  const level = fc.constantFrom('must' as const, 'should' as const);
  const checklist = fc.array(fc.record({ kind: fc.constantFrom(...FIT_KINDS), level }), { maxLength: 8 });
  const readiness = fc.array(fc.constantFrom(...READINESS_PARTS), { maxLength: 9 });
  const anyAnswer = fc.constantFrom<Answer>('yes', 'no', 'unknown');
  const worlds = fc
    .record({ checklist, readiness, bar: fc.integer({ min: 0, max: 100 }) })
    .map(({ checklist, readiness, bar }): FitProgram => ({
      bar,
      checklist: checklist.map((one, at) => ({ ...one, key: `c${at}`, id: `c${at}`, name: '' })),
      readiness: readiness.map((part, at) => ({ part, key: `r${at}`, id: `r${at}`, name: '' })),
      profile: presetFit().profile,
    }))
    .chain((fit) => {
      const keys = [...fit.checklist, ...fit.readiness].map(({ key }) => key);
      return fc.tuple(
        fc.constant(fit),
        fc
          .tuple(...keys.map(() => anyAnswer))
          .map((all) => new Map(all.map((answer, at) => [keys[at]!, { answer, evidence: '' }]))),
      );
    });

  it('the verdict is one by its definition', () => {
    fc.assert(
      fc.property(worlds, ([fit, given]) => {
        const at = (level: string, answer: Answer) =>
          fit.checklist.filter((one) => one.level === level && given.get(one.key)?.answer === answer).length;
        const musts = fit.checklist.filter(({ level }) => level === 'must').length;
        const known = at('should', 'yes') + at('should', 'no');
        const verdict = verdictOf(fit, given);
        expect(verdict === 'bad_fit').toBe(at('must', 'no') > 0);
        if (verdict === 'good_fit' || verdict === 'stretch') {
          expect(at('must', 'yes')).toBe(musts);
          expect(verdict === 'stretch').toBe(
            known > 0 && (at('should', 'yes') / known) * 100 < fit.bar - 1e-9,
          );
        }
        if (verdict === 'unknown')
          expect(at('must', 'unknown') > 0 || (musts === 0 && known === 0)).toBe(true);
      }),
    );
  });

  it('learning what was unknown never makes an unknown answer count, and a better answer never worsens it', () => {
    const rank = { bad_fit: 0, unknown: 1, stretch: 2, good_fit: 3 };
    fc.assert(
      fc.property(worlds, fc.nat(), ([fit, given], which) => {
        const no = [...given].filter(([, { answer }]) => answer === 'no');
        const [key] = no[which % Math.max(no.length, 1)] ?? [];
        if (key === undefined) return;
        const better = new Map(given).set(key, { answer: 'yes', evidence: '' });
        expect(rank[verdictOf(fit, better)]).toBeGreaterThanOrEqual(rank[verdictOf(fit, given)]);
        const readiness = [readinessOf(fit.readiness, given), readinessOf(fit.readiness, better)];
        expect(readiness[1]!.spectrum ?? 0).toBeGreaterThanOrEqual(readiness[0]!.spectrum ?? 0);
      }),
    );
  });

  it('each part lies from 0 to 100, the spectrum between the parts, and nothing known is nothing said', () => {
    fc.assert(
      fc.property(worlds, ([fit, given]) => {
        const { spectrum, ...parts } = readinessOf(fit.readiness, given);
        const known = Object.values(parts).filter((part) => part !== null);
        expect(spectrum === null).toBe(known.length === 0);
        if (spectrum === null) return;
        expect(spectrum).toBeGreaterThanOrEqual(Math.min(...known) - 1);
        expect(spectrum).toBeLessThanOrEqual(Math.max(...known));
        expect(known.every((part) => part >= 0 && part <= 100)).toBe(true);
      }),
    );
  });
});
