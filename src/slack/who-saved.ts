/** Who saved something, as people read it. */
import { personName } from '#blocks/people.ts';
import { dateToken, mrkdwn, type Mrkdwn } from '#blocks/text.ts';
import { findPeople } from '../people/service.ts';
import type { Call } from './call.ts';

/** @param savedAt UTC ISO time; it is shown in the reader's own zone */
export async function whoSaved(
  call: Call,
  savedBy: string,
  savedAt: string,
): Promise<{ savedBy: Mrkdwn; savedAt: Mrkdwn }> {
  const [person] = await findPeople(call.deps.database.db, call.workspaceId, [savedBy]);
  return {
    // What an import or a job did is nobody's.
    savedBy: person === undefined ? mrkdwn`somebody` : personName(person),
    savedAt: dateToken(new Date(savedAt)),
  };
}
