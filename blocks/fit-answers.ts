/** Every answer of an assessment of fit with its evidence, page by page. */
import type { KnownBlock } from '@slack/types';
import type { Account } from '#src/accounts/domain.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import {
  answerTo,
  type Answer as FitAnswer,
  type Answers,
  type Characteristic,
  type FitAssessment,
  type FitProgram,
  type ReadinessQuestion,
} from '#src/fit/domain.ts';
import { KIND_WORDS } from '#src/fit/words.ts';
import { actorName, type HistoryPeople } from './account-history.ts';
import { actions, section, type Answer } from './build.ts';
import { fitCall, levelText, verdictText } from './fit-lines.ts';
import { count, day } from './format.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, quoted, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface AnswersPage {
  account: Account;
  assessment: FitAssessment;
  fit: FitProgram;
  people: HistoryPeople;
  today: BusinessDate;
  /** The first question to show. */
  from: number;
}

/** Every answer with its evidence, as many as a message holds. */
export function fitAnswers(page: AnswersPage): Answer {
  const { account, assessment, fit, today } = page;
  const questions = [...fit.checklist, ...fit.readiness].slice(page.from);
  const text = mrkdwn`The fit of ${account.name}: every answer`;
  const head = section(
    mrkdwn`*${account.name}* — ${verdictText(assessment, today)} on ${day(assessment.day, today)}, by ${actorName(assessment.assessedBy, page.people)}`,
  );
  if (questions.length === 0) return { text, blocks: [head, section(mrkdwn`There are no more answers.`)] };
  const rows = questions.map((question): KnownBlock[] => [section(answerText(question, assessment.answers))]);
  const next = (shown: number) =>
    actions(
      verbButton(
        `${count(questions.length - shown, 'more answer')} ▶`,
        fitCall(account, `answers:${assessment.id}:${page.from + shown}`),
        { replace: true },
      ),
    );
  // Room for the button is kept either way: long evidence may leave questions over for it.
  const shown = rowsWithin(limits.message, rows, { reserve: [head, next(0)] });
  const isAll = shown.length === rows.length;
  return { text, blocks: [head, ...shown, ...(isAll ? [] : [next(shown.length)])] };
}

function answerText(question: Characteristic | ReadinessQuestion, answers: Answers): Mrkdwn {
  const { name } = KIND_WORDS['kind' in question ? question.kind : question.part];
  const evidence = answers.get(question.key)?.evidence ?? '';
  const answer = ANSWERS[answerTo(answers, question)];
  const head = mrkdwn`${answer} · ${question.name} · _${name}${levelText(question)}_`;
  return evidence === '' ? head : join([head, quoted(evidence)], '\n');
}

const ANSWERS: Record<FitAnswer, string> = { yes: '✓ Yes', no: '✗ No', unknown: '⚪ Unknown' };
