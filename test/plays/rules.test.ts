/** Plays that rules start in the morning, on both databases. */
import { expect, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import { finishCta } from '#src/ctas/service.ts';
import { listRuns } from '#src/plays/service.ts';
import { followSteps } from '#src/plays/run-service.ts';
import { syncRulePlays } from '#src/plays/rule-service.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork, ruleOf } from '../support/work.ts';
import { playOf } from './rig.ts';

const MONDAY = '2026-11-23';
const TUESDAY = '2026-11-24';
const PLAY = playOf('save', ['lead'], ['lead']);

onEachDatabase('a rule with a play', (use) => {
  async function morning(then: { play?: string; repeatAfterDays?: number } = { play: 'save' }) {
    const world = await createWork(use(), { a: '2026-06-01', b: '2026-11-01' }, [
      ruleOf('r1', {}, { cta: 'check_in', ...then }),
    ]);
    world.applied.program.plays = [PLAY];
    const sync = async (date: string) => {
      await world.sync(date);
      return inTransaction(world.deps, (trx) =>
        syncRulePlays(world.deps, trx, world.workspaceId, world.applied, date),
      );
    };
    const runs = (name: string) =>
      listRuns(use().db, world.workspaceId, world.accounts[name]!, { limit: 10 });
    return { world, sync, runs };
  }

  it('starts it where it opens its CTA, once, and beside the CTA', async () => {
    const { world, sync, runs } = await morning();
    expect(await sync(MONDAY)).toEqual({ started: 1, stopped: 0 });
    expect(await sync(MONDAY)).toEqual({ started: 0, stopped: 0 });
    expect(await runs('a')).toMatchObject([
      { cause: 'rule', causeId: 'r1', state: 'open', startedOn: MONDAY },
    ]);
    expect(await runs('b')).toEqual([]);
    const ctas = await world.ctas('a');
    expect(ctas.map(({ type, ruleId, state }) => [type, ruleId, state])).toEqual([
      ['check_in', 'r1', 'open'],
      ['play_step', null, 'open'],
    ]);
    expect(await sync(TUESDAY)).toEqual({ started: 0, stopped: 0 });
  });

  it('starts nothing where the play is off, is unknown, or the rule names none', async () => {
    for (const [then, plays] of [
      [{ play: 'save' }, [{ ...PLAY, enabled: false }]],
      [{ play: 'gone' }, [PLAY]],
      [{}, [PLAY]],
    ] as const) {
      const { world, sync } = await morning({ ...then });
      world.applied.program.plays = [...plays];
      expect(await sync(MONDAY)).toEqual({ started: 0, stopped: 0 });
    }
  });

  it('stops it when it no longer lists the account, or is switched off', async () => {
    const { world, sync, runs } = await morning();
    await sync(MONDAY);
    world.setRules([
      ruleOf('r1', { when: { kind: 'slipped', is: true } }, { cta: 'check_in', play: 'save' }),
    ]);
    expect(await sync(TUESDAY)).toEqual({ started: 0, stopped: 1 });
    expect(await runs('a')).toMatchObject([
      { state: 'stopped', closedBy: 'milepost', reason: 'the rule “Rule r1” no longer lists the account' },
    ]);
    const other = await morning();
    await other.sync(MONDAY);
    other.world.setRules([]);
    expect(await other.sync(TUESDAY)).toEqual({ started: 0, stopped: 1 });
    expect((await other.world.ctas('a')).map(({ state }) => state)).toEqual(['resolved', 'resolved']);
  });

  it('starts it anew when the rule is on again, where it was stopped because the rule was off', async () => {
    const { world, sync, runs } = await morning();
    const rules = world.applied.program.rules;
    await sync(MONDAY);
    world.setRules([]);
    await sync(TUESDAY);
    world.setRules(rules);
    expect(await sync('2026-11-25')).toEqual({ started: 1, stopped: 0 });
    expect((await runs('a')).map(({ state }) => state)).toEqual(['open', 'stopped']);
  });

  it('starts it again with its next CTA, after its quiet time', async () => {
    const { world, sync, runs } = await morning({ play: 'save', repeatAfterDays: 5 });
    const { deps, workspaceId } = world;
    const press = { personId: 'priya', today: MONDAY };
    await sync(MONDAY);
    for (let closed = 0; closed < 3; closed += 1) {
      const next = (await world.ctas('a')).find(({ state }) => state === 'open');
      await finishCta(deps, workspaceId, next!.id, press, async (trx, ctas) => {
        await followSteps(deps, trx, workspaceId, ctas, press);
      });
    }
    expect((await runs('a')).map(({ state }) => state)).toEqual(['done']);
    expect(await sync(MONDAY)).toEqual({ started: 0, stopped: 0 });
    expect(await sync('2026-11-27')).toEqual({ started: 0, stopped: 0 });
    expect(await sync('2026-11-28')).toEqual({ started: 1, stopped: 0 });
    expect((await runs('a')).map(({ state }) => state)).toEqual(['open', 'done']);
  });
});
