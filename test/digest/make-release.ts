/** Releases for tests of the digest. */
import { windowsOf, type ToldRelease } from '#src/releases/domain.ts';

/** A release that raised its milestone. */
export function toldRelease(name: string, text = name): ToldRelease {
  const { before, after } = windowsOf('2026-09-01', 45, '2026-11-23');
  const side = (estimate: number) => ({
    entered: 40,
    conversion: { at: 45, estimate, low: 0.2, high: 0.6, beyond: false },
  });
  return {
    release: {
      id: name,
      name,
      day: '2026-09-01',
      changed: text,
      milestoneId: text,
      expected: 5,
      retiredAt: null,
      version: 1,
      createdBy: '',
      createdAt: '',
      updatedBy: '',
      updatedAt: '',
    },
    milestone: { id: text, name: text, usualDays: 45, journeys: [text] },
    effect: {
      kind: 'compared',
      windows: { days: 84, before, after },
      before: side(0.3),
      after: side(0.5),
      difference: { estimate: 0.2, low: 0.05, high: 0.35 },
      pValue: 0.01,
      few: false,
      verdict: 'raised',
    },
    requirements: [],
    beside: [],
  };
}
