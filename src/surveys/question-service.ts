/** Questions to our people: asked once a week, answered by a press. */
import type { Transaction } from 'kysely';
import { fallbackText } from '#blocks/build.ts';
import { questionMessage } from '#blocks/question-message.ts';
import { writeAudit } from '../audit/store.ts';
import { addDays, businessDateOf, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Press } from '../ctas/service.ts';
import { accountRanges } from '../db/account-ranges.ts';
import type { Database } from '../db/schema.ts';
import { freshFrom, stagesAsking } from '../health/domain.ts';
import { enqueue } from '../jobs/outbox.ts';
import { claimSlot, isClaimed } from '../jobs/store.ts';
import { isPostDay, type AppliedProgram } from '../program/domain.ts';
import { firstAppliedAt } from '../program/service.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { findQuestionsToAsk, replaceOpen, type AskedMetric, type AskScope, type ToAsk } from './ask-store.ts';
import {
  askingDayOf,
  askingMetrics,
  ofMostValuable,
  pressChoice,
  type AskingMetric,
  type Choice,
  type Question,
} from './domain.ts';
import {
  clearChanges,
  findQuestion,
  insertQuestions,
  listKnownMessages,
  listOfMessages,
  listWorkspacesToEndChanges,
  updateQuestion,
  wasAskedSince,
  type ShownQuestion,
} from './question-store.ts';
import { answerWords } from './words.ts';
import { deleteAnswer, findAnswer, insertAnswer, updateAnswer } from './store.ts';

export { listOfMessages } from './question-store.ts';

const SLOT = 'surveys.questions';
const ACCOUNTS_OF_PERSON = 5;
const QUESTIONS_OF_ACCOUNT = 3;
const DAYS_APART = 7;
/** Answers from before any date are fresh where they never grow old. */
const EVER = '0001-01-01';

/**
 * Asks once a week, on the first day on which the program posts or the next one after it, and never before seven days are
 * over: each person by one message about their most valuable accounts. Kick the sender afterwards.
 * @returns how many people were asked
 */
export async function askQuestions(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
): Promise<number> {
  const { program } = applied;
  const { db } = deps.database;
  const asking = askingMetrics(program.scorecard);
  const askingDay = askingDayOf(program.posts.morning?.days ?? null, date);
  const since = await firstAppliedAt(db, workspaceId);
  if (since === null || businessDateOf(since, program.timezone) > askingDay) return 0;
  if (asking.length === 0 || !isPostDay(program.posts.morning, date)) return 0;
  if (await isClaimed(db, workspaceId, SLOT, askingDay)) return 0;
  const askedSince = addDays(date, 1 - DAYS_APART);
  if (await wasAskedSince(db, workspaceId, askedSince)) return 0;
  const toAsk = await listToAsk(deps, {
    dialect: deps.database.dialect,
    workspaceId,
    today: date,
    askedSince,
    metrics: asking.flatMap((metric, rank) => askedMetrics(metric, rank, date)),
    accountsOfPerson: ACCOUNTS_OF_PERSON,
    questionsOfAccount: QUESTIONS_OF_ACCOUNT,
  });
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    if (!(await claimSlot(trx, workspaceId, SLOT, askingDay, deps.now()))) return 0;
    return toAsk.length === 0 ? 0 : send(deps, trx, workspaceId, asking, toAsk, date);
  });
}

/** Read before the transaction, so that nobody who writes waits for it: an answer of this very minute is asked again. */
async function listToAsk({ database }: Deps, scope: AskScope): Promise<ToAsk[]> {
  let found: ToAsk[] = [];
  for await (const range of accountRanges(database, scope.workspaceId, 'list')) {
    const more = await findQuestionsToAsk(database.db, scope, range);
    found = ofMostValuable([...found, ...more], ACCOUNTS_OF_PERSON);
  }
  return found;
}

function askedMetrics({ metric }: AskingMetric, rank: number, date: BusinessDate): AskedMetric[] {
  const freshSince = freshFrom(metric, date) ?? EVER;
  return stagesAsking(metric).map((stage) => ({ metric: metric.id, stage, rank, freshFrom: freshSince }));
}

async function send(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  asking: readonly AskingMetric[],
  toAsk: readonly ToAsk[],
  date: BusinessDate,
): Promise<number> {
  const replaced = await replaceOpen(trx, deps.database.dialect, workspaceId, toAsk);
  await refresh(deps, trx, workspaceId, replaced);
  const byId = new Map(asking.map((known) => [known.metric.id, known]));
  const people = [...Map.groupBy(toAsk, ({ personId }) => personId).values()];
  const messages = people.map((wanted) => ({
    channel: wanted[0]!.slackUserId,
    questions: wanted.map((one, index) => shownQuestion(deps, one, byId.get(one.metric)!, index + 1, date)),
  }));
  const outboxIds = await enqueue(
    deps,
    trx,
    workspaceId,
    messages.map(({ channel, questions }) => ({
      kind: 'post' as const,
      channel,
      payload: payloadOf(deps, questions),
    })),
  );
  const asked = messages.flatMap(({ questions }, index) =>
    questions.map((question) => ({ ...question, outboxId: outboxIds[index]! })),
  );
  await insertQuestions(trx, workspaceId, asked);
  return messages.length;
}

function shownQuestion(
  deps: Deps,
  { accountId, accountName, personId }: ToAsk,
  { metric, question }: AskingMetric,
  position: number,
  askedOn: BusinessDate,
): ShownQuestion {
  return {
    id: deps.makeId(),
    accountId,
    accountName,
    metricId: metric.id,
    persona: metric.persona,
    asked: question,
    personId,
    outboxId: '',
    position,
    askedOn,
    state: 'open',
    value: null,
    answerId: null,
    quietUntil: null,
    undoUntil: null,
  };
}

function payloadOf(deps: Pick<Deps, 'now'>, questions: readonly ShownQuestion[]) {
  const { text, blocks } = questionMessage(questions, deps.now().toISOString());
  return { text: fallbackText(text), blocks };
}

/** Shows in messages what became of their questions; one that is forgotten stays as it is. @returns those shown */
async function refresh(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  outboxIds: readonly string[],
): Promise<string[]> {
  if (outboxIds.length === 0) return [];
  const known = await listKnownMessages(deps.database.dialect, trx, workspaceId, outboxIds);
  const questions = Map.groupBy(await listOfMessages(trx, workspaceId, known), ({ outboxId }) => outboxId);
  const updates = [...questions].map(([target, shown]) => ({
    kind: 'update' as const,
    target,
    payload: payloadOf(deps, shown),
  }));
  if (updates.length > 0) await enqueue(deps, trx, workspaceId, updates);
  return updates.map(({ target }) => target);
}

export type AnswerResult =
  /** `isShown`: the message is brought up to date by the outbox. */
  | { ok: true; question: Question; isShown: boolean }
  | { ok: false; problem: 'not-found' | 'asked-of-another' | 'asked-again' | 'too-late' };

/** Takes the answer of the one who was asked. A second press of one button changes nothing. */
export function answerQuestion(
  deps: Deps,
  workspaceId: string,
  questionId: string,
  choice: Choice,
  press: Press,
): Promise<AnswerResult> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findQuestion(trx, workspaceId, questionId);
    if (before === null) return { ok: false, problem: 'not-found' };
    if (before.personId !== press.personId) return { ok: false, problem: 'asked-of-another' };
    const pressed = pressChoice(before, choice, press.today, deps.now().toISOString());
    if (!pressed.ok && pressed.problem !== 'same') return pressed;
    let question = before;
    if (pressed.ok) {
      question = {
        ...pressed.question,
        answerId: await keepAnswer(deps, trx, workspaceId, pressed.question, press),
      };
      await updateQuestion(trx, workspaceId, question);
      await auditPress(deps, trx, workspaceId, before, question, press);
    }
    const shown = await refresh(deps, trx, workspaceId, [question.outboxId]);
    return { ok: true, question, isShown: shown.length > 0 };
  });
}

/** Writes, changes or takes out the answer of a question. @returns its id; null: there is none now */
async function keepAnswer(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  { answerId, accountId, metricId, persona, value }: Question,
  { personId, today }: Press,
): Promise<string | null> {
  const before = answerId === null ? null : await findAnswer(trx, workspaceId, answerId);
  if (value === null) {
    if (before !== null) await deleteAnswer(trx, workspaceId, before.id);
    return null;
  }
  if (before !== null) {
    await updateAnswer(trx, workspaceId, { ...before, value, version: before.version + 1 });
    return before.id;
  }
  const id = deps.makeId();
  await insertAnswer(trx, workspaceId, {
    id,
    accountId,
    survey: metricId,
    persona,
    contactId: null,
    value,
    day: today,
    note: null,
    key: null,
    answeredBy: personId,
    answeredAt: deps.now().toISOString(),
    version: 1,
  });
  return id;
}

async function auditPress(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  before: Question,
  { id, accountId, asked, state, value }: Question,
  { personId }: Press,
): Promise<void> {
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: personId,
      action: 'question.answer',
      accountId,
      subjectId: id,
      before: { state: before.state, value: before.value },
      after: { title: asked, state, value, reason: answerWords(state, value) },
    },
  ]);
}

/** Takes the buttons away whose minute is over. @returns how many messages it was */
export async function endChanges(deps: Deps): Promise<number> {
  const now = deps.now().toISOString();
  let ended = 0;
  for (const workspaceId of await listWorkspacesToEndChanges(deps.database.db, now)) {
    ended += await inTransaction(deps, async (trx) => {
      await lockWorkspace(trx, deps.database.dialect, workspaceId);
      const shown = await refresh(deps, trx, workspaceId, await clearChanges(trx, workspaceId, now));
      return shown.length;
    });
  }
  return ended;
}
