/** Writing development requirements, moving them on, and handing them to an issue tracker. */
import { asTyped } from '../base/text.ts';
import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import { writeAudit } from '../audit/store.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Press } from '../ctas/service.ts';
import type { Database } from '../db/schema.ts';
import { endDraft, type DraftKey } from '../drafts/service.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { stateAfter, stateBefore, titleOf, type Requirement } from './domain.ts';
import { findRequirement, insertRequirement, updateRequirement } from './store.ts';

export {
  countByState,
  findLastSaver,
  findRequirement,
  listBacked,
  listBackers,
  listShippedIn,
  searchRequirements,
} from './store.ts';

/** A form as it was sent. */
export interface RequirementEdit {
  /** Of a new one too: a form that is sent twice writes one. */
  id: string;
  scenarioId: string | null;
  /** The version that was read; 0: a new one. */
  version: number;
  what: string;
  why: string | null;
  acceptance: string | null;
}

export type RequirementSaved =
  | { ok: true; requirement: Requirement }
  | { ok: false; problem: 'not-found' }
  /** Somebody else has saved it since it was read: `requirement` is as they left it. */
  | { ok: false; problem: 'changed-meanwhile'; requirement: Requirement };

/** Where a person's draft lies: of a known requirement under it, of a new one under its scenario. */
export function draftKey(
  personId: string,
  { id, scenarioId, version }: Pick<RequirementEdit, 'id' | 'scenarioId' | 'version'>,
): DraftKey {
  return { personId, form: 'requirement', subject: version === 0 ? `new:${scenarioId ?? ''}` : id };
}

/** Writes a new requirement, or a new version of a known one. The presser's draft is done with. */
export async function saveRequirement(
  deps: Deps,
  workspaceId: string,
  edit: RequirementEdit,
  press: Press,
): Promise<RequirementSaved> {
  return inTransaction(deps, async (trx) => {
    // Of two people who save at once, the second one is told of the first.
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const by = { personId: press.personId, now: deps.now().toISOString() };
    const before = await findRequirement(trx, workspaceId, edit.id);
    if (before === null && edit.version > 0) return { ok: false, problem: 'not-found' };
    const texts = textsOf(edit);
    const isSame = before !== null && isDeepStrictEqual(texts, textsOf(before));
    if (before !== null && !isSame && before.version !== edit.version)
      return { ok: false, problem: 'changed-meanwhile', requirement: before };
    const version = isSame ? before.version : edit.version + 1;
    await endDraft(deps, trx, workspaceId, draftKey(press.personId, edit), { formId: edit.id, version });
    // The same form, sent again.
    if (isSame) return { ok: true, requirement: before };
    const requirement: Requirement = {
      id: edit.id,
      scenarioId: before?.scenarioId ?? edit.scenarioId,
      ...texts,
      state: before?.state ?? 'proposed',
      release: before?.release ?? null,
      version,
    };
    await (before === null ? insertRequirement : updateRequirement)(trx, workspaceId, requirement, by);
    await audit(
      deps,
      trx,
      workspaceId,
      press,
      before === null ? 'requirement.propose' : 'requirement.edit',
      before,
      requirement,
    );
    return { ok: true, requirement };
  });
}

function textsOf({ what, why, acceptance }: Pick<Requirement, 'what' | 'why' | 'acceptance'>) {
  const orNone = (text: string | null) => (text === null ? null : asTyped(text));
  return { what: asTyped(what), why: orNone(why), acceptance: orNone(acceptance) };
}

export type RequirementMoved =
  | { ok: true; requirement: Requirement }
  | { ok: false; problem: 'not-found' | 'release-missing' }
  /** It is in another state by now: somebody was faster. */
  | { ok: false; problem: 'moved-already'; requirement: Requirement };

/**
 * Moves a requirement one state on, or one back.
 * @param move `from`: the state in which the presser saw it; `release`: which one ships it, for the last state
 */
export async function moveRequirement(
  deps: Deps,
  workspaceId: string,
  id: string,
  move: { from: Requirement['state']; direction: 'on' | 'back'; release: string | null },
  press: Press,
): Promise<RequirementMoved> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findRequirement(trx, workspaceId, id);
    if (before === null) return { ok: false, problem: 'not-found' };
    const state = move.direction === 'on' ? stateAfter(before.state) : stateBefore(before.state);
    if (before.state !== move.from || state === null) {
      return { ok: false, problem: 'moved-already', requirement: before };
    }
    if (state === 'shipped' && (move.release === null || move.release === '')) {
      return { ok: false, problem: 'release-missing' };
    }
    const release = state === 'shipped' ? move.release : null;
    const requirement = { ...before, state, release, version: before.version + 1 };
    const by = { personId: press.personId, now: deps.now().toISOString() };
    await updateRequirement(trx, workspaceId, requirement, by);
    await audit(deps, trx, workspaceId, press, 'requirement.move', before, requirement);
    return { ok: true, requirement };
  });
}

async function audit(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  press: Press,
  action: string,
  before: Requirement | null,
  after: Requirement,
): Promise<void> {
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: press.personId,
      action,
      subjectId: after.id,
      before: before ?? undefined,
      after: { ...after, title: titleOf(after.what) },
    },
  ]);
}
