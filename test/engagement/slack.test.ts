/** Whom to go to, who was silent too long, and who is away, as people ask it in Slack. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { changeRole } from '#src/people/service.ts';
import { applyProgram } from '#src/program/service.ts';
import type { Person } from '#src/sandbox/people.ts';
import { PROGRAM } from '../slack/harness.ts';
import { startDay, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';

const LINES = `
rules:
  - { id: qbr-quarterly, enabled: true }
posts:
  morning: { channel: cs-daily, at: "08:30", days: [mon, tue, wed, thu, fri] }
engagement:
  - { stages: [Adoption], persona: decision_maker, who: lead, every_days: 60 }
  - { persona: influencer, who: leader, every_days: 45 }
  - { persona: user, who: partner, every_days: 30 }
`;

onEachDatabase('whom to go to', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
    await changeRole(day.deps, day.workspaceId, 'cli', 'U0LENA', 'csm');
    const applied = await applyProgram(day.deps, day.workspaceId, `${PROGRAM}${LINES}`, 'cli');
    if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
  });
  afterAll(() => day.stop());

  const said = (who: Person) => who.ephemerals().at(-1)!;
  async function press(who: Person, actionId: string): Promise<void> {
    const blocks = said(who).blocks as unknown as { block_id: string; elements?: { action_id?: string }[] }[];
    const block = blocks.find(({ elements }) => elements?.some(({ action_id }) => action_id === actionId));
    await who.press(said(who), actionId, { blockId: block!.block_id });
    await day.settle();
  }
  const personId = async (slackUserId: string) =>
    (
      await use()
        .db.selectFrom('person')
        .select('id')
        .where('workspace_id', '=', day.workspaceId)
        .where('slack_user_id', '=', slackUserId)
        .executeTakeFirstOrThrow()
    ).id;
  const setPartner = async (key: string, slackUserId: string | null) =>
    use()
      .db.updateTable('account')
      .set({ partner_id: slackUserId === null ? null : await personId(slackUserId) })
      .where('workspace_id', '=', day.workspaceId)
      .where('id', '=', day.accounts[key]!)
      .execute();
  async function contact(name: string, persona: string | null, qualifiers: string[] = []): Promise<void> {
    const row = { key: name, name, persona, qualifiers: JSON.stringify(qualifiers) };
    await use()
      .db.insertInto('contact')
      .values({ workspace_id: day.workspaceId, id: name, account_id: day.accounts['A-1']!, ...row })
      .execute();
  }
  async function touch(
    contactId: string | null,
    persona: 'decision_maker' | 'user',
    on: string,
  ): Promise<void> {
    const row = {
      persona,
      contact_id: contactId,
      day: on,
      kind: 'call' as const,
      logged_by: 'x',
      logged_at: '',
    };
    await use()
      .db.insertInto('touchpoint')
      .values({
        workspace_id: day.workspaceId,
        id: `${persona}${on}`,
        account_id: day.accounts['A-1']!,
        ...row,
      })
      .execute();
  }

  describe('for an account', () => {
    it('is said of us and of them, with what to do where nobody is known', async () => {
      const answer = await day.ask(day.marco, '/account who acme');
      expect(answer).toShow(
        'Whom to go to for Acme Robotics · Adoption\nLead @priya · Partner nobody\nOne head sees to it alone: two are better.',
        'Decision makers · @priya (lead), every 60 days\n⏰ missed by 34 days: never spoken with, as far as is known\n• Ada Acme · never spoken with',
        'Influencers · @priya (for the leader), every 45 days\n⏰ missed by 49 days',
        'Nobody known. Ask Ada Acme whose word counts when the product is talked about; /account spoke A-1 writes down whom you met.',
        'Users · @priya (for the partner), every 30 days',
      );
      expect(answer.plain()).not.toContain('Set the partner');
      expect(answer.plain()).not.toContain('Start a play');
    });

    it('tells when each was last spoken with, and whether that is often enough', async () => {
      await contact('Cleo Fay', 'decision_maker', ['economic_buyer', 'champion']);
      await contact('Ugo <!here>', 'user');
      await contact('Nobody Yet', null);
      await touch('Cleo Fay', 'decision_maker', '2026-09-29');
      await touch('Ugo <!here>', 'user', '2026-10-27');
      expect(await day.ask(day.priya, '/account who acme')).toShow(
        'Decision makers · @priya (lead), every 60 days\n🟡 due in 5 days: last spoken 55 days ago',
        '• Cleo Fay (economic buyer, champion) · 55 days ago',
        'Nobody known. Ask Cleo Fay (champion) whose word counts',
        '🟡 due in 3 days: last spoken 27 days ago\n• Ugo <!here> · 27 days ago',
        'Without a persona: Nobody Yet',
        'Start a play',
        'Set the partner',
        'Spoke',
      );
      await touch(null, 'decision_maker', '2026-11-20');
      expect(await day.ask(day.priya, '/account who acme')).toShow(
        '🟢 on time: last spoken 3 days ago, due in 57 days',
      );
    });

    it('stands on its card in one line, with a button', async () => {
      const card = await day.ask(day.priya, '/account acme');
      expect(card).toShow('⏰ Silent too long: influencer, 49 days late', 'Who');
      expect(await day.ask(day.priya, '/account initech')).not.toShow('Silent too long');
    });

    it('has no cadence to count where it has no start, and none once it churned', async () => {
      expect(await day.ask(day.priya, '/account who initech')).toShow(
        '⚪ never spoken with, as far as is known; the account has no start to count from',
        'Nobody known. Ask whoever signed for an introduction to who decides',
      );
      const set = (stage: string) =>
        use().db.updateTable('account').set({ stage }).where('id', '=', day.accounts['I-1']!).execute();
      await set('Churned');
      expect(await day.ask(day.priya, '/account who initech')).toShow(
        '⚪ It has churned: no cadence is kept.',
      );
      await set('Renewal');
      expect(await day.ask(day.priya, '/account who initech')).toShow('the program asks for no cadence here');
      await set('Adoption');
    });
  });

  describe('of the portfolio', () => {
    it('lists whom we have not spoken with for too long, yours first, then the most valuable', async () => {
      const answer = await day.ask(day.lena, '/cs cadence');
      expect(answer).toShow(
        '10 cadences are missed on 4 accounts · 3 yours, first',
        'Bluebird GmbH · €21k\ndecision maker, with @lena · ⏰ 145 days late: never spoken with, as far as is known, asked every 60 days',
        'influencer, with @lena',
      );
      const shown = answer.plain();
      expect(shown.indexOf('Bluebird')).toBeLessThan(shown.indexOf('Acme Robotics'));
      expect(shown).toContain('Evil <!channel> ∗Ltd∗ & Co');
      expect(shown).toContain('nobody of us');
      expect(await day.ask(day.lena, '/cs cadence all')).toShow(
        'I do not know what “all” means here. Try /cs cadence',
      );
      expect(await day.ask(day.lena, '/cs cadence page:9')).toShow('There are no more missed cadences.');
    });

    it('lists accounts with one head, and what each of us sees to', async () => {
      const answer = await day.ask(day.priya, '/cs owners');
      expect(answer).toShow(
        '6 accounts have one head or none: 1 without a lead, 6 without a partner. Two heads are better than one.',
        'no lead · no partner',
        'Set the lead and partner',
        'Acme Robotics · €48k · lead @priya · no partner',
        'Set the partner',
      );
      expect((await day.ask(day.marco, '/cs owners')).plain()).not.toContain('Set the');
      expect(await day.ask(day.marco, '/cs owners people')).toShow(
        '2 people see to the accounts',
        '@priya · lead of 4 (€48k a year) · partner of 0',
        '@lena · lead of 1 (€21k a year) · partner of 0',
      );
      await day.press(day.priya, await day.ask(day.priya, '/cs owners'), 'Acme Robotics', 'verb.run');
      const form = await day.priya.waitForView((view) => view.submit !== undefined);
      expect(form).toShow('Edit the account', 'Acme Robotics');
      await day.priya.close(form);
    });
  });

  describe('while somebody is away', () => {
    it('is not understood without a day, or with one that has passed', async () => {
      expect(await day.ask(day.lena, '/cs away')).toShow('Nobody is away.', '/cs away until 27 Nov');
      expect(await day.ask(day.lena, '/cs away until')).toShow('I miss the last day away.');
      expect(await day.ask(day.lena, '/cs away until soonish')).toShow(
        'I do not know the day “soonish”. Write it as 2026-11-27, 27 Nov, Friday or in 10 days. Try /cs away until 2026-11-30',
      );
      expect(await day.ask(day.lena, '/cs away 2026-11-01')).toShow(
        'Sun 1 Nov has passed. Name the last day away.',
      );
      expect(await day.ask(day.lena, '/cs away until 2036-11-01')).toShow(
        'is too far away: at most 366 days ahead.',
      );
      expect(await day.ask(day.lena, '/cs back')).toShow('You are not away. Try /cs away until Friday');
      expect(await day.ask(day.lena, '/cs away @priya until Friday')).toShow(
        'This needs the role leader; yours is csm.',
      );
      expect(await day.ask(day.lena, '/cs away @nobody until Friday')).toShow(
        'I found no member for “@nobody”.',
      );
      expect(await day.ask(day.marco, '/cs away until Friday')).toShow(
        'This needs the role csm; yours is viewer.',
      );
    });

    it('the partner stands in; what is open can be handed over, and taken back', async () => {
      await setPartner('A-1', 'U0LENA');
      const answer = await day.ask(day.priya, '/cs away until fri');
      expect(answer).toShow(
        'You are away until Fri 27 Nov, that day included.\nNew CTAs go to the partner on 1 of your 4 accounts meanwhile.',
        '⚠️ Nobody stands in on Globex, Initech, Futura: what comes up stays with you.',
        'CTAs of yours are open and stay.',
      );
      expect(await day.ask(day.marco, '/account acme')).toShow(
        'Lead @priya (away until Fri 27 Nov) · Partner @lena',
      );
      expect(await day.ask(day.marco, '/account who acme')).toShow(
        '@lena stands in while @priya is away.',
        'Decision makers · @lena (for the lead), every 60 days',
        'Users · @lena (partner), every 30 days',
      );
      await day.ask(day.priya, '/cs away until 27 nov');
      await press(day.priya, 'away.hand_over');
      expect(said(day.priya)).toShow('2 CTAs are handed over: 2 to @lena.', 'Undo');
      expect(await day.ask(day.lena, '/account history acme')).toShow('handed over the CTA');
      expect(day.list()).toShow('@lena');
      await press(day.priya, 'away.undo');
      expect(said(day.priya)).toShow('Taken back: 2 CTAs are where they were.');
    });

    it('a leader hears of it where nobody stands in', async () => {
      const today = await day.ask(day.priya, '/cs today');
      expect(today).toShow('⚠️ Away, and nobody stands in: Globex, Initech', '(@priya until Fri 27 Nov)');
      expect((await day.ask(day.lena, '/cs today')).plain()).not.toContain('nobody stands in');
      expect(await day.ask(day.priya, '/cs away @lena until tomorrow')).toShow(
        '@lena is away until Tue 24 Nov',
      );
      expect(await day.ask(day.marco, '/account who acme')).toShow(
        '⚠️ Both are away: what comes up stays with @priya.',
        'Lead @priya (away until Fri 27 Nov) · Partner @lena (away until Tue 24 Nov)',
      );
      expect(await day.ask(day.priya, '/cs away')).toShow(
        'You are away until Fri 27 Nov, that day included.',
        '2 people are away',
        '@lena until Tue 24 Nov\n@priya until Fri 27 Nov',
      );
      expect(await day.ask(day.priya, '/cs back @lena')).toShow(
        '@lena is back: new CTAs come to them again.',
      );
    });

    it('says in one line that the partner takes over', async () => {
      expect(await day.ask(day.priya, '/cs away until Friday, partner takes over')).toShow(
        'You are away until Fri 27 Nov.',
        '2 CTAs are handed over: 2 to @lena.',
      );
      day.setNow(new Date('2026-11-23T09:02:00Z'));
      await press(day.priya, 'away.undo');
      expect(said(day.priya)).toShow('It can be taken back for a minute only.');
    });

    it('ends by itself, or by a word', async () => {
      expect(await day.ask(day.priya, '/cs back')).toShow('You are back: new CTAs come to you again.');
      await day.ask(day.priya, '/cs away today');
      expect(await day.ask(day.marco, '/account acme')).toShow('Lead @priya (away until Mon 23 Nov)');
      day.setNow(new Date('2026-11-24T09:00:00Z'));
      expect(await day.ask(day.marco, '/account acme')).toShow('Lead @priya · Partner @lena');
      expect(await day.ask(day.marco, `/account who acme`)).toShow('Lead @priya · Partner @lena');
    });
  });
});
