/** A scenario's form that is sent again: the same one changes nothing, and a corrected one is not lost. */
import { afterAll, beforeAll, it } from 'vitest';
import type { ScenarioDocument } from '#src/scenarios/domain.ts';
import { saveRequirement } from '#src/requirements/service.ts';
import { findScenario, findScenarioByName, saveScenario } from '#src/scenarios/service.ts';
import type { Person } from '#src/sandbox/people.ts';
import { startDay, type CsDay } from '../support/cs-day.ts';
import { onEachDatabase } from '../support/database.ts';
import { expect } from '../support/matchers.ts';
import { createWork } from '../support/work.ts';
import { EMPTY, insertCard } from './support.ts';

const press = { personId: 'priya', today: '2026-11-23' };
const WITH_TEST: ScenarioDocument = {
  ...EMPTY,
  facilitators: [{ id: '', name: 'Intro', kind: 'content', event: 'watched', effect: 10 }],
};

onEachDatabase('the form of a scenario that is sent again', (use) => {
  const start = async () => {
    const { deps, workspaceId, accounts, audited } = await createWork(use(), { a: '2026-01-01' }, []);
    const cardId = await insertCard(deps, workspaceId, { accountId: accounts['a']! });
    const edit = { scenarioId: deps.makeId(), cardId, version: 0, name: 'Digest', document: WITH_TEST };
    return {
      save: (change: Partial<typeof edit>) => saveScenario(deps, workspaceId, { ...edit, ...change }, press),
      stored: () => findScenario(use().db, workspaceId, edit.scenarioId),
      audited: () => audited(edit.scenarioId),
    };
  };

  it('unchanged is saved once, whichever version it was read as', async () => {
    const { save, stored, audited } = await start();
    const first = await save({});
    expect(first).toMatchObject({ ok: true, scenario: { version: 1 } });
    expect(await save({})).toEqual(first);
    const { facilitators } = (await stored())!;
    const edited = { version: 1, name: 'Weekly digest', document: { ...WITH_TEST, facilitators } };
    const second = await save(edited);
    expect(second).toMatchObject({ ok: true, scenario: { version: 2 } });
    expect(await save(edited)).toEqual(second);
    expect(await audited()).toEqual(['priya scenario.grow', 'priya scenario.edit']);
  });

  it('with a correction, after an answer that was lost, shows what was saved before', async () => {
    const { save, stored } = await start();
    await save({});
    const kept = await stored();
    for (const correction of [{ name: 'Weekly digest' }, { document: EMPTY }]) {
      expect(await save(correction)).toEqual({ ok: false, problem: 'changed-meanwhile', scenario: kept });
    }
    expect(await stored()).toEqual(kept);
  });

  it('twice at once with two names is saved once, and the second is shown the first', async () => {
    const { save, stored, audited } = await start();
    const results = await Promise.all([save({ name: 'Digest' }), save({ name: 'Weekly digest' })]);
    const kept = await stored();
    expect(results.filter(({ ok }) => !ok)).toEqual([
      { ok: false, problem: 'changed-meanwhile', scenario: kept },
    ]);
    expect(await audited()).toEqual(['priya scenario.grow']);
  });
});

onEachDatabase('a form in Slack whose answer was lost', (use) => {
  let day: CsDay;
  let cardId: string;
  beforeAll(async () => {
    day = await startDay(use());
    cardId = await insertCard(day.deps, day.workspaceId, { accountId: day.accounts['A-1']!, name: 'Leads' });
  });
  afterAll(() => day.stop());

  const form = (who: Person) => who.waitForView((view) => view.submit !== undefined);
  const idOf = (metadata: string, name: string) =>
    String((JSON.parse(metadata) as Record<string, unknown>)[name]);

  it('of a scenario shows both texts, and saves the correction over what was saved', async () => {
    await day.lena.command('/cs', 'scenario new');
    const view = await form(day.lena);
    const scenarioId = idOf(view.private_metadata, 'scenarioId');
    const lost = { scenarioId, cardId, version: 0, name: 'Digest', document: WITH_TEST };
    await saveScenario(day.deps, day.workspaceId, lost, press);
    await day.lena.submit(view, {
      card: 'Leads',
      name: 'Digest',
      action_events: 'entered',
      note: '',
      rewards: 'A mug',
      stuck_days: '14',
    });
    const both = await day.lena.waitForView((shown) => shown.plain().includes('while you were editing it'));
    expect(both).toShow('A mug');
    expect((await day.lena.submit(both)).action).toBe('clear');
    await day.settle();
    expect(await findScenarioByName(use().db, day.workspaceId, 'Digest')).toMatchObject({
      id: scenarioId,
      version: 2,
      reward: { catalogue: ['A mug'], stuckDays: 14 },
    });
  });

  it('of a requirement shows both texts, and saves the correction over what was saved', async () => {
    await day.lena.press(await day.ask(day.lena, '/cs scenario digest'), 'requirement.write');
    const view = await form(day.lena);
    const id = idOf(view.private_metadata, 'id');
    const scenarioId = idOf(view.private_metadata, 'scenarioId');
    const lost = { id, scenarioId, version: 0, what: 'A report', why: null, acceptance: null };
    await saveRequirement(day.deps, day.workspaceId, lost, press);
    const sent = await day.lena.submit(view, { what: 'A report for the board' });
    expect(sent.view!).toShow('A report', 'A report for the board');
    expect((await day.lena.submit(sent.view!)).action).toBe('close');
    await day.settle();
    expect(await day.ask(day.lena, '/cs requirements')).toShow(
      'A report for the board',
      '1 open requirement',
    );
  });
});
