/** Releases: written down, edited, retired and brought back. */
import type { Transaction } from 'kysely';
import { writeAudit } from '../audit/store.ts';
import { findFirstStart } from '../accounts/service.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Press } from '../ctas/service.ts';
import type { Database } from '../db/schema.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import {
  changedFields,
  fieldsOf,
  problemsOf,
  type Release,
  type ReleaseField,
  type ReleaseFields,
  type ReleaseProblems,
} from './domain.ts';
import { findRelease, findReleaseNamed, insertRelease, updateRelease } from './store.ts';

export { countReleases, findRelease, findReleaseNamed, listReleases } from './store.ts';

export interface ReleaseEdit {
  /** Of a new one too: made when its form was opened, so that the same form sent twice writes one. */
  id: string;
  /** The version that was read; 0: a new one. */
  version: number;
  fields: ReleaseFields;
}

export type ReleaseSaved =
  | { ok: true; release: Release; changed: ReleaseField[] }
  | { ok: false; problem: 'invalid'; fields: ReleaseProblems }
  | { ok: false; problem: 'not-found' }
  /** Somebody else saved it since it was read. */
  | { ok: false; problem: 'changed-meanwhile'; theirs: Release };

/**
 * Writes down a new release, or changes one that was read as `version`.
 * @param milestoneIds those of the program: another one is refused, unless the release had it before
 */
export async function saveRelease(
  deps: Deps,
  workspaceId: string,
  edit: ReleaseEdit,
  milestoneIds: readonly string[],
  press: Press,
): Promise<ReleaseSaved> {
  return inTransaction(deps, async (trx) => {
    // Of two people who save at once, the second one is told of the first.
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findRelease(trx, workspaceId, edit.id);
    if (before === null && edit.version > 0) return { ok: false, problem: 'not-found' };
    const changed = before === null ? [] : changedFields(before, edit.fields);
    if (before !== null && changed.length === 0) return { ok: true, release: before, changed };
    if (before !== null && before.version !== edit.version)
      return { ok: false, problem: 'changed-meanwhile', theirs: before };
    const problems = {
      ...(await nameProblem(trx, workspaceId, edit)),
      ...(before?.day === edit.fields.day
        ? {}
        : await dayProblem(trx, workspaceId, edit.fields.day, press.today)),
      ...problemsOf(
        edit.fields,
        new Set([...milestoneIds, ...(before === null ? [] : [before.milestoneId])]),
      ),
    };
    if (Object.keys(problems).length > 0) return { ok: false, problem: 'invalid', fields: problems };
    const release: Release = {
      ...(before ?? newRelease(deps, edit.id, press)),
      ...fieldsOf(edit.fields),
      ...savedBy(deps, before, press),
    };
    await (before === null ? insertRelease : updateRelease)(trx, workspaceId, release);
    await audit(deps, trx, workspaceId, before === null ? 'release.create' : 'release.edit', before, release);
    return { ok: true, release, changed };
  });
}

/** Two releases of one name could not be told apart where a requirement names the one that shipped it. */
async function nameProblem(
  trx: Transaction<Database>,
  workspaceId: string,
  { id, fields }: ReleaseEdit,
): Promise<ReleaseProblems> {
  const known = await findReleaseNamed(trx, workspaceId, fields.name);
  if (known === null || known.id === id) return {};
  const where = known.retiredAt === null ? '/cs releases shows it' : '/cs releases retired brings it back';
  return { name: `There is a release “${known.name}” already: ${where}. Choose another name.` };
}

/** Before the first account began nobody could have had it: the year is mistyped. */
async function dayProblem(
  trx: Transaction<Database>,
  workspaceId: string,
  day: BusinessDate,
  today: BusinessDate,
): Promise<ReleaseProblems> {
  if (day >= today) return {};
  const first = await findFirstStart(trx, workspaceId);
  return first === null || day >= first
    ? {}
    : { day: `No account had begun by then: the first one did on ${first}. Choose that day or a later one.` };
}

export type ReleaseMoved =
  | { ok: true; release: Release }
  | { ok: false; problem: 'not-found' }
  /** Somebody else was faster: this is how it stands. */
  | { ok: false; problem: 'moved-already'; release: Release };

/** Takes a release out of the list and of the digest, or brings it back. */
export async function moveRelease(
  deps: Deps,
  workspaceId: string,
  id: string,
  move: 'retire' | 'restore',
  press: Press,
): Promise<ReleaseMoved> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findRelease(trx, workspaceId, id);
    if (before === null) return { ok: false, problem: 'not-found' };
    if ((before.retiredAt === null) !== (move === 'retire'))
      return { ok: false, problem: 'moved-already', release: before };
    const release: Release = {
      ...before,
      ...savedBy(deps, before, press),
      retiredAt: move === 'retire' ? deps.now().toISOString() : null,
    };
    await updateRelease(trx, workspaceId, release);
    await audit(deps, trx, workspaceId, `release.${move}`, before, release);
    return { ok: true, release };
  });
}

function newRelease(deps: Deps, id: string, press: Press) {
  return { id, retiredAt: null, createdBy: press.personId, createdAt: deps.now().toISOString() };
}

function savedBy(deps: Deps, before: Release | null, { personId }: Press) {
  return {
    version: (before?.version ?? 0) + 1,
    updatedBy: personId,
    updatedAt: deps.now().toISOString(),
  };
}

async function audit(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  action: string,
  before: Release | null,
  after: Release,
): Promise<void> {
  const told = (release: Release) => ({ ...fieldsOf(release), retiredAt: release.retiredAt });
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: after.updatedBy,
      action,
      subjectId: after.id,
      before: before === null ? undefined : told(before),
      after: told(after),
    },
  ]);
}
