/** Touchpoints that an import brings: calendars, phone systems, and what another Milepost exported. */
import { createMeantContacts, findContactsOfRows } from '../accounts/contact-import-service.ts';
import { addDays, businessDateOf, laterOf, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { asTyped } from '../base/text.ts';
import type { ImportedRow, Importing, ImportScope, RowOutcome } from '../goals/import-service.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { personaOf, TOUCHPOINT_KINDS, type Touchpoint } from './domain.ts';
import { findImported, writeReviewTouchpoints, writeTouchpoints } from './import-store.ts';

/** A row with the identity that its source and its key make together. */
export interface SourceRow extends ImportedRow {
  sourceKey: string;
}

type ImportDeps = Pick<Deps, 'makeId' | 'now'>;

/** Writes the touchpoints of rows; who is named and is no contact yet becomes one. */
export async function importTouchpoints(
  deps: ImportDeps,
  scope: ImportScope,
  rows: readonly SourceRow[],
  importing: Importing,
): Promise<RowOutcome[]> {
  const { executor, dialect, workspaceId } = scope;
  await lockWorkspace(executor, dialect, workspaceId);
  const known = await findImported(executor, dialect, workspaceId, keysOf(rows));
  const contacts = await findContactsOfRows(deps, scope, rows, ({ values }) => textOf(values['persona']));
  const upTo = lastDayOf(deps, importing);
  const changed: Touchpoint[] = [];
  const outcomes = rows.map((row): RowOutcome => {
    const before = knownAs(known, row);
    if (before !== null && before.accountId !== row.accountId)
      return { column: 'account', reason: 'this touchpoint is of another account' };
    const contactId = contacts.of.get(row);
    if (contactId === null) return NOBODY;
    const read = touchpointFrom(deps, row, before, importing, {
      contactId: contactId ?? null,
      persona: contacts.personas.get(contactId ?? '') ?? null,
    });
    if ('reason' in read) return read;
    if (read.day > upTo) return { column: 'day', reason: 'it lies in the future' };
    if (before !== null && isSame(before, read)) return 'unchanged';
    changed.push(read);
    return before === null ? 'created' : 'updated';
  });
  if (importing.onlyCompare) return outcomes;
  const named = changed.flatMap(({ contactId }) => contactId ?? []);
  await createMeantContacts(deps, scope, contacts, named, importing.actor);
  await writeTouchpoints(executor, workspaceId, changed);
  return outcomes;
}

/** The keys and ids by which rows may be there already. */
export function keysOf(rows: readonly SourceRow[]): string[] {
  return rows.flatMap(({ key, sourceKey }) => [sourceKey, key]);
}

/** What is there of a row: under its own source's key, or of an export under the key or the id that it had. */
export function knownAs<T>(known: ReadonlyMap<string, T>, { key, sourceKey }: SourceRow): T | null {
  return known.get(sourceKey) ?? known.get(key) ?? null;
}

export const NOBODY = { column: 'contact_key', reason: 'no contact of the account has this key' };

/** Nothing was said after today, wherever that begins, nor after the day that the file shows. */
export function lastDayOf(deps: Pick<Deps, 'now'>, { asOf }: Importing): BusinessDate {
  return laterOf(asOf, addDays(businessDateOf(deps.now(), 'utc'), 1));
}

function touchpointFrom(
  deps: ImportDeps,
  { key, sourceKey, accountId, values }: SourceRow,
  before: Touchpoint | null,
  { actor }: Importing,
  contact: { contactId: string | null; persona: string | null },
): Touchpoint | { column: string; reason: string } {
  const day = dayOf(values) ?? before?.day;
  if (day === undefined) return { column: 'day', reason: 'is empty' };
  const persona = personaOf(textOf(values['persona']) ?? contact.persona ?? before?.persona ?? null);
  if (persona === null)
    return { column: 'persona', reason: 'is empty, and of the contact no persona is known' };
  const names = 'contact' in values || 'contactKey' in values;
  return {
    id: before?.id ?? deps.makeId(),
    accountId,
    persona,
    contactId: names ? contact.contactId : (before?.contactId ?? null),
    day,
    kind: TOUCHPOINT_KINDS.find((kind) => kind === values['kind']) ?? before?.kind ?? 'meeting',
    note: 'note' in values ? textOf(values['note']) : (before?.note ?? null),
    key: before?.key ?? (before?.id === key ? null : sourceKey),
    loggedBy: before?.loggedBy ?? actor,
    loggedAt: before?.loggedAt ?? deps.now().toISOString(),
  };
}

function isSame(before: Touchpoint, after: Touchpoint): boolean {
  const told = ({ persona, contactId, day, kind, note }: Touchpoint) =>
    JSON.stringify([persona, contactId, day, kind, note]);
  return told(before) === told(after);
}

/** The day of a row, of which files say the day or the time. */
export function dayOf(values: SourceRow['values']): BusinessDate | null {
  return textOf(values['day']) ?? textOf(values['atDay']);
}

/** Of a text no more is kept than any database can hold. */
export function textOf(value: string | number | null | undefined): string | null {
  if (typeof value !== 'string') return null;
  const text = asTyped(value);
  return text === '' ? null : text;
}

/** Who was at imported reviews: where a decision maker was there, somebody spoke with them. */
export async function logImportedReviews(
  deps: Pick<Deps, 'now'>,
  { executor, dialect, workspaceId }: Pick<ImportScope, 'dialect' | 'workspaceId' | 'executor'>,
  keys: readonly string[],
  actor: string,
): Promise<void> {
  if (keys.length === 0) return;
  const logged = { by: actor, at: deps.now().toISOString() };
  await writeReviewTouchpoints(executor, dialect, workspaceId, keys, logged);
}
