/** The accounts that are not on a journey: not yet customers, without one, not begun, or gone. */
import type { AccountStory } from './story.ts';

export function outsideTheJourney(): AccountStory[] {
  const base = { lead: null, partner: null, money: null, started: null } as const;
  return [
    { ...base, name: 'Vega Solar', segment: 'standard', stage: 'Discovery', lead: 'tomas' },
    { ...base, name: 'Papaya Prints', segment: null, stage: 'Qualification' },
    {
      ...base,
      name: 'Mistral Yachts',
      segment: 'assisted',
      stage: 'Selection',
      lead: 'grace',
      money: { arr: 72_000, currency: 'EUR' },
    },
    {
      ...base,
      name: 'Octagon Partners',
      segment: 'reseller',
      stage: 'Adoption',
      lead: 'linh',
      money: { arr: 40_000, currency: 'USD' },
      started: 66,
      notes: [{ ago: 30, by: 'linh', text: 'They sell for us. We have no journey for that yet.' }],
    },
    {
      ...base,
      name: 'Polar Ice Cream Co.',
      segment: 'standard',
      stage: 'Implementation',
      lead: 'priya',
      partner: 'jonas',
      money: { arr: 16_800, currency: 'USD' },
      started: -12,
      renewsIn: 377,
    },
    {
      ...base,
      name: 'Granite Gym',
      segment: 'standard',
      stage: 'Churned',
      lead: 'linh',
      partner: 'jonas',
      money: { arr: 11_000, currency: 'USD' },
      started: 210,
      reached: [120],
      silent: 63,
      churn: [
        { ago: 58, reason: 'Too small a team to keep at it', note: 'Would come back with one more person.' },
      ],
    },
  ];
}
