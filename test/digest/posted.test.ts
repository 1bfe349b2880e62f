/** A digest is posted once, with its thread, and keeps what it told. */
import { expect, it } from 'vitest';
import { inTransaction } from '#src/base/deps.ts';
import { SECTION_IDS } from '#src/digest/domain.ts';
import { findNewestDigest, postDigest, readDigest, refreshDigest } from '#src/digest/service.ts';
import { onEachDatabase } from '../support/database.ts';
import { TODAY } from './make-digest.ts';
import { ago } from './days.ts';
import { createWeek } from './world.ts';

onEachDatabase('a digest that is posted', (use) => {
  it('is written once with its thread, keeps what it told, and shows what people say to it', async () => {
    const { db } = use();
    const { deps, workspaceId, applied } = await createWeek(use());
    const own = { workspace_id: workspaceId };
    await db
      .insertInto('digest_section')
      .values([
        { ...own, section: 'customers', owner_id: 'marco' },
        { ...own, section: 'success', owner_id: 'lena' },
        { ...own, section: 'product', owner_id: 'lena' },
      ])
      .execute();
    const asked = { ...own, day: TODAY, person_id: 'lena', told: '{}', version: 1 };
    await db
      .insertInto('digest_comment')
      .values([
        { ...asked, section: 'success', comment: 'Two reviews <!here> moved us', commented_at: '' },
        { ...asked, section: 'product' },
      ])
      .execute();
    const stamps = { created_by: 'lena', created_at: '', updated_by: 'lena', updated_at: '' };
    const action = { ...own, ...stamps, kind: 'action' as const, version: 1 };
    await db
      .insertInto('leadership_action')
      .values([
        { ...action, id: 'a', what: 'Call Echo', owner_id: 'lena', due_on: ago(1), state: 'open' },
        {
          ...action,
          id: 'b',
          what: 'Write to Fox',
          owner_id: 'lena',
          due_on: ago(3),
          state: 'done',
          closed_on: ago(2),
        },
        { ...action, id: 'c', what: 'Long ago', owner_id: 'lena', state: 'done', closed_on: ago(20) },
      ])
      .execute();

    const post = () =>
      postDigest({ ...deps, upload: null, readersOf: null }, workspaceId, applied, TODAY, 'cli');
    const results = await Promise.all([post(), post()]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.find(({ ok }) => !ok)).toMatchObject({ problem: 'posted-already', newest: TODAY });
    expect(
      await postDigest({ ...deps, upload: null, readersOf: null }, workspaceId, applied, ago(7), 'cli'),
    ).toMatchObject({
      ok: false,
    });

    const rows = await db
      .selectFrom('outbox')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .orderBy('id')
      .execute();
    expect(rows.map(({ channel }) => channel)).toEqual(rows.map(() => 'leadership'));
    // The message, what was said before, a reply for each section, and the agenda.
    expect(rows).toHaveLength(1 + 1 + SECTION_IDS.length + 1);
    expect(rows.map(({ target_id: target }) => target)).toEqual([
      null,
      ...rows.slice(1).map(() => rows[0]!.id),
    ]);
    const said = JSON.stringify(rows);
    expect(said).not.toMatch(/<!(channel|here)>/);
    expect(rows[0]!.payload).toContain('Two reviews &lt;!here&gt; moved us');
    expect(rows[0]!.payload).toContain('No word from <@U0LENA> on product');
    expect(rows[0]!.payload).toContain('1 done, 1 overdue: “Call Echo” (<@U0LENA>');
    expect(rows[0]!.payload).not.toContain('Long ago');
    expect(rows[0]!.payload).not.toContain('Marco');
    expect(rows.at(-1)!.payload).toContain('Agenda');

    const kept = await findNewestDigest(db, workspaceId);
    expect(kept).toMatchObject({ day: TODAY, outboxId: rows[0]!.id, place: null });
    expect(kept?.digest).toEqual(await readDigest(deps, workspaceId, applied, TODAY));

    await db
      .updateTable('digest_comment')
      .set({ comment: 'The release is late' })
      .where('workspace_id', '=', workspaceId)
      .where('section', '=', 'product')
      .execute();
    await inTransaction(deps, (trx) => refreshDigest(deps, trx, workspaceId, kept!));
    const update = await db
      .selectFrom('outbox')
      .selectAll()
      .where('workspace_id', '=', workspaceId)
      .where('kind', '=', 'update')
      .executeTakeFirstOrThrow();
    expect(update).toMatchObject({ target_id: rows[0]!.id });
    expect(update.payload).toContain('The release is late');
    expect(update.payload).not.toContain('No word from');
  });

  it('brings pictures, and tells the figures where they cannot come', async () => {
    const { db } = use();
    const { deps, workspaceId, applied } = await createWeek(use());
    const drawn: string[] = [];
    const upload = async (_: string, { name, svg }: { name: string; svg: string }) => {
      drawn.push(name);
      expect(svg).toMatch(/^<svg/);
      return name === 'funnel.png' ? 'F0FUNNEL' : null;
    };
    await postDigest({ ...deps, upload, readersOf: null }, workspaceId, applied, TODAY, 'cli');
    expect(drawn).toEqual(['funnel.png', 'conversion.png', 'health.png']);
    const rows = await db
      .selectFrom('outbox')
      .select('payload')
      .where('workspace_id', '=', workspaceId)
      .orderBy('id')
      .execute();
    expect(rows[2]!.payload).toContain('"slack_file":{"id":"F0FUNNEL"}');
    expect(rows[2]!.payload).toContain('By the quarter in which they began');
    expect(rows[2]!.payload).not.toContain('"A week before');
  });
});
