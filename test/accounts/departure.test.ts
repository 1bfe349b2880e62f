/** Who leaves: a stage that is set to Churned tells when and why, whoever sets it; taken back, that they came back. */
import { expect, it } from 'vitest';
import { departuresByStage } from '#migrations/0010-leadership.ts';
import { followStages } from '#src/accounts/departure-service.ts';
import type { DepartureEntry } from '#src/accounts/departure.ts';
import { createAccount } from '#src/accounts/service.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import { inTransaction } from '#src/base/deps.ts';
import { applied } from '../funnel/team.ts';
import { onEachDatabase } from '../support/database.ts';
import { createTeam, FIELDS, WHY } from './departure-team.ts';

onEachDatabase('who leaves', (use) => {
  it('leaves with the stage, on the day and for the reason that were said, and the past stays', async () => {
    const team = await createTeam(use());
    const id = await team.account('pixel');
    const before = await team.funnel('2026-11-15');
    expect(await team.edit(id, { stage: 'Churned' }, WHY)).toMatchObject({
      ok: true,
      changed: ['stage', 'departure'],
    });
    expect(await team.left(id)).toEqual({ ...WHY, isByStage: true });
    expect(await team.signals(id)).toEqual([['2026-11-20', 0, 'Budget cut']]);
    expect(await team.funnel('2026-11-23')).toEqual({ pixel: 'churned' });
    expect(await team.funnel('2026-11-15')).toEqual(before);
    expect(await team.told()).toMatchObject([{ key: 'pixel', ...WHY }]);
    const { action, actor, after } = await team.lastAudit(id);
    expect([action, actor]).toEqual(['account.edit', 'grace']);
    expect(after).toMatchObject({ stage: 'Churned', left: WHY });
  });

  it('leaves on a day that has been, not before the start, for a reason', async () => {
    const team = await createTeam(use());
    const id = await team.account('pixel');
    const refused = async (departure: Partial<DepartureEntry>) => {
      const result = await team.edit(id, { stage: 'Churned' }, { ...WHY, ...departure });
      return result.ok || result.problem !== 'invalid' ? result : Object.keys(result.fields);
    };
    expect(await refused({ on: '2026-11-24' })).toEqual(['leftOn']);
    expect(await refused({ on: '2026-01-09' })).toEqual(['leftOn']);
    expect(await refused({ on: '' })).toEqual(['leftOn']);
    expect(await refused({ reason: null })).toEqual(['leftBecause']);
    expect(await refused({ reason: 'x'.repeat(151) })).toEqual(['leftBecause']);
    expect(await team.edit(id, { stage: 'Churned' }, null)).toMatchObject({
      ok: false,
      fields: { stage: expect.any(String) as string },
    });
    expect(await team.signals(id)).toEqual([]);
    expect(await refused({ on: '2026-01-10' })).toMatchObject({ ok: true });
  });

  it('is told otherwise by another edit, and by nobody who saw an older version', async () => {
    const team = await createTeam(use());
    const id = await team.account('pixel');
    await team.edit(id, { stage: 'Churned' }, WHY);
    const told = { ...WHY, on: '2026-11-18', reason: 'Bought by a competitor' };
    expect(await team.edit(id, {}, told)).toMatchObject({ ok: true, changed: ['departure'] });
    expect(await team.signals(id)).toEqual([['2026-11-18', 0, 'Bought by a competitor']]);
    expect(await team.edit(id, {}, told)).toMatchObject({ ok: true, changed: [] });
    expect(await team.edit(id, {}, WHY, 1)).toMatchObject({ ok: false, problem: 'changed-meanwhile' });
    expect(await team.edit(id, {}, null)).toMatchObject({ ok: true, changed: [] });
    expect(await team.left(id)).toMatchObject(told);
  });

  it('is taken back within a minute as if nothing had been said', async () => {
    const team = await createTeam(use());
    const id = await team.account('pixel');
    const edited = await team.edit(id, { stage: 'Churned' }, WHY);
    const changed = await team.edit(id, {}, { ...WHY, reason: 'Nobody knows' });
    if (!edited.ok || !changed.ok) throw new Error('not edited');
    expect(await team.undo(id, edited.account.version)).toMatchObject({ problem: 'changed-meanwhile' });
    expect(await team.undo(id, changed.account.version)).toMatchObject({ ok: true });
    expect(await team.left(id)).toEqual({ ...WHY, isByStage: true });
    const again = await createTeam(use());
    const other = await again.account('pixel');
    const gone = await again.edit(other, { stage: 'Churned' }, WHY);
    expect(await again.undo(other, gone.ok ? gone.account.version : 0)).toMatchObject({
      ok: true,
      account: { stage: null },
    });
    expect(await again.signals(other)).toEqual([]);
    expect((await again.lastAudit(other)).after).toMatchObject({ stage: null, left: null });
  });

  it('comes back with another stage, and was gone in between', async () => {
    const team = await createTeam(use());
    const id = await team.account('pixel');
    await team.edit(id, { stage: 'Churned' }, WHY);
    expect(await team.edit(id, { stage: 'Adoption' }, null)).toMatchObject({ ok: true });
    expect(await team.signals(id)).toEqual([
      ['2026-11-20', 0, 'Budget cut'],
      ['2026-11-23', 1, null],
    ]);
    expect(await team.funnel('2026-11-22')).toEqual({ pixel: 'churned' });
    expect(await team.funnel('2026-11-23')).toEqual({ pixel: 'open' });
    // Pressed by mistake, and set to Churned again on the same day: it was not back.
    expect(await team.edit(id, { stage: 'Churned' }, { ...WHY, on: '2026-11-23' })).toMatchObject({
      ok: true,
    });
    expect(await team.funnel('2026-11-23')).toEqual({ pixel: 'churned' });
    // It came back on 1 November, as a file says: it left later than that.
    const back = await team.account('back');
    await team.churn(back, '2026-10-01', 0);
    await team.churn(back, '2026-11-01', 1);
    expect(await team.edit(back, { stage: 'Churned' }, { ...WHY, on: '2026-11-01' })).toMatchObject({
      fields: { leftOn: expect.any(String) as string },
    });
    expect(await team.edit(back, { stage: 'Churned' }, { ...WHY, on: '2026-11-02' })).toMatchObject({
      ok: true,
    });
    expect(await team.left(back)).toMatchObject({ on: '2026-11-02' });
  });

  it('of whom a file told stays as the file has it', async () => {
    const team = await createTeam(use());
    const id = await team.account('pixel');
    await team.churn(id, '2026-11-05', 0, 'Too expensive');
    expect(await team.edit(id, { stage: 'Churned' }, null)).toMatchObject({ ok: true, changed: ['stage'] });
    expect(await team.left(id)).toMatchObject({
      on: '2026-11-05',
      reason: 'Too expensive',
      isByStage: false,
    });
    expect(await team.signals(id)).toHaveLength(1);
  });

  it('may be written down as one that left', async () => {
    const team = await createTeam(use());
    const fields = { ...FIELDS, name: 'Late', stage: 'Churned', startedOn: '2026-01-10' };
    const placing = { program: applied.program, today: '2026-11-23' };
    const create = (departure: DepartureEntry | null) =>
      createAccount(team.deps, team.workspaceId, 'grace', fields, placing, departure);
    expect(await create(null)).toMatchObject({ ok: false, fields: { stage: expect.any(String) as string } });
    const made = await create(WHY);
    expect(await team.left(made.ok ? made.account.id : '')).toMatchObject(WHY);
  });

  it('leaves once by a stage that is said again, however many leave', async () => {
    const team = await createTeam(use());
    const ids: string[] = [];
    for (let index = 0; index < 30; index += 1) ids.push(await team.account(`a${index}`));
    const say = (from: string | null, to: string | null, day: BusinessDate) =>
      inTransaction(team.deps, (executor) => {
        const scope = { executor, dialect: use().dialect, workspaceId: team.workspaceId };
        const stages = ids.map((accountId) => ({ accountId, from, to, day, actor: 'api' }));
        return followStages(team.deps, scope, stages);
      });
    await say(null, 'Churned', '2026-11-20');
    await say('Churned', 'Churned', '2026-11-21');
    await say('Adoption', 'Churned', '2026-11-22');
    for (const id of ids) expect(await team.signals(id)).toEqual([['2026-11-20', 0, null]]);
  });

  it('left, before Milepost asked when, on the day on which the history has the stage', async () => {
    const team = await createTeam(use());
    const { db } = use();
    const [edited, made, other, explained, customer] = [
      await team.account('edited', 'Churned'),
      await team.account('made', 'Churned'),
      await team.account('other', 'Churned'),
      await team.account('explained', 'Churned'),
      await team.account('customer', 'Adoption'),
    ];
    await team.churn(explained, '2026-03-01', 0);
    const audit = (id: string, at: string, after: object, action = 'account.edit') =>
      db
        .insertInto('audit')
        .values({
          workspace_id: team.workspaceId,
          id: team.deps.makeId(),
          at,
          actor: 'grace',
          action,
          account_id: id,
          after: JSON.stringify(after),
        })
        .execute();
    await audit(edited, '2026-05-04T10:00:00.000Z', { stage: 'Churned', version: 2 });
    await audit(edited, '2026-06-04T10:00:00.000Z', { arr: 5, version: 3 });
    await audit(made, '2026-11-18T10:00:00.000Z', { stage: 'Churned' }, 'account.create');
    for (const statement of departuresByStage(use().dialect)) await statement.execute(db);
    expect(await team.left(edited)).toMatchObject({ on: '2026-05-04', reason: null, isByStage: true });
    const keys = await use().db.selectFrom('churn').select('key').where('key', 'like', 'stage:%').execute();
    expect(keys.map(({ key }) => key)).toEqual(
      expect.arrayContaining([
        `stage:${edited}|2026-05-04|left`,
        // Nobody knows when: no digest tells of these.
        `stage:${other}|2026-01-01|found`,
        `stage:${made}|2026-11-18|found`,
      ]),
    );
    expect(await team.left(other)).toMatchObject({ on: '2026-01-01' });
    expect(await team.left(explained)).toMatchObject({ on: '2026-03-01', isByStage: false });
    expect(await team.left(customer)).toBeNull();
  });
});
