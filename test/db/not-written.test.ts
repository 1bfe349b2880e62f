/** Stores that write nothing say so: a version that is not there, or an id that is, is a bug of the caller. */
import { expect, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import { insertGap, updateGap, findGap } from '#src/gaps/store.ts';
import { saveGap } from '#src/gaps/service.ts';
import { findRequirement, insertRequirement, updateRequirement } from '#src/requirements/store.ts';
import { saveRequirement } from '#src/requirements/service.ts';
import { findScenario, insertScenario, updateScenario } from '#src/scenarios/store.ts';
import { FIELDS } from '../gaps/make-gap.ts';
import { growScenario, insertCard } from '../scenarios/support.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork, type WorkWorld } from '../support/work.ts';

const press = { personId: 'priya', today: '2026-11-23' };
const by = { personId: 'priya', now: '2026-11-23T09:00:00.000Z' };

onEachDatabase('a write that finds nothing to write', (use) => {
  const within = async (world: WorkWorld, run: Parameters<typeof inTransaction>[1]) =>
    inTransaction(world.deps, run);

  it('fails for a gap', async () => {
    const world = await createWork(use(), { a: '2026-01-01' }, []);
    const { workspaceId, accounts, deps } = world;
    const edit = { accountId: accounts['a']!, gapId: deps.makeId(), version: 0, fields: FIELDS };
    await saveGap(deps, workspaceId, edit, press);
    const gap = (await findGap(use().db, workspaceId, edit.gapId))!;
    await expect(within(world, (trx) => insertGap(trx, workspaceId, gap))).rejects.toThrow(/unique/i);
    const write = within(world, (trx) => updateGap(trx, workspaceId, { ...gap, version: 3 }));
    await expect(write).rejects.toThrow(`gap ${gap.id} was not written`);
  });

  it('fails for a requirement', async () => {
    const world = await createWork(use(), { a: '2026-01-01' }, []);
    const { workspaceId, deps } = world;
    const edit = { id: deps.makeId(), scenarioId: null, version: 0, what: 'A', why: null, acceptance: null };
    await saveRequirement(deps, workspaceId, edit, press);
    const requirement = (await findRequirement(use().db, workspaceId, edit.id))!;
    await expect(
      within(world, (trx) => insertRequirement(trx, workspaceId, requirement, by)),
    ).rejects.toThrow(/unique/i);
    const write = within(world, (trx) =>
      updateRequirement(trx, workspaceId, { ...requirement, version: 3 }, by),
    );
    await expect(write).rejects.toThrow(`requirement ${edit.id} was not written`);
  });

  it('fails for a scenario', async () => {
    const world = await createWork(use(), { a: '2026-01-01' }, []);
    const { workspaceId, accounts, deps } = world;
    const card = await insertCard(deps, workspaceId, { accountId: accounts['a']! });
    const id = await growScenario(deps, workspaceId, card);
    const scenario = (await findScenario(use().db, workspaceId, id))!;
    await expect(within(world, (trx) => insertScenario(trx, workspaceId, scenario))).rejects.toThrow(
      /unique/i,
    );
    const write = within(world, (trx) => updateScenario(trx, workspaceId, { ...scenario, version: 3 }));
    await expect(write).rejects.toThrow(`scenario ${id} was not written`);
  });
});
