/** The accounts on their journey that are not on the list, each for a reason of its own. */
import { outsideTheJourney } from './off-journey-stories.ts';
import { PRESSED } from './pressed.ts';
import type { AccountStory } from './story.ts';

export function otherStories(): AccountStory[] {
  return [...underWay(), ...reviewed(), ...farAlong(), ...outsideTheJourney()];
}

function underWay(): AccountStory[] {
  return [
    {
      name: 'Acme Foods',
      segment: 'standard',
      stage: 'Adoption',
      lead: 'linh',
      partner: 'jonas',
      money: [
        { arr: 12_000, currency: 'USD', from: 78, endsIn: null },
        { arr: 4_800, currency: 'USD', from: 20, endsIn: null },
        { arr: 3_000, currency: 'USD', from: 78, endsIn: -21 },
      ],
      started: 78,
      reached: [39],
      renewsIn: 287,
      contacts: [
        { name: 'Oluchi Eze', title: 'Brand Manager', persona: 'influencer', qualifiers: ['champion'] },
        {
          name: 'Dale Whitcombe',
          title: 'VP Sales',
          persona: 'decision_maker',
          qualifiers: ['economic_buyer', 'technical_buyer'],
        },
      ],
    },
    {
      name: 'Pixel Bäckerei',
      segment: 'solo',
      stage: 'Implementation',
      lead: 'priya',
      partner: null,
      money: { arr: 3_600, currency: 'EUR' },
      started: 28,
      renewsIn: 337,
      open: ['pages', 'breadth', 'leads'],
      unmeasured: ['leads'],
    },
    {
      name: 'Copper Kettle Brewing',
      segment: 'standard',
      stage: 'Implementation',
      lead: 'tomas',
      partner: 'jonas',
      money: [{ arr: 15_000, currency: 'USD', from: 57, endsIn: 308 }],
      started: 57,
      renewsIn: 308,
      open: ['leads'],
    },
    {
      name: 'Zuri Cosmetics',
      segment: 'standard',
      stage: 'Implementation',
      lead: 'linh',
      partner: 'jonas',
      money: { arr: 24_000, currency: 'EUR' },
      started: 81,
      renewsIn: 284,
      open: ['pages', 'leads'],
      notes: [
        {
          ago: 15,
          by: 'linh',
          text: 'Less than four weeks until they are three months without a lead. Book something before that.',
        },
      ],
    },
    {
      name: 'Harborview Hotels',
      segment: 'assisted',
      stage: 'Renewal',
      lead: 'grace',
      partner: 'jonas',
      money: { arr: 96_000, currency: 'USD' },
      started: 128,
      reached: [73],
      renewsIn: 26,
      silent: 45,
      open: ['crm', 'scoring', 'qualified'],
      notes: [{ ago: 44, by: 'grace', text: 'Their champion left. Nobody has logged in since.' }],
    },
  ];
}

function reviewed(): AccountStory[] {
  return [
    {
      name: 'Sakura Stationery',
      segment: 'standard',
      stage: 'Adoption',
      lead: 'priya',
      partner: 'jonas',
      money: { arr: 3_900_000, currency: 'JPY' },
      started: 196,
      reached: [140],
      renewsIn: 169,
      open: ['qualified'],
      reviews: [
        {
          ago: 30,
          decisionMaker: true,
          note: 'They know what a good lead is and have too few of them. One topic, one offer, one month.',
          plan: [
            { what: 'Write the guide on office gifts', owner: 'customer', dueIn: -8, state: 'kept' },
            { what: 'Send the guide to last year’s buyers', owner: 'customer', dueIn: 0, state: 'open' },
            { what: 'Look at the figures together', owner: 'us', dueIn: 16, state: 'open' },
          ],
        },
      ],
    },
    {
      name: PRESSED.keptItem,
      segment: 'assisted',
      stage: 'Adoption',
      lead: 'linh',
      partner: 'jonas',
      money: { arr: 88_000, currency: 'GBP' },
      started: 301,
      reached: [252, 155],
      renewsIn: 64,
      open: ['won', 'board'],
      reviews: [
        {
          ago: 22,
          decisionMaker: false,
          note: 'Deals come, and nobody writes down from where. The finance lead wants to see it by the end of the month.',
          plan: [
            { what: 'Show the front desk how to record the source', owner: 'us', dueIn: -2, state: 'open' },
            {
              what: 'Add the source to every new patient & deal',
              owner: 'customer',
              dueIn: -5,
              state: 'open',
            },
            {
              what: 'Invite the finance lead to the next meeting',
              owner: 'customer',
              dueIn: 12,
              state: 'open',
            },
          ],
        },
      ],
    },
    {
      name: 'Nimbus Freight',
      segment: 'standard',
      stage: 'Adoption',
      lead: 'tomas',
      partner: 'jonas',
      money: { arr: 39_000, currency: 'EUR' },
      started: 139,
      reached: [75],
      renewsIn: 226,
      open: ['nurture', 'qualified'],
      reviews: [
        {
          ago: 84,
          decisionMaker: false,
          note: 'The first leads are near. What is missing is somebody who writes.',
          plan: [
            { what: 'Two days a week for content, by name', owner: 'customer', dueIn: -70, state: 'kept' },
            {
              what: 'Collect ten questions that customers ask',
              owner: 'customer',
              dueIn: -62,
              state: 'broken',
            },
          ],
        },
      ],
    },
  ];
}

function farAlong(): AccountStory[] {
  return [
    {
      name: 'Baltic Timber',
      segment: 'standard',
      stage: 'Adoption',
      lead: 'priya',
      partner: 'jonas',
      money: { arr: 33_000, currency: 'EUR' },
      started: 151,
      reached: [112, 49],
      renewsIn: 214,
      slipped: ['response'],
    },
    {
      name: 'Tamarind Travel',
      segment: 'assisted',
      stage: 'Maintenance',
      lead: 'grace',
      partner: 'jonas',
      money: { arr: 150_000, currency: 'USD' },
      started: 406,
      reached: [365, 310, 222, 66],
      renewsIn: 324,
      reviews: [
        {
          ago: 60,
          decisionMaker: true,
          note: 'A third of the revenue comes by itself. They will tell it at their trade fair.',
          plan: [
            { what: 'Write down their story with their figures', owner: 'us', dueIn: -30, state: 'kept' },
          ],
        },
      ],
    },
    {
      name: 'Kestrel Insurance',
      segment: 'assisted',
      stage: 'Renewal',
      lead: 'grace',
      partner: 'jonas',
      money: { arr: 275_000, currency: 'GBP' },
      started: 611,
      reached: [570, 502, 401, 268],
      renewsIn: 12,
      slipped: ['share'],
      reviews: [
        {
          ago: 118,
          decisionMaker: false,
          note: 'A new sales director who believes in cold calls. The share of inbound will be watched.',
          plan: [
            {
              what: 'Bring the sales director together with the one of Tamarind',
              owner: 'us',
              dueIn: -90,
              state: 'broken',
            },
          ],
        },
      ],
    },
    {
      name: 'Verde Viveiros',
      segment: 'standard',
      stage: 'Maintenance',
      lead: 'tomas',
      partner: 'jonas',
      money: { arr: 118_000, currency: 'BRL' },
      started: 297,
      reached: [259, 206, 85],
      renewsIn: 68,
    },
  ];
}
