/** What becomes of an action happens once, whoever does it at the same time. */
import { expect, it } from 'vitest';
import type { ActionFields, MeetingThread } from '#src/actions/domain.ts';
import { remindOfActions } from '#src/actions/reminder-service.ts';
import { moveAction, saveAction } from '#src/actions/service.ts';
import { postDigest } from '#src/digest/service.ts';
import { findNewestThread } from '#src/digest/thread-service.ts';
import { readExport, type ExportRow } from '#src/exports/store.ts';
import { TODAY } from '../digest/make-digest.ts';
import { createWeek, type DigestWorld } from '../digest/world.ts';
import { onEachDatabase } from '../support/database.ts';

const FIELDS: ActionFields = { kind: 'action', what: 'Call Echo', ownerId: 'lena', dueOn: TODAY };
const press = { personId: 'lena', isLeader: false, today: TODAY, nextWorkday: '2026-11-24' };

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

onEachDatabase('of the actions of the meeting', (use) => {
  const posted = async (): Promise<DigestWorld & { thread: MeetingThread }> => {
    const world = await createWeek(use());
    const { deps, workspaceId, applied } = world;
    await postDigest({ ...deps, upload: null, readersOf: null }, workspaceId, applied, TODAY, 'cli');
    return { ...world, thread: (await findNewestThread(use().db, workspaceId))! };
  };
  const outbox = (workspaceId: string) =>
    use().db.selectFrom('outbox').selectAll().where('workspace_id', '=', workspaceId).orderBy('id').execute();
  const twice = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all([work(), work()]);

  it('a message becomes an action once, and the same form sent twice writes one', async () => {
    const { deps, workspaceId, thread } = await posted();
    const save = (id: string, what = 'Call Echo') =>
      saveAction(
        deps,
        workspaceId,
        { id, version: 0, fields: { ...FIELDS, what }, source: 'C1:1.1', thread },
        press,
      );
    expect(await twice(() => save('a'))).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await save('b', 'Call Fox')).toMatchObject({
      ok: false,
      problem: 'changed-meanwhile',
      theirs: { id: 'a' },
    });
    const told = (await outbox(workspaceId)).filter(({ payload }) => payload.includes('Call Echo'));
    expect(told).toHaveLength(1);
    const moves = await twice(() => moveAction(deps, workspaceId, 'a', 'done', press));
    expect(moves.filter(({ ok }) => ok)).toHaveLength(1);
    const rows: ExportRow[] = [];
    for await (const batch of readExport(use().db, workspaceId, 'actions', 1)) rows.push(...batch);
    expect(rows).toMatchObject([
      {
        id: 'a',
        what: 'Call Echo',
        owner: 'Lena Hoff',
        state: 'done',
        digest: TODAY,
        closed_by: 'Lena Hoff',
      },
    ]);
    const other = { ...press, personId: 'marco' };
    expect(await moveAction(deps, workspaceId, 'a', 'reopen', other)).toEqual({
      ok: false,
      problem: 'not-yours',
    });
  });

  it('owners are reminded once of each day', async () => {
    const { deps, workspaceId, applied } = await posted();
    const edit = {
      id: 'a',
      version: 0,
      fields: { ...FIELDS, dueOn: '2026-11-27' },
      source: null,
      thread: null,
    };
    await saveAction(deps, workspaceId, edit, press);
    const remind = (today: string) =>
      remindOfActions(deps, workspaceId, applied.program, new Date(`${today}T10:00:00Z`));
    expect(await remind('2026-11-25')).toBe(0);
    expect(sum(await twice(() => remind('2026-11-26')))).toBe(1);
    const later = { ...edit, version: 1, fields: { ...FIELDS, dueOn: '2026-12-04' } };
    expect(await saveAction(deps, workspaceId, later, press)).toMatchObject({ ok: true });
    expect(await remind('2026-11-27')).toBe(0);
    // The bot was down meanwhile.
    expect(await remind('2026-12-05')).toBe(0);
    expect(await remind('2026-12-07')).toBe(1);
    expect((await outbox(workspaceId)).at(-1)!.payload).toContain('1 overdue');
  });

  it('owners are reminded on their last working day before, by their own clock', async () => {
    const { deps, workspaceId, applied } = await posted();
    // It is a Monday, and that of the next week.
    const fields = { ...FIELDS, dueOn: '2026-11-30' };
    await saveAction(deps, workspaceId, { id: 'a', version: 0, fields, source: null, thread: null }, press);
    await use()
      .db.updateTable('person')
      .set({ timezone: 'America/New_York' })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', 'lena')
      .execute();
    const remind = (now: string) => remindOfActions(deps, workspaceId, applied.program, new Date(now));
    expect(await remind('2026-11-26T15:00:00Z')).toBe(0);
    // Friday: noon in Berlin is early in New York; then eight o'clock there.
    expect(await remind('2026-11-27T11:00:00Z')).toBe(0);
    expect(await remind('2026-11-27T13:00:00Z')).toBe(1);
    expect((await outbox(workspaceId)).at(-1)!.payload).toContain('1 due by Mon 30 Nov');
    expect(await remind('2026-11-30T14:00:00Z')).toBe(0);
  });

  it('nobody is reminded at a weekend', async () => {
    const { deps, workspaceId, applied } = await posted();
    const fields = { ...FIELDS, dueOn: '2026-11-30' };
    await saveAction(deps, workspaceId, { id: 'a', version: 0, fields, source: null, thread: null }, press);
    const remind = (now: string) => remindOfActions(deps, workspaceId, applied.program, new Date(now));
    expect(await remind('2026-11-28T12:00:00Z')).toBe(0);
    expect(await remind('2026-11-29T12:00:00Z')).toBe(0);
    // Nor is what was missed on Friday forgotten.
    expect(await remind('2026-11-30T12:00:00Z')).toBe(1);
  });

  it('owners are told who hear of it nowhere else', async () => {
    const { deps, workspaceId, applied } = await posted();
    const hand = (id: string, ownerId: string, personId: string, version = 0) =>
      saveAction(
        deps,
        workspaceId,
        { id, version, fields: { ...FIELDS, ownerId, dueOn: '2026-11-24' }, source: null, thread: null },
        { ...press, personId, isLeader: true },
      );
    const remind = async (): Promise<string[]> => {
      const before = (await outbox(workspaceId)).length;
      await remindOfActions(deps, workspaceId, applied.program, new Date(`${TODAY}T10:00:00Z`));
      return (await outbox(workspaceId)).slice(before).map(({ channel }) => channel);
    };
    await use()
      .db.updateTable('person')
      .set({ slack_user_id: 'U0MARCO' })
      .where('workspace_id', '=', workspaceId)
      .where('id', '=', 'marco')
      .execute();
    // Due tomorrow, and told in no thread.
    await hand('given', 'lena', 'marco');
    expect(await remind()).toEqual(['U0LENA']);
    // Of the same day, and somebody else does it.
    expect(await hand('given', 'marco', 'lena', 1)).toMatchObject({ ok: true });
    expect(await remind()).toEqual(['U0MARCO']);
    // Whoever takes it on knows.
    expect(await hand('given', 'lena', 'lena', 2)).toMatchObject({ ok: true });
    await hand('own', 'lena', 'lena');
    expect(await remind()).toEqual([]);
  });
});
