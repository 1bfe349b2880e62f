/** What of the digest's people happens once, whoever does it at the same time. */
import { expect, it } from 'vitest';
import { askComments } from '#src/digest/comment-service.ts';
import { findNewestDigest, postDigest } from '#src/digest/service.ts';
import { saveSettings } from '#src/digest/setting-service.ts';
import { NO_OWNERS } from '#src/digest/settings.ts';
import { shareDigest } from '#src/digest/share-service.ts';
import { onEachDatabase } from '../support/database.ts';
import { TODAY } from './make-digest.ts';
import { ago } from './days.ts';
import { createWeek, type DigestWorld } from './world.ts';

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
    const ask = () => askComments(deps, workspaceId, applied, new Date(`${ago(3)}T10:00:00Z`));
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
    expect(await askComments(deps, workspaceId, applied, new Date(`${ago(4)}T10:00:00Z`))).toBe(0);
  });

  it('comments are asked for on the last working day before, when who is asked is at work', async () => {
    const { deps, workspaceId, applied } = await createWeek(use());
    await use()
      .db.insertInto('digest_section')
      .values([
        { workspace_id: workspaceId, section: 'success', owner_id: 'lena' },
        { workspace_id: workspaceId, section: 'sales', owner_id: 'marco' },
      ])
      .execute();
    const livesIn = (id: string, timezone: string, slackUserId: string) =>
      use()
        .db.updateTable('person')
        .set({ timezone, slack_user_id: slackUserId })
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', id)
        .execute();
    await livesIn('lena', 'America/New_York', 'U0LENA');
    await livesIn('marco', 'Asia/Tokyo', 'U0MARCO');
    const askAt = async (now: string): Promise<string[]> => {
      const before = (await outbox(workspaceId)).length;
      await askComments(deps, workspaceId, applied, new Date(now));
      return (await outbox(workspaceId)).slice(before).map(({ channel }) => channel);
    };
    // Friday has come in Tokyo; in New York it comes to eight o'clock at two in Berlin.
    expect(await askAt('2026-11-19T22:59:00Z')).toEqual([]);
    expect(await askAt('2026-11-19T23:00:00Z')).toEqual(['U0MARCO']);
    expect(await askAt('2026-11-20T12:59:00Z')).toEqual([]);
    expect(await askAt('2026-11-20T13:00:00Z')).toEqual(['U0LENA']);
    expect(await askAt('2026-11-20T14:00:00Z')).toEqual([]);
  });

  it('comments are asked for at no weekend', async () => {
    const { deps, workspaceId, applied } = await createWeek(use());
    await use()
      .db.insertInto('digest_section')
      .values({ workspace_id: workspaceId, section: 'success', owner_id: 'lena' })
      .execute();
    for (const day of [ago(2), ago(1)])
      expect(await askComments(deps, workspaceId, applied, new Date(`${day}T12:00:00Z`))).toBe(0);
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
