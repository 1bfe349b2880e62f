/** CTAs that are neither reviews nor plan items on the list: where they stand, and what is left out. */
import { expect, it } from 'vitest';
import { insertCtas, type NewCta } from '#src/ctas/service.ts';
import { MAX_OTHER_ROWS, type MorningList } from '#src/morning/domain.ts';
import { readList, readToday } from '#src/morning/list-service.ts';
import { STEP_CTA } from '#src/plays/domain.ts';
import { onEachDatabase } from '../support/database.ts';
import { createWork, ruleOf, type WorkWorld } from '../support/work.ts';

const TODAY = '2026-11-23';
const LATE = '2026-06-01';
const YOUNG = '2026-11-01';

onEachDatabase('the other CTAs of the list', (use) => {
  /** Two accounts that need an EBR, `a` of Priya and `b` of Lena, and `c` that needs none. */
  async function start(): Promise<WorkWorld> {
    const world = await createWork(use(), { a: LATE, b: LATE, c: YOUNG }, [
      ruleOf('r1'),
      ruleOf(
        'r2',
        { name: 'Young', when: { kind: 'not', of: { kind: 'days_at_milestone', moreThan: 90 } } },
        {
          cta: 'check_in',
          owner: 'partner',
          dueInBusinessDays: 2,
        },
      ),
    ]);
    const { workspaceId, accounts } = world;
    const { db } = use();
    const people = ['priya', 'lena'].map((id) => ({
      workspace_id: workspaceId,
      id,
      name: id,
      created_at: '',
    }));
    await db.insertInto('person').values(people).execute();
    for (const [name, lead] of Object.entries({ a: 'priya', b: 'lena', c: 'priya' })) {
      await db
        .updateTable('account')
        .set({ lead_id: lead, partner_id: 'lena' })
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', accounts[name]!)
        .execute();
    }
    await world.sync(TODAY);
    return world;
  }

  async function add(world: WorkWorld, ...ctas: (Partial<NewCta> & { account: string })[]): Promise<void> {
    const made = ctas.map(({ account, ...change }) => ({
      id: world.deps.makeId(),
      accountId: world.accounts[account]!,
      type: 'scenario_trigger',
      title: 'The moment',
      priority: 'normal',
      ownerId: 'priya',
      dueOn: '2026-11-25',
      openedOn: TODAY,
      planItemId: null,
      ...change,
    }));
    await use()
      .db.transaction()
      .execute((trx) => insertCtas(trx, world.workspaceId, made, world.deps.now().toISOString()));
  }

  const listOf = ({ workspaceId, applied }: WorkWorld) =>
    readList(use().db, workspaceId, applied, TODAY, null, null);
  const told = (world: WorkWorld, { rows }: MorningList) => {
    const names = Object.fromEntries(Object.entries(world.accounts).map(([name, id]) => [id, name]));
    return rows.map(({ accountId, type, owner, title, also }) => {
      const folded = also.map((other) => ` + ${other.title}`).join('');
      return `${owner?.name ?? 'nobody'}: ${names[accountId]} ${type === 'ebr' ? type : title}${folded}`;
    });
  };

  it('come after all reviews, by owner and by when they are due; a rule’s with its why', async () => {
    const world = await start();
    await add(
      world,
      { account: 'c', title: 'Later', dueOn: '2026-12-01' },
      { account: 'c', title: 'Sooner' },
    );
    const list = await listOf(world);
    expect(told(world, list)).toEqual([
      'lena: b ebr',
      'priya: a ebr',
      'lena: c Young',
      'priya: c Sooner',
      'priya: c Later',
    ]);
    expect(list.summary).toMatchObject({ due: 2, others: 3, othersFolded: 0, rules: ['Rule r1'] });
    const young = list.rows.find(({ title }) => title === 'Young');
    expect(young?.listedBy.map(({ rule }) => rule)).toEqual(['r2']);
    expect(list.rows[0]?.listedBy.map(({ rule }) => rule)).toEqual(['r1']);
  });

  it('are told in the line of the review that the same person holds, or nobody else sees to', async () => {
    const world = await start();
    await add(
      world,
      { account: 'a', title: 'Of Priya' },
      { account: 'a', title: 'Of Lena', ownerId: 'lena' },
      { account: 'b', title: 'Of nobody', ownerId: null },
    );
    const list = await listOf(world);
    expect(told(world, list)).toEqual([
      'lena: b ebr + Of nobody',
      'priya: a ebr + Of Priya',
      'lena: c Young',
      'lena: a Of Lena',
    ]);
    expect(list.summary).toMatchObject({ others: 4, othersFolded: 2 });
  });

  it('are not in the channel while a play’s step is on time and somebody’s, but in everybody’s own list', async () => {
    const world = await start();
    const step = (title: string, change: Partial<NewCta>) => ({
      account: 'c',
      type: STEP_CTA,
      title,
      ...change,
    });
    await add(
      world,
      step('On time', { dueOn: TODAY }),
      step('Late', { dueOn: '2026-11-20' }),
      step('Of nobody', { ownerId: null }),
      { ...step('Beside the review', {}), account: 'a' },
    );
    const list = await listOf(world);
    expect(told(world, list)).toEqual([
      'lena: b ebr',
      'priya: a ebr + Beside the review',
      'lena: c Young',
      'priya: c Late',
      'nobody: c Of nobody',
    ]);
    expect(list.summary).toMatchObject({ others: 3, othersFolded: 0 });
    const { deps, workspaceId, applied } = world;
    const own = await readToday(deps, workspaceId, applied, TODAY, 'priya');
    expect(told(world, own)).toContain('priya: c On time');
    expect(own.summary).toMatchObject({ others: 5, othersFolded: 1 });
  });

  it('stand first for whom they are, of both kinds', async () => {
    const world = await start();
    await add(world, { account: 'c' });
    const { deps, workspaceId, applied } = world;
    const list = await readToday(deps, workspaceId, applied, TODAY, 'priya');
    expect(told(world, list)).toEqual([
      'priya: a ebr',
      'priya: c The moment',
      'lena: b ebr',
      'lena: c Young',
    ]);
  });

  it('are so many at most in the channel and all in a person’s own list, theirs and what is due first before the rest', async () => {
    const world = await start();
    const of = (ownerId: string, count: number, dueOn: string) =>
      Array.from({ length: count }, () => ({ account: 'c', ownerId, dueOn }));
    await add(
      world,
      ...of('lena', 2, '2026-11-20'),
      ...of('lena', 40, '2026-11-24'),
      ...of('priya', 3, '2026-12-20'),
    );
    const owners = (list: MorningList) =>
      list.rows.filter(({ type }) => type !== 'ebr').map(({ owner, dueOn }) => `${owner?.name} ${dueOn}`);
    const all = await listOf(world);
    expect(all.summary).toMatchObject({ others: 46, othersFolded: 0 });
    expect(owners(all)).toHaveLength(MAX_OTHER_ROWS);
    expect(owners(all).slice(0, 3)).toEqual(['lena 2026-11-20', 'lena 2026-11-20', 'lena 2026-11-24']);
    const { deps, workspaceId, applied } = world;
    const own = owners(await readToday(deps, workspaceId, applied, TODAY, 'priya'));
    // A person turns the pages of their own list until they have seen all.
    expect(own).toHaveLength(46);
    expect(own.slice(0, 4)).toEqual([...Array(3).fill('priya 2026-12-20'), 'lena 2026-11-20']);
  });

  it('of churned accounts are on no list', async () => {
    const world = await start();
    await add(world, { account: 'c' });
    await use()
      .db.updateTable('assessment')
      .set({ churned: 1 })
      .where('workspace_id', '=', world.workspaceId)
      .where('account_id', '=', world.accounts['c']!)
      .execute();
    const list = await listOf(world);
    expect(told(world, list)).toEqual(['lena: b ebr', 'priya: a ebr']);
    expect(list.summary.others).toBe(0);
  });
});
