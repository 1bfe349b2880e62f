/** Whether score and judgement told who would leave: counts, shares with their intervals, and a plain word. */
import {
  AHEAD_DAYS,
  FEW,
  type Calibration,
  type CalibrationRow,
  type CalibrationTable,
  type Signal,
} from '#src/health/calibration.ts';
import { bandWords } from '#src/health/words.ts';
import { context, section, type Answer } from './build.ts';
import { count, figure } from './format.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';

/** An estimate between its bounds, from 0 to 1; of differences from −1. */
type Bounds = NonNullable<CalibrationRow['share']>;

export function calibrationAnswer(found: Calibration): Answer {
  const { churned, kept, base } = found;
  if (churned + kept === 0) {
    const text = mrkdwn`No account was a customer ${AHEAD_DAYS} days ago, so there is nothing to look back at yet.`;
    return { text, blocks: [section(text)] };
  }
  const text = mrkdwn`What health said ${AHEAD_DAYS} days before: ${count(churned, 'account')} left in the last 12 months, ${figure(kept)} stayed`;
  const rate = base === null ? mrkdwn`too few to tell a share` : mrkdwn`of all, ${shareWords(base)} left`;
  return {
    text,
    blocks: [
      section(mrkdwn`*Does health tell who leaves?*\n${text}: ${rate}. That is the base rate.`),
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

/** `12 % (5 to 24 %)` */
function shareWords({ estimate, low, high }: Bounds): string {
  return `${percent(estimate)} % (${percent(low)} to ${percent(high)} %)`;
}

function signalWords(signal: Signal): string {
  if (signal.kind === 'too-few') {
    return `Too few to tell: at least ${FEW} red and ${FEW} green accounts are needed.`;
  }
  const { estimate, low, high } = signal.difference;
  const points = `${percent(Math.abs(estimate))} percentage points (95 % interval ${percent(low)} to ${percent(high)})`;
  if (signal.kind === 'signal')
    return `It told something: of the red ones more left than of the green ones, by ${points}.`;
  if (signal.kind === 'opposite')
    return `It told the opposite: of the red ones fewer left than of the green ones, by ${points}. The scorecard measures the wrong things.`;
  return `No signal: red and green can not be told apart by who left; the difference is ${points}.`;
}

function percent(share: number): string {
  return figure(Math.round(share * 100)).replace('-', '−');
}
