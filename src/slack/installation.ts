/** In which workspaces Milepost is installed, and with which token it acts there. */
import type { WebClient } from '@slack/web-api';
import type { Deps } from '../base/deps.ts';
import { connectWorkspace, isInstalled } from '../workspaces/service.ts';

export interface Installation {
  workspaceId: string;
  slackTeamId: string;
  botToken: string;
  botId: string;
  botUserId: string;
}

/** Finds the installation of a workspace by the Slack ids that came with a request; null: not installed there. */
export interface Installations {
  find(source: { slackTeamId: string | null; enterpriseId: string | null }): Promise<Installation | null>;
  /** All that are installed now. */
  list(): Promise<Installation[]>;
}

/**
 * Token mode: the one workspace to which the bot token belongs. Asks Slack whose token it is, so that requests of
 * any other workspace find nothing.
 * @throws Error when Slack refuses the token or does not say whose it is
 */
export async function connectByToken(
  deps: Deps,
  client: WebClient,
  botToken: string,
): Promise<Installations> {
  const who = await client.auth.test({ token: botToken });
  if (who.team_id === undefined || who.user_id === undefined || who.bot_id === undefined) {
    throw new Error('Slack did not say to which workspace the bot token belongs');
  }
  const workspaceId = await connectWorkspace(deps, {
    slackTeamId: who.team_id,
    name: who.team ?? 'Workspace',
  });
  const installation: Installation = {
    workspaceId,
    slackTeamId: who.team_id,
    botToken,
    botId: who.bot_id,
    botUserId: who.user_id,
  };
  return {
    find: async ({ slackTeamId }) => (slackTeamId === installation.slackTeamId ? installation : null),
    list: async () => ((await isInstalled(deps.database.db, workspaceId)) ? [installation] : []),
  };
}
