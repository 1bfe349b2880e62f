/** The search over Goal Cards, their alternatives, and customer feedback. */
import type { Deps } from '../base/deps.ts';
import { cardTexts, type GoalDocument } from '../goals/domain.ts';
import {
  apartOf,
  rank,
  snippetOf,
  type FoundThing,
  type Phrase,
  type SearchFilter,
  type SearchResult,
} from './domain.ts';
import {
  findNewest,
  listAccountIds,
  readFoundFeedback,
  readFoundGoals,
  type AccountCondition,
  type Hit,
  type SearchOrder,
} from './store.ts';

export { dropSearchable, putSearchable } from './index-store.ts';

export interface SearchRequest {
  phrases: readonly Phrase[];
  filter: SearchFilter;
  /** What the account of a hit must be; null: it does not matter. */
  condition: AccountCondition | null;
  /** From 1. */
  page: number;
}

export const PER_PAGE = 10;

/** So many of the newest hits are ranked. A word that more things have says little, and the newest matter most. */
export const MOST_RANKED = 300;
/** Of more accounts than these, each hit is asked whether its account is one of them. */
const MOST_ACCOUNTS = 200;
/** Then so many things are looked through. */
const LOOKED_THROUGH = 8_000;

/**
 * Finds what has all the words and fits the filter. Without words it is the newest, else the best of the newest 300:
 * BM25 with the title weighted.
 */
export async function search(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  request: SearchRequest,
): Promise<SearchResult> {
  const { db, dialect } = deps.database;
  const scope = await scopeFor(deps, workspaceId, request);
  const order: SearchOrder = { phrases: request.phrases, limit: MOST_RANKED + 1, ...scope };
  order.among ??= await boundOf(deps, workspaceId, order);
  const newest = await findNewest(db, dialect, workspaceId, order);
  const hits = rank(newest.slice(0, MOST_RANKED), request.phrases);
  const start = (request.page - 1) * PER_PAGE;
  const things = await readThings(deps, workspaceId, hits.slice(start, start + PER_PAGE), request.phrases);
  return { things, found: hits.length, hasMore: newest.length > MOST_RANKED, among: order.among };
}

/** Few accounts are looked up in the index with the words; of many, each hit is asked for its account. */
async function scopeFor(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { filter, condition }: SearchRequest,
): Promise<Pick<SearchOrder, 'filter' | 'condition' | 'among'>> {
  if (condition === null) return { filter, condition, among: null };
  // One account is fewer than all of a segment.
  if (filter.accountIds !== null) return { filter, condition, among: null };
  const accountIds = await listAccountIds(deps.database.db, workspaceId, condition, MOST_ACCOUNTS + 1);
  return accountIds.length > MOST_ACCOUNTS
    ? { filter, condition, among: LOOKED_THROUGH }
    : { filter: { ...filter, accountIds }, condition: null, among: null };
}

/** Among so many of the newest things it is looked how common the words of a phrase are. */
const SAMPLE = 2_000;
/** More of them than these, and the words are too common to look in each text whether they stand together. */
const MOST_IN_SAMPLE = 60;
const LOOKED_THROUGH_FOR_PHRASE = 4_000;

/** How many of the newest things are looked through for a phrase; null: all. */
async function boundOf(
  { database }: Pick<Deps, 'database'>,
  workspaceId: string,
  order: SearchOrder,
): Promise<number | null> {
  if (order.phrases.every(({ words }) => words.length === 1)) return null;
  const sample = {
    ...order,
    phrases: order.phrases.flatMap(apartOf),
    limit: MOST_IN_SAMPLE + 1,
    among: SAMPLE,
  };
  const found = await findNewest(database.db, database.dialect, workspaceId, sample);
  return found.length > MOST_IN_SAMPLE ? LOOKED_THROUGH_FOR_PHRASE : null;
}

async function readThings(
  { database }: Pick<Deps, 'database'>,
  workspaceId: string,
  hits: readonly Hit[],
  phrases: readonly Phrase[],
): Promise<FoundThing[]> {
  const idsOf = (kind: Hit['kind']) =>
    hits.filter((hit) => hit.kind === kind).map(({ subjectId }) => subjectId);
  const goals = await readFoundGoals(database.db, workspaceId, idsOf('goal'));
  const feedback = await readFoundFeedback(database.db, workspaceId, idsOf('feedback'));
  const things = new Map<string, FoundThing>();
  for (const { document, ...goal } of goals) {
    const snippet = snippetOf(cardTexts(JSON.parse(document) as GoalDocument), phrases);
    things.set(`goal ${goal.id}`, { kind: 'goal', ...goal, snippet });
  }
  for (const { text, ...said } of feedback)
    things.set(`feedback ${said.id}`, { kind: 'feedback', ...said, snippet: snippetOf([text], phrases) });
  return hits.flatMap(({ kind, subjectId }) => things.get(`${kind} ${subjectId}`) ?? []);
}
