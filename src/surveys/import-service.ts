/** Answers to surveys that an import brings: those of an export come back as they were, and again change nothing. */
import { createMeantContacts, findContactsOfRows } from '../accounts/contact-import-service.ts';
import type { BusinessDate } from '../base/business-date.ts';
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
  type NamedSurveys,
  type RowOutcome,
  type RowDeps,
  type RowProblem,
} from '../base/imported-rows.ts';
import type { Executor } from '../db/open.ts';
import { HEALTH_PERSONAS } from '../health/domain.ts';
import { createMeantPeople, findMeantPeople, type MeantPeople } from '../people/ensure.ts';
import { createProgramSource } from '../program/service.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { CUSTOMER, isOurs, problemWithValue, type Answer } from './domain.ts';
import { findImported, writeAnswers } from './import-store.ts';

interface Known {
  before: ReadonlyMap<string, Answer>;
  contacts: Awaited<ReturnType<typeof findContactsOfRows<ImportedRow>>>;
  /** Whose view a row is, by what it says in `answered_by`; null: several bear that name. */
  people: MeantPeople;
  upTo: BusinessDate;
}

/**
 * Writes the answers of rows: the customers' own, unless the row says who of ours gave it. What a person has corrected
 * stays as they left it.
 */
export async function importAnswers(
  deps: RowDeps,
  scope: ImportScope,
  rows: readonly ImportedRow[],
  importing: Importing,
): Promise<RowOutcome[]> {
  const { executor, dialect, workspaceId } = scope;
  await lockWorkspace(executor, dialect, workspaceId);
  const known: Known = {
    before: await findImported(executor, dialect, workspaceId, keysOf(rows)),
    contacts: await findContactsOfRows(deps, scope, rows, personaOfContact),
    people: await findMeantPeople(deps, executor, workspaceId, rows.flatMap(whoseView)),
    upTo: lastDayOf(deps, importing),
  };
  const changed: Answer[] = [];
  const outcomes = rows.map((row): RowOutcome => {
    const before = knownAs(known.before, row);
    const read = readRow(deps, row, before, known);
    if ('reason' in read) return read;
    if (before !== null && (before.version > 1 || isSame(before, read))) return 'unchanged';
    changed.push(read);
    return before === null ? 'created' : 'updated';
  });
  if (importing.onlyCompare) return outcomes;
  await noteUnknown(scope, importing.surveys, changed);
  const named = changed.flatMap(({ contactId }) => contactId ?? []);
  await createMeantContacts(deps, scope, known.contacts, named, importing.actor);
  const answered = changed.filter(isOurs).map(({ answeredBy }) => answeredBy);
  await createMeantPeople(deps, executor, workspaceId, importing.actor, known.people, answered);
  await writeAnswers(executor, workspaceId, changed);
  return outcomes;
}

/** Notes the surveys that no metric asks for: nobody would see that they count for nothing. */
async function noteUnknown(
  { executor, workspaceId }: ImportScope,
  surveys: NamedSurveys | undefined,
  answers: readonly Answer[],
): Promise<void> {
  if (surveys === undefined || answers.length === 0) return;
  surveys.known ??= await readAsked(executor, workspaceId);
  if (surveys.known === null) return;
  for (const { survey } of answers) if (!surveys.known.has(survey)) surveys.unknown.add(survey);
}

/** The surveys that metrics ask for; null: there is no program. */
async function readAsked(executor: Executor, workspaceId: string): Promise<Set<string> | null> {
  const applied = await createProgramSource().load(executor, workspaceId);
  if (applied === null) return null;
  return new Set(
    applied.program.scorecard.metrics.flatMap(({ id, source }) => {
      if (source.kind === 'judgement') return [id];
      return source.kind === 'survey' ? [source.survey] : [];
    }),
  );
}

/** A contact has a persona; the account as a whole is none. */
function personaOfContact({ values }: ImportedRow): string | null {
  const persona = textOf(values['persona']);
  return persona === 'account' ? null : persona;
}

/** The one of ours whom the row names as who answered. */
function whoseView({ values }: ImportedRow): string[] {
  const by = textOf(values['answeredBy']);
  return by === null || by.toLowerCase() === CUSTOMER ? [] : [by];
}

function readRow(deps: RowDeps, row: ImportedRow, before: Answer | null, known: Known): Answer | RowProblem {
  const { values, accountId } = row;
  if (before !== null && before.accountId !== accountId)
    return { column: 'account', reason: 'this answer is of another account' };
  const survey = textOf(values['survey']) ?? textOf(values['name']) ?? before?.survey;
  if (survey === undefined) return { column: 'survey', reason: 'is empty' };
  const day = dayOf(row) ?? before?.day;
  if (day === undefined) return { column: 'day', reason: 'is empty' };
  if (day > known.upTo) return { column: 'day', reason: 'it lies in the future' };
  const contactId = known.contacts.of.get(row);
  if (contactId === null) return NOBODY;
  const [view] = whoseView(row);
  const person = view === undefined ? CUSTOMER : (known.people.ids.get(view) ?? null);
  if (person === null)
    return {
      column: 'answered_by',
      reason: `several people are called "${view}": name their e-mail address`,
    };
  const answeredBy = 'answeredBy' in values ? person : (before?.answeredBy ?? person);
  const value = Number(values['value']);
  const reason = problemWithValue({ answeredBy }, value);
  if (reason !== null) return { column: 'value', reason };
  const names = 'contact' in values || 'contactKey' in values;
  return {
    id: before?.id ?? deps.makeId(),
    accountId,
    survey,
    persona: personaFrom(row, before, known, contactId),
    contactId: names ? (contactId ?? null) : (before?.contactId ?? null),
    value,
    day,
    note: 'note' in values ? textOf(values['note']) : (before?.note ?? null),
    key: before?.key ?? (before?.id === row.key ? null : row.sourceKey),
    answeredBy,
    answeredAt: textOf(values['at']) ?? (before?.day === day ? before.answeredAt : day),
    version: before?.version ?? 1,
  };
}

/** As the row says, else the contact's own; of nobody in particular, the account's. */
function personaFrom(
  { values }: ImportedRow,
  before: Answer | null,
  { contacts }: Known,
  contactId: string | undefined,
): Answer['persona'] {
  const told = textOf(values['persona']) ?? contacts.personas.get(contactId ?? '') ?? before?.persona;
  return HEALTH_PERSONAS.find((persona) => persona === told) ?? 'account';
}

function isSame(before: Answer, after: Answer): boolean {
  const told = ({ survey, persona, contactId, value, day, note, answeredBy, answeredAt }: Answer) =>
    JSON.stringify([survey, persona, contactId, value, day, note, answeredBy, answeredAt]);
  return told(before) === told(after);
}
