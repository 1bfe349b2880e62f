/** A week of a CS team in which something of everything happened, written straight into a test's database. */
import pino from 'pino';
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import { inTransaction, type Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { takeSnapshots } from '#src/health/service.ts';
import { assessWorkspace, markStale } from '#src/journey/service.ts';
import type { AppliedProgram } from '#src/program/domain.ts';
import { applyProgram, createProgramSource } from '#src/program/service.ts';
import { makeAccount, type MadeAccount } from '../accounts/make-account.ts';
import { documentWith } from '../goals/make-goal.ts';
import type { TestDatabase } from '../support/database.ts';
import { emptyWorkspace } from '../support/signals.ts';
import { TODAY } from './make-digest.ts';

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

/** A day of this week or of the one before. */
export const ago = (days: number): BusinessDate => addDays(TODAY, -days);

interface Told extends MadeAccount {
  events?: Record<string, BusinessDate>;
  /** By KPI: its value on days. */
  kpis?: Record<string, Record<BusinessDate, number>>;
  churn?: { day: BusinessDate; returned?: boolean; reason?: string; note?: string }[];
  fit?: string;
}

const BEGAN = ago(60);
const customer = { segment: 'standard', startedOn: BEGAN, currency: 'EUR' };

/** What happened to whom is in the name of the key. */
const ACCOUNTS: Told[] = [
  { ...customer, key: 'reached', name: 'Acme', arr: 48_000, events: { tracking_installed: ago(5) } },
  // The day before the first one of the week.
  { ...customer, key: 'reached-before', name: 'Bolt', arr: 90_000, events: { tracking_installed: ago(7) } },
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
  { ...customer, key: 'left-no-reason', name: 'Grit', arr: 1_000, churn: [{ day: TODAY }] },
  { ...customer, key: 'renews', name: 'Hotel', arr: 70_000, renewsOn: addDays(TODAY, 20) },
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
  { ...customer, key: 'new-unsaid', name: 'Olga', startedOn: TODAY },
  { ...customer, key: 'new-before', name: 'Papa', startedOn: ago(7), fit: 'bad_fit', soldBy: 'Ben' },
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
  const { db } = database;
  const ids: Record<string, string> = {};
  for (const { events = {}, kpis = {}, churn = [], fit, ...account } of ACCOUNTS) {
    const id = await makeAccount(database, workspaceId, account);
    ids[account.key] = id;
    const own = { workspace_id: workspaceId, account_id: id };
    if (fit !== undefined)
      await db
        .updateTable('account')
        .set({ fit })
        .where('workspace_id', '=', workspaceId)
        .where('id', '=', id)
        .execute();
    for (const [name, day] of Object.entries(events))
      await db
        .insertInto('event')
        .values({ ...own, name, day, key: `${id} ${name}`, count: 1 })
        .execute();
    for (const [kpi, values] of Object.entries(kpis))
      for (const [day, value] of Object.entries(values))
        await db
          .insertInto('kpi_value')
          .values({ ...own, kpi, day, key: `${id} ${kpi} ${day}`, value })
          .execute();
    for (const { day, returned = false, reason = null, note = null } of churn)
      await db
        .insertInto('churn')
        .values({ ...own, day, key: `${id} ${day}`, returned: returned ? 1 : 0, reason, note })
        .execute();
  }
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

/** Reviews, plans, plays. */
async function writeWork(
  { db }: TestDatabase,
  workspaceId: string,
  ids: Record<string, string>,
): Promise<void> {
  const own = { workspace_id: workspaceId };
  const cta = (id: string, account: string, change: object = {}) => ({
    ...own,
    id,
    account_id: ids[account]!,
    type: 'ebr',
    title: 'Hold an EBR',
    priority: 'high',
    state: 'open' as const,
    opened_on: ago(20),
    due_on: ago(13),
    updated_at: '',
    ...change,
  });
  await db
    .insertInto('cta')
    .values([
      cta('late', 'reached'),
      // The same account twice.
      cta('late-too', 'reached', { rule_id: 'other' }),
      cta('due', 'red', { due_on: addDays(TODAY, 2), state: 'claimed' }),
      cta('of-one-that-left', 'left'),
      cta('closed', 'drops', { state: 'done', closed_on: ago(3) }),
      cta('no-review', 'drops', { type: 'check_in' }),
      cta('step-cta', 'red', { type: 'play_step', owner_id: 'lena', due_on: ago(1) }),
      cta('of-an-item', 'reached', { type: 'plan_item' }),
    ])
    .execute();
  const review = (id: string, change: object) => ({
    ...own,
    id,
    account_id: ids['reached']!,
    state: 'held' as const,
    attendees: '[]',
    created_by: 'lena',
    created_at: '',
    ...change,
  });
  await db
    .insertInto('ebr')
    .values([
      review('held', { held_on: ago(6) }),
      review('held-before', { held_on: ago(7) }),
      review('booked', { state: 'booked', booked_on: addDays(TODAY, 3), account_id: ids['red']! }),
    ])
    .execute();
  const item = (id: string, change: object) => ({
    ...own,
    id,
    account_id: ids['reached']!,
    ebr_id: 'held-before',
    what: 'Name an owner of the landing pages',
    owner: 'us' as const,
    due_on: ago(10),
    state: 'open' as const,
    ...change,
  });
  await db
    .insertInto('plan_item')
    .values([
      item('kept', { state: 'kept', closed_on: ago(2) }),
      item('kept-before', { state: 'kept', closed_on: ago(8) }),
      item('broken', { state: 'broken', closed_on: TODAY }),
      item('late', {}),
      item('late-of-theirs', { owner: 'customer', due_on: ago(12) }),
      item('later', { owner: 'customer', due_on: addDays(TODAY, 1) }),
      item('of-one-that-left', { owner: 'customer', account_id: ids['left']! }),
    ])
    .execute();
  const run = (id: string, cause: 'rule' | 'missing_data', change: object = {}) => ({
    ...own,
    id,
    account_id: ids['red']!,
    play_id: id,
    name: 'Save it',
    cause,
    cause_id: 'use',
    state: 'open' as const,
    started_on: ago(9),
    started_by: 'milepost',
    program_version: 1,
    ...change,
  });
  const step = (run_id: string, position: number, due_on: string, change: object = {}) => ({
    ...own,
    run_id,
    position,
    account_id: ids['red']!,
    step_id: `${position}`,
    name: 'Call',
    owner: 'lead' as const,
    due_on,
    state: 'open' as const,
    ...change,
  });
  await db
    .insertInto('play_run')
    .values([
      run('late', 'rule'),
      run('late-data', 'missing_data'),
      run('in-time', 'rule'),
      run('over', 'rule', { state: 'done', closed_on: ago(1) }),
      run('over-before', 'rule', { state: 'done', closed_on: ago(7) }),
    ])
    .execute();
  await db
    .insertInto('play_step')
    .values([
      step('late', 1, ago(5), { state: 'done', done_on: ago(4) }),
      step('late', 2, ago(1), { cta_id: 'step-cta' }),
      step('late-data', 1, ago(2)),
      // Only the step whose turn it is can be late.
      step('in-time', 1, addDays(TODAY, 1)),
      step('in-time', 2, addDays(TODAY, 2)),
      step('over', 1, ago(1), { state: 'done', done_on: ago(1) }),
    ])
    .execute();
}

/** What earlier meetings said somebody would do: one is late, one is due today. */
export async function writeActions({ db }: TestDatabase, workspaceId: string): Promise<void> {
  const action = {
    workspace_id: workspaceId,
    kind: 'action' as const,
    state: 'open' as const,
    owner_id: 'lena',
    version: 1,
    created_by: 'lena',
    created_at: `${ago(9)}T09:00:00.000Z`,
  };
  await db
    .insertInto('leadership_action')
    .values([
      { ...action, id: 'answer', what: 'Answer Kilo', due_on: ago(3) },
      { ...action, id: 'write', what: 'Write to Fox', due_on: TODAY },
    ])
    .execute();
}

/** What customers ask of us, and what waits for somebody. */
async function writeAskedOfUs(
  { db }: TestDatabase,
  workspaceId: string,
  ids: Record<string, string>,
): Promise<void> {
  const own = { workspace_id: workspaceId };
  const stamps = { version: 1, created_by: 'lena', updated_by: 'lena', updated_at: '' };
  const card = (id: string, account: string, outcome: string, milestone_id: string | null) => ({
    ...own,
    ...stamps,
    id,
    account_id: ids[account]!,
    name: 'Goal',
    state: 'active' as const,
    document: JSON.stringify(documentWith({ requiredOutcome: outcome })),
    milestone_id,
    created_at: `${ago(30)}T09:00:00.000Z`,
  });
  await db
    .insertInto('goal_card')
    .values([
      card('card-1', 'reached', '50 leads a month from our own site', 'first-leads'),
      card('card-2', 'reached', 'Another goal of theirs', null),
      { ...card('card-3', 'red', 'Less work by hand', null), measure_by: ago(4) },
      card('card-4', 'left', 'No goal any more', null),
    ])
    .execute();
  const alternative = (card_id: string, position: number, name: string, rating: number | null) => ({
    ...own,
    card_id,
    position,
    name,
    rating,
  });
  await db
    .insertInto('goal_alternative')
    .values([
      alternative('card-1', 0, 'Excel', 2),
      alternative('card-2', 0, 'An agency', null),
      alternative('card-3', 0, 'excel', 4),
      alternative('card-4', 0, 'Nothing', 5),
    ])
    .execute();
  const requirement = (id: string, created_at: string) => ({
    ...own,
    ...stamps,
    id,
    what: 'Single sign-on\nfor all',
    state: 'accepted' as const,
    created_at,
  });
  await db
    .insertInto('requirement')
    .values([
      requirement('sso', `${ago(30)}T09:00:00.000Z`),
      // Ten minutes past midnight in Berlin, on the first day of the week.
      requirement('asked', `${ago(7)}T23:10:00.000Z`),
      requirement('asked-before', `${ago(7)}T22:50:00.000Z`),
    ])
    .execute();
  await db
    .insertInto('gap')
    .values({
      ...own,
      ...stamps,
      id: 'gap',
      account_id: ids['reached']!,
      requirement_id: 'sso',
      what: 'They cannot sign in',
      bridge_kind: 'product_change',
      owner: 'us',
      owner_id: 'lena',
      due_on: ago(1),
      state: 'open',
      created_at: '',
    })
    .execute();
  await db
    .insertInto('initiative')
    .values({
      ...own,
      ...stamps,
      id: 'concierge',
      name: 'Concierge onboarding',
      name_key: 'concierge onboarding',
      kind: 'service',
      improves: 'They have a person to ask',
      owner_id: 'lena',
      started_on: ago(50),
      every_weeks: 6,
      ask_on: ago(8),
      state: 'open',
      created_at: '',
    })
    .execute();
  const fit = (id: string, account: string, day: BusinessDate, extension_until: BusinessDate | null) => ({
    ...own,
    id,
    account_id: ids[account]!,
    day,
    program_version: 1,
    answers: '{}',
    verdict: 'stretch',
    extension_until,
    assessed_by: 'lena',
    assessed_at: '',
  });
  await db
    .insertInto('fit_assessment')
    .values([
      fit('fit-1', 'red', ago(50), ago(2)),
      fit('fit-2', 'drops', ago(50), ago(9)),
      fit('fit-3', 'drops', ago(5), addDays(TODAY, 60)),
    ])
    .execute();
  await db
    .insertInto('acquisition')
    .values([
      acquired(own, ids['reached']!, 900, null),
      acquired(own, ids['new-good']!, 100, ids['reached']!),
      acquired(own, ids['lead']!, 100, ids['reached']!),
    ])
    .execute();
}

function acquired(
  own: { workspace_id: string },
  account_id: string,
  spend: number,
  referred_by: string | null,
) {
  return {
    ...own,
    account_id,
    spend,
    currency: 'EUR',
    referred_by,
    version: 1,
    updated_by: 'lena',
    updated_at: '',
  };
}
