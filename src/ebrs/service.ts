/** Booking and holding executive business reviews. */
import type { Transaction } from 'kysely';
import { findContacts, findContactsNamed } from '../accounts/contact-service.ts';
import { nameKey } from '../accounts/name-key.ts';
import { findAccountById } from '../accounts/service.ts';
import { writeAudit } from '../audit/store.ts';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { isUnderWay, MAX_DAYS_AHEAD, type Cta } from '../ctas/domain.ts';
import {
  completeCta,
  listCtas,
  listCtasUnderWay,
  takeCta,
  type AfterPress,
  type Press,
} from '../ctas/service.ts';
import type { Database } from '../db/schema.ts';
import { markStale, reassess } from '../journey/service.ts';
import type { Program } from '../program/domain.ts';
import { readAttendance, type Attendance } from '../touchpoints/domain.ts';
import { endSpoken } from '../plays/seen-service.ts';
import { logReview } from '../touchpoints/service.ts';
import type { Attendees, Ebr, NewPlanItem, Review } from './domain.ts';
import { addPlan } from './plan-service.ts';
import { findBooked, findLastHeld, hasPlanOf, listPlanItems, saveEbr } from './store.ts';
import { lockWorkspace } from '../workspaces/service.ts';

export { findBooked, listOpenPlanItems } from './store.ts';

export type EbrProblem =
  | 'account-not-found'
  | 'date-in-past'
  | 'date-too-far'
  | 'date-in-future'
  | 'held-already'
  | 'contact-gone'
  | 'decision-maker-named'
  | 'item-not-found'
  | 'item-settled';
export type EbrResult<T> = { ok: true; value: T } | { ok: false; problem: EbrProblem };

/** The newest held review of an account with its plan. */
export async function loadLastReview(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  accountId: string,
): Promise<Review | null> {
  const { db } = deps.database;
  const ebr = await findLastHeld(db, workspaceId, accountId);
  return ebr === null ? null : { ebr, plan: await listPlanItems(db, workspaceId, ebr.id) };
}

/** A review as it was held. */
export interface HeldReview {
  accountId: string;
  heldOn: BusinessDate;
  note: string | null;
  plan: NewPlanItem[];
  /** Who of the customer was there; without it nobody said so. */
  attendance?: Attendance;
}

const NOBODY_SAID: Attendance = { contactIds: [], decisionMakerThere: null };

/** Books a review, or moves the one that is booked; the account's open EBR CTAs become the booker's. */
export async function bookEbr(
  deps: Deps,
  workspaceId: string,
  booking: { accountId: string; on: BusinessDate; attendees: Attendees },
  press: Press,
  after: AfterPress,
): Promise<EbrResult<Ebr>> {
  if (booking.on < press.today) return { ok: false, problem: 'date-in-past' };
  if (booking.on > addDays(press.today, MAX_DAYS_AHEAD)) return { ok: false, problem: 'date-too-far' };
  return inTransaction(deps, async (trx) => {
    // Two people who book at once: the second one moves what the first one booked.
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const account = await findAccountById(trx, workspaceId, booking.accountId);
    if (account === null) return { ok: false, problem: 'account-not-found' };
    const before = await findBooked(trx, workspaceId, booking.accountId);
    const ctas = await reviewCtas(trx, workspaceId, booking.accountId);
    const ebr: Ebr = {
      id: before?.id ?? deps.makeId(),
      accountId: booking.accountId,
      ctaId: ctas[0]?.id ?? before?.ctaId ?? null,
      state: 'booked',
      bookedOn: booking.on,
      heldOn: null,
      attendees: booking.attendees,
      note: before?.note ?? null,
      decisionMakerThere: null,
      createdBy: before?.createdBy ?? press.personId,
    };
    await saveEbr(trx, workspaceId, ebr, deps.now().toISOString());
    await audit(deps, trx, workspaceId, press, 'ebr.book', before, ebr);
    const taken: Cta[] = [];
    for (const cta of ctas) taken.push(await takeCta(deps, trx, workspaceId, cta, press));
    await after(trx, taken);
    return { ok: true, value: ebr };
  });
}

/** Takes a booking back; its CTAs stay with whoever claimed them. */
export async function cancelEbr(
  deps: Deps,
  workspaceId: string,
  accountId: string,
  press: Press,
  after: AfterPress,
): Promise<Ebr | null> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findBooked(trx, workspaceId, accountId);
    if (before === null) return null;
    const ebr: Ebr = { ...before, state: 'cancelled' };
    await saveEbr(trx, workspaceId, ebr, deps.now().toISOString());
    await audit(deps, trx, workspaceId, press, 'ebr.cancel', before, ebr);
    await after(trx, await reviewCtas(trx, workspaceId, accountId));
    return ebr;
  });
}

/**
 * Keeps a held review with its plan: the account's EBR CTAs are done, each plan item is followed up by a CTA, who was
 * there counts as spoken with, and the account is assessed anew.
 * @param review `plan` holds at least one item: `readPlan` in domain.ts sees to it
 * @param program without one the account's place waits for the next morning
 */
export async function holdEbr(
  deps: Deps,
  workspaceId: string,
  program: Program | null,
  review: HeldReview,
  press: Press,
  after: AfterPress,
): Promise<EbrResult<Ebr>> {
  if (review.heldOn > press.today) return { ok: false, problem: 'date-in-future' };
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const account = await findAccountById(trx, workspaceId, review.accountId);
    if (account === null) return { ok: false, problem: 'account-not-found' };
    if (await hasPlanOf(trx, workspaceId, account.id, review.heldOn))
      return { ok: false, problem: 'held-already' };
    const { contactIds, decisionMakerThere: said } = review.attendance ?? NOBODY_SAID;
    const there = await findContacts(trx, workspaceId, account.id, contactIds);
    if (there.length < new Set(contactIds).size) return { ok: false, problem: 'contact-gone' };
    const attendance = readAttendance(said, there);
    if (!attendance.ok) return { ok: false, problem: attendance.problem };
    const booked = await findBooked(trx, workspaceId, review.accountId);
    const ctas = await reviewCtas(trx, workspaceId, review.accountId);
    const expected = booked?.attendees ?? { people: [press.personId], customers: [] };
    const ebr: Ebr = {
      id: booked?.id ?? deps.makeId(),
      accountId: review.accountId,
      ctaId: booked?.ctaId ?? ctas[0]?.id ?? null,
      state: 'held',
      bookedOn: booked?.bookedOn ?? null,
      heldOn: review.heldOn,
      attendees:
        review.attendance === undefined
          ? expected
          : { ...expected, customers: await customersAt(trx, workspaceId, account.id, expected, there) },
      note: review.note,
      decisionMakerThere: attendance.decisionMakerThere,
      createdBy: booked?.createdBy ?? press.personId,
    };
    await saveEbr(trx, workspaceId, ebr, deps.now().toISOString());
    await audit(deps, trx, workspaceId, press, 'ebr.hold', booked, { ...ebr, plan: review.plan });
    const spoken = { ebrId: ebr.id, accountId: account.id, heldOn: review.heldOn, met: attendance.with };
    await logReview(deps, trx, workspaceId, spoken, press);
    const { ctaIds } = await endSpoken(deps, trx, workspaceId, account.id, press.today);
    await addPlan(deps, trx, workspaceId, ebr, review.plan, press.today);
    if (program === null) {
      await markStale(trx, deps.database.dialect, workspaceId, [
        { accountId: account.id, day: review.heldOn },
      ]);
    } else {
      await reassess(deps, trx, workspaceId, program, [account.id], press.today);
    }
    const done: Cta[] = [];
    for (const cta of ctas) {
      done.push(await completeCta(deps, trx, workspaceId, cta, { ...press, outcome: 'EBR held' }));
    }
    await after(trx, [...done, ...(await listCtas(trx, workspaceId, ctaIds))]);
    return { ok: true, value: ebr };
  });
}

/** Those who are said to have been there, and whoever was expected and is no contact, of whom nobody can say so. */
async function customersAt(
  trx: Transaction<Database>,
  workspaceId: string,
  accountId: string,
  { customers }: Attendees,
  there: readonly { name: string }[],
): Promise<string[]> {
  const contacts = await findContactsNamed(trx, workspaceId, accountId, customers);
  const known = new Set(contacts.map(({ name }) => nameKey(name)));
  return [...there.map(({ name }) => name), ...customers.filter((name) => !known.has(nameKey(name)))];
}

async function reviewCtas(
  trx: Transaction<Database>,
  workspaceId: string,
  accountId: string,
): Promise<Cta[]> {
  const ctas = await listCtasUnderWay(trx, workspaceId, accountId);
  return ctas.filter((cta) => cta.type === 'ebr' && isUnderWay(cta));
}

async function audit(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  press: Press,
  action: string,
  before: Ebr | null,
  after: Ebr & { plan?: NewPlanItem[] },
): Promise<void> {
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: press.personId,
      action,
      accountId: after.accountId,
      subjectId: after.id,
      before: before ?? undefined,
      after,
    },
  ]);
}
