/** Reads people out of Slack's answers. */
import { plain } from '#blocks/text.ts';
import * as z from 'zod';
import type { SlackProfile } from '../people/domain.ts';

const text = z.string().nullish();
const flag = z.boolean().nullish();

/** The part of a Slack user that is read; Slack leaves out what does not apply. */
export const slackUser = z.object({
  id: z.string().optional(),
  team_id: text,
  name: text,
  real_name: text,
  deleted: flag,
  is_bot: flag,
  is_stranger: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  tz: text,
  profile: z.object({ email: text, real_name: text, display_name: text }).nullish(),
  enterprise_user: z.object({ teams: z.array(z.string()).nullish() }).nullish(),
});

export type SlackUser = z.infer<typeof slackUser>;

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
    typeof user.team_id === 'string' &&
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
