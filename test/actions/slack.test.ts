/** The actions of the leadership’s meeting in Slack: made of a message of the thread, done, reminded of, told by the next digest. */
import { beforeAll, describe, it } from 'vitest';
import { changeRole } from '#src/people/service.ts';
import type { MessageView } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import { TODAY } from '../digest/make-digest.ts';
import { MONDAY, startPeople } from '../digest/people-rig.ts';
import type { Harness } from '../slack/harness.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';

onEachDatabase('the actions of the meeting', (use) => {
  const rig = startPeople(use);
  const { said, form, shown, ask, submit, press, dm, digest, thread, runJob, post, audits } = rig;
  let team: Harness;
  let lena: Person;
  let marco: Person;
  let leo: Person;
  beforeAll(async () => {
    ({ team, lena, marco, leo } = rig.running());
    team.setNow(new Date(MONDAY));
    await post(TODAY);
  });

  describe('an action', () => {
    let message: MessageView;

    it('is made of a message of the thread, and told there', async () => {
      message = lena.say('leadership', '<@U0LEO> please call *Echo* <!here> &amp; ask why', {
        thread_ts: digest().ts,
      });
      await marco.shortcut('action.make', message);
      const view = await form(marco);
      expect(view).toShow('Make it an action', '@Leo Frank please call *Echo* @here & ask why', 'By when?');
      expect((await submit(marco, view, { what: ' ', dueOn: '2026-11-20' })).errors).toEqual({
        what: 'Say what is to be done, or what was decided.',
        dueOn: 'Choose today or a later day.',
      });
      expect((await submit(marco, view, { ownerId: null })).errors).toMatchObject({
        ownerId: 'Choose who does it; a decision needs nobody.',
      });
      await submit(marco, view, { what: 'Call *Echo* & ask why', ownerId: 'U0LEO', dueOn: '2026-11-30' });
      expect(said(marco)).toShow('The action “Call ∗Echo∗ & ask why” is written down. The thread tells it');
      expect(thread().at(-1)!).toShow(
        '📌 Action · @leo · due Mon 30 Nov (in 7 days)',
        '“Call ∗Echo∗ & ask why”',
        'Written down by @marco',
        'Done',
        'Drop',
      );
    });

    it('is one for each message: a second press opens it', async () => {
      const told = thread().length;
      await leo.shortcut('action.make', message);
      const known = await form(leo);
      expect(known).toShow('Change the action', '@marco made this message an action', 'Call *Echo*');
      await leo.close(known);
      await lena.shortcut('action.make', message);
      const seen = await shown(lena, 'made this message an action');
      expect(seen).toShow('“Call ∗Echo∗ & ask why”');
      expect(seen.submit).toBeUndefined();
      await lena.close(seen);
      expect(thread()).toHaveLength(told);
    });

    it('of one message by two at once is one: the second is shown the first', async () => {
      const both = marco.say('leadership', 'We stop selling to shops', { thread_ts: digest().ts });
      await marco.shortcut('action.make', both);
      const his = await form(marco);
      await leo.shortcut('action.make', both);
      const leos = await form(leo);
      await lena.shortcut('action.make', both);
      const lenas = await form(lena);
      await submit(marco, his, { kind: 'decision' });
      const second = await submit(leo, leos, {
        what: 'Stop selling to shops',
        dueOn: '2026-11-27',
      });
      expect(second.view!).toShow(
        '@marco saved it',
        'Theirs: what',
        'We stop selling to shops',
        'Theirs: kind',
        'decision',
        'Stop selling to shops',
      );
      await leo.close(second.view!);
      // Who may not change it keeps what they typed.
      const third = await submit(lena, lenas, { what: 'No shops any more' });
      expect(third.view!).toShow(
        '@marco made this message a decision',
        'We stop selling to shops',
        'What you typed is not saved',
        'No shops any more',
      );
      await lena.close(third.view!);
      expect(thread().at(-1)!).toShow('⚖️ Decision · decided by @marco on Mon 23 Nov', 'Take back');
      expect(thread().at(-1)!).not.toShow('Done');
    });

    it('of what Milepost posted itself begins empty: a heading is nothing to do', async () => {
      for (const ours of [digest(), thread()[0]!]) {
        await marco.shortcut('action.make', ours);
        const view = await form(marco);
        expect(view).toShow('Make it an action');
        await expect(submit(marco, view)).rejects.toThrow('what: This is a required field');
        await marco.close(view);
      }
    });

    it('says elsewhere where it works', async () => {
      await marco.shortcut('action.make', marco.say('all-hands', 'Somebody should call Echo'));
      expect(await shown(marco, 'works on')).toShow(
        'Make it an action works on the messages of a weekly digest’s thread',
        'Open the newest one',
      );
    });

    it('is done in the thread, and that is taken back; others may not', async () => {
      const told = () => thread().find((one) => one.plain().includes('Call ∗Echo∗'))!;
      const old = told();
      await press(lena, old, 'Done');
      expect(said(lena)).toShow('Only who does it, who wrote it down, or a leader, can change it.');
      const list = await ask(marco, 'digest actions');
      await press(leo, old, 'Done');
      expect(told()).toShow('✅ done by @leo on Mon 23 Nov', 'Open again');
      await press(marco, list, 'Drop: Call *Echo* & ask why');
      expect(said(marco)).toShow('Somebody was faster: “Call ∗Echo∗ & ask why” is done already.');
      await press(marco, told(), 'Open again');
      expect(told()).toShow('📌 Action · @leo · due Mon 30 Nov', 'Done');
    });

    it('stands in the list: leaders see all, others theirs; what is done there is taken back there', async () => {
      expect(await ask(leo, 'digest actions')).toShow(
        '1 open action from the leadership meeting, 1 of them yours',
        '“Call ∗Echo∗ & ask why”',
        'New action',
        'Closed (1)',
      );
      expect(await ask(lena, 'digest actions')).toShow('No action of yours is open.', 'Make it an action');
      expect(await ask(marco, 'digest actions closed')).toShow('“We stop selling to shops”', '⚖️ decision');
      expect(await ask(marco, 'digest actions clsed')).toShow('I do not know the list “clsed”');
      const list = await ask(leo, 'digest actions');
      await press(leo, list, 'Drop: Call *Echo* & ask why');
      expect(said(leo)).toShow('“Call ∗Echo∗ & ask why” is dropped.', 'Undo', 'No action is open.');
      await press(leo, said(leo), 'Undo: Call *Echo* & ask why');
      expect(said(leo)).toShow('is open again.', '1 open action');
      await press(leo, said(leo), 'New action');
      await submit(leo, await form(leo), { what: 'Ask the fair', ownerId: 'U0LENA', dueOn: '2026-11-26' });
      expect(thread().at(-1)!).toShow('📌 Action · @lena · due Thu 26 Nov', '“Ask the fair”');
      const ofAll = (words: string) => `from the leadership meeting, ${words}`;
      expect(await ask(lena, 'digest actions')).toShow(ofAll('1 of them yours'), '“Ask the fair”');
      // What others do is nobody else's, whoever wrote it down.
      expect(await ask(leo, 'digest actions')).toShow(`2 open actions ${ofAll('1 of them yours')}`);
      const written = await ask(marco, 'digest actions');
      expect(written).toShow(`1 open action ${ofAll('1 that you wrote down for others')}`, 'Call ∗Echo∗');
      expect(written).not.toShow('of them yours');
    });

    it('is changed by one at a time, and the thread shows it', async () => {
      const list = await ask(lena, 'digest actions');
      await press(lena, list, 'Edit: Ask the fair');
      const hers = await form(lena);
      await press(leo, thread().at(-1)!, 'Edit');
      await submit(leo, await form(leo), { what: 'Ask the two fairs' });
      expect(thread().at(-1)!).toShow('“Ask the two fairs”');
      const second = await submit(lena, hers, { dueOn: '2026-11-25' });
      expect(second.view!).toShow('@leo saved it', 'Theirs: what', 'Ask the two fairs', 'Theirs: by when');
      await submit(lena, second.view!, { what: 'Ask both fairs' });
      expect(thread().at(-1)!).toShow('“Ask both fairs”', 'due Wed 25 Nov');
    });

    it('is recalled to its owner on the day before, once for each day', async () => {
      const before = dm(lena).length;
      await runJob('2026-11-23T12:00:00Z');
      expect(dm(lena)).toHaveLength(before);
      await runJob('2026-11-24T10:00:00Z');
      await runJob('2026-11-24T10:01:00Z');
      await runJob('2026-11-25T10:01:00Z');
      expect(dm(lena)).toHaveLength(before + 1);
      expect(dm(lena).at(-1)!).toShow(
        'Your action from the leadership meeting: 1 due by tomorrow',
        '“Ask both fairs” · tomorrow',
        'Open my actions',
      );
    });

    it('is told first by the next digest: it begins with what was said, and tells what the last meeting did', async () => {
      team.setNow(new Date('2026-11-30T08:00:00Z'));
      const list = await ask(lena, 'digest actions');
      await press(lena, list, 'Done: Ask both fairs');
      expect(await post('2026-11-30')).toMatchObject({ ok: true });
      expect(digest()).toShow(
        'What we said we would do · 1 done, 1 decision, 1 open: “Call ∗Echo∗ & ask why”',
      );
      expect(thread()[1]!).toShow(
        '📌 Open · 1',
        '“Call ∗Echo∗ & ask why” · @leo · due Mon 30 Nov',
        '✅ Done · 1',
        '“Ask both fairs”',
        '⚖️ Decided · 1',
        '“We stop selling to shops” · Mon 23 Nov',
      );
    });

    it('that changed hands while its form was open leaves what was typed', async () => {
      const offer = async (what: string): Promise<void> => {
        await press(leo, await ask(leo, 'digest actions'), 'New action');
        await submit(leo, await form(leo), { what, ownerId: 'U0LENA', dueOn: '2026-12-10' });
      };
      await offer('Thank Acme');
      await press(lena, await ask(lena, 'digest actions'), 'Edit: Thank Acme');
      const hers = await form(lena);
      await press(leo, thread().at(-1)!, 'Edit');
      await submit(leo, await form(leo), { ownerId: 'U0MARCO' });
      const refused = await submit(lena, hers, { what: 'Thank them twice' });
      expect(refused.view!).toShow('Only who does it, who wrote it down, or a leader', 'Thank them twice');
      await lena.close(refused.view!);
    });

    it('that no message says is for leaders, when it is sent too', async () => {
      await press(leo, await ask(leo, 'digest actions'), 'New action');
      const view = await form(leo);
      const told = thread().length;
      await changeRole(team.deps, team.workspaceId, 'cli', 'U0LEO', 'csm');
      const refused = await submit(leo, view, { what: 'Call Fox', ownerId: 'U0LENA', dueOn: '2026-12-10' });
      expect(refused.view!).toShow('Only a leader writes down what no message', 'Call Fox');
      await leo.close(refused.view!);
      await changeRole(team.deps, team.workspaceId, 'cli', 'U0LEO', 'leader');
      expect(thread()).toHaveLength(told);
    });

    it('of a thread that is no longer known is not saved, and what was typed is shown', async () => {
      const message = leo.say('leadership', 'Somebody writes to Fox', { thread_ts: digest().ts });
      await leo.shortcut('action.make', message);
      const view = await form(leo);
      const standsAt = (from: string, to: string) =>
        use()
          .db.updateTable('outbox')
          .set({ ts: to })
          .where('workspace_id', '=', team.workspaceId)
          .where('ts', '=', from)
          .execute();
      const { ts } = digest();
      await standsAt(ts, '1.1');
      const refused = await submit(leo, view, { what: 'Write to Fox' });
      await standsAt('1.1', ts);
      expect(refused.view!).toShow('works on the messages of a weekly digest’s thread', 'Write to Fox');
      await leo.close(refused.view!);
    });

    it('leaves a trail of who did what', async () => {
      expect(new Set(await audits())).toEqual(
        new Set([
          'digest.post',
          'action.create',
          'action.edit',
          'action.done',
          'action.drop',
          'action.reopen',
        ]),
      );
    });
  });
});
