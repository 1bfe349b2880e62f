/** Free trials: which milestone makes them buy. */
import { expect, it } from 'vitest';
import { readTrials, trialSegments } from '#src/funnel/trial-service.ts';
import { parseProgram } from '#src/program/parse.ts';
import { addWorkspace, depsOf } from '../imports/support.ts';
import { onEachDatabase } from '../support/database.ts';
import { applied, PROGRAM, TODAY, trialAccounts, writeTeam } from './team.ts';

onEachDatabase('free trials', (use) => {
  it('are told by milestone reached, those that have bought and moved on included', async () => {
    const deps = depsOf(use());
    const workspaceId = await addWorkspace(deps);
    const trials = trialAccounts();
    await writeTeam(use(), workspaceId, trials);
    const [segment] = trialSegments(applied);
    const found = await readTrials(deps, workspaceId, applied, segment!, { date: TODAY, since: null });
    expect(found).toMatchObject({
      segment: 'trial',
      usualDays: 21,
      began: 30,
      paid: 13,
      churned: 0,
      open: 17,
      telling: 'looked',
    });
    const [looked, invited] = found!.milestones;
    expect(looked).toMatchObject({ reached: 20, paid: 12, few: false });
    // Twelve of twenty within 5 days of it, and one of the ten that never did; the others were watched 3 days without it.
    expect(looked!.after!.estimate).toBeCloseTo(12 / 20, 9);
    expect(looked!.without!.estimate).toBeCloseTo(1 / 10, 9);
    expect(invited).toMatchObject({ reached: 0, paid: 0, after: null });
    expect(invited!.without!.estimate).toBeCloseTo(13 / 30, 9);
    const later = await readTrials(deps, workspaceId, applied, segment!, {
      date: TODAY,
      since: '2026-03-22',
    });
    expect(later).toMatchObject({ began: 10, paid: 1 });
    expect(
      await readTrials(deps, workspaceId, applied, applied.program.segments[0]!, {
        date: TODAY,
        since: null,
      }),
    ).toBeNull();
  });
});

it('is a segment of the program that names the event of buying', () => {
  expect(trialSegments(applied).map(({ id, trial }) => [id, trial])).toEqual([
    ['trial', { paid: 'subscription_started' }],
  ]);
  for (const [wrong, problem] of [
    ['trial: { payed: subscription_started }', 'did you mean "paid"?'],
    ['trial: true', 'must be the event by which a trial becomes a customer'],
  ] as const) {
    const parsed = parseProgram(PROGRAM.replace('trial: { paid: subscription_started }', wrong));
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed)).toContain(JSON.stringify(problem).slice(1, -1));
  }
});
