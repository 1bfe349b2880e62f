/** Feedback that an import brings: that of an export comes back as it was, and again changes nothing. */
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
  NOBODY,
  textOf,
  versionFrom,
  type ImportedRow,
  type Importing,
  type ImportScope,
  type RowOutcome,
  type RowProblem,
} from '../base/imported-rows.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import {
  changedFields,
  onlyShortens,
  problemsOf,
  type Consent,
  type EvidenceRef,
  type Feedback,
  type FeedbackFields,
} from './domain.ts';
import {
  findCards,
  findGaps,
  findImported,
  findOfMessages,
  listEvidenceOf,
  writeFeedback,
} from './import-store.ts';
import { audited, indexFeedback } from './service.ts';

interface Known {
  before: Map<string, Feedback>;
  /** The feedback of messages, by channel and time. */
  ofMessages: Map<string, string>;
  cards: Map<string, { id: string; accountId: string }>;
  gaps: Map<string, { id: string; accountId: string }>;
  /** What feedback is evidence for already. */
  evidence: Map<string, EvidenceRef[]>;
  /** The contact whom each row names; null: its key is nobody's at this account. */
  contacts: Map<ImportedRow, string | null>;
  fresh: MeantContacts['fresh'];
}

interface Changed {
  feedback: Feedback;
  before: Feedback | null;
  key: string | null;
  /** What it was evidence for, and what it is evidence for from now on. */
  linked: EvidenceRef[];
  evidence: EvidenceRef[];
}

/**
 * Writes the feedback of rows. A consent that has run out comes in as it is, and allows nothing; words that are saved
 * may be shortened, and not changed. A row of an older version than the known one, which says something else, is no
 * news and is not taken. Who is named by a row that is taken and is no contact yet becomes one.
 */
export async function importFeedback(
  deps: Pick<Deps, 'makeId' | 'now'>,
  scope: ImportScope,
  rows: readonly ImportedRow[],
  importing: Importing,
): Promise<RowOutcome[]> {
  await lockWorkspace(scope.executor, scope.dialect, scope.workspaceId);
  const known = await gather(deps, scope, rows);
  const changed: Changed[] = [];
  const outcomes = rows.map((row): RowOutcome => {
    const before = known.before.get(row.key) ?? null;
    if (before !== null && before.accountId !== row.accountId)
      return { column: 'account', reason: 'this feedback is of another account' };
    if (known.contacts.get(row) === null) return NOBODY;
    const feedback = feedbackFrom(deps, row, before, known, importing);
    const linked = known.evidence.get(feedback.id) ?? [];
    const evidence = evidenceFrom(row, known, linked, importing);
    const isKnown = !('reason' in evidence) && sayTheSame(evidence, linked);
    if (before !== null && isKnown && isSame(before, feedback)) return 'unchanged';
    const since = changedSince(row, before);
    if (since !== null) return since;
    if (before !== null && !onlyShortens(before.text, feedback.text)) return OTHER_WORDS;
    const [problem] = Object.entries(problemsOf(feedback, EVER, before));
    if (problem !== undefined) return { column: COLUMNS[problem[0]] ?? problem[0], reason: problem[1] };
    if ('reason' in evidence) return evidence;
    if (isTaken(known, feedback)) return { column: 'ts', reason: 'this message is feedback already' };
    changed.push({ feedback, before, key: feedback.id === row.key ? null : row.key, linked, evidence });
    return before === null ? 'created' : 'updated';
  });
  if (importing.onlyCompare) return outcomes;
  const named = changed.flatMap(({ feedback }) => feedback.contactId ?? []);
  await createMeantContacts(deps, scope, known, named, importing.actor);
  await write(deps, scope, changed, importing);
  return outcomes;
}

const OTHER_WORDS = { column: 'text', reason: 'the words that are saved may be shortened, and not changed' };

/** What fields are called in files, where that is another name. */
const COLUMNS: Record<string, string> = { consentUntil: 'consent_until', saidAt: 'said_at' };

async function gather(
  deps: Pick<Deps, 'makeId' | 'now'>,
  scope: ImportScope,
  rows: readonly ImportedRow[],
): Promise<Known> {
  const { executor, dialect, workspaceId } = scope;
  const keys = rows.map(({ key }) => key);
  const before = await findImported(executor, dialect, workspaceId, keys);
  const messages = rows.flatMap(({ values }) => {
    const [channel, ts] = [textOf(values['channel']), textOf(values['ts'])];
    return channel === null || ts === null ? [] : [{ channel, ts }];
  });
  const taken = await findOfMessages(executor, dialect, workspaceId, messages);
  const wanted = (column: string) => [...new Set(rows.flatMap(({ values }) => listIn(values[column])))];
  const named = rows.flatMap((row) => {
    const { accountId, values } = row;
    const contact = { key: textOf(values['contactKey']), name: textOf(values['contact']), accountId };
    return contact.key === null && contact.name === null ? [] : [{ row, contact }];
  });
  const { ids, fresh } = await findMeantContacts(
    deps,
    scope,
    named.map(({ contact }) => contact),
  );
  return {
    before,
    ofMessages: new Map(taken.map(({ id, channel, ts }) => [`${channel} ${ts}`, id])),
    cards: await findCards(executor, dialect, workspaceId, wanted('goals')),
    gaps: await findGaps(executor, dialect, workspaceId, wanted('gaps')),
    evidence: await listEvidenceOf(
      executor,
      dialect,
      workspaceId,
      [...before.values()].map(({ id }) => id),
    ),
    contacts: new Map(named.map(({ row }, index) => [row, ids[index] ?? null])),
    fresh,
  };
}

function feedbackFrom(
  deps: Pick<Deps, 'makeId' | 'now'>,
  row: ImportedRow,
  before: Feedback | null,
  { contacts }: Known,
  { actor }: Importing,
): Feedback {
  const { accountId, values } = row;
  const at = deps.now().toISOString();
  const text = (column: string, known: string | null | undefined) =>
    column in values ? textOf(values[column]) : (known ?? null);
  const fields: FeedbackFields = {
    accountId,
    text: text('text', before?.text) ?? '',
    author: text('author', before?.author) ?? '',
    contactId:
      'contact' in values || 'contactKey' in values
        ? (contacts.get(row) ?? null)
        : (before?.contactId ?? null),
    saidAt: textOf(values['at']) ?? `${textOf(values['day']) ?? ''}T12:00:00.000Z`,
    consent: (text('consent', before?.consent) ?? 'not_asked') as Consent,
    consentUntil: text('consentUntil', before?.consentUntil),
  };
  return {
    ...fields,
    id: before?.id ?? idFor(row, deps),
    version: versionFrom(row, before),
    permalink: text('permalink', before?.permalink),
    channel: text('channel', before?.channel),
    ts: text('ts', before?.ts),
    savedBy: before?.savedBy ?? actor,
    savedAt: before?.savedAt ?? at,
    updatedBy: actor,
    updatedAt: at,
  };
}

/** What the row says the feedback is evidence for; of what the file says nothing, that stays. */
function evidenceFrom(
  { accountId, values }: ImportedRow,
  { cards, gaps }: Known,
  linked: readonly EvidenceRef[],
  { missingGaps }: Importing,
): EvidenceRef[] | RowProblem {
  const evidence = linked.filter(({ subject }) => !(`${subject}s` in values));
  for (const wanted of listIn(values['goals'])) {
    const card = cards.get(wanted);
    if (card === undefined)
      return { column: 'goals', reason: `there is no Goal Card "${wanted}": import the Goal Cards first` };
    if (card.accountId !== accountId)
      return { column: 'goals', reason: `the Goal Card "${wanted}" is of another account` };
    evidence.push({ subject: 'goal', id: card.id });
  }
  for (const wanted of listIn(values['gaps'])) {
    const gap = gaps.get(wanted);
    // Gaps come by no import: the feedback is worth having without them.
    if (gap === undefined) missingGaps?.add(wanted);
    else if (gap.accountId !== accountId)
      return { column: 'gaps', reason: `the gap "${wanted}" is of another account` };
    else evidence.push({ subject: 'gap', id: gap.id });
  }
  return evidence;
}

function sayTheSame(some: readonly EvidenceRef[], others: readonly EvidenceRef[]): boolean {
  const namesOf = (refs: readonly EvidenceRef[]) =>
    [...new Set(refs.map(({ subject, id }) => `${subject} ${id}`))].toSorted().join();
  return namesOf(some) === namesOf(others);
}

/** Whether the message is other feedback already; a message of the file is taken by its first row. */
function isTaken({ ofMessages }: Known, { id, channel, ts }: Feedback): boolean {
  if (channel === null || ts === null) return false;
  const message = `${channel} ${ts}`;
  const owner = ofMessages.get(message);
  if (owner === undefined) ofMessages.set(message, id);
  return owner !== undefined && owner !== id;
}

function isSame(before: Feedback, feedback: Feedback): boolean {
  return (
    changedFields(before, feedback).length === 0 &&
    before.permalink === feedback.permalink &&
    before.channel === feedback.channel &&
    before.ts === feedback.ts
  );
}

async function write(
  deps: Pick<Deps, 'makeId' | 'now'>,
  { executor, dialect, workspaceId }: ImportScope,
  changed: readonly Changed[],
  { actor }: Importing,
): Promise<void> {
  await writeFeedback(executor, dialect, workspaceId, changed);
  await indexFeedback(
    executor,
    dialect,
    workspaceId,
    changed.map(({ feedback }) => feedback),
  );
  const entries = changed.map(({ feedback, before, linked, evidence }) => ({
    actor,
    accountId: feedback.accountId,
    subjectId: feedback.id,
    action: before === null ? 'feedback.save' : 'feedback.edit',
    ...(before === null ? {} : { before: audited(before, linked) }),
    after: audited(feedback, evidence),
  }));
  await writeAudit(deps, executor, workspaceId, entries);
}
