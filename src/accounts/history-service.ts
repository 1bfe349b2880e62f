/** What happened to an account, with the names that a reader needs. */
import { findPeople } from '../people/service.ts';
import { listAudit, type AuditRecord } from '../audit/store.ts';
import type { Executor } from '../db/open.ts';
import { findSubjectNames } from './history-store.ts';

/** A page of what happened to an account, newest first, with the names of those who did it and of what it was about. */
export async function readHistory(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  page: { limit: number; before?: string },
): Promise<{
  entries: AuditRecord[];
  people: Map<string, { name: string; slackUserId: string | null }>;
  names: Map<string, string>;
}> {
  const entries = await listAudit(executor, workspaceId, accountId, page);
  const ids = entries.flatMap((entry) => [entry.actor, ...peopleIn(entry.before), ...peopleIn(entry.after)]);
  const people = await findPeople(executor, workspaceId, ids);
  const subjects = entries.flatMap(({ before, after }) => [...subjectsIn(before), ...subjectsIn(after)]);
  const names = await findSubjectNames(executor, workspaceId, subjects);
  return { entries, people: new Map(people.map((person) => [person.id, person])), names };
}

/** The ids of what a change is about: contacts, cards, gaps, requirements and accounts. */
function subjectsIn(values: unknown): string[] {
  if (typeof values !== 'object' || values === null) return [];
  const { contacts, contactId, cardId, requirementId, referredBy, accountId, evidence } = values as Record<
    string,
    unknown
  >;
  const refs = Array.isArray(evidence) ? evidence.map((ref: { id?: unknown } | null) => ref?.id) : [];
  const people = Array.isArray(contacts) ? contacts : [];
  const ids: unknown[] = [contactId, cardId, requirementId, referredBy, accountId, ...people, ...refs];
  return ids.filter((id) => typeof id === 'string');
}

function peopleIn(values: unknown): string[] {
  if (typeof values !== 'object' || values === null) return [];
  const fields = values as Record<string, unknown>;
  // Imports write the columns' names.
  const { leadId, partnerId, ownerId } = fields;
  const ids = [leadId, partnerId, ownerId, fields['lead_id'], fields['partner_id']];
  return ids.filter((id) => typeof id === 'string');
}
