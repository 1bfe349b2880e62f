/** Runs of plays: one step after the other, whatever is pressed, on both databases. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { turnOf } from '#src/plays/domain.ts';
import { onEachDatabase } from '../support/database.ts';
import { createPlayWorld, LEAD, LEADER, PARTNER, playOf, TODAY, type PlayWorld } from './rig.ts';
import { runs } from '../support/fuzz.ts';

const THREE = playOf('three', ['lead'], ['partner'], ['leader']);

onEachDatabase('a run', (use) => {
  async function started() {
    const world = await createPlayWorld(use());
    const account = await world.account();
    const result = await world.start(account, THREE);
    if (!result.ok) throw new Error(result.problem);
    const cta = async () => (await world.ctas(account)).at(-1)!;
    return { world, account, run: result.run, cta };
  }

  it('begins with its first step alone, for its owner, due as many business days from the start as it says', async () => {
    const { world, account, run } = await started();
    expect(await world.ctas(account)).toMatchObject([
      { title: 'Step 1 (Play three, 1 of 3)', state: 'open', owner: LEAD, due: '2026-11-25' },
    ]);
    expect(run).toMatchObject({ state: 'open', cause: 'hand', causeId: LEAD, startedOn: TODAY });
    expect(run.steps.map(({ dueOn }) => dueOn)).toEqual(['2026-11-25', '2026-11-27', '2026-12-01']);
    expect(await world.audited(run.id)).toEqual([`${LEAD} play.start`]);
    expect(await world.audited(run.steps[0]!.ctaId!)).toEqual(['milepost cta.open']);
  });

  it('opens the next step when one is done or skipped, and ends with the last', async () => {
    const { world, account, run, cta } = await started();
    await world.press('claim', (await cta()).id);
    expect(await world.ctas(account)).toHaveLength(1);
    await world.press('finish', (await cta()).id);
    expect(await cta()).toMatchObject({ title: 'Step 2 (Play three, 2 of 3)', owner: PARTNER });
    await world.dismiss((await cta()).id, 'the champion did it');
    expect(await cta()).toMatchObject({ title: 'Step 3 (Play three, 3 of 3)', owner: LEADER });
    await world.press('finish', (await cta()).id, LEADER);
    const ended = await world.run(account);
    expect(ended).toMatchObject({ state: 'done', closedBy: LEADER, closedOn: TODAY });
    expect(ended.steps).toMatchObject([
      { state: 'done', doneBy: LEAD, reason: null },
      { state: 'skipped', doneBy: LEAD, reason: 'the champion did it' },
      { state: 'done', doneBy: LEADER },
    ]);
    expect(await world.audited(run.id)).toEqual([`${LEAD} play.start`, `${LEADER} play.finish`]);
  });

  it('takes a step back with its press, and hides the next one again', async () => {
    const { world, account, cta } = await started();
    const first = (await cta()).id;
    await world.press('finish', first);
    const second = (await cta()).id;
    expect(await world.press('undo', first)).toBe(true);
    expect((await world.ctas(account)).map(({ id, state }) => [id, state])).toEqual([
      [first, 'open'],
      [second, 'resolved'],
    ]);
    expect((await world.run(account)).steps.map(({ state, ctaId }) => [state, ctaId])).toEqual([
      ['open', first],
      ['open', null],
      ['open', null],
    ]);
    await world.press('finish', first);
    expect(await cta()).toMatchObject({ title: 'Step 2 (Play three, 2 of 3)', state: 'open' });
    expect(await world.ctas(account)).toHaveLength(3);
  });

  it('hides a step taken back after the one before it, until its turn comes', async () => {
    const { world, account, cta } = await started();
    const first = (await cta()).id;
    await world.press('finish', first);
    const second = (await cta()).id;
    await world.press('finish', second);
    await world.press('undo', first);
    await world.press('undo', second);
    const steps = async () => (await world.run(account)).steps.map(({ state, ctaId }) => [state, ctaId]);
    expect(await steps()).toEqual([
      ['open', first],
      ['open', null],
      ['open', null],
    ]);
    await world.press('finish', first);
    expect(await cta()).toMatchObject({ title: 'Step 2 (Play three, 2 of 3)', state: 'open' });
  });

  it('goes on after its last step was taken back', async () => {
    const { world, account, cta } = await started();
    for (let step = 1; step <= 3; step += 1) await world.press('finish', (await cta()).id);
    expect((await world.run(account)).state).toBe('done');
    await world.press('undo', (await cta()).id);
    expect(await world.run(account)).toMatchObject({ state: 'open', closedOn: null, closedBy: null });
    expect(await cta()).toMatchObject({ state: 'open' });
  });

  it('stays as it ended when the play has started anew before the press was taken back', async () => {
    const { world, account, cta } = await started();
    for (let step = 1; step <= 3; step += 1) await world.press('finish', (await cta()).id);
    const last = (await cta()).id;
    expect(await world.start(account, THREE)).toMatchObject({ ok: true });
    await world.press('undo', last);
    expect((await world.runs(account)).map(({ state }) => state)).toEqual(['open', 'done']);
    expect((await world.ctas(account)).find(({ id }) => id === last)?.state).toBe('resolved');
  });

  it('stops with a reason, and takes its step off the list', async () => {
    const { world, account, run } = await started();
    expect(await world.stop(run, ' ')).toEqual({ ok: false, problem: 'reason-missing' });
    expect(await world.stop(run, 'They merge')).toMatchObject({ ok: true, run: { state: 'stopped' } });
    expect(await world.stop(run, 'Again')).toMatchObject({ ok: false, problem: 'ended-already' });
    expect(await world.stop({ ...run, id: 'none' }, 'x')).toEqual({ ok: false, problem: 'run-not-found' });
    expect(await world.run(account)).toMatchObject({
      reason: 'They merge',
      closedBy: LEAD,
      steps: [{ state: 'skipped' }, { state: 'skipped' }, { state: 'skipped' }],
    });
    expect((await world.ctas(account)).map(({ state }) => state)).toEqual(['resolved']);
    expect(await world.audited(run.id)).toEqual([`${LEAD} play.start`, `${LEAD} play.stop`]);
  });

  it('is one at a time for an account and a play, whoever starts it', async () => {
    const world = await createPlayWorld(use());
    const account = await world.account();
    const results = await Promise.all(Array.from({ length: 6 }, () => world.start(account, THREE)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.filter((result) => !result.ok).map((result) => !result.ok && result.problem)).toEqual(
      Array.from({ length: 5 }, () => 'runs-already'),
    );
    expect(await world.ctas(account)).toHaveLength(1);
    expect(await world.start(account, playOf('other', ['lead']))).toMatchObject({ ok: true });
  });

  it('does not start on a churned account', async () => {
    const world = await createPlayWorld(use());
    const account = await world.account({ stage: 'Churned' });
    expect(await world.start(account, THREE)).toEqual({ ok: false, problem: 'account-churned' });
  });

  describe('gives its steps', () => {
    let plays = 0;
    /** Who does the step of the lead. */
    const owners = async (world: PlayWorld, account: string) => {
      plays += 1;
      await world.start(account, playOf(`p${plays}`, ['lead']));
      return (await world.ctas(account)).at(-1)!.owner;
    };
    const away = (world: PlayWorld, id: string, until: string | null, deleted = 0) =>
      world.deps.database.db
        .updateTable('person')
        .set({ away_until: until, is_deleted: deleted === 1 ? 1 : 0 })
        .where('workspace_id', '=', world.workspaceId)
        .where('id', '=', id)
        .execute();

    it('to the partner while the lead is away, and to the lead where both are', async () => {
      const world = await createPlayWorld(use());
      const account = await world.account();
      await away(world, LEAD, '2026-11-22');
      expect(await owners(world, account)).toBe(LEAD);
      await away(world, LEAD, TODAY);
      expect(await owners(world, account)).toBe(PARTNER);
      await away(world, PARTNER, '2026-12-24');
      expect(await owners(world, account)).toBe(LEAD);
      await away(world, LEAD, null, 1);
      expect(await owners(world, account)).toBe(PARTNER);
    });

    it('to whoever there is, the lead too where nobody leads', async () => {
      const world = await createPlayWorld(use());
      const alone = await world.account({ leadId: null });
      expect(await owners(world, alone)).toBe(PARTNER);
      const led = await world.account();
      await away(world, LEADER, TODAY);
      await world.start(led, playOf('l1', ['leader']));
      expect((await world.ctas(led)).at(-1)?.owner).toBe('p-zoe');
      await away(world, 'p-zoe', TODAY);
      await world.start(led, playOf('l2', ['leader']));
      expect((await world.ctas(led)).at(-1)?.owner).toBe(LEADER);
      await world.deps.database.db
        .updateTable('person')
        .set({ role: 'csm' })
        .where('workspace_id', '=', world.workspaceId)
        .execute();
      await world.start(led, playOf('l3', ['leader']));
      expect((await world.ctas(led)).at(-1)?.owner).toBe(LEAD);
    });
  });

  it('has exactly the CTA of the step whose turn it is, whatever is pressed in whatever order', async () => {
    const world = await createPlayWorld(use());
    const deed = fc.constantFrom('finish', 'dismiss', 'undo', 'claim', 'start', 'stop');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(deed, fc.nat(5)), { maxLength: 12 }), async (deeds) => {
        const account = await world.account();
        await world.start(account, THREE);
        for (const [what, which] of deeds) {
          const ctas = await world.ctas(account);
          const id = ctas[which % ctas.length]!.id;
          if (what === 'start') await world.start(account, THREE);
          else if (what === 'stop') await world.stop(await world.run(account), 'no');
          else if (what === 'dismiss') await world.dismiss(id, 'no');
          else await world.press(what, id);
          expect(await problemsOf(world, account)).toEqual([]);
        }
      }),
      { numRuns: runs(25) },
    );
  });

  /** What of the order of steps does not hold. */
  async function problemsOf(world: PlayWorld, account: string): Promise<string[]> {
    const runs = await world.runs(account);
    const open = runs.filter(({ state }) => state === 'open');
    const turn = open[0] === undefined ? null : turnOf(open[0].steps);
    const ctas = await world.ctas(account);
    const underWay = ctas.filter(({ state }) => ['open', 'claimed', 'snoozed'].includes(state));
    const shown = underWay.map(({ id }) => id).join(' ');
    return [
      ...(open.length > 1 ? ['two runs are open'] : []),
      ...(shown === (turn?.ctaId ?? '') ? [] : [`${shown} is seen, and it is the turn of ${turn?.ctaId}`]),
      ...runs.flatMap((run) => [
        ...((run.state === 'open') === (turnOf(run.steps) !== null)
          ? []
          : [`${run.state} with no such step`]),
        ...run.steps.flatMap((step) =>
          step.state === 'open' && step !== turnOf(run.steps) && step.ctaId !== null
            ? [`step ${step.position} is seen before its turn`]
            : [],
        ),
      ]),
    ];
  }
});
