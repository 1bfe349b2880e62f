/** What of the digest's people happens once, whoever does it at the same time. */
import { expect, it } from 'vitest';
import { remindOfActions } from '#src/digest/action-reminder-service.ts';
import { moveAction, saveAction } from '#src/digest/action-service.ts';
import type { ActionFields } from '#src/digest/actions.ts';
import { askComments } from '#src/digest/comment-service.ts';
import { findNewestDigest, postDigest } from '#src/digest/service.ts';
import { saveSettings } from '#src/digest/setting-service.ts';
import { NO_OWNERS } from '#src/digest/settings.ts';
import { shareDigest } from '#src/digest/share-service.ts';
import { readExport, type ExportRow } from '#src/exports/store.ts';
import { onEachDatabase } from '../support/database.ts';
import { TODAY } from './make-digest.ts';
import { ago } from './days.ts';
import { createWeek, type DigestWorld } from './world.ts';

const FIELDS: ActionFields = { kind: 'action', what: 'Call Echo', ownerId: 'lena', dueOn: TODAY };
const press = { personId: 'lena', isLeader: false, today: TODAY };

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

onEachDatabase('of the digest', (use) => {
  const posted = async (): Promise<DigestWorld & { digestId: string }> => {
    const world = await createWeek(use());
    await use()
      .db.insertInto('digest_section')
      .values({ workspace_id: world.workspaceId, section: 'success', owner_id: 'lena' })
      .execute();
    const { deps, workspaceId, applied } = world;
    await postDigest({ ...deps, upload: null, readersOf: null }, workspaceId, applied, TODAY, 'cli');
    const digest = await findNewestDigest(use().db, workspaceId);
    return { ...world, digestId: digest!.id };
  };
  const outbox = (workspaceId: string) =>
    use().db.selectFrom('outbox').selectAll().where('workspace_id', '=', workspaceId).orderBy('id').execute();
  const twice = <T>(work: () => Promise<T>): Promise<T[]> => Promise.all([work(), work()]);

  it('comments are asked for once', async () => {
    const { deps, workspaceId, applied } = await createWeek(use());
    await saveSettings(
      deps,
      workspaceId,
      {
        owners: { ...NO_OWNERS, success: 'lena', customers: 'lena', product: 'marco' },
        companyChannel: null,
        sharesMoney: false,
        sharesReasons: false,
        version: 0,
      },
      press,
    );
    const ask = () => askComments(deps, workspaceId, applied, new Date(`${ago(1)}T10:00:00Z`));
    expect(sum(await twice(ask))).toBe(1);
    expect(await ask()).toBe(0);
    // Marco is not in Slack, and there is no leader to tell.
    expect((await outbox(workspaceId)).map(({ channel }) => channel)).toEqual(['U0LENA']);
    const rows = await use()
      .db.selectFrom('digest_comment')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .orderBy('section')
      .execute();
    expect(rows.map((row) => [row.section, row.person_id, row.day, row.outbox_id !== null])).toEqual([
      ['customers', 'lena', TODAY, true],
      ['product', 'marco', TODAY, false],
      ['success', 'lena', TODAY, true],
    ]);
    // Not on the day itself once its time has come, and not for days without a digest.
    expect(await askComments(deps, workspaceId, applied, new Date(`${TODAY}T08:00:00Z`))).toBe(0);
    expect(await askComments(deps, workspaceId, applied, new Date(`${ago(2)}T10:00:00Z`))).toBe(0);
  });

  it('comments of the day itself are asked for where the day before was missed', async () => {
    const { deps, workspaceId, applied } = await createWeek(use());
    await use()
      .db.insertInto('digest_section')
      .values({ workspace_id: workspaceId, section: 'success', owner_id: 'lena' })
      .execute();
    // At nine in Berlin it is posted.
    expect(await askComments(deps, workspaceId, applied, new Date(`${TODAY}T08:00:00Z`))).toBe(0);
    expect(await askComments(deps, workspaceId, applied, new Date(`${TODAY}T07:30:00Z`))).toBe(1);
  });

  it('a message becomes an action once, and the same form sent twice writes one', async () => {
    const { deps, workspaceId, digestId } = await posted();
    const save = (id: string, what = 'Call Echo') =>
      saveAction(
        deps,
        workspaceId,
        { id, version: 0, fields: { ...FIELDS, what }, source: 'C1:1.1', digestId },
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
    const { deps, workspaceId } = await posted();
    const edit = {
      id: 'a',
      version: 0,
      fields: { ...FIELDS, dueOn: '2026-11-27' },
      source: null,
      digestId: null,
    };
    await saveAction(deps, workspaceId, edit, press);
    const remind = (today: string) => remindOfActions(deps, workspaceId, today);
    expect(await remind('2026-11-25')).toBe(0);
    expect(sum(await twice(() => remind('2026-11-26')))).toBe(1);
    const later = { ...edit, version: 1, fields: { ...FIELDS, dueOn: '2026-12-04' } };
    expect(await saveAction(deps, workspaceId, later, press)).toMatchObject({ ok: true });
    expect(await remind('2026-11-27')).toBe(0);
    // The bot was down meanwhile.
    expect(await remind('2026-12-05')).toBe(1);
    expect((await outbox(workspaceId)).at(-1)!.payload).toContain('1 overdue');
  });

  it('owners are told who hear of it nowhere else', async () => {
    const { deps, workspaceId } = await posted();
    const hand = (id: string, ownerId: string, personId: string, version = 0) =>
      saveAction(
        deps,
        workspaceId,
        { id, version, fields: { ...FIELDS, ownerId, dueOn: '2026-11-24' }, source: null, digestId: null },
        { ...press, personId, isLeader: true },
      );
    const remind = async (): Promise<string[]> => {
      const before = (await outbox(workspaceId)).length;
      await remindOfActions(deps, workspaceId, TODAY);
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

  it('the company reads it once, unless Slack refused it', async () => {
    const { deps, workspaceId, digestId } = await posted();
    const edit = { digestId, settingsVersion: 0, channel: 'C0ALLHANDS', intro: 'Well done' };
    const share = () => shareDigest(deps, workspaceId, edit, 'lena');
    const results = await twice(share);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.find(({ ok }) => !ok)).toMatchObject({
      problem: 'shared-already',
      shared: { by: 'lena', channel: 'C0ALLHANDS' },
    });
    const company = async () =>
      (await outbox(workspaceId)).filter(({ channel, kind }) => channel === 'C0ALLHANDS' && kind === 'post');
    expect(await company()).toHaveLength(1);
    await use()
      .db.updateTable('outbox')
      .set({ state: 'failed', error: 'channel_not_found' })
      .where('workspace_id', '=', workspaceId)
      .where('channel', '=', 'C0ALLHANDS')
      .execute();
    expect(await share()).toMatchObject({ ok: true });
    expect(await company()).toHaveLength(2);
  });
});
