/** The SQL of imports: rows of one batch are found and written by one statement each, however many they are. */
import { sql, type Transaction } from 'kysely';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DialectName } from '../db/open.ts';
import { withTexts } from '../db/lookup.ts';
import { inBatches, rowsAs } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import type { Stored } from './field-reader.ts';
import type { Kind } from './fields.ts';
import type { AccountKey } from './row-reader.ts';

type ColumnType = 'text' | 'real' | 'integer';
export type StoredRow = Record<string, Stored> & { key: string };

interface Table {
  table: string;
  columns: Readonly<Record<string, ColumnType>>;
}

/** The tables that hold the kinds of rows, without the columns that every one of them has. */
const TABLES: Readonly<Record<Kind, Table>> = {
  account: {
    table: 'account',
    columns: {
      id: 'text',
      name: 'text',
      name_key: 'text',
      domain: 'text',
      segment: 'text',
      stage: 'text',
      lead_id: 'text',
      partner_id: 'text',
      arr: 'real',
      currency: 'text',
      started_on: 'text',
      renews_on: 'text',
      sold_by: 'text',
      created_at: 'text',
      updated_at: 'text',
    },
  },
  contact: {
    table: 'contact',
    columns: {
      id: 'text',
      account_id: 'text',
      name: 'text',
      email: 'text',
      persona: 'text',
      qualifiers: 'text',
      title: 'text',
    },
  },
  subscription: {
    table: 'subscription',
    columns: { account_id: 'text', starts_on: 'text', ends_on: 'text', arr: 'real', currency: 'text' },
  },
  event: {
    table: 'event',
    columns: { account_id: 'text', name: 'text', day: 'text', at: 'text', count: 'real' },
  },
  kpi: {
    table: 'kpi_value',
    columns: { account_id: 'text', kpi: 'text', day: 'text', at: 'text', value: 'real' },
  },
  churn: {
    table: 'churn',
    columns: { account_id: 'text', day: 'text', returned: 'integer', reason: 'text', note: 'text' },
  },
  ebr: {
    table: 'ebr',
    columns: {
      id: 'text',
      account_id: 'text',
      state: 'text',
      held_on: 'text',
      note: 'text',
      decision_maker_there: 'integer',
      created_by: 'text',
      created_at: 'text',
    },
  },
  // Their features write these: here they are only looked at.
  goal: { table: 'goal_card', columns: {} },
  feedback: { table: 'feedback', columns: {} },
  touchpoint: { table: 'touchpoint', columns: {} },
  survey: { table: 'survey_answer', columns: {} },
};

/** Columns that a row gets when it is created and keeps. */
const KEPT = new Set(['id', 'state', 'created_by', 'created_at']);

export interface Scope {
  executor: Transaction<Database>;
  dialect: DialectName;
  workspaceId: string;
}

/** So many rows are one statement: SQLite works on it without a pause, in which this process answers nobody. */
const ROWS_PER_STATEMENT = 2_000;

/** The stored rows with these keys, by key. */
export async function findRows(
  scope: Scope,
  kind: Kind,
  keys: readonly string[],
): Promise<Map<string, StoredRow>> {
  const { table, columns } = TABLES[kind];
  const selected = sql.join(['key', ...Object.keys(columns)].map((column) => sql.ref(`t.${column}`)));
  const found = new Map<string, StoredRow>();
  for (const batch of inBatches(keys, ROWS_PER_STATEMENT)) {
    const { rows } = await sql<StoredRow>`
      ${withTexts(scope.dialect, batch)} select ${selected} from r
      cross join ${sql.table(table)} t where t.workspace_id = ${scope.workspaceId} and t.key = r.value`.execute(
      scope.executor,
    );
    for (const row of rows) found.set(row.key, row);
    await nextTurn();
  }
  return found;
}

/** Whether there is any row whose key begins so. */
export async function hasRows(scope: Scope, kind: Kind, keyStart: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from ${sql.table(TABLES[kind].table)} where workspace_id = ${scope.workspaceId}
      and key >= ${keyStart} and key < ${`${keyStart}\u{10FFFF}`} limit 1`.execute(scope.executor);
  return rows.length > 0;
}

/**
 * Creates rows, and changes those whose key there is already.
 * @param filled the columns that the rows bring; the others keep their default, or what they have
 */
export async function upsertRows(
  scope: Scope,
  kind: Kind,
  filled: readonly string[],
  rows: readonly StoredRow[],
): Promise<void> {
  const { table, columns } = TABLES[kind];
  const names = Object.keys(columns).filter((column) => filled.includes(column));
  const types = Object.fromEntries([
    ['key', 'text' as const],
    ...names.map((name) => [name, columns[name]!] as const),
  ]);
  const changes = names
    .filter((name) => !KEPT.has(name))
    .map((name) => sql`${sql.ref(name)} = ${sql.ref(`excluded.${name}`)}`);
  if (kind === 'account') changes.push(sql`version = account.version + 1`);
  // Rows of one account lie together. As everybody writes in this order, two imports seldom lock each other out.
  const ordered = rows.toSorted(
    (a, b) =>
      compare(a['account_id'], b['account_id']) || compare(a['name'], b['name']) || compare(a.key, b.key),
  );
  for (const batch of inBatches(ordered, ROWS_PER_STATEMENT)) {
    await sql`
      insert into ${sql.table(table)} (workspace_id, key, ${sql.join(names.map((name) => sql.ref(name)))})
      select ${scope.workspaceId}, r.key, ${sql.join(names.map((name) => sql.ref(`r.${name}`)))}
      from ${rowsAs(scope.dialect, 'r', types, batch)} where true
      on conflict (workspace_id, key) do update set ${sql.join(changes)}`.execute(scope.executor);
    await nextTurn();
  }
}

export interface FoundAccount {
  /** The text by which it was looked for. */
  value: string;
  id: string;
  started_on: string | null;
}

/**
 * The accounts with these keys, domains or searchable names, or those of rows of a kind with these keys. A name or a
 * domain may find several.
 */
export async function findAccounts(
  scope: Scope,
  by: AccountKey['by'],
  values: readonly string[],
): Promise<FoundAccount[]> {
  const { executor, workspaceId } = scope;
  const wanted = withTexts(scope.dialect, values);
  if (isRowOf(by)) {
    const { table } = TABLES[by.slice('row:'.length) as Kind];
    const { rows } = await sql<FoundAccount>`
      ${wanted} select r.value, a.id, a.started_on from r
      cross join ${sql.table(table)} t cross join account a
      where t.workspace_id = ${workspaceId} and t.key = r.value
        and a.workspace_id = ${workspaceId} and a.id = t.account_id`.execute(executor);
    return rows;
  }
  const column = sql.ref({ key: 'a.key', domain: 'a.domain', name: 'a.name_key' }[by]);
  const { rows } = await sql<FoundAccount>`
    ${wanted} select r.value, a.id, a.started_on from r
    cross join account a where a.workspace_id = ${workspaceId} and ${column} = r.value`.execute(executor);
  return rows;
}

function isRowOf(by: AccountKey['by']): by is `row:${Kind}` {
  return by.startsWith('row:');
}

/** Remembers that the source has these accounts; a run of a full snapshot also marks which it found. */
export async function rememberSource(
  scope: Scope,
  source: string,
  accountIds: readonly string[],
  day: string,
  snapshotRun: string | null,
): Promise<void> {
  if (accountIds.length === 0) return;
  const rows = rowsAs(
    scope.dialect,
    'r',
    { account_id: 'text' },
    accountIds.map((id) => ({ account_id: id })),
  );
  const onConflict = snapshotRun === null ? sql`do nothing` : sql`do update set seen_in = excluded.seen_in`;
  await sql`
    insert into account_source (workspace_id, source, account_id, first_seen_on, seen_in)
    select ${scope.workspaceId}, ${source}, r.account_id, ${snapshotRun === null ? day : null}, ${snapshotRun}
    from ${rows} where true order by r.account_id
    on conflict (workspace_id, source, account_id) ${onConflict}`.execute(scope.executor);
}

/** The accounts of which a newer full snapshot than that of `day` has been read. */
export async function findSeenLater(
  scope: Scope,
  source: string,
  accountIds: readonly string[],
  day: string,
): Promise<Set<string>> {
  if (accountIds.length === 0) return new Set();
  const found = await sql<{ account_id: string }>`
    ${withTexts(scope.dialect, accountIds)} select s.account_id from r
    cross join account_source s where s.workspace_id = ${scope.workspaceId} and s.source = ${source}
      and s.account_id = r.value and s.last_seen_on > ${day}`.execute(scope.executor);
  return new Set(found.rows.map((row) => row.account_id));
}

function compare(a: Stored | undefined, b: Stored | undefined): number {
  if (a === b) return 0;
  return (a ?? '') < (b ?? '') ? -1 : 1;
}
