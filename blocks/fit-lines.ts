/** Lines about a fit that stand on its card, on its pages and elsewhere: the verdict, readiness, a question with its answer. */
import type { Account } from '#src/accounts/domain.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import {
  knownReadiness,
  READINESS_PARTS,
  type Answers,
  type Characteristic,
  type FitAssessment,
  type FitSummary,
  type Readiness,
  type ReadinessQuestion,
} from '#src/fit/domain.ts';
import { barOf, KIND_WORDS, readinessWords, VERDICT_SIGNS, VERDICT_WORDS } from '#src/fit/words.ts';
import { accountRest } from './account-choice.ts';
import { day } from './format.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';

/** So many are named; the rest is a number, and stands among all answers. */
export const NAMED = 8;
/** So much is shown of what somebody wrote as evidence. */
export const SHORT_EVIDENCE = 200;

/** The line of the account's card. @param asked the program's questions of readiness */
export function fitLine(
  summary: FitSummary,
  asked: readonly ReadinessQuestion[],
  today: BusinessDate,
): Mrkdwn {
  const { readiness, answers } = summary;
  const known = readiness === null ? mrkdwn`` : mrkdwn` · readiness ${readiness}${knownText(asked, answers)}`;
  return mrkdwn`Fit: ${summaryText(summary, today)}${known}`;
}

/** `🟡 Stretch until Fri 12 Mar`, of an assessment. */
export function verdictText(assessment: FitAssessment, today: BusinessDate): Mrkdwn {
  const { verdict, extension } = assessment;
  return summaryText({ verdict, until: extension?.until ?? null }, today);
}

function summaryText({ verdict, until }: Pick<FitSummary, 'verdict' | 'until'>, today: BusinessDate): Mrkdwn {
  const word = mrkdwn`${VERDICT_SIGNS[verdict]} ${VERDICT_WORDS[verdict]}`;
  if (until === null) return word;
  return mrkdwn`${word} ${until < today ? 'ended on' : 'until'} ${day(until, today)}`;
}

/** `Readiness ▰▰▰▰▰▰▰▱▱▱ 67 of 100 (5 of 9 known) · ready 100 · willing 50 · able not known`. */
export function readinessLine(
  readiness: Readiness,
  asked: readonly ReadinessQuestion[],
  answers: Answers,
): Mrkdwn {
  const { spectrum } = readiness;
  if (spectrum === null) return mrkdwn`*Readiness* ⚪ not known`;
  const parts = READINESS_PARTS.map(
    (part) => `${KIND_WORDS[part].name.toLowerCase()} ${readiness[part] ?? 'not known'}`,
  );
  return mrkdwn`*Readiness* ${barOf(spectrum)} ${readinessWords(spectrum)}${knownText(asked, answers)} · ${parts.join(' · ')}`;
}

/** ` (1 of 9 known)`: a figure that stands on one answer says so; nothing where no question is asked any more. */
function knownText(asked: readonly ReadinessQuestion[], answers: Answers): Mrkdwn {
  const { known, of } = knownReadiness(asked, answers);
  return known === 0 ? mrkdwn`` : mrkdwn` (${known} of ${of} known)`;
}

/** The musts that are answered no, each with its evidence. */
export function failedLines(failed: readonly Characteristic[], answers: Answers): Mrkdwn {
  const lines = failed.slice(0, NAMED).map((must) => questionLine(must, answers));
  return join(
    [mrkdwn`*What it must have, and has not* · ${failed.length}`, ...lines, ...moreLine(failed.length)],
    '\n',
  );
}

/** A characteristic that is answered no, with its evidence. */
export function questionLine(question: Characteristic, answers: Answers): Mrkdwn {
  const evidence = answers.get(question.key)?.evidence ?? '';
  const known = evidence === '' ? mrkdwn`` : mrkdwn`: ${truncate(evidence, SHORT_EVIDENCE)}`;
  return mrkdwn`✗ ${question.name}${levelText(question)}${known}`;
}

/** ` (must)` behind the name of one that the verdict hangs on. */
export function levelText(question: Characteristic | ReadinessQuestion): Mrkdwn {
  return 'level' in question && question.level === 'must' ? mrkdwn` (must)` : mrkdwn``;
}

/** `and 3 more`, where not all are named. */
export function moreLine(all: number): Mrkdwn[] {
  return all > NAMED ? [mrkdwn`and ${all - NAMED} more`] : [];
}

/** What a button calls to show another page of the account’s fit. */
export function fitCall(account: Account, text: string) {
  return { command: '/account', verb: 'fit', rest: accountRest(account, text) };
}
