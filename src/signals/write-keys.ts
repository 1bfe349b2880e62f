/** Write keys: what lets a product send signals. Only a key's hash is kept; the key is shown once. */
import { createHash, randomBytes } from 'node:crypto';
import { writeAudit } from '../audit/store.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import * as store from './write-key-store.ts';

const KEY_BYTES = 24;

/**
 * Creates a key.
 * @param name what people call it, such as the product that sends
 * @param random the key's bytes
 * @returns the key itself, which is stored nowhere, and the id by which it is revoked
 */
export async function createWriteKey(
  deps: Deps,
  workspaceId: string,
  name: string,
  actor = 'cli',
  random: (bytes: number) => Buffer = randomBytes,
): Promise<{ id: string; key: string }> {
  const key = `mp_${random(KEY_BYTES).toString('base64url')}`;
  const id = deps.makeId();
  await inTransaction(deps, async (trx) => {
    const createdAt = deps.now().toISOString();
    await store.insertWriteKey(trx, workspaceId, { id, name, hash: hashOf(key), createdAt });
    await writeAudit(deps, trx, workspaceId, [
      { actor, action: 'write_key.create', subjectId: id, after: { name } },
    ]);
  });
  return { id, key };
}

export async function listWriteKeys(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
): Promise<store.WriteKey[]> {
  return store.listWriteKeys(deps.database.db, workspaceId);
}

/** Ends a key at once. @returns whether there was such a key that still held */
export async function revokeWriteKey(
  deps: Deps,
  workspaceId: string,
  id: string,
  actor = 'cli',
): Promise<boolean> {
  return inTransaction(deps, async (trx) => {
    const name = await store.revokeWriteKey(trx, workspaceId, id, deps.now().toISOString());
    if (name === null) return false;
    await writeAudit(deps, trx, workspaceId, [
      { actor, action: 'write_key.revoke', subjectId: id, before: { name } },
    ]);
    return true;
  });
}

/** Whose key it is, or null when it is nobody's or was revoked. */
export async function findKeyOwner(
  deps: Pick<Deps, 'database'>,
  key: string,
): Promise<{ workspaceId: string; id: string; name: string } | null> {
  return store.findWriteKey(deps.database.db, hashOf(key));
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
