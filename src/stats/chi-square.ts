/** The chi-squared distribution. */
import { normalTail } from './normal.ts';

/**
 * The chance of a value above `x` with so many degrees of freedom, a whole number.
 * Source: M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions (1964), 26.4.4 and 26.4.5: finite sums.
 */
export function chiSquareTail(x: number, degrees: number): number {
  if (x <= 0) return 1;
  const odd = degrees % 2 === 1;
  let tail = odd ? 2 * normalTail(Math.sqrt(x)) : 0;
  let term = odd ? Math.sqrt((2 * x) / Math.PI) * Math.exp(-x / 2) : Math.exp(-x / 2);
  for (let order = odd ? 3 : 2; order <= degrees; order += 2) {
    tail += term;
    term *= x / order;
  }
  return Math.min(1, tail);
}
