/** Why an account has no place on a journey, in words. Plain text, to be escaped where it is shown. */
import type { BusinessDate } from '../base/business-date.ts';
import type { NoPlace } from './domain.ts';

/**
 * The reason in few words, such as `no start date`, and as a sentence without its stop, such as `it has no start date`.
 * @param dayOf how dates are written where this is shown
 */
export function describeNoPlace(
  found: NoPlace,
  dayOf: (date: BusinessDate) => string,
): { brief: string; sentence: string } {
  switch (found.problem) {
    case 'no-program':
      return { brief: 'there is no program yet', sentence: 'there is no program yet' };
    case 'no-segment':
      return { brief: 'no segment', sentence: 'it has no segment, so no journey' };
    case 'no-start':
      return { brief: 'no start date', sentence: 'it has no start date' };
    case 'starts-later': {
      const starts = `starts on ${dayOf(found.on)}`;
      return { brief: starts, sentence: `it ${starts}` };
    }
    case 'unknown-segment':
      return {
        brief: `unknown segment “${found.segment}”`,
        sentence: `the program does not know its segment “${found.segment}”`,
      };
  }
}
