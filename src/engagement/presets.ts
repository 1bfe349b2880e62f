/**
 * The engagement of a program that has none. The decision maker is met most while they choose and while they renew, and
 * less while the product does its work; the partner, who knows the product, is close to those who work with it.
 */
import { STAGES_BEFORE_SALE } from '../program/domain.ts';
import type { Engaged, Engagement } from './domain.ts';

const PRESET: readonly Engagement[] = [
  // A play is for customers.
  line([...STAGES_BEFORE_SALE], 'decision_maker', 'lead', 14, null),
  line(['Implementation'], 'decision_maker', 'lead', 30, 'reach-the-decision-maker'),
  line(['Change', 'Renewal'], 'decision_maker', 'lead', 21, 'reach-the-decision-maker'),
  line([], 'decision_maker', 'lead', 60, 'reach-the-decision-maker'),
  line(['Implementation', 'Change', 'Renewal'], 'influencer', 'lead', 21, 'reach-the-influencers'),
  line([], 'influencer', 'lead', 45, 'reach-the-influencers'),
  line(['Implementation'], 'user', 'partner', 14, 'hear-the-users'),
  line([], 'user', 'partner', 30, 'hear-the-users'),
];

/** The whole preset, a copy of its own. */
export function presetEngagement(): Engagement[] {
  return structuredClone([...PRESET]);
}

function line(
  stages: string[],
  persona: Engagement['persona'],
  who: Engaged,
  everyDays: number,
  play: string | null,
): Engagement {
  return { stages, persona, who, everyDays, play };
}
