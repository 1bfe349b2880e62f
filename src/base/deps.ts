/** What every use case is given: nothing reads a clock, makes an id or opens a connection by itself. */
import type { Transaction } from 'kysely';
import type { Logger } from 'pino';
import type { OpenDatabase } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { MakeId } from './ids.ts';

export interface Deps {
  database: OpenDatabase;
  makeId: MakeId;
  now: () => Date;
  log: Logger;
}

/** Runs `work` in one transaction: all of it is kept, or nothing. Inside a transaction it becomes a part of that one. */
export function inTransaction<T>(
  deps: Pick<Deps, 'database'>,
  work: (trx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  const { db } = deps.database;
  return db.isTransaction ? work(db as Transaction<Database>) : db.transaction().execute(work);
}
