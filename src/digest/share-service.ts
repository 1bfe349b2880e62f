/** Shares a digest's edition for the company, once. */
import type { Transaction } from 'kysely';
import { fallbackText } from '#blocks/build.ts';
import { editionMessage } from '#blocks/digest-edition.ts';
import { writeAudit } from '../audit/store.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { enqueue } from '../jobs/outbox.ts';
import { findPeople } from '../people/service.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { companyEdition } from './edition.ts';
import { refreshDigest, type PostedDigest } from './service.ts';
import { readSettings } from './setting-store.ts';
import type { SavedSettings } from './settings.ts';
import { findDigestById, setShared, type SharedDigest } from './store.ts';

/** The intro has at most so many characters. */
export const MAX_INTRO = 1500;

export type ShareProblem =
  | { ok: false; problem: 'not-found' }
  | { ok: false; problem: 'shared-already'; shared: SharedDigest };

/** A digest that can be shared, and how the settings want it. */
export async function openShare(
  executor: Executor,
  workspaceId: string,
  digestId: string,
): Promise<{ ok: true; posted: PostedDigest; settings: SavedSettings } | ShareProblem> {
  const posted = await findDigestById(executor, workspaceId, digestId);
  if (posted === null) return { ok: false, problem: 'not-found' };
  const { shared } = posted;
  if (shared !== null) return { ok: false, problem: 'shared-already', shared };
  return { ok: true, posted, settings: await readSettings(executor, workspaceId) };
}

export interface ShareEdit {
  digestId: string;
  /** The version of the settings by which the edition was shown. */
  settingsVersion: number;
  /** The id of a channel that the caller has looked at: of ours alone, and Milepost can post there. */
  channel: string;
  intro: string;
}

export type DigestShared =
  | { ok: true; channel: string }
  | ShareProblem
  | { ok: false; problem: 'intro-too-long' }
  /** What may be shared is not what was shown. */
  | { ok: false; problem: 'settings-changed' };

/** Posts the edition for the company, once, and notes it at the digest's message. Kick the sender afterwards. */
export async function shareDigest(
  deps: Deps,
  workspaceId: string,
  { digestId, settingsVersion, channel, intro }: ShareEdit,
  personId: string,
): Promise<DigestShared> {
  if (intro.length > MAX_INTRO) return { ok: false, problem: 'intro-too-long' };
  return inTransaction(deps, async (trx: Transaction<Database>) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const opened = await openShare(trx, workspaceId, digestId);
    if (!opened.ok) return opened;
    const { posted, settings } = opened;
    if (settings.version !== settingsVersion) return { ok: false, problem: 'settings-changed' };
    const [sharer = null] = await findPeople(trx, workspaceId, [personId]);
    const edition = companyEdition(posted.digest, settings);
    const { text, blocks = [] } = editionMessage({ edition, intro, sharer });
    const payload = { text: fallbackText(text), blocks };
    const [outboxId] = await enqueue(deps, trx, workspaceId, [{ kind: 'post', channel, payload }]);
    if (outboxId === undefined) throw new Error('a post has an id');
    const shared: SharedDigest = { outboxId, by: personId, at: deps.now().toISOString(), channel };
    await setShared(trx, workspaceId, digestId, shared);
    const { sharesMoney, sharesReasons } = settings;
    await writeAudit(deps, trx, workspaceId, [
      {
        actor: personId,
        action: 'digest.share',
        subjectId: digestId,
        after: { day: posted.day, channel, intro, sharesMoney, sharesReasons },
      },
    ]);
    await refreshDigest(deps, trx, workspaceId, { ...posted, shared });
    return { ok: true, channel };
  });
}
