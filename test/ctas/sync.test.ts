/** What rules do to CTAs, morning after morning. */
import { describe, expect, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import type { Cta } from '#src/ctas/domain.ts';
import { claimCta, completeCta, dismissCta, snoozeCta, syncCtas } from '#src/ctas/service.ts';
import { assessWorkspace, tickTask } from '#src/journey/service.ts';
import { openDatabase } from '#src/db/open.ts';
import { letLeave } from '../accounts/make-account.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork, ruleOf, type WorkWorld } from '../support/work.ts';

/** Of a start on 2026-08-01, the first day with more than 90 days at the first milestone. */
const START = '2026-08-01';
const LISTED = '2026-10-31';
const press = { personId: 'priya', today: LISTED };
const after = async () => {};

onEachDatabase('rules and their CTAs', (use) => {
  async function oneListed(): Promise<{ world: WorkWorld; cta: Cta }> {
    const world = await createWork(use(), { a: START });
    await world.sync(LISTED);
    return { world, cta: (await world.ctas('a'))[0]! };
  }

  const reach = (world: WorkWorld, account: string, today: string) =>
    tickTask(world.deps, world.workspaceId, world.applied.program, {
      accountId: world.accounts[account]!,
      taskId: 'first-tick',
      done: true,
      personId: 'priya',
      today,
    });

  it('open one for each listed account, from the first day on', async () => {
    const world = await createWork(use(), { a: START, b: '2026-08-02' });
    expect((await world.sync('2026-10-30')).opened).toEqual([]);
    expect((await world.sync(LISTED)).opened.map(({ accountId }) => accountId)).toEqual([
      world.accounts['a'],
    ]);
    const [cta] = await world.ctas('a');
    expect(cta).toMatchObject({
      type: 'ebr',
      ruleId: 'r1',
      title: 'Rule r1',
      priority: 'high',
      state: 'open',
      openedOn: LISTED,
      // Five business days after a Saturday: the week after the next Monday.
      dueOn: '2026-11-09',
    });
    expect(await world.audited(cta!.id)).toEqual(['milepost cta.open']);
  });

  it('keep one under way for each rule and account, and change nothing the second time', async () => {
    const { world } = await oneListed();
    expect(await world.sync(LISTED)).toEqual({ opened: [], resolved: [], woken: [] });
    expect(await world.sync('2026-11-10')).toEqual({ opened: [], resolved: [], woken: [] });
    expect(await world.ctas('a')).toHaveLength(1);
  });

  it('follow the owner of the account, and the rule’s own words, while nobody has claimed it', async () => {
    const { world, cta } = await oneListed();
    expect(cta.ownerId).toBeNull();
    await world.addPeople('lena', 'marco');
    const setLead = (lead: string) =>
      use().db.updateTable('account').set({ lead_id: lead }).where('id', '=', world.accounts['a']!).execute();
    await setLead('lena');
    world.setRules([ruleOf('r1', { name: 'Renamed' }, { priority: 'low' })]);
    await world.sync('2026-11-01');
    expect(await world.cta(cta.id)).toMatchObject({ ownerId: 'lena', title: 'Renamed', priority: 'low' });
    await claimCta(world.deps, world.workspaceId, cta.id, press, after);
    await setLead('marco');
    await world.sync('2026-11-02');
    expect(await world.cta(cta.id)).toMatchObject({ ownerId: 'lena', state: 'claimed' });
    expect(await world.audited(cta.id)).toEqual([
      'milepost cta.open',
      'milepost cta.refresh',
      'priya cta.claim',
    ]);
  });

  it('go to the partner where the rule says so, and to the other one where there is only one', async () => {
    const world = await createWork(use(), { a: START, b: START }, [ruleOf('r1', {}, { owner: 'partner' })]);
    const set = (account: string, people: { lead_id?: string; partner_id?: string }) =>
      use().db.updateTable('account').set(people).where('id', '=', world.accounts[account]!).execute();
    await world.addPeople('lena', 'marco');
    await set('a', { lead_id: 'lena', partner_id: 'marco' });
    await set('b', { lead_id: 'lena' });
    await world.sync(LISTED);
    expect((await world.ctas('a'))[0]).toMatchObject({ ownerId: 'marco' });
    expect((await world.ctas('b'))[0]).toMatchObject({ ownerId: 'lena' });
  });

  it('go to the partner once the lead is gone from Slack', async () => {
    const { world, cta } = await oneListed();
    const { db } = use();
    await world.addPeople('lena', 'marco');
    const people = { lead_id: 'lena', partner_id: 'marco' };
    await db.updateTable('account').set(people).where('id', '=', world.accounts['a']!).execute();
    await world.sync('2026-11-01');
    expect(await world.cta(cta.id)).toMatchObject({ ownerId: 'lena' });
    const own = db
      .updateTable('person')
      .where('workspace_id', '=', world.workspaceId)
      .where('id', '=', 'lena');
    await own.set({ is_deleted: 1 }).execute();
    await world.sync('2026-11-02');
    expect(await world.cta(cta.id)).toMatchObject({ ownerId: 'marco' });
  });

  it('resolve when somebody writes the account down as churned', async () => {
    const { world, cta } = await oneListed();
    await letLeave(use(), world.accounts['a']!);
    expect((await world.sync('2026-11-02')).resolved).toHaveLength(1);
    expect(await world.cta(cta.id)).toMatchObject({ state: 'resolved' });
  });

  it('resolve by themselves when the rule no longer lists the account, whoever is at them', async () => {
    const world = await createWork(use(), { a: START, b: START, c: START });
    await world.sync(LISTED);
    const [a, b, c] = await Promise.all(['a', 'b', 'c'].map(async (name) => (await world.ctas(name))[0]!));
    await claimCta(world.deps, world.workspaceId, a!.id, press, after);
    await snoozeCta(
      world.deps,
      world.workspaceId,
      b!.id,
      { ...press, until: '2026-12-24', reason: 'leave' },
      after,
    );
    for (const name of ['a', 'b', 'c']) await reach(world, name, '2026-11-01');
    const { resolved } = await world.sync('2026-11-02');
    expect(resolved).toHaveLength(3);
    for (const { id } of [a!, b!, c!]) {
      expect(await world.cta(id)).toMatchObject({
        state: 'resolved',
        closedOn: '2026-11-02',
        closedBy: 'milepost',
        undo: null,
      });
    }
    expect((await world.audited(a!.id)).at(-1)).toBe('milepost cta.resolve');
  });

  it('resolve when their rule is switched off, or is gone, and when the account churns', async () => {
    const world = await createWork(use(), { a: START, b: START }, [ruleOf('r1'), ruleOf('r2')]);
    await world.sync(LISTED);
    world.setRules([ruleOf('r1', { enabled: false }), ruleOf('r2')]);
    expect((await world.sync('2026-11-01')).resolved).toHaveLength(2);
    await use()
      .db.insertInto('churn')
      .values({
        workspace_id: world.workspaceId,
        key: 'c1',
        account_id: world.accounts['a']!,
        day: '2026-11-02',
      })
      .execute();
    await use()
      .db.insertInto('stale_account')
      .values({ workspace_id: world.workspaceId, account_id: world.accounts['a']!, day: '2026-11-02' })
      .execute();
    expect((await world.sync('2026-11-02')).resolved.map(({ accountId }) => accountId)).toEqual([
      world.accounts['a'],
    ]);
    world.setRules([]);
    expect((await world.sync('2026-11-03')).resolved.map(({ accountId }) => accountId)).toEqual([
      world.accounts['b'],
    ]);
  });

  it('touch no CTA that no rule opened', async () => {
    const world = await createWork(use(), { a: START }, []);
    await use()
      .db.insertInto('cta')
      .values({
        workspace_id: world.workspaceId,
        id: 'plan',
        account_id: world.accounts['a']!,
        type: 'plan_item',
        title: 'Publish',
        priority: 'normal',
        state: 'open',
        opened_on: LISTED,
        updated_at: '',
      })
      .execute();
    await world.sync(LISTED);
    expect(await world.cta('plan')).toMatchObject({ state: 'open' });
  });

  describe('after one was closed, stay quiet for the rule’s days', () => {
    const closings: [string, (world: WorkWorld, cta: Cta) => Promise<unknown>][] = [
      [
        'done',
        ({ deps, workspaceId }, cta) =>
          inTransaction(deps, (trx) =>
            completeCta(deps, trx, workspaceId, cta, { ...press, outcome: 'held' }),
          ),
      ],
      [
        'dismissed',
        ({ deps, workspaceId }, cta) =>
          dismissCta(deps, workspaceId, cta.id, { ...press, reason: 'merged' }, after),
      ],
      [
        'resolved',
        async (world) => {
          world.setRules([ruleOf('r1', { when: { kind: 'slipped', is: true } })]);
          await world.sync(LISTED);
          world.setRules([ruleOf('r1')]);
        },
      ],
    ];

    it.for(closings)('when it was %s', async ([state, close]) => {
      const { world, cta } = await oneListed();
      await close(world, cta);
      expect(await world.cta(cta.id)).toMatchObject({ state, closedOn: LISTED });
      expect((await world.sync('2026-11-01')).opened).toEqual([]);
      expect((await world.sync('2027-01-28')).opened).toEqual([]);
      const { opened } = await world.sync('2027-01-29');
      expect(opened).toHaveLength(1);
      expect(await world.ctas('a')).toHaveLength(2);
    });
  });

  it('come back with their rule that was off for a while, except those that people had closed', async () => {
    const world = await createWork(use(), { a: START, b: START });
    await world.sync(LISTED);
    const [[a], [b]] = [await world.ctas('a'), await world.ctas('b')];
    await dismissCta(world.deps, world.workspaceId, b!.id, { ...press, reason: 'merged' }, after);
    world.setRules([ruleOf('r1', { enabled: false })]);
    await world.sync('2026-11-01');
    expect(await world.cta(a!.id)).toMatchObject({
      state: 'resolved',
      closedBecause: 'rule_off',
      reason: null,
    });
    world.setRules([ruleOf('r1')]);
    const { opened } = await world.sync('2026-11-02');
    expect(opened.map(({ accountId }) => accountId)).toEqual([world.accounts['a']]);
    expect(await world.cta(b!.id)).toMatchObject({ state: 'dismissed', closedBecause: null });
  });

  it('stay quiet for one rule alone', async () => {
    const world = await createWork(use(), { a: START }, [ruleOf('r1')]);
    await world.sync(LISTED);
    const [cta] = await world.ctas('a');
    await dismissCta(world.deps, world.workspaceId, cta!.id, { ...press, reason: 'no' }, after);
    world.setRules([ruleOf('r1'), ruleOf('r2')]);
    await world.sync('2026-11-02');
    expect((await world.ctas('a')).map(({ ruleId, state }) => `${ruleId} ${state}`)).toEqual([
      'r1 dismissed',
      'r2 open',
    ]);
  });

  describe('wake what was snoozed, on its day', () => {
    const snooze = ({ deps, workspaceId }: WorkWorld, id: string) =>
      snoozeCta(deps, workspaceId, id, { ...press, until: '2026-11-09', reason: 'leave' }, after);

    it('as open', async () => {
      const { world, cta } = await oneListed();
      await snooze(world, cta.id);
      expect((await world.sync('2026-11-08')).woken).toEqual([]);
      expect((await world.sync('2026-11-09')).woken).toMatchObject([{ id: cta.id, state: 'open' }]);
      expect(await world.cta(cta.id)).toMatchObject({
        state: 'open',
        snoozedUntil: null,
        reason: null,
        undo: null,
      });
    });

    it('as claimed, where it was claimed', async () => {
      const { world, cta } = await oneListed();
      await claimCta(world.deps, world.workspaceId, cta.id, press, after);
      await snooze(world, cta.id);
      expect((await world.sync('2026-11-10')).woken).toMatchObject([{ id: cta.id, state: 'claimed' }]);
      expect(await world.cta(cta.id)).toMatchObject({ state: 'claimed', claimedBy: 'priya' });
      expect((await world.audited(cta.id)).at(-1)).toBe('milepost cta.wake');
    });

    it('and resolve it at once where the rule no longer lists the account', async () => {
      const { world, cta } = await oneListed();
      await snooze(world, cta.id);
      await reach(world, 'a', '2026-11-01');
      await world.sync('2026-11-09');
      expect(await world.cta(cta.id)).toMatchObject({ state: 'resolved', snoozedUntil: null });
    });
  });

  it('neither fail nor double when several processes do it at once', async () => {
    const accounts = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`n${n}`, START]));
    const world = await createWork(use(), accounts, [ruleOf('r1'), ruleOf('r2')]);
    const { deps, workspaceId, applied } = world;
    await assessWorkspace(deps, workspaceId, applied.program, LISTED);
    const others = Array.from({ length: 3 }, () => openDatabase(use().url));
    const syncs = [deps, ...others.map((database) => ({ ...deps, database }))].map((own) =>
      inTransaction(own, (trx) => syncCtas(own, trx, workspaceId, applied, LISTED)),
    );
    const results = await Promise.all(syncs);
    await Promise.all(others.map((database) => database.close()));
    expect(results.map(({ opened }) => opened.length).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 80]);
    for (const name of Object.keys(accounts).slice(0, 5)) expect(await world.ctas(name)).toHaveLength(2);
  });
});
