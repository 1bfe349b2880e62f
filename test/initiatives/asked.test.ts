/** The question of initiatives on real databases: asked once, answered by one, shown in the message that asked. */
import { expect, it } from 'vitest';
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import { inTransaction } from '#src/base/deps.ts';
import { markWhole } from '#src/health/day-store.ts';
import { markStale } from '#src/journey/service.ts';
import { type InitiativeFields } from '#src/initiatives/domain.ts';
import { figuresShown, readFigures, showFigures } from '#src/initiatives/figures-service.ts';
import { answerInitiative, moveInitiative } from '#src/initiatives/service.ts';
import { onEachDatabase } from '../support/database.ts';
import { insertAccounts, insertSignals } from '../support/signals.ts';
import type { WorkWorld } from '../support/work.ts';
import { START, DUE, FIGURES, initiativesIn } from './make-initiatives.ts';

onEachDatabase('the question of initiatives', (use) => {
  const { world, save, write, ask, messages, find, away } = initiativesIn(use);

  /** Accounts that began on a day each from `from` on, and reached the first milestone after so many days. */
  const begin = async (one: WorkWorld, prefix: string, from: BusinessDate, days: readonly number[]) => {
    const accounts = days.map((after, index) => {
      const startedOn = addDays(from, index);
      const ticks = new Map([['first-tick', addDays(startedOn, after)]]);
      return { id: `${one.workspaceId}-${prefix}-${index}`, startedOn, ticks };
    });
    await insertAccounts(use().db, one.workspaceId, accounts);
    await insertSignals(use(), one.workspaceId, accounts);
    const marks = accounts.map(({ id }) => ({ accountId: id, day: '' }));
    await inTransaction(one.deps, (trx) => markStale(trx, use().dialect, one.workspaceId, marks));
  };
  const times = (number: number, days: number) => Array.from({ length: number }, () => days);

  it('are asked about once when the weeks are over, with the figures of then and now', async () => {
    const one = await world();
    await begin(one, 'before', '2026-08-10', [...times(10, 20), ...times(30, 29)]);
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
      figures: { date: DUE, milestone: { entered: 0, conversion: null } },
    });
  });

  it('set who came since the start against who came before it, and nobody stands on both sides', async () => {
    const one = await world();
    // Before the start everybody reached it in 20 days; since then half of them do.
    await begin(one, 'old', '2026-06-20', times(1, 20));
    await begin(one, 'before', '2026-08-10', times(20, 20));
    await begin(one, 'since', START, [...times(5, 400), ...times(5, 20)]);
    const initiative = await write(one);
    const read = async (today: BusinessDate) => {
      const figures = await readFigures(one.deps, one.workspaceId, one.applied, [initiative], today);
      return Object.values(figures.get(initiative.id)!).map(({ milestone }) => milestone!);
    };
    const [then, now] = await read(DUE);
    // 30 usual days and 90 more lie before the start.
    expect(then).toMatchObject({ from: '2026-06-14', entered: 21, conversion: { at: 30, estimate: 1 } });
    expect(now).toMatchObject({ from: START, entered: 10, conversion: { at: 30, estimate: 0.5 } });
    // Whatever comes later, the figures of before the start stay.
    expect((await read('2027-05-01'))[0]).toEqual(then);
  });

  it('tell nothing of who came since until the usual days are over', async () => {
    const one = await world();
    await begin(one, 'since', START, times(3, 5));
    const initiative = await write(one);
    const now = async (today: BusinessDate) => {
      const figures = await readFigures(one.deps, one.workspaceId, one.applied, [initiative], today);
      return figures.get(initiative.id)!.now.milestone;
    };
    expect(await now('2026-11-10')).toMatchObject({ entered: 3, conversion: null });
    expect(await now('2026-11-11')).toMatchObject({ entered: 3, conversion: { at: 30, estimate: 1 } });
  });

  it('keep what the form of an answer showed, for as long as a form may stay open', async () => {
    const one = await world();
    const { deps, workspaceId, applied } = one;
    const initiative = await write(one);
    const show = (answerId: string, today: BusinessDate) =>
      showFigures(deps, workspaceId, applied, initiative, answerId, today);
    const shown = (answerId: string, of = initiative) =>
      figuresShown(deps, workspaceId, applied, of, answerId, DUE);
    const first = await show('first', DUE);
    await begin(one, 'late', START, times(4, 5));
    expect(await shown('first')).toEqual(first);
    const now = (await show('second', addDays(DUE, 7))).now.milestone;
    expect(now).toMatchObject({ entered: 4 });
    // Neither of another initiative nor longer than a week: then those of today are kept.
    const other = await write(one, { name: 'Other' });
    expect((await shown('first', other)).now.milestone).toMatchObject({ entered: 4 });
    expect(await shown('first')).toEqual(first);
    await show('third', addDays(DUE, 8));
    expect((await shown('first')).now.milestone).toMatchObject({ entered: 4 });
  });

  it('are of any number of initiatives from one reading of the accounts', async () => {
    const one = await world();
    const first = await write(one);
    const second = await write(one, { name: 'Second', milestoneId: 'second-done' });
    const third = await write(one, { name: 'Third', milestoneId: null });
    const count = async (...asked: (typeof first)[]) => {
      let statements = 0;
      const db = use().db.withPlugin({
        transformQuery: ({ node }) => {
          statements += 1;
          return node;
        },
        transformResult: async ({ result }) => result,
      });
      const deps = { ...one.deps, database: { ...one.deps.database, db } };
      await readFigures(deps, one.workspaceId, one.applied, asked, DUE);
      return statements;
    };
    expect(await count(first, second, third)).toBe(await count(first));
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
