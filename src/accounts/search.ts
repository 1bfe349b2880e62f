/**
 * Finds accounts by what a person types: exactly, by the beginning of the name, by a part of it, or by a close
 * spelling. The work is bounded however many accounts there are: beginnings are ranges of an index, and a slip is
 * undone by looking up every spelling that is one slip away (some thousand index look-ups in one statement).
 */
import { distance } from 'fastest-levenshtein';
import { sql } from 'kysely';
import type { OpenDatabase } from '../db/open.ts';
import { rowsAs } from '../db/rows.ts';
import { allowedEdits, editsToPart, intactPieces, oneSlipAway } from './closeness.ts';
import { domainKey, type Account } from './domain.ts';
import { nameKey } from './name-key.ts';
import { ACCOUNT_COLUMNS, readAccount } from './store.ts';

/** Where the search looks. */
export type SearchDatabase = Pick<OpenDatabase, 'db' | 'dialect'>;

/** Sorts after every character of a name. */
const LAST = '\u{10FFFF}';
const MAX_CANDIDATES = 2000;
const PER_SPELLING = 5;

/** Accounts whose key is the text; else whose whole name or domain it is. At most `limit`. */
export async function searchExact(
  { db }: SearchDatabase,
  workspaceId: string,
  text: string,
  limit: number,
): Promise<Account[]> {
  const typed = text.trim();
  const found = await db
    .selectFrom('account')
    .select(ACCOUNT_COLUMNS)
    .where('workspace_id', '=', workspaceId)
    .where('key', 'in', [...new Set([typed, typed.toUpperCase(), typed.toLowerCase()])])
    .limit(limit)
    .execute();
  const same = found.filter(({ key }) => key === typed);
  if (found.length > 0) return (same.length > 0 ? same : found).map(readAccount);
  const named = await db
    .selectFrom('account')
    .select(ACCOUNT_COLUMNS)
    .where('workspace_id', '=', workspaceId)
    .where('name_key', '=', nameKey(typed))
    .orderBy('id')
    .limit(limit)
    .execute();
  const domain = domainKey(typed);
  const owned =
    domain === ''
      ? []
      : await db
          .selectFrom('account')
          .select(ACCOUNT_COLUMNS)
          .where('workspace_id', '=', workspaceId)
          .where('domain', '=', domain)
          .orderBy('id')
          .limit(limit)
          .execute();
  const known = new Set(named.map(({ id }) => id));
  return [...named, ...owned.filter(({ id }) => !known.has(id))].slice(0, limit).map(readAccount);
}

/** Accounts whose name begins with the text, by name. */
export async function searchPrefix(
  { db }: SearchDatabase,
  workspaceId: string,
  text: string,
  limit: number,
): Promise<Account[]> {
  const key = nameKey(text);
  if (key === '') return [];
  const rows = await db
    .selectFrom('account')
    .select(ACCOUNT_COLUMNS)
    .where('workspace_id', '=', workspaceId)
    .where('name_key', '>=', key)
    .where('name_key', '<', key + LAST)
    .orderBy('name_key')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(readAccount);
}

/** Accounts whose name holds the text anywhere; nothing for less than three characters. */
export async function searchPart(
  database: SearchDatabase,
  workspaceId: string,
  text: string,
  limit: number,
): Promise<Account[]> {
  const key = nameKey(text);
  if (Array.from(key).length < 3) return [];
  const ids = await idsWithPieces(database, workspaceId, [key], limit);
  const accounts = await readAccounts(database, workspaceId, ids);
  return accounts.toSorted((a, b) => (nameKey(a.name) < nameKey(b.name) ? -1 : 1));
}

/** Accounts with a name spelt closely, the closest first. */
export async function searchClose(
  database: SearchDatabase,
  workspaceId: string,
  text: string,
  limit: number,
): Promise<Account[]> {
  const key = nameKey(text);
  const oneSlip = await oneSlipCandidates(database, workspaceId, key);
  const found = oneSlip.length > 0 ? oneSlip : await pieceCandidates(database, workspaceId, key);
  const ranked = found.toSorted(
    (a, b) =>
      a.edits - b.edits ||
      distance(a.nameKey, key) - distance(b.nameKey, key) ||
      (a.nameKey < b.nameKey ? -1 : 1),
  );
  const ids = ranked.slice(0, limit).map(({ id }) => id);
  const accounts = new Map(
    (await readAccounts(database, workspaceId, ids)).map((account) => [account.id, account]),
  );
  return ids.flatMap((id) => accounts.get(id) ?? []);
}

interface Candidate {
  id: string;
  nameKey: string;
  edits: number;
}

/** Names that begin with a text that is one slip away from the typed one. */
async function oneSlipCandidates(
  { db, dialect }: SearchDatabase,
  workspaceId: string,
  key: string,
): Promise<Candidate[]> {
  if (allowedEdits(key.length) === 0) return [];
  const spellings = rowsAs(
    dialect,
    's',
    { low: 'text' },
    oneSlipAway(key).map((low) => ({ low })),
  );
  // The limit for each spelling keeps a common beginning from filling the answer.
  const range = sql`workspace_id = ${workspaceId} and name_key >= s.low and name_key < s.low || ${LAST}
    order by name_key limit ${PER_SPELLING}`;
  const found = await (
    dialect === 'postgres'
      ? sql<Hit>`select a.id, a.name_key from ${spellings}
        cross join lateral (select id, name_key from account where ${range}) a`
      : sql<Hit>`select h.value ->> 0 as id, h.value ->> 1 as name_key from ${spellings},
        json_each((select json_group_array(json_array(id, name_key))
          from (select id, name_key from account where ${range}))) h`
  ).execute(db);
  const byId = new Map(found.rows.map((row) => [row.id, { id: row.id, nameKey: row.name_key, edits: 1 }]));
  return [...byId.values()];
}

interface Hit {
  id: string;
  name_key: string;
}

/** Names that hold a piece of the text that slips left intact, and are close in some part. */
async function pieceCandidates(
  database: SearchDatabase,
  workspaceId: string,
  key: string,
): Promise<Candidate[]> {
  const allowed = allowedEdits(key.length);
  for (let edits = 1; edits <= allowed; edits += 1) {
    const pieces = intactPieces(key, edits);
    if (pieces === null) continue;
    const ids = await idsWithPieces(database, workspaceId, pieces, MAX_CANDIDATES);
    const names = await readNames(database, workspaceId, ids);
    const close = names
      .map(({ id, nameKey: name }) => ({ id, nameKey: name, edits: editsToPart(key, name) }))
      .filter((candidate) => candidate.edits <= edits);
    if (close.length > 0) return close;
  }
  return [];
}

/** The ids of accounts whose name holds one of the pieces (of three characters or more). */
async function idsWithPieces(
  { db, dialect }: SearchDatabase,
  workspaceId: string,
  pieces: readonly string[],
  limit: number,
): Promise<string[]> {
  if (dialect === 'postgres') {
    const patterns = pieces.map((piece) => sql`name_key like ${`%${piece.replace(/[\\%_]/g, '\\$&')}%`}`);
    const found = await sql<{ id: string }>`select id from account
      where workspace_id = ${workspaceId} and (${sql.join(patterns, sql` or `)}) limit ${limit}`.execute(db);
    return found.rows.map(({ id }) => id);
  }
  const query = pieces.map((piece) => `"${piece.replaceAll('"', '""')}"`).join(' OR ');
  // The cross join keeps the planner from trying the match once for every account.
  const found = await sql<{ id: string }>`select r.account_id as id from account_search
    cross join account_search_row r on r.id = account_search.rowid
    where account_search match ${query} and r.workspace_id = ${workspaceId} limit ${limit}`.execute(db);
  return found.rows.map(({ id }) => id);
}

async function readAccounts(
  { db }: SearchDatabase,
  workspaceId: string,
  ids: readonly string[],
): Promise<Account[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('account')
    .select(ACCOUNT_COLUMNS)
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', ids)
    .execute();
  return rows.map(readAccount);
}

/** SQLite takes the tables of a cross join as they stand: a few wanted ids first, never all accounts. */
async function readNames({ db, dialect }: SearchDatabase, workspaceId: string, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const wanted = rowsAs(
    dialect,
    'w',
    { id: 'text' },
    ids.map((id) => ({ id })),
  );
  const found = await sql<{ id: string; nameKey: string }>`
    select a.id, a.name_key as ${sql.ref('nameKey')} from ${wanted}
    cross join account a where a.workspace_id = ${workspaceId} and a.id = w.id`.execute(db);
  return found.rows;
}
