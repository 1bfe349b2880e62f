/** Imports texts into a test database's own new workspace. */
import { pino } from 'pino';
import { createIdSource } from '#src/base/ids.ts';
import type { Deps } from '#src/base/deps.ts';
import type { OpenDatabase } from '#src/db/open.ts';
import type { ImportRequest, Mapping } from '#src/imports/domain.ts';
import { uploadedFile } from '#src/imports/files.ts';
import { parseMapping } from '#src/imports/mapping.ts';
import { importFiles } from '#src/imports/service.ts';

export const NOW = new Date('2024-11-25T12:00:00Z');

export function mappingOf(yaml: string): Mapping {
  const parsed = parseMapping(yaml);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.mapping;
}

export function depsOf(database: OpenDatabase): Deps {
  return { database, makeId: createIdSource(), now: () => NOW, log: pino({ level: 'silent' }) };
}

/** Adds a workspace and answers its id. */
export async function addWorkspace(deps: Deps): Promise<string> {
  const id = deps.makeId();
  await deps.database.db
    .insertInto('workspace')
    .values({ id, name: 'Test', created_at: NOW.toISOString() })
    .execute();
  return id;
}

/** Imports files that are given as texts by name. */
export function importTexts(
  deps: Deps,
  workspaceId: string,
  mapping: string,
  files: Record<string, string>,
  more: Partial<ImportRequest> = {},
) {
  return importFiles(deps, workspaceId, {
    mapping: mappingOf(mapping),
    files: Object.entries(files).map(([name, text]) => uploadedFile(name, Buffer.from(text))),
    timezone: 'America/Sao_Paulo',
    actor: 'cli',
    ...more,
  });
}

/** All that an import writes, without ids: with accounts' keys instead of their ids, in a fixed order. */
export async function dump(deps: Deps, workspaceId: string) {
  const { db } = deps.database;
  const accounts = await db
    .selectFrom('account')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .execute();
  const people = await db.selectFrom('person').selectAll().where('workspace_id', '=', workspaceId).execute();
  const keyOf = new Map(accounts.map(({ id, key }) => [id, key]));
  const nameOf = new Map(people.map(({ id, name }) => [id, name]));
  const rows = async (table: 'contact' | 'subscription' | 'event' | 'kpi_value' | 'churn' | 'ebr') => {
    const found = await db.selectFrom(table).selectAll().where('workspace_id', '=', workspaceId).execute();
    return found
      .map(({ account_id, workspace_id: _, ...row }) => ({
        ...row,
        id: undefined,
        account: keyOf.get(account_id),
      }))
      .toSorted((a, b) => (String(a.key) < String(b.key) ? -1 : 1));
  };
  return {
    accounts: accounts
      .map(({ id: _id, workspace_id: _w, version: _v, lead_id, partner_id, ...row }) => ({
        ...row,
        lead: lead_id === null ? null : nameOf.get(lead_id),
        partner: partner_id === null ? null : nameOf.get(partner_id),
      }))
      .toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    contacts: await rows('contact'),
    subscriptions: await rows('subscription'),
    events: await rows('event'),
    values: await rows('kpi_value'),
    churn: await rows('churn'),
    ebrs: await rows('ebr'),
  };
}
