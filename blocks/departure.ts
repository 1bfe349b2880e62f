/** When and why a customer left: the fields that ask for it, and the words that tell it. */
import type { KnownBlock } from '@slack/types';
import { MAX_DEPARTURE_NOTE, MAX_REASON, type Departure } from '#src/accounts/departure.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import { section } from './build.ts';
import { dateField, input, textField } from './form-fields.ts';
import { day } from './format.ts';
import { mrkdwn, type Mrkdwn } from './text.ts';

/**
 * The fields for the departure of an account whose stage is Churned. Where a file tells of it, that is said instead. Whoever
 * sets the stage is asked why; one that left before without a reason does not ask for it at every other change.
 * @param departure as it is known
 * @param wasChurned it had the stage when the form was opened
 * @param initial what a field holds at first
 */
export function departureFields(
  { departure, wasChurned }: { departure: Departure | null; wasChurned: boolean },
  today: BusinessDate,
  initial: (name: string, known: string | null) => string | null,
): KnownBlock[] {
  if (departure?.isByStage === false)
    return [
      section(mrkdwn`${departureText(departure, today)}. So says an import: it tells when they are back.`),
    ];
  return [
    input('leftOn', 'Left on', dateField({ initial: initial('leftOn', departure?.on ?? today) })),
    input(
      'leftBecause',
      'Why they left',
      textField({
        initial: initial('leftBecause', departure?.reason ?? null),
        max: MAX_REASON,
        placeholder: 'Their budget was cut',
      }),
      {
        hint: 'A few words. The weekly digest tells them to the leaders.',
        optional: wasChurned && departure !== null && departure.reason === null,
      },
    ),
    input(
      'leftNote',
      'Note',
      textField({
        initial: initial('leftNote', departure?.note ?? null),
        multiline: true,
        max: MAX_DEPARTURE_NOTE,
        placeholder: 'What we would do differently',
      }),
      { optional: true },
    ),
  ];
}

/** That an account left, with the day and the reason where they are known. */
export function departureText(
  departure: Pick<Departure, 'on' | 'reason'> | null,
  today: BusinessDate,
): Mrkdwn {
  if (departure === null) return mrkdwn`⚪ Churned`;
  const { on, reason } = departure;
  return mrkdwn`⚪ Churned on ${day(on, today)}: ${reason ?? 'nobody wrote down why'}`;
}
