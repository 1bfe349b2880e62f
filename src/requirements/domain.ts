/** Development requirements: what must exist for a person to move forward, and how far it has come. */
import { truncate, firstLineOf } from '../base/text.ts';

export const REQUIREMENT_STATES = ['proposed', 'accepted', 'built', 'shipped'] as const;
export type RequirementState = (typeof REQUIREMENT_STATES)[number];

export interface Requirement {
  id: string;
  /** The scenario from which it was written. */
  scenarioId: string | null;
  /** What must exist. */
  what: string;
  why: string | null;
  /** How it is seen to work. */
  acceptance: string | null;
  state: RequirementState;
  /** The release that shipped it. */
  release: string | null;
  /** Rises with each save and change of state. */
  version: number;
}

/** Money that stands behind a requirement, in one currency; null: accounts whose currency nobody wrote down. */
export interface Backing {
  currency: string | null;
  accounts: number;
  arr: number;
}

/** A requirement with what stands behind it: accounts, each once, of its scenario's cards and of open gaps. */
export interface BackedRequirement extends Requirement {
  scenarioName: string | null;
  accounts: number;
  backing: Backing[];
}

/** The state after this one; null: it is shipped. */
export function stateAfter(state: RequirementState): RequirementState | null {
  return REQUIREMENT_STATES[REQUIREMENT_STATES.indexOf(state) + 1] ?? null;
}

/** The state before this one; null: it is proposed. */
export function stateBefore(state: RequirementState): RequirementState | null {
  return REQUIREMENT_STATES[REQUIREMENT_STATES.indexOf(state) - 1] ?? null;
}

export const MAX = { what: 3000, why: 3000, acceptance: 3000, release: 150 } as const;

/** The first line of a text, for a title: at most `max` UTF-16 units. */
export function titleOf(what: string, max = 100): string {
  return truncate(firstLineOf(what), max);
}
