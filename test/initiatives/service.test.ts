/** Initiatives on real databases: saved, told of to those who lead, ended, exported. */
import { expect, it } from 'vitest';
import { type BusinessDate } from '#src/base/business-date.ts';
import { inTransaction } from '#src/base/deps.ts';
import { exportColumns, readExport } from '#src/exports/store.ts';
import { EXAMPLES } from '#src/initiatives/domain.ts';
import {
  answerInitiative,
  countInitiatives,
  listInitiatives,
  listOpenQuestions,
  moveInitiative,
} from '#src/initiatives/service.ts';
import { insertInitiative, updateInitiative } from '#src/initiatives/store.ts';
import { onEachDatabase } from '../support/database.ts';
import { DUE, FIGURES, initiativesIn } from './make-initiatives.ts';

onEachDatabase('initiatives', (use) => {
  const { world, save, write } = initiativesIn(use);

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
