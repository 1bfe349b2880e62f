/** Touchpoints that an import brings: calendars, phone systems, and what another Milepost exported. */
import { createMeantContacts, findContactsOfRows } from '../accounts/contact-import-service.ts';
import type { Deps } from '../base/deps.ts';
import {
  dayOf,
  keysOf,
  knownAs,
  lastDayOf,
  NOBODY,
  textOf,
  type ImportedRow,
  type Importing,
  type ImportScope,
  type RowOutcome,
  type RowDeps,
  type RowProblem,
} from '../base/imported-rows.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { personaOf, TOUCHPOINT_KINDS, type Touchpoint } from './domain.ts';
import { findImported, writeReviewTouchpoints, writeTouchpoints } from './import-store.ts';

/** Writes the touchpoints of rows; who is named and is no contact yet becomes one. */
export async function importTouchpoints(
  deps: RowDeps,
  scope: ImportScope,
  rows: readonly ImportedRow[],
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

function touchpointFrom(
  deps: RowDeps,
  row: ImportedRow,
  before: Touchpoint | null,
  { actor }: Importing,
  contact: { contactId: string | null; persona: string | null },
): Touchpoint | RowProblem {
  const { key, sourceKey, accountId, values } = row;
  const day = dayOf(row) ?? before?.day;
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
    contactBefore: before?.contactBefore ?? null,
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
