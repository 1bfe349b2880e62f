/** What the clock does for scenarios: triggers, rewards, and CTAs whose cause is gone. */
import { expect, it } from 'vitest';
import { completeCta } from '#src/ctas/service.ts';
import { inTransaction } from '#src/base/deps.ts';
import { addDays } from '#src/base/business-date.ts';
import type { ScenarioDocument } from '#src/scenarios/domain.ts';
import { doMoments } from '#src/scenarios/moments-service.ts';
import { setScenarioState } from '#src/scenarios/service.ts';
import { letLeave } from '../accounts/make-account.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork, type WorkWorld } from '../support/work.ts';
import { growScenario, insertCard } from './support.ts';

const TODAY = '2026-11-23';
const START = '2026-01-01';
const press = { personId: 'priya', today: TODAY };

onEachDatabase('a scenario', (use) => {
  let number = 0;
  const add = async (world: WorkWorld, account: string, name: string, day: string) => {
    number += 1;
    await use()
      .db.insertInto('event')
      .values({
        workspace_id: world.workspaceId,
        account_id: world.accounts[account]!,
        name,
        day,
        key: `m-${number}-${world.workspaceId}`,
        count: 1,
      })
      .execute();
  };
  const world = async (
    document: Partial<ScenarioDocument>,
    accounts: Record<string, string> = { a: START, b: START },
  ) => {
    const made = await createWork(use(), accounts, []);
    const outcome = { kpi: 'leads', baseline: 0, target: 50 };
    const cardId = await insertCard(made.deps, made.workspaceId, { accountId: made.accounts['a']!, outcome });
    const scenarioId = await growScenario(made.deps, made.workspaceId, cardId, document);
    return { made, scenarioId, cardId };
  };
  const run = ({ deps, workspaceId }: WorkWorld, date = TODAY) =>
    doMoments(deps, workspaceId, null, date, async () => {});
  const titles = async (made: WorkWorld, account: string) =>
    (await made.ctas(account)).map(({ title, type, state }) => `${type} ${state} ${title}`);
  const close = async (made: WorkWorld, account: string, date: string) => {
    const cta = (await made.ctas(account)).at(-1)!;
    const done = { personId: 'priya', today: date, outcome: 'Called them' };
    await inTransaction(made.deps, (trx) => completeCta(made.deps, trx, made.workspaceId, cta, done));
  };

  const reward = { catalogue: ['A mug', 'A book'], stuckDays: 14 };

  it('opens one CTA on each account whose trigger fired within a week, for its lead', async () => {
    const trigger = { events: ['funded', 'merged'], commitment: null };
    const { made } = await world({ trigger }, { a: START, b: START, c: START, d: '2026-11-23' });
    const { db } = use();
    await made.addPeople('lena');
    await db.updateTable('account').set({ lead_id: 'lena' }).where('id', '=', made.accounts['a']!).execute();
    await add(made, 'a', 'funded', '2026-11-17');
    await add(made, 'a', 'merged', TODAY);
    await add(made, 'b', 'funded', '2026-11-16');
    await add(made, 'c', 'funded', '2026-11-24');
    await add(made, 'd', 'funded', '2026-11-22');
    expect(await run(made)).toEqual({ triggered: 1, rewarded: 0, resolved: 0 });
    expect(await run(made)).toEqual({ triggered: 0, rewarded: 0, resolved: 0 });
    const ctas = await made.ctas('a');
    expect(ctas).toMatchObject([
      {
        type: 'scenario_trigger',
        title: 'The moment for “Weekly digest”',
        ownerId: 'lena',
        dueOn: '2026-11-25',
      },
    ]);
    expect(await made.audited(ctas[0]!.id)).toEqual(['milepost cta.open']);
    for (const account of ['b', 'c', 'd']) expect(await made.ctas(account)).toEqual([]);
  });

  it('is quiet while its CTA is open, and for 30 days after it was closed', async () => {
    const { made } = await world({ trigger: { events: ['funded'], commitment: null } });
    await add(made, 'a', 'funded', TODAY);
    await run(made);
    const later = addDays(TODAY, 40);
    await add(made, 'a', 'funded', later);
    expect(await run(made, later)).toMatchObject({ triggered: 0 });
    await close(made, 'a', later);
    const quiet = addDays(later, 29);
    await add(made, 'a', 'funded', quiet);
    expect(await run(made, quiet)).toMatchObject({ triggered: 0 });
    expect(await run(made, addDays(later, 30))).toMatchObject({ triggered: 1 });
    expect(await titles(made, 'a')).toHaveLength(2);
  });

  it('watches no churned account, and nothing once it is retired', async () => {
    const { made, scenarioId } = await world({ trigger: { events: ['funded'], commitment: null } });
    await add(made, 'a', 'funded', TODAY);
    await add(made, 'b', 'funded', TODAY);
    await letLeave(use(), made.accounts['b']!);
    expect(await run(made)).toMatchObject({ triggered: 1 });
    await setScenarioState(made.deps, made.workspaceId, scenarioId, 'retired', press, async () => {});
    expect(await made.ctas('a')).toMatchObject([{ state: 'resolved', closedBy: 'milepost' }]);
    expect(await made.audited(scenarioId)).toEqual(['priya scenario.grow', 'priya scenario.retire']);
    await add(made, 'a', 'funded', '2027-02-01');
    expect(await run(made, '2027-02-01')).toMatchObject({ triggered: 0 });
  });

  it('leaves nothing open that is retired while the clock works', async () => {
    const trigger = { events: ['funded'], commitment: null };
    const { made, scenarioId } = await world({ trigger, reward });
    await add(made, 'a', 'funded', TODAY);
    await add(made, 'b', 'entered', '2026-10-01');
    await Promise.all([
      run(made),
      setScenarioState(made.deps, made.workspaceId, scenarioId, 'retired', press, async () => {}),
    ]);
    const ctas = [...(await made.ctas('a')), ...(await made.ctas('b'))];
    expect(ctas.filter(({ state }) => state !== 'resolved')).toEqual([]);
  });

  it('resolves what is open for an account that churned', async () => {
    const { made } = await world({ trigger: { events: ['funded'], commitment: null } });
    await add(made, 'a', 'funded', TODAY);
    await run(made);
    await letLeave(use(), made.accounts['a']!);
    expect(await run(made, '2026-11-24')).toMatchObject({ resolved: 1 });
    expect(await made.ctas('a')).toMatchObject([{ state: 'resolved' }]);
  });

  it('draws a reward for an account that is stuck for more than the days, the same one whenever it is drawn', async () => {
    const accounts = { a: START, b: START, c: START };
    const { made } = await world({ reward }, accounts);
    await add(made, 'a', 'entered', '2026-11-08');
    await add(made, 'b', 'entered', '2026-11-09');
    expect(await run(made)).toMatchObject({ rewarded: 1 });
    expect(await run(made)).toMatchObject({ rewarded: 0 });
    const [cta] = await made.ctas('a');
    expect(cta).toMatchObject({ type: 'reward', state: 'open', dueOn: '2026-11-30' });
    expect(cta?.title).toMatch(/^Surprise them: “A (mug|book)” \(stuck in “Weekly digest”\)$/);
    expect(await made.ctas('b')).toEqual([]);
    expect(await made.ctas('c')).toEqual([]);
  });

  it('never gives the same reward within 90 days, in whichever scenario, and nothing when all were given', async () => {
    const { made, cardId } = await world({ reward });
    await growScenario(
      made.deps,
      made.workspaceId,
      cardId,
      { reward: { ...reward, catalogue: ['a  MUG', 'A pen'] } },
      'Other',
    );
    await add(made, 'a', 'entered', '2026-08-01');
    const given: { date: string; reward: string }[] = [];
    for (let back = 0; back <= 130; back += 5) {
      const date = addDays(TODAY, back);
      const before = (await made.ctas('a')).length;
      await run(made, date);
      for (const cta of (await made.ctas('a')).slice(before)) {
        given.push({
          date,
          reward: cta.title
            .toLowerCase()
            .replace(/\s+/g, ' ')
            .replace(/^.*?“(.*?)”.*$/, '$1'),
        });
        const done = { personId: 'priya', today: date, outcome: 'Sent' };
        await inTransaction(made.deps, (trx) => completeCta(made.deps, trx, made.workspaceId, cta, done));
      }
    }
    const soon = given.slice(0, 3).map((one) => one.reward);
    expect(soon.toSorted()).toEqual(['a book', 'a mug', 'a pen']);
    for (const [index, one] of given.entries()) {
      const again = given.slice(index + 1).find((other) => other.reward === one.reward);
      if (again !== undefined) expect(again.date >= addDays(one.date, 90)).toBe(true);
    }
    expect(given.length).toBeGreaterThan(3);
  }, 60_000);

  it('resolves a reward when the outcome is reached, and draws none for who is at the end', async () => {
    const { made } = await world({ reward });
    await add(made, 'a', 'entered', '2026-10-01');
    await run(made);
    const kpi = { workspace_id: made.workspaceId, account_id: made.accounts['a']!, kpi: 'leads', key: 'k' };
    await use()
      .db.insertInto('kpi_value')
      .values({ ...kpi, day: '2026-11-24', value: 50 })
      .execute();
    expect(await run(made, '2026-11-24')).toEqual({ triggered: 0, rewarded: 0, resolved: 1 });
    expect(await titles(made, 'a')).toEqual([expect.stringMatching(/^reward resolved/)]);
    expect(await run(made, '2027-03-01')).toMatchObject({ rewarded: 0 });
  });
});
