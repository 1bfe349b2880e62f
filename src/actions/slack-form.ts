/** The form of an action: opened on a message of the meeting's thread, on a known one, or anew; saved, told. */
import { actionForm, actionFormTitle, type ActionMetadata, type ActionValues } from '#blocks/action-form.ts';
import { actionTold } from '#blocks/action-message.ts';
import { say, type Answer } from '#blocks/build.ts';
import { day } from '#blocks/format.ts';
import { inQuotes, link, mrkdwn, truncate, type Mrkdwn } from '#blocks/text.ts';
import { typedKept } from '#blocks/typed-kept.ts';
import type { ModalView } from '@slack/types';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import { workdayAfter } from '../jobs/hours.ts';
import { roleOf, type Person } from '../people/domain.ts';
import { findPeopleBySlackIds } from '../people/service.ts';
import { nextPostDay } from '../program/domain.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { ShortcutMessage, Submitted } from '../slack/edge.ts';
import { memberOf, NOT_A_MEMBER } from '../slack/member.ts';
import { linkOf } from '../slack/message-link.ts';
import { peopleOf } from '../slack/people-of.ts';
import { mentionedIn, plainMessage } from '../slack/plain-message.ts';
import { whoSaved } from '../slack/who-saved.ts';
import {
  MAX_WHAT,
  mayChange,
  sourceOf,
  USUAL_DAYS,
  type ActionFields,
  type LeadershipAction,
  type MeetingThread,
} from './domain.ts';
import { findAction, findActionOf, saveAction, type ActionPress } from './service.ts';

/** How the threads are found in which those who lead meet: whoever opens them knows. */
export interface MeetingThreads {
  /** That which a message opens; null: it opens none, or it is forgotten where that stands. */
  findAt: (
    executor: Executor,
    workspaceId: string,
    place: { channelId: string; ts: string },
  ) => Promise<MeetingThread | null>;
  /** Null: there was none yet. */
  findNewest: (executor: Executor, workspaceId: string) => Promise<MeetingThread | null>;
}

export const GONE = say(mrkdwn`This action is no longer there. \`/cs digest actions\` lists those that are.`);
export const NOT_YOURS = say(mrkdwn`Only who does it, who wrote it down, or a leader, can change it.`);
const LEADERS_ONLY = mrkdwn`Only a leader writes down what no message of the thread says.`;

const IN_THREAD = { place: 'thread', page: 1 } as const;

/** The shortcut on a message: its form; or what the message became already. */
export function openOnMessage(call: Call, threads: MeetingThreads, message: ShortcutMessage): Promise<void> {
  return call.openModal(actionFormTitle(0), async () => {
    const { db } = call.deps.database;
    const known = await findActionOf(db, call.workspaceId, sourceOf(message));
    if (known !== null) return knownView(call, known);
    if ((await threadOf(call, threads, message)) === null) return answerView(await elsewhere(call, threads));
    const { channelId, ts, threadTs } = message;
    const made = { channelId, ts, threadTs };
    const metadata = { id: call.deps.makeId(), version: 0, message: made, ...IN_THREAD };
    // What Milepost posts is a heading or an agenda, and nothing that anybody would do.
    const values = await valuesIn(call, message.isOurs ? '' : message.text);
    return actionForm({ ...metadata, values, notice: null });
  });
}

/** An action that no message says, told in the newest thread. */
export function openNew(call: Call, page: number): Promise<void> {
  return call.openModal(actionFormTitle(0), async () => {
    const metadata = { id: call.deps.makeId(), version: 0, message: null, place: 'open', page } as const;
    return actionForm({ ...metadata, values: await valuesIn(call, ''), notice: null });
  });
}

export function openEdit(call: Call, at: Pick<ActionMetadata, 'id' | 'place' | 'page'>): Promise<void> {
  return call.openModal(actionFormTitle(1), async () => {
    const action = await findAction(call.deps.database.db, call.workspaceId, at.id);
    if (action === null) return answerView(GONE);
    const press = await pressOf(call);
    if (!mayChange(action, press.personId, press.isLeader)) return answerView(NOT_YOURS);
    return editView(call, action, at, null);
  });
}

type MadeOf = NonNullable<ActionMetadata['message']>;

/** The meeting's thread in which a message stands; null: in none, or it is forgotten where. */
function threadOf(
  call: Call,
  threads: MeetingThreads,
  { channelId, ts, threadTs }: MadeOf,
): Promise<MeetingThread | null> {
  return threads.findAt(call.deps.database.db, call.workspaceId, { channelId, ts: threadTs ?? ts });
}

/** Only there those who lead read along; elsewhere nobody would look for it. */
async function elsewhere(call: Call, threads: MeetingThreads): Promise<Answer> {
  const newest = await threads.findNewest(call.deps.database.db, call.workspaceId);
  const url = await linkOf(call, newest?.place ?? null);
  const where =
    newest === null
      ? mrkdwn`None was posted yet: \`/cs digest\` says when the first one comes.`
      : url === null
        ? mrkdwn`The newest one is of ${day(newest.day, await call.today())}.`
        : mrkdwn`${link(url, 'Open the newest one')}.`;
  return say(
    mrkdwn`*Make it an action* works on the messages of a weekly digest’s thread, where those who lead decide. ${where}`,
  );
}

/** Its text, whom it names first, and the day of the next meeting. */
async function valuesIn(call: Call, text: string): Promise<ActionValues> {
  const ids = mentionedIn(text);
  const { db } = call.deps.database;
  const named = ids.length === 0 ? [] : await findPeopleBySlackIds(db, call.workspaceId, ids);
  const bySlackId = new Map(named.map((person) => [person.slackUserId, person]));
  const owner = ids.find((id) => isMember(bySlackId.get(id)));
  const post = (await call.program())?.program.posts.leadership ?? null;
  const today = await call.today();
  return {
    what: truncate(
      plainMessage(text, (id) => bySlackId.get(id)?.name ?? null),
      MAX_WHAT,
    ),
    kind: 'action',
    ownerSlackId: owner ?? call.person.slackUserId,
    dueOn: post === null ? addDays(today, USUAL_DAYS) : nextPostDay(post, addDays(today, 1)),
  };
}

function isMember(person: Person | undefined): boolean {
  return person !== undefined && roleOf(person) !== null;
}

/** What a message became, to be changed by who may. @param typed what somebody wrote of it meanwhile */
async function knownView(call: Call, action: LeadershipAction, typed = ''): Promise<ModalView> {
  const press = await pressOf(call);
  const { savedBy, savedAt } = await whoSaved(call, action.createdBy, action.createdAt);
  const kind = action.kind === 'decision' ? 'a decision' : 'an action';
  const notice = mrkdwn`${savedBy} made this message ${kind} ${savedAt}.`;
  if (mayChange(action, press.personId, press.isLeader))
    return editView(call, action, IN_THREAD, mrkdwn`${notice} Here you can change it.`);
  const told = await toldOf(call, action, press.today);
  const shown = (told.blocks ?? []).filter(({ type }) => type !== 'actions');
  return typedKept(actionFormTitle(0), notice, typed, shown);
}

async function editView(
  call: Call,
  action: LeadershipAction,
  { place, page }: Pick<ActionMetadata, 'place' | 'page'>,
  notice: Mrkdwn | null,
): Promise<ModalView> {
  const { id, version, kind, what, ownerId, dueOn } = action;
  const owner = (await peopleOf(call, [ownerId])).get(ownerId ?? '');
  const values = { kind, what, ownerSlackId: owner?.slackUserId ?? null, dueOn };
  const metadata = { id, version, message: null, place, page };
  return actionForm({ ...metadata, values, notice });
}

/** How it stands, as its thread tells it. */
export async function toldOf(call: Call, action: LeadershipAction, today: BusinessDate): Promise<Answer> {
  const people = await peopleOf(call, [action.ownerId, action.createdBy, action.closedBy]);
  return actionTold({ action, people, today });
}

/** Saves the form. @returns whether something was saved, too */
export async function submitForm(
  call: Call,
  threads: MeetingThreads,
  values: ActionValues,
  metadata: ActionMetadata,
): Promise<{ submitted: Submitted; isSaved: boolean }> {
  const press = await pressOf(call);
  const { id, version } = metadata;
  const { kind, what, dueOn } = values;
  const made = version > 0 ? KNOWN : await findSource(call, threads, metadata.message);
  if (!made.ok)
    return {
      submitted: { kind: 'update', view: typedKept(actionFormTitle(0), made.because, what) },
      isSaved: false,
    };
  const ownerId = await ownerOf(call, values, id);
  if (ownerId === undefined)
    return { submitted: { kind: 'errors', errors: { ownerId: NOT_A_MEMBER } }, isSaved: false };
  const fields: ActionFields = { kind, what, dueOn, ownerId };
  const { source, thread } = made;
  const edit = { id, version, source, thread, fields };
  const result = await saveAction(call.deps, call.workspaceId, edit, press);
  if (result.ok) {
    const text = savedText(result.action, result.isNew);
    return { submitted: { kind: 'close', answer: say(text) }, isSaved: result.changed };
  }
  return { submitted: await refused(call, result, fields, values, metadata), isSaved: false };
}

type Source =
  | { ok: true; source: string | null; thread: MeetingThread | null }
  | { ok: false; because: Mrkdwn };

/** One that is known keeps what it was made of. */
const KNOWN: Source = { ok: true, source: null, thread: null };

/** What a new one is made of; the form comes back from the client, and so it is looked up anew. */
async function findSource(call: Call, threads: MeetingThreads, message: MadeOf | null): Promise<Source> {
  if (message !== null) {
    const thread = await threadOf(call, threads, message);
    if (thread === null) return { ok: false, because: (await elsewhere(call, threads)).text };
    return { ok: true, source: sourceOf(message), thread };
  }
  if (!call.may('digest.lead')) return { ok: false, because: LEADERS_ONLY };
  const newest = await threads.findNewest(call.deps.database.db, call.workspaceId);
  return { ok: true, source: null, thread: newest };
}

function savedText({ kind, what, outboxId }: LeadershipAction, isNew: boolean): Mrkdwn {
  const label = kind === 'decision' ? 'The decision' : 'The action';
  const done = mrkdwn`${label} ${inQuotes(truncate(what, 150))} is ${isNew ? 'written down' : 'saved'}.`;
  if (!isNew) return done;
  return outboxId === null
    ? mrkdwn`${done} The next digest begins with it.`
    : mrkdwn`${done} The thread tells it, and the next digest begins with it.`;
}

async function refused(
  call: Call,
  result: Exclude<Awaited<ReturnType<typeof saveAction>>, { ok: true }>,
  fields: ActionFields,
  values: ActionValues,
  metadata: ActionMetadata,
): Promise<Submitted> {
  switch (result.problem) {
    case 'invalid':
      return { kind: 'errors', errors: result.fields };
    case 'not-found':
    case 'not-yours': {
      const because = result.problem === 'not-found' ? GONE : NOT_YOURS;
      return { kind: 'update', view: typedKept(actionFormTitle(1), because.text, values.what) };
    }
    case 'changed-meanwhile': {
      const { theirs } = result;
      const press = await pressOf(call);
      if (!mayChange(theirs, press.personId, press.isLeader))
        return { kind: 'update', view: await knownView(call, theirs, values.what) };
      const { savedBy, savedAt } = await whoSaved(call, theirs.updatedBy, theirs.updatedAt);
      const notice = mrkdwn`⚠️ ${savedBy} saved it ${savedAt}, while you were writing. Yours stands below; saving puts it in the place of theirs.`;
      const next = { ...metadata, id: theirs.id, version: theirs.version };
      const differences = await differencesOf(call, fields, theirs);
      return { kind: 'update', view: actionForm({ ...next, values, notice, differences }) };
    }
  }
}

async function differencesOf(call: Call, mine: ActionFields, theirs: LeadershipAction) {
  const owner = (await peopleOf(call, [theirs.ownerId])).get(theirs.ownerId ?? '');
  const all = [
    { label: 'what', theirs: theirs.what, differs: theirs.what !== mine.what },
    { label: 'kind', theirs: theirs.kind, differs: theirs.kind !== mine.kind },
    { label: 'who does it', theirs: owner?.name ?? 'nobody', differs: theirs.ownerId !== mine.ownerId },
    { label: 'by when', theirs: theirs.dueOn ?? 'no day', differs: theirs.dueOn !== mine.dueOn },
  ];
  return all.filter(({ differs }) => differs);
}

/** The person behind the Slack id; undefined when it is no member. Who owned it before stays. */
async function ownerOf(call: Call, values: ActionValues, id: string): Promise<string | null | undefined> {
  const { ownerSlackId } = values;
  if (ownerSlackId === null || values.kind === 'decision') return null;
  const before = await findAction(call.deps.database.db, call.workspaceId, id);
  const old = (await peopleOf(call, [before?.ownerId ?? null])).get(before?.ownerId ?? '');
  if (old?.slackUserId === ownerSlackId) return old.id;
  return (await memberOf(call, ownerSlackId))?.id;
}

export async function pressOf(call: Call): Promise<ActionPress> {
  const program = (await call.program())?.program;
  const today = await call.today();
  return {
    personId: call.person.id,
    isLeader: call.may('digest.lead'),
    today,
    nextWorkday: workdayAfter(program ?? { posts: { morning: null } }, today),
  };
}
