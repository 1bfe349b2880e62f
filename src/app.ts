/** createApp: the Bolt app with every feature registered once. */
import { App, HTTPReceiver, type Receiver } from '@slack/bolt';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { RequestListener } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { registerAccounts } from './accounts/slack.ts';
import { registerAcquisition } from './acquisition/slack.ts';
import { registerActions } from './actions/slack.ts';
import { showActions } from './actions/slack-list.ts';
import type { Deps } from './base/deps.ts';
import { describeError } from './base/describe-error.ts';
import { registerCtas } from './ctas/slack.ts';
import { registerDigest } from './digest/slack.ts';
import { findNewestThread, findThreadAt } from './digest/thread-service.ts';
import { registerEbrs } from './ebrs/slack.ts';
import { registerEngagement } from './engagement/slack.ts';
import { registerFunnel } from './funnel/slack.ts';
import { registerGaps } from './gaps/slack.ts';
import { registerGoals } from './goals/slack.ts';
import { registerFeedback } from './feedback/slack.ts';
import { registerFit } from './fit/slack.ts';
import { registerHealth } from './health/slack.ts';
import { registerImports } from './imports/slack.ts';
import { registerInitiatives } from './initiatives/slack.ts';
import { registerJourney } from './journey/slack.ts';
import { registerMorning } from './morning/slack.ts';
import { registerPeople } from './people/slack.ts';
import { registerPlays } from './plays/slack.ts';
import type { ProgramSource } from './program/service.ts';
import { registerProgram } from './program/slack.ts';
import { registerReleases } from './releases/slack.ts';
import { registerRequirements } from './requirements/slack.ts';
import { registerRules } from './rules/slack.ts';
import { registerSearch } from './search/slack.ts';
import { registerScenarios } from './scenarios/slack.ts';
import { boltLogger } from './slack/bolt-log.ts';
import { createRegistry, type Registry } from './slack/edge.ts';
import { registerRemoval } from './slack/events.ts';
import { createInFlight, type InFlight } from './slack/in-flight.ts';
import type { Installations } from './slack/installation.ts';
import { mount } from './slack/mount.ts';
import { withFreshSignature } from './slack/request-age.ts';
import { registerSurveys } from './surveys/slack.ts';
import { registerTouchpoints } from './touchpoints/slack.ts';

export interface AppDeps extends Deps {
  installations: Installations;
  /** The Slack user id or e-mail of the first admin (MILEPOST_ADMIN); null: nobody was named. */
  firstAdmin: string | null;
  /** Loads programs: one for the process. */
  programs: ProgramSource;
  /** Sends what the outbox holds; called after a commit. */
  kick: () => void;
  /** Lets so many milliseconds of real time pass; default: by a timer. */
  sleep?: (ms: number) => Promise<void>;
}

export interface AppSettings {
  /** Another Web API root, with a trailing slash. */
  slackApiUrl?: string;
  /** Checks requests over HTTP; not needed when a receiver is given. */
  signingSecret?: string;
  /** Socket Mode, or another receiver than HTTP. */
  receiver?: Receiver;
}

export interface CreatedApp {
  app: App;
  /** Serves `POST /slack/events`; null when another receiver was given. */
  requestListener: RequestListener | null;
  registry: Registry;
  /** What goes on after Slack was answered: `await inFlight.drain()` after the server has stopped. */
  inFlight: InFlight;
}

/** Builds the app. It listens nowhere by itself: mount `requestListener` in a server, or start the receiver. */
export function createApp(deps: AppDeps, settings: AppSettings): CreatedApp {
  const inFlight = createInFlight();
  const http = settings.receiver === undefined ? httpReceiver(deps, settings) : null;
  const receiver = settings.receiver ?? http;
  if (receiver === null) throw new Error('neither a receiver nor a signing secret was given');
  const app = new App({
    receiver,
    authorize: ({ teamId, enterpriseId }) => authorize(deps.installations, teamId, enterpriseId),
    clientOptions: interactiveClientOptions(deps, settings.slackApiUrl),
    logger: boltLogger(deps.log),
    // Nothing here talks in conversations; Bolt would look for one, and remember it, at each request.
    convoStore: false,
    extendedErrorHandler: true,
  });
  app.error(async ({ error }: { error: Error }) => {
    deps.log.error({ error: describeError(error) }, 'a request from Slack failed');
  });
  const registry = createRegistry();
  registerFeatures(registry, deps);
  mount(app, registry, { sleep: pass, ...deps, inFlight });
  return {
    app,
    requestListener: http === null ? null : withFreshSignature(http.requestListener),
    registry,
    inFlight,
  };
}

/** A wait holds up no end of the process. */
async function pass(ms: number): Promise<void> {
  await setTimeout(ms, undefined, { ref: false });
}

/** Every feature, once. */
function registerFeatures(registry: Registry, deps: AppDeps): void {
  registerRemoval(registry, deps);
  registerPeople(registry, deps);
  registerAccounts(registry);
  registerJourney(registry);
  registerRules(registry);
  registerSearch(registry);
  registerMorning(registry);
  registerImports(registry);
  registerCtas(registry, deps);
  registerEbrs(registry, deps);
  registerAcquisition(registry);
  // Actions are made in the thread of the digest, which shows their list: here each gets what it needs of the other.
  registerActions(registry, { ...deps, threads: { findAt: findThreadAt, findNewest: findNewestThread } });
  registerDigest(registry, { ...deps, showActions });
  registerEngagement(registry, deps);
  registerFunnel(registry);
  registerGaps(registry);
  registerFeedback(registry);
  registerGoals(registry, deps);
  registerFit(registry, deps);
  registerHealth(registry);
  registerInitiatives(registry, deps);
  registerPlays(registry, deps);
  registerProgram(registry);
  registerReleases(registry);
  registerRequirements(registry);
  registerScenarios(registry, deps);
  registerSurveys(registry, deps);
  registerTouchpoints(registry, deps);
}

/**
 * A Web API client for what people wait for: it fails at once instead of trying for minutes.
 * @param slackApiUrl another root, with a trailing slash
 */
export function createSlackClient(
  deps: Pick<Deps, 'log'>,
  botToken: string,
  slackApiUrl?: string,
): WebClient {
  return new WebClient(botToken, interactiveClientOptions(deps, slackApiUrl));
}

const CALL_TIMEOUT_MS = 8000;

function interactiveClientOptions(deps: Pick<Deps, 'log'>, slackApiUrl?: string): WebClientOptions {
  return {
    ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: CALL_TIMEOUT_MS,
    allowAbsoluteUrls: false,
    logger: boltLogger(deps.log),
  };
}

function httpReceiver(deps: AppDeps, { signingSecret }: AppSettings): HTTPReceiver | null {
  if (signingSecret === undefined) return null;
  return new HTTPReceiver({
    signingSecret,
    logger: boltLogger(deps.log),
    processEventErrorHandler: async ({ error, response }) => {
      deps.log.error({ error: describeError(error) }, 'a request from Slack failed');
      if (!response.headersSent) response.writeHead(500).end();
      return true;
    },
  });
}

async function authorize(
  installations: Installations,
  teamId: string | undefined,
  enterpriseId: string | undefined,
) {
  const found = await installations.find({ slackTeamId: teamId ?? null, enterpriseId: enterpriseId ?? null });
  if (found === null) throw new Error('Milepost is not installed in the workspace of this request');
  return {
    botToken: found.botToken,
    botId: found.botId,
    botUserId: found.botUserId,
    teamId: found.slackTeamId,
    workspaceId: found.workspaceId,
  };
}
