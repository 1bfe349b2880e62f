/** Reviews: booked, moved, cancelled, held with a plan, and followed up. */
import { describe, expect, it } from 'vitest';
import { openDatabase } from '#src/db/open.ts';
import { claimCta } from '#src/ctas/service.ts';
import { settleItem } from '#src/ebrs/plan-service.ts';
import {
  bookEbr,
  cancelEbr,
  findBooked,
  holdEbr,
  loadLastReview,
  type HeldReview,
} from '#src/ebrs/service.ts';
import { readToday } from '#src/morning/list-service.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork, ruleOf, type WorkWorld } from '../support/work.ts';

const TODAY = '2026-11-23';
const START = '2026-06-01';
const after = async () => {};
const by = (personId: string, today = TODAY) => ({ personId, today });
const nobody = { people: [], customers: [] };
const item = { what: 'Publish two pages', owner: 'customer' as const, ownerId: null, dueOn: '2026-12-01' };

onEachDatabase('a review', (use) => {
  async function due(): Promise<{ world: WorkWorld; accountId: string }> {
    const world = await createWork(use(), { a: START }, [ruleOf('r1'), ruleOf('r2')]);
    await world.sync(TODAY);
    const accountId = world.accounts['a']!;
    await world.addPeople('lena');
    await use().db.updateTable('account').set({ lead_id: 'lena' }).where('id', '=', accountId).execute();
    return { world, accountId };
  }
  const book = ({ deps, workspaceId }: WorkWorld, accountId: string, on: string, person = 'priya') =>
    bookEbr(deps, workspaceId, { accountId, on, attendees: nobody }, by(person), after);
  const hold = (world: WorkWorld, accountId: string, change: Partial<HeldReview> = {}, press = by('priya')) =>
    holdEbr(
      world.deps,
      world.workspaceId,
      world.applied.program,
      { accountId, heldOn: TODAY, note: null, plan: [item], ...change },
      press,
      after,
    );
  const reviews = ({ workspaceId }: WorkWorld) =>
    use().db.selectFrom('ebr').selectAll().where('workspace_id', '=', workspaceId).orderBy('id').execute();
  const states = async (world: WorkWorld) =>
    (await world.ctas('a')).map(({ type, state }) => `${type} ${state}`);

  it('that is booked makes the account’s EBR CTAs the booker’s, in one go', async () => {
    const { world, accountId } = await due();
    const shown: number[] = [];
    const booking = { accountId, on: '2026-11-26', attendees: { people: ['priya'], customers: ['Ada'] } };
    const booked = await bookEbr(
      world.deps,
      world.workspaceId,
      booking,
      by('priya'),
      async (_trx, ctas) => void shown.push(ctas.length),
    );
    expect(booked).toMatchObject({
      ok: true,
      value: { state: 'booked', bookedOn: '2026-11-26', attendees: booking.attendees },
    });
    expect(await states(world)).toEqual(['ebr claimed', 'ebr claimed']);
    expect((await world.ctas('a'))[0]).toMatchObject({ claimedBy: 'priya', undo: null });
    expect(shown).toEqual([2]);
    expect(booked.ok && (await world.audited(booked.value.id))).toEqual(['priya ebr.book']);
  });

  it('stays with whoever had claimed it', async () => {
    const { world, accountId } = await due();
    const [cta] = await world.ctas('a');
    await claimCta(world.deps, world.workspaceId, cta!.id, by('lena'), after);
    await book(world, accountId, '2026-11-26');
    expect(await world.cta(cta!.id)).toMatchObject({ claimedBy: 'lena' });
  });

  it('is moved by booking it again', async () => {
    const { world, accountId } = await due();
    await book(world, accountId, '2026-11-26');
    await book(world, accountId, '2026-12-03', 'lena');
    expect(await reviews(world)).toMatchObject([
      { state: 'booked', booked_on: '2026-12-03', created_by: 'priya' },
    ]);
  });

  it('can be booked for today, and for no day before it', async () => {
    const { world, accountId } = await due();
    expect(await book(world, accountId, '2026-11-22')).toEqual({ ok: false, problem: 'date-in-past' });
    expect(await reviews(world)).toEqual([]);
    expect(await book(world, accountId, TODAY)).toMatchObject({ ok: true });
  });

  it('can not be booked or held for an account of another workspace', async () => {
    const { accountId } = await due();
    const stranger = await createWork(use(), { a: START });
    expect(await book(stranger, accountId, TODAY)).toEqual({ ok: false, problem: 'account-not-found' });
    expect(await hold(stranger, accountId)).toEqual({ ok: false, problem: 'account-not-found' });
    expect(await cancelEbr(stranger.deps, stranger.workspaceId, accountId, by('eve'), after)).toBeNull();
    expect(await reviews(stranger)).toEqual([]);
  });

  it('that is cancelled can be booked anew, and what is not booked can not be cancelled', async () => {
    const { world, accountId } = await due();
    const cancel = () => cancelEbr(world.deps, world.workspaceId, accountId, by('priya'), after);
    expect(await cancel()).toBeNull();
    await book(world, accountId, '2026-11-26');
    expect(await cancel()).toMatchObject({ state: 'cancelled' });
    expect(await states(world)).toEqual(['ebr claimed', 'ebr claimed']);
    await book(world, accountId, '2026-11-27');
    expect((await reviews(world)).map(({ state }) => state)).toEqual(['cancelled', 'booked']);
    expect(await findBooked(use().db, world.workspaceId, accountId)).toMatchObject({
      bookedOn: '2026-11-27',
    });
  });

  it('that two people book at once is booked once', async () => {
    const { world, accountId } = await due();
    const other = openDatabase(use().url);
    const elsewhere = { ...world, deps: { ...world.deps, database: other } };
    const results = await Promise.all([
      book(world, accountId, '2026-11-26'),
      book(elsewhere, accountId, '2026-11-27', 'lena'),
      book(world, accountId, '2026-11-30', 'marco'),
    ]);
    await other.close();
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(await reviews(world)).toHaveLength(1);
  });

  it('that is held ends its CTAs and its booking, follows up its plan, and moves the account at once', async () => {
    const { world, accountId } = await due();
    await book(world, accountId, TODAY);
    const ours = { what: 'Train sales', owner: 'us' as const, ownerId: 'marco', dueOn: '2026-12-08' };
    const held = await hold(world, accountId, { note: 'They want more leads', plan: [item, ours] });
    expect(held).toMatchObject({ ok: true, value: { state: 'held', heldOn: TODAY, bookedOn: TODAY } });
    expect(await reviews(world)).toMatchObject([{ state: 'held', note: 'They want more leads' }]);
    const ctas = await world.ctas('a');
    expect(ctas.slice(0, 2)).toMatchObject([
      { state: 'done', reason: 'EBR held', closedBy: 'priya' },
      { state: 'done' },
    ]);
    expect(ctas.slice(2)).toMatchObject([
      {
        type: 'plan_item',
        title: 'Publish two pages',
        state: 'open',
        ownerId: 'lena',
        dueOn: '2026-12-01',
        ruleId: null,
      },
      { type: 'plan_item', title: 'Train sales', state: 'open', ownerId: 'marco', dueOn: '2026-12-08' },
    ]);
    const row = await use()
      .db.selectFrom('assessment')
      .select('last_ebr_on')
      .where('account_id', '=', accountId)
      .executeTakeFirst();
    expect(row).toEqual({ last_ebr_on: TODAY });
    expect(held.ok && (await world.audited(held.value.id)).at(-1)).toBe('priya ebr.hold');
  });

  it('that is held without a booking, or days ago, counts all the same', async () => {
    const { world, accountId } = await due();
    expect(await hold(world, accountId, { heldOn: '2026-11-24' })).toEqual({
      ok: false,
      problem: 'date-in-future',
    });
    expect(await hold(world, accountId, { heldOn: '2026-11-18' })).toMatchObject({
      ok: true,
      value: { bookedOn: null },
    });
    expect(await states(world)).toEqual(['ebr done', 'ebr done', 'plan_item open']);
  });

  it('is not kept twice, however often it is submitted', async () => {
    const { world, accountId } = await due();
    const results = await Promise.all([hold(world, accountId), hold(world, accountId)]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await hold(world, accountId)).toEqual({ ok: false, problem: 'held-already' });
    expect(await reviews(world)).toHaveLength(1);
    expect(await hold(world, accountId, { heldOn: '2026-11-20' })).toMatchObject({ ok: true });
  });

  it('takes a plan on the day of a review that an import brought', async () => {
    const { world, accountId } = await due();
    await use()
      .db.insertInto('ebr')
      .values({
        workspace_id: world.workspaceId,
        id: 'imported',
        account_id: accountId,
        key: 'k',
        state: 'held',
        held_on: TODAY,
        attendees: '{}',
        created_by: 'cli',
        created_at: '',
      })
      .execute();
    expect(await hold(world, accountId)).toMatchObject({ ok: true });
  });

  describe('its plan', () => {
    it('is kept or broken, item by item, and shown at the next one', async () => {
      const { world, accountId } = await due();
      await hold(world, accountId, { plan: [item, { ...item, what: 'Second' }, { ...item, what: 'Third' }] });
      const settle = async (what: string, state: 'kept' | 'broken') => {
        const last = await loadLastReview(world.deps, world.workspaceId, accountId);
        const found = last?.plan.find((each) => each.what === what);
        return settleItem(world.deps, world.workspaceId, found!.id, state, by('lena', '2026-12-02'), after);
      };
      expect(await settle('Publish two pages', 'kept')).toMatchObject({
        ok: true,
        value: { state: 'kept', closedOn: '2026-12-02' },
      });
      expect(await settle('Second', 'broken')).toMatchObject({ ok: true });
      expect(await settle('Second', 'kept')).toEqual({ ok: false, problem: 'item-settled' });
      const last = await loadLastReview(world.deps, world.workspaceId, accountId);
      expect(last?.plan.map(({ what, state }) => `${what}: ${state}`).toSorted()).toEqual([
        'Publish two pages: kept',
        'Second: broken',
        'Third: open',
      ]);
      expect(await states(world)).toEqual([
        'ebr done',
        'ebr done',
        'plan_item done',
        'plan_item done',
        'plan_item open',
      ]);
      const broken = last?.plan.find(({ what }) => what === 'Second');
      expect(await world.audited(broken!.id)).toEqual(['lena plan_item.break']);
    });

    it('is not another workspace’s to settle', async () => {
      const { world, accountId } = await due();
      await hold(world, accountId);
      const last = await loadLastReview(world.deps, world.workspaceId, accountId);
      const stranger = await createWork(use(), { a: START });
      const settled = await settleItem(
        stranger.deps,
        stranger.workspaceId,
        last!.plan[0]!.id,
        'kept',
        by('eve'),
        after,
      );
      expect(settled).toEqual({ ok: false, problem: 'item-not-found' });
    });

    it('of the newest review is the last one, in whatever order they were kept', async () => {
      const { world, accountId } = await due();
      await hold(world, accountId, { heldOn: '2026-11-20', plan: [{ ...item, what: 'Newer' }] });
      await hold(world, accountId, { heldOn: '2026-11-10', plan: [{ ...item, what: 'Older' }] });
      const last = await loadLastReview(world.deps, world.workspaceId, accountId);
      expect(last?.plan.map(({ what }) => what)).toEqual(['Newer']);
    });

    it('is on no list once the account is churned', async () => {
      const { world, accountId } = await due();
      const { deps, workspaceId, applied } = world;
      await hold(world, accountId, { plan: [{ ...item, dueOn: TODAY }] });
      const listed = async () => {
        const { rows, summary } = await readToday(deps, workspaceId, applied, TODAY, 'priya');
        return [rows.filter(({ type }) => type === 'plan_item').length, summary.planItems];
      };
      expect(await listed()).toEqual([1, 1]);
      const assessment = use().db.updateTable('assessment').set({ churned: 1 });
      await assessment.where('account_id', '=', accountId).execute();
      expect(await listed()).toEqual([0, 0]);
    });
  });
});
