/** Reads people out of Slack's answers. */
import { plain } from '#blocks/text.ts';
import type { SlackProfile } from '../people/domain.ts';

/** The part of a Slack user that is read; Slack leaves out what does not apply. */
export interface SlackUser {
  id?: string;
  team_id?: string;
  name?: string;
  real_name?: string;
  deleted?: boolean;
  is_bot?: boolean;
  is_stranger?: boolean;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
  is_app_user?: boolean;
  tz?: string;
  profile?: { email?: string; real_name?: string; display_name?: string };
  enterprise_user?: { teams?: string[] };
}

/**
 * The person behind a Slack user, or null for an answer without an id.
 * @param teamId the workspace that asks: whoever belongs to another one is a stranger
 */
export function readSlackUser(user: SlackUser, teamId: string): SlackProfile | null {
  if (user.id === undefined) return null;
  const name = [user.profile?.real_name, user.real_name, user.profile?.display_name, user.name]
    .map((candidate) => plain(candidate ?? ''))
    .find((candidate) => candidate !== '');
  const email = user.profile?.email?.trim();
  const elsewhere =
    user.team_id !== undefined &&
    user.team_id !== teamId &&
    !(user.enterprise_user?.teams ?? []).includes(teamId);
  return {
    slackUserId: user.id,
    name: name ?? user.id,
    email: email === undefined || email === '' ? null : email,
    timezone: user.tz ?? null,
    isGuest: user.is_restricted === true || user.is_ultra_restricted === true,
    isDeleted: user.deleted === true,
    // Slackbot is not marked as a bot.
    isBot: user.is_bot === true || user.id === 'USLACKBOT',
    isStranger: user.is_stranger === true || elsewhere,
  };
}
