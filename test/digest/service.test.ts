/** What the digest tells of a week, each figure worked out by hand. */
import { beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '#src/base/business-date.ts';
import type { Digest } from '#src/digest/domain.ts';
import { readDigest } from '#src/digest/service.ts';
import { onEachDatabase } from '../support/database.ts';
import { LENA, TODAY } from './make-digest.ts';
import { ago } from './days.ts';
import { createWeek, type DigestWorld } from './world.ts';
import { writeActions } from './world-work.ts';

onEachDatabase('the digest of a week', (use) => {
  let world: DigestWorld;
  let digest: Digest;
  beforeAll(async () => {
    world = await createWeek(use());
    await writeActions(use(), world.workspaceId);
    digest = await readDigest(world.deps, world.workspaceId, world.applied, TODAY);
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
        { id: 'first-leads', name: 'First leads', accounts: 2 },
        { id: 'pipeline', name: 'Qualified pipeline', accounts: 1 },
      ]);
    });

    it('who slipped since a week ago', () => {
      const { slipped } = digest.sections.customers.facts;
      expect(slipped.total).toBe(1);
      expect(slipped.accounts).toEqual([
        expect.objectContaining({ name: 'Dune', milestones: ['Qualified pipeline'] }),
      ]);
    });

    it('who is at risk and why: of one currency whoever pays most first, with what costs most', () => {
      const { atRisk } = digest.sections.customers.facts;
      expect(atRisk.total).toBe(2);
      expect(atRisk.accounts).toEqual([
        expect.objectContaining({
          name: 'Kilo',
          band: 'red',
          before: 'red',
          passedOn: null,
          why: [{ what: 'Weekly use', value: '10', points: 'costs 90 points' }],
        }),
        expect.objectContaining({
          name: 'Juno',
          band: 'red',
          before: 'green',
          score: 2_000,
          why: [{ what: 'Weekly use', value: '20', points: 'costs 80 points, 70 of them new' }],
        }),
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
          { name: 'Grit', on: ago(1), reason: null },
        ],
      });
    });
  });

  it('tells of customer success: reviews, plans, plays and health of the week', () => {
    const { reviews, lateReviews, plans, plays, health, milestones } = digest.sections.success.facts;
    expect(reviews).toEqual({ due: 2, late: 1, held: 1, booked: 1 });
    // The account of which two are late once.
    expect(lateReviews).toEqual([{ what: 'Hold an EBR', dueOn: ago(13), account: 'Acme', owner: null }]);
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
    // Cora reached a further milestone in the same week, and can be asked all the same.
    const quote = { kind: 'advocacy', milestone: 'First leads', ask: 'A quote about the first lead' };
    expect(opportunities).toMatchObject({
      total: 2,
      accounts: [
        { name: 'Acme', ...quote },
        { name: 'Cora', ...quote },
      ],
    });
  });

  it('tells of the product: gaps, what is asked of it, what they would use instead', () => {
    const { gaps, requirements, alternatives, releases } = digest.sections.product.facts;
    expect(releases).toEqual({ total: 0, accounts: [] });
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
    const { questions, overdue, fitLimits, renewals } = digest.sections.decisions.facts;
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
    expect(
      overdue.map(({ kind, byOwner }) => [kind, ...byOwner.map(({ owner, items }) => [owner, items])]),
    ).toEqual([
      ['action', [LENA, 1]],
      ['step', [LENA, 1], [null, 1]],
      ['plan_item', [null, 1]],
      ['gap', [LENA, 1]],
      ['goal', [null, 1]],
      ['cta', [null, 1]],
      ['customer'],
    ]);
    expect(renewals).toEqual({ total: 0, accounts: [] });
    expect(fitLimits).toMatchObject({ total: 1, accounts: [{ name: 'Kilo', until: ago(2) }] });
  });
});
