/** New CTAs while the lead is away, those that are handed over, and what becomes of them when the lead is back. */
import { expect, it } from 'vitest';
import { findOwner } from '#src/accounts/service.ts';
import { handOverCtas, undoHandOver } from '#src/ctas/hand-over-service.ts';
import { claimCta } from '#src/ctas/service.ts';
import { changeAway } from '#src/people/service.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork, type WorkWorld } from '../support/work.ts';

const MONDAY = '2026-11-23';
const TUESDAY = '2026-11-24';
const WEDNESDAY = '2026-11-25';
const show = async () => {};

onEachDatabase('CTAs of somebody who is away', (use) => {
  /** Accounts that Lena leads, Pat beside her. */
  async function work(...accounts: string[]): Promise<WorkWorld> {
    const world = await createWork(use(), Object.fromEntries(accounts.map((name) => [name, '2026-01-01'])));
    await world.addPeople('lena', 'pat');
    await use()
      .db.updateTable('account')
      .set({ lead_id: 'lena', partner_id: 'pat' })
      .where('workspace_id', '=', world.workspaceId)
      .execute();
    return world;
  }
  const away = ({ deps, workspaceId }: WorkWorld, who: string, until: string | null) =>
    changeAway(deps, workspaceId, 'x', who, until, MONDAY);
  const owners = async (world: WorkWorld, account: string) =>
    (await world.ctas(account)).map(({ ownerId, state }) => `${ownerId} ${state}`);

  it('go to the partner when they are new, and come back with the lead', async () => {
    const world = await work('a');
    await away(world, 'lena', MONDAY);
    await world.sync(MONDAY);
    expect(await owners(world, 'a')).toEqual(['pat open']);
    const asked = (on: string) => findOwner(use().db, world.workspaceId, world.accounts['a']!, on);
    expect([await asked(MONDAY), await asked(TUESDAY)]).toEqual(['pat', 'lena']);
    await world.sync(TUESDAY);
    expect(await owners(world, 'a')).toEqual(['lena open']);
  });

  it('stay with the lead where they were there before, and where both are away', async () => {
    const world = await work('a');
    await world.sync(MONDAY);
    await away(world, 'lena', WEDNESDAY);
    await world.sync(TUESDAY);
    expect(await owners(world, 'a')).toEqual(['lena open']);
    const both = await work('b');
    await away(both, 'lena', WEDNESDAY);
    await away(both, 'pat', WEDNESDAY);
    await both.sync(MONDAY);
    expect(await owners(both, 'b')).toEqual(['lena open']);
  });

  it('stay with the partner who got them, though both are away then, and go to a new lead', async () => {
    const world = await work('a');
    await away(world, 'lena', WEDNESDAY);
    await world.sync(MONDAY);
    await away(world, 'pat', WEDNESDAY);
    await world.sync(TUESDAY);
    expect(await owners(world, 'a')).toEqual(['pat open']);
    await away(world, 'pat', null);
    await world.sync(TUESDAY);
    expect(await owners(world, 'a')).toEqual(['pat open']);
    await world.addPeople('marco', 'zoe');
    await use()
      .db.updateTable('account')
      .set({ lead_id: 'marco', partner_id: 'zoe' })
      .where('workspace_id', '=', world.workspaceId)
      .execute();
    await world.sync(TUESDAY);
    expect(await owners(world, 'a')).toEqual(['marco open']);
  });

  it('are handed over by a press, stay there over the morning, and can be taken back for a minute', async () => {
    const world = await work('a', 'b', 'c');
    const { deps, workspaceId } = world;
    await world.sync(MONDAY);
    const press = { personId: 'lena', today: MONDAY };
    const [a, c] = [(await world.ctas('a'))[0]!, (await world.ctas('c'))[0]!];
    await claimCta(deps, workspaceId, a.id, press, show);
    await claimCta(deps, workspaceId, c.id, { ...press, personId: 'pat' }, show);
    expect((await handOverCtas(deps, workspaceId, 'lena', press, show)).ctas).toEqual([]);
    await away(world, 'lena', WEDNESDAY);

    const first = await handOverCtas(deps, workspaceId, 'lena', press, show);
    expect(first.ctas.map(({ to }) => to)).toEqual(['pat', 'pat']);
    expect(await owners(world, 'a')).toEqual(['pat open']);
    expect((await world.cta(a.id)).undo).toBeNull();
    expect((await handOverCtas(deps, workspaceId, 'lena', press, show)).ctas).toEqual([]);
    const strange = { ...press, personId: 'marco' };
    expect(await undoHandOver(deps, workspaceId, first.id, strange, show)).toEqual({
      ok: false,
      problem: 'not-yours',
    });
    expect(await undoHandOver(deps, workspaceId, first.id, press, show)).toEqual({
      ok: true,
      back: 2,
      kept: 0,
    });
    expect(await owners(world, 'a')).toEqual(['lena claimed']);
    expect(await owners(world, 'b')).toEqual(['lena open']);
    expect(await undoHandOver(deps, workspaceId, first.id, press, show)).toEqual({
      ok: false,
      problem: 'nothing-to-undo',
    });

    world.setNow('2026-11-23T08:00:10Z');
    const second = await handOverCtas(deps, workspaceId, 'lena', press, show);
    world.setNow('2026-11-23T08:00:20Z');
    await claimCta(deps, workspaceId, a.id, { ...press, personId: 'pat' }, show);
    expect(await undoHandOver(deps, workspaceId, second.id, press, show)).toEqual({
      ok: true,
      back: 1,
      kept: 1,
    });
    expect(await owners(world, 'a')).toEqual(['pat claimed']);
    world.setNow('2026-11-23T08:01:00Z');
    const third = await handOverCtas(deps, workspaceId, 'lena', press, show);
    expect(third.ctas).toHaveLength(1);
    world.setNow('2026-11-23T08:03:00Z');
    expect(await undoHandOver(deps, workspaceId, third.id, press, show)).toEqual({
      ok: false,
      problem: 'too-late-to-undo',
    });
    await world.sync(TUESDAY);
    expect(await owners(world, 'b')).toEqual(['pat open']);
    expect(await world.audited(a.id)).toEqual([
      'milepost cta.open',
      'lena cta.claim',
      'lena cta.hand_over',
      'lena cta.hand_back',
      'lena cta.hand_over',
      'pat cta.claim',
    ]);
  });

  it('say until when, within reason, with what was before in the audit trail', async () => {
    const world = await work('a');
    expect(await away(world, 'lena', '2026-11-22')).toEqual({ ok: false, problem: 'date-passed' });
    expect(await away(world, 'lena', '2028-01-01')).toEqual({ ok: false, problem: 'date-too-far' });
    expect(await away(world, 'nobody', TUESDAY)).toEqual({ ok: false, problem: 'person-not-found' });
    expect(await away(world, 'lena', null)).toEqual({ ok: false, problem: 'not-away' });
    for (const until of [TUESDAY, TUESDAY, WEDNESDAY, null])
      expect((await away(world, 'lena', until)).ok).toBe(true);
    expect(await world.audited('lena')).toEqual(['x person.away', 'x person.away', 'x person.back']);
  });
});
