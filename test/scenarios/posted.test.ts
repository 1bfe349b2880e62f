/** Lists that show what scenarios opened: they are brought up to date when its cause is gone. */
import { afterAll, beforeAll, it } from 'vitest';
import { createMomentsJob } from '#src/scenarios/jobs.ts';
import { createProgramSource } from '#src/program/service.ts';
import { startDay, type CsDay } from '../support/cs-day.ts';
import { letLeave } from '../accounts/make-account.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { growScenario, insertCard } from './support.ts';

onEachDatabase('a posted list', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
    const { deps, workspaceId } = day;
    for (const [name, event] of [
      ['Digest', 'funded'],
      ['Course', 'merged'],
    ] as const) {
      const cardId = await insertCard(deps, workspaceId, { accountId: day.accounts['G-1']!, name });
      await growScenario(deps, workspaceId, cardId, { trigger: { events: [event], commitment: null } }, name);
      await use()
        .db.insertInto('event')
        .values({
          workspace_id: workspaceId,
          account_id: day.accounts['G-1']!,
          name: event,
          day: '2026-11-23',
          key: event,
          count: 1,
        })
        .execute();
    }
    day.setNow(new Date('2026-11-24T08:00:00Z'));
    await runMoments();
    await day.morning('2026-11-24');
  });
  afterAll(() => day.stop());

  const runMoments = async () => {
    const { deps, workspaceId } = day;
    const job = createMomentsJob(
      { ...deps, programs: createProgramSource(), kick: () => undefined },
      async () => [{ workspaceId }],
    );
    await job.run(deps.now());
    await day.settle();
  };
  const line = (title: string) =>
    day
      .list()
      .plain()
      .split('\n')
      .find((text) => text.includes(title));

  it('no longer offers the CTA of a scenario that is retired', async () => {
    expect(line('The moment for “Digest”')).toContain('due');
    const shown = await day.ask(day.priya, '/cs scenario digest');
    await day.priya.press(shown, 'scenario.retire');
    await day.settle();
    expect(line('The moment for “Digest”')).toContain('resolved');
    expect(line('The moment for “Course”')).toContain('due');
  });

  it('no longer offers what the clock resolved because the account churned', async () => {
    await letLeave(use(), day.accounts['G-1']!);
    day.setNow(new Date('2026-11-25T00:10:00Z'));
    await runMoments();
    expect(line('The moment for “Course”')).toContain('resolved');
  });
});
