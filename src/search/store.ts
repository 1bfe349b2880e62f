/**
 * The SQL of the search: FTS5 on SQLite, a GIN index on PostgreSQL. What is looked for is built of words alone, so that
 * nothing that a person types is syntax. The scope stands in the index as words too: whose it is, of what kind, …
 */
import { sql, type RawBuilder, type Transaction } from 'kysely';
import type { DialectName, Executor } from '../db/open.ts';
import { inBatches, rowsAs } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import type { Phrase, Searchable, SearchFilter, SearchKind } from './domain.ts';
import { wordsOf } from './words.ts';

/** So many rows are one statement. */
const ROWS_PER_STATEMENT = 500;
/** On PostgreSQL the numbers of rows are in the index by lots of so many, to look through the newest first. */
const LOT = 500;

/** Puts things into the search, each in the place of what it was before. */
export async function putSearchable(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  things: readonly Searchable[],
): Promise<void> {
  for (const batch of inBatches(things, ROWS_PER_STATEMENT)) {
    for (const kind of new Set(batch.map((thing) => thing.kind))) {
      const ids = batch.filter((thing) => thing.kind === kind).map(({ id }) => id);
      await dropSearchable(trx, dialect, workspaceId, kind, ids);
    }
    const rows = batch.map((thing) => ({
      kind: thing.kind,
      subject_id: thing.id,
      account_id: thing.accountId,
      title: wordsOf(thing.title).join(' '),
      body: wordsOf(thing.body).join(' '),
      scope: scopeOf(workspaceId, thing),
    }));
    if (dialect === 'postgres') await insertWithVector(trx, workspaceId, rows);
    else await insertWithIndex(trx, workspaceId, rows);
  }
}

/** Takes things out of the search. */
export async function dropSearchable(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  kind: SearchKind,
  ids: readonly string[],
): Promise<void> {
  for (const batch of inBatches(ids, ROWS_PER_STATEMENT)) {
    const gone = await trx
      .deleteFrom('searchable')
      .where('workspace_id', '=', workspaceId)
      .where('kind', '=', kind)
      .where('subject_id', 'in', batch)
      .returning('id')
      .execute();
    if (dialect === 'postgres' || gone.length === 0) continue;
    await sql`delete from searchable_words where rowid in (${sql.join(gone.map(({ id }) => id))})`.execute(
      trx,
    );
  }
}

type Row = {
  kind: SearchKind;
  subject_id: string;
  account_id: string;
  title: string;
  body: string;
  scope: string[];
};

const COLUMNS = {
  kind: 'text',
  subject_id: 'text',
  account_id: 'text',
  title: 'text',
  body: 'text',
} as const;

async function insertWithIndex(
  trx: Transaction<Database>,
  workspaceId: string,
  rows: readonly Row[],
): Promise<void> {
  const made = await sql<{ id: number; kind: SearchKind; subject_id: string }>`
    insert into searchable (workspace_id, kind, subject_id, account_id, title, body)
    select ${workspaceId}, r.kind, r.subject_id, r.account_id, r.title, r.body
    from ${rowsAs('sqlite', 'r', COLUMNS, rows)} where true returning id, kind, subject_id`.execute(trx);
  const ids = new Map(made.rows.map((row) => [`${row.kind} ${row.subject_id}`, row.id]));
  const indexed = rows.map(({ kind, subject_id, title, body, scope }) => ({
    id: ids.get(`${kind} ${subject_id}`),
    title,
    body,
    scope: scope.join(' '),
  }));
  const columns = { id: 'integer', title: 'text', body: 'text', scope: 'text' } as const;
  await sql`insert into searchable_words (rowid, title, body, scope)
    select r.id, r.title, r.body, r.scope from ${rowsAs('sqlite', 'r', columns, indexed)}`.execute(trx);
}

async function insertWithVector(
  trx: Transaction<Database>,
  workspaceId: string,
  rows: readonly Row[],
): Promise<void> {
  const withWords = rows.map((row) => ({ ...row, words: vectorOf(row) }));
  const columns = { ...COLUMNS, words: 'text' } as const;
  await sql`insert into searchable (id, workspace_id, kind, subject_id, account_id, title, body, words)
    select r.id, ${workspaceId}, r.kind, r.subject_id, r.account_id, r.title, r.body,
      r.words::tsvector || array_to_tsvector(array['~lot' || (r.id / ${sql.lit(LOT)})])
    from (select nextval(pg_get_serial_sequence('searchable', 'id')) as id, given.*
      from ${rowsAs('postgres', 'given', columns, withWords)}) r`.execute(trx);
}

/** The highest place of a word that PostgreSQL keeps. */
const LAST_PLACE = 16_383;

/** The words with their places; between the title and the body lies a gap, so that no phrase spans both. */
function vectorOf({ title, body, scope }: Row): string {
  const places = new Map<string, number[]>();
  let place = 0;
  for (const text of [title, body]) {
    for (const word of text === '' ? [] : text.split(' ')) {
      place += 1;
      const known = places.get(word);
      if (known === undefined) places.set(word, [place]);
      else if (place <= LAST_PLACE) known.push(place);
    }
    place += 1;
  }
  const words = [...places].map(
    ([word, at]) => `'${word}':${at.map((one) => Math.min(one, LAST_PLACE)).join(',')}`,
  );
  return [...words, ...scope.map((word) => `'~${word}'`)].join(' ');
}

/** Letters and digits alone, whatever an id is made of. */
function scopeWord(letter: string, value: string): string {
  return letter + Buffer.from(value).toString('hex');
}

function scopeOf(workspaceId: string, { kind, accountId, state, milestoneId }: Searchable): string[] {
  return [
    scopeWord('w', workspaceId),
    scopeWord('k', kind),
    scopeWord('a', accountId),
    ...(state === null ? [] : [scopeWord('s', state)]),
    ...(milestoneId === null ? [] : [scopeWord('m', milestoneId)]),
  ];
}

/** What each hit must have: one word of each list. */
function scopeWanted(workspaceId: string, filter: SearchFilter): string[][] {
  const wanted = (letter: string, values: readonly string[] | null) =>
    values === null ? [] : [values.map((value) => scopeWord(letter, value))];
  return [
    [scopeWord('w', workspaceId)],
    ...wanted('k', filter.kind === null ? null : [filter.kind]),
    ...wanted('s', filter.states),
    ...wanted('m', filter.milestoneIds),
    ...wanted('a', filter.accountIds),
  ];
}

/** A condition on the account that is not in the index. */
export interface AccountCondition {
  segment: string | null;
  leadId: string | null;
}

export interface SearchOrder {
  phrases: readonly Phrase[];
  filter: SearchFilter;
  /** Null: every account will do. */
  condition: AccountCondition | null;
  limit: number;
  /** Only the newest of all so many things are looked through; null: all are. */
  among: number | null;
}

export interface Hit {
  id: number;
  kind: SearchKind;
  subjectId: string;
  title: string;
  body: string;
}

/** What has all the words and fits the filter, the newest first. */
export async function findNewest(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  order: SearchOrder,
): Promise<Hit[]> {
  if (scopeWanted(workspaceId, order.filter).some((list) => list.length === 0)) return [];
  return dialect === 'postgres'
    ? findByVector(executor, workspaceId, order)
    : findByIndex(executor, workspaceId, order);
}

const HIT = sql`s.id, s.kind, s.subject_id as ${sql.ref('subjectId')}, s.title, s.body`;

async function findByIndex(executor: Executor, workspaceId: string, order: SearchOrder): Promise<Hit[]> {
  const newest = order.among === null ? 0 : (await newestId(executor)) - order.among;
  // The cross join keeps the words first: their rows come out newest first, and no more of them than are wanted.
  const { rows } = await sql<Hit>`select ${HIT} from searchable_words
    cross join searchable s on s.id = searchable_words.rowid ${accountJoin('cross join', 's', order.condition)}
    where searchable_words match ${matchText(workspaceId, order)} and searchable_words.rowid > ${newest}
      ${accountTest(order.condition)}
    order by searchable_words.rowid desc limit ${order.limit}`.execute(executor);
  return rows;
}

/** FTS5's query: every word in quotation marks, which words can not hold. */
function matchText(workspaceId: string, { phrases, filter }: SearchOrder): string {
  const words = phrases.map(({ words: each, prefix }) => `"${each.join(' ')}"${prefix ? ' *' : ''}`);
  const scope = scopeWanted(workspaceId, filter).map(
    (list) => `(${list.map((word) => `"${word}"`).join(' OR ')})`,
  );
  return [
    ...(words.length === 0 ? [] : [`({title body} : (${words.join(' AND ')}))`]),
    `(scope : (${scope.join(' AND ')}))`,
  ].join(' AND ');
}

/** Lots that are looked through before all the others: a common word has its newest hits in them. */
const FIRST_LOTS = [4, 32];

async function findByVector(executor: Executor, workspaceId: string, order: SearchOrder): Promise<Hit[]> {
  const query = queryText(workspaceId, order);
  const newest = await newestId(executor);
  const all = Math.ceil((order.among ?? newest) / LOT) + 1;
  for (const lots of FIRST_LOTS.filter((few) => few < all)) {
    const found = await selectLots(executor, order, query, { newest, lots });
    if (found.length >= order.limit) return found;
  }
  return selectLots(executor, order, query, order.among === null ? null : { newest, lots: all });
}

async function selectLots(
  executor: Executor,
  { condition, limit, among }: SearchOrder,
  query: string,
  of: { newest: number; lots: number } | null,
): Promise<Hit[]> {
  const wanted = of === null ? query : `${query} & (${lotsFrom(of.newest, of.lots).join(' | ')})`;
  const oldest = of === null || among === null ? sql`` : sql`and s.id > ${of.newest - among}`;
  // Materialized: else the planner may walk all rows from the newest on, and compare each.
  const { rows } = await sql<Hit>`with found as materialized (
      select s.id, s.account_id, s.workspace_id from searchable s where s.words @@ ${wanted}::tsquery ${oldest})
    select ${HIT} from (select f.id from found f ${accountJoin('join', 'f', condition)} where true ${accountTest(condition)}
      order by f.id desc limit ${limit}) n
    join searchable s on s.id = n.id order by s.id desc`.execute(executor);
  return rows;
}

/** The lots of the newest rows. */
function lotsFrom(newest: number, lots: number): string[] {
  const last = Math.floor(newest / LOT);
  return Array.from({ length: Math.min(lots, last + 1) }, (_, index) => `'~lot${last - index}'`);
}

/** PostgreSQL's query, of words that can not hold a quotation mark or a backslash. */
function queryText(workspaceId: string, { phrases, filter }: SearchOrder): string {
  const words = phrases.map(({ words: each, prefix }) => {
    const parts = each.map((word, index) => `'${word}'${prefix && index === each.length - 1 ? ':*' : ''}`);
    return `(${parts.join(' <-> ')})`;
  });
  const scope = scopeWanted(workspaceId, filter).map(
    (list) => `(${list.map((word) => `'~${word}'`).join(' | ')})`,
  );
  return [...words, ...scope].join(' & ');
}

function accountJoin(
  how: 'join' | 'cross join',
  of: 's' | 'f',
  condition: AccountCondition | null,
): RawBuilder<unknown> {
  if (condition === null) return sql``;
  const [workspaceId, accountId] = [sql.ref(`${of}.workspace_id`), sql.ref(`${of}.account_id`)];
  return sql`${sql.raw(how)} account a on a.workspace_id = ${workspaceId} and a.id = ${accountId}`;
}

function accountTest(condition: AccountCondition | null): RawBuilder<unknown> {
  if (condition === null) return sql``;
  const { segment, leadId } = condition;
  return sql`${segment === null ? sql`` : sql`and a.segment = ${segment}`} ${
    leadId === null ? sql`` : sql`and a.lead_id = ${leadId}`
  }`;
}

async function newestId(executor: Executor): Promise<number> {
  const { rows } = await sql<{ id: number | null }>`select max(id) as id from searchable`.execute(executor);
  return rows[0]?.id ?? 0;
}

/** The accounts that fit the condition; at most `limit`. */
export async function listAccountIds(
  executor: Executor,
  workspaceId: string,
  { segment, leadId }: AccountCondition,
  limit: number,
): Promise<string[]> {
  let query = executor
    .selectFrom('account')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .limit(limit);
  if (segment !== null) query = query.where('segment', '=', segment);
  if (leadId !== null) query = query.where('lead_id', '=', leadId);
  return (await query.execute()).map(({ id }) => id);
}

/** What is shown of Goal Cards that were found. */
export async function readFoundGoals(executor: Executor, workspaceId: string, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return executor
    .selectFrom('goal_card')
    .innerJoin('account', (join) =>
      join
        .onRef('account.workspace_id', '=', 'goal_card.workspace_id')
        .onRef('account.id', '=', 'goal_card.account_id'),
    )
    .select([
      'goal_card.id',
      'goal_card.name',
      'goal_card.state',
      'goal_card.document',
      'account.name as accountName',
    ])
    .where('goal_card.workspace_id', '=', workspaceId)
    .where('goal_card.id', 'in', ids)
    .execute();
}

/** What is shown of feedback that was found. */
export async function readFoundFeedback(executor: Executor, workspaceId: string, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return executor
    .selectFrom('feedback')
    .innerJoin('account', (join) =>
      join
        .onRef('account.workspace_id', '=', 'feedback.workspace_id')
        .onRef('account.id', '=', 'feedback.account_id'),
    )
    .select([
      'feedback.id',
      'feedback.text',
      'feedback.author',
      'feedback.said_at as saidAt',
      'account.name as accountName',
    ])
    .where('feedback.workspace_id', '=', workspaceId)
    .where('feedback.id', 'in', ids)
    .execute();
}
