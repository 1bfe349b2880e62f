/** Scenarios and requirements as people work on them in Slack. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { ViewHandle } from '#src/sandbox/message-view.ts';
import type { Person } from '#src/sandbox/people.ts';
import { findScenario } from '#src/scenarios/service.ts';
import { startDay, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { growScenario, insertCard } from './support.ts';

onEachDatabase('a scenario in Slack', (use) => {
  let day: CsDay;
  beforeAll(async () => {
    day = await startDay(use());
    const outcome = { kpi: 'leads_per_month', baseline: 20, target: 50 };
    await insertCard(day.deps, day.workspaceId, {
      accountId: day.accounts['A-1']!,
      name: '50 leads',
      outcome,
    });
    await insertCard(day.deps, day.workspaceId, { accountId: day.accounts['B-1']!, name: 'Evil <!channel>' });
  });
  afterAll(() => day.stop());

  const form = (who: Person): Promise<ViewHandle> => who.waitForView((view) => view.submit !== undefined);
  const said = (who: Person) => who.ephemerals().at(-1)!;
  const cards = async (who: Person, view: ViewHandle, typed: string) =>
    who.options(view, 'scenario.card', typed);
  const full = {
    name: 'Weekly digest',
    trigger_events: 'funding_round\nmerger',
    measure: 'poll',
    level: '4',
    note: 'Seven of *nine* want it',
    action_events: 'tracking_installed',
    facilitator_name_0: 'Intro video',
    facilitator_kind_0: 'content',
    facilitator_event_0: 'video_watched',
    facilitator_effect_0: '10',
    rewards: 'A mug\nA <!here> book',
    stuck_days: '14',
    currency: 'eur',
    limits: 'At most 3 users',
  };

  describe('without one', () => {
    it('says how one is made', async () => {
      expect(await day.ask(day.marco, '/cs scenario')).toShow(
        'There is no scenario yet.',
        '/cs scenario new',
      );
      expect(await day.ask(day.marco, '/cs scenario digest')).toShow(
        'I know no scenario “digest”. /cs scenario lists those that there are',
      );
      expect(await day.ask(day.marco, '/cs scenario new')).toShow('This needs the role csm.');
      expect(await day.ask(day.marco, '/cs requirements')).toShow('No requirement here.');
      expect(await day.ask(day.lena, '/cs requirements export')).toShow('There is no requirement to export.');
      expect(await day.ask(day.lena, '/cs requirements shiped')).toShow(
        'I do not know the list “shiped”. Did you mean shipped?',
        '/cs requirements shipped',
      );
    });
  });

  describe('is grown', () => {
    it('from a card that is searched, with errors on their fields', async () => {
      await day.lena.command('/cs', 'scenario new');
      const view = await form(day.lena);
      expect(view).toShow(
        'Grow a scenario',
        'TRIGGER',
        'ACTION',
        'FACILITATORS',
        'RANDOM REWARD',
        'VALUE PRICING',
      );
      expect(
        (await cards(day.lena, view, 'acme')).map(({ text }) => (text as { text: string }).text),
      ).toEqual(['50 leads']);
      expect(await cards(day.lena, view, '100%')).toEqual([]);
      await day.lena.fill(view, { ...full, card: '50 leads' });
      expect(
        (await day.lena.submit(view, { facilitator_event_0: '', stuck_days: '', currency: 'euro' })).errors,
      ).toEqual({
        facilitator_event_0: 'Name the event that tells that it moved a person on.',
        stuck_days: 'After how many days is an account stuck? Such as 14.',
        currency: 'Write the three letters of a currency, such as EUR.',
      });
      await day.lena.close(view);
      await day.settle();
    });

    it('and what was typed is offered again, with rows that were added', async () => {
      await day.lena.command('/cs', 'scenario new');
      const offer = await day.lena.waitForView((view) => view.plain().includes('You began this'));
      expect(offer).toShow('Weekly digest', 'Continue', 'Start anew');
      await day.lena.press(offer, 'scenario.continue');
      let view = await form(day.lena);
      expect(view).toShow('Seven of *nine* want it', 'A <!here> book');
      await day.lena.press(view, 'scenario.add_facilitator');
      view = await day.lena.waitForView((shown) => shown.plain().includes('2. What moves them on'));
      const fixed = { facilitator_event_0: 'video_watched', stuck_days: '14', currency: 'EUR' };
      const sent = await day.lena.submit(view, { ...fixed, card: '50 leads' });
      expect(sent.action).toBe('clear');
      await day.settle();
      expect(said(day.lena)).toShow('The scenario Weekly digest is there.');
      await day.lena.command('/cs', 'scenario new');
      expect(await form(day.lena)).not.toShow('Seven of');
      await day.lena.close(day.lena.view()!);
    });

    it('and shows its funnel', async () => {
      const answer = await day.ask(day.marco, '/cs scenario weekly  DIGEST');
      expect(answer).toShow(
        'Grew from “50 leads” (Acme Robotics)',
        '1. Triggered (funding_round, merger)   0 accounts',
        '2. Acted (tracking_installed)   0 accounts',
        '3. Intro video (content)   0 accounts',
        'A 0 of 0 · B 0 of 0 · too few to tell: 392 accounts in each are needed',
        '4. Outcome (leads_per_month at 50 or more)   0 accounts',
        'Commitment 4 of 5, by a poll: Seven of ∗nine∗ want it',
        'nobody was asked yet',
        'Limits that they bear: At most 3 users',
        'one of 2 for who is stuck for more than 14 days; 0 given in 90 days',
        'Requirements: none written',
      );
      expect(answer).not.toShow('Retire');
      await day.marco.press(answer, 'scenario.read');
      expect(await day.marco.waitForView((view) => view.plain().includes('version 1'))).toShow(
        'A <!here> book',
      );
      await day.marco.close(day.marco.view()!);
    });

    it('once by its name, and a close name is offered', async () => {
      await day.priya.command('/cs', 'scenario new');
      const values = { ...full, name: 'WEEKLY digest', card: '50 leads' };
      expect((await day.priya.submit(await form(day.priya), values)).errors).toEqual({
        name: 'There is a scenario “Weekly digest” already: choose another name.',
      });
      await day.priya.close(day.priya.view()!);
      expect(await day.ask(day.priya, '/cs scenario weekly digets')).toShow(
        'Did you mean Weekly digest?',
        '/cs scenario Weekly digest',
      );
      for (const beginning of ['weekly', 'Digest'])
        expect(await day.ask(day.priya, `/cs scenario ${beginning}`)).toShow('Weekly digest', 'Read all');
      expect(await day.ask(day.priya, '/cs scenario')).toShow('Weekly digest', '1 card · 0 requirements');
    });
  });

  it('edited by two people: the second sees both texts, and loses nothing', async () => {
    const open = async (who: Person) => {
      await who.press(await day.ask(who, '/cs scenario weekly digest'), 'scenario.edit');
      return form(who);
    };
    const [first, second] = [await open(day.lena), await open(day.priya)];
    expect((await day.lena.submit(first, { note: 'Eight want it' })).action).toBe('clear');
    await day.priya.submit(second, { note: 'Nine want it', limits: 'None' });
    const conflict = await day.priya.waitForView((view) =>
      view.plain().includes('while you were editing it'),
    );
    expect(conflict).toShow(
      '@lena saved “Weekly digest”',
      'Nine want it',
      'Eight want it',
      'None',
      'At most 3 users',
    );
    await day.priya.press(conflict, 'scenario.theirs');
    expect(await form(day.priya)).toShow('Eight want it');
    await day.priya.close(day.priya.view()!);
    await day.settle();

    const [third, fourth] = [await open(day.lena), await open(day.priya)];
    await day.lena.submit(third, { note: 'Ten want it' });
    await day.priya.submit(fourth, { note: 'Eleven want it' });
    const again = await day.priya.waitForView((view) => view.plain().includes('while you were editing it'));
    expect((await day.priya.submit(again)).action).toBe('clear');
    await day.settle();
    expect(await day.ask(day.priya, '/cs scenario weekly digest')).toShow('Eleven want it');
  });

  it('whose facilitators somebody else removes keeps the A/B tests of a draft where they are', async () => {
    const { workspaceId, deps } = day;
    const facilitator = (name: string) => ({
      id: '',
      name,
      kind: 'content' as const,
      event: name,
      effect: 10,
    });
    const cardId = await insertCard(deps, workspaceId, { accountId: day.accounts['A-1']!, name: 'Tested' });
    const facilitators = ['intro', 'mail', 'call'].map(facilitator);
    const id = await growScenario(deps, workspaceId, cardId, { facilitators }, 'Tested');
    const ids = async () =>
      (await findScenario(use().db, workspaceId, id))!.facilitators.map((one) => one.id);
    const before = await ids();
    const open = async (who: Person) => {
      await who.press(await day.ask(who, '/cs scenario tested'), 'scenario.edit');
      return who.waitForView((view) => view.submit !== undefined || view.plain().includes('You began this'));
    };
    const without = (row: number) => ({
      [`facilitator_name_${row}`]: '',
      [`facilitator_event_${row}`]: '',
      [`facilitator_kind_${row}`]: '–',
      [`facilitator_effect_${row}`]: '',
    });
    const left = await open(day.priya);
    await day.priya.fill(left, { note: 'Kept for later', measure: 'poll', level: '4' });
    await day.priya.close(left);
    await day.settle();
    const [first, second] = [await open(day.lena), await open(day.priya)];
    expect((await day.lena.submit(first, without(0))).action).toBe('clear');
    await day.settle();
    expect(await ids()).toEqual(before.slice(1));
    await day.priya.press(second, 'scenario.continue');
    const continued = await day.priya.waitForView((view) => view.submit !== undefined);
    await day.priya.submit(continued);
    const conflict = await day.priya.waitForView((view) =>
      view.plain().includes('while you were editing it'),
    );
    expect((await day.priya.submit(conflict)).action).toBe('clear');
    await day.settle();
    expect(await ids()).toEqual(before);
  });

  it('takes further cards, and answers to what people would pay', async () => {
    const shown = await day.ask(day.lena, '/cs scenario weekly digest');
    await day.lena.press(shown, 'scenario.join');
    const view = await form(day.lena);
    expect((await day.lena.submit(view, { card: '50 leads' })).errors).toEqual({
      card: 'The card is in this scenario already: choose another one.',
    });
    await day.lena.submit(view, { card: 'Evil <!channel>' });
    await day.settle();
    for (const [index, amount] of ['10', '20', '30', '40', '50'].entries()) {
      await day.lena.command('/cs', 'scenario price Weekly digest');
      const said = { account: 'Acme Robotics', person: `Ada ${index}`, amount };
      const kept = await day.lena.submit(await form(day.lena), said);
      expect(kept.action).toBe('close');
    }
    await day.lena.command('/cs', 'scenario price weekly digest');
    const price = await form(day.lena);
    expect(
      (
        await day.lena.submit(price, {
          account: 'Acme Robotics',
          person: ' ',
          amount: '5',
          currency: 'x',
          asked_on: '2026-11-24',
        })
      ).errors,
    ).toEqual({
      person: 'Write who was asked.',
      currency: 'Write the three letters of a currency, such as EUR.',
    });
    expect((await day.lena.submit(price, { person: 'ada 4', amount: '60', currency: 'EUR' })).errors).toEqual(
      {
        asked_on: 'Choose today or an earlier day.',
      },
    );
    await day.lena.submit(price, { asked_on: '2026-11-23' });
    await day.settle();
    expect(said(day.lena)).toShow('ada 4 would pay 60 EUR', 'It takes the place of 50 EUR, said Mon 23 Nov.');
    expect(await day.ask(day.lena, '/cs scenario weekly digest')).toShow(
      'with “Evil <!channel>” (Bluebird GmbH)',
      'EUR: median €30, half of them €20 to €40 (5 answers)',
    );
  });

  describe('asks for what must be built', () => {
    it('in a form, and moves it on until a release ships it', async () => {
      const shown = await day.ask(day.lena, '/cs scenario weekly digest');
      await day.lena.press(shown, 'requirement.write');
      const view = await form(day.lena);
      expect(view).toShow('From the scenario “Weekly digest”.');
      await day.lena.submit(view, { what: 'A report\nfor the board', why: 'They <!channel> ask' });
      await day.settle();
      let list = await day.ask(day.lena, '/cs requirements');
      expect(list).toShow(
        '1 open requirement',
        'A report',
        '💡 proposed · 2 accounts · €69k a year · Weekly digest',
        'Accept',
      );
      for (const state of ['📌 accepted', '🔧 built']) {
        await day.lena.press(list, 'requirement.move:0');
        await day.settle();
        list = said(day.lena);
        expect(list).toShow(`“A report” is ${state} now.`, 'Undo', '1 open requirement');
      }
      await day.lena.press(list, 'requirement.move:0');
      const ship = await form(day.lena);
      expect((await day.lena.submit(ship, { release: ' ' })).errors).toEqual({
        release: 'Name the release, such as 2026.11.',
      });
      await day.lena.submit(ship, { release: '2026.11' });
      await day.settle();
      expect(said(day.lena)).toShow('“A report” is 🚢 shipped in 2026.11 now.');
      expect(await day.ask(day.lena, '/cs requirements')).toShow('No requirement here · 1 shipped.');
      expect(await day.ask(day.marco, '/cs requirements shipped')).toShow(
        '🚢 shipped in 2026.11 · 2 accounts',
      );
    });

    it('that two people edit: the second sees the first one’s text above their own', async () => {
      const open = async (who: Person) => {
        await who.press(await day.ask(who, '/cs requirements all'), 'requirement.menu:0', { option: 'Edit' });
        return form(who);
      };
      const [first, second] = [await open(day.lena), await open(day.priya)];
      await day.lena.submit(first, { what: 'A chart' });
      await day.priya.submit(second, { what: 'A table' });
      const conflict = await day.priya.waitForView((view) => view.plain().includes('Theirs stands here'));
      expect(conflict).toShow('A chart', 'A table', 'Save mine over it');
      expect((await day.priya.submit(conflict)).action).toBe('close');
      await day.settle();
      expect(await day.ask(day.priya, '/cs requirements all')).toShow('A table');
    });

    it('as Markdown in a file', async () => {
      await day.lena.command('/cs', 'requirements all export');
      await day.settle();
      const file = [...day.sandbox.state.files.values()].find(({ name }) => name.startsWith('requirements-'));
      expect(file?.content.toString()).toContain(
        '## A table\n\nState: shipped in 2026.11 · scenario: Weekly digest',
      );
      expect(said(day.lena)).toShow('1 requirement in requirements-2026-11-23.md');
    });

    it('and says of those that are open how many shipped ones it leaves out, in the list and the file', async () => {
      const shown = await day.ask(day.lena, '/cs scenario weekly digest');
      await day.lena.press(shown, 'requirement.write');
      await day.lena.submit(await form(day.lena), { what: 'A digest' });
      await day.settle();
      expect(await day.ask(day.marco, '/cs requirements')).toShow('1 open requirement · 1 shipped');
      expect(await day.ask(day.marco, '/cs requirements all')).toShow('2 requirements');
      expect(await day.ask(day.marco, '/cs requirements proposed')).not.toShow('1 shipped');
      await day.lena.command('/cs', 'requirements export');
      await day.settle();
      expect(said(day.lena)).toShow(
        '1 open requirement in requirements-2026-11-23.md',
        'Those that are shipped too: /cs requirements all export',
      );
    });
  });

  it('grows from the button on a card, or the card joins one', async () => {
    const open = async () => {
      await day.lena.press(await day.ask(day.lena, '/account goal bluebird'), 'goal.open');
      const card = await day.lena.waitForView((view) => view.plain().includes('Grow into a scenario'));
      await day.lena.press(card, 'scenario.grow');
      return day.lena.waitForView((view) => view.plain().includes('Join one that is there'));
    };
    const choice = await open();
    expect(choice).toShow('Evil <!channel> (Bluebird GmbH)', 'It is in “Weekly digest” already.');
    await day.lena.press(choice, 'scenario.choose');
    const join = await form(day.lena);
    expect((await day.lena.submit(join, { scenario: 'Weekly digest' })).errors).toEqual({
      scenario: 'The card is in this scenario already: choose another one.',
    });
    await day.lena.close(join, { all: true });
    await day.lena.press(await open(), 'scenario.grow');
    const view = await form(day.lena);
    expect(view).toShow('It grows from Evil <!channel> (Bluebird GmbH).');
    const sent = await day.lena.submit(view, {
      name: 'Second <@U0PRIYA>',
      action_events: 'tracking_installed',
    });
    expect(sent.action).toBe('clear');
    await day.settle();
    expect(day.lena.views()).toEqual([]);
    expect(said(day.lena)).toShow('The scenario Second <@U0PRIYA> is there.');
    await day.lena.press(said(day.lena), 'verb.run:0');
    await day.settle();
    expect(said(day.lena)).toShow('1. Acted (tracking_installed)   2 accounts', 'No outcome is counted');
  });

  it('is retired, and taken up again', async () => {
    await day.lena.press(await day.ask(day.lena, '/cs scenario weekly digest'), 'scenario.retire');
    await day.settle();
    const retired = await day.ask(day.lena, '/cs scenario weekly digest');
    expect(retired).toShow('Weekly digest · retired', 'Take up again');
    await day.lena.press(retired, 'scenario.resume');
    await day.settle();
    expect(await day.ask(day.lena, '/cs scenario weekly digest')).toShow('Retire');
  });
});
