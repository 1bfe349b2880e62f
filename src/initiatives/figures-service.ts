/** The figures that stand beside the question of an initiative: of before its start, and of since then. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { sideOf } from '../funnel/domain.ts';
import { readDurations } from '../funnel/service.ts';
import { readPortfolioShares } from '../health/portfolio-service.ts';
import { milestonesOf, type AppliedProgram, type ProgramMilestone } from '../program/domain.ts';
import { deleteShownBefore, findShown, insertShown } from './answer-store.ts';
import {
  knownFrom,
  windowBefore,
  windowSince,
  type AnswerFigures,
  type Initiative,
  type InitiativeFigures,
  type MilestoneFigures,
  type Window,
} from './domain.ts';
import { listWithoutFigures, setFigures } from './store.ts';

interface Question {
  initiativeId: string;
  date: BusinessDate;
  /** Null: the initiative is for none, or the program has lost it. */
  milestone: ProgramMilestone | null;
  windowOf: (usualDays: number) => Window;
}

/**
 * Reads the figures of initiatives, by their ids; the accounts are read once for all of them. Those of the first day are
 * the kept ones, or, where nobody has kept them yet, those that are read.
 */
export async function readFigures(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram | null,
  initiatives: readonly Initiative[],
  today: BusinessDate,
): Promise<Map<string, AnswerFigures>> {
  const unread = initiatives.filter(({ figures }) => figures === null);
  const read = await answerAll(deps, workspaceId, applied, [
    ...unread.map((one) => questionThen(one, applied)),
    ...initiatives.map((one) => questionNow(one, applied, today)),
  ]);
  const then = new Map(read.slice(0, unread.length));
  const now = new Map(read.slice(unread.length));
  return new Map(
    initiatives.map(({ id, figures }) => [id, { then: figures ?? then.get(id)!, now: now.get(id)! }]),
  );
}

function questionThen(initiative: Initiative, applied: AppliedProgram | null): Question {
  const { id, startedOn } = initiative;
  return {
    initiativeId: id,
    date: startedOn,
    milestone: milestoneOf(initiative, applied),
    windowOf: (usualDays) => windowBefore(startedOn, usualDays),
  };
}

function questionNow(initiative: Initiative, applied: AppliedProgram | null, today: BusinessDate): Question {
  const { id, startedOn } = initiative;
  return {
    initiativeId: id,
    date: today,
    milestone: milestoneOf(initiative, applied),
    windowOf: () => windowSince(startedOn, today),
  };
}

function milestoneOf({ milestoneId }: Initiative, applied: AppliedProgram | null): ProgramMilestone | null {
  return milestonesOf(applied?.program.journeys ?? []).find(({ id }) => id === milestoneId) ?? null;
}

async function answerAll(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram | null,
  questions: readonly Question[],
): Promise<(readonly [string, InitiativeFigures])[]> {
  const milestones = await readMilestones(deps, workspaceId, applied, questions);
  const health = new Map<BusinessDate, InitiativeFigures['health']>();
  for (const date of new Set(questions.map((question) => question.date)))
    health.set(date, await readPortfolioShares(deps.database.db, workspaceId, date));
  return questions.map((question) => [
    question.initiativeId,
    {
      date: question.date,
      milestone: milestones.get(question) ?? null,
      health: health.get(question.date) ?? null,
    },
  ]);
}

async function readMilestones(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram | null,
  questions: readonly Question[],
): Promise<Map<Question, MilestoneFigures>> {
  if (applied === null) return new Map();
  const asked = questions.flatMap((question) => {
    const { milestone, date, windowOf } = question;
    return milestone === null ? [] : [{ question, milestone, date, window: windowOf(milestone.usualDays) }];
  });
  const durations = await readDurations(
    deps,
    workspaceId,
    applied,
    asked.map(({ milestone: { id }, window: { from, upTo } }) => ({
      date: upTo,
      milestoneId: id,
      enteredFrom: from,
      enteredUpTo: upTo,
    })),
  );
  return new Map(
    asked.map(({ question, milestone, date, window: { from } }, index) => {
      const { id, name, usualDays } = milestone;
      const { entered, conversion } = sideOf(durations[index]!, usualDays);
      const isKnown = date >= knownFrom({ from, usualDays });
      return [question, { id, name, usualDays, from, entered, conversion: isKnown ? conversion : null }];
    }),
  );
}

/** Reads and keeps the figures of first days that nobody has read yet. */
export async function keepFirstFigures(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram | null,
): Promise<void> {
  const unread = await listWithoutFigures(deps.database.db, workspaceId);
  const questions = unread.map((one) => questionThen(one, applied));
  const read = await answerAll(deps, workspaceId, applied, questions);
  await inTransaction(deps, async (trx) => {
    for (const [index, initiative] of unread.entries())
      await setFigures(trx, workspaceId, initiative, read[index]![1]);
  });
}

/** A form that is open for longer keeps the figures of the day on which it is sent. */
const SHOWN_DAYS = 7;

/**
 * The figures for a form in which the question is answered, kept until it is sent.
 * @param answerId the id that the answer will have
 */
export async function showFigures(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram | null,
  initiative: Initiative,
  answerId: string,
  today: BusinessDate,
): Promise<AnswerFigures> {
  const figures = await figuresOf(deps, workspaceId, applied, initiative, today);
  await inTransaction(deps, async (trx) => {
    await deleteShownBefore(trx, workspaceId, initiative.id, addDays(today, -SHOWN_DAYS));
    const shown = { id: answerId, initiativeId: initiative.id, day: today, figures };
    await insertShown(trx, workspaceId, shown);
  });
  return figures;
}

/** The figures that the form of an answer showed. */
export async function figuresShown(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram | null,
  initiative: Initiative,
  answerId: string,
  today: BusinessDate,
): Promise<AnswerFigures> {
  const form = { id: answerId, initiativeId: initiative.id };
  const shown = await findShown(deps.database.db, workspaceId, form);
  return shown ?? figuresOf(deps, workspaceId, applied, initiative, today);
}

async function figuresOf(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  applied: AppliedProgram | null,
  initiative: Initiative,
  today: BusinessDate,
): Promise<AnswerFigures> {
  return (await readFigures(deps, workspaceId, applied, [initiative], today)).get(initiative.id)!;
}
