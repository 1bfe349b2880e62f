/** How feedback is told: who said it, when, and whether it may be quoted. */
import type { BusinessDate } from '#src/base/business-date.ts';
import { consentOn, type Consent, type Feedback } from '#src/feedback/domain.ts';
import { count, day } from './format.ts';
import { dateToken, mrkdwn, type Mrkdwn } from './text.ts';

export const CONSENT_WORDS: Record<Consent, string> = {
  not_asked: 'Not asked',
  granted: 'Granted',
  refused: 'Refused',
};

/** `🟢 may be quoted until Fri 12 Feb`; a consent that has run out is none. */
export function consentText(
  feedback: Pick<Feedback, 'consent' | 'consentUntil'>,
  today: BusinessDate,
): string {
  const until = feedback.consentUntil === null ? '' : day(feedback.consentUntil, today);
  switch (consentOn(feedback, today)) {
    case 'granted':
      return `🟢 may be quoted until ${until}`;
    case 'expired':
      return until === '' ? '🟡 consent expired: ask again' : `🟡 consent expired on ${until}: ask again`;
    case 'refused':
      return '🔴 must not be quoted: refused';
    case 'not_asked':
      return '⚪ must not be quoted: not asked yet';
  }
}

/** When it was said, in the reader’s own time. */
export function saidText({ saidAt }: Pick<Feedback, 'saidAt'>): Mrkdwn {
  return dateToken(new Date(saidAt), '{date_short_pretty}');
}

/** How much feedback there is of an account. */
export interface FeedbackCount {
  count: number;
  /** When the newest was given, a UTC ISO time. */
  newest: string | null;
}

/** `💬 3 pieces of feedback, the newest of 12 Nov`, for the account’s card; null where there is none. */
export function feedbackLine({ count: number, newest }: FeedbackCount): Mrkdwn | null {
  if (number === 0 || newest === null) return null;
  const said = saidText({ saidAt: newest });
  const pieces = count(number, 'piece of feedback', 'pieces of feedback');
  return number === 1 ? mrkdwn`💬 ${pieces}, of ${said}` : mrkdwn`💬 ${pieces}, the newest of ${said}`;
}
