/** Goals whose KPI has reached its target: who is asked, once, and what an answer does. */
import { expect, it } from 'vitest';
import { askReached } from '#src/goals/ask-service.ts';
import type { GoalCard, Measure } from '#src/goals/domain.ts';
import { createGoalsAskJob } from '#src/goals/jobs.ts';
import { answerNotYet, findCard, moveGoal, saveGoal } from '#src/goals/service.ts';
import { createProgramSource } from '#src/program/service.ts';
import { letLeave } from '../accounts/make-account.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork, type WorkWorld } from '../support/work.ts';
import { documentWith } from './make-goal.ts';

const TODAY = '2026-11-23';
const press = { personId: 'priya', today: TODAY };
const after = async () => {};

onEachDatabase('a goal that reached its target', (use) => {
  const begin = async (measure: Partial<Measure> = {}) => {
    const world = await createWork(use(), { a: '2026-06-01' });
    const accountId = world.accounts['a']!;
    const { db } = use();
    await db
      .insertInto('person')
      .values([
        {
          workspace_id: world.workspaceId,
          id: 'lena',
          slack_user_id: 'U0LENA',
          name: 'Lena',
          created_at: '',
        },
        {
          workspace_id: world.workspaceId,
          id: 'marco',
          slack_user_id: 'U0MARCO',
          name: 'Marco',
          created_at: '',
        },
      ])
      .execute();
    await db
      .updateTable('account')
      .set({ name: 'Acme', lead_id: 'lena', partner_id: 'marco' })
      .where('id', '=', accountId)
      .execute();
    const card = await write(world, measure);
    await moveGoal(world.deps, world.workspaceId, card.id, 'activate', press, after);
    return world;
  };
  const write = async (world: WorkWorld, change: Partial<Measure>, version = 0): Promise<GoalCard> => {
    const measure = { kpi: 'leads_per_month', baseline: 20, target: 50, by: null, ...change };
    const edit = {
      cardId: 'c1',
      accountId: world.accounts['a']!,
      version,
      document: documentWith({ measure }),
      newContact: null,
    };
    const saved = await saveGoal(world.deps, world.workspaceId, edit, { program: null, press, after });
    if (!saved.ok) throw new Error(JSON.stringify(saved));
    return saved.card;
  };
  const measured = async (
    { workspaceId, accounts }: WorkWorld,
    values: Record<string, number>,
    kpi = 'leads_per_month',
  ) => {
    const rows = Object.entries(values).map(([day, value]) => ({
      workspace_id: workspaceId,
      account_id: accounts['a']!,
      kpi,
      day: day.slice(0, 10),
      key: `${kpi} ${day}`,
      value,
    }));
    await use().db.insertInto('kpi_value').values(rows).execute();
  };
  const ask = ({ deps, workspaceId }: WorkWorld, today = TODAY) => askReached(deps, workspaceId, today);
  const posts = ({ workspaceId }: WorkWorld) =>
    use()
      .db.selectFrom('outbox')
      .select(['channel', 'payload'])
      .where('workspace_id', '=', workspaceId)
      .execute();
  const ctas = async (world: WorkWorld) =>
    (await world.ctas('a')).map(({ type, state, ownerId, reason }) => ({ type, state, ownerId, reason }));

  it('is asked about once: a CTA for the lead, and a direct message', async () => {
    const world = await begin();
    await measured(world, { '2026-11-01': 51, '2026-11-20': 49 });
    expect(await ask(world)).toBe(0);
    await measured(world, { '2026-11-22': 48, '2026-11-22 later': 52, '2026-11-24': 10 });
    expect(await ask(world)).toBe(1);
    expect(await ask(world)).toBe(0);
    const [cta] = await world.ctas('a');
    expect(cta).toMatchObject({
      type: 'goal_confirm',
      state: 'open',
      ownerId: 'lena',
      title: 'Is the goal “More leads” achieved? leads_per_month reached 52',
      dueOn: '2026-11-26',
    });
    const [post, ...others] = await posts(world);
    expect(others).toEqual([]);
    expect(post?.channel).toBe('U0LENA');
    expect(JSON.parse(post?.payload ?? '')).toMatchObject({
      text: 'Acme reached 52 leads_per_month: is the goal achieved?',
    });
    expect(await world.audited(cta!.id)).toEqual(['milepost cta.open']);
    expect(await findCard(use().db, world.workspaceId, 'c1')).toMatchObject({
      askedOn: TODAY,
      askedCtaId: cta?.id,
    });
  });

  it('by falling to it, where the target lies under the baseline', async () => {
    const world = await begin({ baseline: 9, target: 2 });
    await measured(world, { '2026-11-20': 3 });
    expect(await ask(world)).toBe(0);
    await measured(world, { '2026-11-21': 2 });
    expect(await ask(world)).toBe(1);
  });

  it('without a baseline, by at least the target; and not after the measure’s last day', async () => {
    const world = await begin({ baseline: null, by: '2026-11-23' });
    await measured(world, { '2026-11-24': 60 });
    expect(await ask(world, '2026-11-25')).toBe(0);
    await measured(world, { '2026-11-23': 50 });
    expect(await ask(world, '2026-11-25')).toBe(1);
  });

  it('is asked of the partner where there is no lead, and of nobody where neither is in Slack', async () => {
    const world = await begin();
    const account = () => use().db.updateTable('account').where('id', '=', world.accounts['a']!);
    await measured(world, { '2026-11-20': 50 });
    await account().set({ lead_id: null }).execute();
    expect(await ask(world)).toBe(1);
    expect(await posts(world)).toMatchObject([{ channel: 'U0MARCO' }]);
    await write(world, { target: 49 }, 2);
    await account().set({ partner_id: null }).execute();
    expect(await ask(world)).toBe(1);
    expect(await posts(world)).toHaveLength(1);
    expect((await world.ctas('a')).map(({ ownerId }) => ownerId)).toEqual(['marco', null]);
  });

  it('is not reached by a value from before the account’s start: that counts for nothing', async () => {
    const world = await begin();
    await measured(world, { '2026-05-31': 90 });
    expect(await ask(world)).toBe(0);
    await measured(world, { '2026-06-01': 90 });
    expect(await ask(world)).toBe(1);
  });

  it('is not asked about while it is a draft, nor for a churned account, nor by another KPI', async () => {
    const world = await begin();
    await measured(world, { '2026-11-20': 90 }, 'other');
    expect(await ask(world)).toBe(0);
    await measured(world, { '2026-11-20': 90 });
    await letLeave(use(), world.accounts['a']!);
    expect(await ask(world)).toBe(0);
  });

  it('is achieved by one answer, which closes the CTA', async () => {
    const world = await begin();
    await measured(world, { '2026-11-20': 50 });
    await ask(world);
    const shown: string[] = [];
    await moveGoal(world.deps, world.workspaceId, 'c1', 'achieve', press, async (_trx, changed) => {
      shown.push(...changed.map(({ state }) => state));
    });
    expect(shown).toEqual(['done']);
    expect(await ctas(world)).toEqual([
      { type: 'goal_confirm', state: 'done', ownerId: 'lena', reason: 'achieved' },
    ]);
    expect(await answerNotYet(world.deps, world.workspaceId, 'c1', press, after)).toMatchObject({
      ok: false,
      card: { state: 'achieved' },
    });
  });

  it('stays active by “not yet”, and is asked about again when its measure has changed', async () => {
    const world = await begin();
    await measured(world, { '2026-11-20': 52 });
    await ask(world);
    expect(await answerNotYet(world.deps, world.workspaceId, 'c1', press, after)).toMatchObject({
      ok: true,
      card: { state: 'active', askedOn: TODAY, askedCtaId: null },
    });
    expect(await ctas(world)).toMatchObject([{ state: 'done', reason: 'Not yet' }]);
    expect(await ask(world)).toBe(0);
    await write(world, { target: 51 }, 3);
    expect(await ask(world)).toBe(1);
    await write(world, { target: 60 }, 4);
    expect(await ctas(world)).toMatchObject([
      { state: 'done' },
      { state: 'done', reason: 'The measure was changed' },
    ]);
    expect(await ask(world)).toBe(0);
  });

  it('is asked about by day, once for all processes', async () => {
    const world = await begin();
    await measured(world, { '2026-11-20': 52 });
    let kicks = 0;
    const deps = { ...world.deps, programs: createProgramSource(), kick: () => void (kicks += 1) };
    const job = createGoalsAskJob(deps, async () => [{ workspaceId: world.workspaceId }]);
    for (const now of [
      '2026-11-23T03:00:00Z',
      '2026-11-23T18:00:00Z',
      '2026-11-23T08:30:00Z',
      '2026-11-23T08:31:00Z',
    ]) {
      world.setNow(now);
      await job.run(new Date(now));
      expect(await posts(world)).toHaveLength(now < '2026-11-23T08:30' || now.includes('T18') ? 0 : 1);
    }
    expect(kicks).toBe(1);
  });
});
