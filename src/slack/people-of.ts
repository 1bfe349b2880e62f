/** The people behind the ids that something holds. */
import type { Person } from '../people/domain.ts';
import { findPeople } from '../people/service.ts';
import type { Call } from './call.ts';

/** By their ids; nobody is asked for where none is known. */
export async function peopleOf(call: Call, ids: readonly (string | null)[]): Promise<Map<string, Person>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  const people = wanted.length === 0 ? [] : await findPeople(call.deps.database.db, call.workspaceId, wanted);
  return new Map(people.map((person) => [person.id, person]));
}
