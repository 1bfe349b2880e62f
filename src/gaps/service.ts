/** Success gaps: written down, edited, bridged, dropped and opened again; and what is open in the whole workspace. */
import type { Transaction } from 'kysely';
import { findAccountById } from '../accounts/service.ts';
import { writeAudit } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Press } from '../ctas/service.ts';
import type { Database } from '../db/schema.ts';
import { endDraft, type DraftKey } from '../drafts/service.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import {
  changedFields,
  fieldsOf,
  pickFields,
  problemsOf,
  stateAfter,
  type Gap,
  type GapField,
  type GapFields,
  type GapMove,
  type GapProblems,
  type KindOfGaps,
  type OpenGaps,
} from './domain.ts';
import { readKindRows } from './report-store.ts';
import {
  countGaps,
  findCardNames,
  findGap,
  findRequirements,
  insertGap,
  listGaps,
  updateGap,
} from './store.ts';

export { listGapsOfKind } from './report-store.ts';
export { countGaps, findCardNames, findGap, findRequirements, listGaps } from './store.ts';

export interface GapEdit {
  /** Of a new gap: made when its form was opened, so that the same form sent twice writes one. */
  gapId: string;
  accountId: string;
  /** The version that was read; 0: it is a new one. */
  version: number;
  fields: GapFields;
}

export type SaveResult =
  | { ok: true; gap: Gap; changed: GapField[] }
  | { ok: false; problem: 'invalid'; fields: GapProblems }
  | { ok: false; problem: 'account-not-found' | 'gap-not-found' }
  /** Somebody else saved it since it was read. */
  | { ok: false; problem: 'changed-meanwhile'; theirs: Gap };

/** Where a person's draft lies: of a known gap under it, of a new one under its account. */
export function draftKey(
  personId: string,
  { gapId, accountId, version }: Pick<GapEdit, 'gapId' | 'accountId' | 'version'>,
): DraftKey {
  return { personId, form: 'gap', subject: version === 0 ? `new:${accountId}` : gapId };
}

/** Writes down a new gap, or changes one that was read as `version`. The presser's draft is done with. */
export async function saveGap(
  deps: Deps,
  workspaceId: string,
  edit: GapEdit,
  press: Press,
): Promise<SaveResult> {
  return inTransaction(deps, async (trx) => {
    // Of two people who save at once, the second one is told of the first.
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const account = await findAccountById(trx, workspaceId, edit.accountId);
    if (account === null) return { ok: false, problem: 'account-not-found' };
    const before = await findGap(trx, workspaceId, edit.gapId);
    if (before === null ? edit.version > 0 : before.accountId !== account.id)
      return { ok: false, problem: 'gap-not-found' };
    const changed = before === null ? [] : changedFields(before, edit.fields);
    const key = draftKey(press.personId, edit);
    if (before !== null && changed.length === 0) {
      await endDraft(deps, trx, workspaceId, key, { formId: edit.gapId, version: before.version });
      return { ok: true, gap: before, changed };
    }
    if (before !== null && before.version !== edit.version)
      return { ok: false, problem: 'changed-meanwhile', theirs: before };
    const problems = {
      ...(await linkProblems(trx, workspaceId, edit)),
      ...problemsOf(edit.fields, press.today, before),
    };
    if (Object.keys(problems).length > 0) return { ok: false, problem: 'invalid', fields: problems };
    const gap = await writeGap(deps, trx, workspaceId, before, edit, press);
    await endDraft(deps, trx, workspaceId, key, { formId: gap.id, version: gap.version });
    return { ok: true, gap, changed };
  });
}

/** Whether what a gap is linked to is there. */
async function linkProblems(
  trx: Transaction<Database>,
  workspaceId: string,
  { accountId, fields }: GapEdit,
): Promise<GapProblems> {
  const { cardId, requirementId } = fields;
  const problems: GapProblems = {};
  if (cardId !== null && (await findCardNames(trx, workspaceId, accountId, [cardId])).size === 0)
    problems.cardId = 'This Goal Card is no longer there. Choose another one, or none.';
  if (requirementId !== null && (await findRequirements(trx, workspaceId, [requirementId])).size === 0)
    problems.requirementId = 'This requirement is no longer there. Choose another one, or none.';
  return problems;
}

async function writeGap(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  before: Gap | null,
  { gapId, accountId, fields }: GapEdit,
  press: Press,
): Promise<Gap> {
  const gap: Gap = {
    ...(before === null ? newGap(deps, gapId, accountId, press) : nextVersion(deps, before, press)),
    ...fieldsOf(fields),
  };
  if (before === null) await insertGap(trx, workspaceId, gap);
  else await updateGap(trx, workspaceId, gap);
  const changed = before === null ? [] : changedFields(before, gap);
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: press.personId,
      action: before === null ? 'gap.create' : 'gap.edit',
      accountId,
      subjectId: gap.id,
      ...(before === null ? {} : { before: pickFields(before, changed) }),
      after: { ...(before === null ? fieldsOf(gap) : pickFields(gap, changed)), what: gap.what },
    },
  ]);
  return gap;
}

export type MoveResult =
  | { ok: true; gap: Gap }
  | { ok: false; problem: 'gap-not-found' | 'reason-missing' }
  /** Somebody else was faster: this is how it stands. */
  | { ok: false; problem: 'moved-already'; gap: Gap };

/** Bridges an open gap, drops it with a reason, or opens a closed one again. @param reason why it is dropped */
export async function moveGap(
  deps: Deps,
  workspaceId: string,
  gapId: string,
  move: GapMove,
  press: Press & { reason?: string },
): Promise<MoveResult> {
  const reason = move === 'drop' ? (press.reason ?? '').trim() : null;
  if (reason === '') return { ok: false, problem: 'reason-missing' };
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findGap(trx, workspaceId, gapId);
    if (before === null) return { ok: false, problem: 'gap-not-found' };
    const state = stateAfter(before.state, move);
    if (state === null) return { ok: false, problem: 'moved-already', gap: before };
    const gap: Gap = {
      ...nextVersion(deps, before, press),
      state,
      reason,
      closedOn: state === 'open' ? null : press.today,
      closedBy: state === 'open' ? null : press.personId,
    };
    await updateGap(trx, workspaceId, gap);
    await writeAudit(deps, trx, workspaceId, [
      {
        actor: press.personId,
        action: `gap.${move}`,
        accountId: gap.accountId,
        subjectId: gap.id,
        before: { state: before.state, reason: before.reason },
        after: { state, what: gap.what, reason },
      },
    ]);
    return { ok: true, gap };
  });
}

function newGap(deps: Deps, id: string, accountId: string, press: Press): Omit<Gap, GapField> {
  const at = deps.now().toISOString();
  return {
    id,
    accountId,
    state: 'open',
    reason: null,
    closedOn: null,
    closedBy: null,
    version: 1,
    createdBy: press.personId,
    createdAt: at,
    updatedBy: press.personId,
    updatedAt: at,
  };
}

function nextVersion(deps: Deps, gap: Gap, press: Press): Gap {
  return { ...gap, version: gap.version + 1, updatedBy: press.personId, updatedAt: deps.now().toISOString() };
}

const SHOWN_IN_REVIEW = 5;

/** The open gaps of an account, those that are due first, for the forms of its reviews. */
export async function listOpenGaps(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  accountId: string,
  today: BusinessDate,
): Promise<OpenGaps & { gaps: Gap[] }> {
  const { db } = deps.database;
  const { open, late } = await countGaps(db, workspaceId, accountId, today);
  const page = { limit: SHOWN_IN_REVIEW, openOnly: true };
  return { open, late, gaps: open === 0 ? [] : await listGaps(db, workspaceId, accountId, page) };
}

/**
 * What is open, by kind: changes of the product first, then the commonest.
 * @param before UTC ISO time at which the date was over: what was open then; without one, what is open now
 */
export async function readKinds(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  date: BusinessDate,
  before?: string,
): Promise<KindOfGaps[]> {
  const kinds = new Map<string, KindOfGaps>();
  for (const { kind, currency, gaps, late, accounts, arr } of await readKindRows(
    deps.database.db,
    workspaceId,
    date,
    before,
  )) {
    const sum = kinds.get(kind) ?? { kind, gaps: 0, late: 0, accounts: 0, arr: [] };
    kinds.set(kind, {
      kind,
      gaps: sum.gaps + gaps,
      late: sum.late + late,
      accounts: sum.accounts + accounts,
      arr:
        arr > 0 ? [...sum.arr, { currency, amount: arr }].toSorted((a, b) => b.amount - a.amount) : sum.arr,
    });
  }
  const isProduct = ({ kind }: KindOfGaps) => Number(kind === 'product_change');
  return [...kinds.values()].toSorted(
    (a, b) => isProduct(b) - isProduct(a) || b.gaps - a.gaps || (a.kind < b.kind ? -1 : 1),
  );
}
