/** Who acts: the person behind a Slack user id, made on first sight, and what a refusal says to them. */
import { say, type Answer } from '#blocks/build.ts';
import { listed } from '#blocks/format.ts';
import { join, mention, mrkdwn } from '#blocks/text.ts';
import type { WebClient } from '@slack/web-api';
import type { Deps } from '../base/deps.ts';
import { slackErrorOf } from '../base/describe-error.ts';
import { leastRoleWith, may, roleOf, type Person } from '../people/domain.ts';
import type { Right } from '../people/rights.ts';
import { findPersonBySlackId, listAdmins, savePeople } from '../people/service.ts';
import { readSlackUser } from './slack-profile.ts';

export interface CallerSource {
  workspaceId: string;
  slackTeamId: string;
  slackUserId: string;
  client: WebClient;
  firstAdmin: string | null;
}

/** The person of the workspace; null for a bot or somebody of another workspace. */
export async function findCaller(deps: Deps, source: CallerSource): Promise<Person | null> {
  const { db } = deps.database;
  const known = await findPersonBySlackId(db, source.workspaceId, source.slackUserId);
  // Of somebody whom an import named by a Slack id alone, only Slack says whether they are a guest or a stranger.
  if (known !== null && known.name !== known.slackUserId) return known;
  const profile = await readProfile(source);
  if (profile === null || profile.isStranger || profile.isBot) return null;
  await savePeople(deps, source.workspaceId, [profile], source.firstAdmin);
  return findPersonBySlackId(db, source.workspaceId, source.slackUserId);
}

async function readProfile(source: CallerSource) {
  try {
    const { user } = await source.client.users.info({ user: source.slackUserId });
    return user === undefined ? null : readSlackUser(user, source.slackTeamId);
  } catch (error) {
    // Slack does not tell about people whom the workspace may not see.
    if (/^user_not_(found|visible)$/.test(slackErrorOf(error) ?? '')) return null;
    throw error;
  }
}

/** Null when the person holds the right; else what they read: which role it takes, and who can give it. */
export async function refusalFor(
  deps: Deps,
  workspaceId: string,
  person: Person | null,
  right: Right,
): Promise<Answer | null> {
  if (person !== null && may(person, right)) return null;
  if (person === null || roleOf(person) === null) {
    return say(
      mrkdwn`Milepost is for members of this workspace; guests and people of other workspaces cannot use it.`,
    );
  }
  const admins = await listAdmins(deps.database.db, workspaceId);
  const names = admins.flatMap(({ slackUserId }) => (slackUserId === null ? [] : [mention(slackUserId)]));
  const role = leastRoleWith(right);
  const needs = mrkdwn`This needs the role *${role}*; yours is *${roleOf(person) ?? 'none'}*.`;
  if (names.length === 0) {
    return say(
      mrkdwn`${needs} Nobody is an admin yet: whoever runs Milepost names the first one by the setting MILEPOST_ADMIN.`,
    );
  }
  const shown = names.slice(0, 3);
  const others = listed(admins.slice(3).map(({ name }) => name));
  const who = others === '' ? join(shown, ', ') : mrkdwn`${join(shown, ', ')}, ${others}`;
  const named = person.slackUserId === null ? mrkdwn`@${person.name}` : mention(person.slackUserId);
  return say(mrkdwn`${needs} ${who} can give it to you: \`/cs role ${named} ${role}\``);
}
