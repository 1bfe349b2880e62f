/** The assessments of an account's fit, the newest first. */
import type { KnownBlock } from '@slack/types';
import type { Account } from '#src/accounts/domain.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { FitAssessment } from '#src/fit/domain.ts';
import { actorName, type HistoryPeople } from './account-history.ts';
import { actions, section, type Answer } from './build.ts';
import { fitCall, SHORT_EVIDENCE, verdictText } from './fit-lines.ts';
import { day } from './format.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, quoted, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

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
