/** Forms that are left unsaved: kept, merged with what Slack forgot, gone when they are saved. */
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import { dropDraft, endDraft, findDraft, keepForm, type DraftKey } from '#src/drafts/service.ts';
import { moveGap, saveGap } from '#src/gaps/service.ts';
import { saveRequirement } from '#src/requirements/service.ts';
import { FIELDS } from '../gaps/make-gap.ts';
import { openDatabase } from '#src/db/open.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork, type WorkWorld } from '../support/work.ts';

const press = { personId: 'priya', today: '2026-11-23' };
const KEY: DraftKey = { personId: 'priya', form: 'gap', subject: 'new:A' };
/** Longer than a statement outside a transaction waits for another writer. */
const A_WHILE_MS = 150;
const FORM = { formId: 'gap-1', baseVersion: 0, start: { owner: 'us' }, isClosed: false };

onEachDatabase('drafts of forms', (use) => {
  const work = () => createWork(use(), { acme: '2026-01-01' }, []);
  const find = ({ workspaceId }: WorkWorld, key = KEY) => findDraft(use().db, workspaceId, key);
  const keep = ({ deps, workspaceId }: WorkWorld, values: Record<string, string | null>, more = {}) =>
    keepForm(deps, workspaceId, KEY, { ...FORM, values, ...more });

  it('are one of a person, form and subject, the last that was typed', async () => {
    const world = await work();
    expect(await find(world)).toBeNull();
    expect(await keep(world, { what: 'A', owner: 'us' })).toBe(true);
    expect(await keep(world, { what: 'A page\n', owner: 'us' })).toBe(true);
    expect(await find(world)).toEqual({
      formId: 'gap-1',
      baseVersion: 0,
      fields: { what: 'A page\n', owner: 'us' },
      savedAt: world.deps.now().toISOString(),
    });
    for (const other of [{ personId: 'linh' }, { form: 'requirement' as const }, { subject: 'new:B' }])
      expect(await find(world, { ...KEY, ...other })).toBeNull();
    await dropDraft(world.deps, world.workspaceId, KEY);
    expect(await find(world)).toBeNull();
  });

  it('wait for whoever else writes', async () => {
    const world = await work();
    const other = openDatabase(use().url);
    const writing = await other.db.startTransaction().execute();
    await writing
      .updateTable('workspace')
      .set({ name: 'Busy' })
      .where('id', '=', world.workspaceId)
      .execute();
    const kept = keep(world, { what: 'A page', owner: 'us' });
    await Promise.race([kept, setTimeout(A_WHILE_MS)]);
    await writing.commit().execute();
    expect(await kept).toBe(true);
    expect(await find(world)).toMatchObject({ fields: { what: 'A page' } });
    const writingAgain = await other.db.startTransaction().execute();
    await writingAgain
      .updateTable('workspace')
      .set({ name: 'Busy' })
      .where('id', '=', world.workspaceId)
      .execute();
    const dropped = dropDraft(world.deps, world.workspaceId, KEY);
    await Promise.race([dropped, setTimeout(A_WHILE_MS)]);
    await writingAgain.commit().execute();
    await dropped;
    expect(await find(world)).toBeNull();
    await other.close();
  });

  it('are none where a form says what it began with', async () => {
    const world = await work();
    await keep(world, { what: 'A', owner: 'us' });
    expect(await keep(world, { what: ' ', link: null, owner: 'us' })).toBe(false);
    expect(await find(world)).toBeNull();
  });

  it('keep what was told while typing, where Slack knows less of the closed form', async () => {
    const world = await work();
    await keep(world, { what: 'A page', owner: 'customer' });
    expect(await keep(world, { what: null, owner: 'us', link: 'x' }, { isClosed: true })).toBe(true);
    expect((await find(world))?.fields).toEqual({ what: 'A page', owner: 'customer', link: 'x' });
    // Of another form of the same subject nothing is taken over.
    await keep(world, { what: 'Another' }, { isClosed: true, formId: 'gap-2' });
    expect(await find(world)).toMatchObject({ formId: 'gap-2', fields: { what: 'Another' } });
  });

  it('are none once their form is saved, also where a change arrives after it', async () => {
    const world = await work();
    const { deps, workspaceId } = world;
    const saved = (version: number) =>
      inTransaction(deps, (trx) => endDraft(deps, trx, workspaceId, KEY, { formId: 'gap-1', version }));
    await keep(world, { what: 'A page' });
    await saved(1);
    expect(await find(world)).toBeNull();
    await keep(world, { what: 'A pag' });
    expect(await find(world)).toBeNull();
    // A change that takes everything back is as late.
    await keep(world, { owner: 'us' });
    await keep(world, { what: 'A pag' });
    expect(await find(world)).toBeNull();
    await keep(world, { what: 'A page' }, { baseVersion: 1 });
    expect(await find(world)).not.toBeNull();
    await saved(2);
    await keep(world, { what: 'Another' }, { formId: 'gap-2' });
    expect(await find(world)).toMatchObject({ formId: 'gap-2', fields: { what: 'Another' } });
  });

  it('are offered again after what they change was only moved', async () => {
    const world = await work();
    const { deps, workspaceId, accounts } = world;
    const gap = { gapId: 'g', accountId: accounts['acme']!, version: 0, fields: FIELDS };
    expect(await saveGap(deps, workspaceId, gap, press)).toMatchObject({ ok: true });
    const ofGap: DraftKey = { ...KEY, subject: 'g' };
    const typed = { ...FORM, formId: 'g', baseVersion: 1, values: { what: 'A page' } };
    await keepForm(deps, workspaceId, ofGap, typed);
    const moved = await moveGap(deps, workspaceId, 'g', 'drop', { ...press, reason: 'No need' });
    expect(moved).toMatchObject({ ok: true });
    expect(await find(world, ofGap)).toMatchObject({ fields: { what: 'A page' } });
  });

  it('go with the gap or the requirement that they become', async () => {
    const world = await work();
    const { deps, workspaceId, accounts } = world;
    const accountId = Object.values(accounts)[0]!;
    const ofGap: DraftKey = { ...KEY, subject: `new:${accountId}` };
    await keepForm(deps, workspaceId, ofGap, { ...FORM, values: { what: 'A page' } });
    const gap = { gapId: 'gap-1', accountId, version: 0, fields: FIELDS };
    expect(await saveGap(deps, workspaceId, gap, press)).toMatchObject({ ok: true });
    expect(await find(world, ofGap)).toBeNull();

    const ofRequirement: DraftKey = { ...KEY, form: 'requirement', subject: 'new:' };
    await keepForm(deps, workspaceId, ofRequirement, { ...FORM, values: { what: 'A report' } });
    const edit = { id: 'r', scenarioId: null, version: 0, what: 'A report', why: null, acceptance: null };
    expect(await saveRequirement(deps, workspaceId, edit, press)).toMatchObject({ ok: true });
    expect(await find(world, ofRequirement)).toBeNull();
  });
});
