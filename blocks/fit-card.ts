/** The fit of one account: the newest result, every answer with its evidence, and the assessments before. */
import type { KnownBlock } from '@slack/types';
import type { Account } from '#src/accounts/domain.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import {
  answerTo,
  assessFit,
  differencesIn,
  isBeforeSale,
  knownReadiness,
  missingIn,
  POTENTIALS,
  READINESS_PARTS,
  type Answer as FitAnswer,
  type Answers,
  type Characteristic,
  type FitAssessment,
  type FitProgram,
  type FitSummary,
  type Potentials,
  type Readiness,
  type ReadinessQuestion,
} from '#src/fit/domain.ts';
import {
  barOf,
  KIND_WORDS,
  LEVEL_WORDS,
  POTENTIAL_WORDS,
  readinessWords,
  shareWords,
  VERDICT_SIGNS,
  VERDICT_WORDS,
} from '#src/fit/words.ts';
import { accountRest } from './account-choice.ts';
import { actorName, type HistoryPeople } from './account-history.ts';
import { actions, button, context, say, section, type Answer } from './build.ts';
import { count, day, money } from './format.ts';
import { ids } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, quoted, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

/** So many are named; the rest is a number, and stands among all answers. */
const NAMED = 8;
const SHORT_EVIDENCE = 200;

export interface FitCard {
  account: Account;
  assessment: FitAssessment;
  /** Whether there are assessments before this one. */
  hasHistory: boolean;
  fit: FitProgram;
  programVersion: number;
  people: HistoryPeople;
  today: BusinessDate;
  canAssess: boolean;
  /** Whether the person left an assessment of it unfinished. */
  hasDraft: boolean;
}

export function fitCard(card: FitCard): Answer {
  const { account, assessment, fit, today } = card;
  const text = mrkdwn`${account.name}: ${verdictText(assessment, today)}`;
  const head = [
    section(join([mrkdwn`*${account.name}* — ${verdictText(assessment, today)}`, assessedLine(card)], '\n')),
    ...warning(card),
  ];
  const missing = missingIn(fit, assessment.answers);
  const rows: KnownBlock[][] = [
    [
      section(
        join(
          [
            readinessLine(assessment.readiness, fit.readiness, assessment.answers),
            ...potentialLines(assessment.potentials),
          ],
          '\n',
        ),
      ),
    ],
    extensionBlocks(card),
    [section(differences(card))],
    missing.length === 0 ? [] : [section(missingText(missing))],
    card.hasDraft ? [context(mrkdwn`You began another assessment of it: *Assess* goes on with it.`)] : [],
  ];
  const last = buttons(card);
  const shown = rowsWithin(limits.message, rows, {
    reserve: [...head, last],
    more: () => [context(mrkdwn`It is longer than a message: *All answers* has the rest.`)],
  });
  return { text, blocks: [...head, ...shown, last], share: true };
}

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

function verdictText(assessment: FitAssessment, today: BusinessDate): Mrkdwn {
  const { verdict, extension } = assessment;
  return summaryText({ verdict, until: extension?.until ?? null }, today);
}

/** `🟡 Stretch until Fri 12 Mar`. */
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
    [mrkdwn`*What it must have, and has not* · ${failed.length}`, ...lines, ...more(failed.length)],
    '\n',
  );
}

/** Before anybody assessed it, for a person who may not. */
export function fitNotAssessed(account: Account): Answer {
  return say(
    mrkdwn`The fit of *${account.name}* was never assessed. A CSM can do it: \`/account fit ${accountRest(account)}\``,
  );
}

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

export interface FitHistoryPage {
  account: Account;
  /** Newest first. */
  assessments: readonly FitAssessment[];
  people: HistoryPeople;
  today: BusinessDate;
  hasMore: boolean;
  isFirst: boolean;
}

export function fitHistory(page: FitHistoryPage): Answer {
  const { account, assessments } = page;
  const text = mrkdwn`How the fit of ${account.name} was assessed`;
  if (assessments.length === 0) {
    const none = page.isFirst ? 'it was never assessed' : 'nothing older';
    return { text, blocks: [section(mrkdwn`*${account.name}*: ${none}.`)] };
  }
  const head = section(mrkdwn`*How the fit of ${account.name} was assessed*`);
  const rows = assessments.map((assessment): KnownBlock[] => [
    section(
      historyText(assessment, page),
      verbButton('Answers', fitCall(account, `answers:${assessment.id}`), {
        label: `Answers of ${assessment.day}`,
      }),
    ),
  ]);
  const older = (shown: number) => {
    const last = assessments[shown - 1];
    return last === undefined
      ? []
      : [actions(verbButton('Older', fitCall(account, `history:${last.id}`), { replace: true }))];
  };
  const shown = rowsWithin(limits.message, rows, { reserve: [head, ...older(rows.length)] });
  const isAll = shown.length === rows.length && !page.hasMore;
  return { text, blocks: [head, ...shown, ...(isAll ? [] : older(shown.length))] };
}

function historyText(assessment: FitAssessment, { people, today }: FitHistoryPage): Mrkdwn {
  const { readiness, extension } = assessment;
  const head = mrkdwn`*${day(assessment.day, today)}* · ${verdictText(assessment, today)} · readiness ${readiness.spectrum ?? 'not known'} · by ${actorName(assessment.assessedBy, people)}`;
  return extension === null ? head : join([head, quoted(truncate(extension.text, SHORT_EVIDENCE))], '\n');
}

function assessedLine({ assessment, people, programVersion, today }: FitCard): Mrkdwn {
  const by = mrkdwn`Assessed on ${day(assessment.day, today)} by ${actorName(assessment.assessedBy, people)}`;
  return assessment.programVersion === programVersion
    ? by
    : mrkdwn`${by}, by version ${assessment.programVersion} of the program (it is at ${programVersion} now)`;
}

function warning({ account, assessment }: FitCard): KnownBlock[] {
  if (assessment.verdict !== 'bad_fit' || !isBeforeSale(account.stage)) return [];
  return [
    section(
      mrkdwn`⚠️ It is still in ${account.stage ?? ''}: a customer who does not pass the gates is better not signed.`,
    ),
  ];
}

function potentialLines(potentials: Potentials): Mrkdwn[] {
  const judged = POTENTIALS.flatMap((kind) => {
    const potential = potentials[kind];
    if (potential === null) return [];
    const word = LEVEL_WORDS[potential.level] ?? '';
    return [
      mrkdwn`*${POTENTIAL_WORDS[kind].name}* ${potential.level} of 3 (${word}): ${truncate(potential.reason, SHORT_EVIDENCE)}`,
    ];
  });
  const left = POTENTIALS.filter((kind) => potentials[kind] === null).map(
    (kind) => POTENTIAL_WORDS[kind].name,
  );
  return left.length === 0 ? judged : [...judged, mrkdwn`*${left.join(', ')}* ⚪ not judged`];
}

function extensionBlocks({ account, assessment, today }: FitCard): KnownBlock[] {
  const { extension } = assessment;
  if (extension === null) return [];
  const cost =
    extension.cost === null ? mrkdwn`` : mrkdwn` · costs up to ${money(extension.cost, account.currency)}`;
  const head = mrkdwn`*The stretch that ${extension.until < today ? 'was' : 'is'} accepted* until ${day(extension.until, today)}${cost}`;
  return [section(join([head, quoted(extension.text)], '\n'))];
}

function differences({ assessment, fit }: FitCard): Mrkdwn {
  const { answers } = assessment;
  const { should } = assessFit(fit, answers);
  const share =
    should.known === 0
      ? mrkdwn`Of what should be there nothing is known.`
      : mrkdwn`Of what should be there: ${shareWords(should, fit.bar)}.`;
  const no = differencesIn(fit, answers);
  if (no.length === 0) return mrkdwn`*Against the ideal customer*: no difference is known. ${share}`;
  const lines = no.slice(0, NAMED).map((asked) => questionLine(asked, answers));
  return join(
    [mrkdwn`*Differs from the ideal customer* · ${no.length}`, ...lines, ...more(no.length), share],
    '\n',
  );
}

function missingText(missing: readonly (Characteristic | ReadinessQuestion)[]): Mrkdwn {
  const lines = missing.slice(0, NAMED).map((question) => mrkdwn`⚪ ${question.name}${levelText(question)}`);
  return join([mrkdwn`*Not known yet* · ${missing.length}`, ...lines, ...more(missing.length)], '\n');
}

function questionLine(question: Characteristic, answers: Answers): Mrkdwn {
  const evidence = answers.get(question.key)?.evidence ?? '';
  const known = evidence === '' ? mrkdwn`` : mrkdwn`: ${truncate(evidence, SHORT_EVIDENCE)}`;
  return mrkdwn`✗ ${question.name}${levelText(question)}${known}`;
}

function answerText(question: Characteristic | ReadinessQuestion, answers: Answers): Mrkdwn {
  const { name } = KIND_WORDS['kind' in question ? question.kind : question.part];
  const evidence = answers.get(question.key)?.evidence ?? '';
  const answer = ANSWERS[answerTo(answers, question)];
  const head = mrkdwn`${answer} · ${question.name} · _${name}${levelText(question)}_`;
  return evidence === '' ? head : join([head, quoted(evidence)], '\n');
}

const ANSWERS: Record<FitAnswer, string> = { yes: '✓ Yes', no: '✗ No', unknown: '⚪ Unknown' };

function levelText(question: Characteristic | ReadinessQuestion): Mrkdwn {
  return 'level' in question && question.level === 'must' ? mrkdwn` (must)` : mrkdwn``;
}

function more(all: number): Mrkdwn[] {
  return all > NAMED ? [mrkdwn`and ${all - NAMED} more`] : [];
}

function buttons({ account, assessment, hasHistory, canAssess }: FitCard): KnownBlock {
  const history = hasHistory ? [verbButton('History', fitCall(account, 'history:'), { number: 1 })] : [];
  return actions(
    ...(canAssess ? [button('Assess', ids.fitAssess, { value: account.id })] : []),
    verbButton('All answers', fitCall(account, `answers:${assessment.id}`), { number: 0 }),
    ...history,
    verbButton('Ideal customer', { command: '/cs', verb: 'profile', rest: '' }, { number: 2 }),
  );
}

function fitCall(account: Account, text: string) {
  return { command: '/account', verb: 'fit', rest: accountRest(account, text) };
}
