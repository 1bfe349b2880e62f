/** Reviews in Slack: the buttons that book, hold and cancel one, and that settle its plan. */
import { say } from '#blocks/build.ts';
import { bookForm, type EbrForm } from '#blocks/ebr-forms.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import { findAccountById, readSurroundings } from '../accounts/service.ts';
import type { Cta } from '../ctas/domain.ts';
import { listOpenGaps } from '../gaps/service.ts';
import { listActiveGoals } from '../goals/service.ts';
import { isInToday, pressOf, showEffect, type WorkDeps } from '../morning/press.ts';
import { findPeople } from '../people/service.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue } from '../slack/forms.ts';
import { settleItem } from './plan-service.ts';
import { cancelEbr, findBooked, loadLastReview } from './service.ts';
import { holdMetadata, holdView, offerContacts } from './slack-attendance.ts';
import { accountName, GONE, registerForms } from './slack-form.ts';
import { registerReviews } from './slack-reviews.ts';

export function registerEbrs(edge: Edge, work: WorkDeps): void {
  const press = { right: 'ebr.work', value: idValue } as const;
  edge.action(ids.ebrBook, { ...press, run: openBooking });
  edge.action(ids.ebrHold, { ...press, run: (call, accountId) => openHolding(call, accountId) });
  edge.action(ids.ebrCancel, { ...press, run: (call, accountId) => cancel(call, work, accountId) });
  edge.action(ids.ebrAddItem, {
    right: 'ebr.work',
    value: holdMetadata,
    run: async (call, { accountId, items, fromToday }) => {
      const form = await loadForm(call, accountId);
      await call.updateModal(
        form === null ? missingAccount() : await holdView(call, { ...form, fromToday }, items),
      );
    },
  });
  edge.options(ids.ebrContact, { right: 'ebr.work', run: offerContacts });
  registerForms(edge, work);
  registerReviews(edge);
}

/** Opens the form that books a review, or moves the booked one. */
export function openBooking(call: Call, accountId: string): Promise<void> {
  return call.openModal('Book the EBR', async () => {
    const form = await loadForm(call, accountId);
    if (form === null) return missingAccount();
    const { db } = call.deps.database;
    if (form.booked !== null) {
      const { people, customers } = form.booked.attendees;
      return bookForm(form, { people: await slackIdsOf(call, people), customers });
    }
    const { contacts } = await readSurroundings(db, call.workspaceId, accountId);
    const customers = contacts.filter(({ persona }) => persona === 'decision_maker').map(({ name }) => name);
    return bookForm(form, { people: await slackIdsOf(call, [call.person.id]), customers });
  });
}

/**
 * Opens the form that keeps what a held review came to.
 * @param fromToday whether it is opened from the person's own list, which is then made anew
 */
export function openHolding(call: Call, accountId: string, fromToday = isInToday(call)): Promise<void> {
  return call.openModal('Hold the EBR', async () => {
    const form = await loadForm(call, accountId);
    return form === null ? missingAccount() : holdView(call, { ...form, fromToday }, 1);
  });
}

/** Settles the plan item of a CTA from the list that shows it. */
export async function settleFromMessage(
  call: Call,
  work: WorkDeps,
  cta: Cta,
  state: 'kept' | 'broken',
): Promise<void> {
  if (cta.planItemId === null)
    return call.answer(say(mrkdwn`This is no plan item. \`/cs today\` shows today’s list.`));
  const press = await pressOf(call);
  const result = await settleItem(call.deps, call.workspaceId, cta.planItemId, state, press, press.after);
  work.kick();
  if (result.ok) return showEffect(call, press, cta.id, say(mrkdwn`“${cta.title}” is ${state}.`));
  await call.answer(say(mrkdwn`“${cta.title}” was settled already; the list shows how.`));
}

async function cancel(call: Call, work: WorkDeps, accountId: string): Promise<void> {
  const press = await pressOf(call);
  const ebr = await cancelEbr(call.deps, call.workspaceId, accountId, press, press.after);
  work.kick();
  const name = await accountName(call, accountId);
  await call.replace(
    say(
      ebr === null
        ? mrkdwn`No EBR with *${name}* is booked.`
        : mrkdwn`The EBR with *${name}* is no longer booked.`,
    ),
  );
}

async function slackIdsOf(call: Call, people: readonly string[]): Promise<string[]> {
  const found = await findPeople(call.deps.database.db, call.workspaceId, [...people]);
  return people.flatMap((id) => found.find((person) => person.id === id)?.slackUserId ?? []);
}

async function loadForm(call: Call, accountId: string): Promise<EbrForm | null> {
  const { deps, workspaceId } = call;
  const { db } = deps.database;
  const account = await findAccountById(db, workspaceId, accountId);
  if (account === null) return null;
  return {
    accountId,
    accountName: account.name,
    today: await call.today(),
    booked: await findBooked(db, workspaceId, accountId),
    fromToday: isInToday(call),
    last: await loadLastReview(deps, workspaceId, accountId),
    goals: await listActiveGoals(deps, workspaceId, accountId),
    gaps: await listOpenGaps(deps, workspaceId, accountId, await call.today()),
  };
}

function missingAccount(): ModalView {
  return answerView(say(GONE));
}
