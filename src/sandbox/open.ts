/** The sandbox that `npm start` opens when no Slack token is set: a workspace with a sample portfolio in it. */
import { businessDateOf } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { Bot } from '../bot.ts';
import { doMorning } from '../morning/service.ts';
import { createProgramSource } from '../program/service.ts';
import { readManifest } from './manifest.ts';
import { loadSample, sampleTimezone } from './sample/load.ts';
import { SAMPLE_ADMIN, sampleChannels, samplePeople } from './sample/people.ts';
import { plainBlocks } from './plain.ts';
import { startSandbox, type Sandbox } from './sandbox.ts';
import { createTimeMachine } from './time-machine.ts';
import { createTimeline } from './timeline.ts';

export interface OpenSandbox {
  slack: Sandbox;
  /** The Slack id of the sample's admin. */
  admin: string;
  /** What the bot is started with: its time is the sandbox's. */
  deps: Deps;
  /** Puts the sample portfolio into a workspace that has no program yet, and posts the list of today. */
  begin(bot: Bot): Promise<void>;
  /** What the terminal says when all is up. */
  welcome(bot: Bot): string;
}

/** The page's address, the same at each start, so that a tab that is open finds it again. */
const PORT = 3100;

export interface OpenOptions {
  /** Where its messages are kept from one start to the next. */
  statePath: string;
  /** The clock begins each start at the same instant. */
  startsAnew: boolean;
  /** The port of the bot, which is not ours to take. */
  botPort: number;
}

/**
 * Starts the Slack of this machine. The bot connects to it; nothing leaves the machine.
 */
export async function openSandbox(given: Deps, options: OpenOptions): Promise<OpenSandbox> {
  const timeMachine = createTimeMachine(given.now, { startsAnew: options.startsAnew });
  const deps: Deps = { ...given, now: timeMachine.now };
  const slack = await startSandbox({
    manifest: await readManifest(new URL('../../manifest.yml', import.meta.url)),
    users: samplePeople,
    channels: sampleChannels,
    timeMachine,
    port: options.botPort === PORT ? 0 : [PORT, 0],
    team: { id: 'T0SANDBOX', name: 'Milepost Sandbox', domain: 'sandbox' },
    statePath: options.statePath,
  });
  return {
    slack,
    admin: SAMPLE_ADMIN,
    deps,
    async begin(bot) {
      const { workspaceId, sender } = bot;
      slack.clock.connect(createTimeline(deps, bot));
      const { db } = deps.database;
      const programs = createProgramSource();
      if ((await programs.load(db, workspaceId)) === null) {
        await loadSample(deps, workspaceId, { today: businessDateOf(deps.now(), await sampleTimezone()) });
      }
      const applied = await programs.load(db, workspaceId);
      if (applied === null) return;
      // Whoever tries it wants to see a list at any hour of any day; its slot sees to it that there is one a day.
      await doMorning(deps, workspaceId, applied, businessDateOf(deps.now(), applied.program.timezone));
      await sender.drain(FIRST_LIST_WITHIN_MS);
    },
    welcome: (bot) =>
      [
        `Open ${slack.url} in your browser.`,
        `Milepost runs there in a sandbox, a Slack on this machine with made-up accounts; the bot is at ${bot.url}.`,
        '',
        newestList(slack),
      ].join('\n'),
  };
}

/** The list as a terminal shows it, without its buttons; what people shared or said after it is passed over. */
function newestList(slack: Sandbox): string {
  const list = slack
    .channel('cs-daily')
    .messages()
    .findLast(({ metadata }) => metadata !== undefined);
  if (list === undefined) return 'No list is posted yet.';
  const blocks = list.blocks.flatMap(({ accessory: _buttons, ...block }) =>
    block['type'] === 'actions' ? [] : [block],
  );
  return plainBlocks(slack.state, blocks);
}

const FIRST_LIST_WITHIN_MS = 10_000;
