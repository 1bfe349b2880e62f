/** A rehearsal on both databases: it leaves nothing, and holds nobody up. */
import { expect, it } from 'vitest';
import { claimCta } from '#src/ctas/service.ts';
import { inRehearsal } from '#src/db/rehearsal.ts';
import { doMorning } from '#src/morning/service.ts';
import { onEachDatabase } from '../support/database.ts';
import { dumpTables } from '../support/dump.ts';
import { createWork, ruleOf } from '../support/work.ts';

const LISTED = '2026-10-31';

onEachDatabase('a rehearsal', (use) => {
  it('leaves nothing of what it wrote', async () => {
    const world = await createWork(use(), { a: '2026-08-01' });
    const before = await dumpTables(use());
    await inRehearsal(world.deps, async (deps) => {
      const { list } = await doMorning(deps, world.workspaceId, world.applied, LISTED);
      expect(list.rows).toHaveLength(1);
      const written = await deps.database.db.selectFrom('cta').select('account_id').execute();
      expect(written).toContainEqual({ account_id: world.accounts['a'] });
    });
    expect(await dumpTables(use())).toEqual(before);
  });

  it('lets people press what it has changed, and does not see it', async () => {
    const world = await createWork(use(), { a: '2026-08-01', b: '2026-08-01' });
    const { deps, workspaceId } = world;
    await world.sync(LISTED);
    const [cta] = await world.ctas('a');
    world.setRules([ruleOf('r2')]);
    await inRehearsal(deps, async (rehearsal) => {
      await doMorning(rehearsal, workspaceId, world.applied, '2026-11-02');
      const press = { personId: 'priya', today: '2026-11-02' };
      expect(await claimCta(deps, workspaceId, cta!.id, press, async () => {})).toMatchObject({ ok: true });
      const seen = await rehearsal.database.db
        .selectFrom('cta')
        .select('state')
        .where('id', '=', cta!.id)
        .execute();
      expect(seen).toEqual([{ state: 'resolved' }]);
    });
    expect(await world.cta(cta!.id)).toMatchObject({ state: 'claimed', claimedBy: 'priya' });
  });

  it('is taken back where it fails, and the next one works', async () => {
    const world = await createWork(use(), { a: '2026-08-01' });
    const before = await dumpTables(use());
    const failing = inRehearsal(world.deps, async (deps) => {
      await doMorning(deps, world.workspaceId, world.applied, LISTED);
      throw new Error('enough');
    });
    await expect(failing).rejects.toThrow('enough');
    expect(await dumpTables(use())).toEqual(before);
    expect(await inRehearsal(world.deps, async () => 1)).toBe(1);
  });
});
