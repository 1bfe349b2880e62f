/** Transactions that may meet another writer crosswise. */
import type { Transaction } from 'kysely';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Database } from './schema.ts';

const MOST_TRIES = 5;

/** PostgreSQL: deadlock, serialization failure, a row that another transaction created in the meantime. */
const CONFLICTS = new Set(['40P01', '40001', '23505']);

/** As `inTransaction`; where the transaction lost against another one, `work` runs again from its start. */
export async function inRetriedTransaction<T>(
  deps: Pick<Deps, 'database'>,
  work: (trx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await inTransaction(deps, work);
    } catch (error) {
      if (tries >= MOST_TRIES || !isConflict(error)) throw error;
    }
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CONFLICTS.has(String(error.code));
}
