/** Whom a form may name. */
import { roleOf, type Person } from '../people/domain.ts';
import { findPeople } from '../people/service.ts';
import type { Call } from './call.ts';
import { findCaller } from './caller.ts';

export const NOT_A_MEMBER = 'Choose a member of this workspace, not a guest or an app.';

/** The person behind a Slack id; null when it is no member of ours. */
export async function memberOf(call: Call, slackUserId: string): Promise<Person | null> {
  const { workspaceId, slackTeamId, client } = call;
  const source = { workspaceId, slackTeamId, slackUserId, client, firstAdmin: null };
  const person = await findCaller(call.deps, source);
  return person === null || roleOf(person) === null ? null : person;
}

/**
 * The id of the person whom a field of a form names; null: nobody; undefined when it is no member.
 * @param slackUserId what the field says
 * @param before who it was: stays where the field still says so, whatever became of them, and where they are not in Slack,
 *   since the field could not show them
 */
export async function chosenMember(
  call: Call,
  slackUserId: string | null,
  before: string | null,
): Promise<string | null | undefined> {
  const beforeInSlack = await slackIdOf(call, before);
  if (slackUserId === null) return before !== null && beforeInSlack === null ? before : null;
  if (slackUserId === beforeInSlack) return before;
  return (await memberOf(call, slackUserId))?.id;
}

/** What a field of a form says to name a person of ours; null: nobody, or somebody who is not in Slack. */
export async function slackIdOf(call: Call, personId: string | null): Promise<string | null> {
  if (personId === null) return null;
  const [person] = await findPeople(call.deps.database.db, call.workspaceId, [personId]);
  return person?.slackUserId ?? null;
}
