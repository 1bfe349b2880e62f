/** What an account did before it bought, and the event by which it did. */
import { addDays, type BusinessDate } from '../../base/business-date.ts';
import type { EventSignal } from '../../journey/domain.ts';
import { journeyOfSegment, type Program } from '../../program/domain.ts';
import type { Random } from './made-up.ts';
import { signalsOf } from './signals.ts';
import type { AccountStory } from './story.ts';
import { TRIAL_SEGMENT, TRIAL_TASKS } from './trial-stories.ts';

/** Since when it is a customer; whoever came straight as one is it since the start. */
export function asCustomer(story: AccountStory): AccountStory {
  return story.trial === undefined ? story : { ...story, started: story.trial.boughtAgo };
}

/** The signals of the trial, from its start to the day on which it bought; of others none. */
export function trialSignalsOf(
  story: AccountStory,
  program: Program,
  today: BusinessDate,
  random: Random,
): EventSignal[] {
  const segment = program.segments.find(({ id }) => id === TRIAL_SEGMENT);
  const journey = journeyOfSegment(program, TRIAL_SEGMENT);
  if (story.trial === undefined || segment?.trial === undefined || journey === undefined) return [];
  const { reached, boughtAgo } = story.trial;
  const trying = { ...story, segment: TRIAL_SEGMENT, reached, silent: boughtAgo, open: TRIAL_TASKS };
  const purchase = { name: segment.trial.paid, day: addDays(today, -boughtAgo), count: 1 };
  return [...signalsOf(trying, journey, today, random).events, purchase];
}
