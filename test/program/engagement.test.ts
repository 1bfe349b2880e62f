/** The engagement of a program: its lines, what is wrong with them, and the preset. */
import { expect, it } from 'vitest';
import { engagementFor } from '#src/engagement/domain.ts';
import { presetEngagement } from '#src/engagement/presets.ts';
import { STAGES } from '#src/program/domain.ts';
import { parseProgram } from '#src/program/parse.ts';
import { SPOKEN_PERSONAS } from '#src/touchpoints/domain.ts';
import { EXAMPLE } from './example.ts';

const read = (section: string) => parseProgram(`${EXAMPLE}${section}`);
function problemsIn(section: string): string[] {
  const result = read(section);
  return result.ok ? [] : result.problems.map(({ path, problem }) => `${path}: ${problem}`);
}

it('reads its lines; one without stages stands for every other stage', () => {
  const result = read(`engagement:
  - { stages: [Adoption, Maintenance], persona: decision_maker, who: lead, every_days: 60 }
  - { persona: decision_maker, who: leader, every_days: 30 }
  - { stages: [Implementation], persona: user, who: partner, every_days: 14, play: hear-the-users }
`);
  const lines = result.ok ? result.program.engagement : [];
  expect(lines).toEqual([
    {
      stages: ['Adoption', 'Maintenance'],
      persona: 'decision_maker',
      who: 'lead',
      everyDays: 60,
      play: null,
    },
    { stages: [], persona: 'decision_maker', who: 'leader', everyDays: 30, play: null },
    { stages: ['Implementation'], persona: 'user', who: 'partner', everyDays: 14, play: 'hear-the-users' },
  ]);
  expect(engagementFor(lines, 'Maintenance', 'decision_maker')?.everyDays).toBe(60);
  expect(engagementFor(lines, 'Renewal', 'decision_maker')?.who).toBe('leader');
  expect(engagementFor(lines, null, 'decision_maker')?.who).toBe('leader');
  expect(engagementFor(lines, 'Adoption', 'user')).toBeNull();
  expect(engagementFor(lines, null, 'influencer')).toBeNull();
});

it('has the preset where the program says nothing, which asks for every persona in every stage once', () => {
  const result = read('');
  expect(result.ok && result.program.engagement).toEqual(presetEngagement());
  for (const stage of [...STAGES, null]) {
    for (const persona of SPOKEN_PERSONAS) {
      expect(engagementFor(presetEngagement(), stage, persona)).not.toBeNull();
    }
  }
  const named = presetEngagement().flatMap(({ stages, persona }) =>
    (stages.length === 0 ? ['others'] : stages).map((stage) => `${persona} ${stage}`),
  );
  expect(new Set(named).size).toBe(named.length);
  expect(read('engagement: []\n')).toMatchObject({ ok: true, program: { engagement: [] } });
});

it.each([
  [
    'a play that is not known',
    `engagement:
  - { persona: user, who: lead, every_days: 30, play: hear-the-user }
`,
    'engagement[0].play: must be a play of this file or a preset; it is "hear-the-user"; did you mean "hear-the-users"?',
  ],
  [
    'a play for stages in which nobody is a customer yet',
    `engagement:
  - { stages: [Discovery, Selection], persona: user, who: lead, every_days: 30, play: hear-the-users }
`,
    'engagement[0].play: can not stand here: before the sale no play starts by itself',
  ],
  [
    'the same stage and persona twice',
    `engagement:
  - { stages: [Adoption, Renewal], persona: user, who: lead, every_days: 30 }
  - { stages: [Change, Renewal], persona: user, who: partner, every_days: 14 }
`,
    'engagement[1].stages[1]: must be the only line for user in "Renewal": line 1 of engagement names it already',
  ],
  [
    'two lines for all other stages',
    `engagement:
  - { persona: user, who: lead, every_days: 30 }
  - { persona: influencer, who: lead, every_days: 30 }
  - { persona: user, who: partner, every_days: 14 }
`,
    'engagement[2]: must be the only line for user in every other stage: line 1 of engagement names it already',
  ],
  [
    'a stage twice in one line',
    'engagement: [ { stages: [Change, Change], persona: user, who: lead, every_days: 30 } ]\n',
    'engagement[0].stages[1]: stands twice: keep one "Change"',
  ],
  [
    'a persona that nobody has',
    'engagement: [ { persona: users, who: lead, every_days: 30 } ]\n',
    /^engagement\[0\]\.persona: must be one of decision_maker, influencer, user; it is "users"/,
  ],
  [
    'a stage that there is not',
    'engagement: [ { stages: [Churned], persona: user, who: lead, every_days: 30 } ]\n',
    /^engagement\[0\]\.stages\[0\]: must be one of Discovery, .*; it is "Churned"/,
  ],
  [
    'no stage',
    'engagement: [ { stages: [], persona: user, who: lead, every_days: 30 } ]\n',
    /^engagement\[0\]\.stages: must be a list of at least one stage/,
  ],
  [
    'somebody else',
    'engagement: [ { persona: user, who: seller, every_days: 30 } ]\n',
    /^engagement\[0\]\.who: must be one of lead, partner, leader; it is "seller"/,
  ],
  [
    'no days',
    'engagement: [ { persona: user, who: lead, every_days: 0 } ]\n',
    /^engagement\[0\]\.every_days: must be a whole number of days/,
  ],
  ['a group', 'engagement: { user: 30 }\n', /^engagement: must be a list of lines/],
])('refuses %s', (_what, section, problem) => {
  const problems = problemsIn(section);
  expect(problems).toHaveLength(1);
  if (typeof problem === 'string') expect(problems[0]).toBe(problem);
  else expect(problems[0]).toMatch(problem);
});
