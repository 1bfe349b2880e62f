/** The funnel group by group. */
import { beforeAll, expect, it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import type { Deps } from '#src/base/deps.ts';
import { listEntries } from '#src/funnel/entries-service.ts';
import { groupByVariant } from '#src/funnel/grouping.ts';
import type { Scenario } from '#src/scenarios/domain.ts';
import { readGroups, readVariants } from '#src/funnel/groups-service.ts';
import type { FunnelQuestion } from '#src/funnel/service.ts';
import { variantsFor } from '#src/scenarios/variants.ts';
import { addWorkspace, depsOf } from '../imports/support.ts';
import { EMPTY } from '../scenarios/support.ts';
import { onEachDatabase } from '../support/database.ts';
import { figuresOf } from './second.ts';
import { applied, customers, entries, near, newcomers, TODAY, told, writeTeam } from './team.ts';

const TEAM = [...customers(), ...newcomers()];
const QUESTION = { date: TODAY, segment: null, since: null, horizon: 90 };
const VIDEO = { id: 'f1', name: 'Video', kind: 'content' as const, event: 'seen', effect: 10 };

/** @param event by which an account enters it */
function scenarioOf(event: string): Scenario {
  const at = '2026-01-01T00:00:00.000Z';
  return {
    ...EMPTY,
    id: 's1',
    name: 'Weekly digest',
    cardId: 'c1',
    state: 'active',
    version: 1,
    salt: 'salt',
    createdBy: 'test',
    createdAt: at,
    updatedBy: 'test',
    updatedAt: at,
    action: { events: [event] },
    facilitators: [VIDEO],
  };
}

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
    expect(grouped.tests[0]!.pValue).toBeLessThan(0.001);
    expect(grouped.tests[1]).toBeNull();
  });

  it('knows verdicts and segments by their names', async () => {
    const fit = await readGroups(deps, workspaceId, applied, QUESTION, 'fit');
    expect(fit.groups.map(({ name }) => name)).toEqual(['Good fit', 'Bad fit', null]);
    const segment = await readGroups(deps, workspaceId, applied, QUESTION, 'segment');
    expect(segment.groups.map(({ name }) => name)).toEqual(['Standard', 'Assisted']);
  });

  it('compares the variants of a facilitator, of the milestone at which accounts enter the scenario', async () => {
    const scenario = scenarioOf('tracking_installed');
    const grouped = await readVariants(deps, workspaceId, applied, QUESTION, scenario, VIDEO);
    // Everybody entered by what reached the first milestone: it was over then, and they were at the second one.
    const began = grouped.groups.map(({ name, milestones }) => [
      name,
      milestones.map(({ entered }) => entered),
    ]);
    const variants = TEAM.filter((account) => account.events?.['tracking_installed'] !== undefined).map(
      ({ key }) => variantsFor(scenario, ids[key]!)['f1']!.toUpperCase(),
    );
    const countOf = (variant: string) => variants.filter((one) => one === variant).length;
    expect(Object.fromEntries(began as [string, number[]][])).toEqual(
      Object.fromEntries(['A', 'B'].filter((one) => countOf(one) > 0).map((one) => [one, [0, countOf(one)]])),
    );
  });

  it('counts the entry that is open on the day of the draw from that day on, and later ones by themselves', async () => {
    const own = await addWorkspace(deps);
    const [dayOn, scenario] = [(days: number) => addDays('2026-03-02', days), scenarioOf('joined')];
    // One acts on day 5 and is through on day 10; one acts and never is; one was through before; one left on the day; one never acts.
    const acted: [key: string, events: Record<string, string>, leftOn?: string][] = [
      ['A-1', { joined: dayOn(5), tracking_installed: dayOn(10) }],
      ['A-2', { joined: dayOn(7) }],
      ['A-3', { tracking_installed: dayOn(4), joined: dayOn(20) }],
      ['A-4', { joined: dayOn(9) }, dayOn(9)],
      ['A-5', { tracking_installed: dayOn(3) }],
    ];
    const accounts = acted.map(([key, events, leftOn]) => ({
      key,
      name: key,
      events,
      segment: 'standard',
      startedOn: dayOn(0),
      ...(leftOn === undefined ? {} : { leftOn }),
    }));
    const made = await writeTeam(use(), own, accounts);
    const variantOf = (key: string) => variantsFor(scenario, made[key]!)['f1']!.toUpperCase();
    const expected = (keys: readonly string[]) =>
      ['A', 'B'].map((variant) => keys.filter((key) => variantOf(key) === variant).length);
    const began = async (isLater: boolean, question: FunnelQuestion = QUESTION) => {
      const { groups } = await readVariants(deps, own, applied, question, scenario, VIDEO, isLater);
      return [0, 1].map((place) =>
        ['A', 'B'].map(
          (name) => groups.find((group) => group.name === name)?.milestones[place]!.entered ?? 0,
        ),
      );
    };
    expect(await began(false)).toEqual([expected(['A-1', 'A-2', 'A-4']), expected(['A-3'])]);
    expect(await began(true)).toEqual([[0, 0], expected(['A-1'])]);
    // What counts began on the day of the draw.
    expect(await began(false, { ...QUESTION, since: dayOn(6) })).toEqual([
      expected(['A-2', 'A-4']),
      expected(['A-3']),
    ]);
    const through = await readVariants(deps, own, applied, QUESTION, scenario, VIDEO);
    const first = through.groups.find(({ name }) => name === variantOf('A-1'))!.milestones[0]!;
    expect([first.reached, first.medianDays]).toEqual([1, 5]);
    for (const [isLater, place, keys] of [
      [false, 'first-leads', ['A-1', 'A-2', 'A-4']],
      [true, 'pipeline', ['A-1']],
    ] as const) {
      const listed = await Promise.all(
        ['A', 'B'].map(async (group) => {
          const of = { grouping: groupByVariant(scenario, VIDEO, isLater), group };
          const asked = { ...QUESTION, place: { kind: 'milestone', id: place }, outcome: null, of } as const;
          return (await listEntries(deps, own, applied, asked, { limit: 9, offset: 0 })).entries;
        }),
      );
      expect(
        listed
          .flat()
          .map(({ key }) => key)
          .toSorted(),
      ).toEqual(keys);
    }
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
