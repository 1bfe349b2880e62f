/** The days of which the tests of the digest tell. */
import { addDays, type BusinessDate } from '#src/base/business-date.ts';
import { TODAY } from './make-digest.ts';

/** A day of this week or of the one before. */
export const ago = (days: number): BusinessDate => addDays(TODAY, -days);
