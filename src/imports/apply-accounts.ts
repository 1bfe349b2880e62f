/** Writes the accounts of one file, batch by batch, with their audit rows. */
import { CHURNED } from '../accounts/departure.ts';
import { findWrittenDown, followStages, type SetStage } from '../accounts/departure-service.ts';
import { nameKey } from '../accounts/name-key.ts';
import { writeAudit } from '../audit/store.ts';
import { markStale } from '../journey/service.ts';
import { createMeantPeople, findMeantPeople, type MeantPeople } from '../people/ensure.ts';
import {
  emptyOutcome,
  isSame,
  namedFew,
  Seen,
  standsTwice,
  type ParsedRow,
  type RowWriter,
  type WriterContext,
} from './batch.ts';
import type { Reject } from './domain.ts';
import type { Stored } from './field-reader.ts';
import * as store from './store.ts';
import type { StoredRow } from './store.ts';
import { quoted } from './values.ts';

/** A writer for a file of accounts. */
export function createAccountWriter(context: WriterContext): RowWriter {
  const { source, reader, deps, actor } = context;
  const seen = new Seen();
  const kept = [...reader.columns, 'name_key'];
  // By id: a batch may be tried again.
  const keptGone = new Map<string, string>();

  return {
    notices: () => goneNotices([...keptGone.values()]),
    async write(scope, rows, rejectedKeys) {
      const outcome = emptyOutcome();
      seen.begin(rows);
      const people = await findPeople(scope, rows);
      const withPeople = rows.flatMap((parsed) => {
        const row = withPersonIds(parsed, people.ids);
        if (typeof row === 'string') outcome.rejects.push(unknownPerson(parsed, row));
        return typeof row === 'string' ? [] : [{ ...parsed, row }];
      });
      const known = await store.findRows(scope, 'account', [...rows.map(({ key }) => key), ...rejectedKeys]);
      const newer = await seenLater(scope, known);
      const read = await keepDepartures(scope, withPeople, known, newer);
      const { fresh, again } = seen.split(read, ({ key }) => key);
      const created: StoredRow[] = [];
      const updated: { before: StoredRow; after: StoredRow }[] = [];
      for (const { key, row } of fresh) {
        const before = known.get(key);
        const after = before === undefined ? newAccount(row) : changedAccount(before, row);
        if (before === undefined) created.push(after);
        else if (newer.has(String(before['id'])) || isSame(before, after, kept))
          outcome.counts.unchanged += 1;
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
      await save(scope, created, updated, known, people);
      return outcome;
    },
  };

  async function save(
    scope: store.Scope,
    created: readonly StoredRow[],
    updated: readonly { before: StoredRow; after: StoredRow }[],
    known: ReadonlyMap<string, StoredRow>,
    people: MeantPeople,
  ): Promise<void> {
    const changed = [...created, ...updated.map(({ after }) => after)];
    const named = changed.flatMap((row) => reader.people.map((column) => String(row[column])));
    await createMeantPeople(deps, scope.executor, scope.workspaceId, actor, people, named);
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
    await followStages(deps, scope, [
      ...created.map((row) => stageOf(row, null)),
      ...updated.map(({ before, after }) => stageOf(after, before)),
    ]);
  }

  /** The rows, where one would take back what a person wrote down with the stage of the account: that stays. */
  async function keepDepartures(
    scope: store.Scope,
    rows: readonly ReadRow[],
    known: ReadonlyMap<string, StoredRow>,
    newer: ReadonlySet<string>,
  ): Promise<readonly ReadRow[]> {
    const contradicted = new Map<string, StoredRow>();
    for (const { key, row } of rows) {
      const before = known.get(key);
      if (before === undefined || before['stage'] !== CHURNED || newer.has(String(before['id']))) continue;
      if (changedAccount(before, row)['stage'] !== CHURNED) contradicted.set(key, before);
    }
    if (contradicted.size === 0) return rows;
    const idOf = ({ id }: StoredRow) => String(id);
    const written = await findWrittenDown(scope, [...contradicted.values()].map(idOf));
    return rows.map((parsed) => {
      const before = contradicted.get(parsed.key);
      if (before === undefined || !written.has(idOf(before))) return parsed;
      keptGone.set(idOf(before), String(before['name']));
      return { ...parsed, row: { ...parsed.row, stage: CHURNED } };
    });
  }

  function stageOf(after: StoredRow, before: StoredRow | null): SetStage {
    const stage = (row: StoredRow | null) => (typeof row?.['stage'] === 'string' ? row['stage'] : null);
    const accountId = String(after['id']);
    const isNew = before === null;
    return { accountId, isNew, from: stage(before), to: stage(after), day: context.asOf, actor };
  }

  function findPeople(scope: store.Scope, rows: readonly ParsedRow[]): Promise<MeantPeople> {
    const texts = rows.flatMap(({ values }) => reader.people.map((column) => values[column]));
    const named = texts.filter((text): text is string => typeof text === 'string');
    return findMeantPeople(deps, scope.executor, scope.workspaceId, named);
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

/** A row with the people's ids for their names. */
type ReadRow = ParsedRow & { row: StoredRow };

function goneNotices(names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const what =
    names.length === 1
      ? '1 account stays Churned, because a person wrote down why it left'
      : `${names.length} accounts stay Churned, because a person wrote down why they left`;
  return [`${what}: ${namedFew(names)}`];
}

function unknownPerson(parsed: ParsedRow, column: string): Reject {
  const reason = `several people are called ${quoted(String(parsed.values[column]))}: give an e-mail address or a Slack user id`;
  return {
    line: parsed.line,
    cells: parsed.cells,
    column: column === 'lead_id' ? 'lead' : 'partner',
    reason,
  };
}

function pick(row: StoredRow, columns: readonly string[]): Record<string, Stored> {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
}
