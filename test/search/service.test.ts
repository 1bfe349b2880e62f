/** The search on both databases: what is found, by whom, in which order, and what is no longer found. */
import fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { inTransaction, type Deps } from '#src/base/deps.ts';
import { NO_FILTER, readPhrases, type Searchable, type SearchFilter } from '#src/search/domain.ts';
import { dropSearchable, MOST_RANKED, putSearchable, search } from '#src/search/service.ts';
import { wordsOf } from '#src/search/words.ts';
import { addWorkspace, depsOf } from '../imports/support.ts';
import { makeAccount } from '../accounts/make-account.ts';
import { documentWith } from '../goals/make-goal.ts';
import { createTestDatabase, onEachDatabase, type TestDatabase } from '../support/database.ts';
import { runs } from '../support/fuzz.ts';

interface World {
  deps: Deps;
  workspaceId: string;
  accountId: string;
  put(id: string, title: string, body: string, more?: Partial<Searchable>): Promise<void>;
  find(
    typed: string,
    filter?: Partial<SearchFilter>,
    condition?: { segment: string | null; leadId: string | null } | null,
  ): Promise<string[]>;
}

async function begin(database: TestDatabase): Promise<World> {
  const deps = depsOf(database);
  const workspaceId = await addWorkspace(deps);
  const accountId = await makeAccount(database, workspaceId, {
    key: 'acme',
    name: 'Acme',
    segment: 'standard',
  });
  return {
    deps,
    workspaceId,
    accountId,
    async put(id, title, body, more = {}) {
      const thing: Searchable = {
        kind: 'goal',
        id,
        accountId,
        title,
        body,
        state: 'active',
        milestoneId: null,
        ...more,
      };
      await writeRow(deps, workspaceId, thing);
      await inTransaction(deps, (trx) => putSearchable(trx, database.dialect, workspaceId, [thing]));
    },
    async find(typed, filter = {}, condition = null) {
      const request = {
        phrases: readPhrases(typed),
        filter: { ...NO_FILTER, ...filter },
        condition,
        page: 1,
      };
      return (await search(deps, workspaceId, request)).things.map(({ id }) => id);
    },
  };
}

/** The card or the feedback itself, which is shown with a hit. */
async function writeRow(deps: Deps, workspaceId: string, thing: Searchable): Promise<void> {
  const { db } = deps.database;
  const row = { workspace_id: workspaceId, id: thing.id, account_id: thing.accountId, version: 1 };
  const by = { updated_by: 'priya', updated_at: '' };
  if (thing.kind === 'feedback') {
    await db
      .insertInto('feedback')
      .values({
        ...row,
        ...by,
        text: thing.body,
        author: thing.title,
        said_at: '2026-11-20T09:00:00.000Z',
        consent: 'not_asked',
        saved_by: 'priya',
        saved_at: '',
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return;
  }
  const document = JSON.stringify(documentWith({ name: thing.title, requiredOutcome: thing.body }));
  await db
    .insertInto('goal_card')
    .values({
      ...row,
      ...by,
      name: thing.title,
      state: 'active',
      document,
      created_by: 'priya',
      created_at: '',
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

onEachDatabase('a search', (use) => {
  it('finds what has all the words, without regard to case, accents and signs, the best first', async () => {
    const { put, find } = await begin(use());
    await put('body', 'Something', 'Our board sees more leads from Zürich');
    await put('title', 'More leads', 'that our board sees');
    await put('other', 'Churn', 'less of it');
    expect(await find('leads board')).toEqual(['title', 'body']);
    expect(await find('ZURICH')).toEqual(['body']);
    expect(await find('zür')).toEqual(['body']);
    expect(await find('"zür"')).toEqual([]);
    expect(await find('"board sees"')).toEqual(['title', 'body']);
    expect(await find('"sees board"')).toEqual([]);
    expect(await find('leads that')).toEqual(['title']);
    // A phrase does not go from the title on into the body.
    expect(await find('"leads that"')).toEqual([]);
    expect(await find('leads nowhere')).toEqual([]);
  });

  it('shows the newest without words, and what was changed last is the newest', async () => {
    const { put, find } = await begin(use());
    for (const id of ['one', 'two', 'three']) await put(id, id, 'the same');
    expect(await find('')).toEqual(['three', 'two', 'one']);
    await put('one', 'one', 'the same, changed');
    expect(await find('')).toEqual(['one', 'three', 'two']);
    expect(await find('same')).toEqual(['two', 'three', 'one']);
    expect(await find('changed')).toEqual(['one']);
  });

  it('no longer finds what was changed or deleted', async () => {
    const { deps, workspaceId, put, find } = await begin(use());
    await put('card', 'Alpha', 'beta');
    await put('card', 'Gamma', 'delta');
    expect(await find('alpha')).toEqual([]);
    expect(await find('gamma')).toEqual(['card']);
    await inTransaction(deps, (trx) =>
      dropSearchable(trx, use().dialect, workspaceId, 'goal', ['card', 'never there']),
    );
    expect(await find('gamma')).toEqual([]);
  });

  it('filters by kind, state, milestone and account', async () => {
    const { deps, workspaceId, put, find } = await begin(use());
    const other = await makeAccount(use(), workspaceId, {
      key: 'globex',
      name: 'Globex',
      segment: 'assisted',
    });
    await put('active', 'Leads', '', { milestoneId: 'first-leads' });
    await put('missed', 'Leads', '', { state: 'missed', milestoneId: 'first leads' });
    await put('said', 'Ada', 'more leads', { kind: 'feedback', state: null });
    await put('theirs', 'Leads', '', { accountId: other });
    expect(await find('leads', { kind: 'feedback' })).toEqual(['said']);
    expect(await find('', { kind: 'goal' })).toEqual(['theirs', 'missed', 'active']);
    expect(await find('leads', { states: ['missed', 'retired'] })).toEqual(['missed']);
    expect(await find('leads', { states: [] })).toEqual([]);
    expect(await find('leads', { milestoneIds: ['first-leads'] })).toEqual(['active']);
    expect(await find('leads', { milestoneIds: ['first'] })).toEqual([]);
    expect(await find('leads', { accountIds: [other] })).toEqual(['theirs']);
    const ofSegment = { segment: 'assisted', leadId: null };
    expect(await find('leads', {}, ofSegment)).toEqual(['theirs']);
    expect(await find('', {}, ofSegment)).toEqual(['theirs']);
    expect(await find('leads', {}, { segment: 'nobody', leadId: null })).toEqual([]);
    await deps.database.db
      .updateTable('account')
      .set({ lead_id: 'priya' })
      .where('id', '=', other)
      .where('workspace_id', '=', workspaceId)
      .execute();
    expect(await find('leads', {}, { segment: null, leadId: 'priya' })).toEqual(['theirs']);
    expect(await find('leads', {}, { segment: 'standard', leadId: 'priya' })).toEqual([]);
    // One account of which the segment is asked too.
    expect(await find('leads', { accountIds: [other] }, ofSegment)).toEqual(['theirs']);
    expect(await find('leads', { accountIds: [other] }, { segment: 'standard', leadId: null })).toEqual([]);
  });

  it('finds nothing of another workspace', async () => {
    const ours = await begin(use());
    const theirs = await begin(use());
    await theirs.put('theirs', 'Leads', 'leads');
    expect(await ours.find('leads')).toEqual([]);
    expect(await ours.find('')).toEqual([]);
  });

  it('ranks the newest hits of a word that very many have, and says that there are more', async () => {
    const { deps, workspaceId, accountId, put } = await begin(use());
    const common = (count: number, start: number): Searchable[] =>
      Array.from({ length: count }, (_, index) => ({
        kind: 'goal',
        id: `common-${start + index}`,
        accountId,
        title: 'x',
        body: 'leads',
        state: 'active',
        milestoneId: null,
      }));
    await put('old', 'Leads leads', 'leads');
    for (const start of [0, 400, 800])
      await inTransaction(deps, (trx) => putSearchable(trx, use().dialect, workspaceId, common(400, start)));
    await put('new', 'Leads', 'leads');
    const request = { phrases: readPhrases('leads'), filter: NO_FILTER, condition: null, page: 1 };
    const found = await search(deps, workspaceId, request);
    expect(found).toMatchObject({ found: MOST_RANKED, hasMore: true, among: null });
    expect(found.things[0]).toMatchObject({ id: 'new' });
  });

  it('finds the old behind many newer things of others, and the newest first', async () => {
    const { deps, put, find } = await begin(use());
    const { db } = deps.database;
    await put('old', 'Leads', 'of long ago');
    // As if tens of thousands of things had been saved between.
    await (
      use().dialect === 'postgres'
        ? sql`select setval(pg_get_serial_sequence('searchable', 'id'), 60000)`
        : sql`insert into searchable (id, workspace_id, kind, subject_id, account_id, title, body)
            values (60000, 'elsewhere', 'goal', 'x', 'x', '', '')`
    ).execute(db);
    await put('new', 'Leads', 'of today');
    expect(await find('')).toEqual(['new', 'old']);
    expect(await find('leads of')).toEqual(['new', 'old']);
    expect(await find('ago')).toEqual(['old']);
    expect(await find('leads', {}, { segment: 'standard', leadId: null })).toEqual(['new', 'old']);
  });

  it('looks for a phrase of very common words among the newest, and for any other one everywhere', async () => {
    const { deps, workspaceId, accountId } = await begin(use());
    const things = (body: string, count: number, start: string): Searchable[] =>
      Array.from({ length: count }, (_, index) => ({
        kind: 'goal',
        id: `${start}-${index}`,
        accountId,
        title: 'x',
        body,
        state: 'active',
        milestoneId: null,
      }));
    await inTransaction(deps, (trx) =>
      putSearchable(trx, use().dialect, workspaceId, [
        ...things('one two, and uno due', 1, 'old'),
        ...things('two one', 100, 'new'),
      ]),
    );
    const find = (typed: string) =>
      search(deps, workspaceId, { phrases: readPhrases(typed), filter: NO_FILTER, condition: null, page: 1 });
    expect(await find('"one two"')).toMatchObject({ found: 1, hasMore: false, among: 4_000 });
    expect(await find('"uno due"')).toMatchObject({ found: 1, hasMore: false, among: null });
  });

  it('asks each hit for its account where very many accounts fit, among the newest', async () => {
    const { deps, workspaceId, put } = await begin(use());
    await put('card', 'Leads', '');
    const rows = Array.from({ length: 1_001 }, (_, index) => ({
      workspace_id: workspaceId,
      id: `many-${index}`,
      key: `many-${index}`,
      name: 'Many',
      name_key: 'many',
      segment: 'standard',
      created_at: '',
      updated_at: '',
    }));
    await deps.database.db.insertInto('account').values(rows).execute();
    const condition = { segment: 'standard', leadId: null };
    const request = { phrases: readPhrases('leads'), filter: NO_FILTER, condition, page: 1 };
    const found = await search(deps, workspaceId, request);
    expect(found).toMatchObject({ things: [{ id: 'card' }], among: 8_000 });
    const nobody = { ...request, condition: { segment: 'standard', leadId: 'nobody' } };
    expect((await search(deps, workspaceId, nobody)).things).toEqual([]);
  });

  it('never fails, whatever is typed and whatever is kept, and finds a text by each of its words', async () => {
    const { put, find } = await begin(use());
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom(...HOSTILE));
    let number = 0;
    await fc.assert(
      fc.asyncProperty(text, text, text, async (title, body, typed) => {
        const id = `p${(number += 1)}`;
        const clean = (each: string) => each.toWellFormed().replaceAll('\0', '');
        await put(id, clean(title), clean(body));
        await find(typed);
        for (const word of [...wordsOf(title), ...wordsOf(body)].slice(0, 4)) {
          const found = await find(`"${word}"`);
          expect(found.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: runs(60) },
    );
  });
});

const HOSTILE = [
  '" OR 1=1 --',
  'title : (a OR b) NEAR(c, 2)',
  "' & !x | (y <-> z):*",
  '* ^ - + {title body} : "',
  '\\ \u{1F600} \uD800',
];

describe('both databases', () => {
  it('find and rank alike', async () => {
    const databases = [await createTestDatabase('sqlite'), await createTestDatabase('postgres')];
    try {
      const worlds = await Promise.all(databases.map(begin));
      const word = fc.constantFrom('leads', 'lead', 'board', 'Bücher', 'site', '顧客', 'a', '3');
      const text = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));
      const things = fc.sample(fc.record({ title: text, body: text }), { numRuns: 40, seed: 7 });
      for (const [index, { title, body }] of things.entries())
        for (const world of worlds) await world.put(`t${index}`, title, body);
      await fc.assert(
        fc.asyncProperty(text, async (typed) => {
          const [sqlite, postgres] = await Promise.all(worlds.map((world) => world.find(typed)));
          expect(sqlite).toEqual(postgres);
        }),
        { numRuns: runs(60), seed: 7 },
      );
    } finally {
      for (const database of databases) await database.remove();
    }
  });
});
