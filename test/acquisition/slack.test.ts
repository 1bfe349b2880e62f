/** What accounts cost to win, as people write it down and read it in Slack. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { saveAcquisition } from '#src/acquisition/service.ts';
import type { ViewHandle } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import { makeAccount } from '../accounts/make-account.ts';
import { startDay, TODAY, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';

onEachDatabase('acquisition in Slack', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
  });
  afterAll(() => day.stop());

  async function openForm(who: Person, account: string): Promise<ViewHandle> {
    await who.command('/account', `acquisition ${account}`);
    return who.waitForView((view) => view.submit !== undefined);
  }
  const said = (who: Person) => who.ephemerals().at(-1)!;
  const press = async (who: Person, actionId: string) => {
    await who.press(said(who), actionId);
    await day.settle();
  };

  describe('of an account', () => {
    it('is asked for by a form that knows its currency, with errors on the fields', async () => {
      const view = await openForm(day.lena, 'acme');
      expect(view).toShow('Acquisition cost', 'Acme Robotics', 'EUR', 'Referred by', 'Save');
      const send = async (values: Record<string, string>) => (await day.lena.submit(view, values)).errors;
      expect(await send({ spend: '1000', currency: 'EU' })).toEqual({
        currency: 'A currency has three letters, such as EUR.',
      });
      expect(await send({ currency: 'eur', referredBy: 'Acme Robotics' })).toEqual({
        referredBy: 'An account does not refer itself.',
      });
      const sent = await day.lena.submit(view, {
        onboardingCost: '500',
        supportCost: '300',
        firstYearMargin: '4500',
        referredBy: 'Globex',
      });
      expect(sent.action).toBe('close');
      await day.settle();
      expect(said(day.lena)).toShow(
        'Acme Robotics · acquisition',
        'Spend €1k · onboarding €500 · support in the first year €300 · in all €1.8k',
        'Expected first-year gross margin €4.5k · acquisition efficiency 2.5: each €1 of cost brings €2.50 (the ideal customer: at least 1)',
        'Referred by Globex',
        'Saved by @lena',
      );
    });

    it('is read by a viewer, who can not change it', async () => {
      const card = await day.ask(day.marco, '/account acquisition acme');
      expect(card).toShow('acquisition efficiency 2.5');
      expect(card).not.toShow('Edit');
      expect(await day.ask(day.marco, '/account acquisition bluebird')).toShow(
        'Nobody has written down yet what Bluebird GmbH cost to win. Whoever has the role csm does it with /account acquisition B-1',
      );
    });

    it('refuses a circle of referrals on its field', async () => {
      const view = await openForm(day.lena, 'globex');
      const { errors } = await day.lena.submit(view, {
        spend: '1',
        currency: 'EUR',
        referredBy: 'Acme Robotics',
      });
      expect(errors['referredBy']).toContain('Acme Robotics came by a referral of this account itself');
      await day.lena.submit(view, { referredBy: null });
      await day.settle();
      expect(said(day.lena)).toShow(
        'Spend €1 · onboarding not known',
        'no acquisition efficiency: it takes the onboarding cost and the support cost and the expected margin',
        'Referred Acme Robotics',
      );
    });

    it('shows both figures to who saves second, and loses nothing of theirs', async () => {
      await day.ask(day.lena, '/account acquisition acme');
      await press(day.lena, 'acquisition.edit');
      const view = await day.lena.waitForView((shown) => shown.submit !== undefined);
      await saveAcquisition(
        day.deps,
        day.workspaceId,
        {
          accountId: day.accounts['A-1']!,
          version: 1,
          fields: {
            spend: 1100,
            onboardingCost: 500,
            supportCost: 300,
            firstYearMargin: 4500,
            currency: 'EUR',
            referredBy: null,
          },
        },
        { personId: await personId('U0PRIYA'), today: TODAY },
      );
      const second = await day.lena.submit(view, { spend: '1200.5' });
      expect(second.action).toBe('update');
      expect(second.view!).toShow(
        '@priya saved other figures',
        'Acquisition spend: @priya €1.1k, you €1.2k',
        'Referred by: @priya nothing, you Globex',
      );
      expect(JSON.stringify(second.view!.blocks)).toContain('"initial_value":"1200.5"');
      expect((await day.lena.submit(second.view!, {})).action).toBe('close');
      await day.settle();
      expect(said(day.lena)).toShow('Spend €1.2k', 'Referred by Globex', 'Saved by @lena');
      expect(await day.ask(day.priya, '/account history acme')).toShow('changed the acquisition cost');
    });
  });

  async function personId(slackUserId: string): Promise<string> {
    const row = await use()
      .db.selectFrom('person')
      .select('id')
      .where('workspace_id', '=', day.workspaceId)
      .where('slack_user_id', '=', slackUserId)
      .executeTakeFirstOrThrow();
    return row.id;
  }

  describe('of segments', () => {
    it('says what a customer cost with those whom customers referred, and what is left out', async () => {
      const answer = await day.ask(day.marco, '/cs cac');
      expect(answer).toShow(
        'Effective CAC by segment',
        'Standard · EUR · €600.75 a customer (without referrals €1.2k)',
        '€1.2k spent · 1 customer bought · 1 referred by them · few: take it as a hint',
        'Acquisition efficiency: median 2.25 of 1 customer',
        'Who refers most',
        'Globex: 1 customer',
        'Not counted: 4 customers without figures.',
        '$1 that brings two customers, one by referral, is $0.50',
      );
      await press(day.marco, 'verb.run:10');
      expect(said(day.marco)).toShow('Globex');
    });

    it('or of one, however its name is typed', async () => {
      expect(await day.ask(day.lena, '/cs cac STANDARD')).toShow(
        'Effective CAC of Standard',
        '1 customer bought',
      );
      expect(await day.ask(day.lena, '/cs cac none')).toShow(
        'Effective CAC of No segment: nobody has written down yet what a customer cost to win.',
      );
      expect(await day.ask(day.lena, '/cs cac standrad')).toShow(
        'I know no segment “standrad”. Did you mean standard?',
        'Try /cs cac standard',
      );
      expect(await day.ask(day.lena, '/cs cac zzzzzzzz')).toShow('Try /cs cac');
      expect(await day.ask(day.lena, '/cs cac page:7')).toShow('Effective CAC by segment: nothing more.');
    });
  });

  describe('of sources', () => {
    it('counts fit by who sold the customers, and opens the list of one', async () => {
      const soldBy = 'Outbound <team> & *co*';
      const sold = async (number: number, fit: string | null) => {
        const id = await makeAccount(use(), day.workspaceId, {
          key: `S-${number}`,
          name: `Sold ${String(number).padStart(2, '0')}`,
          segment: 'standard',
          stage: number === 1 ? 'Churned' : 'Adoption',
          soldBy,
          arr: 1000,
          currency: 'EUR',
          assessment: { workingOn: 'pipeline', position: 2, since: '2026-08-01' },
        });
        await use().db.updateTable('account').set({ fit }).where('id', '=', id).execute();
      };
      for (let number = 1; number <= 12; number += 1)
        await sold(
          number,
          number <= 3 ? 'bad_fit' : number <= 5 ? 'stretch' : number <= 11 ? 'good_fit' : null,
        );
      const answer = await day.ask(day.marco, '/cs fit');
      expect(answer).toShow(
        'Outbound <team> & ∗co∗ · 12 customers',
        '🔴 Bad fit 3 of 11 (27 %, 10 to 57 %) · 🟡 stretch 2 of 11 (18 %, 5 to 48 %)',
        '⚪ Not known of 1 customer',
        'What came of all: 1 churned · 12 of 12 on a journey reached its first milestone · ARR €11k',
        'Not said who sold them · 6 customers',
        '⚪ Of none of them it is known whether they fit',
      );
      await day.marco.press(answer, 'verb.run:0', { blockId: blockWith(answer.blocks, 'Outbound') });
      await day.settle();
      const list = said(day.marco);
      expect(list).toShow(
        '🔴 Bad fit: 3 · 1 churned',
        'Sold 01 · €1k · Churned\n🔴 Bad fit · churned',
        'More ▶',
      );
      expect(list).toShow('Sold 04 · €1k · Adoption\n🟡 Stretch · at “Qualified pipeline”');
      await press(day.marco, 'verb.replace:1');
      expect(said(day.marco)).toShow('Sold 11', '◀ Earlier');
      expect(said(day.marco)).not.toShow('Sold 01');
      expect(await day.ask(day.marco, '/cs fit outbound')).toShow('🔴 Bad fit: 3 · 1 churned');
      await day.marco.press(await day.ask(day.marco, '/cs fit'), 'verb.run:10');
      await day.settle();
      expect(said(day.marco)).toShow('All accounts that are a bad fit', 'Sold 02', 'Sold 03');
      expect(said(day.marco)).not.toShow('Sold 04');
    });

    it('says so where few are known, and answers a name that it does not know', async () => {
      await use()
        .db.updateTable('account')
        .set({ fit: 'stretch' })
        .where('id', '=', day.accounts['I-1']!)
        .execute();
      expect(await day.ask(day.lena, '/cs fit')).toShow(
        'stretch 1 of 1 (100 %, 21 to 100 %)',
        'few: take it as a hint',
      );
      expect(await day.ask(day.lena, '/cs fit not said')).toShow(
        'Not said who sold them · 6 customers',
        'Initech',
      );
      expect(await day.ask(day.lena, '/cs fit nott said')).toShow(
        'Did you mean not said? Try /cs fit not said',
      );
      expect(await day.ask(day.lena, '/cs fit Acme')).toShow('I know nobody “Acme” who sold customers.');
    });

    it('is entered in the form of the account, and stands on its card and in its history', async () => {
      await day.lena.command('/account', 'edit bluebird');
      const view = await day.lena.waitForView((shown) => shown.submit !== undefined);
      await day.lena.submit(view, { soldBy: '  Partner   channel ' });
      await day.settle();
      expect(await day.ask(day.lena, '/account bluebird')).toShow('Sold by Partner channel');
      expect(await day.ask(day.lena, '/account history bluebird')).toShow(
        'changed sold by from nothing to “Partner channel”',
      );
    });
  });
});

/** The block in which a text stands. */
function blockWith(blocks: readonly object[], text: string): string {
  const found = blocks.find((block) => JSON.stringify(block).includes(text)) as
    | { block_id: string }
    | undefined;
  return found?.block_id ?? '';
}
