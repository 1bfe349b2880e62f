/** The sample's goals, scenarios, fit and gaps: whoever tries the sandbox finds something to read in every list. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOpportunity, type GoalDocument } from '#src/goals/domain.ts';
import { askReached } from '#src/goals/ask-service.ts';
import { openLimitCtas } from '#src/fit/limit-service.ts';
import { doMorning } from '#src/morning/service.ts';
import { doMoments } from '#src/scenarios/moments-service.ts';
import type { Harness } from '../slack/harness.ts';
import { createTestDatabase, onEachDatabase } from '../support/database.ts';
import { answerTo, load, startSample, TODAY, type Sample } from './sample-rig.ts';

/** What somebody types, and what they find among other things. */
const FOUND: [typed: string, ...found: string[]][] = [
  ['/cs goals', 'The newest of 25 goals and pieces of feedback'],
  ['/cs goals fair', 'Integrators write to us before the next fair', 'Ingrid Solheim'],
  ['/account goal Acme Robotics', '2 Goal Cards', 'active', 'v3 by @jonas', '💡 opportunity'],
  ['/account goal Lakeside Clinics', '2 Goal Cards', 'achieved'],
  ['/account goal Müller', '2 Goal Cards', 'missed'],
  ['/account feedback Acme Robotics', '2 pieces of feedback', 'may be quoted until', 'not asked yet'],
  ['/account feedback Kestrel', '1 piece of feedback', 'consent expired'],
  ['/cs scenario', 'An offer worth an address', 'First call within the day'],
  [
    '/cs scenario First call within the day',
    '16 accounts',
    'too few to tell',
    'median',
    '9 answers',
    'Rewards: one of 3',
    '1 shipped',
  ],
  ['/cs requirements', '4 open requirements', '1 shipped', 'proposed', 'accepted', 'built', '€72k'],
  ['/account fit Acme Robotics', 'Good fit', 'Differs from the ideal customer', 'Advocacy 3 of 3'],
  ['/account fit Harborview', 'Stretch', 'Sun 15 Nov'],
  ['/account fit Juniper', 'Stretch', 'Wed 2 Dec'],
  ['/account fit Papaya', 'Bad fit'],
  ['/account fit Mistral', 'Unknown'],
  ['/cs fit', 'Marta Lindqvist', 'Devon Clarke', 'Referral', 'Inbound'],
  ['/cs profile', 'something that takes explaining'],
  ['/cs cac', 'Standard', 'Assisted', 'Solo', 'Who refers most', '(without referrals'],
  ['/account acquisition Acme Robotics', 'acquisition efficiency', 'Sold by Marta Lindqvist'],
  ['/account acquisition Zuri', 'Cobalt Fitness'],
  ['/account gap Acme Robotics', '2 open gaps, 1 late', 'Training', 'Service'],
  ['/cs gaps', 'Product change', 'Training', 'Article', 'Course', 'Service', 'Partner', '1 late'],
  ['/account ask Acme Robotics', '2 late', 'Draft a message to Ingrid Solheim'],
  ['/account ask Sakura', 'Send the guide'],
];

onEachDatabase('what a person finds in the sandbox', (use) => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await startSample(use());
  });
  afterAll(() => harness.stop());

  it.each(FOUND)('%s', async (typed, ...found) => {
    const answer = await answerTo(harness, 'U0GRACEA', typed);
    for (const text of found) expect(answer).toContain(text);
  });

  it('is asked by the morning’s list for more than reviews', async () => {
    const list = harness.sandbox.channel('cs-daily').messages()[0]!.plain();
    expect(list).toContain('12 accounts need an EBR');
    expect(list).toContain('12 other CTAs');
    const call = await harness.sandbox.as('U0LINHTR').command('/cs', 'today');
    const own = (await call.nextReply()).plain();
    expect(own).toContain('Is the goal “Shops order without a sales visit” achieved?');
  });
});

onEachDatabase('the goals of the sample', (use) => {
  let sample: Sample;

  beforeAll(async () => {
    sample = await load(use());
  });

  const tally = (values: readonly (string | null)[]) =>
    Object.fromEntries(
      [...Map.groupBy(values, (value) => value)].map(([value, { length }]) => [value, length]),
    );

  it('has cards in several states, some with versions, and opportunities among them', async () => {
    const cards = await use()
      .db.selectFrom('goal_card')
      .selectAll()
      .where('workspace_id', '=', sample.workspaceId)
      .execute();
    expect(tally(cards.map(({ state }) => state))).toEqual({ active: 9, draft: 3, achieved: 2, missed: 1 });
    expect(cards.filter(({ document }) => isOpportunity(JSON.parse(document) as GoalDocument))).toHaveLength(
      2,
    );
    expect(cards.filter(({ asked_cta_id }) => asked_cta_id !== null)).toHaveLength(1);
    expect(new Set(cards.map(({ account_id }) => account_id)).size).toBeGreaterThan(8);
  });

  it('has feedback with every consent, most of it evidence', async () => {
    const feedback = await use()
      .db.selectFrom('feedback')
      .selectAll()
      .where('workspace_id', '=', sample.workspaceId)
      .execute();
    expect(tally(feedback.map(({ consent }) => consent))).toEqual({ granted: 6, not_asked: 2, refused: 2 });
    const until = feedback.flatMap(({ consent_until }) => consent_until ?? []);
    expect(until.filter((day) => day < TODAY)).toHaveLength(1);
    expect(until.filter((day) => day >= TODAY && day <= '2026-11-30')).toHaveLength(1);
    const evidence = await use()
      .db.selectFrom('evidence')
      .select(['subject', 'feedback_id'])
      .where('workspace_id', '=', sample.workspaceId)
      .execute();
    expect(new Set(evidence.map(({ subject }) => subject))).toEqual(new Set(['goal', 'gap']));
    expect(new Set(evidence.map(({ feedback_id }) => feedback_id)).size).toBe(8);
  });

  it('has gaps and requirements in every state, and bridges of every kind', async () => {
    const gaps = await use()
      .db.selectFrom('gap')
      .selectAll()
      .where('workspace_id', '=', sample.workspaceId)
      .execute();
    expect(tally(gaps.map(({ state }) => state))).toEqual({ open: 11, bridged: 1, dropped: 1 });
    expect(new Set(gaps.map(({ bridge_kind }) => bridge_kind)).size).toBe(6);
    expect(new Set(gaps.map(({ owner }) => owner))).toEqual(new Set(['us', 'customer']));
    const late = gaps.filter(({ state, due_on }) => state === 'open' && due_on !== null && due_on < TODAY);
    expect(late.map(({ owner }) => owner)).toEqual(['customer', 'customer']);
    const requirements = await use()
      .db.selectFrom('requirement')
      .selectAll()
      .where('workspace_id', '=', sample.workspaceId)
      .execute();
    expect(tally(requirements.map(({ state }) => state))).toEqual({
      proposed: 2,
      accepted: 1,
      built: 1,
      shipped: 1,
    });
  });

  it('has every verdict, changes of it, and says of each account what its newest assessment says', async () => {
    const assessments = await use()
      .db.selectFrom('fit_assessment')
      .selectAll()
      .where('workspace_id', '=', sample.workspaceId)
      .orderBy('id')
      .execute();
    const newest = new Map(assessments.map(({ account_id, verdict }) => [account_id, verdict]));
    expect(tally([...newest.values()])).toEqual({ good_fit: 26, stretch: 3, bad_fit: 4, unknown: 3 });
    expect(assessments.length - newest.size).toBe(3);
    const accounts = await use()
      .db.selectFrom('account')
      .select(['id', 'fit'])
      .where('workspace_id', '=', sample.workspaceId)
      .execute();
    for (const { id, fit } of accounts) expect(fit).toBe(newest.get(id) ?? null);
  });

  it('opens one CTA of each other kind, for accounts that are not up for a review', async () => {
    await doMorning(sample.deps, sample.workspaceId, sample.applied, TODAY);
    const ctas = (
      await use().db.selectFrom('cta').selectAll().where('workspace_id', '=', sample.workspaceId).execute()
    ).filter(({ state }) => state === 'open');
    expect(tally(ctas.map(({ type }) => type))).toMatchObject({
      goal_confirm: 1,
      scenario_trigger: 1,
      reward: 1,
      fit_limit: 1,
    });
    const reviewed = new Set(ctas.filter(({ type }) => type === 'ebr').map(({ account_id }) => account_id));
    const asked = new Set(['goal_confirm', 'scenario_trigger', 'reward', 'fit_limit']);
    for (const { type, account_id } of ctas)
      if (asked.has(type)) expect(reviewed.has(account_id)).toBe(false);
  });
});

describe('the day on which the goals are loaded', () => {
  it.each([TODAY, '2026-06-01', '2027-01-01', '2026-05-31', '2028-02-29', '2026-11-25'])(
    'may be %s: what is done once a day has nothing new to say',
    async (today) => {
      const database = await createTestDatabase('sqlite');
      const { deps, workspaceId, applied } = await load(database, { today });
      expect(await openLimitCtas(deps, workspaceId, today)).toBe(0);
      expect(await askReached(deps, workspaceId, today)).toBe(0);
      expect(await doMoments(deps, workspaceId, applied.program, today, async () => {})).toEqual({
        triggered: 0,
        rewarded: 0,
        resolved: 0,
      });
      const open = await database.db
        .selectFrom('cta')
        .select('type')
        .where('workspace_id', '=', workspaceId)
        .where('state', '=', 'open')
        .where('type', 'in', ['goal_confirm', 'scenario_trigger', 'reward', 'fit_limit'])
        .orderBy('type')
        .execute();
      expect(open.map(({ type }) => type)).toEqual([
        'fit_limit',
        'goal_confirm',
        'reward',
        'scenario_trigger',
      ]);
      await database.remove();
    },
  );
});
