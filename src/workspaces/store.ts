/** The SQL of workspaces: the tenants. */
import type { Transaction } from 'kysely';
import type { DialectName, Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';

export interface Workspace {
  id: string;
  slackTeamId: string | null;
  name: string;
  uninstalledAt: string | null;
}

export async function findWorkspaceByTeam(
  executor: Executor,
  slackTeamId: string,
): Promise<Workspace | null> {
  const row = await executor
    .selectFrom('workspace')
    .select(['id', 'slack_team_id', 'name', 'uninstalled_at'])
    .where('slack_team_id', '=', slackTeamId)
    .executeTakeFirst();
  return row === undefined ? null : readWorkspace(row);
}

/** All workspaces, oldest first. */
export async function listWorkspaces(executor: Executor): Promise<Workspace[]> {
  const rows = await executor
    .selectFrom('workspace')
    .select(['id', 'slack_team_id', 'name', 'uninstalled_at'])
    .orderBy('id')
    .execute();
  return rows.map(readWorkspace);
}

export async function insertWorkspace(
  trx: Transaction<Database>,
  row: { id: string; slackTeamId: string | null; name: string; createdAt: string },
): Promise<void> {
  await trx
    .insertInto('workspace')
    .values({
      id: row.id,
      slack_team_id: row.slackTeamId,
      name: row.name,
      created_at: row.createdAt,
      uninstalled_at: null,
      assessed_on: null,
    })
    .execute();
}

/** Whether Milepost is installed in the workspace, as far as Slack has said. */
export async function isInstalled(executor: Executor, workspaceId: string): Promise<boolean> {
  const row = await executor
    .selectFrom('workspace')
    .select('id')
    .where('id', '=', workspaceId)
    .where('uninstalled_at', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}

/** Says that the workspace has Milepost installed, under this Slack id. */
export async function markInstalled(
  trx: Transaction<Database>,
  workspaceId: string,
  install: { slackTeamId: string; name: string },
): Promise<void> {
  await trx
    .updateTable('workspace')
    .set({ slack_team_id: install.slackTeamId, name: install.name, uninstalled_at: null })
    .where('id', '=', workspaceId)
    .execute();
}

/** Says that Milepost was removed; the first time said stays. */
export async function markUninstalled(
  trx: Transaction<Database>,
  workspaceId: string,
  at: string,
): Promise<void> {
  await trx
    .updateTable('workspace')
    .set({ uninstalled_at: at })
    .where('id', '=', workspaceId)
    .where('uninstalled_at', 'is', null)
    .execute();
}

/**
 * Makes whoever else takes this lock of the workspace wait until the transaction ends, so that each one sees what the
 * one before it did. SQLite has a single writer anyway.
 */
export async function lockWorkspace(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
): Promise<void> {
  if (dialect === 'sqlite') return;
  await trx.selectFrom('workspace').select('id').where('id', '=', workspaceId).forNoKeyUpdate().execute();
}

function readWorkspace(row: {
  id: string;
  slack_team_id: string | null;
  name: string;
  uninstalled_at: string | null;
}): Workspace {
  return { id: row.id, slackTeamId: row.slack_team_id, name: row.name, uninstalledAt: row.uninstalled_at };
}
