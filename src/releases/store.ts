/** Releases in the database. */
import type { Selectable, Transaction } from 'kysely';
import { nameKey } from '../accounts/name-key.ts';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { Release } from './domain.ts';

export async function findRelease(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<Release | null> {
  const row = await executor
    .selectFrom('release')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toRelease(row);
}

/** By its name, whatever its capitals, accents and spaces. */
export async function findReleaseNamed(
  executor: Executor,
  workspaceId: string,
  name: string,
): Promise<Release | null> {
  const row = await executor
    .selectFrom('release')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('name_key', '=', nameKey(name))
    .executeTakeFirst();
  return row === undefined ? null : toRelease(row);
}

export interface ReleaseFilter {
  isRetired: boolean;
  /** The first and the last day of the releases; without them all. */
  from?: BusinessDate;
  upTo?: BusinessDate;
  milestoneIds?: readonly string[];
}

/** The newest first. */
export async function listReleases(
  executor: Executor,
  workspaceId: string,
  filter: ReleaseFilter,
  page: { limit: number; offset?: number },
): Promise<Release[]> {
  const rows = await filtered(executor, workspaceId, filter)
    .selectAll()
    .orderBy('day', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset ?? 0)
    .execute();
  return rows.map(toRelease);
}

export async function countReleases(
  executor: Executor,
  workspaceId: string,
  filter: ReleaseFilter,
): Promise<number> {
  const row = await filtered(executor, workspaceId, filter)
    .select(({ fn }) => fn.countAll<number>().as('all'))
    .executeTakeFirst();
  return row?.all ?? 0;
}

function filtered(
  executor: Executor,
  workspaceId: string,
  { isRetired, from, upTo, milestoneIds }: ReleaseFilter,
) {
  let query = executor
    .selectFrom('release')
    .where('workspace_id', '=', workspaceId)
    .where('retired_at', isRetired ? 'is not' : 'is', null);
  if (from !== undefined) query = query.where('day', '>=', from);
  if (upTo !== undefined) query = query.where('day', '<=', upTo);
  return milestoneIds === undefined ? query : query.where('milestone_id', 'in', [...milestoneIds]);
}

/** @throws Error when there is one of this id already: the caller holds the workspace's lock and has looked */
export async function insertRelease(
  trx: Transaction<Database>,
  workspaceId: string,
  release: Release,
): Promise<void> {
  await trx
    .insertInto('release')
    .values({
      workspace_id: workspaceId,
      id: release.id,
      created_by: release.createdBy,
      created_at: release.createdAt,
      ...changingColumns(release),
    })
    .execute();
}

/** @throws Error when the version before is not there: the caller holds the workspace's lock and has looked */
export async function updateRelease(
  trx: Transaction<Database>,
  workspaceId: string,
  release: Release,
): Promise<void> {
  const result = await trx
    .updateTable('release')
    .set(changingColumns(release))
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', release.id)
    .where('version', '=', release.version - 1)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw new Error(`release ${release.id} was not written`);
}

function changingColumns(release: Release) {
  return {
    name: release.name,
    name_key: nameKey(release.name),
    day: release.day,
    changed: release.changed,
    milestone_id: release.milestoneId,
    expected: release.expected,
    retired_at: release.retiredAt,
    version: release.version,
    updated_by: release.updatedBy,
    updated_at: release.updatedAt,
  };
}

function toRelease(row: Selectable<Database['release']>): Release {
  return {
    id: row.id,
    name: row.name,
    day: row.day,
    changed: row.changed,
    milestoneId: row.milestone_id,
    expected: row.expected,
    retiredAt: row.retired_at,
    version: row.version,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedBy: row.updated_by,
    updatedAt: row.updated_at,
  };
}
