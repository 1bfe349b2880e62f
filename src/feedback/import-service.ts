/** Feedback that an import brings: that of an export comes back as it was, and again changes nothing. */
import {
  createMeantContacts,
  findMeantContacts,
  type MeantContacts,
} from '../accounts/contact-import-service.ts';
import { writeAudit } from '../audit/store.ts';
import type { Deps } from '../base/deps.ts';
import type { ImportedRow, Importing, ImportScope, RowOutcome } from '../goals/import-service.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import {
  changedFields,
  onlyShortens,
  problemsOf,
  type Consent,
  type Feedback,
  type FeedbackFields,
} from './domain.ts';
import { findCards, findImported, findOfMessages, listGoalsOf, writeFeedback } from './import-store.ts';
import { audited, indexFeedback } from './service.ts';

/** Every day of a file may be past. */
const EVER = '0001-01-01';

interface Known {
  before: Map<string, Feedback>;
  /** The feedback of messages, by channel and time. */
  ofMessages: Map<string, string>;
  cards: Map<string, { id: string; accountId: string }>;
  /** The cards that feedback is evidence for already. */
  goals: Map<string, string[]>;
  /** The contact whom each row names; null: its key is nobody's at this account. */
  contacts: Map<ImportedRow, string | null>;
  fresh: MeantContacts['fresh'];
}

interface Changed {
  feedback: Feedback;
  before: Feedback | null;
  key: string | null;
  goals: string[] | null;
  /** The cards for which it is evidence no longer. */
  removed: string[];
}

/**
 * Writes the feedback of rows. A consent that has run out comes in as it is, and allows nothing; words that are saved
 * may be shortened, and not changed. Who is named by a row that is taken and is no contact yet becomes one.
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
    if (before !== null && !onlyShortens(before.text, feedback.text)) return OTHER_WORDS;
    const [problem] = Object.entries(problemsOf(feedback, EVER, before));
    if (problem !== undefined) return { column: COLUMNS[problem[0]] ?? problem[0], reason: problem[1] };
    const goals = goalsFrom(row, known);
    if (goals !== null && 'reason' in goals) return goals;
    if (isTaken(known, feedback)) return { column: 'ts', reason: 'this message is feedback already' };
    const linked = known.goals.get(feedback.id) ?? [];
    const same =
      before !== null && isSame(before, feedback) && (goals === null || goals.join() === linked.join());
    if (same) return 'unchanged';
    const removed = goals === null ? [] : linked.filter((id) => !goals.includes(id));
    changed.push({ feedback, before, key: feedback.id === row.key ? null : row.key, goals, removed });
    return before === null ? 'created' : 'updated';
  });
  if (importing.onlyCompare) return outcomes;
  const named = changed.flatMap(({ feedback }) => feedback.contactId ?? []);
  await createMeantContacts(deps, scope, known, named, importing.actor);
  await write(deps, scope, changed, known, importing);
  return outcomes;
}

const NOBODY = { column: 'contact_key', reason: 'no contact of the account has this key' };
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
  const wanted = [...new Set(rows.flatMap(({ values }) => listIn(values['goals'])))];
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
    cards: await findCards(executor, dialect, workspaceId, wanted),
    goals: await listGoalsOf(
      executor,
      dialect,
      workspaceId,
      [...before.values()].map(({ id }) => id),
    ),
    contacts: new Map(named.map(({ row }, index) => [row, ids[index] ?? null])),
    fresh,
  };
}

/** Ids as they are made here: feedback of an export keeps its own. */
const OWN_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

function feedbackFrom(
  deps: Pick<Deps, 'makeId' | 'now'>,
  row: ImportedRow,
  before: Feedback | null,
  { contacts }: Known,
  { actor }: Importing,
): Feedback {
  const { key, accountId, values } = row;
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
    id: before?.id ?? (OWN_ID.test(key) ? key : deps.makeId()),
    version: (before?.version ?? 0) + 1,
    permalink: text('permalink', before?.permalink),
    channel: text('channel', before?.channel),
    ts: text('ts', before?.ts),
    savedBy: before?.savedBy ?? actor,
    savedAt: before?.savedAt ?? at,
    updatedBy: actor,
    updatedAt: at,
  };
}

/** The cards that the row names; null: the file says nothing of them. */
function goalsFrom(
  { accountId, values }: ImportedRow,
  { cards }: Known,
): string[] | { column: string; reason: string } | null {
  if (!('goals' in values)) return null;
  const ids: string[] = [];
  for (const wanted of listIn(values['goals'])) {
    const card = cards.get(wanted);
    if (card === undefined)
      return { column: 'goals', reason: `there is no Goal Card "${wanted}": import the Goal Cards first` };
    if (card.accountId !== accountId)
      return { column: 'goals', reason: `the Goal Card "${wanted}" is of another account` };
    ids.push(card.id);
  }
  return [...new Set(ids)].toSorted();
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
  known: Known,
  { actor }: Importing,
): Promise<void> {
  await writeFeedback(executor, dialect, workspaceId, changed);
  await indexFeedback(
    executor,
    dialect,
    workspaceId,
    changed.map(({ feedback }) => feedback),
  );
  const refs = (ids: readonly string[]) => ids.map((id) => ({ subject: 'goal' as const, id }));
  const entries = changed.map(({ feedback, before, goals }) => {
    const linked = known.goals.get(feedback.id) ?? [];
    const entry = { actor, accountId: feedback.accountId, subjectId: feedback.id };
    return {
      ...entry,
      action: before === null ? 'feedback.save' : 'feedback.edit',
      ...(before === null ? {} : { before: audited(before, refs(linked)) }),
      after: audited(feedback, refs(goals ?? linked)),
    };
  });
  await writeAudit(deps, executor, workspaceId, entries);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function listIn(value: unknown): string[] {
  return typeof value === 'string' ? (JSON.parse(value) as string[]) : [];
}
