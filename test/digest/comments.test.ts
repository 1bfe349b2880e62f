/** The settings and the comments of the digest in Slack: who answers for what, asked the working day before, written in a form. */
import { beforeAll, describe, it } from 'vitest';
import { saveComment } from '#src/digest/comment-service.ts';
import { readSettings, saveSettings } from '#src/digest/setting-service.ts';
import type { SectionId } from '#src/digest/domain.ts';
import { changeAway } from '#src/people/service.ts';
import type { Person } from '#src/sandbox/people.ts';
import type { Harness } from '../slack/harness.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { TODAY } from './make-digest.ts';
import { MONDAY, startPeople, FRIDAY, FRIDAY_NOON } from './people-rig.ts';

onEachDatabase('the digest’s settings and comments', (use) => {
  const rig = startPeople(use);
  const { said, form, shown, ask, type, submit, press, dm, digest, thread, idOf, runJob, post } = rig;
  let team: Harness;
  let priya: Person;
  let lena: Person;
  let marco: Person;
  let leo: Person;
  beforeAll(() => {
    ({ team, priya, lena, marco, leo } = rig.running());
  });

  describe('settings', () => {
    it('are for those who lead, and name who answers for what', async () => {
      expect(await ask(marco, 'digest settings')).toShow('This needs the role leader');
      await type(priya, 'digest settings');
      const view = await form(priya);
      expect(view).toShow('Digest settings', 'Who answers for each section', 'Channel of the company');
      const bot = team.sandbox.botUserId;
      expect((await submit(priya, view, { sales: bot, companyChannel: 'C0GUESTS' })).errors).toEqual({
        sales: 'Choose a member of this workspace, not a guest or an app.',
        companyChannel: 'It names customers, and guests are in this channel: choose a channel of ours alone.',
      });
      const refused = async (companyChannel: string) =>
        (await submit(priya, view, { sales: null, companyChannel })).errors?.['companyChannel'];
      expect(await refused('C0PARTNERS')).toContain('this channel is shared with another company');
      expect(await refused('C0AWAY')).toContain('write /invite @Milepost in it');
      expect(await refused('C0LEADERSHIP')).toContain('The digest itself is posted in this channel');
      const right = {
        success: 'U0LENA',
        product: 'U0MARCO',
        decisions: 'U0LEO',
        companyChannel: 'C0ALLHANDS',
      };
      expect((await submit(priya, view, right)).errors).toEqual({});
      expect(said(priya)).toShow(
        'The digest’s settings are saved. 3 of 5 sections have somebody who is asked on the working day before. It is shared in #all-hands.',
      );
    });

    it('that somebody saved meanwhile show who saves second both, and lose nothing', async () => {
      await type(leo, 'digest settings');
      const view = await form(leo);
      const before = await readSettings(use().db, team.workspaceId);
      const press = { personId: await idOf('U0PRIYA'), today: TODAY };
      const owners = { ...before.owners, customers: press.personId };
      await saveSettings(team.deps, team.workspaceId, { ...before, owners, sharesReasons: true }, press);
      const second = await submit(leo, view, { customers: 'U0LEO', allowed: ['money'] });
      expect(second.view!).toShow(
        '@priya saved the settings',
        '• Customers first: @priya',
        '• Share money: no',
        '• Share who left and why: yes',
      );
      await submit(leo, second.view!, { customers: 'U0PRIYA', allowed: [] });
      expect(await readSettings(use().db, team.workspaceId)).toMatchObject({
        owners: { customers: press.personId, sales: null },
        sharesMoney: false,
        sharesReasons: false,
        version: 3,
      });
    });
  });

  describe('comments', () => {
    it('are asked for on the working day before, in the hours of work, once', async () => {
      const press = { personId: await idOf('U0PRIYA'), today: TODAY };
      const away = await changeAway(
        team.deps,
        team.workspaceId,
        press.personId,
        await idOf('U0MARCO'),
        '2026-11-27',
        '2026-11-20',
      );
      expect(away).toMatchObject({ ok: true });
      await runJob(FRIDAY);
      expect(dm(lena)).toHaveLength(0);
      await runJob(FRIDAY_NOON);
      await runJob(FRIDAY_NOON);
      await runJob('2026-11-20T12:00:00Z');
      expect([dm(lena), dm(priya), dm(marco), dm(leo)].map(({ length }) => length)).toEqual([1, 1, 0, 1]);
      expect(dm(lena)[0]!).toShow(
        'What do you say to the digest of Mon 23 Nov? One comment on customer success',
        'Figures as of Fri 20 Nov',
        'Bottleneck',
        'Comment',
      );
      // Nobody stands in for whoever is away: a leader is told, with what is their own.
      expect(dm(leo)[0]!).toShow(
        'One comment on product and decisions',
        '@marco (away until Fri 27 Nov) answers for it and is not there: you can speak in their place',
      );
    });

    it('are asked of the new owner where the section changes hands', async () => {
      const press = { personId: await idOf('U0PRIYA'), today: '2026-11-20' };
      const before = await readSettings(use().db, team.workspaceId);
      const owners = { ...before.owners, customers: await idOf('U0LENA') };
      await saveSettings(team.deps, team.workspaceId, { ...before, owners }, press);
      await runJob('2026-11-20T12:01:00Z');
      expect(dm(priya)[0]!).toShow(
        'You are no longer asked about the digest of Mon 23 Nov: who answers for the sections was changed.',
      );
      expect(dm(lena)).toHaveLength(2);
      expect(dm(lena)[1]!).toShow('One comment on customers first', 'Reached a milestone');
    });

    it('are written by who is asked or leads, and shown in the message that asked', async () => {
      await press(lena, dm(lena)[0]!, 'Comment');
      const view = await form(lena);
      expect(view).toShow('Comment on the digest', 'Customer success', 'Bottleneck');
      expect((await submit(lena, view, { comment: '   ' })).errors).toEqual({
        comment: 'Write a sentence or two.',
      });
      await submit(lena, view, { comment: 'Two <!channel> *reviews* moved us' });
      expect(said(lena)).toShow('Your comment is saved. The digest will show it.');
      expect(dm(lena)[0]!).toShow(
        'Your word goes into the digest of Mon 23 Nov',
        '@lena says:',
        'Two <!channel> ∗reviews∗ moved us',
        'Change',
      );
      const edit = { day: TODAY, section: 'success' as const, version: 2, text: 'Not mine' };
      const by = { personId: await idOf('U0MARCO'), isLeader: false, today: TODAY };
      const refused = await saveComment(team.deps, team.workspaceId, edit, by);
      expect(refused).toEqual({ ok: false, problem: 'not-yours' });
      const unasked = { ...edit, section: 'sales' as const };
      const none = await saveComment(team.deps, team.workspaceId, unasked, { ...by, isLeader: true });
      expect(none).toEqual({ ok: false, problem: 'not-asked' });
    });

    it('stand in the digest with their names; who said nothing is named, and a late word is shown', async () => {
      team.setNow(new Date(MONDAY));
      expect(await post(TODAY)).toMatchObject({ ok: true });
      expect(digest()).toShow(
        '💬 @lena: “Two <!channel> ∗reviews∗ moved us”',
        'No word from @lena on customers first',
        'No word from @marco on product',
        'No word from @leo on decisions',
        'Share with the company',
        'Actions',
      );
      expect(digest()).not.toShow('on sales and marketing');
      // Nobody is asked once it is posted.
      await runJob('2026-11-23T10:00:00Z');
      expect(dm(lena)).toHaveLength(2);
      await press(leo, dm(leo)[0]!, 'Comment: Product');
      await submit(leo, await form(leo), { comment: 'The importer ships on Wednesday' });
      expect(said(leo)).toShow('Your comment is saved. The digest shows it.');
      expect(digest()).toShow('💬 @leo: “The importer ships on Wednesday”', 'No word from @leo on decisions');
      expect(digest()).not.toShow('on product');
      expect(dm(leo)[0]!).toShow('@leo says:', 'One comment on decisions');
      expect(dm(leo)[0]!).not.toShow('Preview of the digest');
    });

    it('that have no room in the message stand whole in the thread, once', async () => {
      const word = 'R&D <> sales & success; '.repeat(20).trim();
      const by = { personId: await idOf('U0LEO'), isLeader: true, today: TODAY };
      const say = async (section: SectionId, version: number, text: string) => {
        const edit = { day: TODAY, section, version, text };
        expect(await saveComment(team.deps, team.workspaceId, edit, by)).toMatchObject({ ok: true });
        await team.settle();
      };
      const before = thread().length;
      await say('product', 2, word);
      // The comments of the others need little: what they leave is taken.
      expect(digest()).toShow(`“${word}”`);
      expect(thread()).toHaveLength(before);
      await say('decisions', 1, '&'.repeat(500));
      expect(digest()).toShow(`“${word}”`, '(whole in the thread)');
      expect(thread()).toHaveLength(before + 1);
      expect(thread().at(-1)!).toShow('@leo on decisions', '&'.repeat(500));
      await say('customers', 1, 'Short');
      expect(thread()).toHaveLength(before + 1);
      expect(dm(leo)[0]!).toShow('Your word is in the digest of Mon 23 Nov');
      await say('decisions', 2, 'We decide on Friday');
      expect(digest()).not.toShow('(whole in the thread)');
    });

    it('are written by whoever may read the whole before; help says so to them alone', async () => {
      expect(await ask(marco, 'help')).toShow(
        '/cs digest preview|actions  What the digest on which you comment would say; Actions of the leadership’s meeting',
      );
      expect(await ask(priya, 'help')).toShow('/cs digest [preview|now|settings|actions]');
      expect(await ask(marco, 'digest preview')).toShow('The preview comes as a direct message to you');
      await team.settle();
      const preview = dm(marco).find((message) => message.plain().includes('Preview, for you alone'))!;
      expect(preview).toShow('Customers this week');
      expect(preview).not.toShow('Post it now');
      for (const view of ['digest', 'digest now', 'digest settings'])
        expect(await ask(marco, view)).toShow('This needs the role leader');
      expect(await ask(marco, 'digest nwo')).toShow('There is preview, actions.');
    });

    it('of two people at once: the second is shown both', async () => {
      await press(lena, dm(lena)[0]!, 'Change');
      const hers = await form(lena);
      const edit = { day: TODAY, section: 'success' as const, version: 2, text: 'Leo says so' };
      const by = { personId: await idOf('U0LEO'), isLeader: true, today: TODAY };
      expect(await saveComment(team.deps, team.workspaceId, edit, by)).toMatchObject({ ok: true });
      await team.settle();
      const second = await submit(lena, hers, { comment: 'Lena says otherwise' });
      expect(second.view!).toShow('@leo commented', 'Leo says so', 'Lena says otherwise');
      await submit(lena, second.view!);
      expect(digest()).toShow('@lena: “Lena says otherwise”');
    });

    it('of a digest end with the next one; what was being typed is not lost', async () => {
      await press(leo, dm(leo)[0]!, 'Change: Decisions');
      const late = await form(leo);
      team.setNow(new Date('2026-11-30T08:00:00Z'));
      expect(await post('2026-11-30')).toMatchObject({ ok: true });
      const refused = await submit(leo, late, { comment: 'We decide on <!here> *Friday*' });
      expect(refused.view!).toShow(
        'A later digest is posted: this one is no longer changed.',
        'What you typed is not saved; copy it from here.',
        'We decide on <!here> ∗Friday∗',
      );
      await leo.close(refused.view!);
      await press(leo, dm(leo)[0]!, 'Change: Decisions');
      expect(await shown(leo, 'A later digest')).not.toShow('What you typed');
    });
  });
});
