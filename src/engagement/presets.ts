/**
 * The engagement of a program that has none. The decision maker is met most while they choose and while they renew, and
 * less while the product does its work; the partner, who knows the product, is close to those who work with it.
 */
import type { Engagement } from './domain.ts';

const PRESET: readonly Engagement[] = [
  {
    stages: ['Discovery', 'Qualification', 'Selection'],
    persona: 'decision_maker',
    who: 'lead',
    everyDays: 14,
  },
  { stages: ['Implementation'], persona: 'decision_maker', who: 'lead', everyDays: 30 },
  { stages: ['Change', 'Renewal'], persona: 'decision_maker', who: 'lead', everyDays: 21 },
  { stages: [], persona: 'decision_maker', who: 'lead', everyDays: 60 },
  { stages: ['Implementation', 'Change', 'Renewal'], persona: 'influencer', who: 'lead', everyDays: 21 },
  { stages: [], persona: 'influencer', who: 'lead', everyDays: 45 },
  { stages: ['Implementation'], persona: 'user', who: 'partner', everyDays: 14 },
  { stages: [], persona: 'user', who: 'partner', everyDays: 30 },
];

/** The whole preset, a copy of its own. */
export function presetEngagement(): Engagement[] {
  return structuredClone([...PRESET]);
}
