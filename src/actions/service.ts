/** Actions and decisions of the leadership's meeting: written down, changed, done and dropped. */
import type { Transaction } from 'kysely';
import { writeAudit } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Database } from '../db/schema.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import {
  firstState,
  heardOf,
  isSameAction,
  mayChange,
  movedState,
  normalized,
  problemsOf,
  type ActionFields,
  type ActionMove,
  type ActionProblems,
  type LeadershipAction,
  type MeetingThread,
} from './domain.ts';
import { findAction, findActionOf, insertAction, updateAction } from './store.ts';
import { showInThread, tellInThread } from './thread-service.ts';

export {
  countActions,
  findAction,
  findActionOf,
  listActions,
  listOwnDue,
  listStanding,
  type ActionFilter,
  type ActionList,
} from './store.ts';

export interface ActionEdit {
  /** Of a new one too: made when its form was opened, so that the same form sent twice writes one. */
  id: string;
  /** The version that was read; 0: a new one. */
  version: number;
  fields: ActionFields;
  /** Of a new one: the message that it is made of, and the thread in which it is told. */
  source: string | null;
  thread: Pick<MeetingThread, 'digestId' | 'outboxId'> | null;
}

/** Who acts, on which day. */
export interface ActionPress {
  personId: string;
  isLeader: boolean;
  today: BusinessDate;
  nextWorkday: BusinessDate;
}

export type ActionSaved =
  | { ok: true; action: LeadershipAction; isNew: boolean; changed: boolean }
  | { ok: false; problem: 'invalid'; fields: ActionProblems }
  | { ok: false; problem: 'not-found' | 'not-yours' }
  /** Somebody else made one of the same message, or saved it, since the form was opened. */
  | { ok: false; problem: 'changed-meanwhile'; theirs: LeadershipAction };

/**
 * Writes down a new action or decision and tells it in the meeting's thread, or changes one that was read as `version`.
 * A message becomes one once. Kick the sender afterwards.
 */
export async function saveAction(
  deps: Deps,
  workspaceId: string,
  edit: ActionEdit,
  press: ActionPress,
): Promise<ActionSaved> {
  const fields = normalized(edit.fields);
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findAction(trx, workspaceId, edit.id);
    if (before === null && edit.version > 0) return { ok: false, problem: 'not-found' };
    if (before !== null && !mayChange(before, press.personId, press.isLeader))
      return { ok: false, problem: 'not-yours' };
    if (before !== null && isSameAction(before, fields))
      return { ok: true, action: before, isNew: edit.version === 0, changed: false };
    const other =
      edit.source === null || before !== null ? null : await findActionOf(trx, workspaceId, edit.source);
    const theirs = other ?? (before !== null && before.version !== edit.version ? before : null);
    if (theirs !== null) return { ok: false, problem: 'changed-meanwhile', theirs };
    const problems = problemsOf(fields, before, press.today);
    if (Object.keys(problems).length > 0) return { ok: false, problem: 'invalid', fields: problems };
    const action =
      before === null
        ? await create(deps, trx, workspaceId, { ...edit, fields }, press)
        : await change(deps, trx, workspaceId, before, fields, press);
    return { ok: true, action, isNew: before === null, changed: true };
  });
}

async function create(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  { id, fields, source, thread }: ActionEdit,
  press: ActionPress,
): Promise<LeadershipAction> {
  const at = deps.now().toISOString();
  const action: LeadershipAction = {
    ...fields,
    id,
    state: firstState(fields.kind),
    digestId: thread?.digestId ?? null,
    source,
    outboxId: null,
    version: 1,
    createdBy: press.personId,
    createdAt: at,
    updatedBy: press.personId,
    updatedAt: at,
    ...(fields.kind === 'decision' ? closedBy(press, at) : OPEN),
    remindedFor: heardOf(fields, null, press),
  };
  const outboxId = await tellInThread(deps, trx, workspaceId, action, thread, press.today);
  const told = { ...action, outboxId };
  await insertAction(trx, workspaceId, told);
  await audit(deps, trx, workspaceId, 'action.create', null, told, press);
  return told;
}

async function change(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  before: LeadershipAction,
  fields: ActionFields,
  press: ActionPress,
): Promise<LeadershipAction> {
  const at = deps.now().toISOString();
  const isOther = before.kind !== fields.kind;
  const stands = fields.kind === 'decision' ? closedBy(press, at) : OPEN;
  const action: LeadershipAction = {
    ...before,
    ...fields,
    // What becomes a decision is taken, and what becomes an action has to be done.
    ...(isOther ? { state: firstState(fields.kind), ...stands } : {}),
    ...saved(before, press, at),
    remindedFor: heardOf(fields, before, press),
  };
  await updateAction(trx, workspaceId, action);
  await audit(deps, trx, workspaceId, 'action.edit', before, action, press);
  await showInThread(deps, trx, workspaceId, action, press.today);
  return action;
}

export type ActionMoved =
  /** `isShown`: its message in the thread is brought up to date by the outbox. */
  | { ok: true; action: LeadershipAction; isShown: boolean }
  | { ok: false; problem: 'not-found' }
  | { ok: false; problem: 'not-yours' }
  /** Somebody else was faster: this is how it stands. */
  | { ok: false; problem: 'moved-already'; action: LeadershipAction };

/** Its owner, who wrote it down, or a leader says that it is done or dropped, or takes that back. Kick the sender. */
export async function moveAction(
  deps: Deps,
  workspaceId: string,
  id: string,
  move: ActionMove,
  press: ActionPress,
): Promise<ActionMoved> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findAction(trx, workspaceId, id);
    if (before === null) return { ok: false, problem: 'not-found' };
    if (!mayChange(before, press.personId, press.isLeader)) return { ok: false, problem: 'not-yours' };
    const state = movedState(before, move);
    if (state === null) return { ok: false, problem: 'moved-already', action: before };
    const at = deps.now().toISOString();
    const action: LeadershipAction = {
      ...before,
      state,
      ...(state === 'open' ? OPEN : closedBy(press, at)),
      ...saved(before, press, at),
    };
    await updateAction(trx, workspaceId, action);
    await audit(deps, trx, workspaceId, `action.${move}`, before, action, press);
    return { ok: true, action, isShown: await showInThread(deps, trx, workspaceId, action, press.today) };
  });
}

const OPEN = { closedBy: null, closedOn: null, closedAt: null };

function closedBy({ personId, today }: ActionPress, at: string) {
  return { closedBy: personId, closedOn: today, closedAt: at };
}

function saved(before: LeadershipAction, { personId }: ActionPress, at: string) {
  return { version: before.version + 1, updatedBy: personId, updatedAt: at };
}

async function audit(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  action: string,
  before: LeadershipAction | null,
  after: LeadershipAction,
  { personId }: ActionPress,
): Promise<void> {
  const told = ({ kind, what, ownerId, dueOn, state }: LeadershipAction) => ({
    kind,
    what,
    ownerId,
    dueOn,
    state,
  });
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: personId,
      action,
      subjectId: after.id,
      before: before === null ? undefined : told(before),
      after: told(after),
    },
  ]);
}
