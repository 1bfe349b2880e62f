/** The funnel group by group. */
import { beforeAll, expect, it } from 'vitest';
import type { Deps } from '#src/base/deps.ts';
import { readGroups, readVariants } from '#src/funnel/groups-service.ts';
import { variantsFor } from '#src/scenarios/funnel-service.ts';
import { addWorkspace, depsOf } from '../imports/support.ts';
import { EMPTY } from '../scenarios/support.ts';
import { onEachDatabase } from '../support/database.ts';
import { figuresOf } from './second.ts';
import { applied, customers, entries, near, newcomers, TODAY, told, writeTeam } from './team.ts';

const TEAM = [...customers(), ...newcomers()];
const QUESTION = { date: TODAY, segment: null, since: null, horizon: 90 };

onEachDatabase('the funnel by group', (use) => {
  let deps: Deps;
  let workspaceId: string;
  let ids: Record<string, string>;
  beforeAll(async () => {
    deps = depsOf(use());
    workspaceId = await addWorkspace(deps);
    ids = await writeTeam(use(), workspaceId, TEAM);
  });

  it('takes spellings of a seller together, and tests the groups that are large enough', async () => {
    const grouped = await readGroups(deps, workspaceId, applied, QUESTION, 'sold_by');
    expect(grouped.groups.map(({ name, milestones }) => [name, milestones[0]!.entered])).toEqual([
      ['Ann', 12],
      ['ben', 12],
      [null, 6],
    ]);
    const ann = customers()
      .slice(0, 12)
      .flatMap((account) => entries(account));
    expect(near(told(grouped.groups[0]!.milestones[0]!))).toEqual(near(figuresOf(ann, 1, 45)));
    expect(grouped.tests['first-leads']!.pValue).toBeLessThan(0.001);
    expect(grouped.tests['pipeline']).toBeNull();
  });

  it('knows verdicts and segments by their names', async () => {
    const fit = await readGroups(deps, workspaceId, applied, QUESTION, 'fit');
    expect(fit.groups.map(({ name }) => name)).toEqual(['Good fit', 'Bad fit', null]);
    const segment = await readGroups(deps, workspaceId, applied, QUESTION, 'segment');
    expect(segment.groups.map(({ name }) => name)).toEqual(['Standard', 'Assisted']);
  });

  it('compares the variants of a facilitator, of entries since the account entered the scenario', async () => {
    const facilitator = { id: 'f1', name: 'Video', kind: 'content' as const, event: 'seen', effect: 10 };
    const at = '2026-01-01T00:00:00.000Z';
    const scenario = {
      ...EMPTY,
      id: 's1',
      name: 'Weekly digest',
      cardId: 'c1',
      state: 'active' as const,
      version: 1,
      salt: 'salt',
      createdBy: 'test',
      createdAt: at,
      updatedBy: 'test',
      updatedAt: at,
      action: { events: ['tracking_installed'] },
      facilitators: [facilitator],
    };
    const grouped = await readVariants(deps, workspaceId, applied, QUESTION, scenario, facilitator);
    // Everybody entered by what reached the first milestone: only the second one began after that.
    const began = grouped.groups.map(({ name, milestones }) => [
      name,
      milestones.map(({ entered }) => entered),
    ]);
    const variants = TEAM.filter((account) => account.events?.['tracking_installed'] !== undefined).map(
      ({ key }) => variantsFor(scenario, ids[key]!)['f1']!.toUpperCase(),
    );
    const countOf = (variant: string) => variants.filter((one) => one === variant).length;
    expect(Object.fromEntries(began as [string, number[]][])).toEqual(
      Object.fromEntries(
        ['A', 'B'].filter((one) => countOf(one) > 0).map((one) => [one, [0, countOf(one), 0, 0]]),
      ),
    );
  });

  it('tells segments apart by their ids, whatever they are called', async () => {
    const [standard, assisted, trial] = applied.program.segments;
    const segments = [
      { ...standard!, id: 'unknown', name: 'Standard' },
      { ...standard!, name: 'Standard' },
      { ...assisted!, name: 'Standard' },
      trial!,
    ];
    const own = await addWorkspace(deps);
    await writeTeam(use(), own, [
      ...TEAM,
      { key: 'U-1', name: 'Unknown 1', segment: 'unknown', startedOn: '2026-03-02' },
    ]);
    const renamed = { ...applied, program: { ...applied.program, segments } };
    const grouped = await readGroups(deps, own, renamed, QUESTION, 'segment');
    expect(grouped.groups.map(({ name, milestones }) => [name, milestones[0]!.entered])).toEqual([
      ['Standard', 22],
      ['Standard', 8],
      ['Standard', 1],
    ]);
  });
});
