/** The digest's people in Slack: settings, comments asked for, actions of the meeting, sharing with the company. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { saveComment } from '#src/digest/comment-service.ts';
import { createDigestPeopleJob } from '#src/digest/jobs-people.ts';
import { postDigest } from '#src/digest/service.ts';
import { readSettings, saveSettings } from '#src/digest/setting-service.ts';
import { changeAway, changeRole } from '#src/people/service.ts';
import { syncPeople } from '#src/people/slack.ts';
import { createProgramSource } from '#src/program/service.ts';
import type { MessageView, ViewHandle } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import { createSlackClient } from '#src/app.ts';
import { startHarness, USERS, type Harness } from '../slack/harness.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { buttonOf } from './buttons.ts';
import { TODAY } from './make-digest.ts';
import { PROGRAM, writeAccounts } from './world.ts';

const CHANNELS = [
  { id: 'C0LEADERSHIP', name: 'leadership', members: ['U0PRIYA', 'U0LENA', 'U0MARCO', 'U0LEO'] },
  { id: 'C0ALLHANDS', name: 'all-hands', members: ['U0PRIYA', 'U0LENA', 'U0MARCO', 'U0LEO'] },
  { id: 'C0GUESTS', name: 'guests', members: ['U0PRIYA', 'U0GUEST'] },
  { id: 'C0PARTNERS', name: 'partners', is_ext_shared: true },
  { id: 'C0AWAY', name: 'without-us', members: ['U0PRIYA'], bot_is_member: false },
];
const PEOPLE = [
  ...USERS,
  { id: 'U0LEO', name: 'leo', real_name: 'Leo Frank', email: 'leo@example.com' },
  {
    id: 'U0GUEST',
    name: 'gina',
    real_name: 'Gina Guest',
    email: 'gina@elsewhere.example',
    is_restricted: true,
  },
];
/** Sunday, in Berlin: before people come to work, and at noon. */
const SUNDAY = '2026-11-22T05:00:00Z';
const SUNDAY_NOON = '2026-11-22T11:00:00Z';
const MONDAY = '2026-11-23T08:00:00Z';

onEachDatabase('the people of the digest', (use) => {
  let team: Harness;
  let priya: Person;
  let lena: Person;
  let marco: Person;
  let leo: Person;
  beforeAll(async () => {
    team = await startHarness(use(), { program: PROGRAM, users: PEOPLE, channels: CHANNELS });
    const { deps, workspaceId, sandbox } = team;
    const [installation] = await team.installations.list();
    await syncPeople(
      deps,
      installation!,
      createSlackClient(deps, sandbox.botToken, sandbox.apiUrl),
      'U0PRIYA',
    );
    await changeRole(deps, workspaceId, 'cli', 'U0LEO', 'leader');
    await changeRole(deps, workspaceId, 'cli', 'U0LENA', 'csm');
    await writeAccounts(use(), workspaceId);
    [priya, lena, marco, leo] = ['U0PRIYA', 'U0LENA', 'U0MARCO', 'U0LEO'].map((id) => sandbox.as(id)) as [
      Person,
      Person,
      Person,
      Person,
    ];
    team.setNow(new Date(SUNDAY));
  });
  afterAll(() => team.stop());

  const said = (who: Person): MessageView => who.ephemerals().at(-1)!;
  const form = (who: Person): Promise<ViewHandle> => who.waitForView((view) => view.submit !== undefined);
  const shown = (who: Person, text: string): Promise<ViewHandle> =>
    who.waitForView((view) => view.plain().includes(text));
  const ask = async (who: Person, text: string): Promise<MessageView> =>
    (await who.command('/cs', text)).nextReply();
  const type = async (who: Person, text: string): Promise<void> => {
    await who.command('/cs', text);
    await team.settle();
  };
  const submit = async (
    who: Person,
    view: ViewHandle,
    values: Record<string, string | string[] | null> = {},
  ) => {
    const result = await who.submit(view, values);
    await team.settle();
    return result;
  };
  /** Presses a button by its words, or by what a screen reader says. */
  const press = async (who: Person, on: MessageView, words: string): Promise<void> => {
    const { blockId, actionId } = buttonOf(on, words);
    await who.press(on, actionId, { blockId });
    await team.settle();
  };
  const dm = (who: Person): MessageView[] => team.sandbox.directMessages(who.id).messages();
  const digest = (): MessageView => team.sandbox.channel('leadership').latest();
  const thread = (): MessageView[] => team.sandbox.channel('leadership').thread(digest().ts);
  const idOf = async (slackUserId: string): Promise<string> =>
    (
      await use()
        .db.selectFrom('person')
        .select('id')
        .where('workspace_id', '=', team.workspaceId)
        .where('slack_user_id', '=', slackUserId)
        .executeTakeFirstOrThrow()
    ).id;
  const runJob = async (now: string) => {
    team.setNow(new Date(now));
    const deps = { ...team.deps, programs: createProgramSource(), kick: () => {} };
    await createDigestPeopleJob(deps, async () => [{ workspaceId: team.workspaceId }]).run(new Date(now));
    await team.settle();
  };
  const post = async (date: string) => {
    const applied = (await createProgramSource().load(use().db, team.workspaceId))!;
    const posted = await postDigest(
      { ...team.deps, upload: null, readersOf: null },
      team.workspaceId,
      applied,
      date,
      'cli',
    );
    await team.settle();
    return posted;
  };
  const audits = async (): Promise<string[]> =>
    (
      await use()
        .db.selectFrom('audit')
        .select('action')
        .where('workspace_id', '=', team.workspaceId)
        .where((eb) => eb.or([eb('action', 'like', 'action.%'), eb('action', 'like', 'digest.%')]))
        .orderBy('id')
        .execute()
    ).map(({ action }) => action);

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
      const right = {
        success: 'U0LENA',
        product: 'U0MARCO',
        decisions: 'U0LEO',
        companyChannel: 'C0ALLHANDS',
      };
      expect((await submit(priya, view, right)).errors).toEqual({});
      expect(said(priya)).toShow(
        'The digest’s settings are saved. 3 of 5 sections have somebody who is asked the day before. It is shared in #all-hands.',
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
    it('are asked for the day before, in the hours of work, once', async () => {
      const press = { personId: await idOf('U0PRIYA'), today: TODAY };
      const away = await changeAway(
        team.deps,
        team.workspaceId,
        press.personId,
        await idOf('U0MARCO'),
        '2026-11-27',
        '2026-11-22',
      );
      expect(away).toMatchObject({ ok: true });
      await runJob(SUNDAY);
      expect(dm(lena)).toHaveLength(0);
      await runJob(SUNDAY_NOON);
      await runJob(SUNDAY_NOON);
      await runJob('2026-11-22T12:00:00Z');
      expect([dm(lena), dm(priya), dm(marco), dm(leo)].map(({ length }) => length)).toEqual([1, 1, 0, 1]);
      expect(dm(lena)[0]!).toShow(
        'What do you say to the digest of Mon 23 Nov? One comment on customer success',
        'Figures as of Sun 22 Nov',
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
      const press = { personId: await idOf('U0PRIYA'), today: '2026-11-22' };
      const before = await readSettings(use().db, team.workspaceId);
      const owners = { ...before.owners, customers: await idOf('U0LENA') };
      await saveSettings(team.deps, team.workspaceId, { ...before, owners }, press);
      await runJob('2026-11-22T12:01:00Z');
      expect(dm(priya)[0]!).toShow('Somebody else is asked about the digest of Mon 23 Nov now.');
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
        'Your word is in the digest of Mon 23 Nov',
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
      expect(thread().at(-1)!).toShow('⚖️ Decision · decided by @marco on Mon 23 Nov', 'Take back');
      expect(thread().at(-1)!).not.toShow('Done');
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
      expect(await ask(lena, 'digest actions')).toShow('1 open action', '“Ask the fair”');
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
  });

  describe('the edition for the company', () => {
    it('is looked at first, without who may leave, who left and money', async () => {
      await press(lena, digest(), 'Share with the company');
      expect(said(lena)).toShow('This needs the role leader');
      await press(priya, digest(), 'Share with the company');
      const view = await form(priya);
      expect(view).toShow(
        'This week 2 customers reached a milestone.',
        'Acme “First leads”',
        'Left · 2 customers',
        'Left out: who is at risk, slipped, or renews before the value is there; money; who left and why',
      );
      expect(view.plain()).not.toMatch(/Echo|€|Dune|Lena says|pricing|Mike/);
      const to = async (channel: string) => (await submit(priya, view, { channel })).errors?.['channel'];
      expect(await to('C0GUESTS')).toContain('guests are in this channel');
      expect(await to('C0AWAY')).toContain('/invite @Milepost');
    });

    it('is shown anew where somebody changed meanwhile what may be shared', async () => {
      const view = await form(priya);
      const before = await readSettings(use().db, team.workspaceId);
      const by = { personId: await idOf('U0LEO'), today: TODAY };
      await saveSettings(
        team.deps,
        team.workspaceId,
        { ...before, sharesMoney: true, sharesReasons: true },
        by,
      );
      const again = await submit(priya, view, { channel: 'C0ALLHANDS', intro: 'Well <!here> *done*' });
      expect(again.view!).toShow(
        'Somebody changed what may be shared',
        'Well <!here> *done*',
        'Acme (€48k) “First leads”',
        'Left: 2 · Echo (€20k) (pricing)',
      );
      expect(again.view!.plain()).not.toMatch(/Too dear/);
      const now = await readSettings(use().db, team.workspaceId);
      await saveSettings(
        team.deps,
        team.workspaceId,
        { ...now, sharesMoney: false, sharesReasons: false },
        by,
      );
      const third = await submit(priya, again.view!);
      expect(third.view!).toShow('Left · 2 customers');
    });

    it('is posted once, and the digest says so', async () => {
      team.setNow(new Date('2026-11-25T11:00:00Z'));
      const old = digest();
      const view = await form(priya);
      await press(leo, old, 'Share with the company');
      const his = await form(leo);
      await submit(priya, view);
      expect(said(priya)).toShow('The company’s edition is on its way to #all-hands.');
      await submit(leo, his);
      expect(said(leo)).toShow(
        'It is shared already: once is enough.',
        'Shared with the company by @priya in #all-hands',
      );
      const posted = team.sandbox
        .channel('all-hands')
        .messages()
        .filter(({ user }) => user === team.sandbox.botUserId);
      expect(posted).toHaveLength(1);
      expect(posted[0]!).toShow(
        'What our customers achieved · week to Mon 23 Nov',
        'Well <!here> ∗done∗',
        'Reached a milestone · 2',
        'Left · 2 customers',
        'shared by @priya',
      );
      expect(posted[0]!.text).not.toMatch(/<!/);
      expect(posted[0]!.plain()).not.toMatch(/Echo|€|Dune|Lena says|pricing|Mike/);
      expect(digest()).toShow('📣 Shared with the company by @priya in #all-hands', 'Actions');
      expect(JSON.stringify(digest().blocks)).not.toContain('digest.share');
      await press(leo, await ask(leo, 'digest'), 'Share the last one');
      const seen = await shown(leo, 'shared already');
      expect(seen).toShow('It is shared already: once is enough.');
      await leo.close(seen);
    });
  });

  describe('the next digest', () => {
    it('begins with what was said, and tells what the last meeting did', async () => {
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

    it('ends what is said to the one before', async () => {
      await press(leo, dm(leo)[0]!, 'Comment: Decisions');
      expect(await shown(leo, 'A later digest')).toShow(
        'A later digest is posted: this one is no longer changed.',
      );
    });

    it('leaves a trail of who did what', async () => {
      const trail = await audits();
      expect(new Set(trail)).toEqual(
        new Set([
          'digest.settings',
          'digest.comment',
          'digest.post',
          'digest.share',
          'action.create',
          'action.edit',
          'action.done',
          'action.drop',
          'action.reopen',
        ]),
      );
      expect(trail.filter((action) => action === 'digest.share')).toHaveLength(1);
    });
  });
});
