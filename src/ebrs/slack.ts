/** Booking and holding reviews, and settling their plans, in Slack. */
import { say } from '#blocks/build.ts';
import { bookForm, holdForm, MAX_PLAN_ITEMS, planErrors, readDrafts, type EbrForm } from '#blocks/ebr-forms.ts';
import { day } from '#blocks/format.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import { findAccountById, readSurroundings } from '../accounts/service.ts';
import { isBusinessDate } from '../base/business-date.ts';
import type { Cta } from '../ctas/domain.ts';
import { pressOf, type WorkDeps } from '../morning/press.ts';
import { findPersonBySlackId } from '../people/service.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue, jsonOf, type FormValues, type Parsed } from '../slack/forms.ts';
import { readPlan, type Attendees, type NewPlanItem } from './domain.ts';
import { bookEbr, cancelEbr, findBooked, holdEbr, loadLastReview, settleItem } from './service.ts';

const bookMetadata = jsonOf(z.object({ accountId: idValue }));
const itemCount = z.number().int().min(1).max(MAX_PLAN_ITEMS);
const holdMetadata = jsonOf(z.object({ accountId: idValue, items: itemCount }));

export function registerEbrs(edge: Edge, work: WorkDeps): void {
  const press = { right: 'ebr.work', value: idValue } as const;
  edge.action(ids.ebrBook, { ...press, run: openBooking });
  edge.action(ids.ebrHold, { ...press, run: openHolding });
  edge.action(ids.ebrCancel, { ...press, run: (call, accountId) => cancel(call, work, accountId) });
  edge.action(ids.ebrAddItem, {
    right: 'ebr.work',
    value: holdMetadata,
    run: async (call, { accountId, items }) => {
      const form = await loadForm(call, accountId);
      if (form !== null) await call.updateModal(holdForm(form, items));
    },
  });
  registerForms(edge, work);
}

/** Opens the form that books a review, or moves the booked one. */
export function openBooking(call: Call, accountId: string): Promise<void> {
  return call.openModal('Book the EBR', async () => {
    const form = await loadForm(call, accountId);
    if (form === null) return missingAccount(call);
    const { contacts } = await readSurroundings(call.deps.database.db, call.workspaceId, accountId);
    const customers = contacts.filter(({ persona }) => persona === 'decision_maker').map(({ name }) => name);
    const people = call.person.slackUserId === null ? [] : [call.person.slackUserId];
    return bookForm({ ...form, customers, people });
  });
}

/** Opens the form that keeps what a held review came to. */
export function openHolding(call: Call, accountId: string): Promise<void> {
  return call.openModal('Hold the EBR', async () => {
    const form = await loadForm(call, accountId);
    return form === null ? missingAccount(call) : holdForm(form, 1);
  });
}

/** Settles the plan item of a CTA from the list that shows it. */
export async function settleFromMessage(
  call: Call,
  work: WorkDeps,
  cta: Cta,
  state: 'kept' | 'broken',
): Promise<void> {
  if (cta.planItemId === null) return call.answer(say(mrkdwn`This is no plan item. \`/cs today\` shows today’s list.`));
  const press = await pressOf(call);
  const result = await settleItem(call.deps, call.workspaceId, cta.planItemId, state, press, press.after);
  work.kick();
  if (!result.ok) await call.answer(say(mrkdwn`Somebody has settled this plan item already.`));
}

function registerForms(edge: Edge, work: WorkDeps): void {
  edge.submit(ids.ebrBookForm, {
    right: 'ebr.work',
    metadata: bookMetadata,
    parse: parseBooking,
    run: async (call, booking, { accountId }) => {
      const press = await pressOf(call);
      const result = await bookEbr(call.deps, call.workspaceId, { accountId, ...booking }, press, press.after);
      work.kick();
      if (!result.ok) return { kind: 'errors', errors: { on: 'Choose today or a later day.' } };
      const name = await accountName(call, accountId);
      return { kind: 'close', answer: say(mrkdwn`The EBR with *${name}* is booked for ${day(booking.on, press.today)}.`) };
    },
  });
  edge.submit(ids.ebrHoldForm, {
    right: 'ebr.work',
    metadata: holdMetadata,
    parse: parseHolding,
    run: async (call, held, { accountId }) => {
      const press = await pressOf(call);
      const { db } = call.deps.database;
      const account = await findAccountById(db, call.workspaceId, accountId);
      const plan = await withPeople(call, held.plan);
      const review = { accountId, leadId: account?.leadId ?? null, heldOn: held.heldOn, note: held.note, plan };
      const result = await holdEbr(call.deps, call.workspaceId, review, press, press.after);
      work.kick();
      if (!result.ok) return { kind: 'errors', errors: { held_on: 'Choose today or an earlier day.' } };
      const items = plan.length === 1 ? 'one item' : `${plan.length} items`;
      return {
        kind: 'close',
        answer: say(
          mrkdwn`The EBR with *${account?.name ?? 'the account'}* is kept, with a plan of ${items}. Each is followed up on its day.`,
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
    say(ebr === null ? mrkdwn`No EBR with *${name}* is booked.` : mrkdwn`The EBR with *${name}* is no longer booked.`),
  );
}

function parseBooking(values: FormValues): Parsed<{ on: string; attendees: Attendees }> {
  const { on, people, customers } = values;
  if (typeof on !== 'string' || !isBusinessDate(on)) return { ok: false, errors: { on: 'Choose the day of the review.' } };
  const names = typeof customers === 'string' ? customers.split(',').map((name) => name.trim()) : [];
  return {
    ok: true,
    value: {
      on,
      attendees: { people: Array.isArray(people) ? people : [], customers: names.filter((name) => name !== '') },
    },
  };
}

function parseHolding(
  values: FormValues,
  { items }: { accountId: string; items: number },
): Parsed<{ heldOn: string; note: string | null; plan: NewPlanItem[] }> {
  const { held_on: heldOn, note } = values;
  if (typeof heldOn !== 'string' || !isBusinessDate(heldOn)) {
    return { ok: false, errors: { held_on: 'Choose the day of the review.' } };
  }
  const plan = readPlan(readDrafts(values, items), heldOn);
  if (!plan.ok) return { ok: false, errors: planErrors(plan.problems) };
  return { ok: true, value: { heldOn, note: typeof note === 'string' ? note : null, plan: plan.items } };
}

/** The form names people by their Slack ids; the plan keeps ours. */
async function withPeople(call: Call, plan: readonly NewPlanItem[]): Promise<NewPlanItem[]> {
  const items: NewPlanItem[] = [];
  for (const item of plan) {
    const person =
      item.ownerId === null ? null : await findPersonBySlackId(call.deps.database.db, call.workspaceId, item.ownerId);
    items.push({ ...item, ownerId: person?.id ?? null });
  }
  return items;
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
    last: await loadLastReview(deps, workspaceId, accountId),
  };
}

async function accountName(call: Call, accountId: string): Promise<string> {
  const account = await findAccountById(call.deps.database.db, call.workspaceId, accountId);
  return account?.name ?? 'the account';
}

function missingAccount(call: Call): ModalView {
  return answerView(say(mrkdwn`This account is no longer there.`));
}
