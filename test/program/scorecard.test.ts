import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presetScorecard } from '#src/health/presets.ts';
import { parseProgram } from '#src/program/parse.ts';
import { anyScorecard } from '../health/arbitraries.ts';
import { programFileWith, scorecardDocument } from '../health/make-scorecard.ts';
import { runs } from '../support/fuzz.ts';

const CONTACT = {
  id: 'contact',
  name: 'Contact',
  persona: 'decision_maker',
  weight: 100,
  source: { days_since_contact: true },
  zero_at: 60,
  hundred_at: 10,
};
const USE = {
  ...CONTACT,
  id: 'use',
  persona: 'user',
  source: { kpi: 'active_users' },
  zero_at: 0,
  hundred_at: 5,
};
const RIGHT = { personas: { decision_maker: 60, user: 40 }, metrics: [CONTACT, USE] };

describe('the scorecard of a program', () => {
  it('is the preset where there is none', () => {
    expect(scorecardOf(undefined)).toEqual(presetScorecard());
  });

  it('is read as it stands there', () => {
    fc.assert(
      fc.property(anyScorecard, (scorecard) => {
        expect(scorecardOf(scorecardDocument(scorecard))).toEqual(scorecard);
      }),
      { numRuns: runs(50) },
    );
  });

  it('has the usual bands, bar and windows where it names none', () => {
    const reviews = { ...CONTACT, id: 'reviews', weight: 0, source: { ebr_attendance: true } };
    const plans = { ...USE, id: 'plans', weight: 0, source: { plan_kept: true } };
    const tickets = { ...USE, id: 'tickets', weight: 0, source: { support_load: 'ticket', within_days: 28 } };
    const read = scorecardOf({ ...RIGHT, metrics: [CONTACT, USE, reviews, plans, tickets] });
    expect(read).toMatchObject({
      personas: { decision_maker: 60, influencer: 0, user: 40, account: 0 },
      bands: { yellow: 40, green: 70 },
      sureFrom: 60,
    });
    expect(read.metrics.slice(2).map(({ source }) => source)).toEqual([
      { kind: 'ebr_attendance', last: 4 },
      { kind: 'plan_kept', withinDays: 180 },
      { kind: 'support_load', names: ['ticket'], withinDays: 28 },
    ]);
  });

  it.each<[string, object, string[]]>([
    [
      'personas that do not add up',
      { ...RIGHT, personas: { decision_maker: 60, user: 30 } },
      ['scorecard.personas must add up to 100; they add up to 90'],
    ],
    [
      'a persona without a metric',
      { personas: { decision_maker: 60, user: 30, influencer: 10 }, metrics: [CONTACT, USE] },
      [
        'scorecard.personas.influencer weighs 10 and has no metric: add one with persona: influencer, or leave it out',
      ],
    ],
    [
      'metrics that do not add up',
      { ...RIGHT, metrics: [CONTACT, { ...USE, weight: 70 }, { ...USE, id: 'more', weight: 20 }] },
      ['scorecard.metrics[2].weight the metrics of user must add up to 100; they add up to 90 (70 + 20)'],
    ],
    [
      'metrics that do not add up in a stage that one of them names',
      {
        ...RIGHT,
        metrics: [
          CONTACT,
          { ...USE, weight: { usual: 50, Renewal: 80 } },
          { ...USE, id: 'more', weight: { usual: 50, Change: 50 } },
        ],
      },
      [
        'scorecard.metrics[2].weight the metrics of user must add up to 100 in stage Renewal; they add up to 130 (80 + 50)',
      ],
    ],
    [
      'a stage that there is not',
      { ...RIGHT, metrics: [CONTACT, { ...USE, weight: { usual: 100, Renewl: 80 } }] },
      ['scorecard.metrics[1].weight.Renewl is not a known key; did you mean "Renewal"?'],
    ],
    [
      'a weight that is none',
      { ...RIGHT, metrics: [CONTACT, { ...USE, weight: 'much' }] },
      [
        'scorecard.metrics[1].weight must be a whole number from 0 to 100, or one for each stage such as { usual: 50, Renewal: 80 }; it is "much"',
      ],
    ],
    [
      'a source that there is not',
      { ...RIGHT, metrics: [CONTACT, { ...USE, source: { kpis: 'active_users' } }] },
      ['scorecard.metrics[1].source.kpis is not a known key; did you mean "kpi"?'],
    ],
    [
      'a source by its name alone',
      { ...RIGHT, metrics: [CONTACT, { ...USE, source: 'active_users' }] },
      [
        'scorecard.metrics[1].source must be one source in braces, such as { kpi: active_users } or { days_since_contact: true }; it is "active_users"',
      ],
    ],
    [
      'two sources',
      { ...RIGHT, metrics: [CONTACT, { ...USE, source: { kpi: 'a', survey: 'b' } }] },
      [
        'scorecard.metrics[1].source.survey can not stand beside "kpi": keep one of kpi, events, support_load, survey, days_since_contact, ebr_attendance, plan_kept, pace, judgement',
      ],
    ],
    [
      'events without a window, and any event',
      { ...RIGHT, metrics: [CONTACT, { ...USE, source: { events: '*' } }] },
      [
        'scorecard.metrics[1].source.within_days is missing: it must be a whole number of days, such as 28',
        'scorecard.metrics[1].source.events must name the events: "*" counts only in a task',
      ],
    ],
    [
      'a window of what has none',
      { ...RIGHT, metrics: [CONTACT, { ...USE, source: { kpi: 'a', within_days: 28 } }] },
      ['scorecard.metrics[1].source.within_days goes only with events, support_load, plan_kept'],
    ],
    [
      'the attendance of somebody else',
      { ...RIGHT, metrics: [CONTACT, { ...USE, source: { ebr_attendance: true } }] },
      ['scorecard.metrics[1].persona must be decision_maker: ebr_attendance tells of nobody else'],
    ],
    [
      'the pace of a person',
      { ...RIGHT, metrics: [CONTACT, { ...USE, source: { pace: true } }] },
      ['scorecard.metrics[1].persona must be account: pace tells of no person'],
    ],
    [
      'an age of what is known every day',
      {
        ...RIGHT,
        metrics: [CONTACT, { ...USE, source: { support_load: 'ticket', within_days: 28 }, max_age_days: 3 }],
      },
      [
        'scorecard.metrics[1].max_age_days does not go with support_load, which is known every day: leave it out',
      ],
    ],
    [
      'ends that are one',
      { ...RIGHT, metrics: [CONTACT, { ...USE, zero_at: 5 }] },
      ['scorecard.metrics[1].hundred_at must differ from zero_at; both are 5'],
    ],
    [
      'ends that lie too near to each other',
      { ...RIGHT, metrics: [CONTACT, { ...USE, zero_at: 5 + 1e-12 }] },
      ['scorecard.metrics[1].hundred_at must differ from zero_at; 5 is too near to 5.000000000001'],
    ],
    [
      'a play that there is not',
      { ...RIGHT, metrics: [{ ...CONTACT, play: 'reach-the-decision-makers' }, USE] },
      [
        'scorecard.metrics[0].play must be a play of this file or a preset; it is "reach-the-decision-makers"; did you mean "reach-the-decision-maker"?',
      ],
    ],
    [
      'an id that stands twice',
      { ...RIGHT, metrics: [CONTACT, { ...USE, id: 'contact' }] },
      ['scorecard.metrics[1].id must be unique: "contact" stands above already'],
    ],
    [
      'bands with a gap',
      { ...RIGHT, bands: { red: [0, 39], yellow: [41, 69], green: [70, 100] } },
      ['scorecard.bands.yellow must begin at 40; it begins at 41, which leaves a gap before it'],
    ],
    [
      'bands that overlap',
      { ...RIGHT, bands: { red: [0, 39], yellow: [40, 70], green: [70, 100] } },
      ['scorecard.bands.green must begin at 71; it begins at 70, which overlaps with the band before it'],
    ],
    [
      'bands that do not reach the ends',
      { ...RIGHT, bands: { red: [1, 39], yellow: [40, 69], green: [70, 99] } },
      [
        'scorecard.bands.red must begin at 0; it begins at 1, which is not where points begin',
        'scorecard.bands.green must end at 100; it ends at 99',
      ],
    ],
    [
      'too many metrics',
      {
        ...RIGHT,
        metrics: [
          CONTACT,
          USE,
          ...Array.from({ length: 39 }, (_, n) => ({ ...USE, id: `m${n}`, weight: 0 })),
        ],
      },
      ['scorecard.metrics must hold at most 40 metrics; it holds 41'],
    ],
  ])('is refused with %s', (_, scorecard, expected) => {
    const parsed = parseProgram(programFileWith(scorecard));
    const problems = parsed.ok ? [] : parsed.problems.map(({ path, problem }) => `${path} ${problem}`);
    expect(problems).toEqual(expected);
  });
});

function scorecardOf(scorecard: object | undefined) {
  const parsed = parseProgram(programFileWith(scorecard));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.program.scorecard;
}
