/** Booking and holding reviews, and settling their plans, in Slack. */
import { say } from '#blocks/build.ts';
import { bookForm, planErrors, planFieldNames, readDrafts, type EbrForm } from '#blocks/ebr-forms.ts';
import { day } from '#blocks/format.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import { findAccountById, readSurroundings } from '../accounts/service.ts';
import { isBusinessDate } from '../base/business-date.ts';
import type { Cta } from '../ctas/domain.ts';
import { listOpenGaps } from '../gaps/service.ts';
import { listActiveGoals } from '../goals/service.ts';
import { isInToday, pressOf, renewToday, showEffect, type WorkDeps } from '../morning/press.ts';
import { roleOf } from '../people/domain.ts';
import { findPeople } from '../people/service.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import { findCaller } from '../slack/caller.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { idValue, jsonOf, type FormValues, type Parsed } from '../slack/forms.ts';
import type { Attendance } from '../touchpoints/domain.ts';
import { readPlan, type Attendees, type NewPlanItem, type PlanDraft } from './domain.ts';
import {
  bookEbr,
  cancelEbr,
  findBooked,
  holdEbr,
  loadLastReview,
  settleItem,
  type EbrProblem,
} from './service.ts';
import { holdMetadata, holdView, offerContacts } from './slack-attendance.ts';
import { registerReviews } from './slack-reviews.ts';

const bookMetadata = jsonOf(z.object({ accountId: idValue, fromToday: z.boolean() }));
const GONE = mrkdwn`This account is no longer there.`;
const NOT_A_MEMBER = 'Choose members of this workspace, not guests or apps.';

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

function registerForms(edge: Edge, work: WorkDeps): void {
  edge.submit(ids.ebrBookForm, {
    right: 'ebr.work',
    metadata: bookMetadata,
    parse: parseBooking,
    run: async (call, { on, attendees }, { accountId, fromToday }) => {
      const press = await pressOf(call);
      const people = await membersOf(call, attendees.people);
      if (people === null) return { kind: 'errors', errors: { people: NOT_A_MEMBER } };
      const booking = { accountId, on, attendees: { ...attendees, people } };
      const result = await bookEbr(call.deps, call.workspaceId, booking, press, press.after);
      work.kick();
      if (!result.ok)
        return refused(result.problem, {
          'date-in-past': { on: 'Choose today or a later day.' },
          'date-too-far': { on: 'Choose a day within a year.' },
        });
      await renewToday(call, fromToday, accountId);
      const name = await accountName(call, accountId);
      return {
        kind: 'close',
        answer: say(mrkdwn`The EBR with *${name}* is booked for ${day(on, press.today)}.`),
      };
    },
  });
  edge.submit(ids.ebrHoldForm, {
    right: 'ebr.work',
    metadata: holdMetadata,
    parse: parseHolding,
    run: async (call, { heldOn, note, attendance, drafts, plan }, { accountId, fromToday }) => {
      const press = await pressOf(call);
      const owned = await withPeople(call, plan, drafts);
      if (!owned.ok) return { kind: 'errors', errors: owned.errors };
      const review = { accountId, heldOn, note, attendance, plan: owned.value };
      const program = press.applied?.program ?? null;
      const result = await holdEbr(call.deps, call.workspaceId, program, review, press, press.after);
      work.kick();
      if (!result.ok) {
        return refused(result.problem, {
          'date-in-future': { held_on: 'Choose today or an earlier day.' },
          'held-already': {
            held_on: 'The EBR of this day is saved already, with its plan. Choose another day.',
          },
          'contact-gone': { there: 'Somebody of these is no longer a contact of the account. Choose again.' },
          'decision-maker-named': {
            decision_maker: 'A decision maker is named above: choose Yes, or take them out there.',
          },
        });
      }
      await renewToday(call, fromToday, accountId);
      const name = await accountName(call, accountId);
      const items = plan.length === 1 ? 'one item' : `${plan.length} items`;
      const follow = plan.length === 1 ? 'It comes up' : 'Each comes up';
      return {
        kind: 'close',
        answer: say(
          mrkdwn`The EBR with *${name}* is saved, with a plan of ${items}. ${follow} on the list on its day.`,
        ),
      };
    },
  });
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

function parseBooking(values: FormValues): Parsed<{ on: string; attendees: Attendees }> {
  const { on, people, customers } = values;
  if (typeof on !== 'string' || !isBusinessDate(on))
    return { ok: false, errors: { on: 'Choose the day of the review.' } };
  const names = typeof customers === 'string' ? customers.split(',').map((name) => name.trim()) : [];
  return {
    ok: true,
    value: {
      on,
      attendees: {
        people: Array.isArray(people) ? people : [],
        customers: names.filter((name) => name !== ''),
      },
    },
  };
}

function parseHolding(
  values: FormValues,
  { items }: z.infer<typeof holdMetadata>,
): Parsed<{
  heldOn: string;
  note: string | null;
  attendance: Attendance;
  drafts: PlanDraft[];
  plan: NewPlanItem[];
}> {
  const { held_on: heldOn, note, there, decision_maker: decisionMaker } = values;
  if (typeof heldOn !== 'string' || !isBusinessDate(heldOn)) {
    return { ok: false, errors: { held_on: 'Choose the day of the review.' } };
  }
  const drafts = readDrafts(values, items);
  const plan = readPlan(drafts, heldOn);
  if (!plan.ok) return { ok: false, errors: planErrors(plan.problems) };
  return {
    ok: true,
    value: {
      heldOn,
      note: typeof note === 'string' ? note : null,
      attendance: {
        contactIds: Array.isArray(there) ? there : [],
        decisionMakerThere: decisionMaker === 'yes' ? true : decisionMaker === 'no' ? false : null,
      },
      drafts,
      plan: plan.items,
    },
  };
}

/** The form names people by their Slack ids; the plan keeps ours. */
async function withPeople(
  call: Call,
  plan: readonly NewPlanItem[],
  drafts: readonly PlanDraft[],
): Promise<Parsed<NewPlanItem[]>> {
  const errors: Record<string, string> = {};
  for (const [item, { ownerId }] of drafts.entries()) {
    if (ownerId !== null && (await memberOf(call, ownerId)) === null)
      errors[planFieldNames(item).person] = NOT_A_MEMBER;
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  const items: NewPlanItem[] = [];
  for (const item of plan) {
    items.push({ ...item, ownerId: item.ownerId === null ? null : await memberOf(call, item.ownerId) });
  }
  return { ok: true, value: items };
}

/** The people of Slack ids; null when one of them is no member. */
async function membersOf(call: Call, slackIds: readonly string[]): Promise<string[] | null> {
  const people: string[] = [];
  for (const slackUserId of slackIds) {
    const id = await memberOf(call, slackUserId);
    if (id === null) return null;
    people.push(id);
  }
  return people;
}

async function memberOf(call: Call, slackUserId: string): Promise<string | null> {
  const { workspaceId, slackTeamId, client } = call;
  const source = { workspaceId, slackTeamId, slackUserId, client, firstAdmin: null };
  const person = await findCaller(call.deps, source);
  return person === null || roleOf(person) === null ? null : person.id;
}

async function slackIdsOf(call: Call, people: readonly string[]): Promise<string[]> {
  const found = await findPeople(call.deps.database.db, call.workspaceId, [...people]);
  return people.flatMap((id) => found.find((person) => person.id === id)?.slackUserId ?? []);
}

/** What a form says to a problem: an error on its field where one is named, else that the account is gone. */
function refused(
  problem: EbrProblem,
  onFields: Partial<Record<EbrProblem, Record<string, string>>>,
): Submitted {
  const errors = onFields[problem];
  return errors === undefined ? { kind: 'close', answer: say(GONE) } : { kind: 'errors', errors };
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

async function accountName(call: Call, accountId: string): Promise<string> {
  const account = await findAccountById(call.deps.database.db, call.workspaceId, accountId);
  return account?.name ?? 'the account';
}

function missingAccount(): ModalView {
  return answerView(say(GONE));
}
