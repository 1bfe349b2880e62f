/** An account that has no place on a journey: why, and the button that opens what would change it. */
import type { BusinessDate } from '#src/base/business-date.ts';
import type { NoPlace } from '#src/program/domain.ts';
import { describeNoPlace } from '#src/program/words.ts';
import { accountRest } from './account-choice.ts';
import { actions, section, type Answer } from './build.ts';
import { day } from './format.ts';
import { mrkdwn, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface NoPlaceView {
  account: { key: string; name: string };
  /** What follows from it, behind the account's name: `is not on today’s list`. */
  so: Mrkdwn;
  /** Null: nothing is missing, and the next assessment finds its place. */
  found: NoPlace | null;
  today: BusinessDate;
  /** Whether the reader may change the account. */
  canEdit: boolean;
}

export function noPlaceAnswer({ account, so, found, today, canEdit }: NoPlaceView): Answer {
  const reason =
    found === null
      ? 'the next assessment is in the morning'
      : describeNoPlace(found, (date) => day(date, today)).sentence;
  const text = mrkdwn`*${account.name}* ${so}: ${reason}.`;
  const edit = { command: '/account', verb: 'edit', rest: accountRest(account) };
  return { text, blocks: [section(text), ...(canEdit ? [actions(verbButton('Edit account', edit))] : [])] };
}
