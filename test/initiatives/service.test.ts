/** Initiatives on real databases: saved, asked about once, answered by one, ended. */
import { expect, it } from 'vitest';
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import { inTransaction } from '#src/base/deps.ts';
import { markWhole } from '#src/health/day-store.ts';
import { exportColumns, readExport } from '#src/exports/store.ts';
import { markStale } from '#src/journey/service.ts';
import { askInitiatives } from '#src/initiatives/ask-service.ts';
import { EXAMPLES, type AnswerFigures, type InitiativeFields } from '#src/initiatives/domain.ts';
import {
  answerInitiative,
  countInitiatives,
  findInitiative,
  listInitiatives,
  listOpenQuestions,
  moveInitiative,
  saveInitiative,
} from '#src/initiatives/service.ts';
import { insertInitiative, updateInitiative } from '#src/initiatives/store.ts';
import { onEachDatabase } from '../support/database.ts';
import { insertSignals } from '../support/signals.ts';
import { createWork, type WorkWorld } from '../support/work.ts';

const START = '2026-10-12';
const DUE = '2026-11-23';
const MILESTONES = ['first-done', 'second-done'];
const FIGURES: AnswerFigures = {
  then: { date: START, milestone: null, health: null },
  now: { date: DUE, milestone: null, health: null },
};
const FIELDS: InitiativeFields = {
  name: 'Weekly review',
  kind: 'meeting',
  improves: EXAMPLES.meeting,
  milestoneId: 'first-done',
  ownerId: 'lena',
  everyWeeks: 6,
};

onEachDatabase('initiatives', (use) => {
  const world = async (accounts: Record<string, BusinessDate> = { a: '2026-01-01' }): Promise<WorkWorld> => {
    const one = await createWork(use(), accounts, []);
    await one.addPeople('lena', 'priya', 'marco');
    for (const [id, role] of [
      ['lena', null],
      ['priya', 'leader'],
      ['marco', null],
    ] as const)
      await use()
        .db.updateTable('person')
        .set({ slack_user_id: `U0${id.toUpperCase()}`, role })
        .where('workspace_id', '=', one.workspaceId)
        .where('id', '=', id)
        .execute();
    return one;
  };
  const save = ({ deps, workspaceId }: WorkWorld, fields: Partial<InitiativeFields>, id = '', version = 0) =>
    saveInitiative(
      deps,
      workspaceId,
      { id: id === '' ? deps.makeId() : id, version, fields: { ...FIELDS, ...fields } },
      MILESTONES,
      { personId: 'marco', today: START },
    );
  const write = async (one: WorkWorld, fields: Partial<InitiativeFields> = {}) => {
    const saved = await save(one, fields);
    if (!saved.ok) throw new Error(JSON.stringify(saved));
    return saved.initiative;
  };
  const ask = ({ deps, workspaceId, applied }: WorkWorld, today = DUE) =>
    askInitiatives(deps, workspaceId, applied, today);
  const messages = async ({ workspaceId }: WorkWorld) =>
    (
      await use()
        .db.selectFrom('outbox')
        .select(['kind', 'channel', 'payload'])
        .where('workspace_id', '=', workspaceId)
        .orderBy('id')
        .execute()
    ).map(({ kind, channel, payload }) => ({
      kind,
      channel,
      text: (JSON.parse(payload) as { text: string }).text,
    }));
  const find = async ({ workspaceId }: WorkWorld, id: string) =>
    (await findInitiative(use().db, workspaceId, id))!;
  const away = (one: WorkWorld, id: string, until: BusinessDate | null) =>
    use()
      .db.updateTable('person')
      .set({ away_until: until })
      .where('workspace_id', '=', one.workspaceId)
      .where('id', '=', id)
      .execute();

  it('cannot be saved without an answer, are written once, and are edited by version', async () => {
    const one = await world();
    expect(await save(one, { improves: 'Saves time' })).toMatchObject({
      problem: 'invalid',
      fields: { improves: expect.stringContaining(EXAMPLES.meeting) },
    });
    const id = one.deps.makeId();
    for (let times = 0; times < 2; times += 1) expect(await save(one, {}, id)).toMatchObject({ ok: true });
    const both = await Promise.all([save(one, { name: 'A' }, id, 1), save(one, { name: 'B' }, id, 1)]);
    expect(both.map((saved) => (saved.ok ? 'saved' : saved.problem)).toSorted()).toEqual([
      'changed-meanwhile',
      'saved',
    ]);
    expect(await save(one, { name: both[0].ok ? 'à' : 'ｂ' })).toMatchObject({
      fields: { name: expect.stringContaining('/cs initiatives shows it') },
    });
    expect(await save(one, {}, 'nobody', 3)).toMatchObject({ problem: 'not-found' });
    expect(await one.audited(id)).toEqual(['marco initiative.create', 'marco initiative.edit']);
  });

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

  it('are told of to those who lead while an answer is due, or a decision', async () => {
    const one = await world();
    const { deps, workspaceId } = one;
    const { id, version } = await write(one);
    await write(one, { name: 'Later', everyWeeks: 10 });
    const questions = (today: BusinessDate) => listOpenQuestions(use().db, workspaceId, today);
    expect(await questions('2026-11-22')).toEqual([]);
    const told = { id, name: 'Weekly review', kind: 'meeting', ownerName: 'lena', ownerSlackId: 'U0LENA' };
    expect(await questions('2026-11-30')).toMatchObject([{ ...told, waiting: 'unanswered', dueOn: DUE }]);
    const edit = {
      id: deps.makeId(),
      initiativeId: id,
      version,
      verdict: 'did_not',
      answer: 'No',
      figures: FIGURES,
    } as const;
    const by = { personId: 'lena', today: '2026-11-25', isLeader: false };
    expect(await answerInitiative(deps, workspaceId, edit, by)).toMatchObject({ ok: true });
    expect(await questions('2026-11-30')).toMatchObject([
      { ...told, waiting: 'undecided', dueOn: '2026-11-25' },
    ]);
    const press = { personId: 'priya', today: '2026-11-30' };
    const both = await Promise.all([1, 2].map(() => moveInitiative(deps, workspaceId, id, 'end', press)));
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await questions('2026-11-30')).toEqual([]);
    expect(await countInitiatives(use().db, workspaceId)).toEqual({ open: 1, kept: 0, ended: 1 });
    const closed = await listInitiatives(use().db, workspaceId, ['kept', 'ended'], { limit: 5 });
    expect(closed.map(({ name }) => name)).toEqual(['Weekly review']);
    const late = { ...edit, id: deps.makeId(), version: 3 };
    expect(await answerInitiative(deps, workspaceId, late, by)).toMatchObject({
      problem: 'changed-meanwhile',
    });
    expect(await moveInitiative(deps, workspaceId, 'nobody', 'end', press)).toMatchObject({
      problem: 'not-found',
    });
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

  it('are a bug of the caller where there is nothing to write', async () => {
    const one = await world();
    const initiative = await write(one);
    const within = (work: Parameters<typeof inTransaction>[1]) => inTransaction(one.deps, work);
    await expect(within((trx) => insertInitiative(trx, one.workspaceId, initiative))).rejects.toThrow(
      /unique/i,
    );
    await expect(
      within((trx) => updateInitiative(trx, one.workspaceId, { ...initiative, version: 5 })),
    ).rejects.toThrow(`initiative ${initiative.id} was not written`);
  });

  it('are exported, a row for each answer', async () => {
    const one = await world();
    const { id, version } = await write(one);
    await write(one, { name: 'Second' });
    await answerInitiative(
      one.deps,
      one.workspaceId,
      {
        id: one.deps.makeId(),
        initiativeId: id,
        version,
        verdict: 'improved',
        answer: 'Yes',
        figures: FIGURES,
      },
      { personId: 'lena', today: DUE, isLeader: false },
    );
    const rows: object[] = [];
    for await (const batch of readExport(use().db, one.workspaceId, 'initiatives', 1)) rows.push(...batch);
    expect(rows).toMatchObject([
      { name: 'Weekly review', owner: 'lena', state: 'kept', verdict: 'improved', answer: 'Yes' },
      { name: 'Second', state: 'open', verdict: null },
    ]);
    expect(Object.keys(rows[0]!)).toEqual(expect.arrayContaining([...exportColumns('initiatives')]));
  });
});
