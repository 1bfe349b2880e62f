/** Write keys in the database: by whose name a product sends its signals. */
import type { Transaction } from 'kysely';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';

export interface WriteKey {
  id: string;
  name: string;
  createdAt: string;
  revokedAt: string | null;
}

export async function insertWriteKey(
  trx: Transaction<Database>,
  workspaceId: string,
  key: { id: string; name: string; hash: string; createdAt: string },
): Promise<void> {
  await trx
    .insertInto('write_key')
    .values({
      workspace_id: workspaceId,
      id: key.id,
      name: key.name,
      key_hash: key.hash,
      created_at: key.createdAt,
    })
    .execute();
}

/** All keys, the oldest first. */
export async function listWriteKeys(executor: Executor, workspaceId: string): Promise<WriteKey[]> {
  const rows = await executor
    .selectFrom('write_key')
    .select(['id', 'name', 'created_at', 'revoked_at'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    revokedAt: row.revoked_at,
  }));
}

/** @returns the key's name, or null when there is no such key that still holds */
export async function revokeWriteKey(
  trx: Transaction<Database>,
  workspaceId: string,
  id: string,
  revokedAt: string,
): Promise<string | null> {
  const row = await trx
    .updateTable('write_key')
    .set({ revoked_at: revokedAt })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .returning('name')
    .executeTakeFirst();
  return row?.name ?? null;
}

/** Whose key it is: the one lookup that comes before the workspace is known. Null: nobody's, or revoked. */
export async function findWriteKey(
  executor: Executor,
  hash: string,
): Promise<{ workspaceId: string; id: string; name: string } | null> {
  const row = await executor
    .selectFrom('write_key')
    .select(['workspace_id', 'id', 'name'])
    .where('key_hash', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? null : { workspaceId: row.workspace_id, id: row.id, name: row.name };
}
