/** Initiatives: saved, answered, ended and opened again. */
import type { Transaction } from 'kysely';
import { writeAudit } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Press } from '../ctas/service.ts';
import type { Database } from '../db/schema.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { findAnswer, findLastAnswers, insertAnswer } from './answer-store.ts';
import {
  answered,
  askDay,
  changedFields,
  edited,
  fieldsOf,
  mayAnswer,
  MAX,
  moved,
  problemsOf,
  type AnswerFigures,
  type Initiative,
  type InitiativeAnswer,
  type InitiativeField,
  type InitiativeFields,
  type InitiativeMove,
  type InitiativeProblems,
  type OpenQuestion,
  type Verdict,
} from './domain.ts';
import { showAnswered, showStanding } from './ask-service.ts';
import {
  findInitiative,
  findInitiativeNamed,
  insertInitiative,
  listWaiting,
  updateInitiative,
} from './store.ts';
import type { Executor } from '../db/open.ts';

export { findLastAnswers, listAnswers } from './answer-store.ts';
export { countInitiatives, findInitiative, findInitiativeNamed, listInitiatives } from './store.ts';

export interface InitiativeEdit {
  /** Of a new one too: made when its form was opened, so that the same form sent twice writes one. */
  id: string;
  /** The version that was read; 0: a new one. */
  version: number;
  fields: InitiativeFields;
}

export type InitiativeSaved =
  | { ok: true; initiative: Initiative; changed: InitiativeField[] }
  | { ok: false; problem: 'invalid'; fields: InitiativeProblems }
  | { ok: false; problem: 'not-found' }
  /** Somebody else saved it since it was read. */
  | { ok: false; problem: 'changed-meanwhile'; theirs: Initiative };

/**
 * Writes down a new initiative, which begins today, or changes one that was read as `version`, and shows it in the
 * message that asked. Kick the sender afterwards.
 * @param milestoneIds those of the program: another one is refused, unless the initiative had it before
 */
export async function saveInitiative(
  deps: Deps,
  workspaceId: string,
  edit: InitiativeEdit,
  milestoneIds: readonly string[],
  press: Press,
): Promise<InitiativeSaved> {
  return inTransaction(deps, async (trx) => {
    // Of two people who save at once, the second one is told of the first.
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findInitiative(trx, workspaceId, edit.id);
    if (before === null && edit.version > 0) return { ok: false, problem: 'not-found' };
    const changed = before === null ? [] : changedFields(before, edit.fields);
    if (before !== null && changed.length === 0) return { ok: true, initiative: before, changed };
    if (before !== null && before.version !== edit.version)
      return { ok: false, problem: 'changed-meanwhile', theirs: before };
    const known = new Set([
      ...milestoneIds,
      ...(before === null || before.milestoneId === null ? [] : [before.milestoneId]),
    ]);
    const problems = {
      ...(await nameProblem(trx, workspaceId, edit)),
      ...problemsOf(edit.fields, known),
    };
    if (Object.keys(problems).length > 0) return { ok: false, problem: 'invalid', fields: problems };
    const initiative =
      before === null
        ? newInitiative(deps, edit, press)
        : { ...edited(before, edit.fields), ...savedBy(deps, before, press) };
    await (before === null ? insertInitiative : updateInitiative)(trx, workspaceId, initiative);
    const action = before === null ? 'initiative.create' : 'initiative.edit';
    await audit(deps, trx, workspaceId, action, before, initiative);
    if (before !== null) await showStanding(deps, trx, workspaceId, before, initiative, press.today);
    return { ok: true, initiative, changed };
  });
}

async function nameProblem(
  trx: Transaction<Database>,
  workspaceId: string,
  { id, fields }: InitiativeEdit,
): Promise<InitiativeProblems> {
  const known = await findInitiativeNamed(trx, workspaceId, fields.name);
  if (known === null || known.id === id) return {};
  const list = known.state === 'open' ? '/cs initiatives' : '/cs initiatives closed';
  return { name: `There is an initiative “${known.name}” already: ${list} shows it. Choose another name.` };
}

function newInitiative(deps: Deps, { id, fields }: InitiativeEdit, press: Press): Initiative {
  return {
    ...fieldsOf(fields),
    id,
    startedOn: press.today,
    figures: null,
    askOn: askDay(press.today, fields.everyWeeks),
    asked: null,
    state: 'open',
    createdBy: press.personId,
    createdAt: deps.now().toISOString(),
    ...savedBy(deps, null, press),
  };
}

function savedBy(deps: Deps, before: Initiative | null, { personId }: Press) {
  return {
    version: (before?.version ?? 0) + 1,
    updatedBy: personId,
    updatedAt: deps.now().toISOString(),
  };
}

export type InitiativeMoved =
  | { ok: true; initiative: Initiative }
  | { ok: false; problem: 'not-found' }
  /** Somebody else was faster: this is how it stands. */
  | { ok: false; problem: 'moved-already'; initiative: Initiative };

/**
 * A leader ends an initiative, opens a closed one again, or has one asked again that did not improve anything; the message
 * that asked shows it. Kick the sender afterwards.
 */
export async function moveInitiative(
  deps: Deps,
  workspaceId: string,
  id: string,
  move: InitiativeMove,
  press: Press,
): Promise<InitiativeMoved> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findInitiative(trx, workspaceId, id);
    if (before === null) return { ok: false, problem: 'not-found' };
    const after = moved(before, move, press.today);
    if (after === null) return { ok: false, problem: 'moved-already', initiative: before };
    const initiative = { ...after, ...savedBy(deps, before, press) };
    await updateInitiative(trx, workspaceId, initiative);
    await audit(deps, trx, workspaceId, `initiative.${move}`, before, initiative);
    await showStanding(deps, trx, workspaceId, before, initiative, press.today);
    return { ok: true, initiative };
  });
}

/** What a person answered to the question. */
export interface AnswerEdit {
  /** Made when the form was opened, so that the same form sent twice writes one. */
  id: string;
  initiativeId: string;
  /** The version of the initiative that was read. */
  version: number;
  verdict: Verdict;
  answer: string;
  /** What stood beside the question. */
  figures: AnswerFigures;
}

export type AnswerSaved =
  | { ok: true; initiative: Initiative; answer: InitiativeAnswer }
  | { ok: false; problem: 'not-found' | 'not-yours' | 'answer-missing' | 'answer-too-long' }
  /** Somebody else saved, answered or ended it since it was read; `last`: the newest answer. */
  | { ok: false; problem: 'changed-meanwhile'; theirs: Initiative; last: InitiativeAnswer | null };

/** Takes an answer, and shows it in the message that asked. Kick the sender afterwards. */
export async function answerInitiative(
  deps: Deps,
  workspaceId: string,
  edit: AnswerEdit,
  press: Press & { isLeader: boolean },
): Promise<AnswerSaved> {
  if (edit.answer === '') return { ok: false, problem: 'answer-missing' };
  if (edit.answer.length > MAX.answer) return { ok: false, problem: 'answer-too-long' };
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findInitiative(trx, workspaceId, edit.initiativeId);
    if (before === null) return { ok: false, problem: 'not-found' };
    const sent = await findAnswer(trx, workspaceId, edit.id);
    if (sent !== null && sent.verdict === edit.verdict && sent.answer === edit.answer)
      return { ok: true, initiative: before, answer: sent };
    if (before.state !== 'open' || before.version !== edit.version) {
      const last = (await findLastAnswers(trx, workspaceId, [before.id])).get(before.id) ?? null;
      return { ok: false, problem: 'changed-meanwhile', theirs: before, last };
    }
    if (!mayAnswer(before, press.personId, press.isLeader)) return { ok: false, problem: 'not-yours' };
    const initiative = { ...answered(before, edit.verdict, press.today), ...savedBy(deps, before, press) };
    const answer: InitiativeAnswer = {
      id: edit.id,
      initiativeId: before.id,
      day: press.today,
      answer: edit.answer,
      verdict: edit.verdict,
      figures: edit.figures,
      answeredBy: press.personId,
      answeredAt: deps.now().toISOString(),
    };
    await updateInitiative(trx, workspaceId, initiative);
    await insertAnswer(trx, workspaceId, answer);
    await audit(deps, trx, workspaceId, 'initiative.answer', before, initiative, {
      verdict: answer.verdict,
      answer: answer.answer,
    });
    await showAnswered(deps, trx, workspaceId, before, answer, press.today);
    return { ok: true, initiative, answer };
  });
}

/** The open initiatives whose answer is due or that wait for a decision; those that wait longest first. */
export async function listOpenQuestions(
  executor: Executor,
  workspaceId: string,
  today: BusinessDate,
): Promise<OpenQuestion[]> {
  const rows = await listWaiting(executor, workspaceId, today);
  return rows.map(({ askOn, answeredOn, startedOn, ...row }) => ({
    ...row,
    waiting: askOn === null ? 'undecided' : 'unanswered',
    dueOn: askOn ?? answeredOn ?? startedOn,
  }));
}

async function audit(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  action: string,
  before: Initiative | null,
  after: Initiative,
  more: object = {},
): Promise<void> {
  const told = (one: Initiative) => ({ ...fieldsOf(one), askOn: one.askOn, state: one.state });
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: after.updatedBy,
      action,
      subjectId: after.id,
      before: before === null ? undefined : told(before),
      after: { ...told(after), ...more },
    },
  ]);
}
