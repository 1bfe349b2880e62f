/** Who of the customer was at a review: what the form that holds it fills in, and whom it offers. */
import { holdForm, MAX_PLAN_ITEMS, type EbrForm } from '#blocks/ebr-forms.ts';
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import { findContactsNamed, searchContacts } from '../accounts/contact-service.ts';
import type { Call } from '../slack/call.ts';
import { idValue, jsonOf } from '../slack/forms.ts';
import { guessAttendance } from '../touchpoints/domain.ts';
import { contactChoice } from '../touchpoints/words.ts';

const CONTACTS_OFFERED = 50;

const itemCount = z.number().int().min(1).max(MAX_PLAN_ITEMS);
/** What the form that holds a review is about. */
export const holdMetadata = jsonOf(
  z.object({ accountId: idValue, items: itemCount, fromToday: z.boolean() }),
);

/** The form with those filled in as there whom the booking names. */
export async function holdView(call: Call, form: EbrForm, items: number): Promise<ModalView> {
  const { db } = call.deps.database;
  const named = form.booked?.attendees.customers ?? [];
  const contacts = await findContactsNamed(db, call.workspaceId, form.accountId, named);
  return holdForm(form, items, { contacts, decisionMaker: guessAttendance(named.length, contacts) });
}

/** The contacts of the account that the form is about. */
export async function offerContacts(call: Call, typed: string) {
  const read = holdMetadata.safeParse(call.view?.metadata ?? '');
  if (!read.success) return [];
  const { db } = call.deps.database;
  const { accountId } = read.data;
  return (await searchContacts(db, call.workspaceId, accountId, typed, CONTACTS_OFFERED)).map(contactChoice);
}
