/** Journeys may share a milestone: the funnel, its lists and its picture keep the two apart. */
import { afterAll, beforeAll, it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import { drawPictures } from '#src/digest/picture-service.ts';
import { readDigest } from '#src/digest/service.ts';
import { readGroups } from '#src/funnel/groups-service.ts';
import { readFunnel } from '#src/funnel/service.ts';
import type { AppliedProgram } from '#src/program/domain.ts';
import { parseProgram } from '#src/program/parse.ts';
import { startHarness, type Harness } from '../slack/harness.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { marcoOf } from './marco.ts';
import { TODAY, writeTeam, type TeamAccount } from './team.ts';

const phase = (id: string) => `
      - id: ${id}
        name: Prove the channel
        usual_days: 45
        milestone:
          id: first-leads
          name: First leads
          tasks:
            - { id: tracking, name: Install the tracking code, owner: customer, event: tracking_installed }`;

const PROGRAM = `
version: 1
name: Two ways
timezone: Europe/Berlin
segments:
  - { id: standard, name: Standard, experience: Finds answers alone, journey: alone }
  - { id: assisted, name: Assisted, experience: Wants a named person, journey: helped }
journeys:
  - id: alone
    name: On their own
    phases:${phase('prove')}
  - id: helped
    name: With our help
    phases:${phase('show')}
`;

const applied = ((): AppliedProgram => {
  const parsed = parseProgram(PROGRAM);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { version: 1, appliedAt: '', program: parsed.program };
})();

/** Accounts of which so many reach the milestone after some days. */
function some(segment: string, all: number, reached: number, after: number): TeamAccount[] {
  return Array.from({ length: all }, (_, index) => {
    const startedOn = addDays('2026-07-01', index % 5);
    const name = `${segment} ${index + 1}`;
    const events: Record<string, string> =
      index < reached ? { tracking_installed: addDays(startedOn, after) } : {};
    const soldBy = index % 2 === 0 ? 'Ann' : 'Ben';
    return { key: name, name, segment, startedOn, events, soldBy };
  });
}

const TEAM = [...some('assisted', 20, 2, 20), ...some('standard', 30, 27, 10)];
const QUESTION = { date: TODAY, segment: null, since: null, horizon: 90 };

onEachDatabase('a milestone that two journeys share', (use) => {
  let team: Harness;
  beforeAll(async () => {
    team = await startHarness(use(), { program: PROGRAM });
    await writeTeam(use(), team.workspaceId, TEAM);
  });
  afterAll(() => team.stop());
  const { ask, press } = marcoOf(() => team);

  it('is the bottleneck on the journey on which few reach it', async () => {
    const funnel = await readFunnel(team.deps, team.workspaceId, applied, QUESTION);
    expect(funnel.bottleneck).toEqual({ journeyId: 'helped', id: 'first-leads' });
    const shown = await ask('funnel');
    expect(shown).toShow('The bottleneck is “First leads” (With our help): 10 % within 45 days');
    expect(shown.plain().match(/· bottleneck/g)).toHaveLength(1);
  });

  it('leads to the accounts on that journey alone, or on both where none is said', async () => {
    const began = await press(await ask('funnel'), 'The 20 accounts that began on First leads');
    expect(began).toShow('First leads (With our help): all that began on it', 'assisted');
    expect(began).not.toShow('standard');
    const open = await press(
      await ask('funnel forecast'),
      'The 3 accounts still open at First leads, with their likely dates',
    );
    expect(open).toShow('First leads (On their own): those still open', 'standard 28');
    expect(open).not.toShow('assisted');
    const both = await ask('funnel at:first-leads:open page:2');
    expect(both).toShow('First leads: those still open', 'assisted');
    expect(await ask('funnel at:nowhere/first-leads')).toShow(
      'The program has no milestone “first-leads”. Try /cs funnel at:first-leads',
    );
  });

  it('is compared on each of the two', async () => {
    const { groups, tests } = await readGroups(team.deps, team.workspaceId, applied, QUESTION, 'sold_by');
    expect(groups[0]!.milestones.map(({ journeyId }) => journeyId)).toEqual(['alone', 'helped']);
    expect(tests).toHaveLength(2);
    const [alone, helped] = tests;
    expect(alone!.pValue).not.toBe(helped!.pValue);
  });

  it('is told, and drawn, on the right one in the digest', async () => {
    const digest = await readDigest(team.deps, team.workspaceId, applied, TODAY);
    const { facts } = digest.sections.success;
    expect(facts.bottleneck).toEqual({ journeyId: 'helped', id: 'first-leads' });
    const pictures = await drawPictures(team.deps, team.workspaceId, applied, digest, null);
    const told = JSON.stringify([...pictures.values()]);
    expect(told).toContain('20 accounts');
    expect(told).not.toContain('50 accounts');
  });
});

onEachDatabase('a milestone on which all are new', (use) => {
  let team: Harness;
  beforeAll(async () => {
    team = await startHarness(use(), { program: PROGRAM });
    const began = { startedOn: addDays(TODAY, -10), renewsOn: addDays(TODAY, 60), arr: 10_000 };
    const fresh = some('assisted', 12, 0, 0).map((account) => ({ ...account, ...began }));
    await writeTeam(use(), team.workspaceId, fresh);
  });
  afterAll(() => team.stop());
  const { ask } = marcoOf(() => team);

  it('is no bottleneck, and nobody renews before a value of which nothing is known', async () => {
    expect(await ask('funnel')).toShow(
      'No bottleneck can be named: where at least 10 accounts began, nobody has been for the usual days yet',
    );
    const renewals = await ask('funnel renewals');
    expect(renewals).toShow(
      '0 accounts renew before the value is likely there · 0 in time · 12 not known yet',
      '⚪ not known yet whether value comes before renewal',
    );
    expect(renewals).not.toShow('🔴');
    const { sections } = await readDigest(team.deps, team.workspaceId, applied, TODAY);
    expect(sections.customers.facts.renewals).toEqual({ total: 0, accounts: [], arr: [] });
    expect(sections.success.facts.bottleneck).toBeNull();
  });

  it('does not hide the one that is known', async () => {
    await writeTeam(use(), team.workspaceId, some('standard', 30, 20, 10));
    expect(await ask('funnel')).toShow('The bottleneck is “First leads” (On their own): 67 % within 45 days');
  });
});
