/**
 * The SQL of the search. What is looked for is built of words alone, so that nothing that a person types is syntax.
 */
import { sql, type RawBuilder } from 'kysely';
import type { DialectName, Executor } from '../db/open.ts';
import { apartOf, type Phrase, type SearchFilter, type SearchKind } from './domain.ts';
import { LOT, scopeWord } from './index-store.ts';

/** What each hit must have: one word of each list. Only cards have states and milestones. */
function scopeWanted(
  workspaceId: string,
  { kind, states, milestoneIds, accountIds }: SearchFilter,
): string[][] {
  const wanted = (letter: string, values: readonly string[] | null) =>
    values === null ? [] : [values.map((value) => scopeWord(workspaceId, letter, value))];
  const ofCards = states !== null || milestoneIds !== null;
  const lists = [
    ...wanted('s', states),
    ...wanted('m', milestoneIds),
    ...wanted('a', accountIds),
    ...wanted('k', kind === null || (kind === 'goal' && ofCards) ? null : [kind]),
  ];
  return lists.length === 0 ? wanted('w', ['']) : lists;
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

/** The texts are for ranking: without words there is nothing to rank by. */
function hitColumns(phrases: readonly Phrase[]): RawBuilder<unknown> {
  const texts = phrases.length === 0 ? sql`'' as title, '' as body` : sql`s.title, s.body`;
  return sql`s.id, s.kind, s.subject_id as ${sql.ref('subjectId')}, ${texts}`;
}

async function findByIndex(executor: Executor, workspaceId: string, order: SearchOrder): Promise<Hit[]> {
  const newest = order.among === null ? 0 : (await newestId(executor)) - order.among;
  // FTS5 looks for the next place where a phrase stands beyond any bound: of few texts it is asked of each.
  const together = order.among === null ? [] : order.phrases.filter(({ words }) => words.length > 1);
  const apart = together.length === 0 ? order.phrases : order.phrases.flatMap(apartOf);
  // The cross join keeps the words first: their rows come out newest first, and no more of them than are wanted.
  const { rows } = await sql<Hit>`select ${hitColumns(order.phrases)} from searchable_words
    cross join searchable s on s.id = searchable_words.rowid ${accountJoin('cross join', 's', order.condition)}
    where searchable_words match ${matchText(workspaceId, { ...order, phrases: apart })}
      and searchable_words.rowid > ${newest} ${accountTest(order.condition)} ${standTogether(together)}
    order by searchable_words.rowid desc limit ${order.limit}`.execute(executor);
  return rows;
}

function standTogether(phrases: readonly Phrase[]): RawBuilder<unknown> {
  const tests = phrases.map(({ words, prefix }) => {
    const needle = ` ${words.join(' ')}${prefix ? '' : ' '}`;
    return sql`and (instr(' ' || s.title || ' ', ${needle}) > 0 or instr(' ' || s.body || ' ', ${needle}) > 0)`;
  });
  return tests.length === 0 ? sql`` : sql.join(tests, sql` `);
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

/** So many of the newest lots show how common the words are. */
const FIRST_LOTS = 4;
/** A few lots more than are wanted on average. */
const SPARE = 1.25;
/** To find in the index that a row lies in a lot costs so much of what it costs to look at a hit. */
const INDEX_COST = 0.08;

/**
 * The index gives all hits at once and in no order, so that a common word costs as much as there are things. Lots bound
 * that: the newest few are enough for a very common word, and tell how many more a less common one takes. For a rare
 * word it is cheaper to take all hits than to ask for the lot of each thing.
 */
async function findByVector(executor: Executor, workspaceId: string, order: SearchOrder): Promise<Hit[]> {
  const query = queryText(workspaceId, order);
  const newest = await newestId(executor);
  const last = Math.floor(newest / LOT);
  const oldest = order.among === null ? 0 : Math.max(0, newest - order.among);
  const all = last - Math.floor(oldest / LOT) + 1;
  const found: Hit[] = [];
  let [seen, next] = [0, FIRST_LOTS];
  while (seen < all) {
    const lots = Array.from({ length: Math.min(next, all - seen) }, (_, index) => last - seen - index);
    const rest = { ...order, limit: order.limit - found.length };
    found.push(...(await selectHits(executor, rest, `${query} & (${lotsText(lots)})`, oldest)));
    if (found.length >= order.limit) return found;
    seen += lots.length;
    const share = found.length / (seen * LOT);
    next = Math.ceil(((order.limit - found.length) / LOT / share) * SPARE);
    const isCheap = next * LOT * (INDEX_COST + share) < newest * share;
    if (order.among === null && seen < all && !isCheap) return selectHits(executor, order, query, oldest);
  }
  return found;
}

async function selectHits(
  executor: Executor,
  { phrases, condition, limit }: SearchOrder,
  query: string,
  oldest: number,
): Promise<Hit[]> {
  // Materialized: else the planner may walk all rows from the newest on, and compare each. The sum: else it reads the
  // numbers of the rows from their index too. Sorted before the join, so that it ends with the last one that is wanted.
  const { rows } = await sql<Hit>`with found as materialized (
      select s.id, s.account_id, s.workspace_id from searchable s where s.words @@ ${query}::tsquery and s.id + 0 > ${oldest})
    select ${hitColumns(phrases)} from (
      select f.id from (select * from found order by id desc) f ${accountJoin('join', 'f', condition)}
      where true ${accountTest(condition)} order by f.id desc limit ${limit}) n
    join searchable s on s.id = n.id order by s.id desc`.execute(executor);
  return rows;
}

function lotsText(lots: readonly number[]): string {
  return lots.map((lot) => `'~lot${lot}'`).join(' | ');
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
