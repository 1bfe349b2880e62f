/** All accounts of a workspace in ranges of their ids, so that SQLite, which works without a pause, makes some. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AFTER_ALL_IDS, type AccountScope } from './account-scope.ts';
import type { DialectName, Executor } from './open.ts';

/** Accounts whose ids lie behind `after`, up to and with `upTo`. */
export interface AccountRange {
  after: string;
  upTo: string;
}

/**
 * So many accounts one statement is about, by what it does. On SQLite it takes some dozen milliseconds at most, in which
 * requests wait; PostgreSQL plans each statement as if it read whole tables, and wants more to do for that.
 */
export const ACCOUNTS_PER_RANGE = {
  /** Looks them up by an index, and few rows come back. */
  look: { sqlite: 5_000, postgres: 50_000 },
  /** Brings a row of each into this process. */
  list: { sqlite: 5_000, postgres: 5_000 },
  /** Looks each of them up in several tables, and brings some here. */
  sift: { sqlite: 2_000, postgres: 2_000 },
  /** Reads what is kept of the days of each, or all their signals by an index. */
  read: { sqlite: 2_000, postgres: 25_000 },
  /** Computes over all that is known of each. */
  compute: { sqlite: 500, postgres: 10_000 },
  /** Writes all signals of each. */
  rewrite: { sqlite: 200, postgres: 200 },
} as const satisfies Record<string, Record<DialectName, number>>;

/** As many accounts at a time as that work can do; between two ranges others get their turn. */
export function accountRanges(
  { db, dialect }: { db: Executor; dialect: DialectName },
  workspaceId: string,
  work: keyof typeof ACCOUNTS_PER_RANGE,
): AsyncGenerator<AccountRange & Extract<AccountScope, { kind: 'range' }>> {
  return rangesOfSize(db, workspaceId, ACCOUNTS_PER_RANGE[work][dialect]);
}

/** Ranges of `size` accounts, the last one of fewer. */
export async function* rangesOfSize(
  executor: Executor,
  workspaceId: string,
  size: number,
): AsyncGenerator<AccountRange & Extract<AccountScope, { kind: 'range' }>> {
  for (let after = ''; ;) {
    const upTo = await endOfRange(executor, workspaceId, after, size);
    if (upTo === null) return;
    yield { kind: 'range', after, upTo };
    await nextTurn();
    after = upTo;
  }
}

/** The id with which a range of accounts ends; past every id where there are fewer; null where there are none. */
async function endOfRange(
  executor: Executor,
  workspaceId: string,
  after: string,
  size: number,
): Promise<string | null> {
  const nth = (place: number) =>
    executor
      .selectFrom('account')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(1)
      .offset(place)
      .executeTakeFirst();
  const last = await nth(size - 1);
  if (last !== undefined) return last.id;
  return (await nth(0)) === undefined ? null : AFTER_ALL_IDS;
}
