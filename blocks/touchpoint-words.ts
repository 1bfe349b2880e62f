/** Lines about who was spoken with, for the account's card, its form and its history. */
import type { BusinessDate } from '#src/base/business-date.ts';
import { SPOKEN_PERSONAS, type LastSpoken } from '#src/touchpoints/domain.ts';
import { PERSONA_NAMES } from '#src/touchpoints/words.ts';
import { away } from './format.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';

/** `Last spoken: decision maker 12 days ago · influencer never · user yesterday` */
export function spokenLine(last: LastSpoken, today: BusinessDate): Mrkdwn {
  const parts = SPOKEN_PERSONAS.map((persona) => {
    const day = last[persona];
    return mrkdwn`${PERSONA_NAMES[persona]} ${day === null ? 'never' : away(day, today)}`;
  });
  return mrkdwn`Last spoken: ${join(parts, ' · ')}`;
}
