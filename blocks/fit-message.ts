/** The direct message about a verdict that changed. */
import type { KnownBlock } from '@slack/types';
import type { Account } from '#src/accounts/domain.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Characteristic, FitAssessment, ReadinessQuestion, Verdict } from '#src/fit/domain.ts';
import { VERDICT_SIGNS, VERDICT_WORDS } from '#src/fit/words.ts';
import { accountRest } from './account-choice.ts';
import { actions, section, type Answer } from './build.ts';
import { failedLines, readinessLine } from './fit-lines.ts';
import { day } from './format.ts';
import { personName } from './people.ts';
import { join, mrkdwn, quoted, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface VerdictMessage {
  account: Account;
  assessment: FitAssessment;
  /** The program's questions of readiness. */
  asked: readonly ReadinessQuestion[];
  /** The verdict before; null: it was not assessed. */
  from: Verdict | null;
  /** The musts that are answered no. */
  failed: readonly Characteristic[];
  /** Nobody has signed yet, so that the reader may still say no. */
  warns: boolean;
  /** Who assessed it. */
  by: { slackUserId: string | null; name: string } | null;
  today: BusinessDate;
}

export function verdictMessage(message: VerdictMessage): Answer {
  const { account, assessment, failed, today } = message;
  const { verdict, extension } = assessment;
  const text = headline(message);
  const blocks: KnownBlock[] = [section(mrkdwn`*${text}*`)];
  if (message.warns) {
    blocks.push(
      section(
        mrkdwn`*${account.name}* is still in ${account.stage ?? 'the sale'}: a customer who does not pass the gates is better not signed.`,
      ),
    );
  }
  if (failed.length > 0) blocks.push(section(failedLines(failed, assessment.answers)));
  if (verdict === 'stretch' && extension !== null) {
    blocks.push(section(mrkdwn`Accepted until ${day(extension.until, today)}:\n${quoted(extension.text)}`));
  }
  const who = message.by === null ? mrkdwn`Somebody` : personName(message.by);
  const readiness = readinessLine(assessment.readiness, message.asked, assessment.answers);
  blocks.push(section(join([readiness, mrkdwn`Assessed by ${who}`], ' · ')));
  const rest = accountRest(account);
  blocks.push(
    actions(
      verbButton('Open the fit', { command: '/account', verb: 'fit', rest }, { number: 0 }),
      verbButton('Open account', { command: '/account', verb: 'show', rest }, { number: 1 }),
      ...(message.warns
        ? [verbButton('Ideal customer', { command: '/cs', verb: 'profile', rest: '' }, { number: 2 })]
        : []),
    ),
  );
  return { text, blocks };
}

function headline({ account, assessment, from, warns }: VerdictMessage): Mrkdwn {
  const now = mrkdwn`${VERDICT_SIGNS[assessment.verdict]} ${VERDICT_WORDS[assessment.verdict]}`;
  const before = from === null ? 'not assessed' : VERDICT_WORDS[from].toLowerCase();
  const warning = warns ? mrkdwn` before the sale` : mrkdwn``;
  return mrkdwn`${account.name}: ${now}${warning} (before: ${before})`;
}
