/** The SQL of full snapshots: which accounts a source had on which dates. */
import { sql } from 'kysely';
import { rowsAs } from '../db/rows.ts';
import type { Scope } from './store.ts';

/** Keeps the date of a snapshot and answers the next later one of its source. */
export async function saveSnapshotDate(scope: Scope, source: string, day: string): Promise<string | null> {
  const { executor, workspaceId } = scope;
  await executor
    .insertInto('import_snapshot')
    .values({ workspace_id: workspaceId, source, day })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const next = await executor
    .selectFrom('import_snapshot')
    .select('day')
    .where('workspace_id', '=', workspaceId)
    .where('source', '=', source)
    .where('day', '>', day)
    .orderBy('day')
    .executeTakeFirst();
  return next?.day ?? null;
}

export interface SourcedAccount {
  accountId: string;
  firstSeenOn: string | null;
  seenIn: string | null;
  /** What the source's snapshots said of it before, in order of day. */
  moves: { day: string; returned: boolean }[];
}

/** Up to `limit` accounts of a source, in order of their ids. */
export async function listSourcedAccounts(
  scope: Scope,
  source: string,
  after: string,
  limit: number,
): Promise<SourcedAccount[]> {
  const { rows } = await sql<{
    account_id: string;
    first_seen_on: string | null;
    seen_in: string | null;
    day: string | null;
    returned: number | null;
  }>`
    select s.account_id, s.first_seen_on, s.seen_in, c.day, c.returned
    from (select account_id, first_seen_on, seen_in from account_source
      where workspace_id = ${scope.workspaceId} and source = ${source} and account_id > ${after}
      order by account_id limit ${limit}) s
    left join churn c on c.workspace_id = ${scope.workspaceId} and c.account_id = s.account_id
      and c.key = ${moveKeyStart(source)} || s.account_id || '|' || c.day
    order by s.account_id, c.day`.execute(scope.executor);
  const accounts = new Map<string, SourcedAccount>();
  for (const row of rows) {
    const account = accounts.get(row.account_id) ?? {
      accountId: row.account_id,
      firstSeenOn: row.first_seen_on,
      seenIn: row.seen_in,
      moves: [],
    };
    accounts.set(row.account_id, account);
    if (row.day !== null) account.moves.push({ day: row.day, returned: row.returned === 1 });
  }
  return [...accounts.values()];
}

export interface MoveChange {
  accountId: string;
  day: string;
  /** Null: on that day the source says nothing of the account any more. */
  move: { returned: boolean; reason: string } | null;
}

/** Writes and takes back what the source says of accounts on single days. */
export async function saveMoves(scope: Scope, source: string, changes: readonly MoveChange[]): Promise<void> {
  const keyOf = ({ accountId, day }: MoveChange) => `${moveKeyStart(source)}${accountId}|${day}`;
  const gone = changes.filter((change) => change.move === null).map((change) => ({ key: keyOf(change) }));
  if (gone.length > 0) {
    await sql`delete from churn where workspace_id = ${scope.workspaceId}
      and key in (select r.key from ${rowsAs(scope.dialect, 'r', { key: 'text' }, gone)})`.execute(
      scope.executor,
    );
  }
  const kept = changes.flatMap((change) =>
    change.move === null
      ? []
      : [
          {
            key: keyOf(change),
            account_id: change.accountId,
            day: change.day,
            returned: change.move.returned ? 1 : 0,
            reason: change.move.reason,
          },
        ],
  );
  if (kept.length === 0) return;
  const columns = {
    key: 'text',
    account_id: 'text',
    day: 'text',
    returned: 'integer',
    reason: 'text',
  } as const;
  await sql`
    insert into churn (workspace_id, key, account_id, day, returned, reason)
    select ${scope.workspaceId}, r.key, r.account_id, r.day, r.returned, r.reason
    from ${rowsAs(scope.dialect, 'r', columns, kept)} where true order by r.key
    on conflict (workspace_id, key) do update set returned = excluded.returned, reason = excluded.reason`.execute(
    scope.executor,
  );
}

/** Keeps, for the accounts that a snapshot has, the first and the last date on which their source had them. */
export async function saveSeenOn(
  scope: Scope,
  source: string,
  accountIds: readonly string[],
  day: string,
): Promise<void> {
  if (accountIds.length === 0) return;
  const ids = rowsAs(
    scope.dialect,
    'r',
    { account_id: 'text' },
    accountIds.map((id) => ({ account_id: id })),
  );
  await sql`
    update account_source set
      first_seen_on = case when first_seen_on <= ${day} then first_seen_on else ${day} end,
      last_seen_on = case when last_seen_on > ${day} then last_seen_on else ${day} end
    where workspace_id = ${scope.workspaceId} and source = ${source}
      and account_id in (select r.account_id from ${ids})
      and (first_seen_on is null or first_seen_on > ${day} or last_seen_on is null or last_seen_on < ${day})`.execute(
    scope.executor,
  );
}

function moveKeyStart(source: string): string {
  return `snapshot:${source}|`;
}
