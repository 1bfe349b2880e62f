/**
 * Applies the signals of several requests in one transaction. Order counts: a user who is grouped belongs to that
 * account from then on. What is known is read at the start, changed in memory, and written at the end.
 */
import { CHURNED } from '../accounts/departure.ts';
import { findWrittenDown, followStages, type SetStage } from '../accounts/departure-service.ts';
import { nameKey } from '../accounts/name-key.ts';
import { writeAudit, type AuditEntry } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { markStale } from '../journey/service.ts';
import type { AccountTraits, ContactTraits, KeepResult, Signal, SignalRequest } from './domain.ts';
import * as store from './store.ts';

type Work = Pick<Deps, 'makeId' | 'now'>;

interface State {
  accounts: Map<string, store.AccountRow>;
  /** Accounts as they were, for those that changed; null: they were not there. */
  before: Map<string, store.AccountRow | null>;
  actors: Map<string, string>;
  /** When the newest stage of an account was said, by its key. */
  stagedOn: Map<string, BusinessDate>;
  users: Map<string, { accountId: string | null; traits: ContactTraits }>;
  changedUsers: Set<string>;
  applied: Set<string>;
  newMessages: Set<string>;
  events: store.EventRow[];
  values: store.ValueRow[];
  answers: store.AnswerRow[];
}

/** @returns per request that its signals are kept, or the first one that can not be */
export async function applySignals(
  deps: Work,
  scope: store.Scope,
  requests: readonly SignalRequest[],
): Promise<KeepResult[]> {
  const state = await load(scope, requests);
  const results = requests.map((request): KeepResult => {
    const refused = request.signals.find(
      (signal, index) => !hasAccount(state, request.signals, signal, index),
    );
    if (refused !== undefined) return refuse(refused);
    for (const signal of request.signals) applyOne(deps, state, request, signal);
    return { ok: true };
  });
  await save(deps, scope, state);
  return results;
}

async function load(scope: store.Scope, requests: readonly SignalRequest[]): Promise<State> {
  const signals = requests.flatMap((request) => request.signals);
  const accounts = await store.findAccounts(scope, distinct(signals.map(({ groupId }) => groupId)));
  const naming = signals.filter((signal) => namesUser(signal) || signal.groupId === null);
  const known = await store.findUsers(scope, distinct(naming.map(({ user }) => user)));
  const once = signals.filter(namesUserOrAccount).map(({ messageId }) => messageId);
  return {
    accounts,
    before: new Map(),
    actors: new Map(),
    stagedOn: new Map(),
    users: new Map(
      [...known].map(([id, row]) => [
        id,
        { accountId: row.account_id, traits: JSON.parse(row.traits) as ContactTraits },
      ]),
    ),
    changedUsers: new Set(),
    applied: await store.findMessages(scope, distinct(once)),
    newMessages: new Set(),
    events: [],
    values: [],
    answers: [],
  };
}

/** Whether an event's or a value's account is known: by its own word, by an earlier message, or by one before it here. */
function hasAccount(state: State, signals: readonly Signal[], signal: Signal, index: number): boolean {
  if (namesUserOrAccount(signal) || signal.groupId !== null) return true;
  if (signal.user === null) return false;
  if ((state.users.get(signal.user)?.accountId ?? null) !== null) return true;
  return signals
    .slice(0, index)
    .some((other) => namesUser(other) && other.user === signal.user && other.groupId !== null);
}

function refuse({ path, user }: Signal): KeepResult {
  const who = user === null ? '' : `, and no group call has said whose user ${user} is`;
  const message = `is missing: it is the key of the account that this belongs to (or context.groupId)${who}`;
  return { ok: false, refusal: { path: `${path}groupId`, message } };
}

function applyOne(deps: Work, state: State, request: SignalRequest, signal: Signal): void {
  if (namesUserOrAccount(signal) && signal.messageId !== null) {
    // A late second delivery must not bring back what a newer message has replaced.
    if (state.applied.has(signal.messageId)) return;
    state.applied.add(signal.messageId);
    state.newMessages.add(signal.messageId);
  }
  const accountId = signal.groupId === null ? null : accountFor(deps, state, request, signal.groupId).id;
  if (signal.type === 'group') changeAccount(state, request, signal.groupId ?? '', signal);
  if (namesUser(signal) && signal.user !== null) {
    const known = state.users.get(signal.user);
    const traits = { ...known?.traits, ...(signal.type === 'identify' ? signal.traits : {}) };
    state.users.set(signal.user, { accountId: accountId ?? known?.accountId ?? null, traits });
    state.changedUsers.add(signal.user);
  }
  if (signal.type === 'identify' || signal.type === 'group') return;
  const account = accountId ?? state.users.get(signal.user ?? '')?.accountId;
  if (account === undefined || account === null)
    throw new Error('a signal without an account was let through');
  const common = {
    key: `api|${signal.messageId ?? deps.makeId()}`,
    account_id: account,
    day: request.dayOf(signal.atMs),
    at: new Date(signal.atMs).toISOString(),
  };
  if (signal.type === 'event') state.events.push({ ...common, name: signal.name });
  else if (signal.type === 'answer') state.answers.push(answerRow(deps, signal, common));
  else state.values.push({ ...common, kpi: signal.kpi, value: signal.value });
}

function answerRow(
  deps: Work,
  { survey, value, persona, note, user }: Extract<Signal, { type: 'answer' }>,
  common: Pick<store.ValueRow, 'key' | 'account_id' | 'day' | 'at'>,
): store.AnswerRow {
  const contact = user === null ? null : contactKey(user);
  return { ...common, id: deps.makeId(), survey, value, persona, note, contact };
}

/** The key of the contact that a user is. */
function contactKey(user: string): string {
  return `api|${user}`;
}

/** The account of a key; one that nobody knows is created under its key, so that nothing is lost. */
function accountFor(deps: Work, state: State, request: SignalRequest, key: string): store.AccountRow {
  const known = state.accounts.get(key);
  if (known !== undefined) return known;
  const account: store.AccountRow = {
    id: deps.makeId(),
    key,
    name: key,
    name_key: nameKey(key),
    domain: null,
    segment: null,
    stage: null,
    arr: null,
    currency: null,
    started_on: null,
    renews_on: null,
  };
  state.accounts.set(key, account);
  state.before.set(key, null);
  state.actors.set(key, request.actor);
  return account;
}

function changeAccount(
  state: State,
  request: SignalRequest,
  key: string,
  { atMs, traits: { startedOnIfEmpty, ...traits } }: { atMs: number; traits: AccountTraits },
): void {
  const account = state.accounts.get(key);
  if (account === undefined) return;
  const changed = { ...account, ...traits };
  changed.started_on ??= startedOnIfEmpty ?? null;
  changed.name_key = nameKey(changed.name);
  const columns = Object.keys(changed) as (keyof store.AccountRow)[];
  if (columns.every((column) => changed[column] === account[column])) return;
  if (!state.before.has(key)) state.before.set(key, account);
  state.accounts.set(key, changed);
  state.actors.set(key, request.actor);
  if (changed.stage !== account.stage) state.stagedOn.set(key, request.dayOf(atMs));
}

async function save(deps: Work, scope: store.Scope, state: State): Promise<void> {
  const now = deps.now().toISOString();
  await keepDepartures(scope, state);
  const changed = [...state.before.keys()].flatMap((key) => state.accounts.get(key) ?? []);
  await store.saveAccounts(scope, changed, now);
  await auditAccounts(deps, scope, state);
  await followStages(deps, scope, stagesIn(state));
  await saveUsers(deps, scope, state);
  await store.insertEvents(scope, state.events);
  await store.insertValues(scope, state.values);
  await store.insertAnswers(scope, state.answers);
  await store.saveMessages(scope, [...state.newMessages], now);
  await markStale(scope.executor, scope.dialect, scope.workspaceId, marksOf(state, changed));
}

/** What a person wrote down with the stage of an account is not taken back by another stage: that stays. */
async function keepDepartures(scope: store.Scope, state: State): Promise<void> {
  const contradicted = [...state.stagedOn.keys()].flatMap((key) => {
    const [before, after] = [state.before.get(key), state.accounts.get(key)];
    const isTakenBack = before?.stage === CHURNED && after !== undefined && after.stage !== CHURNED;
    return isTakenBack ? [{ key, before, after }] : [];
  });
  if (contradicted.length === 0) return;
  const written = await findWrittenDown(
    scope,
    contradicted.map(({ after }) => after.id),
  );
  for (const { key, before, after } of contradicted.filter((one) => written.has(one.after.id))) {
    const kept = { ...after, stage: CHURNED };
    state.accounts.set(key, kept);
    const columns = Object.keys(kept) as (keyof store.AccountRow)[];
    if (columns.every((column) => kept[column] === before[column])) state.before.delete(key);
    state.stagedOn.delete(key);
  }
}

function stagesIn(state: State): SetStage[] {
  return [...state.stagedOn].flatMap(([key, day]) => {
    const after = state.accounts.get(key);
    if (after === undefined) return [];
    const before = state.before.get(key);
    const actor = state.actors.get(key) ?? 'api';
    const isNew = before === null;
    return [{ accountId: after.id, isNew, from: before?.stage ?? null, to: after.stage, day, actor }];
  });
}

/** One mark for each account: the newest day of its signals. */
function marksOf(state: State, changed: readonly store.AccountRow[]): { accountId: string; day: string }[] {
  const days = new Map(changed.map(({ id }) => [id, '']));
  for (const { account_id, day } of [...state.events, ...state.values]) {
    if (day > (days.get(account_id) ?? '')) days.set(account_id, day);
  }
  return [...days]
    .map(([accountId, day]) => ({ accountId, day }))
    .toSorted((a, b) => (a.accountId < b.accountId ? -1 : 1));
}

/** A user whose account is known is a contact of it. */
async function saveUsers(deps: Work, scope: store.Scope, state: State): Promise<void> {
  const users = [...state.changedUsers].map((id) => ({ id, ...state.users.get(id) }));
  await store.saveUsers(
    scope,
    users.map(({ id, accountId, traits }) => ({
      user_id: id,
      account_id: accountId ?? null,
      traits: JSON.stringify(traits ?? {}),
    })),
  );
  const contacts = users.flatMap(({ id, accountId, traits }) =>
    accountId === null || accountId === undefined
      ? []
      : [
          {
            id: deps.makeId(),
            key: contactKey(id),
            account_id: accountId,
            name: traits?.name ?? traits?.email ?? id,
            email: traits?.email ?? null,
            title: traits?.title ?? null,
          },
        ],
  );
  await store.saveContacts(scope, contacts);
}

async function auditAccounts(deps: Work, scope: store.Scope, state: State): Promise<void> {
  const entries = [...state.before].flatMap(([key, before]): AuditEntry[] => {
    const after = state.accounts.get(key);
    if (after === undefined) return [];
    const entry = { actor: state.actors.get(key) ?? 'api', accountId: after.id };
    if (before === null) return [{ ...entry, action: 'account.create', after: { key, name: after.name } }];
    const columns = (Object.keys(after) as (keyof store.AccountRow)[]).filter(
      (column) => column !== 'name_key' && before[column] !== after[column],
    );
    const pick = (row: store.AccountRow) =>
      Object.fromEntries(columns.map((column) => [column, row[column]]));
    return [{ ...entry, action: 'account.update', before: pick(before), after: pick(after) }];
  });
  await writeAudit(deps, scope.executor, scope.workspaceId, entries);
}

function namesUser(signal: Signal): boolean {
  return signal.user !== null && namesUserOrAccount(signal);
}

function namesUserOrAccount(signal: Signal): boolean {
  return signal.type === 'identify' || signal.type === 'group';
}

function distinct(texts: readonly (string | null)[]): string[] {
  return [...new Set(texts)].filter((text) => text !== null);
}
