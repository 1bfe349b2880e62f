/** The accounts that left in the last year: by them it is seen whether anybody saw it coming. */
import type { AccountStory, ContactStory } from './story.ts';

export function goneStories(): AccountStory[] {
  return [
    {
      ...gone('Marlow & Pryce Estates', 14, 'Their group has chosen a tool for all'),
      segment: 'assisted',
      lead: 'linh',
      money: { arr: 58_000, currency: 'GBP' },
      started: 301,
      reached: [246],
      contacts: [somebody('Rupert Marlow', 'Partner'), champion('Tess Okafor', 'Head of Marketing')],
    },
    {
      ...gone('Tundra Outfitters', 31, 'Nobody had the time for it'),
      lead: 'priya',
      money: { arr: 22_000, currency: 'CAD' },
      started: 212,
      contacts: [champion('Noor Lavoie', 'Marketing Manager')],
    },
    {
      ...gone('Cedar Point Clinics', 66, 'Nobody could show what it brought'),
      lead: 'tomas',
      money: { arr: 30_000, currency: 'USD' },
      started: 331,
      reached: [268],
      contacts: [somebody('Dr. Amara Osei', 'Managing Director'), champion('Hal Brandt', 'Front Office')],
    },
    {
      ...gone('Lumen Lighting', 97, 'They closed their online shop'),
      segment: 'solo',
      lead: 'tomas',
      money: { arr: 6_400, currency: 'EUR' },
      started: 263,
      reached: [218],
      contacts: [somebody('Fenna de Wit', 'Owner')],
    },
    {
      ...gone('Quayside Seafood', 150, 'A new owner brought the suppliers along'),
      lead: 'priya',
      money: { arr: 19_500, currency: 'GBP' },
      started: 405,
      reached: [371, 318],
      contacts: [somebody('Moira Tulloch', 'Managing Director'), champion('Ewan Baird', 'Sales Manager')],
    },
    {
      ...gone('Pampa Criadores', 205, 'Too small a team to keep at it'),
      lead: 'tomas',
      money: { arr: 96_000, currency: 'BRL' },
      started: 398,
      contacts: [champion('Ximena Duarte', 'Marketing Manager')],
    },
  ];
}

/** Their last sign of life was some days before they left. */
const QUIET_BEFORE = 9;

function gone(name: string, ago: number, reason: string) {
  return {
    name,
    segment: 'standard',
    stage: 'Churned',
    partner: 'jonas' as const,
    silent: ago + QUIET_BEFORE,
    churn: [{ ago, reason }],
  };
}

function somebody(name: string, title: string): ContactStory {
  return { name, title, persona: 'decision_maker', qualifiers: ['economic_buyer'] };
}

function champion(name: string, title: string): ContactStory {
  return { name, title, persona: 'influencer', qualifiers: ['champion'] };
}
