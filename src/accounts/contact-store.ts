/** The SQL of an account's contacts. */
import { sql, type Transaction } from 'kysely';
import { withTexts } from '../db/lookup.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { inBatches } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import type { ShownContact } from './domain.ts';

export interface Contact extends ShownContact {
  id: string;
}

const COLUMNS = ['id', 'name', 'persona', 'title', 'qualifiers'] as const;

/** The contacts of an account with these ids, in the order of the ids; those that are not there are left out. */
export async function findContacts(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  ids: readonly string[],
): Promise<Contact[]> {
  if (ids.length === 0) return [];
  const rows = await executor
    .selectFrom('contact')
    .select(COLUMNS)
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  const found = new Map(rows.map((row) => [row.id, readContact(row)]));
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** The account's contacts, the decision makers first, then by name. */
export async function listContacts(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  limit: number,
): Promise<Contact[]> {
  const rows = await executor
    .selectFrom('contact')
    .select(COLUMNS)
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .orderBy(
      sql`case persona when 'decision_maker' then 0 when 'influencer' then 1 when 'user' then 2 else 3 end`,
    )
    .orderBy('name')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(readContact);
}

/** Adds a contact that a person wrote down; its key is its id. */
export async function insertContact(
  trx: Transaction<Database>,
  workspaceId: string,
  accountId: string,
  contact: Contact,
): Promise<void> {
  await trx
    .insertInto('contact')
    .values({
      workspace_id: workspaceId,
      id: contact.id,
      account_id: accountId,
      key: contact.id,
      name: contact.name,
      persona: contact.persona,
      title: contact.title,
      qualifiers: JSON.stringify(contact.qualifiers),
    })
    .execute();
}

/** Says which persona a contact is. @param persona null: it is not known */
export async function setContactPersona(
  trx: Transaction<Database>,
  workspaceId: string,
  id: string,
  persona: string | null,
): Promise<void> {
  await trx
    .updateTable('contact')
    .set({ persona })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Whether anything names a contact: a conversation, an answer, feedback or a Goal Card. */
export async function isContactNamed(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  id: string,
): Promise<boolean> {
  const own = sql`x.workspace_id = ${workspaceId} and x.account_id = ${accountId}`;
  const naming = NAMING_CONTACTS.map(
    (table) => sql`exists (select 1 from ${sql.table(table)} x where ${own} and x.contact_id = ${id})`,
  );
  const { rows } = await sql<{ named: number }>`
    select 1 as named where ${sql.join(naming, sql` or `)}
      or exists (select 1 from goal_card x where ${own} and x.document like ${`%"${id}"%`})`.execute(
    executor,
  );
  return rows.length > 0;
}

/** The tables whose rows are about a contact. */
const NAMING_CONTACTS = ['touchpoint', 'survey_answer', 'feedback'];

export async function deleteContact(
  trx: Transaction<Database>,
  workspaceId: string,
  accountId: string,
  id: string,
): Promise<void> {
  await trx
    .deleteFrom('contact')
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .execute();
}

function readContact(row: {
  id: string;
  name: string;
  persona: string | null;
  title: string | null;
  qualifiers: string;
}): Contact {
  return { ...row, qualifiers: JSON.parse(row.qualifiers) as string[] };
}

interface ContactName {
  id: string;
  accountId: string;
  name: string;
  email: string | null;
  persona: string | null;
}

/** The contacts of many accounts by their names, the oldest first. */
export async function listContactNames(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  accountIds: readonly string[],
): Promise<ContactName[]> {
  if (accountIds.length === 0) return [];
  const { rows } = await sql<ContactName>`${withTexts(dialect, accountIds)}
    select c.id, c.account_id as ${sql.ref('accountId')}, c.name, c.email, c.persona from r cross join contact c
    where c.workspace_id = ${workspaceId} and c.account_id = r.value order by c.id`.execute(executor);
  return rows;
}

/** The contacts of the workspace with these keys. */
export async function listContactsByKey(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  keys: readonly string[],
): Promise<{ id: string; key: string; accountId: string }[]> {
  if (keys.length === 0) return [];
  const { rows } = await sql<{ id: string; key: string; accountId: string }>`${withTexts(dialect, keys)}
    select c.id, c.key, c.account_id as ${sql.ref('accountId')} from r cross join contact c
    where c.workspace_id = ${workspaceId} and c.key = r.value`.execute(executor);
  return rows;
}

const CONTACTS_PER_STATEMENT = 500;

/** Adds contacts; the key of one without a key is its id, and what is not known of it is null. */
export async function insertContacts(
  trx: Transaction<Database>,
  workspaceId: string,
  contacts: readonly {
    id: string;
    accountId: string;
    key: string | null;
    name: string;
    email?: string | null;
    persona?: string | null;
    title?: string | null;
    qualifiers?: readonly string[];
  }[],
): Promise<void> {
  for (const batch of inBatches(contacts, CONTACTS_PER_STATEMENT)) {
    await trx
      .insertInto('contact')
      .values(
        batch.map((contact) => ({
          workspace_id: workspaceId,
          id: contact.id,
          account_id: contact.accountId,
          key: contact.key ?? contact.id,
          name: contact.name,
          email: contact.email ?? null,
          persona: contact.persona ?? null,
          title: contact.title ?? null,
          qualifiers: JSON.stringify(contact.qualifiers ?? []),
        })),
      )
      .execute();
  }
}
