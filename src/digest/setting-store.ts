/** How the digest is set, in the database. */
import type { Transaction } from 'kysely';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { SECTION_IDS } from './domain.ts';
import { NO_OWNERS, type SavedSettings } from './settings.ts';

export async function readSettings(executor: Executor, workspaceId: string): Promise<SavedSettings> {
  const owners = await executor
    .selectFrom('digest_section')
    .select(['section', 'owner_id'])
    .where('workspace_id', '=', workspaceId)
    .execute();
  const row = await executor
    .selectFrom('digest_setting')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  return {
    owners: { ...NO_OWNERS, ...Object.fromEntries(owners.map((one) => [one.section, one.owner_id])) },
    companyChannel: row?.company_channel ?? null,
    sharesMoney: row?.share_money === 1,
    sharesReasons: row?.share_reasons === 1,
    version: row?.version ?? 0,
    updatedBy: row?.updated_by ?? null,
    updatedAt: row?.updated_at ?? null,
  };
}

/** Writes them in the place of those before; the caller holds the workspace's lock and has compared the versions. */
export async function writeSettings(
  trx: Transaction<Database>,
  workspaceId: string,
  settings: SavedSettings,
): Promise<void> {
  const row = {
    company_channel: settings.companyChannel,
    share_money: settings.sharesMoney ? (1 as const) : (0 as const),
    share_reasons: settings.sharesReasons ? (1 as const) : (0 as const),
    version: settings.version,
    updated_by: settings.updatedBy,
    updated_at: settings.updatedAt,
  };
  await trx
    .insertInto('digest_setting')
    .values({ workspace_id: workspaceId, ...row })
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(row))
    .execute();
  await trx.deleteFrom('digest_section').where('workspace_id', '=', workspaceId).execute();
  const owners = SECTION_IDS.flatMap((section) => {
    const owner = settings.owners[section];
    return owner === null ? [] : [{ workspace_id: workspaceId, section, owner_id: owner }];
  });
  if (owners.length > 0) await trx.insertInto('digest_section').values(owners).execute();
}
