/** `milepost funnel`: the success funnel for any date, as a process of its own. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fill, openCli, type Cli } from './fixture.ts';

let cli: Cli;
beforeAll(async () => {
  cli = await openCli();
  await fill(cli);
});
afterAll(() => cli.remove());

it('prints the contract, at the usual days of each milestone or at a horizon', async () => {
  // Acme reached the first milestone after 41 days, Done Ltd after 9; Acme Foods has been open for 298 days, and
  // Bluebird for 24. Of four at day 9 one reached it (1/4); of two left after day 24, at day 41, one of the rest.
  const { code, answer, err } = await cli.json(['funnel', '--date', '2024-11-25']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const [first, second] = answer['milestones'] as Record<string, unknown>[];
  expect(answer).toMatchObject({ date: '2024-11-25', segment: null, since: null, bottleneck: null });
  expect(first).toMatchObject({
    id: 'first',
    entered: 4,
    reached: 2,
    churned: 0,
    open: 2,
    conversion: { at: 30, estimate: 0.25, beyond: false },
    medianDays: 25,
    churnPer100AccountMonths: 0,
    few: true,
  });
  // Done Ltd had 50 leads 22 days after it had begun; Acme has none.
  expect(second).toMatchObject({ id: 'second', entered: 2, reached: 1, open: 1, medianDays: 22 });
  const later = await cli.json(['funnel', '--date', '2024-11-25', '--horizon', '60']);
  const [atHorizon] = later.answer['milestones'] as Record<string, unknown>[];
  expect(atHorizon).toMatchObject({
    conversion: { at: 60, estimate: 0.25 + 0.75 * 0.5 },
    byUsualDays: { at: 30, estimate: 0.25 },
  });
  const march = await cli.json([
    'funnel',
    '--date',
    '2024-03-09',
    '--segment',
    'Standard',
    '--since',
    '2024-02-01',
  ]);
  expect(march.answer).toMatchObject({
    segment: 'standard',
    since: '2024-02-01',
    milestones: [
      { id: 'first', entered: 2, reached: 0, open: 2 },
      { id: 'second', entered: 1, reached: 0, open: 1 },
    ],
  });
});

it('prints it for people to read', async () => {
  const { code, out } = await cli.run(['funnel', '--date', '2024-11-25']);
  expect(code).toBe(0);
  expect(out).toContain(
    'Success funnel on 2024-11-25, all segments\nFirst: 4 began, 2 reached it, 0 left, 2 open (few: take it as a hint)\n  25 % within 30 days (',
  );
  expect(out).toContain('median 25 days (usual 30)');
  expect(out).toContain('finished “Short”: 1, of whom 0 left since (few: take it as a hint)');
  expect(out).toContain('bottleneck: none can be named: fewer than 10 accounts began on each milestone');
});

it('says what it does not understand', async () => {
  expect(await cli.run(['funnel', '--segment', 'standrd'])).toMatchObject({
    code: 1,
    err: 'milepost: the program has no segment "standrd"; did you mean "standard"? It has standard\n',
  });
  expect(await cli.run(['funnel', '--date', '2024-01-01', '--since', '2024-02-01'])).toMatchObject({
    code: 1,
  });
  expect(await cli.run(['funnel', '--segment', 'xyzzy'])).toMatchObject({
    code: 1,
    err: 'milepost: the program has no segment "xyzzy". It has standard\n',
  });
  expect(await cli.run(['funnel', '--date', '2999-01-01'])).toMatchObject({
    code: 1,
    err: expect.stringMatching(
      /^milepost: --date 2999-01-01 lies ahead, and nothing is known of it yet: give \d{4}-\d\d-\d\d or a day before it\n$/,
    ),
  });
  expect(await cli.run(['funnel', '--horizon', '0'])).toMatchObject({ code: 2 });
  expect(await cli.run(['funnel', '--date', 'soon'])).toMatchObject({ code: 2 });
});
