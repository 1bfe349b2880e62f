/** Success gaps and what is with the customer, as people work with them in Slack. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { saveGap } from '#src/gaps/service.ts';
import type { MessageView, ViewHandle } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import { startDay, TODAY, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { FIELDS } from './make-gap.ts';

onEachDatabase('gaps in Slack', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
    await use()
      .db.insertInto('requirement')
      .values({
        workspace_id: day.workspaceId,
        id: 'saml',
        scenario_id: null,
        what: 'Log in by SAML',
        why: null,
        acceptance: null,
        state: 'accepted',
        release: null,
        version: 1,
        created_by: 'cli',
        created_at: '',
        updated_by: 'cli',
        updated_at: '',
      })
      .execute();
  });
  afterAll(() => day.stop());

  const said = (who: Person): MessageView => who.ephemerals().at(-1)!;
  const form = (who: Person): Promise<ViewHandle> => who.waitForView((view) => view.submit !== undefined);
  const press = async (who: Person, on: MessageView | ViewHandle, actionId: string, text?: string) => {
    const blocks = on.blocks as { block_id: string }[];
    // The buttons of a gap stand in the block under its text.
    const at =
      text === undefined ? -1 : blocks.findIndex((block) => JSON.stringify(block).includes(text)) + 1;
    await who.press(on, actionId, at < 0 ? {} : { blockId: blocks[at]!.block_id });
    await day.settle();
  };

  it('are none at first: who may write one is offered to, a viewer reads how', async () => {
    expect(await day.ask(day.marco, '/account gap acme')).toShow(
      'Acme Robotics has no success gap yet',
      'Whoever has the role csm writes one down with /account gap A-1',
    );
    const empty = await day.ask(day.lena, '/account gap acme');
    expect(empty).toShow('has no success gap yet', 'Write down a gap');
    await press(day.lena, empty, 'gap.add');
    expect(await day.ask(day.lena, '/cs gaps')).toShow('No success gap is open. /account gap ');
  });

  it('are written down by a form, with errors on its fields, and the list shows it', async () => {
    const view = await form(day.lena);
    expect(view).toShow('New success gap', 'Acme Robotics', 'Bridged by', 'no draft or active Goal Card');
    const send = async (values: Record<string, string | null>) =>
      (await day.lena.submit(view, values)).errors;
    expect(
      await send({
        what: ' Nobody <there> can *build* a page ',
        bridgeKind: 'training',
        link: 'example.com',
        dueOn: '2026-11-22',
        requirementId: 'Log in by SAML',
      }),
    ).toEqual({
      link: 'A link begins with https:// or http://, such as https://example.com/course',
      dueOn: 'Choose today or a later day.',
      requirementId:
        'A requirement belongs to a product change: choose that as the bridge, or take this out.',
    });
    const bot = day.sandbox.botUserId;
    const right = { link: 'https://example.com/course', dueOn: '2026-11-24', requirementId: null };
    expect(await send({ ...right, ownerId: bot })).toEqual({
      ownerId: 'Choose a member of this workspace, not a guest or an app.',
    });
    expect((await day.lena.submit(view, { ownerId: 'U0PRIYA', bridge: 'Two hours' })).action).not.toBe(
      'errors',
    );
    await day.settle();
    expect(said(day.lena)).toShow(
      'The gap “Nobody <there> can ∗build∗ a page” of Acme Robotics is written down.',
    );
    const list = await day.ask(day.marco, '/account gap acme');
    expect(list).toShow(
      'Acme Robotics · 1 open gap',
      'Nobody <there> can ∗build∗ a page',
      'Training · Two hours · link',
      'with @priya · due Tue 24 Nov (tomorrow)',
    );
    expect(list).not.toShow('Edit');
    expect((await use().db.selectFrom('gap').select('what').executeTakeFirstOrThrow()).what).toBe(
      'Nobody <there> can *build* a page',
    );
  });

  it('are bridged and opened again in the list, and dropped with a reason', async () => {
    await day.ask(day.lena, '/account gap acme');
    await press(day.lena, said(day.lena), 'gap.bridge', 'Nobody');
    expect(said(day.lena)).toShow('no open gap', '✅', 'bridged on Mon 23 Nov by @lena');
    await press(day.lena, said(day.lena), 'gap.reopen', 'Nobody');
    expect(said(day.lena)).toShow('1 open gap', 'with @priya');
    await press(day.lena, said(day.lena), 'gap.drop', 'Nobody');
    const view = await form(day.lena);
    expect(view).toShow('Drop the gap', 'Why it is not bridged');
    expect((await day.lena.submit(view, { reason: '  ' })).errors).toEqual({
      reason: 'Write why it is dropped.',
    });
    await day.lena.submit(view, { reason: 'They hired *Bob*' });
    await day.settle();
    expect(said(day.lena)).toShow('is dropped: They hired ∗Bob∗');
    const list = day.lena.ephemerals().find((message) => message.plain().includes('dropped on'))!;
    expect(list).toShow('dropped on Mon 23 Nov by @lena: They hired ∗Bob∗', 'Open again');
    await press(day.priya, await day.ask(day.priya, '/account gap acme'), 'gap.reopen', 'Nobody');
    expect(await day.ask(day.priya, '/account history acme')).toShow(
      'opened again the gap “Nobody <there> can ∗build∗ a page”',
      'dropped the gap',
      'bridged the gap',
      'added the gap',
    );
  });

  it('that somebody saved meanwhile show both texts to who saves second, who loses nothing', async () => {
    const gap = await use().db.selectFrom('gap').selectAll().executeTakeFirstOrThrow();
    await day.ask(day.lena, '/account gap acme');
    await press(day.lena, said(day.lena), 'gap.edit', 'Nobody');
    const view = await form(day.lena);
    expect(view).toShow('Edit the gap', 'https://example.com/course');
    const long = `The first line\n${'long '.repeat(500)}end`;
    const theirs = {
      ...FIELDS,
      what: gap.what,
      bridge: long,
      ownerId: gap.owner_id,
      dueOn: gap.due_on,
      link: gap.link,
    };
    const presser = { personId: gap.owner_id!, today: TODAY };
    const edit = { gapId: gap.id, accountId: gap.account_id, version: gap.version, fields: theirs };
    expect(await saveGap(day.deps, day.workspaceId, edit, presser)).toMatchObject({ ok: true });
    const second = await day.lena.submit(view, { bridge: 'My own words', owner: 'customer' });
    expect(second.action).toBe('update');
    expect(second.view!).toShow(
      '@priya saved this gap',
      'while you were editing it. What you typed stands below',
      'The bridge',
      'long end',
      'Who does it\nUs',
      'My own words',
    );
    expect((await day.lena.submit(second.view!, {})).errors).toEqual({});
    await day.settle();
    expect(said(day.lena)).toShow('is saved.');
    expect(await day.ask(day.lena, '/account gap acme')).toShow(
      'My own words',
      'with the customer, @priya asks',
    );
  });

  it('are read in full, and moved there too', async () => {
    await day.ask(day.lena, '/account gap acme');
    await press(day.lena, said(day.lena), 'gap.open', 'Nobody');
    const whole = await day.lena.waitForView((view) => view.plain().includes('What is missing'));
    expect(whole).toShow(
      'Success gap',
      'Acme Robotics · ▫️ open',
      'My own words',
      'https://example.com/course',
    );
    await press(day.lena, whole, 'gap.bridge');
    expect(day.lena.view()!).toShow('✅ bridged', 'Open again');
    await press(day.lena, day.lena.view()!, 'gap.reopen');
    await press(day.lena, day.lena.view()!, 'gap.drop');
    await day.lena.submit(await form(day.lena), { reason: 'Later' });
    await day.settle();
    expect(day.lena.views()).toEqual([]);
    expect(said(day.lena)).toShow('is dropped: Later');
    await press(day.lena, await day.ask(day.lena, '/account gap acme'), 'gap.reopen', 'Nobody');
  });

  it('stand on the card and in the forms of a review, with how many are late', async () => {
    await use().db.updateTable('gap').set({ due_on: '2026-11-20' }).execute();
    expect(await day.ask(day.marco, '/account acme')).toShow('🌉 1 open gap, 1 late', 'Gaps', 'Ask');
    await day.press(day.lena, day.list(), 'Acme', 'ebr.book');
    const view = await form(day.lena);
    expect(view).toShow(
      '🌉 1 open gap, 1 late',
      '⏰ Nobody <there> can ∗build∗ a page (training, customer, due Fri 20 Nov)',
    );
    await day.lena.close(view);
    expect(await day.ask(day.lena, '/account gap acme')).toShow('late, was due Fri 20 Nov (3 days ago)');
  });

  it('are listed a page at a time', async () => {
    const presser = { personId: 'cli', today: TODAY };
    const accountId = day.accounts['B-1']!;
    for (let number = 10; number < 24; number += 1) {
      const fields = {
        ...FIELDS,
        what: `Gap ${number}`,
        bridgeKind: 'product_change' as const,
        requirementId: number < 12 ? 'saml' : null,
      };
      const edit = { gapId: `gap${number}`, accountId, version: 0, fields };
      await saveGap(day.deps, day.workspaceId, edit, presser);
    }
    expect(await day.ask(day.lena, '/account gap bluebird')).toShow(
      '14 open gaps',
      'Gap 10',
      'Gap 15',
      'More ▶',
    );
    await press(day.lena, said(day.lena), 'verb.replace:1');
    expect(said(day.lena)).toShow('Gap 16', 'Gap 21', '◀ Earlier', 'More ▶');
    // What is pressed on a page shows that page again.
    await press(day.lena, said(day.lena), 'gap.bridge', 'Gap 16');
    expect(said(day.lena)).toShow('13 open gaps', 'Gap 17', 'Gap 22', '◀ Earlier');
    expect(await day.ask(day.lena, '/account gap B-1 page:9')).toShow('Bluebird GmbH has no more gaps.');
  });

  it('are summed up by kind for the product team, with the gaps of each', async () => {
    const kinds = await day.ask(day.marco, '/cs gaps');
    expect(kinds).toShow(
      '14 open success gaps, by what would bridge them',
      'Product change · 13 open gaps · 1 account · ARR €21k',
      'Training · 1 open gap · 1 account · ARR €48k · 1 late',
    );
    expect(await day.ask(day.marco, '/cs gaps Product change')).toShow(
      'Open gaps · Product change',
      'Requirement “Log in by SAML” · accepted · 2 gaps wait for it',
      'Bluebird GmbH · €21k · with us\nGap 10',
      'More ▶',
    );
    expect(await day.ask(day.marco, '/cs gaps product')).toShow('Open gaps · Product change');
    await press(day.marco, said(day.marco), 'verb.replace:1');
    expect(said(day.marco)).toShow('Gap 23', '◀ Earlier', 'All kinds');
    expect(await day.ask(day.marco, '/cs gaps trainning')).toShow(
      'Did you mean Training?',
      'Try /cs gaps training',
    );
    expect(await day.ask(day.marco, '/cs gaps zzzz')).toShow(
      'No gaps are bridged by “zzzz”. There are training, article, course, service, partner, product change. Try /cs gaps product_change',
    );
    expect(await day.ask(day.marco, '/cs gaps article')).toShow('Open gaps · Article: none.');
  });

  it('are not written by viewers, whatever they press', async () => {
    const shared = await day.ask(day.lena, '/account gap acme');
    await press(day.lena, shared, 'verb.share');
    const message = await day.sandbox
      .channel('cs-daily')
      .waitFor((one) => one.plain().includes('Acme Robotics · 1 open gap'));
    await press(day.marco, message, 'gap.bridge', 'Nobody');
    expect(said(day.marco)).toShow('This needs the role csm; yours is viewer');
  });

  describe('what is with the customer', () => {
    it('is late first, with what is the case, and is drafted as a message by name', async () => {
      await use()
        .db.insertInto('plan_item')
        .values({
          workspace_id: day.workspaceId,
          id: 'item',
          account_id: day.accounts['A-1']!,
          ebr_id: 'none',
          what: 'Name an <owner> of the site',
          owner: 'customer',
          owner_id: null,
          due_on: '2026-12-01',
          state: 'open',
        })
        .execute();
      const answer = await day.ask(day.marco, '/account ask acme');
      expect(answer).toShow(
        'Acme Robotics · 3 things are with the customer, 2 late',
        '⏰ Install the tracking code\ntask of “First leads” · 0 of 1 · usually done by Mon 5 Oct (49 days ago)',
        '⏰ My own words\nbridge (training) · link · due Fri 20 Nov (3 days ago)',
        '▫️ Name an <owner> of the site\nplan of an EBR · due Tue 1 Dec (in 8 days)',
        'Draft a message to Ada Acme',
      );
      await press(day.marco, answer, 'ask.draft');
      const view = await form(day.marco);
      expect(view).toShow(
        'Message to the customer',
        'Nothing is sent by this.',
        'Hello Ada Acme,',
        'Marco Diaz',
      );
      expect(JSON.stringify(view.blocks)).toContain('• Name an <owner> of the site: by Tue 1 Dec, as agreed');
      expect((await day.marco.submit(view, { text: 'Edited' })).action).toBe('close');
    });

    it('can be addressed to another contact, or to nobody who is known', async () => {
      await use()
        .db.insertInto('contact')
        .values({
          workspace_id: day.workspaceId,
          id: 'bob',
          account_id: day.accounts['A-1']!,
          key: 'bob',
          name: 'Bob Acme',
          persona: 'user',
          title: 'Editor',
          qualifiers: '[]',
        })
        .execute();
      const answer = await day.ask(day.lena, '/account ask acme');
      await day.lena.press(answer, 'ask.draft:1', { option: 'Bob Acme' });
      await day.settle();
      expect(await form(day.lena)).toShow('Hello Bob Acme,', 'Lena Hoff');
      await day.lena.close(day.lena.view()!);
      await saveGap(
        day.deps,
        day.workspaceId,
        {
          gapId: 'theirs',
          accountId: day.accounts['I-1']!,
          version: 0,
          fields: { ...FIELDS, owner: 'customer' },
        },
        { personId: 'cli', today: TODAY },
      );
      const nobody = await day.ask(day.lena, '/account ask initech');
      expect(nobody).toShow(
        '1 thing is with the customer',
        'Without tasks of the journey. It has no start date.',
      );
      await press(day.lena, nobody, 'ask.draft');
      expect(await form(day.lena)).toShow('Hello,', 'This step is with you');
      await day.lena.close(day.lena.view()!);
    });

    it('says so where nothing is', async () => {
      expect(await day.ask(day.lena, '/account ask globex')).toShow(
        'Nothing is with Globex: no open task of the milestone worked on, no plan item and no bridge is theirs.',
      );
      expect(await day.ask(day.lena, '/account ask futura')).toShow('It starts on Thu 24 Dec.');
      expect(await day.ask(day.lena, '/account ask acme page:9')).toShow('nothing more is with the customer');
    });
  });
});
