/** What a form of who was spoken with makes of contacts, and how that is taken back with it. */
import type { Transaction } from 'kysely';
import {
  deleteContact,
  findContacts,
  insertContact,
  isContactNamed,
  setContactPersona,
  type Contact,
} from '../accounts/contact-service.ts';
import { writeAudit } from '../audit/store.ts';
import type { Deps } from '../base/deps.ts';
import type { Database } from '../db/schema.ts';
import type { SpokenPersona, Touchpoint, With } from './domain.ts';

interface ContactScope {
  workspaceId: string;
  accountId: string;
  /** Who does it. */
  personId: string;
}

/** Makes the newcomer a contact. */
export async function addNewcomer(
  deps: Deps,
  trx: Transaction<Database>,
  { workspaceId, accountId, personId }: ContactScope,
  { with: met, newcomer }: { with: With[]; newcomer: string | null },
): Promise<With[]> {
  const last = met.at(-1);
  if (newcomer === null || last === undefined) return met;
  const { persona } = last;
  const contact: Contact = { id: deps.makeId(), name: newcomer, persona, title: null, qualifiers: [] };
  await insertContact(trx, workspaceId, accountId, contact);
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: personId,
      action: 'contact.create',
      accountId,
      subjectId: contact.id,
      after: { title: newcomer, persona },
    },
  ]);
  return [...met.slice(0, -1), { ...last, contactId: contact.id, contactBefore: 'nobody' }];
}

/** A contact without a persona keeps the one that was chosen for them, so that nobody is asked again. */
export async function keepPersonas(
  deps: Deps,
  trx: Transaction<Database>,
  scope: ContactScope,
  chosen: readonly Contact[],
  met: readonly With[],
): Promise<With[]> {
  const kept: With[] = [];
  for (const one of met) {
    const contact = chosen.find(({ id, persona }) => id === one.contactId && persona === null);
    if (contact !== undefined) await changePersona(deps, trx, scope, contact, one.persona);
    kept.push(contact === undefined ? one : { ...one, contactBefore: 'no_persona' });
  }
  return kept;
}

/**
 * Makes contacts what they were before touchpoints that are gone by now: whose persona was not known has none again,
 * and who was nobody is removed, unless anything else names them by now.
 */
export async function takeContactsBack(
  deps: Deps,
  trx: Transaction<Database>,
  scope: ContactScope,
  touchpoints: readonly Touchpoint[],
): Promise<void> {
  const { workspaceId, accountId, personId } = scope;
  for (const { contactId, contactBefore, persona } of touchpoints) {
    if (contactId === null || contactBefore === null) continue;
    const [contact] = await findContacts(trx, workspaceId, accountId, [contactId]);
    if (contact === undefined || contact.persona !== persona) continue;
    if (contactBefore === 'no_persona') {
      await changePersona(deps, trx, scope, contact, null);
      continue;
    }
    if (await isContactNamed(trx, workspaceId, accountId, contactId)) continue;
    await deleteContact(trx, workspaceId, accountId, contactId);
    await writeAudit(deps, trx, workspaceId, [
      {
        actor: personId,
        action: 'contact.delete',
        accountId,
        subjectId: contactId,
        before: { title: contact.name, persona },
      },
    ]);
  }
}

async function changePersona(
  deps: Deps,
  trx: Transaction<Database>,
  { workspaceId, accountId, personId }: ContactScope,
  { id, name, persona: before }: Contact,
  persona: SpokenPersona | null,
): Promise<void> {
  await setContactPersona(trx, workspaceId, id, persona);
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: personId,
      action: 'contact.edit',
      accountId,
      subjectId: id,
      before: { persona: before },
      after: { title: name, persona },
    },
  ]);
}
