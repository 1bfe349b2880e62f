/** All accounts of a workspace in ranges of their ids, so that SQLite, which works without a pause, makes some. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { AFTER_ALL_IDS } from './account-scope.ts';
import type { Executor } from './open.ts';

/** Accounts whose ids lie behind `after`, up to and with `upTo`. */
export interface AccountRange {
  after: string;
  upTo: string;
}

/** Ranges of `size` accounts, the last one of fewer; between two of them others get their turn. */
export async function* accountRanges(
  executor: Executor,
  workspaceId: string,
  size: number,
): AsyncGenerator<AccountRange> {
  for (let after = ''; after !== AFTER_ALL_IDS;) {
    const end = await executor
      .selectFrom('account')
      .select('id')
      .where('workspace_id', '=', workspaceId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(1)
      .offset(size - 1)
      .executeTakeFirst();
    const range = { after, upTo: end?.id ?? AFTER_ALL_IDS };
    yield range;
    await nextTurn();
    after = range.upTo;
  }
}
