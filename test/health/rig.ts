/** A workspace with a program and accounts, for tests of what is kept of their health. */
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Deps } from '#src/base/deps.ts';
import { createIdSource } from '#src/base/ids.ts';
import { createLog } from '#src/base/log.ts';
import { takeSnapshots } from '#src/health/service.ts';
import { assessWorkspace } from '#src/journey/service.ts';
import type { AppliedProgram } from '#src/program/domain.ts';
import { applyProgram, createProgramSource } from '#src/program/service.ts';
import type { TestDatabase } from '../support/database.ts';
import { emptyWorkspace } from '../support/signals.ts';
import { programFileWith } from './make-scorecard.ts';

const makeId = createIdSource();

export interface Rig {
  deps: Deps;
  workspaceId: string;
  applied: () => AppliedProgram;
  /** Makes it the program. */
  apply: (document: string) => Promise<void>;
  account: (id: string, change?: { startedOn?: BusinessDate; stage?: string }) => Promise<void>;
  kpi: (account: string, name: string, day: BusinessDate, value: number) => Promise<void>;
  churn: (account: string, day: BusinessDate) => Promise<void>;
  /** Keeps the health of a day, as its morning does at `now`. */
  snapshot: (day: BusinessDate, now?: BusinessDate) => Promise<number>;
  /** By account, the whole row. */
  kept: (
    day: BusinessDate,
  ) => Promise<Map<string, { score: number | null; program_version: number; movement: number | null }>>;
}

export async function makeRig(database: TestDatabase, document = programFileWith(undefined)): Promise<Rig> {
  const { db } = database;
  const workspaceId = await emptyWorkspace(db, makeId);
  let today = '2026-01-01';
  const deps: Deps = {
    database,
    makeId,
    now: () => new Date(`${today}T08:30:00Z`),
    log: createLog('silent'),
  };
  const programs = createProgramSource();
  let applied: AppliedProgram | null = null;
  const rig: Rig = {
    deps,
    workspaceId,
    applied: () => applied!,
    async apply(text) {
      const result = await applyProgram(deps, workspaceId, text, 'test');
      if (!result.ok) throw new Error(JSON.stringify(result.problems));
      applied = await programs.load(db, workspaceId);
    },
    async account(id, { startedOn = '2025-01-01', stage } = {}) {
      const row = {
        workspace_id: workspaceId,
        id,
        key: id,
        name: id,
        name_key: id,
        created_at: '',
        updated_at: '',
      };
      await db
        .insertInto('account')
        .values({ ...row, segment: 'standard', started_on: startedOn, stage: stage ?? null })
        .execute();
    },
    async kpi(account, kpi, day, value) {
      const key = `${account}|${kpi}|${day}`;
      await db
        .insertInto('kpi_value')
        .values({ workspace_id: workspaceId, account_id: account, kpi, day, key, value })
        .execute();
    },
    async churn(account, day) {
      await db
        .insertInto('churn')
        .values({ workspace_id: workspaceId, account_id: account, key: account, day })
        .execute();
    },
    async snapshot(day, now = day) {
      today = now;
      await assessWorkspace(deps, workspaceId, rig.applied().program, day);
      return takeSnapshots(deps, workspaceId, rig.applied(), day);
    },
    async kept(day) {
      const rows = await db
        .selectFrom('health_snapshot')
        .select(['account_id', 'score', 'program_version', 'movement'])
        .where('workspace_id', '=', workspaceId)
        .where('day', '=', day)
        .execute();
      return new Map(rows.map(({ account_id, ...row }) => [account_id, row]));
    },
  };
  await rig.apply(document);
  return rig;
}
