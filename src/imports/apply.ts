/** Writes the rows of one file, batch by batch: finds their accounts, tells what is new, and counts. */
import { markStale } from '../journey/service.ts';
import { logImportedReviews } from '../touchpoints/import-service.ts';
import { AccountLookup, type FoundOwner } from './account-lookup.ts';
import { createAccountWriter } from './apply-accounts.ts';
import { createWordsWriter } from './apply-words.ts';
import {
  emptyOutcome,
  isSame,
  Seen,
  standsTwice,
  type BatchOutcome,
  type ParsedRow,
  type RowWriter,
  type WriterContext,
} from './batch.ts';
import { rowKey } from './domain.ts';
import type { Stored } from './field-reader.ts';
import * as store from './store.ts';
import type { StoredRow } from './store.ts';

/** A writer for the rows of one file. A key that stands twice in the file counts once. */
export function createRowWriter(context: WriterContext): RowWriter {
  switch (context.source.as) {
    case 'account':
      return createAccountWriter(context);
    case 'goal':
    case 'feedback':
    case 'touchpoint':
    case 'survey':
      return createWordsWriter(context, context.source.as);
    default:
      return createSignalWriter(context);
  }
}

interface Wanted {
  parsed: ParsedRow;
  row: StoredRow;
}

function createSignalWriter(context: WriterContext): RowWriter {
  const { source, deps } = context;
  const kind = source.as;
  const accounts = new AccountLookup();
  const seen = new Seen();
  let isNewSource: boolean | null = null;
  // What differs in one of these makes it another row; the rest of the table's columns are not the mapping's.
  const compared = ['account_id', ...columnsOf(context)];
  const filled = [...compared, 'id', 'state', 'created_by', 'created_at'];

  return {
    async write(scope, rows) {
      const outcome = emptyOutcome();
      seen.begin(rows);
      const matched = await accounts.match(scope, rows, outcome);
      const { fresh, again } = seen.split(asStored(matched, outcome), ({ row }) => row.key);
      // Of a source that is new, nothing but the rows of this file is there: they need not be looked for.
      isNewSource ??= !(await store.hasRows(scope, kind, rowKey(source.id, [''])));
      const lookedFor = isNewSource ? again : [...fresh, ...again];
      const known = await store.findRows(
        scope,
        kind,
        lookedFor.map(({ row }) => row.key),
      );
      const changed: StoredRow[] = [];
      const marks = new Map<string, string>();
      for (const { row } of fresh) {
        const before = known.get(row.key);
        known.set(row.key, row);
        if (before !== undefined && isSame(before, row, compared)) {
          outcome.counts.unchanged += 1;
          continue;
        }
        outcome.counts[before === undefined ? 'created' : 'updated'] += 1;
        changed.push({ ...row, ...constantsOf() });
        mark(marks, row);
        if (before !== undefined) mark(marks, before);
      }
      for (const { parsed, row } of again) {
        const before = known.get(row.key);
        if (before !== undefined && isSame(before, row, compared)) outcome.counts.unchanged += 1;
        else outcome.rejects.push(standsTwice(parsed, source));
      }
      await store.upsertRows(scope, kind, filled, changed);
      if (kind === 'ebr' && compared.includes('decision_maker_there'))
        await logImportedReviews(
          deps,
          scope,
          changed.map(({ key }) => key),
          context.actor,
        );
      if (kind !== 'contact') await saveMarks(scope, marks);
      return outcome;
    },
  };

  /** The rows as they are stored. */
  function asStored(
    matched: readonly { parsed: ParsedRow; account: FoundOwner }[],
    outcome: BatchOutcome,
  ): Wanted[] {
    return matched.map(({ parsed, account }) => {
      const key = rowKey(source.id, [parsed.key]);
      const row: StoredRow = { ...parsed.values, key, account_id: account.id };
      if (kind === 'contact') row['name'] ??= row['email'] ?? parsed.key;
      if (isBeforeStart(row, account)) outcome.counts.beforeStart += 1;
      return { parsed, row };
    });
  }

  function isBeforeStart(row: StoredRow, account: FoundOwner): boolean {
    if (kind !== 'event' && kind !== 'kpi') return false;
    return account.startedOn !== null && String(row['day']) < account.startedOn;
  }

  function constantsOf(): Record<string, Stored> {
    if (kind === 'contact') return { id: deps.makeId() };
    if (kind !== 'ebr') return {};
    return {
      id: deps.makeId(),
      state: 'held',
      created_by: context.actor,
      created_at: deps.now().toISOString(),
    };
  }
}

/** The columns that the rows bring: those that the mapping names, and those that are filled when it names none. */
function columnsOf({ source, reader }: WriterContext): string[] {
  const always = { event: ['count'], churn: ['returned'], subscription: ['arr'], contact: ['name'] };
  const more: readonly string[] = Object.hasOwn(always, source.as)
    ? always[source.as as keyof typeof always]
    : [];
  return [...new Set([...reader.columns, ...more])];
}

/** The newest day among an account's changed rows. */
function mark(marks: Map<string, string>, row: StoredRow): void {
  const accountId = String(row['account_id']);
  const day = String(row['day'] ?? row['held_on'] ?? '');
  if (day >= (marks.get(accountId) ?? '')) marks.set(accountId, day);
}

async function saveMarks(scope: store.Scope, marks: ReadonlyMap<string, string>): Promise<void> {
  const rows = [...marks].map(([accountId, day]) => ({ accountId, day }));
  await markStale(scope.executor, scope.dialect, scope.workspaceId, rows.toSorted(byAccount));
}

function byAccount(a: { accountId: string }, b: { accountId: string }): number {
  return a.accountId < b.accountId ? -1 : 1;
}
