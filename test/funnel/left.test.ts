/** On which day an account left, by what is known on a date. */
import { expect, it } from 'vitest';
import type { BusinessDate } from '#src/base/business-date.ts';
import { listEntries } from '#src/funnel/entries-service.ts';
import { makeAccount } from '../accounts/make-account.ts';
import { addWorkspace, depsOf } from '../imports/support.ts';
import { onEachDatabase } from '../support/database.ts';
import { applied } from './team.ts';

onEachDatabase('who left', (use) => {
  it('is known by the first signal since they came back, and by nothing else', async () => {
    const deps = depsOf(use());
    const workspaceId = await addWorkspace(deps);
    const { db } = deps.database;
    const write = async (key: string, churn: [BusinessDate, 0 | 1][], stage: string | null = null) => {
      const account = { key, name: key, segment: 'standard', startedOn: '2026-01-10', stage };
      const id = await makeAccount(use(), workspaceId, account);
      for (const [index, [day, returned]] of churn.entries())
        await db
          .insertInto('churn')
          .values({ workspace_id: workspaceId, key: `${key} ${index}`, account_id: id, day, returned })
          .execute();
    };
    await write('left', [['2026-02-10', 0]]);
    await write('back', [
      ['2026-02-10', 0],
      ['2026-03-10', 1],
    ]);
    await write('back on the same day', [
      ['2026-02-10', 1],
      ['2026-02-10', 0],
    ]);
    await write('left twice', [
      ['2026-02-10', 0],
      ['2026-03-10', 0],
    ]);
    await write('left, back, left', [
      ['2026-02-10', 0],
      ['2026-02-20', 1],
      ['2026-03-10', 0],
      ['2026-03-15', 0],
    ]);
    await write('before it began', [['2026-01-09', 0]]);
    await write('called churned', [], 'Churned');
    await write('left, as it is called', [['2026-02-10', 0]], 'Churned');
    const listed = async (date: BusinessDate) => {
      const { entries: found } = await listEntries(
        deps,
        workspaceId,
        applied,
        { date, segment: null, since: null, place: { kind: 'milestone', id: 'first-leads' }, outcome: null },
        { limit: 50, offset: 0 },
      );
      return Object.fromEntries(found.map(({ key, outcome, days }) => [key, `${outcome} ${days}`]));
    };
    expect(await listed('2026-04-20')).toEqual({
      left: 'churned 31',
      back: 'open 100',
      'back on the same day': 'open 100',
      'left twice': 'churned 31',
      'left, back, left': 'churned 59',
      'called churned': 'open 100',
      'left, as it is called': 'churned 31',
    });
    expect(await listed('2026-02-20')).toEqual({
      left: 'churned 31',
      back: 'churned 31',
      'back on the same day': 'open 41',
      'left twice': 'churned 31',
      'left, back, left': 'open 41',
      'called churned': 'open 41',
      'left, as it is called': 'churned 31',
    });
    expect(await listed('2026-02-09')).toMatchObject({ left: 'open 30', 'left, as it is called': 'open 30' });
  });
});
