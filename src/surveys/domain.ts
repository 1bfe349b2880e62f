/** Answers: what customers say to surveys, and what our people say when they are asked about a customer. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { weightIn, type HealthPersona, type Metric, type Scorecard } from '../health/domain.ts';

/** Who answered, where it was the customer. What one of ours says bears that person's id. */
export const CUSTOMER = 'customer';

export interface Answer {
  id: string;
  accountId: string;
  /** The survey's name; of what one of ours says the id of the metric that asks. */
  survey: string;
  persona: HealthPersona;
  contactId: string | null;
  value: number;
  day: BusinessDate;
  note: string | null;
  key: string | null;
  answeredBy: string;
  /** UTC ISO time, or the day alone where no more is known: the order of one day's answers. */
  answeredAt: string;
  /** One more with each correction. */
  version: number;
}

/** Whether one of ours said it: such an answer never counts as the customer's own, nor the other way round. */
export function isOurs({ answeredBy }: Pick<Answer, 'answeredBy'>): boolean {
  return answeredBy !== CUSTOMER;
}

export const LOWEST = 1;
export const HIGHEST = 5;

/** What is wrong with a correction, by its field. */
export type CorrectionProblems = Partial<Record<'value' | 'day' | 'note' | 'reason', string>>;

export interface Correction {
  value: number;
  day: BusinessDate;
  persona: HealthPersona;
  note: string | null;
  reason: string;
}

export const MAX_ANSWER_NOTE = 2000;
export const MAX_REASON = 500;

export function problemsOf(
  answer: Pick<Answer, 'answeredBy'>,
  { value, day, note, reason }: Correction,
  today: BusinessDate,
): CorrectionProblems {
  const problems: CorrectionProblems = {};
  const wrong = problemWithValue(answer, value);
  if (wrong !== null) problems.value = wrong;
  if (day > today) problems.day = 'Choose today or an earlier day.';
  if ((note ?? '').length > MAX_ANSWER_NOTE)
    problems.note = `A note has at most ${MAX_ANSWER_NOTE} characters.`;
  if (reason === '') problems.reason = 'Say in a few words why it is corrected.';
  else if (reason.length > MAX_REASON) problems.reason = `Say it in at most ${MAX_REASON} characters.`;
  return problems;
}

/** Why a value is no answer; null: it is one. What one of ours says is one of the steps that they are asked for. */
export function problemWithValue(answer: Pick<Answer, 'answeredBy'>, value: number): string | null {
  if (!Number.isFinite(value)) return 'Write a number.';
  const isStep = Number.isInteger(value) && value >= LOWEST && value <= HIGHEST;
  if (!isOurs(answer) || isStep) return null;
  return `Write a whole number from ${LOWEST} (not at all) to ${HIGHEST} (certainly).`;
}

/** A metric that asks one of ours. */
export interface AskingMetric {
  metric: Metric;
  question: string;
}

/** The metrics that ask one of ours and count in some stage, those that weigh most first. */
export function askingMetrics({ personas, metrics }: Scorecard): AskingMetric[] {
  return metrics
    .flatMap((metric) =>
      metric.source.kind === 'judgement' ? [{ metric, question: metric.source.question }] : [],
    )
    .filter(({ metric }) => personas[metric.persona] > 0 && heaviest(metric) > 0)
    .toSorted(
      (a, b) =>
        personas[b.metric.persona] * weightIn(b.metric, null) -
        personas[a.metric.persona] * weightIn(a.metric, null),
    );
}

function heaviest({ weight }: Metric): number {
  return Math.max(weight.usual, ...Object.values(weight.byStage).map((own) => own ?? 0));
}

export type QuestionState = 'open' | 'answered' | 'unknown' | 'later' | 'replaced';

/** A question to one person about one account. */
export interface Question {
  id: string;
  accountId: string;
  metricId: string;
  persona: HealthPersona;
  asked: string;
  personId: string;
  /** The message in which it stands, and its place there, from 1. */
  outboxId: string;
  position: number;
  askedOn: BusinessDate;
  state: QuestionState;
  value: number | null;
  answerId: string | null;
  /** Up to this day it is not asked again. */
  quietUntil: BusinessDate | null;
  /** Until then, UTC ISO time, a press changes the answer. */
  undoUntil: string | null;
}

export const CHOICES = ['1', '2', '3', '4', '5', 'unknown', 'later'] as const;
export type Choice = (typeof CHOICES)[number];

/** Who does not know is asked again after so many days, and who wants to be asked later after these. */
export const UNKNOWN_DAYS = 28;
export const LATER_DAYS = 14;
/** For so long an answer can be changed by a press. */
const CHANGE_MS = 60_000;

export type PressedQuestion =
  | { ok: true; question: Question }
  /** It is answered so already: a second press of one button. */
  | { ok: false; problem: 'same' }
  | { ok: false; problem: 'asked-again' | 'too-late' };

/** The question after a press. @param now UTC ISO time */
export function pressChoice(
  question: Question,
  choice: Choice,
  today: BusinessDate,
  now: string,
): PressedQuestion {
  if (question.state === 'replaced') return { ok: false, problem: 'asked-again' };
  if (choiceOf(question) === choice) return { ok: false, problem: 'same' };
  const isFree = question.state === 'open' || (question.undoUntil !== null && now <= question.undoUntil);
  if (!isFree) return { ok: false, problem: 'too-late' };
  const undoUntil = new Date(Date.parse(now) + CHANGE_MS).toISOString();
  if (choice === 'unknown' || choice === 'later') {
    const quietUntil = addDays(today, (choice === 'later' ? LATER_DAYS : UNKNOWN_DAYS) - 1);
    return { ok: true, question: { ...question, state: choice, value: null, quietUntil, undoUntil } };
  }
  const answered = { state: 'answered' as const, value: Number(choice), quietUntil: null, undoUntil };
  return { ok: true, question: { ...question, ...answered } };
}

/** What was pressed for a question; null: nothing yet. */
export function choiceOf({ state, value }: Pick<Question, 'state' | 'value'>): Choice | null {
  if (state === 'unknown' || state === 'later') return state;
  return CHOICES.find((choice) => choice === String(value)) ?? null;
}

/**
 * Of each person the questions about their most valuable accounts; those of one account stay together, in their order.
 * @param atMost so many accounts of a person
 */
export function ofMostValuable<T extends { personId: string; accountId: string; arr: number | null }>(
  questions: readonly T[],
  atMost: number,
): T[] {
  const people = [...Map.groupBy(questions, ({ personId }) => personId).values()];
  return people.flatMap((own) => {
    const accounts = [...Map.groupBy(own, ({ accountId }) => accountId).values()];
    return accounts
      .toSorted(([a], [b]) => (b!.arr ?? 0) - (a!.arr ?? 0) || (a!.accountId < b!.accountId ? -1 : 1))
      .slice(0, atMost)
      .flat();
  });
}

const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** The last day up to a date on which questions are due: the first day of the week on which the program posts. */
export function askingDayOf(postingDays: readonly string[] | null, date: BusinessDate): BusinessDate {
  const first = WEEK.find((day) => postingDays?.includes(day)) ?? 'mon';
  const weekday = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(date, -((weekday - WEEK.indexOf(first) + 7) % 7));
}
