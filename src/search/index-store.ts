/**
 * The SQL that keeps the search in step: FTS5 on SQLite, a GIN index on PostgreSQL. Beside the words, the scope stands
 * in the index as words too: whose a thing is, of what kind, in which state …
 */
import { sql, type Transaction } from 'kysely';
import type { DialectName } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { inBatches, rowsAs } from '../db/rows.ts';
import type { Searchable, SearchKind } from './domain.ts';
import { wordsOf } from './words.ts';

/** So many rows are one statement. */
const ROWS_PER_STATEMENT = 500;
/** On PostgreSQL the numbers of rows are in the index by lots of so many, to look through the newest first. */
export const LOT = 500;

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

/** Letters and digits alone, whatever an id is made of; each says whose it is, so that one of them is enough. */
export function scopeWord(workspaceId: string, letter: string, value: string): string {
  return letter + Buffer.from(`${workspaceId} ${value}`).toString('hex');
}

function scopeOf(workspaceId: string, { kind, accountId, state, milestoneId }: Searchable): string[] {
  const word = (letter: string, value: string) => scopeWord(workspaceId, letter, value);
  return [
    word('w', ''),
    word('k', kind),
    word('a', accountId),
    ...(state === null ? [] : [word('s', state)]),
    ...(milestoneId === null ? [] : [word('m', milestoneId)]),
  ];
}
