/** Requirements: written, moved on, and ordered by who stands behind them. */
import { expect, it } from 'vitest';
import { requirementsMarkdown } from '#src/requirements/markdown.ts';
import { listBacked, listBackers, moveRequirement, saveRequirement } from '#src/requirements/service.ts';
import { readExport } from '#src/exports/store.ts';
import { joinScenario } from '#src/scenarios/service.ts';
import { letLeave } from '../accounts/make-account.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork, type WorkWorld } from '../support/work.ts';
import { growScenario, insertCard } from '../scenarios/support.ts';

const press = { personId: 'priya', today: '2026-11-23' };
const ALL = ['proposed', 'accepted', 'built', 'shipped'] as const;

onEachDatabase('requirements', (use) => {
  const write = async (world: WorkWorld, scenarioId: string | null, what: string) => {
    const edit = { id: world.deps.makeId(), scenarioId, version: 0, what, why: null, acceptance: null };
    const saved = await saveRequirement(world.deps, world.workspaceId, edit, press);
    if (!saved.ok) throw new Error(saved.problem);
    return saved.requirement;
  };
  const list = ({ workspaceId }: WorkWorld, scenarioId: string | null = null) =>
    listBacked(use().db, workspaceId, { states: ALL, scenarioId }, { limit: 10, offset: 0 });
  const gap = async (
    world: WorkWorld,
    account: string,
    requirementId: string,
    state: 'open' | 'bridged' = 'open',
  ) =>
    use()
      .db.insertInto('gap')
      .values({
        workspace_id: world.workspaceId,
        id: world.deps.makeId(),
        account_id: world.accounts[account]!,
        requirement_id: requirementId,
        what: 'x',
        bridge_kind: 'product_change',
        owner: 'us',
        state,
        version: 1,
        created_by: 'test',
        created_at: '',
        updated_by: 'test',
        updated_at: '',
      })
      .execute();

  it('are ordered by the accounts behind them, each once, with their money by currency', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const world = await createWork(use(), Object.fromEntries(names.map((name) => [name, '2026-01-01'])), []);
    const { deps, workspaceId, accounts } = world;
    const set = (name: string, values: { arr?: number; currency?: string }) =>
      use().db.updateTable('account').set(values).where('id', '=', accounts[name]!).execute();
    await set('a', { arr: 10_000, currency: 'EUR' });
    await set('b', { arr: 5_000, currency: 'USD' });
    await set('c', { arr: 1_000, currency: 'EUR' });
    await set('e', { arr: 9_000, currency: 'EUR' });
    await letLeave(use(), accounts['e']!);
    const card = (name: string, state: 'draft' | 'active' | 'retired' = 'active') =>
      insertCard(deps, workspaceId, { accountId: accounts[name]!, state });
    const big = await growScenario(deps, workspaceId, await card('a'), {}, 'Big');
    for (const cardId of [
      await card('a'),
      await card('b', 'draft'),
      await card('d', 'retired'),
      await card('e'),
    ]) {
      await joinScenario(deps, workspaceId, { scenarioId: big, cardId }, press);
    }
    const small = await growScenario(deps, workspaceId, await card('c'), {}, 'Small');
    const nobody = await write(world, null, 'Nobody asks for it');
    const few = await write(world, small, 'Few ask for it');
    const many = await write(world, big, 'Many ask for it');
    await gap(world, 'c', many.id);
    await gap(world, 'a', many.id);
    await gap(world, 'd', many.id, 'bridged');
    const { requirements, total } = await list(world);
    expect(total).toBe(3);
    expect(requirements.map(({ id, accounts: behind }) => [id, behind])).toEqual([
      [many.id, 3],
      [few.id, 1],
      [nobody.id, 0],
    ]);
    expect(requirements[0]).toMatchObject({
      scenarioName: 'Big',
      backing: [
        { currency: 'EUR', accounts: 2, arr: 11_000 },
        { currency: 'USD', accounts: 1, arr: 5_000 },
      ],
    });
    expect((await list(world, small)).requirements.map(({ id }) => id)).toEqual([few.id]);
    const inNoState = { states: [], scenarioId: null };
    expect(await listBacked(use().db, workspaceId, inNoState, { limit: 10, offset: 0 })).toEqual({
      requirements: [],
      total: 0,
    });
    const backers = await listBackers(use().db, workspaceId, [many.id], 2);
    expect(backers.get(many.id)).toEqual([`Account ${accounts['a']}`, `Account ${accounts['b']}`]);
    const exported: unknown[] = [];
    for await (const rows of readExport(use().db, workspaceId, 'requirements')) exported.push(...rows);
    expect(exported).toMatchObject([
      { what: 'Nobody asks for it', accounts: 0 },
      { what: 'Few ask for it', accounts: 1 },
      { what: 'Many ask for it', accounts: 3, scenario: 'Big' },
    ]);
  });

  it('go on state by state, shipped only in a release, and back', async () => {
    const world = await createWork(use(), { a: '2026-01-01' }, []);
    const { deps, workspaceId } = world;
    const { id } = await write(world, null, 'A report');
    const move = (
      from: (typeof ALL)[number],
      direction: 'on' | 'back' = 'on',
      release: string | null = null,
    ) => moveRequirement(deps, workspaceId, id, { from, direction, release }, press);
    expect(await move('proposed')).toMatchObject({
      ok: true,
      requirement: { state: 'accepted', version: 2 },
    });
    expect(await move('proposed')).toMatchObject({ ok: false, problem: 'moved-already' });
    expect(await move('accepted')).toMatchObject({ ok: true, requirement: { state: 'built' } });
    expect(await move('built')).toEqual({ ok: false, problem: 'release-missing' });
    const shipped = { ok: true, requirement: { state: 'shipped', release: '2026.11' } };
    expect(await move('built', 'on', '2026.11')).toMatchObject(shipped);
    expect(await move('shipped', 'back')).toMatchObject({
      ok: true,
      requirement: { state: 'built', release: null },
    });
  });

  it('are written once, and the second of two editors is shown what the first one saved', async () => {
    const world = await createWork(use(), { a: '2026-01-01' }, []);
    const { deps, workspaceId } = world;
    const first = await write(world, null, 'A report');
    const edit = { ...first, why: null, acceptance: null };
    expect(await saveRequirement(deps, workspaceId, { ...edit, version: 0 }, press)).toMatchObject({
      ok: true,
    });
    expect(await saveRequirement(deps, workspaceId, { ...edit, what: 'A chart' }, press)).toMatchObject({
      ok: true,
      requirement: { version: 2 },
    });
    expect(await saveRequirement(deps, workspaceId, { ...edit, what: 'A table' }, press)).toMatchObject({
      ok: false,
      problem: 'changed-meanwhile',
      requirement: { what: 'A chart' },
    });
    expect((await list(world)).total).toBe(1);
  });
});

it('become Markdown in which nothing that was typed is markup', () => {
  const requirement = {
    id: 'r1',
    scenarioId: null,
    what: 'A *report* <b>\n1. for the @board',
    why: '# They ask',
    acceptance: null,
    state: 'shipped' as const,
    release: '2026.11',
    version: 1,
    scenarioName: 'Weekly digest',
    accounts: 12,
    backing: [{ currency: 'EUR', accounts: 12, arr: 480_000 }],
  };
  expect(requirementsMarkdown([requirement], new Map([['r1', ['Acme', 'Globex']]]))).toBe(
    [
      '## A \\*report\\* \\<b\\>',
      '',
      'State: shipped in 2026.11 · scenario: Weekly digest · id: r1',
      '',
      '### What must exist',
      '',
      'A \\*report\\* \\<b\\>',
      '1\\. for the @\u200Bboard',
      '',
      '### Why',
      '',
      '\\# They ask',
      '',
      '### Who stands behind',
      '',
      '12 accounts, €480k a year: Acme, Globex and 10 more',
      '',
    ].join('\n'),
  );
});
