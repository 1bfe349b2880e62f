/** The SQL of signals over HTTP. */
import { sql, type Selectable, type Transaction } from 'kysely';
import type { DialectName } from '../db/open.ts';
import { withTexts } from '../db/lookup.ts';
import { inBatches, rowsAs } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import { CUSTOMER } from '../surveys/domain.ts';

export interface Scope {
  executor: Transaction<Database>;
  dialect: DialectName;
  workspaceId: string;
}

/** What signals set of an account. */
export type AccountRow = Pick<
  Selectable<Database['account']>,
  | 'id'
  | 'key'
  | 'name'
  | 'name_key'
  | 'domain'
  | 'segment'
  | 'stage'
  | 'arr'
  | 'currency'
  | 'started_on'
  | 'renews_on'
>;

export interface UserRow {
  user_id: string;
  account_id: string | null;
  traits: string;
}

const ACCOUNT_COLUMNS = {
  id: 'text',
  key: 'text',
  name: 'text',
  name_key: 'text',
  domain: 'text',
  segment: 'text',
  stage: 'text',
  arr: 'real',
  currency: 'text',
  started_on: 'text',
  renews_on: 'text',
} as const;

const ROWS_PER_STATEMENT = 2_000;

/** The accounts with these keys, by key. */
export async function findAccounts(scope: Scope, keys: readonly string[]): Promise<Map<string, AccountRow>> {
  if (keys.length === 0) return new Map();
  const columns = sql.join(Object.keys(ACCOUNT_COLUMNS).map((column) => sql.ref(`a.${column}`)));
  const { rows } = await sql<AccountRow>`
    ${withTexts(scope.dialect, keys)} select ${columns} from r
    cross join account a where a.workspace_id = ${scope.workspaceId} and a.key = r.value`.execute(
    scope.executor,
  );
  return new Map(rows.map((row) => [row.key, row]));
}

/** What is known of these users, by user id. */
export async function findUsers(scope: Scope, userIds: readonly string[]): Promise<Map<string, UserRow>> {
  if (userIds.length === 0) return new Map();
  const { rows } = await sql<UserRow>`
    ${withTexts(scope.dialect, userIds)} select u.user_id, u.account_id, u.traits from r
    cross join signal_user u where u.workspace_id = ${scope.workspaceId} and u.user_id = r.value`.execute(
    scope.executor,
  );
  return new Map(rows.map((row) => [row.user_id, row]));
}

/** Those of the messages that have been applied. */
export async function findMessages(scope: Scope, messageIds: readonly string[]): Promise<Set<string>> {
  if (messageIds.length === 0) return new Set();
  const { rows } = await sql<{ message_id: string }>`
    ${withTexts(scope.dialect, messageIds)} select m.message_id from r
    cross join signal_message m where m.workspace_id = ${scope.workspaceId} and m.message_id = r.value`.execute(
    scope.executor,
  );
  return new Set(rows.map((row) => row.message_id));
}

/** Remembers messages as applied. */
export async function saveMessages(
  scope: Scope,
  messageIds: readonly string[],
  receivedAt: string,
): Promise<void> {
  const rows = messageIds.map((message_id) => ({ message_id }));
  await insertNew(scope, 'signal_message', { message_id: 'text' }, rows, { received_at: receivedAt });
}

/** Forgets messages that were applied before a time, the oldest first. @returns how many, at most `limit` */
export async function forgetMessages(
  trx: Transaction<Database>,
  workspaceId: string,
  before: string,
  limit: number,
): Promise<number> {
  const oldest = trx
    .selectFrom('signal_message')
    .select('message_id')
    .where('workspace_id', '=', workspaceId)
    .where('received_at', '<', before)
    .orderBy('received_at')
    .limit(limit);
  const forgotten = await trx
    .deleteFrom('signal_message')
    .where('workspace_id', '=', workspaceId)
    .where('message_id', 'in', oldest)
    .executeTakeFirst();
  return Number(forgotten.numDeletedRows);
}

export interface EventRow {
  key: string;
  account_id: string;
  name: string;
  day: string;
  at: string;
}

/** Adds events; one whose key there is already changes nothing. */
export async function insertEvents(scope: Scope, rows: readonly EventRow[]): Promise<void> {
  const columns = { key: 'text', account_id: 'text', name: 'text', day: 'text', at: 'text' } as const;
  await insertNew(scope, 'event', columns, rows, { count: 1 });
}

export interface ValueRow {
  key: string;
  account_id: string;
  kpi: string;
  day: string;
  at: string;
  value: number;
}

/** Adds KPI values; one whose key there is already changes nothing. */
export async function insertValues(scope: Scope, rows: readonly ValueRow[]): Promise<void> {
  const columns = {
    key: 'text',
    account_id: 'text',
    kpi: 'text',
    day: 'text',
    at: 'text',
    value: 'real',
  } as const;
  await insertNew(scope, 'kpi_value', columns, rows, {});
}

export interface AnswerRow extends Omit<ValueRow, 'kpi'> {
  id: string;
  survey: string;
  persona: string | null;
  note: string | null;
  /** The key of the contact who answered; null: nobody is named. */
  contact: string | null;
}

/** Adds customers' answers, each with its contact where that is one of the account; a known key changes nothing. */
export async function insertAnswers(scope: Scope, rows: readonly AnswerRow[]): Promise<void> {
  const columns = {
    id: 'text',
    key: 'text',
    account_id: 'text',
    survey: 'text',
    persona: 'text',
    contact: 'text',
    value: 'real',
    day: 'text',
    at: 'text',
    note: 'text',
  } as const;
  for (const batch of inBatches(rows, ROWS_PER_STATEMENT)) {
    await sql`
      insert into survey_answer (workspace_id, id, key, account_id, survey, persona, contact_id, value, day, note,
        answered_by, answered_at)
      select ${scope.workspaceId}, r.id, r.key, r.account_id, r.survey,
        coalesce(r.persona, case when c.persona in ('decision_maker', 'influencer', 'user') then c.persona end, 'account'),
        c.id, r.value, r.day, r.note, ${CUSTOMER}, r.at
      from ${rowsAs(scope.dialect, 'r', columns, batch as unknown as Record<string, unknown>[])}
      left join contact c on c.workspace_id = ${scope.workspaceId} and c.key = r.contact
        and c.account_id = r.account_id
      where true on conflict do nothing`.execute(scope.executor);
  }
}

/** Creates accounts, and changes those that there are. */
export async function saveAccounts(
  scope: Scope,
  accounts: readonly AccountRow[],
  now: string,
): Promise<void> {
  const names = Object.keys(ACCOUNT_COLUMNS);
  const changes = names
    .filter((name) => name !== 'id' && name !== 'key')
    .map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`);
  for (const batch of inBatches(accounts.toSorted(byKey), ROWS_PER_STATEMENT)) {
    await sql`
      insert into account (workspace_id, created_at, updated_at, ${sql.join(names.map((name) => sql.ref(name)))})
      select ${scope.workspaceId}, ${now}, ${now}, ${sql.join(names.map((name) => sql.ref(`r.${name}`)))}
      from ${rowsAs(scope.dialect, 'r', ACCOUNT_COLUMNS, batch)} where true
      on conflict (workspace_id, key) do update set ${sql.join(changes)},
        updated_at = excluded.updated_at, version = account.version + 1`.execute(scope.executor);
  }
}

export interface ContactRow {
  id: string;
  key: string;
  account_id: string;
  name: string;
  email: string | null;
  title: string | null;
}

/** Creates contacts, and changes those that there are; a field without a value stays as it is. */
export async function saveContacts(scope: Scope, contacts: readonly ContactRow[]): Promise<void> {
  const columns = {
    id: 'text',
    key: 'text',
    account_id: 'text',
    name: 'text',
    email: 'text',
    title: 'text',
  } as const;
  for (const batch of inBatches(contacts.toSorted(byKey), ROWS_PER_STATEMENT)) {
    await sql`
      insert into contact (workspace_id, id, key, account_id, name, email, title)
      select ${scope.workspaceId}, r.id, r.key, r.account_id, r.name, r.email, r.title
      from ${rowsAs(scope.dialect, 'r', columns, batch as unknown as Record<string, unknown>[])} where true
      on conflict (workspace_id, key) do update set account_id = excluded.account_id, name = excluded.name,
        email = coalesce(excluded.email, contact.email), title = coalesce(excluded.title, contact.title)`.execute(
      scope.executor,
    );
  }
}

/** Keeps what is known of users. */
export async function saveUsers(scope: Scope, users: readonly UserRow[]): Promise<void> {
  const columns = { user_id: 'text', account_id: 'text', traits: 'text' } as const;
  const ordered = users.toSorted((a, b) => (a.user_id < b.user_id ? -1 : 1));
  for (const batch of inBatches(ordered, ROWS_PER_STATEMENT)) {
    await sql`
      insert into signal_user (workspace_id, user_id, account_id, traits)
      select ${scope.workspaceId}, r.user_id, r.account_id, r.traits
      from ${rowsAs(scope.dialect, 'r', columns, batch as unknown as Record<string, unknown>[])} where true
      on conflict (workspace_id, user_id) do update set account_id = excluded.account_id, traits = excluded.traits`.execute(
      scope.executor,
    );
  }
}

async function insertNew(
  scope: Scope,
  table: string,
  columns: Readonly<Record<string, 'text' | 'real' | 'integer'>>,
  rows: readonly object[],
  constants: Readonly<Record<string, string | number>>,
): Promise<void> {
  const names = Object.keys(columns);
  const fixed = Object.entries(constants);
  const into = [...names, ...fixed.map(([name]) => name)].map((name) => sql.ref(name));
  const from = [...names.map((name) => sql.ref(`r.${name}`)), ...fixed.map(([, value]) => sql.lit(value))];
  for (const batch of inBatches(rows, ROWS_PER_STATEMENT)) {
    await sql`
      insert into ${sql.table(table)} (workspace_id, ${sql.join(into)})
      select ${scope.workspaceId}, ${sql.join(from)}
      from ${rowsAs(scope.dialect, 'r', columns, batch as unknown as Record<string, unknown>[])} where true
      on conflict do nothing`.execute(scope.executor);
  }
}

function byKey(a: { key: string }, b: { key: string }): number {
  return a.key < b.key ? -1 : 1;
}
