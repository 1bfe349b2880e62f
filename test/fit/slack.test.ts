/** Assessing fit from Slack, page by page, as people do it; and what they read afterwards. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { createFitLimitJob } from '#src/fit/jobs.ts';
import { applyProgram, createProgramSource } from '#src/program/service.ts';
import type { ViewHandle } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import { startDay, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { PROGRAM } from '../slack/harness.ts';

onEachDatabase('fit in Slack', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
  });
  afterAll(() => day.stop());

  const titled = (who: Person, title: string): Promise<ViewHandle> =>
    who.waitForView((view) => view.title === title);
  const said = (who: Person) => who.ephemerals().at(-1)!;
  const command = async (who: Person, text: string) => {
    await who.command('/account', text);
    await day.settle();
  };
  const assess = async (who: Person, shown = said(who)) => {
    await who.press(shown, 'fit.assess');
    await day.settle();
  };
  /** Types or picks in a field; the form tells of it at once. */
  const enter = async (who: Person, view: ViewHandle, field: string, value: string) => {
    const text = field.startsWith('answer:') || field.startsWith('level:') ? { option: value } : { value };
    await who.press(view, 'fit.field', { blockId: field, ...text });
    await day.settle();
  };
  const GATES = {
    'answer:environment': 'yes',
    'answer:integrations': 'yes',
    'answer:security': 'yes',
    'answer:features': 'yes',
    'answer:volume': 'yes',
  };
  const fitOf = async (key: string) =>
    (
      await use()
        .db.selectFrom('account')
        .select('fit')
        .where('id', '=', day.accounts[key]!)
        .executeTakeFirst()
    )?.fit;
  const directMessages = async (to: string) =>
    (
      await use()
        .db.selectFrom('outbox')
        .select(['payload', 'state'])
        .where('workspace_id', '=', day.workspaceId)
        .where('channel', '=', to)
        .orderBy('id')
        .execute()
    ).map(({ payload, state }) => `${state}: ${(JSON.parse(payload) as { text: string }).text}`);

  describe('the first assessment', () => {
    it('opens at once, with the gates, and unknown as every answer', async () => {
      await command(day.lena, 'fit acme');
      const view = await titled(day.lena, 'Fit: the gates');
      expect(view).toShow(
        'Acme Robotics · page 1 of 3: the gates',
        'Unknown is an answer',
        'Technical: the technology that it takes',
        'Their systems and devices can run the product (must)',
        '1. Their systems and devices can run the product',
        '1. How do we know?',
        'Functional: features and functions',
        'Next',
      );
      expect(JSON.stringify(view.blocks)).not.toContain('"value":"maybe"');
    });

    it('stops where a must is no, and goes on when asked to', async () => {
      const gates = await titled(day.lena, 'Fit: the gates');
      const stopped = await day.lena.submit(gates, {
        ...GATES,
        'answer:security': 'no',
        'evidence:security': 'Their *auditor* says <!here>',
      });
      expect(stopped.view!).toShow(
        'Fit: a gate failed',
        'Acme Robotics is a 🔴 bad fit',
        'What it must have, and has not · 1',
        '✗ The product meets their security and data protection rules (must): Their ∗auditor∗ says <!here>',
        'Continue anyway',
        '◀ Back',
        'Save: bad fit',
      );
      await day.lena.press(stopped.view!, 'fit.turn');
      await day.settle();
      expect(day.lena.view()!).toShow('Fit: the other kinds', 'Resource: money, time, energy', 'Cultural');
      await day.lena.press(day.lena.view()!, 'fit.back');
      await day.settle();
      const back = await titled(day.lena, 'Fit: the gates');
      expect(back).toShow('Their *auditor* says <!here>');
    });

    it('keeps what is typed at once: closed, it is offered again, where it was left', async () => {
      const gates = await titled(day.lena, 'Fit: the gates');
      await enter(day.lena, gates, 'answer:security', 'yes');
      await enter(day.lena, gates, 'evidence:security', '  SOC 2 report  of May ');
      await day.lena.close(gates);
      await day.settle();
      expect(said(day.lena)).toShow('Your assessment of Acme Robotics is kept as a draft.', 'Continue');
      await assess(day.lena);
      const offer = await titled(day.lena, 'Continue assessing?');
      expect(offer).toShow(
        'you were assessing its fit (2026-11-23 09:00 UTC); 5 of 23 questions have an answer',
        'Start anew',
        'Continue',
      );
      const resumed = await day.lena.submit(offer);
      expect(resumed.view!).toShow('Fit: the gates', 'SOC 2 report  of May');
    });

    it('asks for the reason of a potential on its field, and for the stretch’s limit', async () => {
      const gates = await titled(day.lena, 'Fit: the gates');
      const others = await day.lena.submit(gates);
      expect(others.view!).toShow('page 2 of 3', 'They can pay for the product');
      const last = await day.lena.submit(others.view!, {
        'answer:money': 'yes',
        'answer:time': 'no',
        'evidence:time': 'Ada works alone',
        'answer:energy': 'no',
      });
      expect(last.view!).toShow('Fit: readiness', 'Able: money, authority, buying cycle', 'Finish');
      const wrong = await day.lena.submit(last.view!, {
        'answer:readiness/problem': 'yes',
        'answer:readiness/aware': 'no',
        'answer:readiness/catalyst': 'yes',
        'evidence:readiness/catalyst': 'A merger',
        'level:success': '2',
        'reason:advocacy': 'They speak at fairs',
      });
      expect(wrong.errors).toEqual({
        'reason:success': 'Say why, in a sentence, or choose “Not judged”.',
        'level:advocacy': 'Choose how high it is, or take the reason away.',
      });
      const limit = await day.lena.submit(last.view!, {
        'reason:success': 'They want leads',
        'level:advocacy': '3',
      });
      expect(limit.view!).toShow(
        'Fit: the stretch',
        'Acme Robotics is a 🟡 stretch: no must fails, but too little of what should be there is: 1 of 3 known, 33 % (bar: 60 %)',
        'Save: stretch',
      );
      const past = await day.lena.submit(limit.view!, { extension: 'We train Ada', until: '2026-11-22' });
      expect(past.errors).toEqual({ until: 'Choose today or a later day.' });
      expect(await fitOf('A-1')).toBeNull();
      const fine = await day.lena.submit(limit.view!, { until: '2027-03-12', cost: '4000.555' });
      expect(fine.errors).toEqual({ cost: 'At most two decimals, such as 12000.50.' });
      const saved = await day.lena.submit(limit.view!, { until: '2027-03-12', cost: '4000' });
      expect(saved.action).toBe('close');
      await day.settle();
    });

    it('is answered with the result', async () => {
      expect(said(day.lena)).toShow(
        'Acme Robotics — 🟡 Stretch until 12 Mar 2027\nAssessed on Mon 23 Nov by @lena',
        'Readiness ▰▰▰▰▰▰▰▰▱▱ 75 of 100 (3 of 9 known) · ready 50 · willing 100 · able not known',
        'Success 2 of 3 (medium): They want leads',
        'Ascension ⚪ not judged',
        'Advocacy 3 of 3 (high): They speak at fairs',
        'The stretch that is accepted until 12 Mar 2027 · costs up to €4k',
        'We train Ada',
        'Differs from the ideal customer · 2\n✗ Somebody of theirs has the hours that the first milestones take: Ada works alone',
        'Of what should be there: 1 of 3 known, 33 % (bar: 60 %).',
        'Not known yet · 12',
        'and 4 more',
        'Assess',
        'All answers',
      );
      expect(await fitOf('A-1')).toBe('stretch');
    });

    it('is told to the lead, who did not make it', async () => {
      const told = await directMessages('U0PRIYA');
      // Her morning's own message stands before it.
      expect(told.at(-1)).toBe('sent: Acme Robotics: 🟡 Stretch (before: not assessed)');
      expect(told.filter((line) => line.includes('Stretch'))).toHaveLength(1);
      const others = await directMessages('U0LENA');
      expect(others.filter((line) => line.includes('Stretch'))).toEqual([]);
    });

    it('stands on the account’s card and in its history', async () => {
      expect(await day.ask(day.priya, '/account acme')).toShow(
        'Fit: 🟡 Stretch until 12 Mar 2027 · readiness 75 (3 of 9 known)',
      );
      expect(await day.ask(day.priya, '/account history acme')).toShow('@lena assessed the fit “Stretch”');
      expect(await day.ask(day.marco, '/account fit acme')).toShow('🟡 Stretch', 'All answers');
      expect(said(day.marco).plain()).not.toContain('\nAssess\n');
    });
  });

  describe('another assessment', () => {
    it('begins with the answers of the newest, and may be saved at the gates', async () => {
      await day.ask(day.priya, '/account fit acme');
      await assess(day.priya);
      const gates = await titled(day.priya, 'Fit: the gates');
      expect(gates).toShow('SOC 2 report  of May');
      const stopped = await day.priya.submit(gates, { 'answer:volume': 'no' });
      expect((await day.priya.submit(stopped.view!)).action).toBe('close');
      await day.settle();
      expect(said(day.priya)).toShow('🔴 Bad fit', 'History', 'Success 2 of 3 (medium): They want leads');
      expect(await fitOf('A-1')).toBe('bad_fit');
    });

    it('shows what was before, and every answer of any of them', async () => {
      await command(day.priya, 'fit acme history:');
      const history = said(day.priya);
      expect(history).toShow(
        'How the fit of Acme Robotics was assessed',
        'Mon 23 Nov · 🔴 Bad fit · readiness 75 · by @priya',
        'Mon 23 Nov · 🟡 Stretch until 12 Mar 2027 · readiness 75 · by @lena\nWe train Ada',
      );
      const older = history.blocks.findLast((block) => block['accessory'] !== undefined)!;
      await day.priya.press(history, 'verb.run:0', { blockId: String(older['block_id']) });
      await day.settle();
      expect(said(day.priya)).toShow(
        'Acme Robotics — 🟡 Stretch until 12 Mar 2027 on Mon 23 Nov, by @lena',
        '✓ Yes · The product meets their security and data protection rules · Technical (must)\nSOC 2 report of May',
        '⚪ Unknown · There is a budget for it · Able',
      );
    });

    it('of two people at once: the second is shown both, and may save theirs beside it', async () => {
      await day.ask(day.lena, '/account fit acme');
      await assess(day.lena);
      await day.ask(day.priya, '/account fit acme');
      await assess(day.priya);
      const mine = await titled(day.lena, 'Fit: the gates');
      const theirs = await titled(day.priya, 'Fit: the gates');
      const stopped = await day.priya.submit(theirs, { 'evidence:volume': 'They have 9 million rows' });
      await day.priya.submit(stopped.view!);
      await day.settle();
      const others = await day.lena.submit(mine, {
        'answer:volume': 'yes',
        'evidence:volume': 'They archive <b>old</b> rows',
      });
      const last = await day.lena.submit(others.view!, { 'answer:time': 'yes', 'answer:energy': 'yes' });
      const told = await day.lena.submit(last.view!);
      expect(told.view!).toShow(
        'Assessed meanwhile',
        '@priya assessed Acme Robotics while you were at it (2026-11-23 09:00 UTC): 🔴 Bad fit. Nothing of yours is saved yet.',
        'Their volumes lie within what the product carries\n@priya: No · They have 9 million rows\nYou: Yes · They archive <b>old</b> rows',
        'Start from theirs',
        'Save mine',
      );
      expect(await fitOf('A-1')).toBe('bad_fit');
      expect((await day.lena.submit(told.view!)).action).toBe('close');
      await day.settle();
      expect(said(day.lena)).toShow('🟢 Good fit');
      expect(await fitOf('A-1')).toBe('good_fit');
    });

    it('that was begun anew elsewhere says so, and saves nothing twice', async () => {
      await command(day.lena, 'fit globex');
      const first = await titled(day.lena, 'Fit: the gates');
      await enter(day.lena, first, 'answer:volume', 'yes');
      await use().db.deleteFrom('fit_draft').where('account_id', '=', day.accounts['G-1']!).execute();
      expect((await day.lena.submit(first, GATES)).action).toBe('close');
      await day.settle();
      expect(said(day.lena)).toShow('This form was saved already, or begun anew in another window.');
      expect(await fitOf('G-1')).toBeNull();
    });

    it('is begun anew on request', async () => {
      await command(day.lena, 'fit globex');
      const first = await titled(day.lena, 'Fit: the gates');
      await enter(day.lena, first, 'evidence:volume', 'Nobody knows');
      await day.lena.close(first);
      await command(day.lena, 'fit globex');
      await day.lena.press(await titled(day.lena, 'Continue assessing?'), 'fit.anew');
      await day.settle();
      const anew = await titled(day.lena, 'Fit: the gates');
      expect(anew).not.toShow('Nobody knows');
      await day.lena.close(anew);
    });
  });

  it('is for those who work with accounts: a viewer reads, and cannot save', async () => {
    expect(await day.ask(day.marco, '/account fit initech')).toShow(
      'The fit of Initech was never assessed. A CSM can do it: /account fit I-1',
    );
    expect(day.marco.views()).toEqual([]);
  });

  it('warns before the sale, in the answer and the message', async () => {
    const account = day.accounts['F-1']!;
    await use()
      .db.updateTable('account')
      .set({ stage: 'Selection', sold_by: 'Marco Diaz' })
      .where('id', '=', account)
      .execute();
    await command(day.lena, 'fit futura');
    const stopped = await day.lena.submit(await titled(day.lena, 'Fit: the gates'), {
      ...GATES,
      'answer:features': 'no',
    });
    await day.lena.submit(stopped.view!);
    await day.settle();
    expect(said(day.lena)).toShow(
      'It is still in Selection: a customer who does not pass the gates is better not signed.',
    );
    expect(await directMessages('U0MARCO')).toEqual([
      'sent: Futura: 🔴 Bad fit before the sale (before: not assessed)',
    ]);
  });

  describe('/cs profile', () => {
    it('shows the ideal customer with the gates, and may be shared', async () => {
      const profile = await day.ask(day.marco, '/cs profile');
      expect(profile).toShow(
        'Our ideal customer · Inbound growth, version 1',
        'Situation: ',
        'Ready: ',
        'at least 1 of first-year gross margin for each 1 that winning them costs, onboarding and support included',
        'From their side\n• Would they know from our site that they are our ideal customer?',
        'Technical gate · the technology that it takes\n• Their systems and devices can run the product (must)',
        'Functional gate',
        'Cultural · beliefs, morals, attitudes\n• They believe',
        'A bad fit: any must is no.',
        'Share here',
      );
    });

    it('takes no account, and says what does', async () => {
      expect(await day.ask(day.marco, '/cs profile acme')).toShow(
        'nothing follows /cs profile. For the fit of one account: /account fit acme',
      );
    });
  });

  it('is what a rule of the program asks for', async () => {
    const rule = `
  - id: not-fit
    name: Sold to the wrong customer
    when: { fit: [bad_fit, unknown] }
    then: { cta: check_in, due_in_business_days: 5, repeat_after_days: 30 }
`;
    const program = `${PROGRAM}rules:${rule}`;
    const applied = await applyProgram(day.deps, day.workspaceId, program, 'cli');
    expect(applied).toMatchObject({ ok: true });
    await day.morning('2026-11-23');
    const ctas = await use()
      .db.selectFrom('cta')
      .innerJoin('account', 'account.id', 'cta.account_id')
      .select('account.key')
      .where('rule_id', '=', 'not-fit')
      .orderBy('account.key')
      .execute();
    // Acme is a good fit by now; Futura, a bad one, has not started.
    expect(ctas.map(({ key }) => key)).toEqual(['B-1', 'E-1', 'G-1']);
    expect(await day.ask(day.lena, '/account why acme')).toShow(
      'Fit: bad fit or unknown — no: fit: good fit.',
    );
    expect(await day.ask(day.lena, '/account why bluebird')).toShow(
      'Fit: bad fit or unknown — yes: fit not known.',
    );
  });

  it('is asked for by the clock when a stretch is past its limit', async () => {
    const programs = createProgramSource();
    const job = createFitLimitJob({ ...day.deps, programs }, async () => [{ workspaceId: day.workspaceId }]);
    await command(day.lena, 'fit bluebird');
    const others = await day.lena.submit(await titled(day.lena, 'Fit: the gates'), GATES);
    const last = await day.lena.submit(others.view!, { 'answer:money': 'no' });
    const limit = await day.lena.submit(last.view!);
    await day.lena.submit(limit.view!, { extension: 'Two more trainings', until: '2026-12-04' });
    await day.settle();
    await job.run(new Date('2026-12-04T22:00:00Z'));
    expect(await day.ask(day.lena, '/account bluebird')).not.toShow('stretch ended');
    // In Berlin it is the day after by now.
    await job.run(new Date('2026-12-05T00:30:00Z'));
    await job.run(new Date('2026-12-06T08:00:00Z'));
    day.setNow(new Date('2026-12-07T09:00:00Z'));
    expect(await day.ask(day.lena, '/account bluebird')).toShow(
      'Fit: 🟡 Stretch ended on Fri 4 Dec',
      'Assess the fit again: the stretch ended on Fri 4 Dec · due Mon 14 Dec',
    );
    // Done is more than a press: the fit is assessed, and only that takes it off the list.
    const limitCta = await use()
      .db.selectFrom('cta')
      .select('id')
      .where('workspace_id', '=', day.workspaceId)
      .where('type', '=', 'fit_limit')
      .executeTakeFirstOrThrow();
    await day.lena.press(await day.ask(day.lena, '/account bluebird'), 'cta.done_here', {
      value: limitCta.id,
    });
    const again = await titled(day.lena, 'Fit: the gates');
    expect(await day.ask(day.priya, '/account bluebird')).toShow('Assess the fit again');
    const rest = await day.lena.submit(again, GATES);
    await day.lena.submit((await day.lena.submit(rest.view!, { 'answer:money': 'yes' })).view!);
    await day.settle();
    expect(await day.ask(day.priya, '/account bluebird')).not.toShow('Assess the fit again');
  });
});
