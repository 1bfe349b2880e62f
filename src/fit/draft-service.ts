/** Assessments that people are in the middle of: begun, kept at each change, offered again. */
import { inTransaction, type Deps } from '../base/deps.ts';
import type { FitProgram } from './domain.ts';
import * as drafts from './draft-store.ts';
import { beginDraft, withEntry, type FitDraft, type FitEntry } from './flow.ts';
import { findNewest } from './store.ts';

export { findDraft } from './draft-store.ts';

/** Who fills in the form, and of which account. */
export interface Filling {
  personId: string;
  accountId: string;
}

/**
 * The draft to go on with: the one that the person began and did not save, or a new one in which the newest
 * assessment's answers stand.
 * @returns `isNew` false: the person may rather want to start anew
 */
export async function openDraft(
  deps: Deps,
  workspaceId: string,
  program: FitProgram,
  { personId, accountId }: Filling,
): Promise<{ draft: FitDraft; isNew: boolean }> {
  const known = await drafts.findDraft(deps.database.db, workspaceId, personId, accountId);
  if (known !== null && known.touchedAt !== null) return { draft: known, isNew: false };
  return { draft: await startAnew(deps, workspaceId, program, { personId, accountId }), isNew: true };
}

/** A new draft in the place of the one that the person may have. */
export async function startAnew(
  deps: Deps,
  workspaceId: string,
  program: FitProgram,
  { personId, accountId }: Filling,
): Promise<FitDraft> {
  return inTransaction(deps, async (trx) => {
    const newest = await findNewest(trx, workspaceId, accountId);
    const draft = beginDraft(program, { accountId, flow: deps.makeId(), newest });
    await drafts.replaceDraft(trx, workspaceId, personId, draft);
    return draft;
  });
}

/** Where a draft is written: a form of an earlier start finds nothing. */
export interface DraftPlace extends Filling {
  flow: string;
}

/** What is to be kept of a form. */
export interface Kept {
  entry: FitEntry;
  /** The page that is shown next; undefined: the same one. */
  page?: number;
  /** The page of which this tells: it counts only while that one is shown, since it may come late. */
  whileOn?: number;
}

/** Keeps what was entered; null: the draft was saved, or begun anew, in the meantime. */
export async function keepEntry(
  deps: Deps,
  workspaceId: string,
  { personId, accountId, flow }: DraftPlace,
  { entry, page, whileOn }: Kept,
): Promise<FitDraft | null> {
  return inTransaction(deps, async (trx) => {
    const known = await drafts.lockDraft(trx, deps.database.dialect, workspaceId, personId, accountId);
    if (known === null || known.flow !== flow) return null;
    if (whileOn !== undefined && whileOn !== known.page) return known;
    const draft = {
      ...withEntry(known, entry),
      page: page ?? known.page,
      touchedAt: deps.now().toISOString(),
    };
    return (await drafts.updateDraft(trx, workspaceId, personId, draft)) ? draft : null;
  });
}
