/** Who saved something, as people read it. */
import { actorWords, personName } from '#blocks/people.ts';
import { dateToken, mrkdwn, type Mrkdwn } from '#blocks/text.ts';
import { findPeople } from '../people/service.ts';
import type { Call } from './call.ts';

/** A person by name, or what else did it, in the middle of a sentence; null: nobody known. */
export async function nameOf(call: Call, personId: string): Promise<Mrkdwn | null> {
  const [person] = await findPeople(call.deps.database.db, call.workspaceId, [personId]);
  return person === undefined ? actorWords(personId) : personName(person);
}

/** @param savedAt UTC ISO time; it is shown in the reader's own zone */
export async function whoSaved(
  call: Call,
  savedBy: string,
  savedAt: string,
): Promise<{ savedBy: Mrkdwn; savedAt: Mrkdwn }> {
  return {
    savedBy: (await nameOf(call, savedBy)) ?? mrkdwn`somebody`,
    savedAt: dateToken(new Date(savedAt)),
  };
}
