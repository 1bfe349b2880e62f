/** Builders that write accounts and signals straight into a test's database. */
import type { Kysely } from 'kysely';
import type { OpenDatabase } from '#src/db/open.ts';
import type { Database } from '#src/db/schema.ts';
import type { MakeId } from '#src/base/ids.ts';
import { presetFit } from '#src/fit/presets.ts';
import { presetScorecard } from '#src/health/presets.ts';
import { presetEngagement } from '#src/engagement/presets.ts';
import { DEFAULT_MISSING_DATA, withPresetPlays } from '#src/plays/presets.ts';
import type { EventSignal, Journey, KpiSignal } from '#src/journey/domain.ts';
import type { Program } from '#src/program/domain.ts';

export interface AccountData {
  id: string;
  startedOn: string | null;
  events?: readonly EventSignal[];
  kpis?: readonly KpiSignal[];
  ticks?: ReadonlyMap<string, string>;
}

/** Orders signals by day; those of one day keep their order. */
export function byDay<T extends { day: string }>(signals: readonly T[]): T[] {
  return signals.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}

export async function emptyWorkspace(db: Kysely<Database>, makeId: MakeId): Promise<string> {
  const id = makeId();
  await db
    .insertInto('workspace')
    .values({ id, slack_team_id: null, name: 'Test', created_at: '2024-01-01T00:00:00.000Z' })
    .execute();
  return id;
}

export async function insertAccounts(
  db: Kysely<Database>,
  workspaceId: string,
  accounts: readonly AccountData[],
): Promise<void> {
  const at = '2024-01-01T00:00:00.000Z';
  await db
    .insertInto('account')
    .values(
      accounts.map(({ id, startedOn }) => ({
        workspace_id: workspaceId,
        id,
        key: id,
        name: `Account ${id}`,
        name_key: `account ${id.toLowerCase()}`,
        segment: 'standard',
        started_on: startedOn,
        created_at: at,
        updated_at: at,
      })),
    )
    .execute();
}

/** Writes the signals in the order of the list; the key keeps that order within a day. */
export async function insertSignals(
  { db }: Pick<OpenDatabase, 'db'>,
  workspaceId: string,
  accounts: readonly AccountData[],
): Promise<void> {
  const key = (id: string, index: number) => `${id}|${String(index).padStart(4, '0')}`;
  const events = accounts.flatMap(({ id, events = [] }) =>
    events.map((event, index) => ({
      workspace_id: workspaceId,
      account_id: id,
      key: key(id, index),
      ...event,
    })),
  );
  const kpis = accounts.flatMap(({ id, kpis = [] }) =>
    kpis.map((kpi, index) => ({ workspace_id: workspaceId, account_id: id, key: key(id, index), ...kpi })),
  );
  const ticks = accounts.flatMap(({ id, ticks = new Map<string, string>() }) =>
    [...ticks].map(([task, day]) => ({
      workspace_id: workspaceId,
      account_id: id,
      task_id: task,
      day,
      ticked_by: 'test',
    })),
  );
  if (events.length > 0) await db.insertInto('event').values(events).execute();
  if (kpis.length > 0) await db.insertInto('kpi_value').values(kpis).execute();
  if (ticks.length > 0) await db.insertInto('task_tick').values(ticks).execute();
}

/** A program with one segment, `standard`, on this journey. */
export function programOf(journey: Journey): Program {
  return {
    name: 'Test',
    timezone: 'UTC',
    segments: [{ id: 'standard', name: 'Standard', experience: null, journey: journey.id }],
    journeys: [journey],
    rules: [],
    fit: presetFit(),
    scorecard: presetScorecard(),
    plays: withPresetPlays([]),
    missingData: DEFAULT_MISSING_DATA,
    engagement: presetEngagement(),
    posts: { morning: null, leadership: null },
  };
}
