/** People at customers whom the rows of an import name: found by their keys or names, and written down where they are new. */
import type { Transaction } from 'kysely';
import { writeAudit } from '../audit/store.ts';
import type { Deps } from '../base/deps.ts';
import type { DialectName } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { insertContacts, listContactNames, listContactsByKey } from './contact-store.ts';
import { nameKey } from './name-key.ts';

/** Somebody whom a row names; what is not known is null. */
export interface NamedContact {
  accountId: string;
  /** Their identity in their source, which tells namesakes apart; null: the name alone says who is meant. */
  key: string | null;
  /** Or their e-mail address. Null: the key alone says it. */
  name: string | null;
  email?: string | null;
  persona?: string | null;
  title?: string | null;
  qualifiers?: readonly string[];
}

interface NewContact extends NamedContact {
  id: string;
  name: string;
}

export interface MeantContacts {
  /** The id of each, in the order given; null: there is nobody of this key at this account. */
  ids: (string | null)[];
  /** Those of them who are not written down yet, by their ids. */
  fresh: ReadonlyMap<string, NewContact>;
  /** The persona of each one who is known, by their ids. */
  personas: ReadonlyMap<string, string | null>;
}

interface ContactScope {
  executor: Transaction<Database>;
  dialect: DialectName;
  workspaceId: string;
}

/**
 * Who is meant: the contact of the key, or without a key the oldest one of the name, without regard to case and
 * accents. A key that nobody has is somebody new, whatever the name: two people of one name must not become one.
 * Nothing is written.
 */
export async function findMeantContacts(
  deps: Pick<Deps, 'makeId'>,
  { executor, dialect, workspaceId }: ContactScope,
  named: readonly NamedContact[],
): Promise<MeantContacts> {
  const nameless = (accountId: string, name: string) => `${accountId} ${nameKey(name)}`;
  const keys = [...new Set(named.flatMap(({ key }) => (key === null ? [] : [key])))];
  const byKey = new Map<string, { id: string; accountId: string }>();
  for (const contact of await listContactsByKey(executor, dialect, workspaceId, keys))
    byKey.set(contact.key, contact);
  const accountIds = [...new Set(named.map(({ accountId }) => accountId))];
  const idByName = new Map<string, string>();
  const all = await listContactNames(executor, dialect, workspaceId, accountIds);
  for (const { id, accountId, name, email } of all) {
    for (const word of email === null ? [name] : [name, email]) {
      const known = nameless(accountId, word);
      if (!idByName.has(known)) idByName.set(known, id);
    }
  }
  const fresh = new Map<string, NewContact>();
  const ids = named.map((contact) => {
    const { accountId, key, name } = contact;
    const known = key === null ? undefined : byKey.get(key);
    if (known !== undefined) return known.accountId === accountId ? known.id : null;
    if (name === null) return null;
    const namesake = idByName.get(nameless(accountId, name));
    if (key === null && namesake !== undefined) return namesake;
    const id = deps.makeId();
    const email = contact.email ?? (ADDRESS.test(name) ? name : null);
    fresh.set(id, { ...contact, name, email, id });
    if (key !== null) byKey.set(key, { id, accountId });
    if (namesake === undefined) idByName.set(nameless(accountId, name), id);
    return id;
  });
  return { ids, fresh, personas: new Map(all.map(({ id, persona }) => [id, persona])) };
}

const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** A row that may name one contact, by `contactKey` and by `contact`: a name or an e-mail address. */
interface NamingRow {
  accountId: string;
  values: Readonly<Record<string, string | number | null>>;
}

/**
 * The contact whom each row names.
 * @returns `of`: by row; null: nobody at its account has that key; a row that names nobody is left out
 */
export async function findContactsOfRows<R extends NamingRow>(
  deps: Pick<Deps, 'makeId'>,
  scope: ContactScope,
  rows: readonly R[],
  personaOf: (row: R) => string | null,
): Promise<Pick<MeantContacts, 'fresh' | 'personas'> & { of: ReadonlyMap<R, string | null> }> {
  const naming = rows.flatMap((row) => {
    const key = wordOf(row.values['contactKey']);
    const name = wordOf(row.values['contact']);
    if (key === null && name === null) return [];
    return [{ row, contact: { accountId: row.accountId, key, name, persona: personaOf(row) } }];
  });
  const { ids, ...meant } = await findMeantContacts(
    deps,
    scope,
    naming.map(({ contact }) => contact),
  );
  return { ...meant, of: new Map(naming.map(({ row }, index) => [row, ids[index] ?? null])) };
}

function wordOf(value: string | number | null | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Writes down those of these contacts who are new. @param ids of contacts whom rows name that are taken */
export async function createMeantContacts(
  deps: Pick<Deps, 'makeId' | 'now'>,
  { executor, workspaceId }: ContactScope,
  { fresh }: Pick<MeantContacts, 'fresh'>,
  ids: readonly string[],
  actor: string,
): Promise<void> {
  const created = [...new Set(ids)].flatMap((id) => fresh.get(id) ?? []);
  await insertContacts(executor, workspaceId, created);
  await writeAudit(
    deps,
    executor,
    workspaceId,
    created.map(({ id, accountId, name, persona = null, title = null, qualifiers = [] }) => ({
      actor,
      action: 'contact.create',
      accountId,
      subjectId: id,
      after: { name, persona, jobTitle: title, qualifiers, title: name },
    })),
  );
}
