/** The sandbox that `npm start` opens when no Slack token is set: a workspace with a sample portfolio in it. */
import { businessDateOf } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { Bot } from '../bot.ts';
import { createProgramSource } from '../program/service.ts';
import { readManifest } from './manifest.ts';
import { loadSample } from './sample/load.ts';
import { SAMPLE_ADMIN, sampleChannels, samplePeople } from './sample/people.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';

export interface OpenSandbox {
  slack: Sandbox;
  /** The Slack id of the sample's admin. */
  admin: string;
  /** Puts the sample portfolio into a workspace that has no program yet. */
  fill(bot: Bot): Promise<void>;
  /** What the terminal says when all is up. */
  welcome(bot: Bot): string;
}

/** Starts the Slack of this machine. The bot connects to it; nothing leaves the machine. */
export async function openSandbox(deps: Deps): Promise<OpenSandbox> {
  const slack = await startSandbox({
    manifest: await readManifest(new URL('../../manifest.yml', import.meta.url)),
    users: samplePeople,
    channels: sampleChannels,
    now: deps.now,
    // The same workspace at the next start: its people and channels keep their ids, its messages do not.
    team: { id: 'T0SANDBOX', name: 'Milepost Sandbox', domain: 'sandbox' },
  });
  return {
    slack,
    admin: SAMPLE_ADMIN,
    async fill(bot) {
      const { db } = deps.database;
      if ((await createProgramSource().load(db, bot.workspaceId)) !== null) return;
      await loadSample(deps, bot.workspaceId, { today: businessDateOf(deps.now(), 'Europe/Berlin') });
    },
    welcome: (bot) =>
      [
        'Milepost is running in the sandbox, a Slack on this machine with made-up accounts.',
        `  Slack      ${slack.url}`,
        `  Milepost   ${bot.url}`,
      ].join('\n'),
  };
}
