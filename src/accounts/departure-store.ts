/** The SQL of churn signals that come with an account's stage. */
import { sql, type Transaction } from 'kysely';
import { withTexts } from '../db/lookup.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { inBatches, rowsAs } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import type { KeptSignal } from './departure.ts';

const ROWS_PER_STATEMENT = 2_000;

/** The churn signals of some accounts, by account; the newest first, on one day a return before a departure. */
export async function listSignals(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  accountIds: readonly string[],
): Promise<Map<string, KeptSignal[]>> {
  const found = new Map<string, KeptSignal[]>(accountIds.map((id) => [id, []]));
  for (const ids of inBatches(accountIds, ROWS_PER_STATEMENT)) {
    const { rows } = await sql<Omit<KeptSignal, 'returned'> & { accountId: string; returned: number }>`
      ${withTexts(dialect, ids)} select c.account_id as "accountId", c.key, c.day, c.returned, c.reason, c.note
      from r cross join churn c where c.workspace_id = ${workspaceId} and c.account_id = r.value
      order by c.account_id, c.day desc, c.returned desc, c.key desc`.execute(executor);
    for (const { accountId, returned, ...row } of rows)
      found.get(accountId)?.push({ ...row, returned: returned === 1 });
  }
  return found;
}

export interface SignalChange {
  accountId: string;
  before: readonly KeptSignal[];
  after: readonly KeptSignal[];
}

/** Takes out the signals that are no more, and writes those that are new. */
export async function saveSignals(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  changes: readonly SignalChange[],
): Promise<void> {
  const gone = changes.flatMap(({ before, after }) => before.filter((signal) => !after.includes(signal)));
  const fresh = changes.flatMap(({ accountId, before, after }) =>
    after.flatMap((signal) => (before.includes(signal) ? [] : [{ accountId, ...signal }])),
  );
  for (const batch of inBatches(gone, ROWS_PER_STATEMENT)) {
    const keys = rowsAs(
      dialect,
      'r',
      { key: 'text' },
      batch.map(({ key }) => ({ key })),
    );
    await sql`delete from churn where workspace_id = ${workspaceId} and key in (select r.key from ${keys})`.execute(
      trx,
    );
  }
  const columns = {
    key: 'text',
    account_id: 'text',
    day: 'text',
    returned: 'integer',
    reason: 'text',
    note: 'text',
  } as const;
  for (const batch of inBatches(fresh, ROWS_PER_STATEMENT)) {
    const rows = batch.map(({ accountId, returned, ...signal }) => ({
      ...signal,
      account_id: accountId,
      returned: returned ? 1 : 0,
    }));
    await sql`insert into churn (workspace_id, key, account_id, day, returned, reason, note)
      select ${workspaceId}, r.key, r.account_id, r.day, r.returned, r.reason, r.note
      from ${rowsAs(dialect, 'r', columns, rows)} where true`.execute(trx);
  }
}
