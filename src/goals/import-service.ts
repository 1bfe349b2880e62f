/** Goal Cards that an import brings: those of an export come back as they were, and again change nothing. */
import { asTyped } from '../base/text.ts';
import {
  createMeantContacts,
  findMeantContacts,
  type MeantContacts,
} from '../accounts/contact-import-service.ts';
import { writeAudit } from '../audit/store.ts';
import type { Deps } from '../base/deps.ts';
import {
  changedSince,
  EVER,
  idFor,
  listIn,
  numberOf,
  textOf,
  versionFrom,
  type ImportDeps,
  type ImportedRow,
  type Importing,
  type ImportScope,
  type RowOutcome,
} from '../base/imported-rows.ts';
import { resolveCtas } from '../ctas/service.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import {
  changedParts,
  documentOf,
  isClosed,
  nameFromOutcome,
  pickParts,
  type GoalCard,
  type GoalDocument,
  type GoalState,
} from './domain.ts';
import { problemsOf } from './problems.ts';
import { findImported, writeCards } from './import-store.ts';
import { indexCards } from './index-service.ts';

/**
 * Writes the cards of rows; who is named among the people of a card that is taken and is no contact yet becomes one.
 * A row of an older version than the known one, which says something else, is no news and is not taken.
 * As in a form, a new measure takes the question back whether the goal is achieved, and a closed card needs no answer.
 */
export async function importCards(
  deps: ImportDeps,
  scope: ImportScope,
  rows: readonly ImportedRow[],
  importing: Importing,
): Promise<RowOutcome[]> {
  await lockWorkspace(scope.executor, scope.dialect, scope.workspaceId);
  const keys = rows.map(({ key }) => key);
  const known = await findImported(scope.executor, scope.dialect, scope.workspaceId, keys);
  const contacts = await findContactsOf(deps, scope, rows);
  const changed: ChangedCard[] = [];
  const outcomes = rows.map((row, index): RowOutcome => {
    const before = known.get(row.key) ?? null;
    if (before !== null && before.accountId !== row.accountId)
      return { column: 'account', reason: 'this card is of another account' };
    const people = contacts.of[index] ?? null;
    if (people?.includes(null))
      return { column: 'contacts', reason: 'a key is of another account’s contact' };
    const document = documentFrom(row, before, people?.filter((id) => id !== null) ?? null);
    const card = cardFrom(deps, row, before, document, importing);
    if (before !== null && isSame(before, card)) return 'unchanged';
    const since = changedSince(row, before);
    if (since !== null) return since;
    const [problem] = Object.entries(problemsOf(document, EVER));
    if (problem !== undefined) return { column: COLUMNS[problem[0]] ?? problem[0], reason: problem[1] };
    changed.push({ card, before, key: card.id === row.key ? null : row.key });
    return before === null ? 'created' : 'updated';
  });
  if (importing.onlyCompare) return outcomes;
  const named = changed.flatMap(({ card }) => card.contacts);
  await createMeantContacts(deps, scope, contacts, named, importing.actor);
  await write(deps, scope, changed, importing);
  await takeQuestionsBack(deps, scope, changed, importing);
  return outcomes;
}

interface ChangedCard {
  card: GoalCard;
  before: GoalCard | null;
  /** Its identity in the file; null: it is the card's id. */
  key: string | null;
}

/** What fields are called in files, where that is another name. */
const COLUMNS: Record<string, string> = {
  requiredOutcome: 'required_outcome',
  milestoneId: 'milestone',
  by: 'measure_by',
};

/** The contacts that each row names; null where the file says nothing of them. */
async function findContactsOf(
  deps: Deps,
  scope: ImportScope,
  rows: readonly ImportedRow[],
): Promise<Pick<MeantContacts, 'fresh'> & { of: ((string | null)[] | null)[] }> {
  const named = rows.map(({ accountId, values }) =>
    'contacts' in values
      ? listIn<{ key: string | null; name: string }>(values['contacts']).map((contact) => ({
          ...contact,
          accountId,
        }))
      : null,
  );
  const all = named.flatMap((contacts) => contacts ?? []);
  const { ids, fresh } = await findMeantContacts(deps, scope, all);
  let at = 0;
  const of = named.map((contacts) => {
    if (contacts === null) return null;
    at += contacts.length;
    return [...new Set(ids.slice(at - contacts.length, at))];
  });
  return { of, fresh };
}

/** The document of a row; what the file does not say stays as it was. */
function documentFrom(
  { values }: ImportedRow,
  before: GoalCard | null,
  contacts: string[] | null,
): GoalDocument {
  const text = (column: string, known: string | null | undefined) =>
    column in values ? textOf(values[column]) : (known ?? null);
  const number = (column: string, known: number | null | undefined) =>
    column in values ? numberOf(values[column]) : (known ?? null);
  const requiredOutcome = text('requiredOutcome', before?.requiredOutcome) ?? '';
  return documentOf({
    name: text('name', before?.name) ?? nameFromOutcome(requiredOutcome),
    contacts: contacts ?? before?.contacts ?? [],
    background: text('background', before?.background),
    responsibilities: text('responsibilities', before?.responsibilities),
    period: text('period', before?.period) as GoalDocument['period'],
    timing: text('timing', before?.timing),
    deadline: text('deadline', before?.deadline),
    place: text('place', before?.place),
    requiredOutcome,
    experience: text('experience', before?.experience),
    gains: 'gains' in values ? listIn(values['gains']) : (before?.gains ?? []),
    measure: {
      kpi: text('kpi', before?.measure.kpi),
      baseline: number('baseline', before?.measure.baseline),
      target: number('target', before?.measure.target),
      by: text('by', before?.measure.by),
    },
    milestoneId: text('milestoneId', before?.milestoneId),
    events: 'events' in values ? listIn<string>(values['events']).map(asTyped) : (before?.events ?? []),
    alternatives: 'alternatives' in values ? listIn(values['alternatives']) : (before?.alternatives ?? []),
  });
}

function cardFrom(
  deps: Pick<Deps, 'makeId' | 'now'>,
  row: ImportedRow,
  before: GoalCard | null,
  document: GoalDocument,
  { actor, asOf }: Importing,
): GoalCard {
  const { accountId, values } = row;
  const at = deps.now().toISOString();
  const state = (textOf(values['state']) ?? before?.state ?? 'draft') as GoalState;
  const closedOn = textOf(values['closedOn']) ?? (before?.state === state ? before.closedOn : asOf);
  const isRemeasured = before !== null && changedParts(before, document).includes('measure');
  return {
    ...document,
    id: before?.id ?? idFor(row, deps),
    accountId,
    state,
    version: versionFrom(row, before),
    createdBy: before?.createdBy ?? actor,
    createdAt: before?.createdAt ?? at,
    updatedBy: actor,
    updatedAt: at,
    closedOn: isClosed(state) ? closedOn : null,
    askedOn: isRemeasured ? null : (before?.askedOn ?? null),
    askedCtaId: isRemeasured || isClosed(state) ? null : (before?.askedCtaId ?? null),
  };
}

function isSame(before: GoalCard, card: GoalCard): boolean {
  return (
    before.state === card.state &&
    before.closedOn === card.closedOn &&
    changedParts(before, card).length === 0
  );
}

/** Closes the CTAs that ask about cards which are measured otherwise or closed by now. */
async function takeQuestionsBack(
  deps: ImportDeps,
  { executor, workspaceId }: ImportScope,
  changed: readonly ChangedCard[],
  { asOf }: Importing,
): Promise<void> {
  const answered = changed.flatMap(({ before, card }) =>
    before !== null && before.askedCtaId !== null && card.askedCtaId === null
      ? [{ ctaId: before.askedCtaId, askedOn: before.askedOn ?? asOf }]
      : [],
  );
  if (answered.length === 0) return;
  const ids = answered.map(({ ctaId }) => ctaId);
  // A file may show a day before the question: nothing is closed before it was opened.
  const day = answered.reduce((last, { askedOn }) => (askedOn > last ? askedOn : last), asOf);
  await resolveCtas(deps, executor, workspaceId, ids, day);
  await deps.showCtas?.(executor, ids);
}

async function write(
  deps: Deps,
  { executor, dialect, workspaceId }: ImportScope,
  changed: readonly ChangedCard[],
  { actor }: Importing,
): Promise<void> {
  await writeCards(executor, workspaceId, changed);
  await indexCards(
    executor,
    dialect,
    workspaceId,
    changed.map(({ card }) => card),
  );
  const entries = changed.map(({ card, before }) => {
    const parts = before === null ? [] : changedParts(before, card);
    const entry = { actor, accountId: card.accountId, subjectId: card.id };
    const { state, name: title } = card;
    return before === null
      ? { ...entry, action: 'goal.create', after: { ...documentOf(card), state, title } }
      : {
          ...entry,
          action: 'goal.edit',
          before: { ...pickParts(before, parts), state: before.state },
          after: { ...pickParts(card, parts), state, title },
        };
  });
  await writeAudit(deps, executor, workspaceId, entries);
}
