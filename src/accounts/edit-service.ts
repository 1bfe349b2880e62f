/** Changing an account, and taking a change back: its fields, and with its stage when it left or came back. */
import type { Transaction } from 'kysely';
import { listAudit, writeAudit } from '../audit/store.ts';
import { businessDateOf, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { markStale, reassess } from '../journey/service.ts';
import type { Program } from '../program/domain.ts';
import {
  CHURNED,
  departureBy,
  departureProblems,
  inOrder,
  isByStage,
  isSame,
  signalsAfter,
  type DepartureEntry,
  type DepartureField,
  type KeptSignal,
} from './departure.ts';
import { listSignals, saveSignals } from './departure-store.ts';
import {
  changedFields,
  needsAssessment,
  pickFields,
  problemsOf,
  type Account,
  type AccountField,
  type AccountFields,
} from './domain.ts';
import * as store from './store.ts';

/** With what an account finds its place on the journey at once; without it, it waits for the next morning. */
export interface Placing {
  program: Program;
  today: BusinessDate;
}

export type FieldProblems = Partial<Record<AccountField | DepartureField, string>>;

export type EditResult =
  /** `changed` names the fields, and the departure where another one is known now. */
  | { ok: true; account: Account; changed: (AccountField | 'departure')[] }
  | { ok: false; problem: 'invalid'; fields: FieldProblems }
  | { ok: false; problem: 'account-not-found' }
  /** Somebody else changed it since it was read; `by` is an actor of the audit trail, or null. */
  | { ok: false; problem: 'changed-meanwhile'; by: string | null };

/**
 * Changes an account that was read as `version`. A stage that is set to Churned writes down the departure; one that is
 * taken back from it, that the customer came back today.
 * @param fields all fields, changed or not
 * @param departure when and why it left, where the stage is Churned; null: what is known of that stays
 */
export async function editAccount(
  deps: Deps,
  workspaceId: string,
  actor: string,
  edit: { id: string; version: number; fields: AccountFields; departure?: DepartureEntry | null },
  placing: Placing | null = null,
): Promise<EditResult> {
  const { fields, version } = edit;
  const problems = problemsOf(fields);
  return inTransaction(deps, async (trx) => {
    const before = await store.findAccountById(trx, workspaceId, edit.id);
    if (before === null) return { ok: false, problem: 'account-not-found' };
    const signals = await signalsOf(deps, trx, workspaceId, before.id);
    const today = todayOf(deps, placing);
    const { id, stage } = before;
    const move = moveSignals({ id, stage, signals }, fields, edit.departure ?? null, today);
    // What somebody else changed meanwhile goes first: the departure was entered without knowing of it.
    const wrong = before.version === version ? { ...problems, ...move.problems } : problems;
    if (Object.keys(wrong).length > 0) return { ok: false, problem: 'invalid', fields: wrong };
    const change = { before: signals, after: move.signals };
    if (before.version === version && changesOf(before, fields, change, today).length === 0)
      return { ok: true, account: before, changed: [] };
    const written = { actor, action: 'account.edit', before, version, fields, signals: change, placing };
    return writeEdit(deps, trx, workspaceId, written);
  });
}

/** For so long an edit can be undone. */
const UNDO_MS = 60_000;

/** Takes back one's own edit that made the account this version, within a minute. */
export async function undoEdit(
  deps: Deps,
  workspaceId: string,
  actor: string,
  edit: { id: string; version: number },
  placing: Placing | null = null,
): Promise<EditResult | { ok: false; problem: 'too-late-to-undo' }> {
  return inTransaction(deps, async (trx) => {
    const before = await store.findAccountById(trx, workspaceId, edit.id);
    if (before === null) return { ok: false, problem: 'account-not-found' };
    const entries = await listAudit(trx, workspaceId, edit.id, { limit: AUDIT_LOOKED_AT });
    const made = entries.find(
      (entry) => entry.action === 'account.edit' && versionIn(entry.after) === edit.version,
    );
    if (made === undefined || made.actor !== actor) return { ok: false, problem: 'account-not-found' };
    if (deps.now().getTime() - Date.parse(made.at) > UNDO_MS)
      return { ok: false, problem: 'too-late-to-undo' };
    const { churn, left: _left, ...was } = made.before as EditBefore;
    const signals = await signalsOf(deps, trx, workspaceId, before.id);
    const after =
      churn === undefined ? signals : [...signals.filter((signal) => !isByStage(signal)), ...churn];
    return writeEdit(deps, trx, workspaceId, {
      actor,
      action: 'account.undo',
      before,
      version: edit.version,
      fields: { ...before, ...was },
      signals: { before: signals, after: inOrder(after) },
      placing,
    });
  });
}

/** How far back the last edit is looked for: other work writes to the same trail. */
const AUDIT_LOOKED_AT = 50;

async function writeEdit(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  edit: {
    actor: string;
    action: string;
    before: Account;
    version: number;
    fields: AccountFields;
    signals: SignalMove;
    placing: Placing | null;
  },
): Promise<EditResult> {
  const { before, fields, signals, actor, action } = edit;
  const written = await store.updateAccount(trx, workspaceId, {
    id: before.id,
    version: edit.version,
    at: deps.now().toISOString(),
    fields,
  });
  if (!written) {
    const entries = await listAudit(trx, workspaceId, before.id, { limit: AUDIT_LOOKED_AT });
    const last = entries.find((entry) => /^account\.(edit|undo|update|create)$/.test(entry.action));
    return { ok: false, problem: 'changed-meanwhile', by: last?.actor ?? null };
  }
  const today = todayOf(deps, edit.placing);
  const changed = changesOf(before, fields, signals, today);
  const isMoved = changed.includes('departure');
  if (isMoved)
    await saveSignals(trx, deps.database.dialect, workspaceId, [{ accountId: before.id, ...signals }]);
  const named = changed.filter((field) => field !== 'departure');
  if (isMoved || needsAssessment(named)) await place(deps, trx, workspaceId, before.id, edit.placing);
  const version = edit.version + 1;
  const wasLeft = isMoved
    ? { left: departureBy(signals.before, today), churn: signals.before.filter(isByStage) }
    : {};
  await writeAudit(deps, trx, workspaceId, [
    {
      actor,
      action,
      accountId: before.id,
      subjectId: before.id,
      before: { ...pickFields(before, named), ...wasLeft },
      after: {
        ...pickFields(fields, named),
        ...(isMoved ? { left: departureBy(signals.after, today) } : {}),
        version,
      },
    },
  ]);
  return { ok: true, account: { id: before.id, key: before.key, ...fields, version }, changed };
}

interface SignalMove {
  before: readonly KeptSignal[];
  after: readonly KeptSignal[];
}

/** What the audit row of an edit keeps of the state before it, for its undo: the signals that came with the stage, too. */
type EditBefore = Partial<AccountFields> & { left?: unknown; churn?: KeptSignal[] };

async function signalsOf(
  { database }: Pick<Deps, 'database'>,
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<KeptSignal[]> {
  const found = await listSignals(executor, database.dialect, workspaceId, [accountId]);
  return found.get(accountId) ?? [];
}

/** The signals of an account once it has these fields, and what is wrong with the departure that was entered. */
export function moveSignals(
  { id, stage, signals }: { id: string; stage: string | null; signals: readonly KeptSignal[] },
  fields: AccountFields,
  departure: DepartureEntry | null,
  today: BusinessDate,
): { signals: readonly KeptSignal[]; problems: FieldProblems } {
  if (
    fields.stage === CHURNED &&
    stage !== CHURNED &&
    departure === null &&
    departureBy(signals, today) === null
  )
    return { signals, problems: { stage: 'Say when it left, and why.' } };
  const entered = fields.stage === CHURNED ? departure : null;
  if (entered !== null && !isSame(entered, departureBy(signals, today))) {
    const problems = departureProblems(entered, { today, startedOn: fields.startedOn });
    if (Object.keys(problems).length > 0) return { signals, problems };
  }
  const after = signalsAfter(id, signals, { from: stage, to: fields.stage, today, departure: entered });
  if (after !== null) return { signals: after, problems: {} };
  return { signals, problems: { leftOn: 'It came back on that day or later: pick a day after it.' } };
}

function changesOf(
  before: AccountFields,
  fields: AccountFields,
  signals: SignalMove,
  today: BusinessDate,
): (AccountField | 'departure')[] {
  const isSameDeparture = isSame(departureBy(signals.before, today), departureBy(signals.after, today));
  return [...changedFields(before, fields), ...(isSameDeparture ? [] : (['departure'] as const))];
}

/** What the audit row of an account that left says of that; nothing of a customer’s. */
export function leftIn(signals: readonly KeptSignal[], today: BusinessDate) {
  const left = departureBy(signals, today);
  return left === null ? {} : { left };
}

/** Without a program there is no time zone but UTC. */
export function todayOf(deps: Deps, placing: Placing | null): BusinessDate {
  return placing?.today ?? businessDateOf(deps.now(), 'UTC');
}

/** Finds the account's place anew, now or at the next assessment. */
export async function place(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  accountId: string,
  placing: Placing | null,
): Promise<void> {
  if (placing === null) await markStale(trx, deps.database.dialect, workspaceId, [{ accountId, day: '' }]);
  else await reassess(deps, trx, workspaceId, placing.program, [accountId], placing.today);
}

function versionIn(after: unknown): number | null {
  if (typeof after !== 'object' || after === null || !('version' in after)) return null;
  return typeof after.version === 'number' ? after.version : null;
}
