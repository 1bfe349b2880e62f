/** How many random cases a property is tried on: few in CI, FUZZ times as many with `npm run test:fuzz`. */
import * as fc from 'fast-check';

const TIMES = Number(process.env['FUZZ'] ?? 1);

/** @param few how many cases CI tries */
export function runs(few: number): number {
  return few * TIMES;
}

fc.configureGlobal({ numRuns: runs(100) });
