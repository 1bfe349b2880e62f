/** Chance that can be looked up again: the same inputs always give the same variant and the same reward. */
import { createHash } from 'node:crypto';
import type { Scenario, Variant } from './domain.ts';

/**
 * Which variant of a facilitator an account sees: half of the accounts each, and for each facilitator another half.
 * @param salt the scenario's, which never changes
 */
export function variantOf(salt: string, facilitatorId: string, accountId: string): Variant {
  return numberFrom(salt, facilitatorId, accountId) % 2 === 0 ? 'a' : 'b';
}

/** Which variant of each tested facilitator an account sees, by the facilitator's id. */
export function variantsFor(
  scenario: Pick<Scenario, 'salt' | 'facilitators'>,
  accountId: string,
): Record<string, Variant> {
  const tested = scenario.facilitators.filter(({ effect }) => effect !== null);
  return Object.fromEntries(tested.map(({ id }) => [id, variantOf(scenario.salt, id, accountId)]));
}

/** The reward for an account on a day; null when there is none to draw from. */
export function drawReward(
  rewards: readonly string[],
  seed: { salt: string; accountId: string; date: string },
): string | null {
  if (rewards.length === 0) return null;
  return rewards[numberFrom(seed.salt, seed.accountId, seed.date) % rewards.length] ?? null;
}

/** The same reward, however it is written. */
export function rewardKey(reward: string): string {
  return reward.replace(/\s+/gu, ' ').trim().toLowerCase();
}

/** 48 bits of a hash: so many that dividing them by a small number favours no remainder that could be noticed. */
function numberFrom(...parts: readonly string[]): number {
  return createHash('sha256').update(parts.join(':')).digest().readUIntBE(0, 6);
}
