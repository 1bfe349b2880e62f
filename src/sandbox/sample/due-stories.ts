/** The twelve accounts on the morning's list. */
import { PRESSED } from './pressed.ts';
import type { AccountStory } from './story.ts';

/**
 * @param newlyDue the days at a milestone with which the review rule lists an account today and did not on the last
 *   morning; null: on no number of days, since a short month lies between
 */
export function dueStories(newlyDue: number | null): AccountStory[] {
  return [...onFirstMilestone(newlyDue), ...onSecondMilestone(), ...onLaterMilestones()];
}

function onFirstMilestone(newlyDue: number | null): AccountStory[] {
  return [
    {
      name: 'Acme Robotics',
      segment: 'standard',
      stage: 'Implementation',
      lead: 'priya',
      partner: 'jonas',
      money: { arr: 48_000, currency: 'EUR' },
      started: 131,
      renewsIn: 61,
      open: ['leads'],
      contacts: [
        {
          name: 'Ingrid Solheim',
          title: 'Managing Director',
          persona: 'decision_maker',
          qualifiers: ['economic_buyer'],
        },
        { name: 'Rafael Pinto', title: 'Head of Marketing', persona: 'influencer', qualifiers: ['champion'] },
        { name: 'Mina Sato', title: 'Content Editor', persona: 'user' },
      ],
      notes: [
        {
          ago: 38,
          by: 'priya',
          text: 'Rafael says the landing pages are fine, but nobody has time for the offer behind them.',
        },
        {
          ago: 12,
          by: 'jonas',
          text: 'Offered a working session on the first download. Waiting for a date.',
        },
      ],
    },
    {
      name: 'R&D <Labs>',
      segment: 'standard',
      stage: 'Implementation',
      lead: 'priya',
      partner: 'jonas',
      money: { arr: 18_500, currency: 'USD' },
      started: 104,
      renewsIn: 261,
      open: ['pages', 'leads'],
      unmeasured: ['leads'],
      notes: [
        {
          ago: 20,
          by: 'priya',
          text: 'They want *everything* approved by <legal> & by the board. Two pages wait since spring.',
        },
      ],
    },
    {
      name: 'São Bento Móveis',
      segment: 'solo',
      stage: 'Implementation',
      lead: 'tomas',
      partner: 'jonas',
      money: { arr: 21_600, currency: 'BRL' },
      started: newlyDue ?? 214,
      renewsIn: 88,
      open: ['breadth', 'leads'],
      ...(newlyDue === null
        ? { dismissed: { ago: 90, reason: 'Moving to a new shop; asked for three quiet months' } }
        : {}),
      notes: [
        {
          ago: 9,
          by: 'tomas',
          text: 'Dona Célia answers by voice message only. She has read the lesson on offers twice.',
        },
      ],
    },
    {
      name: 'Orchard Lane Books',
      segment: 'solo',
      stage: 'Implementation',
      lead: null,
      partner: null,
      money: { arr: 5_900, currency: 'USD' },
      started: 97,
      renewsIn: 268,
      open: ['leads'],
      silent: 24,
    },
  ];
}

function onSecondMilestone(): AccountStory[] {
  return [
    {
      name: PRESSED.booked,
      segment: 'standard',
      stage: 'Adoption',
      lead: 'priya',
      partner: 'jonas',
      money: { arr: 21_000, currency: 'EUR' },
      started: 188,
      reached: [133],
      renewsIn: 177,
      open: ['nurture', 'qualified'],
    },
    {
      name: '*Star* Café',
      segment: 'solo',
      stage: 'Adoption',
      lead: 'tomas',
      partner: 'jonas',
      money: { arr: 9_600, currency: 'BRL' },
      started: 175,
      reached: [118],
      renewsIn: 190,
      open: ['crm', 'qualified'],
      contacts: [
        {
          name: 'Bete "Star" <Souza>',
          title: 'Owner & barista',
          persona: 'decision_maker',
          qualifiers: ['champion'],
        },
      ],
    },
    {
      name: PRESSED.claimed,
      segment: 'standard',
      stage: 'Adoption',
      lead: 'linh',
      partner: 'jonas',
      money: { arr: 36_000, currency: 'GBP' },
      started: 149,
      reached: [101],
      renewsIn: 216,
      open: ['response', 'qualified'],
      notes: [
        { ago: 6, by: 'linh', text: 'Sales lets leads lie over the weekend: 52 hours until the first call.' },
      ],
    },
    {
      name: 'Juniper Dental Group',
      segment: 'assisted',
      stage: 'Adoption',
      lead: 'linh',
      partner: 'jonas',
      money: { arr: 64_000, currency: 'USD' },
      started: 262,
      reached: [205],
      renewsIn: 103,
      open: ['scoring', 'qualified'],
      dismissed: { ago: 90, reason: 'Budget freeze: nothing moves before next quarter' },
      notes: [
        { ago: 91, by: 'linh', text: 'Their CFO stopped all projects for a quarter. Come back afterwards.' },
      ],
    },
  ];
}

function onLaterMilestones(): AccountStory[] {
  return [
    {
      name: 'Müller & Söhne Maschinenbau',
      segment: 'assisted',
      stage: 'Adoption',
      lead: 'tomas',
      partner: 'jonas',
      money: { arr: 120_000, currency: 'EUR' },
      started: 334,
      reached: [291, 168],
      renewsIn: 31,
      open: ['won', 'board'],
      reviews: [
        {
          ago: 203,
          decisionMaker: true,
          note: 'Sales and marketing at one table for the first time. They agreed on what a qualified lead is.',
          plan: [
            { what: 'Give sales its own view of the leads', owner: 'us', dueIn: -190, state: 'kept' },
            {
              what: 'Call every lead above 60 points within a day',
              owner: 'customer',
              dueIn: -175,
              state: 'kept',
            },
          ],
        },
      ],
    },
    {
      name: 'Øresund Marine',
      segment: 'assisted',
      stage: 'Adoption',
      lead: 'linh',
      partner: 'jonas',
      money: { arr: 640_000, currency: 'DKK' },
      started: 318,
      reached: [266, 150],
      renewsIn: 47,
      open: ['source', 'won'],
      slipped: ['leads'],
      notes: [
        {
          ago: 4,
          by: 'jonas',
          text: 'Leads fell to half when the boat show ended. The yearly dip, they say.',
        },
      ],
    },
    {
      name: 'Kumasi Logistics',
      segment: 'standard',
      stage: 'Adoption',
      lead: 'linh',
      partner: null,
      money: { arr: 30_000, currency: 'USD' },
      started: 289,
      reached: [240, 158],
      renewsIn: 365,
      silent: 74,
      churn: [
        {
          ago: 71,
          reason: 'New management cancelled all tools',
          note: 'The marketing team was sorry to go.',
        },
        {
          ago: 0,
          returned: true,
          reason: 'Signed again',
          note: 'The new tool could not show where deals came from.',
        },
      ],
    },
    {
      name: 'Helvetia Pumpen AG',
      segment: 'assisted',
      stage: 'Maintenance',
      lead: 'grace',
      partner: 'jonas',
      money: { arr: 210_000, currency: 'CHF' },
      started: 520,
      reached: [468, 394, 192],
      renewsIn: 210,
      open: ['cost', 'share'],
      outdated: ['cost'],
      reviews: [
        {
          ago: 232,
          decisionMaker: true,
          note: 'The board saw the figures of the year: 11 deals that nobody would have found otherwise.',
          plan: [
            { what: 'Plan the second country together', owner: 'us', dueIn: -200, state: 'kept' },
            { what: 'Name an owner for content in Geneva', owner: 'customer', dueIn: -170, state: 'broken' },
          ],
        },
      ],
    },
  ];
}
