/** The morning's list as people press it, each through the real bot in a strict Slack. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { endUndo } from '#src/morning/service.ts';
import { createProgramSource } from '#src/program/service.ts';
import type { ViewHandle } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import { mentionsIn } from '#src/sandbox/plain.ts';
import { signed } from '#src/sandbox/signing.ts';
import { issueResponse } from '#src/sandbox/tickets.ts';
import { startDay, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { NOW } from '../slack/harness.ts';

onEachDatabase('the list in the channel', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
  });
  afterAll(() => day.stop());

  const form = (who: Person): Promise<ViewHandle> => who.waitForView((view) => view.submit !== undefined);
  /** What one account's row says: from its name to the next row. */
  const row = (account: string): string => {
    const blocks = day.list().blocks as {
      text?: { text?: string };
      accessory?: { text?: { text: string } };
    }[];
    const found = blocks.find(({ text }) => text?.text?.includes(account) === true);
    return `${found?.text?.text} ${found?.accessory?.text?.text ?? ''}`;
  };
  const said = (who: Person) => who.ephemerals().at(-1)!;

  it('says who needs an EBR, whose it is, and why', () => {
    const list = day.list();
    expect(list.text).toBe('*3 accounts need an EBR*');
    expect(list).toShow(
      'Rules: No review in the last 3 months and Same milestone for more than 3 months (program v1)',
      '@priya · 1\nAcme Robotics   94 days at “First leads” (usual 45) · €48k · renews in 61 days\nwhy: same milestone since 21 Aug (94 days) · no EBR since then, nor before',
      'Bluebird GmbH   133 days at “Qualified pipeline” (usual 60) · €21k',
      'Without an owner · 1\nEvil <!channel> ∗Ltd∗ & Co   145 days',
      'Not assessed: 2 accounts',
    );
    expect(list).not.toShow('Globex');
    expect(mentionsIn(list).special).toEqual([]);
  });

  it('shows a claim to everybody at once, with who and an Undo that works', async () => {
    await day.press(day.lena, day.list(), 'Acme', 'cta.claim');
    expect(row('Acme')).toContain('✋ claimed by <@U0LENA> Undo');
    expect(day.sandbox.channel('cs-daily').messages()).toHaveLength(1);
    expect(day.lena.ephemerals()).toEqual([]);
    await day.press(day.lena, day.list(), 'Acme', 'cta.undo');
    expect(row('Acme')).not.toContain('claimed');
    expect(day.list()).toShow('Claim');
  });

  it('takes the Undo away after its minute, and a late press is told so', async () => {
    await day.press(day.lena, day.list(), 'Acme', 'cta.claim');
    const before = day.list();
    day.setNow(new Date(NOW.getTime() + 60_001));
    await day.press(day.lena, before, 'Acme', 'cta.undo');
    expect(said(day.lena)).toShow('It can be undone for a minute only');
    expect(row('Acme')).not.toContain('Undo');
    const programs = createProgramSource();
    expect(await endUndo(day.deps, (workspaceId) => programs.load(use().db, workspaceId))).toBe(2);
    await day.settle();
    expect(row('Acme')).toContain('✋ claimed by <@U0LENA> ');
    expect(row('Acme')).not.toContain('Undo');
    expect(await endUndo(day.deps, (workspaceId) => programs.load(use().db, workspaceId))).toBe(0);
  });

  it('takes the Undo away by the job alone', async () => {
    await day.press(day.lena, day.list(), 'Evil', 'cta.claim');
    expect(row('Evil')).toContain('Undo');
    day.setNow(new Date(NOW.getTime() + 180_000));
    const programs = createProgramSource();
    await endUndo(day.deps, (workspaceId) => programs.load(use().db, workspaceId));
    await day.settle();
    expect(row('Evil')).not.toContain('Undo');
  });

  it('gives an account to one of two who claim it at once, and tells the other who', async () => {
    const list = day.list();
    const claims = [day.priya, day.lena].map((who) => day.press(who, list, 'Bluebird', 'cta.claim'));
    await Promise.all(claims);
    const winner = row('Bluebird').includes('U0PRIYA') ? 'priya' : 'lena';
    const loser = winner === 'priya' ? day.lena : day.priya;
    expect(row('Bluebird')).toContain('✋ claimed by');
    expect(said(loser)).toShow(`@${winner} was faster and has claimed Bluebird GmbH already.`);
    await day.press(day[winner], day.list(), 'Bluebird', 'cta.undo');
  });

  it('asks before it takes back what somebody else has just pressed', async () => {
    await day.press(day.priya, day.list(), 'Bluebird', 'cta.claim');
    await day.press(day.lena, day.list(), 'Bluebird', 'cta.undo');
    expect(row('Bluebird')).toContain('✋ claimed by <@U0PRIYA>');
    const asked = said(day.lena);
    expect(asked).toShow('@priya claimed Bluebird GmbH a moment ago. Take it back?', 'Take it back');
    await day.lena.press(asked, 'cta.take_back');
    await day.settle();
    expect(row('Bluebird')).not.toContain('claimed');
    expect(said(day.lena)).toShow('Taken back: Bluebird GmbH is as it was before.');
  });

  it('takes back only the press that was asked about', async () => {
    await day.press(day.priya, day.list(), 'Bluebird', 'cta.claim');
    await day.press(day.lena, day.list(), 'Bluebird', 'cta.undo');
    const asked = said(day.lena);
    await day.press(day.priya, day.list(), 'Bluebird', 'cta.undo');
    await day.press(day.priya, day.list(), 'Bluebird', 'cta.claim');
    await day.lena.press(asked, 'cta.take_back');
    await day.settle();
    expect(row('Bluebird')).toContain('✋ claimed by <@U0PRIYA>');
    expect(said(day.lena)).toShow('There is nothing left to undo here.');
    await day.press(day.priya, day.list(), 'Bluebird', 'cta.undo');
  });

  it('opens as a list of exactly the accounts that its headline counts, in its order', async () => {
    await day.lena.press(day.list(), 'verb.run:1');
    await day.settle();
    const opened = said(day.lena);
    expect(opened).toShow('All accounts that need an EBR · 3');
    const names = /Acme Robotics|Bluebird GmbH|Evil <!channel>/g;
    const rows = (text: string) => [...new Set(text.match(names))];
    expect(rows(opened.plain())).toEqual(rows(day.list().plain()));
    expect(rows(opened.plain())).toHaveLength(3);
    expect(opened).not.toShow('Globex', 'Initech');
    expect(await day.ask(day.lena, '/account list mine due')).toShow('Your accounts that need an EBR · 1');
  });

  it('takes a double click for one press, and says so', async () => {
    const list = day.list();
    await Promise.all([1, 2].map(() => day.press(day.lena, list, 'Bluebird', 'cta.claim')));
    expect(row('Bluebird')).toContain('✋ claimed by <@U0LENA> Undo');
    expect(said(day.lena)).toShow('You have claimed Bluebird GmbH already.');
    await day.press(day.lena, day.list(), 'Bluebird', 'cta.undo');
  });

  it('is snoozed by a form that says what is missing on its field', async () => {
    await day.press(day.lena, day.list(), 'Bluebird', 'cta.menu', 'Snooze');
    const view = await form(day.lena);
    expect(view).toShow('Bluebird GmbH', '2026-11-30', 'back on the list');
    expect(
      (await day.lena.submit(view, { until: '2026-11-23', reason: 'Their sponsor is on leave' })).errors,
    ).toEqual({
      until: 'Choose a day after today, within a year.',
    });
    expect((await day.lena.submit(view, { until: '2026-11-30', reason: '   ' })).errors).toEqual({
      reason: 'Say why in a few words: it is shown on the list.',
    });
    expect((await day.lena.submit(view, { reason: 'Their <!here> *sponsor* is on leave' })).action).toBe(
      'close',
    );
    await day.settle();
    expect(row('Bluebird')).toContain(
      '💤 snoozed until Mon 30 Nov: “Their &lt;!here&gt; ∗sponsor∗ is on leave” Undo',
    );
    expect(said(day.lena)).toShow('Bluebird GmbH is snoozed until Mon 30 Nov.', 'Undo');
    await day.lena.press(said(day.lena), 'cta.undo_here');
    await day.settle();
    expect(said(day.lena)).toShow('Taken back: Bluebird GmbH is as it was before.');
    expect(row('Bluebird')).not.toContain('snoozed');
  });

  it('is dismissed by a form, with the reason for all to see', async () => {
    await day.press(day.lena, day.list(), 'Evil', 'cta.menu', 'Dismiss');
    const view = await form(day.lena);
    expect((await day.lena.submit(view, { reason: ' ' })).errors['reason']).toContain('Say why');
    await day.lena.submit(view, { reason: 'Merged with the parent' });
    await day.settle();
    expect(row('Evil')).toContain('dismissed by <@U0LENA>: “Merged with the parent” Undo');
    await day.press(day.lena, day.list(), 'Evil', 'cta.undo');
    expect(row('Evil')).toContain('145 days');
  });

  it('opens the account beside it, for viewers too', async () => {
    await day.press(day.marco, day.list(), 'Acme', 'cta.menu', 'Open');
    expect(said(day.marco)).toShow('Acme Robotics · Standard · Adoption');
  });

  it('refuses a viewer each press that changes something, and says who can help', async () => {
    const refusal = 'This needs the role csm; yours is viewer. @priya can give it to you';
    for (const [action, option] of [
      ['cta.claim'],
      ['ebr.book'],
      ['cta.menu', 'Snooze'],
      ['cta.menu', 'Dismiss'],
    ] as const) {
      await day.press(day.marco, day.list(), 'Bluebird', action, option);
      expect(said(day.marco)).toShow(refusal);
    }
    expect(day.marco.views()).toEqual([]);
    expect(row('Bluebird')).not.toContain('claimed');
  });

  describe('forged presses', () => {
    /** A press as Slack would sign it, with an element that no message of ours holds. */
    async function forge(action: Record<string, unknown>): Promise<number> {
      const { sandbox } = day;
      const list = day.list();
      const payload = {
        type: 'block_actions',
        team: { id: sandbox.teamId, domain: 'x' },
        user: { id: 'U0LENA', team_id: sandbox.teamId },
        trigger_id: '1.2.3',
        channel: { id: list.channel, name: 'cs-daily' },
        container: { type: 'message', message_ts: list.ts, channel_id: list.channel, is_ephemeral: false },
        message: { ts: list.ts },
        response_url: `${sandbox.url}/response/${issueResponse(sandbox.state, 'U0LENA', list.channel).token}`,
        actions: [{ type: 'button', block_id: 'x', action_ts: '1', ...action }],
      };
      const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
      const ack = await sandbox.send(signed(body, { secret: sandbox.signingSecret }));
      await day.settle();
      return ack.status;
    }

    it('with ids of another workspace or with garbage change nothing and break nothing', async () => {
      const { db } = use();
      const foreign = { workspace_id: 'elsewhere', id: 'foreign', account_id: 'theirs' };
      await db.insertInto('workspace').values({ id: 'elsewhere', name: 'Else', created_at: '' }).execute();
      await db
        .insertInto('account')
        .values({
          workspace_id: 'elsewhere',
          id: 'theirs',
          key: 'k',
          name: 'Theirs',
          name_key: 'theirs',
          created_at: '',
          updated_at: '',
        })
        .execute();
      await db
        .insertInto('cta')
        .values({
          ...foreign,
          type: 'ebr',
          title: 'T',
          priority: 'high',
          state: 'open',
          opened_on: '2026-01-01',
          updated_at: '',
        })
        .execute();
      day.logged.length = 0;
      day.sandbox.log.clear();
      for (const action of [
        { action_id: 'cta.claim', value: 'foreign' },
        { action_id: 'cta.undo', value: 'foreign' },
        { action_id: 'cta.undo_here', value: 'foreign' },
        { action_id: 'cta.claim', value: '<!channel>' },
        { action_id: 'cta.claim' },
        { action_id: 'cta.menu', type: 'overflow', selected_option: { value: 'claim:foreign' } },
        { action_id: 'cta.menu', type: 'overflow', selected_option: { value: 'explode:all:now' } },
        { action_id: 'task.tick', value: 'theirs:kickoff' },
        { action_id: 'task.tick', value: 'x' },
        { action_id: 'ebr.cancel', value: 'theirs' },
      ]) {
        expect(await forge(action)).toBe(200);
      }
      const answers = day.sandbox.log.calls('response_url').map(({ request }) => JSON.stringify(request));
      expect(answers).toHaveLength(10);
      expect(answers.filter((text) => text.includes('went wrong'))).toEqual([]);
      expect(
        await db.selectFrom('cta').select('state').where('id', '=', 'foreign').executeTakeFirst(),
      ).toEqual({ state: 'open' });
      expect(await db.selectFrom('task_tick').selectAll().execute()).toEqual([]);
    });
  });

  describe('the person’s own list of /cs today', () => {
    it('shows what is pressed in its own place, and in the channel', async () => {
      const own = await day.ask(day.lena, '/cs today');
      expect(own).toShow('3 accounts need an EBR', 'Bluebird', 'Share here');
      const shown = day.lena.ephemerals().length;
      await day.press(day.lena, own, 'Bluebird', 'cta.claim');
      expect(day.lena.ephemerals()).toHaveLength(shown);
      expect(said(day.lena)).toShow('✋ claimed by @lena\nUndo', 'Share here');
      expect(row('Bluebird')).toContain('✋ claimed by <@U0LENA>');
      await day.press(day.lena, said(day.lena), 'Bluebird', 'cta.undo');
      expect(said(day.lena)).toShow('Claim');
      expect(row('Bluebird')).not.toContain('claimed');
    });

    it('keeps what a form took off the list, with its Undo', async () => {
      const own = await day.ask(day.lena, '/cs today');
      await day.press(day.lena, own, 'Bluebird', 'cta.menu', 'Dismiss');
      await day.lena.submit(await form(day.lena), { reason: 'Not now' });
      await day.settle();
      const list = day.lena.ephemerals().find(({ ts }) => ts === own.ts)!;
      expect(list).toShow('2 accounts need an EBR', 'Bluebird GmbH · dismissed by @lena: “Not now”\nUndo');
      expect(said(day.lena)).toShow('Bluebird GmbH is off the list.');
      await day.press(day.lena, list, 'Bluebird', 'cta.undo');
      expect(day.lena.ephemerals().find(({ ts }) => ts === own.ts)!).toShow('3 accounts need an EBR');
    });

    it('that was shared says beside it what a press did', async () => {
      await day.priya.press(await day.ask(day.priya, '/cs today'), 'verb.share');
      const shared = await day.sandbox
        .channel('cs-daily')
        .waitFor((message) => message.plain().includes('Shared by'));
      await day.press(day.lena, shared, 'Bluebird', 'cta.claim');
      expect(said(day.lena)).toShow('You have claimed Bluebird GmbH.', 'Undo');
      expect(day.sandbox.channel('cs-daily').latest()).toShow('Shared by @priya');
      await day.lena.press(said(day.lena), 'cta.undo_here');
      await day.settle();
      expect(said(day.lena)).toShow('Taken back');
    });

    it('takes back by the Undo of a press that press alone', async () => {
      const now = () => day.sandbox.channel('cs-daily').messages()[0]!;
      const shared = day.sandbox.channel('cs-daily').latest();
      await day.press(day.lena, shared, 'Bluebird', 'cta.claim');
      const claimed = said(day.lena);
      await day.press(day.lena, now(), 'Bluebird', 'cta.undo');
      await day.press(day.priya, now(), 'Bluebird', 'cta.claim');
      await day.lena.press(claimed, 'cta.undo_here');
      await day.settle();
      expect(said(day.lena)).toShow('There is nothing left to undo here.');
      expect(now()).toShow('✋ claimed by @priya');
    });
  });
});
