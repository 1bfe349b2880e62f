/** `/account spoke`: who of the customer was spoken with, and when. */
import { say, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { personName } from '#blocks/people.ts';
import { mrkdwn } from '#blocks/text.ts';
import { spokenForm, spokenMetadata, spokenOf, spokenValues } from '#blocks/touchpoint-form.ts';
import { spokenAnswer, spokenUndone, tooLateToUndo, touchpointList } from '#blocks/touchpoint-list.ts';
import type { ModalView } from '@slack/types';
import type * as z from 'zod';
import { findContacts, searchContacts } from '../accounts/contact-service.ts';
import { findAccountById } from '../accounts/service.ts';
import { pageRange, shownOf } from '../base/page.ts';
import { pressOf, type WorkDeps } from '../morning/press.ts';
import { findPeople } from '../people/service.ts';
import { accountVerb } from '../slack/account-verb.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { idValue, jsonOf, pagedValue, parseForm } from '../slack/forms.ts';
import type { Spoken } from './domain.ts';
import {
  findTouchpoint,
  listTouchpoints,
  logSpoken,
  readLastSpoken,
  takeBackTouchpoint,
  undoSpoken,
} from './service.ts';
import { contactChoice } from './words.ts';

const PER_PAGE = 20;
const CONTACTS_OFFERED = 50;
const OF_IMPORT = mrkdwn`It came with an imported EBR: say there that no decision maker was present, and import it again.`;
const GONE = mrkdwn`This account is no longer there.`;

const metadata = jsonOf(spokenMetadata);
export function registerTouchpoints(edge: Edge, work: WorkDeps): void {
  const log = { right: 'touchpoint.log' } as const;
  accountVerb(edge, {
    verb: 'spoke',
    does: 'Write down that you spoke with somebody there; who was spoken with last',
    ...log,
    run: (call, account) => openForm(call, account.id),
  });
  edge.action(ids.touchpointLog, { ...log, value: idValue, run: openForm });
  edge.options(ids.touchpointContact, { right: 'touchpoint.see', run: offerContacts });
  edge.submit(ids.touchpointForm, {
    ...log,
    metadata,
    parse: (values) => parseForm(spokenValues, values),
    run: (call, values, form) => save(call, work, spokenOf(values), form),
  });
  edge.action(ids.touchpointUndo, { ...log, value: idValue, run: undo });
  edge.action(ids.touchpointList, {
    right: 'touchpoint.see',
    value: idValue,
    run: (call, accountId) => call.openModal('Conversations', () => listView(call, accountId, 1)),
  });
  edge.action(ids.touchpointTurn, {
    right: 'touchpoint.see',
    value: pagedValue,
    run: async (call, [accountId, page]) => call.updateModal(await listView(call, accountId, page)),
  });
  edge.action(ids.touchpointTakeBack, {
    ...log,
    value: pagedValue,
    run: (call, [id, page]) => takeBack(call, id, page),
  });
}

function openForm(call: Call, accountId: string): Promise<void> {
  return call.openModal('Log a conversation', async () => {
    const { db } = call.deps.database;
    const account = await findAccountById(db, call.workspaceId, accountId);
    if (account === null) return answerView(say(GONE));
    const today = await call.today();
    return spokenForm({
      accountId,
      formId: call.deps.makeId(),
      accountName: account.name,
      last: await readLastSpoken(db, call.workspaceId, accountId, today),
      today,
    });
  });
}

async function offerContacts(call: Call, typed: string) {
  const read = metadata.safeParse(call.view?.metadata ?? '');
  if (!read.success) return [];
  const { db } = call.deps.database;
  const found = await searchContacts(db, call.workspaceId, read.data.accountId, typed, CONTACTS_OFFERED);
  return found.map(contactChoice);
}

async function save(
  call: Call,
  work: WorkDeps,
  spoken: Spoken,
  { accountId, formId }: z.infer<typeof spokenMetadata>,
): Promise<Submitted> {
  const press = await pressOf(call);
  const form = { accountId, formId, spoken };
  const saved = await logSpoken(call.deps, call.workspaceId, form, press, press.refresh);
  if (!saved.ok && saved.problem === 'invalid') return { kind: 'errors', errors: saved.fields };
  const account = await findAccountById(call.deps.database.db, call.workspaceId, accountId);
  if (!saved.ok || account === null) return { kind: 'unsaved', answer: say(GONE) };
  if (saved.stepsEnded > 0) work.kick();
  return { kind: 'close', answer: spokenAnswer(account, { ...saved, on: spoken.day, formId }, press.today) };
}

async function undo(call: Call, formId: string): Promise<void> {
  const press = { personId: call.person.id, today: await call.today() };
  const undone = await undoSpoken(call.deps, call.workspaceId, formId, press);
  if (undone.ok) return call.replace(spokenUndone(undone.stepsStay));
  if (undone.problem === 'not-found')
    return call.replace(say(mrkdwn`This conversation was taken back already.`));
  await call.answer(tooLateToUndo(undone.accountId));
}

async function takeBack(call: Call, id: string, page: number): Promise<void> {
  const { db } = call.deps.database;
  const found = await findTouchpoint(db, call.workspaceId, id);
  const press = { personId: call.person.id, today: await call.today() };
  const taken = await takeBackTouchpoint(call.deps, call.workspaceId, id, press);
  if (!taken.ok && taken.problem === 'imported-review') return call.answer(say(OF_IMPORT));
  if (!taken.ok || found === null) return call.answer(gone());
  await call.updateModal(await listView(call, found.accountId, page));
}

function gone(): Answer {
  return say(mrkdwn`This conversation was taken back already.`);
}

async function listView(call: Call, accountId: string, page: number): Promise<ModalView> {
  const { db } = call.deps.database;
  const account = await findAccountById(db, call.workspaceId, accountId);
  if (account === null) return answerView(say(GONE));
  const found = await listTouchpoints(db, call.workspaceId, accountId, pageRange(page, PER_PAGE));
  const { shown: touchpoints, hasMore } = shownOf(found, PER_PAGE);
  const contactIds = touchpoints.flatMap(({ contactId }) => contactId ?? []);
  const contacts = await findContacts(db, call.workspaceId, accountId, contactIds);
  const people = await findPeople(
    db,
    call.workspaceId,
    touchpoints.map(({ loggedBy }) => loggedBy),
  );
  return touchpointList({
    accountId,
    accountName: account.name,
    touchpoints: touchpoints.map((touchpoint) => {
      const person = people.find(({ id }) => id === touchpoint.loggedBy);
      const contact = contacts.find(({ id }) => id === touchpoint.contactId);
      return {
        ...touchpoint,
        contactName: contact?.name ?? null,
        by: person === undefined ? null : personName(person),
      };
    }),
    page,
    hasMore,
    canLog: call.may('touchpoint.log'),
    today: await call.today(),
  });
}
