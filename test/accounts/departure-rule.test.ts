/** Whatever is set and taken back, in whichever order: who has the stage Churned has left, on the day that was said last. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { departedOn, departureBy, signalsAfter, type KeptSignal } from '#src/accounts/departure.ts';
import { addDays } from '#src/base/business-date.ts';
import { runs } from '../support/fuzz.ts';

const anyMove = fc.record({
  to: fc.constantFrom('Churned', 'Adoption', null),
  daysLater: fc.nat({ max: 3 }),
  daysAgo: fc.nat({ max: 5 }),
});

it('keeps stage and signals together', () => {
  fc.assert(
    fc.property(fc.array(anyMove, { maxLength: 12 }), (moves) => {
      let [signals, stage, today] = [[] as KeptSignal[], null as string | null, '2026-01-01'];
      for (const { to, daysLater, daysAgo } of moves) {
        today = addDays(today, daysLater);
        const on = addDays(today, -daysAgo);
        const departure = { on, reason: `left ${on}`, note: null };
        const before = signals;
        const after = signalsAfter('a', before, { from: stage, to, today, departure });
        if (after === null) {
          // Refused alone where it would lie before a return that counts.
          expect(before.some(({ returned, day }) => returned && day >= on)).toBe(true);
          continue;
        }
        [signals, stage] = [after, to];
        const left = departureBy(signals, today);
        // Who came back on that day was not back: they left when they had left before.
        const wasBack = before.some(({ returned, day }) => returned && day === on);
        const gone = (wasBack ? departedOn(before, addDays(on, -1)) : null) ?? on;
        expect(left).toEqual(to === 'Churned' ? { ...departure, on: gone, isByStage: true } : null);
        expect(new Set(signals.map(({ key }) => key)).size).toBe(signals.length);
        // What was said of the days before either of the two stays.
        const earlier = addDays(
          on < (departedOn(before, today) ?? on) ? on : (departedOn(before, today) ?? on),
          -1,
        );
        expect(departedOn(signals, earlier)).toBe(departedOn(before, earlier));
      }
    }),
    { numRuns: runs(500) },
  );
});
