/** Whom a form may name. */
import { roleOf, type Person } from '../people/domain.ts';
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
