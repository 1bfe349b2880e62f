/** Whether the database can be used: the check behind `/readyz`. */
import type { OpenDatabase } from './open.ts';

/** So often at most the check writes; askers in between get the last answer. */
const CHECK_EVERY_MS = 2_000;

/**
 * Makes a check that says what is wrong with the database, in words, or nothing. It writes a row, since a full disk
 * can still be read.
 */
export function createDatabaseCheck(database: OpenDatabase): () => Promise<string[]> {
  let last: { at: number; answer: Promise<string[]> } | undefined;
  return () => {
    const now = performance.now();
    if (last === undefined || now - last.at > CHECK_EVERY_MS) last = { at: now, answer: check(database) };
    return last.answer;
  };
}

async function check({ db }: OpenDatabase): Promise<string[]> {
  const at = new Date().toISOString();
  try {
    await db.transaction().execute((trx) =>
      trx
        .insertInto('heartbeat')
        .values({ id: 1, at })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ at }))
        .execute(),
    );
    return [];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const isFull = code === 'SQLITE_FULL' || code.startsWith('SQLITE_IOERR') || code === '53100';
    return [isFull ? 'the database cannot be written: is its disk full?' : 'the database does not answer'];
  }
}
