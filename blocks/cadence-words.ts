/** How a cadence stands, in words. */
import type { BusinessDate } from '#src/base/business-date.ts';
import { DUE_SOON_DAYS, type Cadence, type Engaged, type PersonaCadence } from '#src/engagement/domain.ts';
import { PERSONA_NAMES } from '#src/touchpoints/words.ts';
import { away, count } from './format.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';

export const ENGAGED_NAMES: Record<Engaged, string> = { lead: 'lead', partner: 'partner', leader: 'leader' };

/** `⏰ Silent too long: decision maker, 12 days late · user, 3 days late`, for the account's card; null: none is missed. */
export function missedLine(cadences: readonly PersonaCadence[]): Mrkdwn | null {
  const late = cadences.flatMap(({ persona, cadence }) =>
    cadence.state === 'missed'
      ? [mrkdwn`${PERSONA_NAMES[persona]}, ${count(cadence.daysLate, 'day')} late`]
      : [],
  );
  return late.length === 0 ? null : mrkdwn`⏰ Silent too long: ${join(late, ' · ')}`;
}

/** When somebody spoke with them, and whether that is often enough. */
export function standingText(cadence: Cadence, last: BusinessDate | null, today: BusinessDate): Mrkdwn {
  const spoken = spokenText(last, today);
  switch (cadence.state) {
    case 'none':
      return mrkdwn`⚪ ${spoken}; the program asks for no cadence here`;
    case 'never':
      return mrkdwn`⚪ ${spoken}; the account has no start to count from`;
    case 'missed':
      return mrkdwn`⏰ missed by ${count(cadence.daysLate, 'day')}: ${spoken}`;
    case 'kept': {
      const due = cadence.dueIn === 0 ? 'due today' : `due in ${count(cadence.dueIn, 'day')}`;
      return cadence.dueIn <= DUE_SOON_DAYS
        ? mrkdwn`🟡 ${due}: ${spoken}`
        : mrkdwn`🟢 on time: ${spoken}, ${due}`;
    }
  }
}

/** `last spoken 12 days ago` */
export function spokenText(last: BusinessDate | null, today: BusinessDate): string {
  return last === null ? 'never spoken with, as far as is known' : `last spoken ${away(last, today)}`;
}
