/** Rules, facts and stored accounts for tests. */
import { sql } from 'kysely';
import type { OpenDatabase } from '#src/db/open.ts';
import { rowsAs } from '#src/db/rows.ts';
import type { AccountFacts, Condition, Rule } from '#src/rules/domain.ts';

/** The condition of the rule that is on by default. */
export const SAME_MILESTONE_3_MONTHS: Condition = {
  kind: 'all',
  of: [{ kind: 'months_at_milestone', moreThan: 3 }, { kind: 'no_ebr_since_milestone_start' }],
};

export function makeRule(when: Condition, enabled = true): Rule {
  return {
    id: 'a-rule',
    name: 'A rule',
    enabled,
    when,
    // oxlint-disable-next-line unicorn/no-thenable -- the program file calls it so, and it is no function
    then: { cta: 'ebr', priority: 'high', dueInBusinessDays: 5, owner: 'lead', repeatAfterDays: 90 },
  };
}

/** An account that works on its first milestone, of which nothing else is known. */
export function makeFacts(change: Partial<AccountFacts> = {}): AccountFacts {
  return {
    segment: null,
    stage: null,
    arr: null,
    renewsOn: null,
    churned: false,
    place: { journeyId: 'j1', workingOn: 'm1', position: 1, since: '2026-01-01', slipped: [] },
    startedOn: '2026-01-01',
    lastSignalOn: null,
    lastEbrOn: null,
    health: null,
    coverage: null,
    fit: null,
    ...change,
  };
}

const FACT_COLUMNS = {
  id: 'text',
  segment: 'text',
  stage: 'text',
  started_on: 'text',
  renews_on: 'text',
  fit: 'text',
  journey_id: 'text',
  working_on: 'text',
  position: 'integer',
  since: 'text',
  slipped: 'text',
  churned: 'integer',
  arr: 'real',
  last_signal_on: 'text',
  last_ebr_on: 'text',
  score: 'integer',
  coverage: 'integer',
} as const;

export async function storeWorkspace({ db }: OpenDatabase, id: string): Promise<void> {
  await db.insertInto('workspace').values({ id, name: id, created_at: '2026-01-01T00:00:00Z' }).execute();
}

/**
 * Writes accounts `0`, `1`, … with these facts: one statement for each table.
 * @param healthDay the day of the snapshot of each whose coverage is known
 */
export async function storeFacts(
  { db, dialect }: OpenDatabase,
  workspaceId: string,
  facts: readonly AccountFacts[],
  healthDay = '2026-01-01',
): Promise<void> {
  const rows = facts.map((fact, index) => ({
    id: String(index),
    segment: fact.segment,
    stage: fact.stage,
    started_on: fact.startedOn,
    renews_on: fact.renewsOn,
    fit: fact.fit,
    journey_id: fact.place.journeyId,
    working_on: fact.place.workingOn,
    position: fact.place.position,
    since: fact.place.since,
    slipped: fact.place.slipped.length === 0 ? null : JSON.stringify(fact.place.slipped),
    churned: fact.churned ? 1 : 0,
    arr: fact.arr,
    last_signal_on: fact.lastSignalOn,
    last_ebr_on: fact.lastEbrOn,
    // What people see as whole points and per cent lies anywhere around them.
    score: fact.health === null ? null : Math.min(10_000, fact.health * 100 + 49),
    coverage: fact.coverage === null ? null : Math.min(10_000, fact.coverage * 100 + 99),
  }));
  const table = rowsAs(dialect, 'r', FACT_COLUMNS, rows);
  await sql`insert into account (workspace_id, id, key, name, name_key, segment, stage, started_on, renews_on,
      fit, created_at, updated_at)
    select ${workspaceId}, r.id, r.id, r.id, r.id, r.segment, r.stage, r.started_on, r.renews_on,
      r.fit, '', ''
    from ${table}`.execute(db);
  await sql`insert into assessment (workspace_id, account_id, journey_id, working_on, position, since, reached,
      slipped, churned, arr, last_signal_on, last_ebr_on)
    select ${workspaceId}, r.id, r.journey_id, r.working_on, r.position, r.since, '[]', r.slipped, r.churned, r.arr,
      r.last_signal_on, r.last_ebr_on
    from ${table}`.execute(db);
  await sql`insert into health_snapshot (workspace_id, account_id, day, program_version, score, coverage, metrics)
    select ${workspaceId}, r.id, ${healthDay}, 1, r.score, r.coverage, '{}' from ${table}
    where r.coverage is not null`.execute(db);
  await sql`insert into health_day (workspace_id, day, program_version) values (${workspaceId}, ${healthDay}, 1)
    on conflict do nothing`.execute(db);
}
