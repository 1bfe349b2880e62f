/** Free trials: which milestone makes them buy. */
import { expect, it } from 'vitest';
import { createAccount, editAccount, undoEdit } from '#src/accounts/service.ts';
import { addDays } from '#src/base/business-date.ts';
import type { Deps } from '#src/base/deps.ts';
import { listEntries } from '#src/funnel/entries-service.ts';
import { countOf } from '#src/funnel/figures.ts';
import { readForecast } from '#src/funnel/forecast-service.ts';
import { readDurations, readFunnel } from '#src/funnel/service.ts';
import { createTrialTally } from '#src/funnel/trials.ts';
import { readTrials, trialSegments } from '#src/funnel/trial-service.ts';
import { trialSegmentIds } from '#src/program/domain.ts';
import { parseProgram } from '#src/program/parse.ts';
import { createSignalKeeper } from '#src/signals/service.ts';
import { addWorkspace, depsOf, importTexts } from '../imports/support.ts';
import { onEachDatabase } from '../support/database.ts';
import { applied, customers, PROGRAM, TODAY, trialAccounts, writeTeam } from './team.ts';

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

onEachDatabase('beside customers, free trials', (use) => {
  it('are in no figure of theirs, and in those that name their segment or milestone', async () => {
    const deps = depsOf(use());
    const workspaceId = await addWorkspace(deps);
    const asked = { date: TODAY, segment: null, since: null, horizon: 90 };
    const read = (segment: string | null) => readFunnel(deps, workspaceId, applied, { ...asked, segment });
    await writeTeam(use(), workspaceId, customers());
    const before = await read(null);
    const trying = trialAccounts().filter(({ segment }) => segment === 'trial');
    await writeTeam(use(), workspaceId, trying);
    expect(await read(null)).toEqual(before);
    const own = await read('trial');
    expect(own.milestones.map(({ id, entered, reached }) => [id, entered, reached])).toEqual([
      ['looked', 19, 9],
      ['invited', 9, 0],
    ]);
    const place = { kind: 'milestone', id: 'looked' } as const;
    const question = { ...asked, place, outcome: null };
    const { entries } = await listEntries(deps, workspaceId, applied, question, { limit: 50, offset: 0 });
    expect(entries).toHaveLength(19);
    // What a release or an initiative did for a milestone of the trial can be told.
    const durations = { date: TODAY, milestoneId: 'looked', enteredFrom: null, enteredUpTo: null };
    const [found] = await readDurations(deps, workspaceId, applied, [durations]);
    expect(countOf(found!)).toBe(19);
    const forecast = await readForecast(deps, workspaceId, applied, asked);
    expect(forecast.milestones.map(({ id }) => id)).toEqual(['first-leads', 'pipeline']);
  });

  it('are everybody where a program has nothing else', () => {
    const { segments } = applied.program;
    expect(trialSegmentIds({ segments })).toEqual(['trial']);
    expect(trialSegmentIds({ segments: segments.filter(({ trial }) => trial !== undefined) })).toEqual([]);
  });
});

it('name no milestone that tells nothing: one that all reach, or that few reach', () => {
  const journey = applied.program.journeys.find(({ id }) => id === 'trying')!;
  const tell = (
    trials: readonly (readonly [first: number | null, second: number | null, paid: number | null])[],
  ) => {
    const tally = createTrialTally(journey, addDays('2026-03-02', 60));
    const dayOn = (days: number | null) => (days === null ? null : addDays('2026-03-02', days));
    for (const [first, second, paid] of trials)
      tally.add({
        startedOn: '2026-03-02',
        reached: [dayOn(first), dayOn(second)].filter((day) => day !== null),
        paidOn: dayOn(paid),
        leftOn: null,
      });
    return tally.end();
  };
  const times = <T>(number: number, trial: T): T[] => Array.from({ length: number }, () => trial);
  // A fifth bought, and everybody looked around on the first day.
  const all = tell([...times(20, [0, null, 8] as const), ...times(80, [0, null, null] as const)]);
  expect([all.paid, all.milestones[0]!.after!.estimate, all.telling]).toEqual([20, 0.2, null]);
  // The second one stands before a third of those that buy; a larger share buys after it than after the first.
  const both = tell([
    ...times(15, [2, 5, 9] as const),
    ...times(5, [2, 5, null] as const),
    ...times(10, [2, null, 9] as const),
    ...times(70, [2, null, null] as const),
  ]);
  expect(both.telling).toBe('invited');
  const few = tell([...times(9, [0, 3, 9] as const), ...times(40, [0, null, null] as const)]);
  expect(few.telling).toBeNull();
  // Nobody bought after it.
  expect(tell([...times(30, [2, null, null] as const)]).telling).toBeNull();
});

onEachDatabase('who counts as a trial', (use) => {
  it('is in its segment, or was before it bought, whoever wrote that down', async () => {
    const deps = depsOf(use());
    const workspaceId = await addWorkspace(deps);
    const [segment] = trialSegments(applied);
    const began = async () => {
      const found = await readTrials(deps, workspaceId, applied, segment!, { date: TODAY, since: null });
      return [found!.began, found!.paid];
    };
    await edit(deps, workspaceId, 'By form', ['trial', 'standard']);
    await edit(deps, workspaceId, 'Never', ['standard', 'assisted']);
    await edit(deps, workspaceId, 'Undone', ['standard', 'trial'], { isUndone: true });
    const accounts = (plans: Record<string, string>) =>
      [
        'id,name,plan,from',
        ...Object.entries(plans).map(([id, plan]) => `${id},${id},${plan},2026-03-02`),
      ].join('\n');
    await importTexts(deps, workspaceId, MAPPING, {
      'accounts.csv': accounts({
        imported: 'trial',
        signalled: 'trial',
        direct: 'standard',
        trying: 'trial',
      }),
    });
    await importTexts(deps, workspaceId, MAPPING, {
      'accounts.csv': accounts({
        imported: 'assisted',
        signalled: 'trial',
        direct: 'assisted',
        trying: 'trial',
      }),
    });
    await signal(deps, workspaceId, 'signalled', { segment: 'standard' });
    // Of those that are in the segment no more nobody has bought yet.
    expect(await began()).toEqual([1, 0]);
    const { db } = deps.database;
    const all = await db.selectFrom('account').select('id').where('workspace_id', '=', workspaceId).execute();
    const paid = { workspace_id: workspaceId, name: 'subscription_started', day: '2026-03-10', count: 1 };
    const rows = all.map(({ id }) => ({ ...paid, account_id: id, key: id }));
    await db.insertInto('event').values(rows).execute();
    // By form, imported, signalled, and the one that is still called a trial.
    expect([all.length, await began()]).toEqual([7, [4, 4]]);
  });
});

const MAPPING = `
version: 1
sources:
  - file: accounts*.csv
    as: account
    key: id
    set: { name: name, segment: plan, started_on: from }
`;

/** Writes an account down in a segment, and changes that by its form. */
async function edit(
  deps: Deps,
  workspaceId: string,
  name: string,
  [before, after]: [string, string],
  { isUndone = false } = {},
): Promise<void> {
  const empty = { domain: null, stage: null, leadId: null, partnerId: null, arr: null, currency: null };
  const fields = { ...empty, name, startedOn: '2026-03-02', renewsOn: null, soldBy: null };
  const made = await createAccount(deps, workspaceId, 'lena', { ...fields, segment: before });
  if (!made.ok) throw new Error(JSON.stringify(made));
  const { id, version } = made.account;
  const changed = { id, version, fields: { ...fields, segment: after } };
  const edited = await editAccount(deps, workspaceId, 'lena', changed);
  if (!edited.ok) throw new Error(JSON.stringify(edited));
  if (!isUndone) return;
  expect(await undoEdit(deps, workspaceId, 'lena', { id, version: version + 1 })).toMatchObject({ ok: true });
}

async function signal(deps: Deps, workspaceId: string, key: string, traits: { segment: string }) {
  const head = { path: '', messageId: null, groupId: key, user: null, atMs: deps.now().getTime() };
  const signals = [{ ...head, type: 'group' as const, traits }];
  const kept = createSignalKeeper(deps).keep(workspaceId, { actor: 'api:test', signals, dayOf: () => TODAY });
  expect(await kept).toEqual({ ok: true });
}

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
