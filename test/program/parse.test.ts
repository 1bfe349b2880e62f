import { readFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml, stringify } from 'yaml';
import { parseProgram } from '#src/program/parse.ts';
import { EXAMPLE, EXAMPLE_PROGRAM, exampleWith } from './example.ts';
import { runs } from '../support/fuzz.ts';

function programIn(text: string) {
  const parsed = parseProgram(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.program;
}

function problemsIn(text: string): string[] {
  const parsed = parseProgram(text);
  if (parsed.ok) throw new Error('the program was accepted');
  return parsed.problems.map(({ line, path, problem }) => `${line} ${path}: ${problem}`);
}

const TASKS = 'journeys[0].phases[0].milestone.tasks';
const RULE = 'rules[0]';

describe('a program file', () => {
  it('is read as the documentation says', () => {
    expect(programIn(EXAMPLE)).toEqual(EXAMPLE_PROGRAM);
  });

  it('may leave out what is optional', () => {
    const program = programIn(`version: 1
name: Small
timezone: UTC
segments: [{ id: all, name: All, journey: j }]
journeys:
  - id: j
    name: J
    phases:
      - id: p
        name: P
        usual_days: 30
        milestone: { id: m, name: M, tasks: [{ id: t, name: T, owner: us, event: [a, b] }] }
`);
    expect(program.segments[0]?.experience).toBeNull();
    expect(program.journeys[0]?.phases[0]).toEqual({
      id: 'p',
      name: 'P',
      startsWhen: null,
      usualDays: 30,
      milestone: {
        id: 'm',
        name: 'M',
        value: null,
        opportunity: null,
        tasks: [
          {
            id: 't',
            name: 'T',
            owner: 'us',
            optional: false,
            learn: null,
            condition: { kind: 'event', names: ['a', 'b'], min: 1, counts: 'times', withinDays: null },
          },
        ],
      },
    });
    expect(program.posts).toEqual({ morning: null, leadership: null });
    expect(program.rules.map(({ id, enabled }) => [id, enabled])).toEqual([
      ['qbr-quarterly', false],
      ['ebr-stuck-second-milestone', false],
      ['ebr-same-milestone-3-months', true],
    ]);
  });

  it('takes a KPI maximum, and a channel with its sign', () => {
    const program = programIn(
      exampleWith(
        ['at_least: 50, max_age_days: 45', 'at_most: 2.5'],
        ['channel: cs-daily', 'channel: "#cs-daily"'],
      ),
    );
    expect(program.journeys[0]?.phases[0]?.milestone.tasks[3]?.condition).toEqual({
      kind: 'kpi',
      kpi: 'leads_per_month',
      bound: 'at_most',
      value: 2.5,
      maxAgeDays: null,
    });
    expect(program.posts.morning?.channel).toBe('cs-daily');
    expect(programIn(exampleWith(['channel: cs-daily', 'channel: C0123ABCD'])).posts.morning?.channel).toBe(
      'C0123ABCD',
    );
  });

  it.each([
    ['{ working_on: [first-leads] }', { kind: 'working_on', milestones: ['first-leads'] }],
    ['{ position: { is: 1 } }', { kind: 'position', compare: 'is', value: 1 }],
    ['{ position: { at_most: 2 } }', { kind: 'position', compare: 'at_most', value: 2 }],
    ['{ days_at_milestone: { more_than: 90 } }', { kind: 'days_at_milestone', moreThan: 90 }],
    ['{ months_at_milestone: { more_than: 3 } }', { kind: 'months_at_milestone', moreThan: 3 }],
    ['{ pace: [slow, stuck] }', { kind: 'pace', paces: ['slow', 'stuck'] }],
    ['{ slipped: true }', { kind: 'slipped', is: true }],
    ['{ finished: false }', { kind: 'finished', is: false }],
    ['{ no_ebr_in_months: 3 }', { kind: 'no_ebr_in_months', months: 3 }],
    ['{ no_ebr_since: milestone_start }', { kind: 'no_ebr_since_milestone_start' }],
    ['{ stage: [Adoption, Renewal] }', { kind: 'stage', stages: ['Adoption', 'Renewal'] }],
    ['{ segment: [standard] }', { kind: 'segment', segments: ['standard'] }],
    ['{ arr: { below: 10000 } }', { kind: 'arr', compare: 'below', value: 10_000 }],
    ['{ days_to_renewal: { at_most: 90 } }', { kind: 'days_to_renewal', atMost: 90 }],
    ['{ days_since_signal: { more_than: 30 } }', { kind: 'days_since_signal', moreThan: 30 }],
    ['{ health: { at_least: 70 } }', { kind: 'health', compare: 'at_least', value: 70 }],
    ['{ coverage: { below: 60 } }', { kind: 'coverage', below: 60 }],
    ['{ fit: [bad_fit, unknown] }', { kind: 'fit', verdicts: ['bad_fit', 'unknown'] }],
    [
      '{ any: [{ slipped: true }, { not: { all: [{ finished: true }] } }] }',
      {
        kind: 'any',
        of: [
          { kind: 'slipped', is: true },
          { kind: 'not', of: { kind: 'all', of: [{ kind: 'finished', is: true }] } },
        ],
      },
    ],
  ])('reads the condition %s', (written, meant) => {
    const text = exampleWith([
      '{ all: [ { months_at_milestone: { more_than: 3 } }, { no_ebr_since: milestone_start } ] }',
      written,
    ]);
    expect(programIn(text).rules[0]?.when).toEqual(meant);
  });

  it.each([
    ['version: 1', 'version: 2', '1 version: must be 1, the version of this format; it is 2'],
    ['name: Inbound growth\n', '', '1 name: is missing: it must be a name of 1 to 200 characters'],
    ['posts:', 'post:', '31 post: is not a known key; did you mean "posts"?'],
    [
      'America/Sao_Paulo',
      'America/Sao_Paolo',
      '3 timezone: must be a time zone of the IANA list, such as America/Sao_Paulo; it is "America/Sao_Paolo"; did you mean "America/Sao_Paulo"?',
    ],
    [
      'America/Sao_Paulo',
      'Sao Paulo',
      '3 timezone: must be a time zone of the IANA list, such as America/Sao_Paulo; it is "Sao Paulo"; did you mean "America/Sao_Paulo"?',
    ],
    [
      'America/Sao_Paulo',
      '"+03:00"',
      '3 timezone: must be a time zone of the IANA list, such as America/Sao_Paulo; it is "+03:00"',
    ],
    [
      'journey: inbound }',
      'journey: inbuond }',
      '5 segments[0].journey: must be the id of a journey of this file; it is "inbuond"; did you mean "inbound"?',
    ],
    [
      'id: standard',
      'id: 7',
      '5 segments[0].id: must be an id of letters, digits, "-" and "_" (at most 60), such as first-leads; it is 7',
    ],
    [
      'id: standard',
      'id: the standard',
      '5 segments[0].id: must be an id of letters, digits, "-" and "_" (at most 60), such as first-leads; it is "the standard"',
    ],
    [
      'usual_days: 45',
      'usual_days: 4.5',
      '13 journeys[0].phases[0].usual_days: must be a whole number of days, 1 or more, such as 45; it is 4.5',
    ],
    [
      'usual_days: 45',
      'usual_days: "45"',
      '13 journeys[0].phases[0].usual_days: must be a whole number of days, 1 or more, such as 45; it is "45"',
    ],
    [
      'usual_days: 45',
      'usual_day: 45',
      '13 journeys[0].phases[0].usual_day: is not a known key; did you mean "usual_days"?',
    ],
    [
      'kind: advocacy',
      'kind: advocate',
      '18 journeys[0].phases[0].milestone.opportunity.kind: must be one of expansion, advocacy; it is "advocate"; did you mean "advocacy"?',
    ],
    [
      'owner: us',
      'owner: we',
      `24 ${TASKS}[4].owner: must be one of us, customer; it is "we"; did you mean "us"?`,
    ],
    ['at_least: 50', 'at_leest: 50', `23 ${TASKS}[3].at_leest: is not a known key; did you mean "at_least"?`],
    [
      'at_least: 50',
      'at_least: 50, at_most: 60',
      `23 ${TASKS}[3].at_most: can not stand beside "at_least": keep one of at_least, at_most`,
    ],
    ['at_least: 50, ', '', `23 ${TASKS}[3]: needs one of at_least, at_most`],
    [
      'kpi: leads_per_month, at_least: 50, max_age_days: 45',
      'event: lead, at_least: 50',
      `23 ${TASKS}[3].at_least: goes only with "kpi"`,
    ],
    [
      'event: tracking_installed',
      'event: [x, "*"]',
      `20 ${TASKS}[0].event[1]: must stand alone, as in event: "*"`,
    ],
    [
      'event: tracking_installed',
      'event: 5',
      `20 ${TASKS}[0].event: must be an event's name, a list of names, or "*" for any event; it is 5`,
    ],
    [
      'event: tracking_installed',
      'event: []',
      `20 ${TASKS}[0].event: must be an event's name, a list of names, or "*" for any event; it is an empty list`,
    ],
    [', event: tracking_installed', '', `20 ${TASKS}[0]: needs one of event, kpi, manual`],
    [
      'event: tracking_installed',
      'event: x, manual: true',
      `20 ${TASKS}[0].manual: can not stand beside "event": keep one of event, kpi, manual`,
    ],
    ['manual: true', 'manual: false', `24 ${TASKS}[4].manual: must be true; it is false`],
    ['manual: true', 'manual: true, min: 2', `24 ${TASKS}[4].min: goes only with "event"`],
    ['min: 3', 'min: 0', `21 ${TASKS}[1].min: must be a number, 1 or more, such as 3; it is 0`],
    [
      'within_days: 30',
      'within_days: 0.5',
      `21 ${TASKS}[1].within_days: must be a whole number of days, 1 or more, such as 45; it is 0.5`,
    ],
    [
      'counts: distinct_names',
      'counts: distinct_names, within_days: 7',
      `22 ${TASKS}[2].within_days: goes only with counts: times, not with distinct_names`,
    ],
    [
      'counts: distinct_names',
      'counts: distinct',
      `22 ${TASKS}[2].counts: must be one of times, distinct_names; it is "distinct"; did you mean "distinct_names"?`,
    ],
    ['min: 5', 'min: 2.5', `22 ${TASKS}[2].min: must be a whole number of names; it is 2.5`],
    [
      'event: "*"',
      'event: [a, b]',
      `22 ${TASKS}[2].min: must be at most 2, the number of names listed; it is 5`,
    ],
    [
      '"https://example.com/kickoff"',
      'kickoff',
      `24 ${TASKS}[4].learn: must be a web address, such as https://example.com/guide; it is "kickoff"`,
    ],
    ['id: pages', 'id: tracking', `21 ${TASKS}[1].id: must be unique: "tracking" stands above already`],
    [
      'id: ebr-same-milestone-3-months',
      'id: "  "',
      `26 ${RULE}.id: must be an id of letters, digits, "-" and "_" (at most 60), such as first-leads; it is "  "`,
    ],
    ['enabled: true', 'enabled: yes', `28 ${RULE}.enabled: must be true or false; it is "yes"`],
    ['when: { all:', 'when: { al:', `29 ${RULE}.when.al: is not a known key; did you mean "all"?`],
    [
      'months_at_milestone:',
      'month_at_milestone:',
      `29 ${RULE}.when.all[0].month_at_milestone: is not a known key; did you mean "months_at_milestone"?`,
    ],
    [
      'more_than: 3',
      'more_then: 3',
      `29 ${RULE}.when.all[0].months_at_milestone.more_then: is not a known key; did you mean "more_than"?`,
    ],
    [
      'no_ebr_since: milestone_start',
      'no_ebr_since: start',
      `29 ${RULE}.when.all[1].no_ebr_since: must be milestone_start; it is "start"`,
    ],
    [
      'no_ebr_since: milestone_start',
      'working_on: [first-lead]',
      `29 ${RULE}.when.all[1].working_on[0]: must be a milestone of this file; it is "first-lead"; did you mean "first-leads"?`,
    ],
    [
      'no_ebr_since: milestone_start',
      'segment: [standart]',
      `29 ${RULE}.when.all[1].segment[0]: must be a segment of this file; it is "standart"; did you mean "standard"?`,
    ],
    [
      'no_ebr_since: milestone_start',
      'stage: [adoption]',
      `29 ${RULE}.when.all[1].stage[0]: must be one of Discovery, Qualification, Selection, Implementation, Adoption, Maintenance, Change, Renewal, Churned; it is "adoption"; did you mean "Adoption"?`,
    ],
    [
      'no_ebr_since: milestone_start',
      'pace: stuck',
      `29 ${RULE}.when.all[1].pace: must be a list of one or more of on_track, slow, stuck, such as [on_track]; it is "stuck"`,
    ],
    ['no_ebr_since: milestone_start', 'arr: {}', `29 ${RULE}.when.all[1].arr: needs one of at_least, below`],
    [
      'no_ebr_since: milestone_start',
      'health: { below: 101 }',
      `29 ${RULE}.when.all[1].health.below: must be a number from 0 to 100; it is 101`,
    ],
    [
      'no_ebr_since: milestone_start',
      'slipped: true, finished: true',
      `29 ${RULE}.when.all[1]: must have one key; to combine several, write all: [ { slipped: … }, { finished: … } ]`,
    ],
    [
      '{ no_ebr_since: milestone_start }',
      '{}',
      `29 ${RULE}.when.all[1]: must have one key, such as pace: [stuck]`,
    ],
    [
      '{ no_ebr_since: milestone_start }',
      '{ any: [] }',
      `29 ${RULE}.when.all[1].any: must be a list of at least one condition; it is an empty list`,
    ],
    [
      'priority: high',
      'priority: hihg',
      `30 ${RULE}.then.priority: must be one of low, normal, high; it is "hihg"; did you mean "high"?`,
    ],
    [
      'due_in_business_days: 5',
      'due_in_business_days: -1',
      `30 ${RULE}.then.due_in_business_days: must be a whole number of days, 0 or more, such as 5; it is -1`,
    ],
    [
      'channel: cs-daily',
      'channel: CS Daily',
      '32 posts.morning.channel: must be the name of a Slack channel in small letters, such as cs-daily, or its id, such as C0123456789 (without #, which begins a comment); it is "CS Daily"',
    ],
    [
      'at: "08:30"',
      'at: "8:30"',
      '32 posts.morning.at: must be a time of the day of 24 hours in quotes, such as "08:30"; it is "8:30"',
    ],
    [
      'id: ebr-same-milestone-3-months\n    name: Same milestone for more than 3 months\n    enabled: true\n    when: { all: [ { months_at_milestone: { more_than: 3 } }, { no_ebr_since: milestone_start } ] }',
      'id: of-our-own\n    name: Without a condition',
      '26 rules[0].when: is missing: it must be a condition, such as { pace: [stuck] }',
    ],
    [
      'at: "08:30"',
      'at: "24:00"',
      '32 posts.morning.at: must be a time of the day of 24 hours in quotes, such as "08:30"; it is "24:00"',
    ],
    [
      '[mon, tue',
      '[monday, tue',
      '32 posts.morning.days[0]: must be one of mon, tue, wed, thu, fri, sat, sun; it is "monday"; did you mean "mon"?',
    ],
    ['[mon, tue', '[tue, tue', '32 posts.morning.days[1]: stands twice: keep one "tue"'],
    [
      'days: [mon] }',
      'days: [] }',
      '33 posts.leadership.days: must be a list of at least one day, such as [mon, tue]; it is an empty list',
    ],
    [
      'name: Inbound growth',
      'name: Inbound growth\nname: Again',
      '3 name: stands twice, first on line 2: keep one of the two',
    ],
  ])('with "%s" written as "%s" has one problem, at its line', (from, to, problem) => {
    expect(problemsIn(exampleWith([from, to]))).toEqual([problem]);
  });

  it('asks for a task that is not optional', () => {
    const text = EXAMPLE.replaceAll('owner: customer', 'owner: customer, optional: true');
    expect(problemsIn(text)).toEqual([
      `19 ${TASKS}: must hold a task that is not optional: the milestone is reached by it`,
    ]);
  });

  it('asks for ids that differ', () => {
    const [head = '', journey = '', tail = ''] = EXAMPLE.split(/(?<=journeys:\n)|(?=rules:)/);
    const segment = head.split('\n').find((line) => line.includes('id: standard'));
    const rule = tail.slice('rules:\n'.length, tail.indexOf('posts:'));
    const phase = journey.slice(journey.indexOf('      - id: prove'));
    const text =
      head.replace('journeys:', `${segment}\njourneys:`) +
      journey +
      phase +
      journey +
      tail.replace('posts:', `${rule}posts:`);
    const problems = problemsIn(text).map((problem) => problem.replace(/^\d+ /, ''));
    const twice = (path: string, id: string) => `${path}: must be unique: "${id}" stands above already`;
    const second = 'journeys[0].phases[1]';
    expect(problems).toEqual([
      twice('segments[1].id', 'standard'),
      twice(`${second}.id`, 'prove-the-channel'),
      twice(`${second}.milestone.id`, 'first-leads'),
      ...['tracking', 'pages', 'breadth', 'leads', 'kickoff'].map((id, index) =>
        twice(`${second}.milestone.tasks[${index}].id`, id),
      ),
      twice('journeys[1].id', 'inbound'),
      twice('rules[1].id', 'ebr-same-milestone-3-months'),
    ]);
  });

  it('tells all problems at once, in order of line', () => {
    const text = exampleWith(
      ['journey: inbound }', 'journey: inbuond }'],
      ['usual_days: 45', 'usual_days: 0'],
      ['at_least: 50', 'at_leest: 50'],
      ['no_ebr_since: milestone_start', 'working_on: [first-lead]'],
      ['channel: cs-daily', 'channel: #cs-daily\n   '],
    );
    expect(problemsIn(text).map((problem) => problem.slice(0, problem.indexOf(':')))).toEqual([
      '5 segments[0].journey',
      '13 journeys[0].phases[0].usual_days',
      `23 ${TASKS}[3].at_leest`,
      `29 ${RULE}.when.all[1].working_on[0]`,
      '32 posts.morning.channel',
    ]);
  });

  it('never throws however it is spoilt, and what is accepted means the same when written anew', () => {
    const lines = EXAMPLE.split('\n');
    const word = fc.constantFrom(
      '0',
      '1',
      '-5',
      'true',
      '~',
      '[]',
      '{}',
      '"',
      "'",
      '[',
      '}',
      ':',
      '- ',
      '*a',
      '&a',
      '!t',
      '|',
      'inbound',
      'first-leads',
      'stuck',
      'kpi',
      'at_most',
      'not',
      'any',
    );
    const spoil = fc.oneof(
      fc.record({ at: fc.nat(lines.length - 1), cut: fc.nat(2), add: fc.constantFrom('', '  ', 'x: 1') }).map(
        ({ at, cut, add }) =>
          (text: string) =>
            text
              .split('\n')
              .toSpliced(at, cut, ...(add === '' ? [] : [add]))
              .join('\n'),
      ),
      fc.record({ at: fc.nat(EXAMPLE.length), cut: fc.nat(3), add: word }).map(
        ({ at, cut, add }) =>
          (text: string) =>
            text.slice(0, at) + add + text.slice(at + cut),
      ),
      fc.record({ nth: fc.nat(200), add: word }).map(({ nth, add }) => (text: string) => {
        let seen = -1;
        return text.replaceAll(/[\w*-]+/g, (token) => ((seen += 1) === nth ? add : token));
      }),
    );
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(spoil, { minLength: 1, maxLength: 3 }), (spoils) => {
        const text = spoils.reduce((spoilt, change) => change(spoilt), EXAMPLE);
        const parsed = parseProgram(text);
        const lines = parsed.ok ? [] : parsed.problems.map(({ line }) => line);
        const writtenAnew = parsed.ok ? programIn(stringify(parseYaml(text))) : null;
        if (parsed.ok) accepted += 1;
        expect(writtenAnew).toEqual(parsed.ok ? parsed.program : null);
        expect(parsed.ok).toBe(lines.length === 0);
        expect(lines).toEqual(lines.toSorted((a, b) => a - b));
      }),
      { numRuns: runs(600) },
    );
    expect(accepted).toBeGreaterThan(20);
  });
});

it('the example of inbound marketing is a program that uses what a program can say', async () => {
  const program = programIn(
    await readFile(new URL('../../examples/inbound/program.yml', import.meta.url), 'utf8'),
  );
  const tasks = program.journeys.flatMap(({ phases }) => phases.flatMap(({ milestone }) => milestone.tasks));
  expect(program.journeys[0]?.phases).toHaveLength(4);
  expect(new Set(tasks.map(({ condition }) => condition.kind))).toEqual(new Set(['event', 'kpi', 'manual']));
  expect(new Set(tasks.map(({ owner }) => owner))).toEqual(new Set(['us', 'customer']));
  expect(program.rules.filter(({ enabled }) => enabled).map(({ id }) => id)).toContain(
    'ebr-same-milestone-3-months',
  );
});
