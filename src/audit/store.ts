/** The audit trail: who did what, when, with the values before and after. Written in the transaction of the change. */
import type { Transaction } from 'kysely';
import type { Deps } from '../base/deps.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { inBatches } from '../db/rows.ts';

export interface AuditEntry {
  /** A person's id, `milepost` (a rule or a job), `cli`, or `api:KEY NAME`. */
  actor: string;
  /** `feature.verb` */
  action: string;
  accountId?: string | null;
  subjectId?: string | null;
  before?: unknown;
  after?: unknown;
}

export interface AuditRecord extends AuditEntry {
  id: string;
  at: string;
}

const ROWS_PER_INSERT = 500;

/** Adds entries to the workspace's trail. */
export async function writeAudit(
  deps: Pick<Deps, 'makeId' | 'now'>,
  trx: Transaction<Database>,
  workspaceId: string,
  entries: readonly AuditEntry[],
): Promise<void> {
  const at = deps.now().toISOString();
  for (const batch of inBatches(entries, ROWS_PER_INSERT)) {
    await trx
      .insertInto('audit')
      .values(
        batch.map((entry) => ({
          workspace_id: workspaceId,
          id: deps.makeId(),
          at,
          actor: entry.actor,
          action: entry.action,
          account_id: entry.accountId ?? null,
          subject_id: entry.subjectId ?? null,
          before: entry.before === undefined ? null : JSON.stringify(entry.before),
          after: entry.after === undefined ? null : JSON.stringify(entry.after),
        })),
      )
      .execute();
  }
}

/**
 * The newest entries of one account, newest first.
 * @param before an entry's id: only older ones, for paging
 */
export async function listAudit(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  page: { limit: number; before?: string },
): Promise<AuditRecord[]> {
  let query = executor
    .selectFrom('audit')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.before !== undefined) query = query.where('id', '<', page.before);
  const rows = await query.execute();
  return rows.map((row) => ({
    id: row.id,
    at: row.at,
    actor: row.actor,
    action: row.action,
    accountId: row.account_id,
    subjectId: row.subject_id,
    before: row.before === null ? null : JSON.parse(row.before),
    after: row.after === null ? null : JSON.parse(row.after),
  }));
}
