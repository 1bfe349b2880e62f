/** Writes the rows of one file, batch by batch: finds their accounts, tells what is new, and counts. */
import { nameKey } from '../accounts/name-key.ts';
import { writeAudit } from '../audit/store.ts';
import type { Deps } from '../base/deps.ts';
import { markStale } from '../journey/service.ts';
import { ensurePeople } from '../people/ensure.ts';
import { rowKey, type FileResult, type Reject, type Source } from './domain.ts';
import type { AccountKey, RowReader, Stored } from './row-reader.ts';
import * as store from './store.ts';
import type { StoredRow } from './store.ts';
import { quoted } from './values.ts';

/** A row that could be read. */
export interface ParsedRow {
  line: number;
  cells: readonly string[];
  key: string;
  account: AccountKey | null;
  values: Record<string, Stored>;
}

/** What one batch came to. */
export interface BatchOutcome {
  counts: Pick<FileResult, 'created' | 'updated' | 'unchanged' | 'beforeStart'>;
  rejects: Reject[];
}

export interface RowWriter {
  /**
   * Writes one batch in a transaction. May be called again with the same rows when the transaction failed.
   * @param rejectedKeys keys of rows that could not be read: an account of which the file has a bad row is in the file
   */
  write(scope: store.Scope, rows: readonly ParsedRow[], rejectedKeys: readonly string[]): Promise<BatchOutcome>;
}

export interface WriterContext {
  deps: Pick<Deps, 'makeId' | 'now'>;
  source: Source;
  reader: RowReader;
  actor: string;
  asOf: string;
  /** Names this run of a full snapshot; null: it is none. */
  snapshotRun: string | null;
}

interface Account {
  id: string;
  startedOn: string | null;
}

/** So many accounts are remembered between batches, for files whose rows name the same ones over and over. */
const MOST_REMEMBERED = 100_000;

/** A writer for the rows of one file. A key that stands twice in the file counts once. */
export function createRowWriter(context: WriterContext): RowWriter {
  return context.source.as === 'account' ? createAccountWriter(context) : createSignalWriter(context);
}

function createSignalWriter(context: WriterContext): RowWriter {
  const { source, reader, deps } = context;
  const kind = source.as;
  const accounts = new Map<string, Account | null>();
  const seen = new Seen();
  // What differs in one of these makes it another row; the rest of the table's columns are not the mapping's.
  const compared = ['account_id', ...columnsOf(context)];
  const filled = [...compared, 'id', 'state', 'created_by', 'created_at'];

  return {
    async write(scope, rows) {
      const outcome = emptyOutcome();
      await findAccounts(scope, rows, accounts);
      const wanted: (ParsedRow & { row: StoredRow; account: AccountKey })[] = [];
      for (const parsed of rows) {
        if (parsed.account === null) continue;
        const account = accounts.get(cacheKey(parsed.account));
        if (account === undefined || account === null) {
          outcome.rejects.push(noAccount(parsed, parsed.account, account === null));
          continue;
        }
        const key = rowKey(source.id, [parsed.key]);
        const row: StoredRow = { ...parsed.values, key, account_id: account.id };
        if (kind === 'contact') row['name'] ??= row['email'] ?? parsed.key;
        if (isBeforeStart(row, account)) outcome.counts.beforeStart += 1;
        wanted.push({ ...parsed, account: parsed.account, row });
      }
      const { fresh, again } = seen.split(wanted, (entry) => entry.row.key);
      const known = await store.findRows(
        scope,
        kind,
        wanted.map(({ row }) => row.key),
      );
      const changed: StoredRow[] = [];
      const marks: { accountId: string; day: string }[] = [];
      for (const { row } of fresh) {
        const before = known.get(row.key);
        known.set(row.key, row);
        if (before !== undefined && isSame(before, row, compared)) {
          outcome.counts.unchanged += 1;
          continue;
        }
        outcome.counts[before === undefined ? 'created' : 'updated'] += 1;
        changed.push({ ...row, ...constantsOf(kind, context) });
        marks.push(markOf(row));
        if (before !== undefined) marks.push(markOf(before));
      }
      for (const parsed of again) {
        const before = known.get(parsed.row.key);
        if (before !== undefined && isSame(before, parsed.row, compared)) outcome.counts.unchanged += 1;
        else outcome.rejects.push(standsTwice(parsed, source));
      }
      await store.upsertRows(scope, kind, filled, changed);
      if (kind !== 'contact') await markStale(scope.executor, scope.dialect, scope.workspaceId, marks);
      seen.keep(fresh.map(({ row }) => row.key));
      return outcome;
    },
  };

  function isBeforeStart(row: StoredRow, account: Account): boolean {
    if (kind !== 'event' && kind !== 'kpi') return false;
    return account.startedOn !== null && String(row['day']) < account.startedOn;
  }

  function constantsOf(kind: Source['as'], { actor }: WriterContext): Record<string, Stored> {
    if (kind === 'contact') return { id: deps.makeId() };
    if (kind !== 'ebr') return {};
    return { id: deps.makeId(), state: 'held', created_by: actor, created_at: deps.now().toISOString() };
  }
}

/** The columns that the rows bring: those that the mapping names, and those that are filled when it names none. */
function columnsOf({ source, reader }: WriterContext): string[] {
  const always = { event: ['count'], churn: ['returned'], subscription: ['arr'], contact: ['name'] };
  const more: readonly string[] = Object.hasOwn(always, source.as) ? always[source.as as keyof typeof always] : [];
  return [...new Set([...reader.columns, ...more])];
}

function createAccountWriter(context: WriterContext): RowWriter {
  const { source, reader, deps, actor } = context;
  const seen = new Seen();
  const kept = [...reader.columns, 'name_key'];

  return {
    async write(scope, rows, rejectedKeys) {
      const outcome = emptyOutcome();
      const people = await findPeople(scope, rows);
      const withPeople = rows.flatMap((parsed) => {
        const row = withPersonIds(parsed, people);
        if (typeof row === 'string') outcome.rejects.push(unknownPerson(parsed, row));
        return typeof row === 'string' ? [] : [{ ...parsed, row }];
      });
      const { fresh, again } = seen.split(withPeople, ({ key }) => key);
      const known = await store.findRows(scope, 'account', [...rows.map(({ key }) => key), ...rejectedKeys]);
      const newer = await seenLater(scope, known);
      const created: StoredRow[] = [];
      const updated: { before: StoredRow; after: StoredRow }[] = [];
      for (const { key, row } of fresh) {
        const before = known.get(key);
        const after = before === undefined ? newAccount(row) : changedAccount(before, row);
        if (before === undefined) created.push(after);
        else if (newer.has(String(before['id'])) || isSame(before, after, kept)) outcome.counts.unchanged += 1;
        else updated.push({ before, after });
        if (!newer.has(String(after['id']))) known.set(key, after);
      }
      for (const parsed of again) {
        const before = known.get(parsed.key);
        const isEqual =
          before !== undefined &&
          (newer.has(String(before['id'])) || isSame(before, changedAccount(before, parsed.row), kept));
        if (isEqual) outcome.counts.unchanged += 1;
        else outcome.rejects.push(standsTwice(parsed, source));
      }
      outcome.counts.created += created.length;
      outcome.counts.updated += updated.length;
      await save(scope, created, updated, known);
      seen.keep(fresh.map(({ key }) => key));
      return outcome;
    },
  };

  async function save(
    scope: store.Scope,
    created: readonly StoredRow[],
    updated: readonly { before: StoredRow; after: StoredRow }[],
    known: ReadonlyMap<string, StoredRow>,
  ): Promise<void> {
    const changed = [...created, ...updated.map(({ after }) => after)];
    await store.upsertRows(scope, 'account', [...kept, 'id', 'name', 'created_at', 'updated_at'], changed);
    await markStale(
      scope.executor,
      scope.dialect,
      scope.workspaceId,
      changed.map((row) => ({ accountId: String(row['id']), day: '' })),
    );
    const ids = [...known.values()].map((row) => String(row['id']));
    await store.rememberSource(scope, source.id, ids, context.asOf, context.snapshotRun);
    await writeAudit(deps, scope.executor, scope.workspaceId, [
      ...created.map((row) => ({
        actor,
        action: 'account.create',
        accountId: String(row['id']),
        after: pick(row, ['key', 'name', ...reader.columns]),
      })),
      ...updated.map(({ before, after }) => {
        const differing = reader.columns.filter((column) => before[column] !== after[column]);
        return {
          actor,
          action: 'account.update',
          accountId: String(after['id']),
          before: pick(before, differing),
          after: pick(after, differing),
        };
      }),
    ]);
  }

  async function findPeople(scope: store.Scope, rows: readonly ParsedRow[]): Promise<Map<string, string | null>> {
    const texts = rows.flatMap(({ values }) => reader.people.map((column) => values[column]));
    const named = texts.filter((text): text is string => typeof text === 'string');
    return ensurePeople(deps, scope.executor, scope.workspaceId, actor, named);
  }

  /** The row with the people's ids for their names, or the column whose name several people bear. */
  function withPersonIds(parsed: ParsedRow, people: ReadonlyMap<string, string | null>): StoredRow | string {
    const row: StoredRow = { ...parsed.values, key: parsed.key };
    for (const column of reader.people) {
      const text = row[column];
      if (typeof text !== 'string') continue;
      const id = people.get(text) ?? null;
      if (id === null) return column;
      row[column] = id;
    }
    return row;
  }

  /** A snapshot that is older than another one of the same source says nothing new of the accounts of that one. */
  async function seenLater(scope: store.Scope, known: ReadonlyMap<string, StoredRow>): Promise<Set<string>> {
    if (context.snapshotRun === null) return new Set();
    const ids = [...known.values()].map((row) => String(row['id']));
    return store.findSeenLater(scope, source.id, ids, context.asOf);
  }

  function newAccount(row: StoredRow): StoredRow {
    const name = String(row['name'] ?? row.key);
    const now = deps.now().toISOString();
    return { ...row, id: deps.makeId(), name, name_key: nameKey(name), created_at: now, updated_at: now };
  }

  function changedAccount(before: StoredRow, row: StoredRow): StoredRow {
    const after: StoredRow = { ...before, ...row };
    for (const column of reader.once) after[column] = before[column] ?? row[column] ?? null;
    // A name is never emptied: an account is called something.
    if (after['name'] === null) after['name'] = before['name'] ?? row.key;
    after['name_key'] = nameKey(String(after['name']));
    after['updated_at'] = deps.now().toISOString();
    return after;
  }
}

/** The keys of a file so far. */
class Seen {
  readonly #keys = new Set<string>();

  /** Rows whose key stands for the first time, and those whose key stood before. */
  split<T>(rows: readonly T[], keyOf: (row: T) => string): { fresh: T[]; again: T[] } {
    const here = new Set<string>();
    const fresh: T[] = [];
    const again: T[] = [];
    for (const row of rows) {
      const key = keyOf(row);
      (this.#keys.has(key) || here.has(key) ? again : fresh).push(row);
      here.add(key);
    }
    return { fresh, again };
  }

  /** Only after a batch is written: it may be tried again. */
  keep(keys: readonly string[]): void {
    for (const key of keys) this.#keys.add(key);
  }
}

/** Looks up the accounts of a batch that are not remembered; null stands for several. */
async function findAccounts(
  scope: store.Scope,
  rows: readonly ParsedRow[],
  accounts: Map<string, Account | null>,
): Promise<void> {
  if (accounts.size > MOST_REMEMBERED) accounts.clear();
  const wanted = new Map<AccountKey['by'], Set<string>>();
  for (const { account } of rows) {
    if (account === null || accounts.has(cacheKey(account))) continue;
    const values = wanted.get(account.by) ?? new Set();
    wanted.set(account.by, values.add(account.value));
  }
  for (const [by, values] of wanted) {
    for (const { value, id, started_on } of await store.findAccounts(scope, by, [...values])) {
      const key = cacheKey({ by, value });
      accounts.set(key, accounts.has(key) ? null : { id, startedOn: started_on });
    }
  }
}

function cacheKey({ by, value }: Pick<AccountKey, 'by' | 'value'>): string {
  return `${by}:${value}`;
}

function noAccount(parsed: ParsedRow, account: AccountKey, isAmbiguous: boolean): Reject {
  if (account.by.startsWith('row:')) {
    const reason = 'its row in the other file has not been imported: import that file first, or give both';
    return { line: parsed.line, cells: parsed.cells, column: account.column, reason };
  }
  const what = `the ${account.by} ${quoted(account.value)}`;
  const reason = isAmbiguous ? `several accounts have ${what}` : `no account has ${what}`;
  return { line: parsed.line, cells: parsed.cells, column: account.column, reason };
}

function standsTwice(parsed: ParsedRow, source: Source): Reject {
  const column = source.key.map(({ columns }) => columns[0]).join(' + ');
  const reason = `the key ${quoted(parsed.key)} stands on an earlier row of this file with other values`;
  return { line: parsed.line, cells: parsed.cells, column, reason };
}

function unknownPerson(parsed: ParsedRow, column: string): Reject {
  const reason = `several people are called ${quoted(String(parsed.values[column]))}: give an e-mail address or a Slack user id`;
  return { line: parsed.line, cells: parsed.cells, column: column === 'lead_id' ? 'lead' : 'partner', reason };
}

function isSame(before: StoredRow, after: StoredRow, columns: readonly string[]): boolean {
  return columns.every((column) => (before[column] ?? null) === (after[column] ?? null));
}

function markOf(row: StoredRow): { accountId: string; day: string } {
  return { accountId: String(row['account_id']), day: String(row['day'] ?? row['held_on'] ?? '') };
}

function pick(row: StoredRow, columns: readonly string[]): Record<string, Stored> {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
}

function emptyOutcome(): BatchOutcome {
  return { counts: { created: 0, updated: 0, unchanged: 0, beforeStart: 0 }, rejects: [] };
}
