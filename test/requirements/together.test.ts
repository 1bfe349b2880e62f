/** Requirements that are saved and moved at once: the second is told of the first, and nothing is written twice. */
import { expect, it } from 'vitest';
import {
  findRequirement,
  moveRequirement,
  saveRequirement,
  type RequirementEdit,
} from '#src/requirements/service.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork } from '../support/work.ts';

const press = { personId: 'priya', today: '2026-11-23' };

onEachDatabase('a requirement', (use) => {
  const start = async () => {
    const { deps, workspaceId, audited } = await createWork(use(), { a: '2026-01-01' }, []);
    const blank = { id: deps.makeId(), scenarioId: null, version: 0, what: '', why: null, acceptance: null };
    return {
      audited: () => audited(blank.id),
      save: (edit: Partial<RequirementEdit>) =>
        saveRequirement(deps, workspaceId, { ...blank, ...edit }, press),
      moveOn: () =>
        moveRequirement(
          deps,
          workspaceId,
          blank.id,
          { from: 'proposed', direction: 'on', release: null },
          press,
        ),
      stored: () => findRequirement(use().db, workspaceId, blank.id),
    };
  };

  it('whose new form is sent twice at once with two texts is written once, and the second is shown the first', async () => {
    const { save, stored, audited } = await start();
    const results = await Promise.all([save({ what: 'A report' }), save({ what: 'A chart' })]);
    const kept = await stored();
    expect(results.filter(({ ok }) => ok)).toMatchObject([{ requirement: { what: kept?.what } }]);
    expect(results.filter(({ ok }) => !ok)).toEqual([
      { ok: false, problem: 'changed-meanwhile', requirement: kept },
    ]);
    expect(await audited()).toEqual(['priya requirement.propose']);
  });

  it('that two people edit at once shows the second what the first one saved, with its version', async () => {
    const { save, stored, audited } = await start();
    await save({ what: 'A report' });
    const results = await Promise.all([
      save({ version: 1, what: 'A table' }),
      save({ version: 1, what: 'A chart' }),
    ]);
    const kept = await stored();
    expect(kept).toMatchObject({ version: 2 });
    expect(results.filter(({ ok }) => ok)).toMatchObject([{ requirement: { what: kept?.what } }]);
    expect(results.filter(({ ok }) => !ok)).toEqual([
      { ok: false, problem: 'changed-meanwhile', requirement: kept },
    ]);
    expect(await audited()).toEqual(['priya requirement.propose', 'priya requirement.edit']);
  });

  it('that two people move at once moves once, and the second is shown where it stands', async () => {
    const { save, moveOn, audited } = await start();
    await save({ what: 'A report' });
    const results = await Promise.all([moveOn(), moveOn()]);
    expect(results).toContainEqual({
      ok: false,
      problem: 'moved-already',
      requirement: expect.objectContaining({ state: 'accepted', version: 2 }),
    });
    expect(await audited()).toEqual(['priya requirement.propose', 'priya requirement.move']);
  });

  it('is not saved anew by the same form, nor is a corrected one lost that comes after a time-out', async () => {
    const { save, audited } = await start();
    const first = await save({ what: 'A report\r\n', why: 'They ask' });
    expect(await save({ what: 'A report', why: 'They ask' })).toEqual(first);
    expect(await save({ version: 1, what: 'A report', why: 'They ask' })).toEqual(first);
    expect(await save({ what: 'A report', why: 'Three of them ask' })).toMatchObject({
      ok: false,
      problem: 'changed-meanwhile',
      requirement: { why: 'They ask' },
    });
    expect(await audited()).toEqual(['priya requirement.propose']);
  });
});
