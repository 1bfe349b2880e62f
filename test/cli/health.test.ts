/** `milepost health`: one account's scorecard for any date, the past and what it told, as a process of its own. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fill, openCli, PROGRAM, type Cli } from './fixture.ts';

const SCORECARD = `
scorecard:
  personas: { user: 60, account: 40 }
  metrics:
    - { id: leads, name: Leads a month, persona: user, weight: 100, source: { kpi: leads },
        zero_at: 0, hundred_at: 50, max_age_days: 60 }
    - { id: pace, name: Pace, persona: account, weight: 100, source: { pace: true }, zero_at: 200, hundred_at: 100 }
`;

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
  await fill(cli);
  const file = await cli.write('scored.yml', PROGRAM + SCORECARD);
  const { code, err } = await cli.run(['program', 'apply', file]);
  if (code !== 0) throw new Error(err);
});
afterAll(() => cli.remove());

it('scores the account by what is known on the date, and says what is too old', async () => {
  // Done Ltd had 80 leads on 1 April and 20 on 1 October: 20 of 50 are 40 points. Its journey is finished, and what it
  // reached has slipped since: its pace tells nothing, so that 60 % are known.
  const { code, answer, err } = await cli.json(['health', 'Done Ltd', '--date', '2024-11-25']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(answer).toEqual({
    key: 'done',
    name: 'Done Ltd',
    date: '2024-11-25',
    score: 40,
    band: 'yellow',
    coverage: 60,
    confidence: 'high',
    personas: [
      {
        persona: 'user',
        weight: 60,
        score: 40,
        coverage: 100,
        metrics: [
          {
            id: 'leads',
            name: 'Leads a month',
            weight: 100,
            fresh: true,
            score: 40,
            value: 20,
            on: '2024-10-01',
          },
        ],
      },
      {
        persona: 'account',
        weight: 40,
        score: null,
        coverage: 0,
        metrics: [
          { id: 'pace', name: 'Pace', weight: 100, fresh: false, score: null, value: null, on: null },
        ],
      },
    ],
    kept: null,
  });
  // Between the two only the first one is known, and after 60 days nothing is: 40 % are left, too few to be green.
  expect((await cli.json(['health', 'done', '--date', '2024-04-20'])).answer).toMatchObject({
    score: 100,
    band: 'green',
  });
  expect((await cli.json(['health', 'done', '--date', '2024-06-01'])).answer).toMatchObject({
    score: 100,
    band: 'yellow',
    coverage: 40,
    confidence: 'low',
  });
});

it('prints it for people to read', async () => {
  const { code, out } = await cli.run(['health', 'done', '--date', '2024-06-01']);
  expect(code).toBe(0);
  expect(out).toBe(`Done Ltd on 2024-06-01: yellow 100, coverage 40 %, low confidence
user (weight 60): no score, coverage 0 %
    –  Leads a month (weight 100): 80 on 2024-04-01, too old
account (weight 40): 100, coverage 100 %
  100  Pace (weight 100): 0 on 2024-06-01
`);
});

it('says why there is none', async () => {
  const words = ['health', 'bare', '--date', '2024-12-25'];
  expect(await cli.run(words)).toEqual({
    code: 1,
    out: '',
    err: 'milepost: Nobody Knows When has no health on 2024-12-25: it has no start date, and only what is seen from then on counts\n',
  });
  expect(await cli.run(['health', 'acme', '--date', '2024-01-09'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('it starts on 2024-01-10') as string,
  });
  expect(await cli.run(['health'])).toMatchObject({ code: 2 });
  expect(await cli.run(['health', 'nobody at all'])).toMatchObject({ code: 1 });
});

it('keeps the health of past dates, and says what it told', async () => {
  const words = ['health', '--rebuild', '--from', '2024-01-01', '--to', '2024-11-25'];
  // Acme is the first to start, on 10 January; Bluebird is the last, on 1 November.
  const { code, answer, err } = await cli.json(words);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(answer).toMatchObject({ from: '2024-01-01', to: '2024-11-25', every: 7 });
  const dates = answer['dates'] as { date: string; made: number }[];
  expect(dates).toHaveLength(46);
  expect(dates[0]).toEqual({ date: '2024-01-15', made: 1 });
  expect(dates.at(-1)).toEqual({ date: '2024-11-25', made: 4 });
  expect(answer['made']).toBe(dates.reduce((sum, { made }) => sum + made, 0));
  expect(await cli.run(words)).toEqual({
    code: 0,
    out: 'nothing was missing: 46 dates from 2024-01-15 to 2024-11-25\n',
    err: '',
  });
  const kept = { score: 40, band: 'yellow', coverage: 60, version: 2 };
  expect((await cli.json(['health', 'done', '--date', '2024-11-25'])).answer).toMatchObject({ kept });
  expect((await cli.run(['health', 'done', '--date', '2024-11-25'])).out).toMatch(
    /\nkept on that day: yellow 40, coverage 60 %, by version 2 of the program\n$/,
  );
  // Without --to it goes up to yesterday.
  const later = { MILEPOST_NOW: '2024-12-10T12:00:00Z' };
  expect(await cli.run(['health', '--rebuild', '--from', '2024-01-15', '--every', '7'], later)).toMatchObject(
    {
      code: 0,
      out: '8 snapshots made on 2 of 48 dates from 2024-01-15 to 2024-12-09\n',
    },
  );
  expect(await cli.run(['health', '--rebuild', '--from', '2020-01-01', '--to', '2020-02-01'])).toMatchObject({
    code: 0,
    out: 'nothing to score: no account had started by 2020-02-01\n',
  });
  expect((await cli.json(['health', '--calibration', '--date', '2024-11-25'])).answer).toMatchObject({
    date: '2024-11-25',
    aheadDays: 90,
    churnDays: 365,
    churned: 0,
    kept: 3,
    base: null,
    score: { rows: expect.any(Array) as unknown, signal: { kind: 'too-few' } },
  });
  expect(await cli.run(['health', '--calibration', '--date', '2024-11-25'])).toEqual({
    code: 0,
    err: '',
    out: `What was said 90 days before, on 2024-11-25: 0 accounts left in the 365 days up to it, 3 stayed; too few to tell a share
the score said      left  stayed  share that left
Red                    0       2  fewer than 10
Yellow                 0       1  fewer than 10
Green                  0       0
Not known              0       0
Too few to tell: at least 10 red and 10 green accounts are needed.
we judged           left  stayed  share that left
Red                    0       0
Yellow                 0       0
Green                  0       0
Not known              0       3  fewer than 10
Too few to tell: at least 10 red and 10 green accounts are needed.
`,
  });
  expect(await cli.run(['health', '--calibration', '--date', '2024-03-01'])).toMatchObject({
    code: 0,
    out: 'nothing to look back at: no account was a customer 90 days before it left or before 2024-03-01\n',
  });
}, 60_000);

it('refuses what can not be meant', async () => {
  const refused: [string[], number, string][] = [
    [[], 2, 'name one of'],
    [['done', '--calibration'], 2, 'name one of'],
    [['--rebuild'], 2, 'say where to begin'],
    [['--rebuild', '--from', '2024-01-01', '--date', '2024-02-01'], 2, 'not by --date'],
    [['done', '--every', '7'], 2, 'go with --rebuild'],
    [['--rebuild', '--from', '2024-01-01', '--every', '8'], 2, 'from 1 to 7'],
    [['--rebuild', '--from', '2024-02-01', '--to', '2024-01-01'], 1, '2024-02-01 lies after 2024-01-01'],
    [['--rebuild', '--from', '2024-02-01', '--to', '2999-01-01'], 1, '2999-01-01 is not: end with --to'],
  ];
  for (const [words, code, says] of refused) {
    expect(await cli.run(['health', ...words])).toMatchObject({
      code,
      out: '',
      err: expect.stringContaining(says) as string,
    });
  }
}, 60_000);
