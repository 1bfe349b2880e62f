/** Milepost itself behind a real HTTP server, in a strict Slack on this machine, on a real database. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import { createApp, createSlackClient, type CreatedApp } from '#src/app.ts';
import { createIdSource } from '#src/base/ids.ts';
import type { Deps } from '#src/base/deps.ts';
import { createSender } from '#src/jobs/sender.ts';
import { createPostingClient, deliverThrough } from '#src/jobs/slack.ts';
import { applyProgram, createProgramSource } from '#src/program/service.ts';
import { readManifest } from '#src/sandbox/manifest.ts';
import { startSandbox, type Sandbox } from '#src/sandbox/sandbox.ts';
import type { SandboxChannel, SandboxUser } from '#src/sandbox/types.ts';
import { connectByToken, type Installations } from '#src/slack/installation.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import { hasSampleData, readSampleJson } from '../support/sample-data.ts';

/** A Monday. */
export const NOW = new Date('2026-11-23T09:00:00Z');

export const USERS: SandboxUser[] = [
  { id: 'U0PRIYA', name: 'priya', real_name: 'Priya Nair', email: 'priya@example.com', tz: 'Europe/Berlin' },
  { id: 'U0MARCO', name: 'marco', real_name: 'Marco Diaz', email: 'marco@example.com' },
  { id: 'U0LENA', name: 'lena', real_name: 'Lena Hoff', email: 'lena@example.com' },
];

export const PROGRAM = `
version: 1
name: Inbound growth
timezone: Europe/Berlin
missing_data: { at_most_per_person_and_day: 0 }
segments:
  - { id: standard, name: Standard, experience: Finds answers alone, journey: inbound }
journeys:
  - id: inbound
    name: Inbound methodology
    phases:
      - id: prove
        name: Prove the channel
        starts_when: Contract signed
        usual_days: 45
        milestone:
          id: first-leads
          name: First leads
          value: Strangers raised their hand
          tasks:
            - { id: tracking, name: Install the tracking code, owner: customer, event: tracking_installed }
      - id: scale
        name: Scale it
        starts_when: First leads came
        usual_days: 60
        milestone:
          id: pipeline
          name: Qualified pipeline
          value: Sales works the leads
          tasks:
            - { id: kickoff, name: Kickoff held, owner: us, manual: true }
`;

export interface Harness {
  sandbox: Sandbox;
  app: CreatedApp;
  deps: Deps;
  workspaceId: string;
  installations: Installations;
  /** Lines of the log, parsed. */
  logged: Record<string, unknown>[];
  /** Moves the clock. */
  setNow(now: Date): void;
  /** Waits until the bot is through with what it was asked, and has sent what that wrote into the outbox. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export interface HarnessOptions {
  firstAdmin?: string | null;
  users?: SandboxUser[];
  channels?: SandboxChannel[];
  program?: string | null;
}

/** Starts it; Priya is the first admin unless the options say otherwise. */
export async function startHarness(database: OpenDatabase, options: HarnessOptions = {}): Promise<Harness> {
  let now = NOW;
  const logged: Record<string, unknown>[] = [];
  const log = pino(
    { level: 'info' },
    { write: (line: string) => void logged.push(JSON.parse(line) as never) },
  );
  const deps: Deps = { database, makeId: createIdSource(), now: () => now, log };
  const manifest = await readManifest(new URL('../../manifest.yml', import.meta.url));
  const sandbox = await startSandbox({
    manifest,
    users: options.users ?? USERS,
    judge: schemaJudge(),
    ...(options.channels === undefined ? {} : { channels: options.channels }),
  });
  const client = createSlackClient(deps, sandbox.botToken, sandbox.apiUrl);
  const installations = await connectByToken(deps, client, sandbox.botToken);
  const [installation] = await installations.list();
  if (installation === undefined) throw new Error('not installed');
  const { workspaceId } = installation;
  if (options.program !== null) {
    const applied = await applyProgram(deps, workspaceId, options.program ?? PROGRAM, 'cli');
    if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
  }
  const programs = createProgramSource();
  const posting = createPostingClient(sandbox.botToken, { slackApiUrl: sandbox.apiUrl, log });
  const sender = createSender(
    { ...deps, random: Math.random, slackFor: deliverThrough(async () => posting) },
    { paceMs: 0, pollMs: 50 },
  );
  const firstAdmin = options.firstAdmin === undefined ? 'priya@example.com' : options.firstAdmin;
  const app = createApp(
    { ...deps, installations, programs, firstAdmin, kick: () => sender.kick() },
    { signingSecret: sandbox.signingSecret, slackApiUrl: sandbox.apiUrl },
  );
  const server = createServer((request, response) => app.requestListener?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  sandbox.connectBot(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
  return {
    sandbox,
    app,
    deps,
    workspaceId,
    installations,
    logged,
    setNow(next) {
      now = next;
    },
    async settle() {
      await app.inFlight.drain();
      await sender.drain(5_000);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await app.inFlight.drain();
      await sender.stop();
      await sandbox.stop();
    },
  };
}

/** The published schema as a second judge of every payload, where it is there. */
function schemaJudge(): (kind: 'message' | 'modal' | 'home', payload: unknown) => string[] {
  if (!hasSampleData('slack')) return () => [];
  const isUri = (text: string) => URL.canParse(text) && !/\s/.test(text);
  const ajv = new Ajv2020({ strict: false, formats: { uri: isUri } });
  ajv.addSchema(readSampleJson('slack', 'block-kit.schema.json') as object, 'kit');
  const block = ajv.compile({ $ref: 'kit#/$defs/block' });
  const view = ajv.compile({ $ref: 'kit#/$defs/modal_view' });
  return (kind, payload) => {
    if (kind === 'modal') return view(payload) ? [] : [ajv.errorsText(view.errors)];
    const { blocks } = payload as { blocks?: unknown[] };
    return (blocks ?? []).filter((item) => !block(item)).map(() => ajv.errorsText(block.errors));
  };
}
