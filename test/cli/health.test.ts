/** `milepost health`: the scorecard of one account for any date, as a process of its own. */
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
  // Done Ltd had 80 leads on 1 April and 20 on 1 October: 20 of 50 are 40 points. Its journey is finished: 100.
  // 0.6 × 40 + 0.4 × 100 = 64.
  const { code, answer, err } = await cli.json(['health', 'Done Ltd', '--date', '2024-11-25']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(answer).toEqual({
    key: 'done',
    name: 'Done Ltd',
    date: '2024-11-25',
    score: 64,
    band: 'yellow',
    coverage: 100,
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
        score: 100,
        coverage: 100,
        metrics: [
          { id: 'pace', name: 'Pace', weight: 100, fresh: true, score: 100, value: 0, on: '2024-11-25' },
        ],
      },
    ],
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
  const { code, out } = await cli.run(['health', 'done', '--date', '2024-12-25']);
  expect(code).toBe(0);
  expect(out).toBe(`Done Ltd on 2024-12-25: yellow 100, coverage 40 %, low confidence
user (weight 60): no score, coverage 0 %
    –  Leads a month (weight 100): 20 on 2024-10-01, too old
account (weight 40): 100, coverage 100 %
  100  Pace (weight 100): 0 on 2024-12-25
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
