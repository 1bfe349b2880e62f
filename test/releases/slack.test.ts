/** Releases as people work with them in Slack. */
import { afterAll, beforeAll, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import { addDays } from '#src/base/business-date.ts';
import { markStale } from '#src/journey/service.ts';
import { saveRelease } from '#src/releases/service.ts';
import { makeAccount } from '../accounts/make-account.ts';
import { startDay, TODAY, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { createHands } from '../support/day-hands.ts';
import { expect } from '../support/matchers.ts';

onEachDatabase('releases in Slack', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
  });
  afterAll(() => day.stop());

  const { said, form, type, press } = createHands(() => day);
  const milestone = { milestoneId: 'First leads' };

  it('are none at first: who may write one reads how, and the others who may', async () => {
    expect(await day.ask(day.lena, '/cs releases')).toShow(
      'No release is written down yet',
      'Write one down with /cs release 2026.11 today',
      'New release',
    );
    expect(await day.ask(day.marco, '/cs release')).toShow('Whoever has the role csm writes one down');
    expect(await day.ask(day.marco, '/cs release 2026.11 today')).toShow('This needs the role csm');
    expect(await day.ask(day.marco, '/cs release 2026.11 31 Feb')).toShow('This needs the role csm');
    expect(await day.ask(day.lena, '/cs releases retierd')).toShow(
      'I do not know the list “retierd”. Did you mean retired? Try /cs releases retired',
    );
  });

  it('are written down by a form that knows what was typed, with errors on its fields', async () => {
    await type(day.lena, 'release Éditor <!channel> *2* 3 Nov');
    const view = await form(day.lena);
    expect(view).toShow(
      'New release',
      'Éditor <!channel> *2*',
      '2026-11-03',
      'Which milestone should it help?',
    );
    expect((await day.lena.submit(view, { changed: ' ', expected: '101', ...milestone })).errors).toEqual({
      changed: 'Write what changed for customers, such as: Pages can be built from a template.',
      expected: 'Write whole points from 1 to 100, such as 5 for 40 % to 45 %.',
    });
    const old = await day.lena.submit(view, { changed: 'x', expected: '5', day: '1999-01-01', ...milestone });
    expect(old.errors).toEqual({
      day: expect.stringMatching(
        /^No account had begun by then: the first one did on \d{4}-\d\d-\d\d\. Choose that day or a later one\.$/,
      ),
    });
    const sent = { changed: 'Pages from a template', expected: '5', day: '2026-11-03', ...milestone };
    expect((await day.lena.submit(view, sent)).errors).toEqual({});
    await day.settle();
    expect(said(day.lena)).toShow('The release Éditor <!channel> ∗2∗ is written down. /cs releases tells');
    expect(await day.ask(day.marco, '/cs release')).toShow(
      '1 release and what came of each',
      'Éditor <!channel> ∗2∗ · Tue 3 Nov (20 days ago) · for “First leads”, expected +5 points',
      'Too early to tell: the milestone usually takes 45 days, so from Fri 18 Dec at the earliest: it takes 10 that began before it and 10 since, and there are ',
    );
    expect(said(day.marco)).not.toShow('Retire');
  });

  it('of which few accounts began on the milestone say so, with the figures', async () => {
    await type(day.lena, 'release Templates 2026-09-01');
    await day.lena.submit(await form(day.lena), { changed: 'x', expected: '10', ...milestone });
    await day.settle();
    expect(await day.ask(day.lena, '/cs releases')).toShow(
      'Too few entered to tell: 2 before, 0 since; it takes 10 each.',
      'An association, not a cause',
    );
  });

  it('are not called by a mistyped day, nor by a day alone', async () => {
    expect(await day.ask(day.lena, '/cs release 2026.12 2026-13-40')).toShow(
      '“2026-13-40” is no day of the calendar. Try /cs release 2026.12 2026-11-23',
    );
    expect(await day.ask(day.lena, '/cs release New editor 31 Feb')).toShow(
      '“31 Feb” is no day of the calendar',
    );
    expect(await day.ask(day.lena, '/cs release New editor next Friday')).toShow(
      'I cannot tell which day “next Friday” is. Try /cs release New editor 2026-11-23',
    );
    expect(await day.ask(day.lena, '/cs release today')).toShow(
      '“today” is a day, and the release has no name yet. Try /cs release 2026.11 today',
    );
  });

  it('lead to the accounts that began before and since', async () => {
    const list = await day.ask(day.lena, '/cs releases');
    expect(list).toShow('Too few entered to tell: 2 before', 'Who before');
    expect(list).not.toShow('Who since');
    const before = list.blocks
      .flatMap((block) =>
        'elements' in block ? (block.elements as { value?: string; text?: { text: string } }[]) : [],
      )
      .find(({ text }) => text?.text === 'Who before');
    const { rest } = JSON.parse(before!.value!) as { rest: string };
    expect(rest).toMatch(/^at:first-leads from:2026-06-09\.\.2026-08-31$/);
    expect(await day.ask(day.lena, `/cs funnel ${rest}`)).toShow(
      'First leads: all that began on it · began Tue 9 Jun to Mon 31 Aug, as it stood then',
    );
  });

  it('that moved nothing are shown as such, with what was before and since, and what else was released', async () => {
    const accounts = Array.from({ length: 30 }, (_, index) => ({
      key: `R-${index}`,
      name: `Robot ${index}`,
      segment: 'standard',
      stage: 'Adoption',
      startedOn: addDays('2026-09-01', (index % 2 === 0 ? -1 : 1) * (index + 20) - 10),
    }));
    const marks: { accountId: string; day: string }[] = [];
    for (const [index, account] of accounts.entries()) {
      const accountId = await makeAccount(use(), day.workspaceId, account);
      marks.push({ accountId, day: '' });
      if (index % 3 > 0) continue;
      const event = { name: 'tracking_installed', day: addDays(account.startedOn, 9), key: account.key };
      await use()
        .db.insertInto('event')
        .values({ workspace_id: day.workspaceId, account_id: accountId, count: 1, ...event })
        .execute();
    }
    await inTransaction(day.deps, (trx) => markStale(trx, use().dialect, day.workspaceId, marks));
    expect(await day.ask(day.lena, '/cs releases')).toShow(
      'Moved nothing that can be told: ',
      'Reached by 45 days',
      'log-rank p',
      'An association, not a cause. In that time for the same milestone, too: Éditor',
    );
  });

  it('that somebody saved meanwhile show both texts to who saves second, who loses nothing', async () => {
    await press(day.lena, await day.ask(day.lena, '/cs releases'), 'release.edit', 'Templates');
    const view = await form(day.lena);
    const release = await use()
      .db.selectFrom('release')
      .selectAll()
      .where('workspace_id', '=', day.workspaceId)
      .where('name', '=', 'Templates')
      .executeTakeFirstOrThrow();
    const theirs = {
      name: 'Templates',
      day: release.day,
      changed: 'Their *words*',
      milestoneId: release.milestone_id,
      expected: 10,
    };
    const edit = { id: release.id, version: release.version, fields: theirs };
    const by = { personId: release.created_by, today: TODAY };
    await saveRelease(day.deps, day.workspaceId, edit, ['first-leads'], by);
    const second = await day.lena.submit(view, { changed: 'My own words', expected: '12' });
    expect(second.action).toBe('update');
    expect(second.view!).toShow(
      '@lena saved this release',
      'What changed?',
      'Their ∗words∗',
      'By how many points?\n10',
      'My own words',
    );
    expect((await day.lena.submit(second.view!, {})).errors).toEqual({});
    await day.settle();
    const list = day.lena.ephemerals().find((message) => message.plain().includes('expected +12 points'))!;
    expect(list).toShow('My own words');
  });

  it('are read in full, retired after a question, and brought back', async () => {
    const list = await day.ask(day.priya, '/cs releases');
    await press(day.priya, list, 'release.open', 'Templates');
    const whole = await day.priya.waitForView((view) => view.plain().includes('What changed'));
    expect(whole).toShow('Release', 'My own words', 'Saved by @lena');
    expect(JSON.stringify(list.blocks)).toContain('Retire the release?');
    await press(day.priya, list, 'release.retire', 'Templates');
    expect(said(day.priya)).toShow(
      'The release Templates is retired',
      'Undo',
      '1 release and',
      'Retired (1)',
    );
    await press(day.priya, said(day.priya), 'release.restore');
    expect(said(day.priya)).toShow('The release Templates counts again.', '2 releases and');
    await press(day.priya, said(day.priya), 'release.retire', 'Templates');
    const retired = await day.ask(day.priya, '/cs releases retired');
    expect(retired).toShow('1 retired release', 'Bring back');
    await press(day.priya, retired, 'release.restore');
    expect(said(day.priya)).toShow('counts again', 'No release is retired.');
  });

  it('of a known name are opened for editing, and many are turned in pages', async () => {
    await type(day.lena, 'release templates');
    expect(await form(day.lena)).toShow('Edit the release', 'My own words');
    const by = { personId: 'cli', today: TODAY };
    for (let index = 0; index < 5; index += 1) {
      const fields = {
        name: `Old ${index}`,
        day: '2026-03-02',
        changed: 'x',
        milestoneId: 'pipeline',
        expected: 1,
      };
      await saveRelease(
        day.deps,
        day.workspaceId,
        { id: `old-${index}`, version: 0, fields },
        ['pipeline'],
        by,
      );
    }
    const first = await day.ask(day.lena, '/cs releases');
    expect(first).toShow('7 releases and what came of each', 'Older ▶');
    expect(await day.ask(day.lena, '/cs releases page:2')).toShow('Old 0', '◀ Newer');
    expect(await day.ask(day.lena, '/cs releases page:3')).toShow('There are no more releases.');
    await press(day.lena, first, 'release.new');
    expect(await form(day.lena)).toShow('New release', TODAY);
  });
});
