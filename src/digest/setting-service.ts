/** How the digest is set: read, and changed by one at a time. */
import { writeAudit } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Executor } from '../db/open.ts';
import { newestClaimed } from '../jobs/store.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { showAsked } from './comment-service.ts';
import { deleteComment, listUnsaid } from './comment-store.ts';
import { SECTION_IDS } from './domain.ts';
import { LEADERSHIP } from './service.ts';
import { readSettings, writeSettings } from './setting-store.ts';
import { changedSettings, type DigestSettings, type SavedSettings, type SettingField } from './settings.ts';

export { readSettings } from './setting-store.ts';

/** Whether a person answers for a section of the digest. */
export async function answersForSection(
  executor: Executor,
  workspaceId: string,
  personId: string,
): Promise<boolean> {
  const { owners } = await readSettings(executor, workspaceId);
  return Object.values(owners).includes(personId);
}

export type SettingsSaved =
  | { ok: true; settings: SavedSettings; changed: SettingField[] }
  /** Somebody else saved them since they were read. */
  | { ok: false; problem: 'changed-meanwhile'; theirs: SavedSettings };

/**
 * Changes the settings that were read as `version`. Who answered for a section until now and has not said anything to
 * the next digest is no longer asked; the job asks who answers for it from now on. Kick the sender afterwards.
 */
export async function saveSettings(
  deps: Deps,
  workspaceId: string,
  { version, ...wanted }: DigestSettings & { version: number },
  press: { personId: string; today: BusinessDate },
): Promise<SettingsSaved> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await readSettings(trx, workspaceId);
    const changed = changedSettings(before, wanted);
    if (changed.length === 0) return { ok: true, settings: before, changed };
    if (before.version !== version) return { ok: false, problem: 'changed-meanwhile', theirs: before };
    const settings: SavedSettings = {
      ...wanted,
      version: version + 1,
      updatedBy: press.personId,
      updatedAt: deps.now().toISOString(),
    };
    await writeSettings(trx, workspaceId, settings);
    await writeAudit(deps, trx, workspaceId, [
      {
        actor: press.personId,
        action: 'digest.settings',
        before: told(before),
        after: told(settings),
      },
    ]);
    const handedOver = SECTION_IDS.filter((id) => changed.includes(id));
    const newest = (await newestClaimed(trx, workspaceId, LEADERSHIP)) ?? '';
    const unsaid = await listUnsaid(trx, workspaceId, newest, handedOver);
    for (const one of unsaid) await deleteComment(trx, workspaceId, one);
    const messages = new Map(unsaid.map((one) => [one.outboxId, one]));
    for (const one of messages.values()) await showAsked(deps, trx, workspaceId, one, press.today);
    return { ok: true, settings, changed };
  });
}

function told({ owners, companyChannel, sharesMoney, sharesReasons }: DigestSettings): DigestSettings {
  return { owners, companyChannel, sharesMoney, sharesReasons };
}
