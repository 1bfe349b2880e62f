/** Presses at CTAs: one at a time, for all rules that ask for the same review, and back again within a minute. */
import { describe, expect, it } from 'vitest';
import { claimCta, dismissCta, finishCta, sayCtaOutcome, snoozeCta, undoCta } from '#src/ctas/service.ts';
import { openDatabase } from '#src/db/open.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork, ruleOf } from '../support/work.ts';

const TODAY = '2026-11-23';
const START = '2026-06-01';
const after = async () => {};
const by = (personId: string) => ({ personId, today: TODAY });

onEachDatabase('a press', (use) => {
  /** Account `a` is listed by two rules for an EBR, and by a third for another deed. */
  async function twoRules() {
    const world = await createWork(use(), { a: START, b: START }, [
      ruleOf('r1'),
      ruleOf('r2'),
      ruleOf('r3', {}, { cta: 'check_in' }),
    ]);
    await world.sync(TODAY);
    const [first, second, checkIn] = await world.ctas('a');
    const states = async () => (await world.ctas('a')).map(({ state }) => state);
    return { world, states, first: first!, second: second!, checkIn: checkIn! };
  }

  it('acts for all EBR CTAs of the account that are under way, with its trail, and for nothing else', async () => {
    const { world, states, first, second, checkIn } = await twoRules();
    const { deps, workspaceId } = world;
    const seen: string[][] = [];
    const result = await claimCta(
      deps,
      workspaceId,
      second.id,
      by('priya'),
      async (_trx, ctas) => void seen.push(ctas.map(({ id }) => id)),
    );
    expect(result).toMatchObject({
      ok: true,
      value: { id: second.id, state: 'claimed', claimedBy: 'priya' },
    });
    expect(await states()).toEqual(['claimed', 'claimed', 'open']);
    expect(seen).toEqual([[second.id, first.id]]);
    expect((await world.ctas('b')).map(({ state }) => state)).toEqual(['open', 'open', 'open']);
    expect(await world.audited(first.id)).toEqual(['milepost cta.open', 'priya cta.claim']);
    expect(await world.audited(checkIn.id)).toEqual(['milepost cta.open']);
  });

  it('at another deed acts for that one alone', async () => {
    const { world, states, checkIn } = await twoRules();
    await dismissCta(world.deps, world.workspaceId, checkIn.id, { ...by('priya'), reason: 'no' }, after);
    expect(await states()).toEqual(['open', 'open', 'dismissed']);
  });

  it('at another deed ends it, says what came of it, and is taken back a step at a time', async () => {
    const { world, states, checkIn } = await twoRules();
    const { deps, workspaceId } = world;
    const say = (outcome: string) =>
      sayCtaOutcome(deps, workspaceId, checkIn.id, { ...by('lena'), outcome }, after);
    const takeBack = () => undoCta(deps, workspaceId, checkIn.id, by('priya'), after);
    expect(await say('Too early')).toEqual({ ok: false, problem: 'not-done' });
    await finishCta(deps, workspaceId, checkIn.id, by('priya'), after);
    const done = { state: 'done', closedBy: 'priya', closedOn: TODAY };
    expect(await world.cta(checkIn.id)).toMatchObject({ ...done, reason: null });
    expect(await say(' ')).toEqual({ ok: false, problem: 'reason-missing' });
    await say('They fixed the tracking');
    expect(await world.cta(checkIn.id)).toMatchObject({ ...done, reason: 'They fixed the tracking' });
    expect(await takeBack()).toMatchObject({ ok: true, value: { ...done, reason: null } });
    expect(await takeBack()).toEqual({ ok: false, problem: 'nothing-to-undo' });
    expect(await world.audited(checkIn.id)).toEqual([
      'milepost cta.open',
      'priya cta.complete',
      'lena cta.outcome',
      'priya cta.undo',
    ]);
    expect(await states()).toEqual(['open', 'open', 'done']);
  });

  it('at another deed that is done is taken back for a minute', async () => {
    const { world, states, checkIn } = await twoRules();
    const { deps, workspaceId } = world;
    await finishCta(deps, workspaceId, checkIn.id, by('priya'), after);
    expect(await finishCta(deps, workspaceId, checkIn.id, by('lena'), after)).toEqual({
      ok: false,
      problem: 'cta-closed',
    });
    await undoCta(deps, workspaceId, checkIn.id, by('priya'), after);
    expect(await states()).toEqual(['open', 'open', 'open']);
    expect(await world.cta(checkIn.id)).toMatchObject({ closedBy: null, closedOn: null, undo: null });
  });

  it('does not end a review, which ends with a plan', async () => {
    const { world, states, first } = await twoRules();
    expect(await finishCta(world.deps, world.workspaceId, first.id, by('priya'), after)).toEqual({
      ok: false,
      problem: 'ends-otherwise',
    });
    expect(await states()).toEqual(['open', 'open', 'open']);
  });

  it('is not taken back over a newer CTA of the same rule', async () => {
    const world = await createWork(use(), { a: START }, [ruleOf('r1', {}, { repeatAfterDays: 0 })]);
    await world.sync(TODAY);
    const [cta] = await world.ctas('a');
    const { deps, workspaceId } = world;
    await dismissCta(deps, workspaceId, cta!.id, { ...by('priya'), reason: 'merged' }, after);
    await world.sync(TODAY);
    expect(await undoCta(deps, workspaceId, cta!.id, by('priya'), after)).toEqual({
      ok: false,
      problem: 'nothing-to-undo',
    });
    expect((await world.ctas('a')).map(({ state }) => state)).toEqual(['dismissed', 'open']);
  });

  it('can be taken back for a minute, for all that it changed', async () => {
    const { world, states, first, second } = await twoRules();
    const { deps, workspaceId } = world;
    for (const deed of [
      () => claimCta(deps, workspaceId, first.id, by('priya'), after),
      () =>
        snoozeCta(
          deps,
          workspaceId,
          first.id,
          { ...by('priya'), until: '2026-12-01', reason: 'leave' },
          after,
        ),
      () => dismissCta(deps, workspaceId, first.id, { ...by('priya'), reason: 'merged' }, after),
    ]) {
      expect(await deed()).toMatchObject({ ok: true });
      expect(new Set((await states()).slice(0, 2))).not.toContain('open');
      expect(await undoCta(deps, workspaceId, second.id, by('priya'), after)).toMatchObject({ ok: true });
      expect(await states()).toEqual(['open', 'open', 'open']);
    }
    expect(await world.cta(first.id)).toMatchObject({
      claimedBy: null,
      reason: null,
      snoozedUntil: null,
      closedOn: null,
      undo: null,
    });
    expect((await world.audited(second.id)).at(-1)).toBe('priya cta.undo');
    expect(await undoCta(deps, workspaceId, first.id, by('priya'), after)).toEqual({
      ok: false,
      problem: 'nothing-to-undo',
    });
  });

  it('that is taken back restores what each one was before', async () => {
    const { world, states, first, second } = await twoRules();
    const { deps, workspaceId } = world;
    await use()
      .db.updateTable('cta')
      .set({ state: 'claimed', claimed_by: 'lena' })
      .where('id', '=', second.id)
      .execute();
    await snoozeCta(
      deps,
      workspaceId,
      first.id,
      { ...by('priya'), until: '2026-12-01', reason: 'leave' },
      after,
    );
    expect(await states()).toEqual(['snoozed', 'snoozed', 'open']);
    await undoCta(deps, workspaceId, first.id, by('priya'), after);
    expect(await states()).toEqual(['open', 'claimed', 'open']);
  });

  it('leaves a sibling with whoever claimed it', async () => {
    const { world, first, second } = await twoRules();
    await use()
      .db.updateTable('cta')
      .set({ state: 'claimed', claimed_by: 'lena' })
      .where('id', '=', second.id)
      .execute();
    await claimCta(world.deps, world.workspaceId, first.id, by('priya'), after);
    expect(await world.cta(second.id)).toMatchObject({ claimedBy: 'lena' });
  });

  it('can be taken back to the very second, and not after it', async () => {
    const { world, first } = await twoRules();
    const { deps, workspaceId } = world;
    await claimCta(deps, workspaceId, first.id, by('priya'), after);
    world.setNow('2026-11-23T08:01:00.001Z');
    expect(await undoCta(deps, workspaceId, first.id, by('priya'), after)).toEqual({
      ok: false,
      problem: 'too-late-to-undo',
    });
    world.setNow('2026-11-23T08:01:00.000Z');
    expect(await undoCta(deps, workspaceId, first.id, by('priya'), after)).toMatchObject({ ok: true });
  });

  it('of the second of two people who claim at once is refused, and one of them has it', async () => {
    const { world, first, second } = await twoRules();
    const { deps, workspaceId } = world;
    const other = openDatabase(use().url);
    const results = await Promise.all([
      claimCta(deps, workspaceId, first.id, by('priya'), after),
      claimCta({ ...deps, database: other }, workspaceId, second.id, by('lena'), after),
      claimCta(deps, workspaceId, first.id, by('priya'), after),
    ]);
    await other.close();
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.filter((result) => !result.ok && result.problem === 'already-claimed')).toHaveLength(2);
    const claimed = await Promise.all([first, second].map(({ id }) => world.cta(id)));
    expect(new Set(claimed.map(({ claimedBy }) => claimedBy)).size).toBe(1);
  });

  describe('is refused', () => {
    it('at what is closed, unknown, or another workspace’s', async () => {
      const { world, first } = await twoRules();
      const { deps, workspaceId } = world;
      const stranger = await createWork(use(), { a: START });
      expect(await claimCta(deps, stranger.workspaceId, first.id, by('eve'), after)).toEqual({
        ok: false,
        problem: 'cta-not-found',
      });
      await dismissCta(deps, workspaceId, first.id, { ...by('priya'), reason: 'merged' }, after);
      expect(await claimCta(deps, workspaceId, first.id, by('priya'), after)).toEqual({
        ok: false,
        problem: 'cta-closed',
      });
      expect(await claimCta(deps, workspaceId, 'unknown', by('priya'), after)).toEqual({
        ok: false,
        problem: 'cta-not-found',
      });
    });

    it('with a day that is not after today, or without a reason', async () => {
      const { world, states, first } = await twoRules();
      const { deps, workspaceId } = world;
      const snooze = (until: string, reason: string) =>
        snoozeCta(deps, workspaceId, first.id, { ...by('priya'), until, reason }, after);
      expect(await snooze(TODAY, 'leave')).toEqual({ ok: false, problem: 'date-out-of-range' });
      expect(await snooze('2026-11-24', '  ')).toEqual({ ok: false, problem: 'reason-missing' });
      expect(await dismissCta(deps, workspaceId, first.id, { ...by('priya'), reason: '' }, after)).toEqual({
        ok: false,
        problem: 'reason-missing',
      });
      expect(await states()).toEqual(['open', 'open', 'open']);
    });
  });

  it('whose message can not be written changes nothing', async () => {
    const { world, states, first } = await twoRules();
    const failing = claimCta(world.deps, world.workspaceId, first.id, by('priya'), async () => {
      throw new Error('no message');
    });
    await expect(failing).rejects.toThrow('no message');
    expect(await states()).toEqual(['open', 'open', 'open']);
    expect(await world.audited(first.id)).toEqual(['milepost cta.open']);
  });
});
