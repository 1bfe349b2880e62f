/** `plays` and `missing_data` of a program file: what is read, and what is said of mistakes. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_MISSING_DATA, presetPlayIds, withPresetPlays } from '#src/plays/presets.ts';
import { parseProgram } from '#src/program/parse.ts';
import { EXAMPLE, exampleWith } from '../program/example.ts';

function programIn(text: string) {
  const parsed = parseProgram(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.program;
}

function problemsIn(section: string): string[] {
  const parsed = parseProgram(`${EXAMPLE}${section}`);
  return parsed.ok ? [] : parsed.problems.map(({ path, problem }) => `${path}: ${problem}`);
}

const step = (change = '') => `{ id: s, name: Do it, due_in_business_days: 3${change} }`;
const playWith = (steps: string) => `plays: [{ id: p, name: P, steps: [${steps}] }]\n`;

describe('plays of a program', () => {
  it('are the presets where it has none', () => {
    const { plays, missingData } = programIn(EXAMPLE);
    expect(plays).toEqual(withPresetPlays([]));
    expect(plays.every(({ enabled }) => enabled)).toBe(true);
    expect(missingData).toEqual(DEFAULT_MISSING_DATA);
  });

  it('are read with owners and every kind of signal, and stand before the presets', () => {
    const signals = [
      '{ event: published }',
      '{ event: [a, b, a] }',
      '{ kpi: leads, at_least: 5 }',
      '{ kpi: tickets, at_most: 2 }',
      '{ touchpoint: user }',
      '{ fresh: journey-pace }',
      '{ ebr_held: true }',
    ];
    const steps = signals.map(
      (signal, index) =>
        `{ id: s${index}, name: Step, owner: leader, due_in_business_days: ${index}, done_when: ${signal} }`,
    );
    const { plays, missingData } = programIn(
      `${EXAMPLE}plays: [{ id: p, name: P, steps: [${steps.join(', ')}, ${step().replace('3', '9')}] }]
missing_data: { at_most_per_person_and_day: 0, quiet_days: 7 }\n`,
    );
    expect(plays.map(({ id }) => id)).toEqual(['p', ...presetPlayIds()]);
    expect(plays[0]?.steps.map(({ doneWhen }) => doneWhen)).toEqual([
      { kind: 'event', names: ['published'] },
      { kind: 'event', names: ['a', 'b'] },
      { kind: 'kpi', kpi: 'leads', bound: 'at_least', value: 5 },
      { kind: 'kpi', kpi: 'tickets', bound: 'at_most', value: 2 },
      { kind: 'touchpoint', persona: 'user' },
      { kind: 'fresh', metric: 'journey-pace' },
      { kind: 'ebr_held' },
      null,
    ]);
    expect(plays[0]?.steps[0]).toMatchObject({ owner: 'leader', dueInBusinessDays: 0 });
    expect(plays[0]?.steps.at(-1)).toMatchObject({ id: 's', owner: 'lead', dueInBusinessDays: 9 });
    expect(missingData).toEqual({ atMostPerPersonAndDay: 0, quietDays: 7 });
  });

  it('take the place of a preset as a whole, or of what they name of it', () => {
    const [own, other] = programIn(
      `${EXAMPLE}plays: [{ id: hear-the-users, enabled: false }, { id: reach-the-influencers, steps: [${step()}] }]\n`,
    ).plays;
    const preset = withPresetPlays([]).find(({ id }) => id === 'hear-the-users');
    expect(own).toEqual({ ...preset, enabled: false });
    expect(other).toMatchObject({ name: 'Reach the influencers', enabled: true, steps: [{ id: 's' }] });
  });

  it('are started by the rules that name them', () => {
    const program = programIn(
      exampleWith(['repeat_after_days: 90 }', 'repeat_after_days: 90, play: hear-the-users }']),
    );
    expect(program.rules.map(({ then }) => then.play)).toEqual(['hear-the-users', undefined, undefined]);
  });

  it.each([
    ['plays: { a: 1 }\n', 'plays: must be a list of plays; it is a group of keys'],
    [
      'plays: [{ id: p, steps: [] }]\n',
      'plays[0].steps: must be a list of at least one step; it is an empty list',
    ],
    ['plays: [{ id: p, name: P }]\n', 'plays[0].steps: is missing: it must be a list of steps'],
    [playWith(`${step()}, ${step()}`), 'plays[0].steps[1].id: must be unique: "s" stands above already'],
    [
      `plays: [{ id: p, name: P, steps: [${step()}] }, { id: p, name: Q, steps: [${step()}] }]\n`,
      'plays[1].id: must be unique: "p" stands above already',
    ],
    [
      playWith(step(', owner: leed')),
      'plays[0].steps[0].owner: must be one of lead, partner, leader; it is "leed"; did you mean "lead"?',
    ],
    [
      playWith(`${step()}, { id: t, name: T, due_in_business_days: 2 }`),
      'plays[0].steps[1].due_in_business_days: must be 3 or more: the step above it comes first, and is due after 3',
    ],
    [
      playWith(step(', done_when: { fresh: journy-pace }')),
      'plays[0].steps[0].done_when.fresh: must be a metric of the scorecard; it is "journy-pace"; did you mean "journey-pace"?',
    ],
    [
      playWith(step(', done_when: { event: a, ebr_held: true }')),
      'plays[0].steps[0].done_when.ebr_held: can not stand beside "event": keep one of event, kpi, touchpoint, fresh, ebr_held',
    ],
    [
      playWith(step(', done_when: { kpi: leads }')),
      'plays[0].steps[0].done_when: needs one of at_least, at_most',
    ],
    [
      playWith(step(', done_when: { event: a, at_least: 2 }')),
      'plays[0].steps[0].done_when.at_least: goes only with kpi',
    ],
    [
      playWith(step(', done_when: { event: "*" }')),
      'plays[0].steps[0].done_when.event: must name the events: "*" counts only in a task',
    ],
    [
      playWith(step(', done_when: { touchpoint: champion }')),
      'plays[0].steps[0].done_when.touchpoint: must be one of decision_maker, influencer, user; it is "champion"',
    ],
    ['play: []\n', 'play: is not a known key; did you mean "plays"?'],
    [
      'missing_data: { at_most_per_person_and_day: -1 }\n',
      'missing_data.at_most_per_person_and_day: must be a whole number of plays from 0 to 1000, such as 10; it is -1',
    ],
  ])('that say %s are refused', (section, problem) => {
    expect(problemsIn(section).join('\n')).toContain(problem);
  });

  it('that a rule or a metric names have to be there', () => {
    const parsed = parseProgram(
      exampleWith(['repeat_after_days: 90 }', 'repeat_after_days: 90, play: hear-the-user }']),
    );
    expect(parsed).toMatchObject({
      ok: false,
      problems: [
        {
          path: 'rules[0].then.play',
          problem: 'must be a play of this file; it is "hear-the-user"; did you mean "hear-the-users"?',
        },
      ],
    });
  });
});
