/** Who leaves: a stage that is set to Churned tells when and why, whoever sets it; taken back, that they came back. */
import { expect, it } from 'vitest';
import { departuresByStage } from '#migrations/0010-leadership.ts';
import { followStages, findDeparture } from '#src/accounts/departure-service.ts';
import type { DepartureEntry } from '#src/accounts/departure.ts';
import type { AccountFields } from '#src/accounts/domain.ts';
import { createAccount, editAccount, findAccountById, undoEdit } from '#src/accounts/service.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import { inTransaction, type Deps } from '#src/base/deps.ts';
import { AFTER_ALL_IDS } from '#src/db/account-scope.ts';
import { listLeftRows } from '#src/digest/customers-store.ts';
import { listEntries } from '#src/funnel/entries-service.ts';
import { addWorkspace, depsOf, importTexts } from '../imports/support.ts';
import { applied } from '../funnel/team.ts';
import { onEachDatabase, type TestDatabase } from '../support/database.ts';
import { makeAccount } from './make-account.ts';

const WHY: DepartureEntry = { on: '2026-11-20', reason: 'Budget cut', note: 'They may be back in May' };

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
    const days = { from: '2026-11-16', upTo: '2026-11-22', date: '2026-11-23' };
    const range = { after: '', upTo: AFTER_ALL_IDS };
    expect(await listLeftRows(use().db, team.workspaceId, days, range)).toMatchObject([
      { key: 'pixel', ...WHY },
    ]);
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

  it('leaves by an import of the stage, unless a file tells when, and comes back by one', async () => {
    const team = await createTeam(use());
    const mapping = `
version: 1
sources:
  - { file: accounts.csv, as: account, key: id, set: { name: name, stage: stage, started_on: { value: "2024-01-10" } } }
  - { file: churn.csv, as: churn, key: [id, day], account: id, set: { on: day, reason: reason } }
`;
    const load = (accounts: string, asOf: BusinessDate, churn = '') =>
      importTexts(
        team.deps,
        team.workspaceId,
        mapping,
        { 'accounts.csv': `id,name,stage\n${accounts}`, 'churn.csv': `id,day,reason\n${churn}` },
        { asOf },
      );
    await load('1,One,Adoption\n2,Two,Adoption\n3,Three,Churned\n', '2024-11-01', '3,2024-10-02,Price\n');
    await load('1,One,Churned\n2,Two,Adoption\n3,Three,Churned\n', '2024-11-02', '3,2024-10-02,Price\n');
    const one = await team.idOf('1');
    const three = await team.idOf('3');
    expect(await team.left(one)).toMatchObject({ on: '2024-11-02', reason: null });
    expect(await team.left(three)).toMatchObject({ on: '2024-10-02', reason: 'Price' });
    expect(await team.lastAudit(one)).toMatchObject({ action: 'account.end', after: { on: '2024-11-02' } });
    // The same again changes nothing.
    const [signals] = [await team.signals(one)];
    await load('1,One,Churned\n2,Two,Adoption\n3,Three,Churned\n', '2024-11-05', '3,2024-10-02,Price\n');
    expect(await team.signals(one)).toEqual(signals);
    await load('1,One,Renewal\n2,Two,Adoption\n3,Three,Renewal\n', '2024-11-06', '3,2024-10-02,Price\n');
    expect(await team.left(one)).toBeNull();
    expect(await team.left(one, '2024-11-05')).toMatchObject({ on: '2024-11-02' });
    expect(await team.lastAudit(one)).toMatchObject({
      action: 'account.return',
      after: { on: '2024-11-06' },
    });
    // What a file of departures says is no stage’s to take back.
    expect(await team.left(three)).toMatchObject({ on: '2024-10-02' });
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
    const [edited, other, explained, customer] = [
      await team.account('edited', 'Churned'),
      await team.account('other', 'Churned'),
      await team.account('explained', 'Churned'),
      await team.account('customer', 'Adoption'),
    ];
    await team.churn(explained, '2026-03-01', 0);
    const audit = (id: string, at: string, after: object) =>
      db
        .insertInto('audit')
        .values({
          workspace_id: team.workspaceId,
          id: team.deps.makeId(),
          at,
          actor: 'grace',
          action: 'account.edit',
          account_id: id,
          after: JSON.stringify(after),
        })
        .execute();
    await audit(edited, '2026-05-04T10:00:00.000Z', { stage: 'Churned', version: 2 });
    await audit(edited, '2026-06-04T10:00:00.000Z', { arr: 5, version: 3 });
    for (const statement of departuresByStage(use().dialect)) await statement.execute(db);
    expect(await team.left(edited)).toMatchObject({ on: '2026-05-04', reason: null, isByStage: true });
    expect(await team.left(other)).toMatchObject({ on: '2026-01-01' });
    expect(await team.left(explained)).toMatchObject({ on: '2026-03-01', isByStage: false });
    expect(await team.left(customer)).toBeNull();
  });
});

const FIELDS: AccountFields = {
  name: '',
  domain: null,
  segment: 'standard',
  stage: null,
  leadId: null,
  partnerId: null,
  arr: null,
  currency: null,
  startedOn: '2026-01-10',
  renewsOn: null,
  soldBy: null,
};

async function createTeam(database: TestDatabase) {
  const { db } = database;
  const deps: Deps = { ...depsOf(database), now: () => new Date('2026-11-23T12:00:00Z') };
  const workspaceId = await addWorkspace(deps);
  const placing = { program: applied.program, today: '2026-11-23' };
  const known = async (id: string) => (await findAccountById(db, workspaceId, id))!;
  return {
    deps,
    workspaceId,
    account: (key: string, stage: string | null = null) =>
      makeAccount(database, workspaceId, { ...FIELDS, key, name: key, stage }),
    async edit(id: string, change: Partial<AccountFields>, departure: DepartureEntry | null, seen?: number) {
      const account = await known(id);
      const edit = { id, version: seen ?? account.version, fields: { ...account, ...change }, departure };
      return editAccount(deps, workspaceId, 'grace', edit, placing);
    },
    undo: (id: string, version: number) => undoEdit(deps, workspaceId, 'grace', { id, version }, placing),
    left: (id: string, date: BusinessDate = '2026-11-23') => findDeparture(database, workspaceId, id, date),
    async churn(id: string, day: BusinessDate, returned: 0 | 1, reason: string | null = null) {
      const row = {
        workspace_id: workspaceId,
        key: `file ${id} ${day}`,
        account_id: id,
        day,
        returned,
        reason,
      };
      await db.insertInto('churn').values(row).execute();
    },
    async signals(id: string) {
      const rows = await db
        .selectFrom('churn')
        .selectAll()
        .where('account_id', '=', id)
        .orderBy('day')
        .execute();
      return rows.map(({ day, returned, reason }) => [day, returned, reason]);
    },
    async idOf(key: string) {
      const row = await db
        .selectFrom('account')
        .select('id')
        .where('workspace_id', '=', workspaceId)
        .where('key', '=', key)
        .executeTakeFirstOrThrow();
      return row.id;
    },
    async lastAudit(id: string) {
      const row = await db
        .selectFrom('audit')
        .selectAll()
        .where('account_id', '=', id)
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow();
      return { ...row, after: JSON.parse(row.after ?? 'null') as object };
    },
    /** What the funnel says of those at the first milestone. */
    async funnel(date: BusinessDate): Promise<Record<string, string>> {
      const question = {
        date,
        segment: null,
        since: null,
        place: { kind: 'milestone' as const, id: 'first-leads' },
        outcome: null,
      };
      const { entries } = await listEntries(deps, workspaceId, applied, question, { limit: 50, offset: 0 });
      return Object.fromEntries(entries.map(({ key, outcome }) => [key, outcome]));
    },
  };
}
