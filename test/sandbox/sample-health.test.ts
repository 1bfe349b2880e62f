/** The sample's health, plays and cadences: of every situation that they know there is somebody to look at. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Health } from '#src/health/domain.ts';
import { readCalibration } from '#src/health/calibration-service.ts';
import { explainHealth, listSnapshots, takeSnapshots, trendsOf } from '#src/health/service.ts';
import { assessWorkspace } from '#src/journey/service.ts';
import { doPlays } from '#src/plays/daily-service.ts';
import { countWaiting } from '#src/plays/service.ts';
import type { Harness } from '../slack/harness.ts';
import { createTestDatabase, onEachDatabase } from '../support/database.ts';
import { answerTo, load, startSample, TODAY, type Sample } from './sample-rig.ts';

/** What somebody types, and what they find among other things. */
const FOUND: [typed: string, ...found: string[]][] = [
  [
    '/account health Acme Robotics',
    '🟡 Yellow',
    'low confidence: 57 % known',
    '7 days: ▼ ',
    '94 days: ▼ ',
    'missing since 10 Nov · last spoken 74 days ago',
    'Urgent tickets open got worse',
    '🔴 Red, by @priya on Tue 3 Nov · the score says 🟡 Yellow',
    'was due Thu 12 Nov',
    'Next: EBR: Same milestone for more than 3 months, late',
  ],
  ['/account health Kestrel', '🔴 Red', '100 % known', 'the score says 🔴 Red'],
  ['/account health Tamarind', '🟢 Green', '100 % known'],
  ['/account health Octagon', '⚪ Not known', '0 % known', 'was never measured'],
  ['/cs health', '49 accounts', '🔴 Red: ', '🟡 Yellow: ', '🟢 Green: ', '⚪ Not known: 1', 'low confidence'],
  ['/cs health calibration', '7 accounts left in the last 12 months, 26 stayed', 'What we judged ourselves'],
  ['/account who Acme Robotics', 'missed by 44 days', 'Ingrid Solheim', 'on time'],
  [
    '/account answers Acme Robotics',
    'Would they recommend us, from 0 to 10',
    'It is the product that I will miss',
  ],
  ['/account play Acme Robotics', '2 plays are running, 1 late', 'started Mon 9 Nov by @jonas'],
  ['/cs plays', 'The first offer', 'Win the milestone back', 'the missing data came back in 1 of 1'],
  ['/cs cadence', 'cadences are missed on', 'Harborview Hotels'],
  ['/cs owners', 'accounts have one head or none', 'Orchard Lane Books'],
  ['/cs away', '@tomas until Thu 26 Nov'],
  ['/cs rules', 'the play “Win the milestone back” starts beside it'],
];

onEachDatabase('what a person finds of health in the sandbox', (use) => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await startSample(use());
  });
  afterAll(() => harness.stop());

  it.each(FOUND)('%s', async (typed, ...found) => {
    const answer = await answerTo(harness, 'U0PRIYAN', typed);
    for (const text of found) expect(answer).toContain(text);
  });
});

describe('the health of the sample', () => {
  it.each([TODAY, '2026-06-01', '2027-01-01', '2028-02-29', '2026-08-01', '2026-11-25'])(
    'is told alike on %s',
    async (today) => {
      const database = await createTestDatabase('sqlite');
      const sample = await load(database, { today });
      await assessWorkspace(sample.deps, sample.workspaceId, sample.applied.program, today);
      await takeSnapshots(sample.deps, sample.workspaceId, sample.applied, today);

      const acme = await healthOf(sample, 'Acme Robotics', today);
      expect(acme).toMatchObject({ band: 'yellow', confidence: 'low' });
      const { db } = database;
      const accountId = await idOf(sample, 'account', 'Acme Robotics');
      const snapshots = await listSnapshots(db, sample.workspaceId, accountId, today, 100);
      for (const { days, difference } of trendsOf(snapshots, today, acme.score))
        expect({ days, falls: difference !== null && difference < -500 }).toEqual({ days, falls: true });
      // All of it but the pace: its journey was finished, and a milestone slipped.
      expect(await healthOf(sample, 'Kestrel Insurance', today)).toMatchObject({
        band: 'red',
        coverage: 8_750,
      });
      expect(await healthOf(sample, 'Tamarind Travel', today)).toMatchObject({
        band: 'green',
        coverage: 10_000,
      });
      expect(await healthOf(sample, 'Octagon Partners', today)).toMatchObject({ band: null, coverage: 0 });

      const calibration = await readCalibration(database, sample.workspaceId, today);
      expect(calibration).toMatchObject({ churned: 7, kept: 26 });
      const unknown = calibration.score.rows.find(({ band }) => band === null);
      expect(unknown).toMatchObject({ churned: 0 });
      await doPlays(sample.deps, sample.workspaceId, sample.applied, today);
      const priya = await idOf(sample, 'person', 'Priya Nair');
      expect(
        await countWaiting(sample.deps, sample.workspaceId, sample.applied, priya, today),
      ).toBeGreaterThan(0);
      await database.remove();
    },
  );
});

/** @throws Error where the account has none */
async function healthOf(sample: Sample, name: string, today: string): Promise<Health> {
  const { deps, workspaceId, applied } = sample;
  const id = await idOf(sample, 'account', name);
  const health = await explainHealth(deps.database, workspaceId, applied.program, id, today);
  if (health === null) throw new Error(`${name} has no health`);
  return health;
}

async function idOf(
  { deps, workspaceId }: Sample,
  table: 'account' | 'person',
  name: string,
): Promise<string> {
  const { id } = await deps.database.db
    .selectFrom(table)
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return id;
}
