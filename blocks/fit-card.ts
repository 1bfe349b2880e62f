/** The fit of one account: the newest result, with what differs from the ideal customer and what is not known. */
import type { KnownBlock } from '@slack/types';
import type { Account } from '#src/accounts/domain.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import {
  assessFit,
  differencesIn,
  isBeforeSale,
  missingIn,
  POTENTIALS,
  type Characteristic,
  type FitAssessment,
  type FitProgram,
  type Potentials,
  type ReadinessQuestion,
} from '#src/fit/domain.ts';
import { LEVEL_WORDS, POTENTIAL_WORDS, shareWords } from '#src/fit/words.ts';
import { accountRest } from './account-choice.ts';
import { actorName, type HistoryPeople } from './account-history.ts';
import { actions, button, context, say, section, type Answer } from './build.ts';
import {
  fitCall,
  levelText,
  moreLine,
  NAMED,
  questionLine,
  readinessLine,
  SHORT_EVIDENCE,
  verdictText,
} from './fit-lines.ts';
import { day, money } from './format.ts';
import { ids } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, quoted, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

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

/** Before anybody assessed it, for a person who may not. */
export function fitNotAssessed(account: Account): Answer {
  return say(
    mrkdwn`The fit of *${account.name}* was never assessed. A CSM can do it: \`/account fit ${accountRest(account)}\``,
  );
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
    [mrkdwn`*Differs from the ideal customer* · ${no.length}`, ...lines, ...moreLine(no.length), share],
    '\n',
  );
}

function missingText(missing: readonly (Characteristic | ReadinessQuestion)[]): Mrkdwn {
  const lines = missing.slice(0, NAMED).map((question) => mrkdwn`⚪ ${question.name}${levelText(question)}`);
  return join([mrkdwn`*Not known yet* · ${missing.length}`, ...lines, ...moreLine(missing.length)], '\n');
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
