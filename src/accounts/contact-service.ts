/** The people at a customer: found while a name is typed, and told apart. */
import type { Executor } from '../db/open.ts';
import { listContacts, type Contact } from './contact-store.ts';
import { nameKey } from './name-key.ts';

export {
  deleteContact,
  findContacts,
  insertContact,
  isContactNamed,
  setContactPersona,
  type Contact,
} from './contact-store.ts';

/** An account has few contacts: so many are looked through. */
const LOOKED_THROUGH = 2_000;

/**
 * The account's contacts in whose name or title the text stands, without regard to case and accents; the decision
 * makers first.
 * @param text empty: all of them
 */
export async function searchContacts(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  text: string,
  limit: number,
): Promise<Contact[]> {
  const wanted = nameKey(text);
  const all = await listContacts(executor, workspaceId, accountId, wanted === '' ? limit : LOOKED_THROUGH);
  return all
    .filter(({ name, title }) => nameKey(name).includes(wanted) || nameKey(title ?? '').includes(wanted))
    .slice(0, limit);
}

/** The contact of the account whose name is the same but for case, accents and spaces. */
export async function findContactNamesake(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  name: string,
): Promise<Contact | null> {
  const all = await listContacts(executor, workspaceId, accountId, LOOKED_THROUGH);
  return all.find((contact) => nameKey(contact.name) === nameKey(name)) ?? null;
}

/** The account's contacts of these names, but for case, accents and spaces; of namesakes the first. */
export async function findContactsNamed(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  names: readonly string[],
): Promise<Contact[]> {
  if (names.length === 0) return [];
  const all = await listContacts(executor, workspaceId, accountId, LOOKED_THROUGH);
  return names.flatMap((name) => all.find((contact) => nameKey(contact.name) === nameKey(name)) ?? []);
}
