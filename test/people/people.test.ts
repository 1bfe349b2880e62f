import { afterAll, beforeAll, describe, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import { createSlackClient } from '#src/app.ts';
import { changeRole, ensureFirstAdmin, listPeople } from '#src/people/service.ts';
import { syncPeople } from '#src/people/slack.ts';
import { insertPeople } from '#src/people/store.ts';
import { findCaller } from '#src/slack/caller.ts';
import { connectByToken } from '#src/slack/installation.ts';
import { connectWorkspace, openOnlyWorkspace } from '#src/workspaces/service.ts';
import { makeAccount } from '../accounts/make-account.ts';
import { startHarness, type Harness } from '../slack/harness.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';

onEachDatabase('people', (use) => {
  let milepost: Harness;
  let workspaceId: string;
  beforeAll(async () => {
    // The command line came first: its workspace becomes the Slack workspace.
    const made = await startHarness(use(), { users: [{ id: 'U0PRIYA', name: 'priya' }] });
    await made.stop();
    await use().db.updateTable('workspace').set({ slack_team_id: null }).execute();
    await use().db.deleteFrom('person').execute();
    workspaceId = made.workspaceId;
    const insert = (id: string, name: string, email: string | null) =>
      use()
        .db.insertInto('person')
        .values({
          workspace_id: workspaceId,
          id,
          slack_user_id: null,
          name,
          email,
          role: 'csm',
          timezone: null,
          created_at: '2026-01-01',
        })
        .execute();
    await insert('imported-marco', 'Marco Diaz', null);
    await insert('imported-lena', 'L. Hoff', 'LENA@example.com');
    await insert('imported-kim', 'Kim Lee', null);
    await makeAccount(use(), workspaceId, {
      name: 'Acme',
      key: 'A',
      leadId: 'imported-marco',
      partnerId: 'imported-lena',
    });
    milepost = await startHarness(use());
    expect(milepost.workspaceId).toBe(workspaceId);
  });
  afterAll(() => milepost.stop());

  const client = () => createSlackClient(milepost.deps, milepost.sandbox.botToken, milepost.sandbox.apiUrl);
  const sync = async () => {
    const [installation] = await milepost.installations.list();
    return syncPeople(milepost.deps, installation!, client(), 'priya@EXAMPLE.com');
  };
  const cs = async (text: string, user = 'U0PRIYA') =>
    (await milepost.sandbox.as(user).command('/cs', text)).nextReply();
  const roleOf = async (slackUserId: string) =>
    (await listPeople(use().db, workspaceId)).find((person) => person.slackUserId === slackUserId)?.role;

  it('who were imported become members of Slack, with their accounts and roles, once', async () => {
    expect(await sync()).toEqual({ members: 3, linked: 2, hasAdmin: true });
    expect(await sync()).toEqual({ members: 3, linked: 0, hasAdmin: true });
    const people = await listPeople(use().db, workspaceId);
    expect(people.map(({ name, role, slackUserId }) => [name, role, slackUserId])).toEqual([
      ['Kim Lee', 'csm', null],
      ['Lena Hoff', 'csm', 'U0LENA'],
      ['Marco Diaz', 'csm', 'U0MARCO'],
      ['Priya Nair', 'admin', 'U0PRIYA'],
    ]);
    const account = await use()
      .db.selectFrom('account')
      .select(['lead_id', 'partner_id'])
      .executeTakeFirstOrThrow();
    const idOf = (slackUserId: string) => people.find((person) => person.slackUserId === slackUserId)?.id;
    expect(account).toEqual({ lead_id: idOf('U0MARCO'), partner_id: idOf('U0LENA') });
  });

  it('are listed with their roles', async () => {
    expect(await cs('people')).toShow(
      'admin',
      '@priya',
      'csm',
      'Named by an import, not found in Slack',
      'Kim Lee',
    );
  });

  describe('roles', () => {
    it('are given by an admin, by a mention or by a name', async () => {
      expect(await cs('role <@U0LENA> leader')).toShow('@lena is leader now', 'before: csm');
      expect(await cs('role Lena Hoff csm')).toShow('@lena is csm now');
      expect(await cs('role <@U0LENA> csm')).toShow('already has the role csm');
    });

    it('named as people name each other: the role is the last word', async () => {
      for (const named of [
        '@Lena Hoff',
        '@lena',
        'lena',
        'LENA HOFF',
        'lena@example.com',
        '<@U0LENA|lena> Hoff',
      ]) {
        expect(await cs(`role ${named} csm`), named).toShow('@lena already has the role csm');
      }
      expect(await cs('role @Lena Hoff')).toShow('@lena has the role csm');
      expect(await cs('role @Lena Huff leader')).toShow(
        'I found no member',
        'Did you mean @lena?',
        '/cs role @lena csm',
      );
      await use()
        .db.insertInto('person')
        .values({
          workspace_id: workspaceId,
          id: 'twin',
          slack_user_id: 'U0TWIN',
          name: 'Lena Twin',
          created_at: '',
        })
        .execute();
      expect(await cs('role Lena Twin leader')).toShow('leader now');
      expect(await cs('role lena leader')).toShow('@lena is leader now');
      expect(await cs('role lena csm')).toShow('@lena is csm now');
      await use()
        .db.updateTable('person')
        .set({ email: null })
        .where('slack_user_id', '=', 'U0LENA')
        .execute();
      expect(await cs('role Lena csm')).toShow('Several members fit “Lena csm”', '@lena', 'Say which');
      await use()
        .db.updateTable('person')
        .set({ email: 'lena@example.com' })
        .where('slack_user_id', '=', 'U0LENA')
        .execute();
      await use().db.deleteFrom('person').where('id', '=', 'twin').execute();
      expect(await roleOf('U0LENA')).toBe('csm');
    });

    it('are offered as buttons', async () => {
      const answer = await cs('role <@U0MARCO>');
      expect(answer).toShow('@marco has the role csm', 'Make viewer', 'Make leader');
      await milepost.sandbox.as('U0PRIYA').press(answer, 'verb.replace:1');
      await milepost.app.inFlight.drain();
      expect(await roleOf('U0MARCO')).toBe('leader');
    });

    it('must be ones that there are, of people who are there', async () => {
      expect(await cs('role <@U0LENA> leadr')).toShow('There is no role “leadr”', 'Did you mean leader?');
      expect(await cs('role somebody csm')).toShow('I found no member');
      expect(await cs(`role <@${milepost.sandbox.botUserId}> csm`)).toShow('I found no member');
    });

    it('are not the last admin’s to lose', async () => {
      expect(await cs('role <@U0PRIYA> viewer')).toShow('This is the last admin');
      await cs('role <@U0MARCO> admin');
      expect(await cs('role <@U0PRIYA> csm')).toShow('@priya is csm now');
      expect(await cs('role <@U0PRIYA> admin')).toShow('This needs the role admin; yours is csm', '@marco');
      await cs('role <@U0PRIYA> admin', 'U0MARCO');
    });

    it('are kept by one admin when two take them from each other at once', async () => {
      const { deps } = milepost;
      await changeRole(deps, workspaceId, 'cli', 'U0MARCO', 'admin');
      const both = await Promise.all([
        changeRole(deps, workspaceId, 'cli', 'U0MARCO', 'csm'),
        changeRole(deps, workspaceId, 'cli', 'U0PRIYA', 'csm'),
      ]);
      expect(both.filter(({ ok }) => ok)).toHaveLength(1);
      await changeRole(deps, workspaceId, 'cli', 'U0PRIYA', 'admin');
    });

    it('of a guest count for nothing', async () => {
      await use()
        .db.updateTable('person')
        .set({ is_guest: 1 })
        .where('slack_user_id', '=', 'U0LENA')
        .execute();
      expect(await cs('people', 'U0LENA')).toShow('Milepost is for members of this workspace');
      await sync();
      expect(await cs('people', 'U0LENA')).toShow('csm');
    });

    it('are in the audit trail', async () => {
      const trail = await use()
        .db.selectFrom('audit')
        .select(['action', 'before', 'after'])
        .where('action', '=', 'person.role')
        .orderBy('id')
        .execute();
      // A role that came with an imported person was given, too.
      expect(trail.slice(0, 3).map(({ before, after }) => [before, after])).toEqual([
        ['{"role":"viewer"}', '{"role":"csm"}'],
        ['{"role":"viewer"}', '{"role":"csm"}'],
        ['{"role":"viewer"}', '{"role":"admin"}'],
      ]);
      expect(trail.length).toBeGreaterThan(5);
    });
  });

  it('without an admin learn who names the first one', async () => {
    await use().db.updateTable('person').set({ role: null }).where('role', '=', 'admin').execute();
    const lone = await startHarness(use(), { firstAdmin: null });
    const reply = await (await lone.sandbox.as('U0LENA').command('/cs', 'role <@U0LENA> admin')).nextReply();
    expect(reply).toShow('Nobody is an admin yet', 'MILEPOST_ADMIN');
    const [installation] = await lone.installations.list();
    const lonely = createSlackClient(lone.deps, lone.sandbox.botToken, lone.sandbox.apiUrl);
    await syncPeople(lone.deps, installation!, lonely, null);
    expect(lone.logged.map((line) => line['msg'])).toContain(
      'nobody is an admin: set MILEPOST_ADMIN to the Slack user id or e-mail of a member',
    );
    // Named after the sync of the day: it does not wait for the next one.
    await ensureFirstAdmin(lone.deps, workspaceId, 'U0NOBODY');
    await ensureFirstAdmin(lone.deps, workspaceId, 'Lena@example.com');
    await ensureFirstAdmin(lone.deps, workspaceId, 'U0MARCO');
    const admins = (await listPeople(use().db, workspaceId)).filter(({ role }) => role === 'admin');
    expect(admins.map(({ slackUserId }) => slackUserId)).toEqual(['U0LENA']);
    await lone.stop();
  });

  it('are made on first sight', async () => {
    await use().db.deleteFrom('person').where('slack_user_id', '=', 'U0LENA').execute();
    expect(await cs('help', 'U0LENA')).toShow('/account show');
    const people = await listPeople(use().db, workspaceId);
    expect(people.filter(({ slackUserId }) => slackUserId === 'U0LENA')).toMatchObject([
      { name: 'Lena Hoff', email: 'lena@example.com', role: null },
    ]);
  });

  it('who change in Slack have changed here: a guest and who is gone lose their rights at once', async () => {
    const { deps, sandbox } = milepost;
    await changeRole(deps, workspaceId, 'cli', 'U0LENA', 'csm');
    const lena = {
      id: 'U0LENA',
      team_id: sandbox.state.team.id,
      deleted: false,
      is_restricted: false,
      tz: 'Europe/Berlin',
      profile: { real_name: 'Lena Hoff', email: 'lena@example.com', status_text: '' },
    };
    const change = async (changes: object) => {
      await sandbox.as('U0PRIYA').event({ type: 'user_change', user: { ...lena, ...changes } });
      await milepost.settle();
      const people = await listPeople(use().db, workspaceId);
      return people.find(({ slackUserId }) => slackUserId === 'U0LENA');
    };
    expect(await change({ is_restricted: true })).toMatchObject({ isGuest: true, role: 'csm' });
    expect(await cs('people', 'U0LENA')).toShow('Milepost is for members of this workspace');
    expect(await change({ profile: { real_name: 'Lena Hoff-Meyer' } })).toMatchObject({
      isGuest: false,
      name: 'Lena Hoff-Meyer',
      email: 'lena@example.com',
      timezone: 'Europe/Berlin',
    });
    expect(await change({ deleted: true })).toMatchObject({ isDeleted: true });
    expect(await change({})).toMatchObject({ isDeleted: false, role: 'csm' });
    await change({ id: 'U0NOBODY' });
    await change({ id: 7 });
    expect((await listPeople(use().db, workspaceId)).map(({ slackUserId }) => slackUserId)).not.toContain(
      'U0NOBODY',
    );
    expect(milepost.logged.filter(({ msg }) => msg === 'something went wrong')).toEqual([]);
  });

  it('named by an import with a Slack id alone are asked of Slack before they may do anything', async () => {
    const { deps, sandbox } = milepost;
    for (const slackUserId of [sandbox.botUserId, 'U0LENA']) {
      await use().db.deleteFrom('person').where('slack_user_id', '=', slackUserId).execute();
      const row = { slack_user_id: slackUserId, name: slackUserId, email: null, role: 'csm' };
      await inTransaction(deps, (trx) =>
        insertPeople(trx, workspaceId, [{ id: `by-${slackUserId}`, ...row }], '2026-01-01'),
      );
    }
    const caller = (slackUserId: string) =>
      findCaller(deps, {
        workspaceId,
        slackTeamId: sandbox.state.team.id,
        slackUserId,
        client: client(),
        firstAdmin: null,
      });
    expect(await caller(sandbox.botUserId)).toBeNull();
    expect(await caller('U0LENA')).toMatchObject({ name: 'Lena Hoff', role: 'csm' });
  });

  it('belong to a workspace that is known by its Slack id, and is there again after it was removed', async () => {
    const { deps, sandbox } = milepost;
    await use().db.updateTable('workspace').set({ uninstalled_at: '2026-01-01' }).execute();
    const again = await (await connectByToken(deps, client(), sandbox.botToken)).list();
    expect(again[0]?.workspaceId).toBe(workspaceId);
    const other = await connectWorkspace(deps, { slackTeamId: 'T0OTHER', name: 'Other' });
    expect(other).not.toBe(workspaceId);
    expect(await openOnlyWorkspace(deps)).toEqual({ ok: false, problem: 'several-workspaces' });
    const marks = await use()
      .db.selectFrom('workspace')
      .select('uninstalled_at')
      .where('id', '=', workspaceId)
      .execute();
    expect(marks).toEqual([{ uninstalled_at: null }]);
  });
});
