/** The SQL of single accounts: read, written, noted on. */
import { sql, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { isChurned, isNotChurned, ownerOf } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { Account, AccountFields } from './domain.ts';
import { nameKey } from './name-key.ts';

export const ACCOUNT_COLUMNS = [
  'account.id',
  'account.key',
  'account.name',
  'account.domain',
  'account.segment',
  'account.stage',
  'account.lead_id',
  'account.partner_id',
  'account.arr',
  'account.currency',
  'account.started_on',
  'account.renews_on',
  'account.sold_by',
  'account.version',
] as const;

type AccountRow = Omit<
  Database['account'],
  'workspace_id' | 'name_key' | 'created_at' | 'updated_at' | 'version' | 'fit'
> & {
  version: number;
};

export async function findAccountById(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<Account | null> {
  const row = await executor
    .selectFrom('account')
    .select(ACCOUNT_COLUMNS)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : readAccount(row);
}

/** Whether an account has churned; false where there is none. */
export async function hasChurned(executor: Executor, workspaceId: string, id: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from account a where a.workspace_id = ${workspaceId} and a.id = ${id} and ${isChurned('a')}`.execute(
    executor,
  );
  return rows.length > 0;
}

/** Whether an account has this key. */
export async function hasKey(executor: Executor, workspaceId: string, key: string): Promise<boolean> {
  const row = await executor
    .selectFrom('account')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('key', '=', key)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether there is any account. */
export async function hasAccounts(executor: Executor, workspaceId: string): Promise<boolean> {
  const row = await executor
    .selectFrom('account')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The day on which the first account started; null: none has. */
export async function findFirstStart(executor: Executor, workspaceId: string): Promise<BusinessDate | null> {
  const row = await executor
    .selectFrom('account')
    .select((select) => select.fn.min<string | null>('started_on').as('day'))
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  return row?.day ?? null;
}

/** Who is asked about an account on a day: its lead, or its partner where the lead is not there or away; null: nobody. */
export async function findOwner(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  today: BusinessDate,
): Promise<string | null> {
  const row = await executor
    .selectFrom('account')
    .select(ownerOf('account', today).as('owner'))
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', accountId)
    .executeTakeFirst();
  return row?.owner ?? null;
}

/** The accounts that were written down last, without churned ones, the newest first. */
export async function listNewest(executor: Executor, workspaceId: string, limit: number): Promise<Account[]> {
  const rows = await executor
    .selectFrom('account')
    .select(ACCOUNT_COLUMNS)
    .where('workspace_id', '=', workspaceId)
    .where(isNotChurned('account'))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(readAccount);
}

/** The account whose name is the same but for case, accents and spaces. */
export async function findNamesake(
  executor: Executor,
  workspaceId: string,
  name: string,
): Promise<Account | null> {
  const row = await executor
    .selectFrom('account')
    .select(ACCOUNT_COLUMNS)
    .where('workspace_id', '=', workspaceId)
    .where('name_key', '=', nameKey(name))
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : readAccount(row);
}

export async function insertAccount(
  trx: Transaction<Database>,
  workspaceId: string,
  account: { id: string; key: string; at: string; fields: AccountFields },
): Promise<void> {
  await trx
    .insertInto('account')
    .values({
      workspace_id: workspaceId,
      id: account.id,
      key: account.key,
      created_at: account.at,
      updated_at: account.at,
      ...columnsOf(account.fields),
    })
    .execute();
}

/**
 * Writes the fields when the account still has the version.
 * @returns false when it has another one by now
 */
export async function updateAccount(
  trx: Transaction<Database>,
  workspaceId: string,
  account: { id: string; version: number; at: string; fields: AccountFields },
): Promise<boolean> {
  const result = await trx
    .updateTable('account')
    .set({ ...columnsOf(account.fields), updated_at: account.at, version: account.version + 1 })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', account.id)
    .where('version', '=', account.version)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function insertNote(
  trx: Transaction<Database>,
  workspaceId: string,
  note: { id: string; accountId: string; text: string; author: string; at: string },
): Promise<void> {
  await trx
    .insertInto('note')
    .values({
      workspace_id: workspaceId,
      id: note.id,
      account_id: note.accountId,
      text: note.text,
      author: note.author,
      created_at: note.at,
    })
    .execute();
}

export function readAccount(row: AccountRow): Account {
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    domain: row.domain,
    segment: row.segment,
    stage: row.stage,
    leadId: row.lead_id,
    partnerId: row.partner_id,
    arr: row.arr,
    currency: row.currency,
    startedOn: row.started_on,
    renewsOn: row.renews_on,
    soldBy: row.sold_by,
    version: row.version,
  };
}

function columnsOf(fields: AccountFields) {
  return {
    name: fields.name,
    name_key: nameKey(fields.name),
    domain: fields.domain,
    segment: fields.segment,
    stage: fields.stage,
    lead_id: fields.leadId,
    partner_id: fields.partnerId,
    arr: fields.arr,
    currency: fields.currency,
    started_on: fields.startedOn,
    renews_on: fields.renewsOn,
    sold_by: fields.soldBy,
  };
}
