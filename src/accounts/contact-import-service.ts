/** People at customers whom the rows of an import name: found by their names, and written down where they are new. */
import type { Deps } from '../base/deps.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { insertContacts, listContactNames } from './contact-store.ts';
import { nameKey } from './name-key.ts';

/** Somebody whom a row names; what is not known is null. */
export interface NamedContact {
  accountId: string;
  name: string;
  persona?: string | null;
  title?: string | null;
  qualifiers?: readonly string[];
}

/**
 * The contacts of these names, those of whom an account has none made now.
 * @returns the id of each, in the order given
 */
export async function ensureContacts(
  deps: Pick<Deps, 'makeId'>,
  scope: { executor: Executor; dialect: DialectName; workspaceId: string },
  named: readonly NamedContact[],
): Promise<string[]> {
  const { executor, dialect, workspaceId } = scope;
  const accountIds = [...new Set(named.map(({ accountId }) => accountId))];
  const idByName = new Map<string, string>();
  const nameOf = (accountId: string, name: string) => `${accountId} ${nameKey(name)}`;
  for (const { id, accountId, name } of await listContactNames(executor, dialect, workspaceId, accountIds)) {
    const known = nameOf(accountId, name);
    if (!idByName.has(known)) idByName.set(known, id);
  }
  const fresh: (NamedContact & { id: string })[] = [];
  const ids = named.map((contact) => {
    const name = nameOf(contact.accountId, contact.name);
    const known = idByName.get(name);
    if (known !== undefined) return known;
    const id = deps.makeId();
    idByName.set(name, id);
    fresh.push({ ...contact, id });
    return id;
  });
  await insertContacts(executor, workspaceId, fresh);
  return ids;
}
