/** The bot, put together: its HTTP server or socket, its jobs, its sender; and how they stop. */
import { SocketModeReceiver } from '@slack/bolt';
import { createActionsJob } from './actions/jobs.ts';
import { createApp, createSlackClient } from './app.ts';
import type { Deps } from './base/deps.ts';
import { createDatabaseCheck } from './db/health.ts';
import { createDigestJob } from './digest/jobs.ts';
import { createCommentsJob } from './digest/jobs-comments.ts';
import { createFitLimitJob } from './fit/jobs.ts';
import { createGoalsAskJob } from './goals/jobs.ts';
import { createInitiativesJob } from './initiatives/jobs.ts';
import { createClock, type Clock } from './jobs/clock.ts';
import { createDailyJob, inTurn } from './jobs/daily.ts';
import { createPruneJob, createSendJob } from './jobs/jobs.ts';
import { createSender, type Sender, type SenderOptions } from './jobs/sender.ts';
import { createPostingClient, deliverThrough, type ClientFor } from './jobs/slack.ts';
import { createMetrics } from './metrics.ts';
import { ensureFirstAdmin } from './people/service.ts';
import { syncPeople } from './people/slack.ts';
import { createMorningThread } from './morning/apart.ts';
import { createDayJob, createMorningJob, createUndoJob } from './morning/jobs.ts';
import { listBrokenPosts, tellBroken } from './posts/service.ts';
import { createProgramSource, type ProgramSource } from './program/service.ts';
import { createMomentsJob } from './scenarios/jobs.ts';
import { startServer } from './server.ts';
import { createSignalsApi } from './signals/http.ts';
import { createForgetJob } from './signals/jobs.ts';
import { boltLogger } from './slack/bolt-log.ts';
import { forgetOldEvents } from './slack/events.ts';
import { connectByToken, type Installations } from './slack/installation.ts';
import { createReadersOf } from './slack/audience.ts';
import { createPictureUploader } from './slack/upload.ts';
import { createQuestionsEndJob, createQuestionsJob } from './surveys/jobs.ts';

export interface BotSettings {
  botToken: string;
  /** Over HTTP; null in Socket Mode. */
  signingSecret: string | null;
  /** In Socket Mode. */
  appToken: string | null;
  /** Another Web API root, with a trailing slash; null: Slack's own. */
  apiUrl: string | null;
  firstAdmin: string | null;
  port: number;
  host: string;
  sender?: Partial<SenderOptions>;
}

export interface Bot {
  url: string;
  /** The workspace of the bot token. */
  workspaceId: string;
  clock: Clock;
  sender: Sender;
  /** Takes nothing new, finishes what is under way, and closes what it opened; the database stays open. */
  stop(): Promise<void>;
}

/**
 * Starts the bot in the workspace of its token.
 * @throws Error when Slack refuses the token, or the port is taken
 */
export async function startBot(deps: Deps, settings: BotSettings): Promise<Bot> {
  const slackApiUrl = settings.apiUrl ?? undefined;
  const client = createSlackClient(deps, settings.botToken, slackApiUrl);
  const installations = await connectByToken(deps, client, settings.botToken);
  const [installation] = await installations.list();
  if (installation === undefined) throw new Error('Milepost is installed in no workspace');

  if (settings.firstAdmin !== null) {
    await ensureFirstAdmin(deps, installation.workspaceId, settings.firstAdmin);
  }
  const programs = createProgramSource();
  const clientFor = postingClients(deps, installations, settings);
  const sender = createBotSender(deps, clientFor, programs, settings);
  const { kick } = sender;
  const socket = settings.appToken === null ? null : socketReceiver(deps, settings, settings.appToken);
  const { app, requestListener, inFlight } = createApp(
    { ...deps, installations, programs, firstAdmin: settings.firstAdmin, kick },
    {
      ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
      ...(settings.signingSecret === null ? {} : { signingSecret: settings.signingSecret }),
      ...(socket === null ? {} : { receiver: socket }),
    },
  );
  const server = await startServer(
    {
      log: deps.log,
      metrics: createMetrics(deps.database),
      slack: requestListener,
      signals: createSignalsApi({ ...deps, programs }),
      notReady: createDatabaseCheck(deps.database),
      warnings: () => warningsOf({ ...deps, programs }, installations),
    },
    settings,
  );
  try {
    if (socket !== null) await app.start();
  } catch (error) {
    // A start that failed ends: with the server up, the process would stay and look alive.
    await Promise.allSettled([app.stop(), server.stop()]);
    throw error;
  }

  const work = { ...deps, programs, installations, kick, firstAdmin: settings.firstAdmin };
  const workspaceIds = async () => (await installations.list()).map(({ workspaceId }) => workspaceId);
  const thread = createMorningThread(deps.database);
  const upload = createPictureUploader(clientFor, deps.log);
  const readersOf = createReadersOf(deps, clientFor, installations);
  const clock = createClock(deps, [
    // What these open stands on the morning's list of the day, and the digest tells of the health that it keeps.
    inTurn('morning', [
      createFitLimitJob(work, installations.list),
      createGoalsAskJob(work, installations.list),
      createMomentsJob(work, installations.list),
      createMorningJob({ ...work, thread, readersOf }),
      // After a morning that was missed: what is kept of its day must not follow that of today.
      createDayJob(work, installations.list),
      createDigestJob({ ...work, upload, readersOf }),
    ]),
    createCommentsJob(work, installations.list),
    createActionsJob(work, installations.list),
    createInitiativesJob(work, installations.list),
    createQuestionsJob(work, installations.list),
    createQuestionsEndJob(work),
    createUndoJob(work),
    createSendJob(sender),
    createPruneJob(deps, workspaceIds),
    createDailyJob(work, 'slack.events', installations.list, ({ workspaceId }, { now }) =>
      forgetOldEvents(deps, workspaceId, now),
    ),
    createForgetJob(work, installations.list),
    createDailyJob(work, 'people.sync', installations.list, async (installed) => {
      await syncPeople(deps, installed, client, settings.firstAdmin);
    }),
  ]);
  return {
    url: server.url,
    workspaceId: installation.workspaceId,
    clock,
    sender,
    async stop() {
      await Promise.all([server.stop(), clock.stop(), socket === null ? undefined : app.stop()]);
      await thread?.stop();
      await inFlight.drain();
      await sender.stop();
    },
  };
}

/** The clients by which jobs and the sender act in workspaces: one for each token. */
function postingClients(deps: Deps, installations: Installations, settings: BotSettings): ClientFor {
  const options = { log: deps.log, ...(settings.apiUrl === null ? {} : { slackApiUrl: settings.apiUrl }) };
  const clients = new Map<string, ReturnType<typeof createPostingClient>>();
  return async (workspaceId) => {
    const installation = (await installations.list()).find((known) => known.workspaceId === workspaceId);
    if (installation === undefined) return null;
    const known = clients.get(installation.botToken) ?? createPostingClient(installation.botToken, options);
    clients.set(installation.botToken, known);
    return known;
  };
}

function createBotSender(
  deps: Deps,
  clientFor: ClientFor,
  programs: ProgramSource,
  settings: BotSettings,
): Sender {
  const slackFor = deliverThrough(clientFor);
  const { firstAdmin } = settings;
  const sender = createSender(
    {
      ...deps,
      random: Math.random,
      slackFor,
      onBroken: (broken) => tellBroken({ ...deps, programs, firstAdmin, kick: () => sender.kick() }, broken),
    },
    settings.sender,
  );
  return sender;
}

/** The options of the socket and of the app stay apart: the socket's client changes those it is given. */
function socketReceiver(deps: Deps, settings: BotSettings, appToken: string): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken,
    logger: boltLogger(deps.log),
    installerOptions: settings.apiUrl === null ? {} : { clientOptions: { slackApiUrl: settings.apiUrl } },
  });
}

/** What somebody should mend while Milepost works on. */
async function warningsOf(
  deps: Deps & { programs: ProgramSource },
  installations: Installations,
): Promise<string[]> {
  const all = await installations.list();
  const lines = await Promise.all(all.map(({ workspaceId }) => listBrokenPosts(deps, workspaceId)));
  return lines.flat();
}
