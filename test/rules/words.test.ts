import { describe, expect, it } from 'vitest';
import type { AccountFacts, Clause, Condition } from '#src/rules/domain.ts';
import { describeActual, describeClause, describeCondition, namesIn } from '#src/rules/words.ts';
import { makeJourney } from './arbitraries.ts';
import { makeFacts, SAME_MILESTONE_3_MONTHS } from './build.ts';

const journey = makeJourney('j1', [45, 60]);
const names = namesIn({
  journeys: [journey],
  segments: [{ id: 'standard', name: 'Standard', experience: null, journey: 'j1' }],
});
const place = makeFacts().place;
const finished = { place: { ...place, workingOn: null, position: 3 } };

describe('a clause in words', () => {
  it.each<[Clause, string]>([
    [{ kind: 'working_on', milestones: ['m1', 'm2'] }, 'working on “Milestone 1” or “Milestone 2”'],
    [{ kind: 'position', compare: 'is', value: 2 }, 'on the 2nd milestone'],
    [{ kind: 'position', compare: 'at_least', value: 3 }, 'on the 3rd milestone or a later one'],
    [{ kind: 'position', compare: 'at_most', value: 11 }, 'on the 11th milestone or an earlier one'],
    [{ kind: 'days_at_milestone', moreThan: 90 }, 'at the same milestone for more than 90 days'],
    [{ kind: 'months_at_milestone', moreThan: 1 }, 'at the same milestone for more than 1 month'],
    [{ kind: 'pace', paces: ['on_track', 'slow', 'stuck'] }, 'on track, slow, or stuck'],
    [{ kind: 'slipped', is: true }, 'a reached milestone has slipped'],
    [{ kind: 'finished', is: false }, 'the journey is not finished'],
    [{ kind: 'no_ebr_in_months', months: 3 }, 'no EBR in the last 3 months'],
    [{ kind: 'no_ebr_since_milestone_start' }, 'no EBR since the milestone began'],
    [{ kind: 'stage', stages: ['Adoption', 'Renewal'] }, 'in stage Adoption or Renewal'],
    [{ kind: 'segment', segments: ['standard'] }, 'in segment Standard'],
    [{ kind: 'arr', compare: 'at_least', value: 10000 }, 'ARR of at least 10,000'],
    [{ kind: 'arr', compare: 'below', value: 10000 }, 'ARR below 10,000'],
    [{ kind: 'days_to_renewal', atMost: 60 }, 'renews within 60 days'],
    [{ kind: 'days_since_signal', moreThan: 30 }, 'no signal for more than 30 days'],
    [{ kind: 'health', compare: 'below', value: 40 }, 'health below 40'],
    [{ kind: 'coverage', below: 60 }, 'health coverage below 60 %'],
    [{ kind: 'fit', verdicts: ['bad_fit', 'stretch'] }, 'fit: bad fit or stretch'],
  ])('%o', (clause, text) => {
    expect(describeClause(clause, names)).toBe(text);
  });

  it.each<[Clause, string]>([
    [{ kind: 'working_on', milestones: ['m1'] }, 'not: working on “Milestone 1”'],
    [{ kind: 'slipped', is: true }, 'no reached milestone has slipped'],
    [{ kind: 'finished', is: false }, 'the journey is finished'],
    [{ kind: 'no_ebr_in_months', months: 3 }, 'an EBR in the last 3 months'],
    [{ kind: 'no_ebr_since_milestone_start' }, 'an EBR since the milestone began'],
    [{ kind: 'days_since_signal', moreThan: 30 }, 'a signal in the last 30 days'],
  ])('and its opposite: %o', (clause, text) => {
    expect(describeClause(clause, names, true)).toBe(text);
  });

  it.each<[Condition, string]>([
    [
      SAME_MILESTONE_3_MONTHS,
      'at the same milestone for more than 3 months, and no EBR since the milestone began',
    ],
    [
      {
        kind: 'all',
        of: [
          {
            kind: 'any',
            of: [
              { kind: 'slipped', is: true },
              { kind: 'pace', paces: ['stuck'] },
            ],
          },
          { kind: 'not', of: { kind: 'not', of: { kind: 'finished', is: false } } },
          { kind: 'not', of: { kind: 'stage', stages: ['Renewal'] } },
        ],
      },
      '(a reached milestone has slipped, or stuck), and the journey is not finished, and not: in stage Renewal',
    ],
    [
      {
        kind: 'not',
        of: {
          kind: 'any',
          of: [
            { kind: 'slipped', is: true },
            { kind: 'finished', is: true },
          ],
        },
      },
      'no reached milestone has slipped, and the journey is not finished',
    ],
    [
      {
        kind: 'any',
        of: [
          {
            kind: 'not',
            of: {
              kind: 'all',
              of: [
                { kind: 'no_ebr_in_months', months: 3 },
                { kind: 'not', of: { kind: 'stage', stages: ['Renewal'] } },
              ],
            },
          },
          { kind: 'pace', paces: ['stuck'] },
        ],
      },
      '(an EBR in the last 3 months, or in stage Renewal), or stuck',
    ],
    [{ kind: 'not', of: { kind: 'all', of: [] } }, 'no account'],
    [{ kind: 'all', of: [] }, 'every account'],
    [{ kind: 'any', of: [] }, 'no account'],
  ])('joined: %o', (condition, text) => {
    expect(describeCondition(condition, names)).toBe(text);
  });
});

describe('what is the case', () => {
  it.each<[Clause['kind'], Partial<AccountFacts>, string]>([
    ['working_on', {}, 'working on “Milestone 1”'],
    ['working_on', finished, 'journey finished on 1 Jan'],
    [
      'working_on',
      { place: { ...place, workingOn: 'x' } },
      'working on a milestone that the program no longer has',
    ],
    ['position', {}, 'on the 1st of 2 milestones'],
    ['position', finished, 'journey finished on 1 Jan'],
    ['days_at_milestone', {}, 'same milestone since 1 Jan (59 days)'],
    [
      'months_at_milestone',
      { place: { ...place, since: '2025-11-30' } },
      'same milestone since 30 Nov 2025 (91 days)',
    ],
    ['months_at_milestone', finished, 'journey finished on 1 Jan'],
    ['pace', {}, 'slow: 59 days, usually 45'],
    ['pace', { place: { ...place, since: '2026-02-28' } }, 'on track: 1 day, usually 45'],
    ['pace', finished, 'journey finished on 1 Jan'],
    ['pace', { place: { ...place, position: 9 } }, 'no pace: the program no longer has this milestone'],
    ['slipped', {}, 'nothing has slipped'],
    ['slipped', { place: { ...place, slipped: ['m1', 'm2'] } }, 'slipped: “Milestone 1”, “Milestone 2”'],
    ['finished', {}, 'working on “Milestone 1”'],
    ['no_ebr_in_months', {}, 'no EBR so far'],
    ['no_ebr_in_months', { lastEbrOn: '2025-12-02' }, 'last EBR on 2 Dec 2025'],
    ['no_ebr_since_milestone_start', {}, 'no EBR since then, nor before'],
    [
      'no_ebr_since_milestone_start',
      { lastEbrOn: '2025-12-31' },
      'no EBR since then (the last one was on 31 Dec 2025)',
    ],
    [
      'no_ebr_since_milestone_start',
      { lastEbrOn: '2026-02-03' },
      'an EBR on 3 Feb, and the milestone began on 1 Jan',
    ],
    ['stage', {}, 'no stage known'],
    ['stage', { stage: 'Adoption' }, 'in stage Adoption'],
    ['segment', {}, 'no segment known'],
    ['segment', { segment: 'standard' }, 'in segment Standard'],
    ['segment', { segment: 'Gold' }, 'in segment Gold'],
    ['arr', {}, 'no ARR known'],
    ['arr', { arr: 48000 }, 'ARR 48,000'],
    ['days_to_renewal', {}, 'no renewal date known'],
    ['days_to_renewal', { renewsOn: '2026-02-28' }, 'the last known renewal was on 28 Feb'],
    ['days_to_renewal', { renewsOn: '2026-03-01' }, 'renews today'],
    ['days_to_renewal', { renewsOn: '2026-03-02' }, 'renews in 1 day (2 Mar)'],
    ['days_since_signal', {}, 'no signal since the start on 1 Jan (59 days)'],
    ['days_since_signal', { lastSignalOn: '2026-02-01' }, 'no signal since 1 Feb (28 days)'],
    ['days_since_signal', { lastSignalOn: '2026-03-01' }, 'a signal today'],
    ['health', {}, 'no health score'],
    ['health', { health: 31 }, 'health 31'],
    ['coverage', {}, 'no health coverage known'],
    ['coverage', { coverage: 80 }, 'health coverage 80 %'],
    ['fit', {}, 'fit not known'],
    ['fit', { fit: 'bad_fit' }, 'fit: bad fit'],
  ])('%s %o', (kind, change, text) => {
    const clause = clauses[kind];
    expect(describeActual(clause, makeFacts(change), names, journey, '2026-03-01')).toBe(text);
  });

  it('is told without the journey when the program no longer has it', () => {
    const say = (clause: Clause) => describeActual(clause, makeFacts(), names, undefined, '2026-03-01');
    expect(say(clauses.position)).toBe('on the 1st milestone');
    expect(say(clauses.pace)).toBe('no pace: the program no longer has this milestone');
  });
});

const clauses: Record<Clause['kind'], Clause> = {
  working_on: { kind: 'working_on', milestones: ['m1'] },
  position: { kind: 'position', compare: 'is', value: 1 },
  days_at_milestone: { kind: 'days_at_milestone', moreThan: 90 },
  months_at_milestone: { kind: 'months_at_milestone', moreThan: 3 },
  pace: { kind: 'pace', paces: ['slow'] },
  slipped: { kind: 'slipped', is: true },
  finished: { kind: 'finished', is: true },
  no_ebr_in_months: { kind: 'no_ebr_in_months', months: 3 },
  no_ebr_since_milestone_start: { kind: 'no_ebr_since_milestone_start' },
  stage: { kind: 'stage', stages: ['Adoption'] },
  segment: { kind: 'segment', segments: ['standard'] },
  arr: { kind: 'arr', compare: 'at_least', value: 1 },
  days_to_renewal: { kind: 'days_to_renewal', atMost: 60 },
  days_since_signal: { kind: 'days_since_signal', moreThan: 30 },
  health: { kind: 'health', compare: 'below', value: 40 },
  coverage: { kind: 'coverage', below: 60 },
  fit: { kind: 'fit', verdicts: ['bad fit'] },
};
