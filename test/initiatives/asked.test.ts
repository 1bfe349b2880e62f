/** The question of initiatives on real databases: asked once, answered by one, shown in the message that asked. */
import { expect, it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import { inTransaction } from '#src/base/deps.ts';
import { markWhole } from '#src/health/day-store.ts';
import { markStale } from '#src/journey/service.ts';
import { type InitiativeFields } from '#src/initiatives/domain.ts';
import { answerInitiative, moveInitiative } from '#src/initiatives/service.ts';
import { onEachDatabase } from '../support/database.ts';
import { insertSignals } from '../support/signals.ts';
import { START, DUE, FIGURES, initiativesIn } from './make-initiatives.ts';

onEachDatabase('the question of initiatives', (use) => {
  const { world, save, write, ask, messages, find, away } = initiativesIn(use);

  it('are asked about once when the weeks are over, with the figures of then and now', async () => {
    const starts = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`a${index}`, addDays('2026-08-10', index)]),
    );
    const one = await world(starts);
    const ticks = Object.entries(starts).map(([name, startedOn], index) => ({
      id: one.accounts[name]!,
      startedOn,
      ticks: new Map([['first-tick', addDays(startedOn, index < 10 ? 20 : 29)]]),
    }));
    await insertSignals(use(), one.workspaceId, ticks);
    const marks = ticks.map(({ id }) => ({ accountId: id, day: '' }));
    await markStale(use().db, use().dialect, one.workspaceId, marks);
    const { id } = await write(one);
    expect(await ask(one, START)).toBe(0);
    expect((await find(one, id)).figures).toMatchObject({
      date: START,
      milestone: { id: 'first-done', name: 'first done', entered: 40, conversion: { at: 30, estimate: 1 } },
      health: null,
    });
    expect(await ask(one, '2026-11-22')).toBe(0);
    expect((await Promise.all([ask(one), ask(one)])).toSorted()).toEqual([0, 1]);
    expect(await ask(one, '2026-11-24')).toBe(0);
    expect(await messages(one)).toEqual([
      { kind: 'post', channel: 'U0LENA', text: 'Does “Weekly review” improve the customer’s experience?' },
    ]);
    expect((await find(one, id)).asked).toMatchObject({
      on: DUE,
      personId: 'lena',
      figures: { date: DUE, milestone: { entered: 40 } },
    });
  });

  it('are asked of who wrote them down while the owner is away, then of a leader', async () => {
    const one = await world();
    await away(one, 'lena', '2026-12-01');
    const first = await write(one);
    await ask(one);
    expect((await find(one, first.id)).asked?.personId).toBe('marco');
    await away(one, 'marco', '2026-12-01');
    const second = await write(one, { name: 'Second' });
    await ask(one);
    expect((await find(one, second.id)).asked?.personId).toBe('priya');
    await away(one, 'priya', '2026-12-01');
    const third = await write(one, { name: 'Third' });
    await ask(one);
    expect((await find(one, third.id)).asked?.personId).toBe('lena');
  });

  it('of nobody in Slack are asked about as soon as there is somebody', async () => {
    const one = await world();
    const people = use().db.updateTable('person').where('workspace_id', '=', one.workspaceId);
    await people.set({ slack_user_id: null }).execute();
    const { id } = await write(one, { milestoneId: null });
    expect(await ask(one)).toBe(0);
    await people.set({ slack_user_id: 'U0LENA' }).where('id', '=', 'lena').execute();
    expect(await ask(one, '2026-11-25')).toBe(1);
    expect((await find(one, id)).asked?.figures.milestone).toBeNull();
  });

  it('are answered once, by whom it was asked, and the message shows it', async () => {
    const one = await world();
    const { deps, workspaceId, audited } = one;
    const { id, version } = await write(one);
    await ask(one);
    const answer = (personId: string, answerId = deps.makeId(), at = version) =>
      answerInitiative(
        deps,
        workspaceId,
        {
          id: answerId,
          initiativeId: id,
          version: at,
          verdict: 'not_yet',
          answer: 'Two *customers* said so',
          figures: FIGURES,
        },
        { personId, today: DUE, isLeader: personId === 'priya' },
      );
    expect(await answer('marco')).toEqual({ ok: false, problem: 'not-yours' });
    const both = await Promise.all([answer('lena'), answer('priya')]);
    expect(both.map((saved) => (saved.ok ? 'saved' : saved.problem)).toSorted()).toEqual([
      'changed-meanwhile',
      'saved',
    ]);
    const lost = both.find((saved) => !saved.ok);
    expect(lost).toMatchObject({ last: { verdict: 'not_yet', answer: 'Two *customers* said so' } });
    expect(await find(one, id)).toMatchObject({
      state: 'open',
      askOn: '2027-01-04',
      asked: null,
      version: 2,
    });
    expect((await messages(one)).map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'post Does “Weekly review” improve the customer’s experience?',
      'update “Weekly review”: not yet',
    ]);
    expect(await audited(id)).toEqual([
      'marco initiative.create',
      expect.stringMatching(/^(lena|priya) initiative\.answer$/),
    ]);
    expect(await ask(one, '2027-01-04')).toBe(1);
    const sent = deps.makeId();
    expect(await answer('lena', sent, 2)).toMatchObject({ ok: true });
    expect(await answer('lena', sent, 2)).toMatchObject({ ok: true });
    expect(await find(one, id)).toMatchObject({ version: 3 });
  });

  it('show in the message what became of the question', async () => {
    const one = await world();
    const { deps, workspaceId } = one;
    const { id } = await write(one);
    const by = { personId: 'priya', today: DUE };
    const move = (what: 'end' | 'reopen') => moveInitiative(deps, workspaceId, id, what, by);
    const last = async () => (await messages(one)).at(-1);
    // Nobody was asked yet.
    await move('end');
    await move('reopen');
    expect(await messages(one)).toEqual([]);
    await away(one, 'lena', '2026-12-01');
    await ask(one);
    await move('end');
    expect(await last()).toMatchObject({
      kind: 'update',
      text: '“Weekly review” is ended: there is nothing to answer.',
    });
    await move('reopen');
    expect(await last()).toMatchObject({
      kind: 'update',
      text: expect.stringMatching(/^Does “Weekly review”/),
    });
    // Who was asked in the place of the owner answers for it now: the question stands.
    const edit = async (fields: Partial<InitiativeFields>) =>
      save(one, fields, id, (await find(one, id)).version);
    await edit({ ownerId: 'marco' });
    expect(await find(one, id)).toMatchObject({ ownerId: 'marco', asked: { personId: 'marco' } });
    expect(await last()).toMatchObject({
      kind: 'update',
      text: expect.stringMatching(/^Does “Weekly review”/),
    });
    // Its figures are of another milestone: it is asked again with those of this one.
    await edit({ ownerId: 'marco', milestoneId: 'second-done' });
    expect(await last()).toMatchObject({
      kind: 'update',
      text: expect.stringMatching(/^“Weekly review” was changed: .* it is asked about anew\.$/),
    });
    expect(await ask(one, '2026-11-24')).toBe(1);
    expect((await find(one, id)).asked?.figures.milestone).toMatchObject({ id: 'second-done' });
  });

  it('show how all accounts did then and now', async () => {
    const one = await world({ a: '2026-01-01', b: '2026-01-01' });
    const snapshot = (account: string, day: string, coverage: number, band: 'green' | 'red') =>
      use()
        .db.insertInto('health_snapshot')
        .values({
          workspace_id: one.workspaceId,
          account_id: one.accounts[account]!,
          day,
          program_version: 1,
          coverage,
          band,
          metrics: '{}',
        })
        .execute();
    await snapshot('a', START, 5_000, 'red');
    await snapshot('b', START, 6_000, 'red');
    await snapshot('a', '2026-11-20', 8_000, 'green');
    await snapshot('b', '2026-11-20', 9_000, 'red');
    for (const day of [START, '2026-11-20'])
      await inTransaction(one.deps, (trx) => markWhole(trx, one.workspaceId, { day, programVersion: 1 }));
    const { id } = await write(one);
    await ask(one);
    const found = await find(one, id);
    expect(found.figures?.health).toEqual({ accounts: 2, coverage: 0.55, green: 0 });
    expect(found.asked?.figures.health).toEqual({ accounts: 2, coverage: 0.85, green: 0.5 });
  });
});
