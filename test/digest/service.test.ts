/** What the digest tells of a week, each figure worked out by hand; and that it is posted once. */
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import { inTransaction } from '#src/base/deps.ts';
import { SECTION_IDS, type Digest } from '#src/digest/domain.ts';
import {
  findNewestDigest,
  postDigest,
  readDigest,
  refreshDigest,
  rehearseDigest,
} from '#src/digest/service.ts';
import { takeSnapshots } from '#src/health/service.ts';
import { assessWorkspace, markStale } from '#src/journey/service.ts';
import { onEachDatabase, type TestDatabase } from '../support/database.ts';
import { dumpTables } from '../support/dump.ts';
import { LENA, TODAY } from './make-digest.ts';
import { ago, createWeek, type DigestWorld, writeActions } from './world.ts';

const names = ({ accounts }: { accounts: readonly { name: string }[] }) => accounts.map(({ name }) => name);

onEachDatabase('the digest of a week', (use) => {
  let world: DigestWorld;
  let digest: Digest;
  const read = (date = TODAY) => readDigest(world.deps, world.workspaceId, world.applied, date);
  beforeAll(async () => {
    world = await createWeek(use());
    await writeActions(use(), world.workspaceId);
    digest = await read();
  });

  describe('tells first of customers', () => {
    it('who reached a milestone, once each, with their own words', () => {
      const { reached, milestones } = digest.sections.customers.facts;
      expect(reached.total).toBe(2);
      expect(reached.accounts).toEqual([
        expect.objectContaining({
          name: 'Acme',
          arr: 48_000,
          currency: 'EUR',
          milestone: 'First leads',
          value: 'Strangers raised their hand',
          on: ago(5),
          words: '50 leads a month from our own site',
        }),
        expect.objectContaining({ name: 'Cora', milestone: 'Qualified pipeline', on: ago(3), words: null }),
      ]);
      expect(milestones).toEqual([
        { id: 'first-leads', name: 'First leads', accounts: 2, furthest: 1 },
        { id: 'pipeline', name: 'Qualified pipeline', accounts: 1, furthest: 1 },
      ]);
    });

    it('who slipped since a week ago', () => {
      const { slipped } = digest.sections.customers.facts;
      expect(slipped.total).toBe(1);
      expect(slipped.accounts).toEqual([
        expect.objectContaining({ name: 'Dune', milestones: ['Qualified pipeline'] }),
      ]);
    });

    it('who is at risk and why: those that got worse before those that are red', () => {
      const { atRisk } = digest.sections.customers.facts;
      expect(atRisk.total).toBe(2);
      expect(atRisk.accounts).toEqual([
        expect.objectContaining({
          name: 'Juno',
          band: 'red',
          before: 'green',
          score: 2_000,
          why: ['Weekly use got worse (90 → 20)'],
        }),
        expect.objectContaining({ name: 'Kilo', band: 'red', before: 'red', why: [] }),
      ]);
    });

    it('who renews before the value is there, in the next 90 days', () => {
      const { renewals } = digest.sections.customers.facts;
      expect(renewals).toMatchObject({
        total: 1,
        arr: [{ currency: 'EUR', amount: 70_000 }],
        accounts: [{ name: 'Hotel', milestone: 'First leads', renewsOn: addDays(TODAY, 20), likelyOn: null }],
      });
    });

    it('who left and why, but for those that are back', () => {
      const { left } = digest.sections.customers.facts;
      expect(left).toMatchObject({
        total: 2,
        arr: [{ currency: 'EUR', amount: 21_000 }],
        accounts: [
          {
            name: 'Echo',
            on: ago(3),
            reason: 'pricing',
            note: 'Too dear for <!channel>',
            milestone: 'First leads',
          },
          { name: 'Grit', on: TODAY, reason: null },
        ],
      });
    });
  });

  it('tells of customer success: reviews, plans, plays and health of the week', () => {
    const { reviews, plans, plays, health, milestones } = digest.sections.success.facts;
    expect(reviews).toEqual({ due: 2, late: 1, held: 1, booked: 1 });
    expect(plans).toEqual({ kept: 1, broken: 1, late: 2 });
    expect(plays).toMatchObject({ running: 3, done: 1, inTime: 1, late: 2, ofNobody: 1, forData: 1 });
    expect(plays.steps).toEqual([
      { what: 'Call (Save it)', dueOn: ago(2), account: 'Kilo', owner: null },
      { what: 'Call (Save it)', dueOn: ago(1), account: 'Kilo', owner: LENA },
    ]);
    expect(health).toMatchObject({
      day: TODAY,
      beforeDay: ago(7),
      now: { green: 1, yellow: 0, red: 2 },
      before: { green: 1, yellow: 1, red: 1 },
    });
    expect(health?.moves.filter(({ from, to }) => from !== 'unknown' && to !== 'unknown')).toEqual([
      { from: 'green', to: 'red', accounts: 1 },
      { from: 'yellow', to: 'green', accounts: 1 },
    ]);
    // Eighteen began; Quebec is no customer yet and works on the milestone all the same.
    expect(milestones.map(({ id, entered, reached, churned }) => [id, entered, reached, churned])).toEqual([
      ['first-leads', 19, 5, 3],
      ['pipeline', 5, 3, 0],
    ]);
  });

  it('tells of sales: fit by who sold, bad fits of the week, referrals, cost, opportunities', () => {
    const { week, quarter, badFits, referrals, cac, opportunities } = digest.sections.sales.facts;
    const none = { good: 0, stretch: 0, bad: 0, unknown: 0 };
    expect(week).toEqual([
      { ...none, soldBy: expect.stringMatching(/^ann/i), good: 1, bad: 1 },
      { ...none, soldBy: null, unknown: 1 },
    ]);
    expect(quarter).toEqual([
      { ...none, soldBy: expect.stringMatching(/^ann/i), good: 1, bad: 1 },
      { ...none, soldBy: 'Ben', bad: 1 },
      { ...none, soldBy: null, unknown: 15 },
    ]);
    expect(badFits).toMatchObject({
      of: 'week',
      total: 1,
      accounts: [{ name: 'Mike', soldBy: 'Ann', startedOn: ago(2) }],
    });
    expect(referrals).toEqual({ week: 1, quarter: 1, referrers: [{ name: 'Acme', customers: 1 }] });
    // 900 for Acme and 100 for Nova, whom Acme referred; whoever is no customer yet does not count.
    expect(cac).toEqual([{ segment: 'Standard', currency: 'EUR', cac: 500, bought: 1, referred: 1 }]);
    expect(opportunities).toMatchObject({
      total: 1,
      accounts: [{ name: 'Acme', kind: 'advocacy', ask: 'A quote about the first lead' }],
    });
  });

  it('tells of the product: gaps, what is asked of it, what they would use instead', () => {
    const { gaps, requirements, alternatives, releases } = digest.sections.product.facts;
    expect(releases).toEqual([]);
    expect(gaps).toMatchObject([{ kind: 'product_change', gaps: 1, late: 1, accounts: 1 }]);
    expect(requirements).toEqual({
      asked: 1,
      waiting: [
        {
          id: 'sso',
          title: 'Single sign-on',
          state: 'accepted',
          accounts: 1,
          arr: [{ currency: 'EUR', amount: 48_000 }],
        },
      ],
    });
    expect(alternatives).toEqual([
      { name: 'excel', accounts: 2, rating: 3 },
      { name: 'An agency', accounts: 1, rating: null },
    ]);
  });

  it('tells what waits for a decision', () => {
    const { questions, overdue, fitLimits } = digest.sections.decisions.facts;
    expect(questions).toMatchObject([
      { name: 'Concierge onboarding', ownerName: 'Lena Hoff', dueOn: ago(8) },
    ]);
    // Each once: the to-do that stands for a step is that step.
    expect(overdue.map(({ kind, total, ofNobody }) => [kind, total, ofNobody])).toEqual([
      ['action', 1, 0],
      ['step', 2, 1],
      ['plan_item', 1, 1],
      ['gap', 1, 0],
      ['goal', 1, 1],
      ['cta', 1, 1],
      ['customer', 1, 0],
    ]);
    expect(overdue.flatMap(({ items }) => items.slice(0, 1))).toMatchObject([
      { what: 'Answer Kilo', dueOn: ago(3), account: null, owner: LENA },
      { dueOn: ago(2), account: 'Kilo' },
      { what: 'Name an owner of the landing pages', dueOn: ago(10), account: 'Acme' },
      { what: 'They cannot sign in', dueOn: ago(1), account: 'Acme', owner: LENA },
      { what: 'Goal', dueOn: ago(4), account: 'Kilo' },
      { what: 'Hold an EBR', dueOn: ago(13), account: 'Juno' },
      { dueOn: ago(12), account: 'Acme', owner: null },
    ]);
    expect(fitLimits).toMatchObject({ total: 1, accounts: [{ name: 'Kilo', until: ago(2) }] });
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
      ...closed,
    })
    .execute();
  await inTransaction(deps, (trx) =>
    markStale(trx, deps.database.dialect, workspaceId, [{ accountId: ids['red']!, day }]),
  );
  await assessWorkspace(deps, workspaceId, applied.program, day);
  await takeSnapshots(deps, workspaceId, applied, day);
}

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
    const asked = { ...own, day: TODAY, person_id: 'lena', version: 1 };
    await db
      .insertInto('digest_comment')
      .values([
        { ...asked, section: 'success', comment: 'Two reviews <!here> moved us', commented_at: '' },
        { ...asked, section: 'product' },
      ])
      .execute();
    const action = { ...own, kind: 'action' as const, version: 1, created_by: 'lena', created_at: '' };
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
