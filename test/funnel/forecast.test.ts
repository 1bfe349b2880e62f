/** What is forecast of open accounts, whatever became of the others. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { forecastMilestone, inAll } from '#src/funnel/forecast.ts';
import { durations } from '../stats/durations.ts';

it('never expects fewer within more days, nor bounds them lower', () => {
  fc.assert(
    fc.property(durations, durations, (some, others) => {
      const milestones = [some, others].map((counts, index) =>
        forecastMilestone({ journeyId: 'one', id: `m${index}`, name: 'One' }, counts),
      );
      for (const expected of [...milestones.map((one) => one.expected), inAll(milestones)]) {
        for (const [index, { expected: count, low, high }] of expected.entries()) {
          const before = expected[index - 1];
          expect(count).toBeGreaterThanOrEqual((before?.expected ?? 0) - 1e-9);
          expect(low).toBeGreaterThanOrEqual(before?.low ?? 0);
          expect(high).toBeGreaterThanOrEqual(before?.high ?? 0);
        }
      }
    }),
  );
});
