/** The accounts that were on the list and came off it lately, each in a way of its own. */
import { PRESSED } from './pressed.ts';
import type { AccountStory } from './story.ts';

export function leftStories(): AccountStory[] {
  return [
    {
      name: PRESSED.snoozed,
      segment: 'standard',
      stage: 'Adoption',
      lead: 'priya',
      partner: 'jonas',
      money: { arr: 340_000, currency: 'SEK' },
      started: 171,
      reached: [110],
      renewsIn: 194,
      open: ['nurture', 'qualified'],
    },
    {
      name: PRESSED.dismissed,
      segment: 'standard',
      stage: 'Change',
      lead: 'tomas',
      partner: 'jonas',
      money: { arr: 14_400, currency: 'USD' },
      started: 125,
      renewsIn: 240,
      open: ['pages', 'breadth', 'leads'],
    },
    {
      name: PRESSED.held,
      segment: 'standard',
      stage: 'Adoption',
      lead: 'priya',
      partner: 'jonas',
      money: { arr: 27_500, currency: 'EUR' },
      started: 186,
      reached: [125],
      renewsIn: 179,
      open: ['qualified'],
    },
    {
      // Its leads passed the bar this morning: it was on the last list and is on the next milestone now.
      name: 'Willow & Finch Interiors',
      segment: 'solo',
      stage: 'Adoption',
      lead: 'tomas',
      partner: 'jonas',
      money: { arr: 7_200, currency: 'GBP' },
      started: 112,
      reached: [0],
      renewsIn: 253,
      open: ['crm', 'scoring', 'nurture', 'response', 'qualified'],
      unmeasured: ['response', 'qualified'],
    },
  ];
}
