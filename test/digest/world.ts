/** A week of a CS team in which something of everything happened, written straight into a test's database. */
import pino from 'pino';
import { addDays } from '#src/base/business-date.ts';
import { inTransaction, type Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { takeSnapshots } from '#src/health/service.ts';
import { assessWorkspace, markStale } from '#src/journey/service.ts';
import type { AppliedProgram } from '#src/program/domain.ts';
import { applyProgram, createProgramSource } from '#src/program/service.ts';
import { makeCustomer, type MadeCustomer } from '../accounts/make-customer.ts';
import type { TestDatabase } from '../support/database.ts';
import { emptyWorkspace } from '../support/signals.ts';
import { ago } from './days.ts';
import { TODAY } from './make-digest.ts';
import { writeAskedOfUs } from './world-asked.ts';
import { writeWork } from './world-work.ts';

export const PROGRAM = `
version: 1
name: Inbound growth
timezone: Europe/Berlin
segments:
  - { id: standard, name: Standard, experience: Finds answers alone, journey: inbound }
journeys:
  - id: inbound
    name: Inbound methodology
    phases:
      - id: prove
        name: Prove the channel
        usual_days: 45
        milestone:
          id: first-leads
          name: First leads
          value: Strangers raised their hand
          opportunity: { kind: advocacy, ask: A quote about the first lead }
          tasks:
            - { id: tracking, name: Install the tracking code, owner: customer, event: tracking_installed }
      - id: scale
        name: Scale it
        usual_days: 60
        milestone:
          id: pipeline
          name: Qualified pipeline
          value: Sales works the leads
          tasks:
            - { id: leads, name: 50 leads a month, owner: customer, kpi: leads, at_least: 50, max_age_days: 60 }
scorecard:
  personas: { user: 100 }
  metrics:
    - { id: use, name: Weekly use, persona: user, weight: 100, source: { kpi: use }, zero_at: 0, hundred_at: 100, max_age_days: 30 }
posts:
  leadership: { channel: leadership, at: "09:00", days: [mon] }
`;

const BEGAN = ago(60);
const customer = { segment: 'standard', startedOn: BEGAN, currency: 'EUR' };

/** What happened to whom is in the name of the key. */
const ACCOUNTS: MadeCustomer[] = [
  { ...customer, key: 'reached', name: 'Acme', arr: 48_000, events: { tracking_installed: ago(5) } },
  // The day before the first one of the week.
  { ...customer, key: 'reached-before', name: 'Bolt', arr: 90_000, events: { tracking_installed: ago(8) } },
  {
    ...customer,
    key: 'reached-two',
    name: 'Cora',
    arr: 12_000,
    events: { tracking_installed: ago(6) },
    kpis: { leads: { [ago(3)]: 80 } },
  },
  {
    ...customer,
    key: 'slipped',
    name: 'Dune',
    arr: 30_000,
    events: { tracking_installed: ago(50) },
    kpis: { leads: { [ago(40)]: 60, [ago(2)]: 20 } },
  },
  {
    ...customer,
    key: 'slipped-before',
    name: 'Dust',
    events: { tracking_installed: ago(50) },
    kpis: { leads: { [ago(40)]: 60, [ago(12)]: 20, [ago(2)]: 10 } },
  },
  {
    ...customer,
    key: 'left',
    name: 'Echo',
    arr: 20_000,
    churn: [{ day: ago(3), reason: 'pricing', note: 'Too dear for <!channel>' }],
  },
  { ...customer, key: 'left-before', name: 'Fox', arr: 5_000, churn: [{ day: ago(13), reason: 'pricing' }] },
  {
    ...customer,
    key: 'back',
    name: 'Golf',
    arr: 5_000,
    churn: [{ day: ago(5) }, { day: ago(4), returned: true }],
  },
  { ...customer, key: 'left-no-reason', name: 'Grit', arr: 1_000, churn: [{ day: ago(1) }] },
  // Others were followed for longer than until its renewal.
  {
    ...customer,
    key: 'renews',
    name: 'Hotel',
    startedOn: ago(20),
    arr: 70_000,
    renewsOn: addDays(TODAY, 20),
  },
  { ...customer, key: 'renews-late', name: 'Inn', arr: 70_000, renewsOn: addDays(TODAY, 120) },
  {
    ...customer,
    key: 'drops',
    name: 'Juno',
    arr: 9_000,
    kpis: { use: { [ago(8)]: 90, [ago(1)]: 20 } },
  },
  { ...customer, key: 'red', name: 'Kilo', arr: 60_000, kpis: { use: { [ago(8)]: 10, [ago(1)]: 10 } } },
  { ...customer, key: 'rises', name: 'Lima', arr: 8_000, kpis: { use: { [ago(8)]: 50, [ago(1)]: 90 } } },
  { ...customer, key: 'new-bad', name: 'Mike', arr: 3_000, startedOn: ago(2), fit: 'bad_fit', soldBy: 'Ann' },
  { ...customer, key: 'new-good', name: 'Nova', startedOn: ago(6), fit: 'good_fit', soldBy: 'ann ' },
  { ...customer, key: 'new-unsaid', name: 'Olga', startedOn: ago(1) },
  { ...customer, key: 'new-before', name: 'Papa', startedOn: ago(8), fit: 'bad_fit', soldBy: 'Ben' },
  { ...customer, key: 'lead', name: 'Quebec', startedOn: ago(1), stage: 'Selection', soldBy: 'Ann' },
];

export interface DigestWorld {
  deps: Deps;
  workspaceId: string;
  applied: AppliedProgram;
  ids: Record<string, string>;
  setNow(now: string): void;
}

export async function createWeek(database: TestDatabase): Promise<DigestWorld> {
  const { db } = database;
  const makeId = createIdSource();
  let now = new Date(`${TODAY}T07:00:00Z`);
  const deps: Deps = { database, makeId, now: () => now, log: pino({ level: 'silent' }) };
  const workspaceId = await emptyWorkspace(db, makeId);
  const result = await applyProgram(deps, workspaceId, PROGRAM, 'test');
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const applied = (await createProgramSource().load(db, workspaceId))!;
  const ids = await writeAccounts(database, workspaceId);
  await writePeople(database, workspaceId);
  await writeWork(database, workspaceId, ids);
  await writeAskedOfUs(database, workspaceId, ids);
  for (const day of [ago(7), TODAY]) {
    await assessWorkspace(deps, workspaceId, applied.program, day);
    await takeSnapshots(deps, workspaceId, applied, day);
  }
  return {
    deps,
    workspaceId,
    applied,
    ids,
    setNow(time) {
      now = new Date(time);
    },
  };
}

export async function writeAccounts(
  database: TestDatabase,
  workspaceId: string,
): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const account of ACCOUNTS) ids[account.key] = await makeCustomer(database, workspaceId, account);
  await inTransaction({ database }, (trx) =>
    markStale(
      trx,
      database.dialect,
      workspaceId,
      Object.values(ids).map((accountId) => ({ accountId, day: TODAY })),
    ),
  );
  return ids;
}

async function writePeople({ db }: TestDatabase, workspaceId: string): Promise<void> {
  const person = (id: string, name: string, slackUserId: string | null) => ({
    workspace_id: workspaceId,
    id,
    name,
    slack_user_id: slackUserId,
    created_at: '',
  });
  await db
    .insertInto('person')
    .values([person('lena', 'Lena Hoff', 'U0LENA'), person('marco', 'Marco Diaz', null)])
    .execute();
}
