/** A digest tells of its date, whatever came after it, and is told without keeping anything. */
import { sql } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import { inTransaction } from '#src/base/deps.ts';
import { readDigest, rehearseDigest } from '#src/digest/service.ts';
import { takeSnapshots } from '#src/health/service.ts';
import { assessWorkspace, markStale } from '#src/journey/service.ts';
import { onEachDatabase, type TestDatabase } from '../support/database.ts';
import { dumpTables } from '../support/dump.ts';
import { TODAY } from './make-digest.ts';
import { ago } from './days.ts';
import { createWeek, type DigestWorld } from './world.ts';
import { writeActions } from './world-work.ts';

const names = ({ accounts }: { accounts: readonly { name: string }[] }) => accounts.map(({ name }) => name);

onEachDatabase('the digest of a date', (use) => {
  let world: DigestWorld;
  const read = (date = TODAY) => readDigest(world.deps, world.workspaceId, world.applied, date);
  beforeAll(async () => {
    world = await createWeek(use());
    await writeActions(use(), world.workspaceId);
  });

  it('says the same of a past date, whatever came after it', async () => {
    const before = await read(ago(7));
    const { reached, left } = before.sections.customers.facts;
    expect(names(reached)).toEqual(['Bolt']);
    expect(names(left)).toEqual(['Fox']);
    expect(before.sections.success.facts.reviews).toMatchObject({ held: 1 });
    expect(before.sections.success.facts.plans).toMatchObject({ kept: 1, broken: 0 });
    expect(before.sections.sales.facts.week.map(({ soldBy }) => soldBy)).toEqual(['Ben']);
  });

  it('says on a later day what was true on its own', async () => {
    const later = await createWeek(use());
    await writeActions(use(), later.workspaceId);
    const tell = () => readDigest(later.deps, later.workspaceId, later.applied, TODAY);
    const { toldOn, ...told } = await tell();
    expect(toldOn).toBe(TODAY);
    await liveOn(use(), later, addDays(TODAY, 1));
    later.setNow(`${addDays(TODAY, 2)}T07:00:00Z`);
    // Who waits for a requirement is told as it is now, and the digest says so.
    const { product } = told.sections;
    const requirements = { ...product.facts.requirements, waiting: [] };
    const sections = {
      ...told.sections,
      product: { ...product, facts: { ...product.facts, requirements } },
    };
    expect(await tell()).toEqual({ ...told, sections, toldOn: addDays(TODAY, 2) });
  });

  it('is told for any date without keeping anything', async () => {
    const kept = await dumpTables(use());
    const { digest: told, replies } = await rehearseDigest(
      world.deps,
      world.workspaceId,
      world.applied,
      ago(30),
    );
    expect(told.sections.success.facts.health).not.toBeNull();
    expect(replies.length).toBeGreaterThan(0);
    expect(await dumpTables(use())).toEqual(kept);
  });
});

/** What happens to everything that a digest tells of, on a day after it. */
async function liveOn({ db }: TestDatabase, { workspaceId, ids, deps, applied }: DigestWorld, day: string) {
  const at = `${day}T09:00:00.000Z`;
  const closed = { closed_on: day };
  const own = { workspace_id: workspaceId };
  const update = async (
    table: 'leadership_action' | 'plan_item' | 'gap' | 'goal_card' | 'cta',
    state: string,
  ) => {
    await sql`update ${sql.table(table)} set state = ${state}, closed_on = ${day}
      where workspace_id = ${workspaceId} and closed_on is null and state <> 'decided'`.execute(db);
  };
  await update('leadership_action', 'done');
  await update('plan_item', 'kept');
  await update('gap', 'bridged');
  await update('goal_card', 'achieved');
  await update('cta', 'done');
  await db
    .updateTable('play_step')
    .set({ state: 'done', done_on: day })
    .where('workspace_id', '=', workspaceId)
    .where('done_on', 'is', null)
    .execute();
  await db
    .updateTable('play_run')
    .set({ state: 'done', ...closed })
    .where('workspace_id', '=', workspaceId)
    .where('closed_on', 'is', null)
    .execute();
  await db
    .updateTable('ebr')
    .set({ state: 'held', held_on: addDays(day, 2) })
    .where('workspace_id', '=', workspaceId)
    .where('state', '=', 'booked')
    .execute();
  await db
    .insertInto('churn')
    .values({ ...own, account_id: ids['red']!, day, key: 'left later', returned: 0 })
    .execute();
  await db
    .insertInto('leadership_action')
    .values({
      ...own,
      id: 'of-later',
      kind: 'decision',
      what: 'Later',
      state: 'decided',
      version: 1,
      created_by: 'lena',
      created_at: at,
      updated_by: 'lena',
      updated_at: at,
      ...closed,
    })
    .execute();
  await inTransaction(deps, (trx) =>
    markStale(trx, deps.database.dialect, workspaceId, [{ accountId: ids['red']!, day }]),
  );
  await assessWorkspace(deps, workspaceId, applied.program, day);
  await takeSnapshots(deps, workspaceId, applied, day);
}
