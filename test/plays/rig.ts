/** Accounts, people and a program with plays on a real database, and somebody who presses. */
import { sql } from 'kysely';
import pino from 'pino';
import type { BusinessDate } from '#src/base/business-date.ts';
import { createIdSource } from '#src/base/ids.ts';
import { inTransaction, type Deps } from '#src/base/deps.ts';
import type { Cta } from '#src/ctas/domain.ts';
import { claimCta, dismissCta, finishCta, undoCta } from '#src/ctas/service.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import { markWhole } from '#src/health/day-store.ts';
import type { Metric, Scorecard } from '#src/health/domain.ts';
import { doPlays } from '#src/plays/daily-service.ts';
import type { DoneWhen, Play, Run, StepOwner } from '#src/plays/domain.ts';
import { followSteps } from '#src/plays/run-service.ts';
import { listRuns, startByHand, stopByHand } from '#src/plays/service.ts';
import type { AppliedProgram, Program } from '#src/program/domain.ts';
import { makeAccount, type MadeAccount } from '../accounts/make-account.ts';
import { emptyWorkspace, programOf } from '../support/signals.ts';

const makeId = createIdSource();

export const TODAY: BusinessDate = '2026-11-23';
export const LEAD = 'p-lead';
export const PARTNER = 'p-partner';
export const LEADER = 'p-leader';

/** A play of steps: the owner of each, and the signal that ends it. */
export function playOf(id: string, ...steps: (readonly [StepOwner, DoneWhen?])[]): Play {
  return {
    id,
    name: `Play ${id}`,
    enabled: true,
    steps: steps.map(([owner, doneWhen = null], index) => ({
      id: `s${index + 1}`,
      name: `Step ${index + 1}`,
      owner,
      dueInBusinessDays: (index + 1) * 2,
      doneWhen,
    })),
  };
}

/** A metric of the users that starts a play. */
export function metricOf(id: string, play: string | null, change: Partial<Metric> = {}): Metric {
  return {
    id,
    name: `Metric ${id}`,
    persona: 'user',
    weight: { usual: 50, byStage: {} },
    source: { kind: 'days_since_contact' },
    scores: { zeroAt: 60, hundredAt: 10 },
    maxAgeDays: 60,
    play,
    ...change,
  };
}

export function scorecardOf(metrics: Metric[]): Scorecard {
  return {
    personas: { decision_maker: 0, influencer: 50, user: 50, account: 0 },
    metrics,
    bands: { yellow: 40, green: 70 },
    sureFrom: 60,
  };
}

export interface PlayWorld {
  deps: Deps;
  workspaceId: string;
  applied: AppliedProgram;
  setProgram(change: Partial<Program>): void;
  setNow(now: string): void;
  account(change?: Partial<MadeAccount>): Promise<string>;
  start(accountId: string, play: Play, date?: BusinessDate): ReturnType<typeof startByHand>;
  stop(run: Run, reason: string): ReturnType<typeof stopByHand>;
  /** What a day does. */
  day(date?: BusinessDate): ReturnType<typeof doPlays>;
  /** The account's newest run. */
  run(accountId: string): Promise<Run>;
  runs(accountId: string): Promise<Run[]>;
  /** The CTAs of the account's steps, oldest first: title, state and owner. */
  ctas(accountId: string): Promise<
    {
      id: string;
      title: string;
      state: string;
      owner: string | null;
      due: string | null;
      reason: string | null;
    }[]
  >;
  press(deed: 'claim' | 'finish' | 'undo', ctaId: string, person?: string): Promise<boolean>;
  dismiss(ctaId: string, reason: string): Promise<boolean>;
  /** Keeps a snapshot in which these metrics have fresh data. */
  snapshot(accountId: string, day: BusinessDate, fresh: readonly string[], stage?: string): Promise<void>;
  event(accountId: string, name: string, day: BusinessDate): Promise<void>;
  kpi(accountId: string, name: string, day: BusinessDate, value: number): Promise<void>;
  touch(accountId: string, persona: 'decision_maker' | 'user', day: BusinessDate): Promise<void>;
  hold(accountId: string, day: BusinessDate): Promise<void>;
  /** What the audit trail says of a subject, oldest first. */
  audited(subjectId: string): Promise<string[]>;
}

export async function createPlayWorld(database: OpenDatabase): Promise<PlayWorld> {
  let now = new Date(`${TODAY}T08:00:00Z`);
  const deps: Deps = { database, makeId, now: () => now, log: pino({ level: 'silent' }) };
  const { db } = database;
  const workspaceId = await emptyWorkspace(db, makeId);
  const people = [
    [LEAD, 'Priya Nair', 'csm'],
    [PARTNER, 'Lena Hoff', 'csm'],
    [LEADER, 'Grace Adeyemi', 'leader'],
    ['p-zoe', 'Zoe Zinn', 'leader'],
  ] as const;
  await db
    .insertInto('person')
    .values(people.map(([id, name, role]) => ({ workspace_id: workspaceId, id, name, role, created_at: '' })))
    .execute();
  const program: Program = { ...programOf({ id: 'j', name: 'J', phases: [] }), plays: [] };
  const applied = { version: 3, appliedAt: '', program };
  let made = 0;
  const follow = (person: string) => {
    const press = { personId: person, today: TODAY };
    return {
      press,
      after: async (trx: Parameters<typeof followSteps>[1], ctas: readonly Cta[]) =>
        void (await followSteps(deps, trx, workspaceId, ctas, press)),
    };
  };
  const own = { workspace_id: workspaceId };
  return {
    deps,
    workspaceId,
    applied,
    setProgram: (change) => void Object.assign(program, change),
    setNow(next) {
      now = new Date(next);
    },
    account(change = {}) {
      made += 1;
      const names = { key: `A-${made}`, name: `Account ${made}`, stage: 'Adoption', startedOn: '2026-01-01' };
      return makeAccount(database, workspaceId, { ...names, leadId: LEAD, partnerId: PARTNER, ...change });
    },
    start: (accountId, play, date = TODAY) =>
      startByHand(deps, workspaceId, applied, { play, accountId }, { personId: LEAD, today: date }),
    stop: (run, reason) =>
      stopByHand(deps, workspaceId, run.id, { personId: LEAD, today: TODAY, reason }, async () => {}),
    day: (date = TODAY) => doPlays(deps, workspaceId, applied, date),
    async run(accountId) {
      const [run] = await listRuns(db, workspaceId, accountId, { limit: 1 });
      if (run === undefined) throw new Error('the account has no run');
      return run;
    },
    runs: (accountId) => listRuns(db, workspaceId, accountId, { limit: 100 }),
    ctas: (accountId) =>
      db
        .selectFrom('cta')
        .select(['id', 'title', 'state', 'owner_id as owner', 'due_on as due', 'reason'])
        .where('workspace_id', '=', workspaceId)
        .where('account_id', '=', accountId)
        .where('type', '=', 'play_step')
        .orderBy('id')
        .execute(),
    async press(deed, ctaId, person = LEAD) {
      const { press, after } = follow(person);
      const deeds = { claim: claimCta, finish: finishCta, undo: undoCta };
      return (await deeds[deed](deps, workspaceId, ctaId, press, after)).ok;
    },
    async dismiss(ctaId, reason) {
      const { press, after } = follow(LEAD);
      return (await dismissCta(deps, workspaceId, ctaId, { ...press, reason }, after)).ok;
    },
    async snapshot(accountId, day, fresh, stage = 'Adoption') {
      await inTransaction(deps, (trx) =>
        sql`insert into health_snapshot (workspace_id, account_id, day, program_version, stage, coverage, metrics)
          values (${workspaceId}, ${accountId}, ${day}, 3, ${stage}, 0,
            ${JSON.stringify(Object.fromEntries(fresh.map((id) => [id, 5_000])))})
          on conflict (workspace_id, account_id, day) do update set metrics = excluded.metrics`.execute(trx),
      );
      await inTransaction(deps, (trx) => markWhole(trx, workspaceId, { day, programVersion: 3 }));
    },
    async event(accountId, name, day) {
      await db
        .insertInto('event')
        .values({ ...own, account_id: accountId, name, day, key: makeId(), count: 1 })
        .execute();
    },
    async kpi(accountId, name, day, value) {
      await db
        .insertInto('kpi_value')
        .values({ ...own, account_id: accountId, kpi: name, day, key: makeId(), value })
        .execute();
    },
    async touch(accountId, persona, day) {
      await db
        .insertInto('touchpoint')
        .values({
          ...own,
          id: makeId(),
          account_id: accountId,
          persona,
          day,
          kind: 'call',
          logged_by: LEAD,
          logged_at: '',
        })
        .execute();
    },
    async hold(accountId, day) {
      await db
        .insertInto('ebr')
        .values({
          ...own,
          id: makeId(),
          account_id: accountId,
          state: 'held',
          held_on: day,
          attendees: '[]',
          created_by: LEAD,
          created_at: '',
        })
        .execute();
    },
    async audited(subjectId) {
      const rows = await db
        .selectFrom('audit')
        .select(['actor', 'action'])
        .where('workspace_id', '=', workspaceId)
        .where('subject_id', '=', subjectId)
        .orderBy('id')
        .execute();
      return rows.map(({ actor, action }) => `${actor} ${action}`);
    },
  };
}
