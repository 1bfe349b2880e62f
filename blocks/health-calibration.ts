/** Whether score and judgement told who would leave: counts, shares with their intervals, and a plain word. */
import {
  AHEAD_DAYS,
  FEW,
  type Calibration,
  type CalibrationRow,
  type CalibrationTable,
} from '#src/health/calibration.ts';
import { bandWords, shareWords, signalWords } from '#src/health/words.ts';
import { context, section, type Answer } from './build.ts';
import { count, figure } from './format.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';

export function calibrationAnswer(found: Calibration): Answer {
  const { churned, kept, base } = found;
  if (churned + kept === 0) {
    const text = mrkdwn`No account was a customer ${AHEAD_DAYS} days ago, so there is nothing to look back at yet.`;
    return { text, blocks: [section(text)] };
  }
  const text = mrkdwn`What health said ${AHEAD_DAYS} days before: ${count(churned, 'account')} left in the last 12 months, ${figure(kept)} stayed`;
  const rate =
    base === null
      ? mrkdwn`too few to tell a share of all`
      : mrkdwn`of all, ${shareWords(base)} left, which is the base rate`;
  return {
    text,
    blocks: [
      section(mrkdwn`*Does health tell who leaves?*\n${text}; ${rate}.`),
      section(tableText('What the score said', found.score)),
      section(tableText('What we judged ourselves', found.judgement)),
      context(
        mrkdwn`Shares are of the accounts of that row, with 95 % intervals. Of fewer than ${FEW} accounts none is told. Of those that left it is what was said ${AHEAD_DAYS} days before they did, of those that stayed ${AHEAD_DAYS} days ago. An association: an account that was helped because it was red counts as one that stayed.`,
      ),
    ],
    share: true,
  };
}

function tableText(title: string, { rows, signal }: CalibrationTable): Mrkdwn {
  return join([mrkdwn`*${title}*`, ...rows.map(rowText), mrkdwn`→ ${signalWords(signal)}`], '\n');
}

function rowText({ band, churned, kept, share }: CalibrationRow): Mrkdwn {
  const counted = mrkdwn`${bandWords(band)}: ${figure(churned)} left, ${figure(kept)} stayed`;
  if (churned + kept === 0) return counted;
  return mrkdwn`${counted} · ${share === null ? 'too few to tell' : `${shareWords(share)} left`}`;
}
