/** Writes the fixture into a migrated database by large statements. */
import { sql } from 'kysely';
import { createIdSource } from '#src/base/ids.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import { rowsAs } from '#src/db/rows.ts';
import { applyProgram } from '#src/program/service.ts';
import { defaults } from '#src/sandbox/state.ts';
import pino from 'pino';
import {
  FIXTURE_VERSION,
  fixtureAccount,
  PEOPLE,
  personId,
  PROGRAM,
  WORKSPACE_ID,
  type FixtureAccount,
} from './fixture.ts';

const ACCOUNTS_PER_STATEMENT = 5_000;
/** Before every signal, so that the morning of the first date is due. */
const APPLIED_AT = '2026-11-01T00:00:00.000Z';

/** Fills an empty database with `accounts` accounts; `onProgress` hears how many there are. */
export async function loadFixture(
  database: OpenDatabase,
  accounts: number,
  onProgress: (done: number) => void,
): Promise<void> {
  await writeWorkspace(database);
  for (let start = 0; start < accounts; start += ACCOUNTS_PER_STATEMENT) {
    const size = Math.min(ACCOUNTS_PER_STATEMENT, accounts - start);
    await writeAccounts(
      database,
      Array.from({ length: size }, (_, n) => fixtureAccount(start + n)),
    );
    onProgress(start + size);
  }
}

/** What tells a finished load of this version from another one. */
export function loadMark(accounts: number): string {
  return `fixture ${FIXTURE_VERSION}, ${accounts} accounts`;
}

async function writeWorkspace(database: OpenDatabase): Promise<void> {
  const { db } = database;
  await db
    .insertInto('workspace')
    .values({ id: WORKSPACE_ID, slack_team_id: defaults.team.id, name: 'Benchmark', created_at: APPLIED_AT })
    .execute();
  const people = Array.from({ length: PEOPLE }, (_, n) => ({
    workspace_id: WORKSPACE_ID,
    id: personId(n),
    slack_user_id: `U0BENCH${n}`,
    name: `Person ${n}`,
    role: 'csm',
    created_at: APPLIED_AT,
  }));
  await db.insertInto('person').values(people).execute();
  const deps = {
    database,
    makeId: createIdSource(),
    now: () => new Date(APPLIED_AT),
    log: pino({ level: 'silent' }),
  };
  const applied = await applyProgram(deps, WORKSPACE_ID, PROGRAM, 'cli');
  if (!applied.ok) throw new Error(JSON.stringify(applied.problems));
}

async function writeAccounts(
  { db, dialect }: OpenDatabase,
  accounts: readonly FixtureAccount[],
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const accountRows = accounts.map(({ events, kpis, ...account }) => account);
    await sql`
      insert into account (workspace_id, id, key, name, name_key, segment, stage, lead_id, partner_id, arr, currency,
        started_on, renews_on, created_at, updated_at)
      select ${WORKSPACE_ID}, r.id, r.key, r.name, r."nameKey", 'standard', 'Adoption', r."leadId", r."partnerId", r.arr,
        'EUR', r."startedOn", r."renewsOn", ${APPLIED_AT}, ${APPLIED_AT}
      from ${rowsAs(dialect, 'r', ACCOUNT_COLUMNS, accountRows)}`.execute(trx);
    const events = accounts.flatMap(({ id, events }) => events.map((event) => ({ id, ...event })));
    await sql`
      insert into event (workspace_id, account_id, name, day, key, count)
      select ${WORKSPACE_ID}, r.id, r.name, r.day, r.key, r.count
      from ${rowsAs(dialect, 'r', { id: 'text', name: 'text', day: 'text', key: 'text', count: 'real' }, events)}`.execute(
      trx,
    );
    const kpis = accounts.flatMap(({ id, kpis }) => kpis.map((kpi) => ({ id, ...kpi })));
    await sql`
      insert into kpi_value (workspace_id, account_id, kpi, day, key, value)
      select ${WORKSPACE_ID}, r.id, r.kpi, r.day, r.key, r.value
      from ${rowsAs(dialect, 'r', { id: 'text', kpi: 'text', day: 'text', key: 'text', value: 'real' }, kpis)}`.execute(
      trx,
    );
    const own = { id: 'text', key: 'text', on: 'text' } as const;
    const reviews = accounts.flatMap(({ id, key, ebrOn }) =>
      ebrOn === null ? [] : [{ id, key, on: ebrOn }],
    );
    await sql`
      insert into ebr (workspace_id, id, account_id, key, state, held_on, created_by, created_at)
      select ${WORKSPACE_ID}, 'B' || r.id, r.id, 'B-' || r.key, 'held', r."on", 'cli', ${APPLIED_AT}
      from ${rowsAs(dialect, 'r', own, reviews)}`.execute(trx);
    const churned = accounts.flatMap(({ id, key, churnedOn }) =>
      churnedOn === null ? [] : [{ id, key, on: churnedOn }],
    );
    await sql`
      insert into churn (workspace_id, key, account_id, day)
      select ${WORKSPACE_ID}, 'L-' || r.key, r.id, r."on" from ${rowsAs(dialect, 'r', own, churned)}`.execute(
      trx,
    );
  });
}

const ACCOUNT_COLUMNS = {
  id: 'text',
  key: 'text',
  name: 'text',
  nameKey: 'text',
  leadId: 'text',
  partnerId: 'text',
  arr: 'real',
  startedOn: 'text',
  renewsOn: 'text',
} as const;
