/** The free trials of the sample: what makes them buy, and that they are told nowhere among customers. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import { rehearseDigest } from '#src/digest/service.ts';
import { rehearseMorning } from '#src/morning/service.ts';
import { createProgramSource } from '#src/program/service.ts';
import { TRIAL_SEGMENT, trialStories } from '#src/sandbox/sample/trial-stories.ts';
import type { Harness } from '../slack/harness.ts';
import { onEachDatabase } from '../support/database.ts';
import { answerTo, startSample, TODAY } from './sample-rig.ts';

const GRACE = 'U0GRACEA';
/** Those that have not bought. */
const TRIALS = trialStories()
  .filter(({ segment }) => segment === TRIAL_SEGMENT)
  .map(({ name }) => name);

onEachDatabase('the free trials of the sample', (use) => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await startSample(use());
  });
  afterAll(() => harness.stop());

  it('say which milestone makes a trial buy', async () => {
    const answer = await answerTo(harness, GRACE, '/cs funnel trials');
    for (const text of [
      'Of the trials of Free trial, a larger share bought after “First answer from a stranger” (87 %) than without it (20 %)',
      '17 began · 8 bought · 5 left · 4 open',
      'First page online · 14 reached it, 8 of them bought',
      'First answer from a stranger · most telling · 10 reached it, 7 of them bought',
      'once reached: 87 % within 14 days',
      'without it: 20 % within 14 days',
      'A colleague looks in · 3 reached it, 3 of them bought · few: take it as a hint',
    ])
      expect(answer).toContain(text);
  });

  it('became customers when they bought, and their history says so', async () => {
    expect(await answerTo(harness, GRACE, '/account history corvo bikes')).toContain(
      'changed segment from “trial” to “solo”',
    );
    const funnel = await answerTo(harness, GRACE, '/cs funnel trial');
    expect(funnel).toContain('9 began');
    expect(funnel).toContain('Who bought is in another segment by now');
  });

  it.each(['/cs funnel', '/cs owners', '/cs cadence', '/cs health', '/cs funnel renewals', '/cs today'])(
    'are not in %s',
    async (typed) => {
      const answer = await answerTo(harness, GRACE, typed);
      for (const name of TRIALS) expect(answer).not.toContain(name);
      for (const milestone of ['First page online', 'A colleague looks in'])
        expect(answer).not.toContain(milestone);
    },
  );

  describe('among customers', () => {
    const ofTrials = async (table: 'health_snapshot' | 'play_run' | 'cta') => {
      const { rows } = await sql`select 1 from ${sql.table(table)} t join account a
        on a.workspace_id = t.workspace_id and a.id = t.account_id
        where a.workspace_id = ${harness.workspaceId} and a.segment = ${TRIAL_SEGMENT}`.execute(use().db);
      return rows;
    };

    it.each(['health_snapshot', 'play_run', 'cta'] as const)('have no %s', async (table) => {
      expect(await ofTrials(table)).toEqual([]);
    });

    it('are on no list, however long they stay, and in no digest', async () => {
      const { deps, workspaceId } = harness;
      const applied = (await createProgramSource().load(use().db, workspaceId))!;
      const later = await rehearseMorning(deps, workspaceId, applied, addDays(TODAY, 150));
      const names = later.rows.map(({ accountName }) => accountName);
      expect(names.length).toBeGreaterThan(20);
      expect(names.filter((name) => TRIALS.includes(name))).toEqual([]);
      // In the week of that day one of them left.
      const { digest } = await rehearseDigest(deps, workspaceId, applied, addDays(TODAY, -21));
      const told = JSON.stringify(digest);
      expect(told).toContain('Marlow');
      for (const name of TRIALS) expect(told).not.toContain(name);
    });
  });
});
