/** Whether the database can be used: the check behind `/readyz`. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenDatabase } from './open.ts';

/** So often at most the check writes; askers in between get the last answer. */
const CHECK_EVERY_MS = 2_000;
/** Whoever asks must get an answer also where the database gives none. */
const ANSWER_WITHIN_MS = 5_000;
const SILENT = ['the database does not answer'];

/**
 * Makes a check that says what is wrong with the database, in words, or nothing, within five seconds. It writes a row,
 * since a full disk can still be read. One that hangs is not asked again beside it.
 */
export function createDatabaseCheck(database: OpenDatabase): () => Promise<string[]> {
  let last: { at: number; answer: Promise<string[]>; isOver: boolean } | undefined;
  return () => {
    const now = performance.now();
    if (last === undefined || (last.isOver && now - last.at > CHECK_EVERY_MS)) {
      const checked = check(database);
      const begun = { at: now, answer: withinLimit(checked), isOver: false };
      void checked.finally(() => (begun.isOver = true));
      last = begun;
    }
    return last.answer;
  };
}

async function withinLimit(checked: Promise<string[]>): Promise<string[]> {
  const limit = new AbortController();
  const silent = sleep(ANSWER_WITHIN_MS, SILENT, { signal: limit.signal, ref: false });
  // What is waited for no longer says so by failing.
  silent.catch(() => {});
  try {
    return await Promise.race([checked, silent]);
  } finally {
    limit.abort();
  }
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
    return isFull ? ['the database cannot be written: is its disk full?'] : SILENT;
  }
}
