/**
 * The plays that every program has: how to get back to people of whom nothing is known. A program gets each of them
 * unless it has a play with the same id, which then stands for the preset, as a whole or in the keys that it names.
 */
import type { DoneWhen, MissingData, Play, PlayStep, StepOwner } from './domain.ts';

export const DEFAULT_MISSING_DATA: MissingData = { atMostPerPersonAndDay: 10, quietDays: 30 };

const PRESETS: readonly Play[] = [
  // Whoever has spoken with them need not be introduced any more: the contact itself ends every step.
  play('reach-the-decision-maker', 'Reach the decision maker', [
    step('ask-for-introduction', 'Ask the champion for an introduction to the decision maker', 'lead', 3, {
      kind: 'touchpoint',
      persona: 'decision_maker',
    }),
    step(
      'leader-to-leader',
      'Write to the decision maker, as a leader to a leader, what their team has reached',
      'leader',
      8,
      { kind: 'touchpoint', persona: 'decision_maker' },
    ),
    step('speak', 'Speak with the decision maker about what they want to reach next', 'lead', 15, {
      kind: 'touchpoint',
      persona: 'decision_maker',
    }),
  ]),
  play('reach-the-influencers', 'Reach the influencers', [
    step('find', 'Ask the users whose word counts when the product is talked about', 'lead', 5, {
      kind: 'touchpoint',
      persona: 'influencer',
    }),
    step('speak', 'Speak with the influencers about what they need in order to speak for us', 'lead', 10, {
      kind: 'touchpoint',
      persona: 'influencer',
    }),
  ]),
  play('hear-the-users', 'Hear the users', [
    step('watch', 'Ask a user to show how they do their work with the product', 'partner', 5, {
      kind: 'touchpoint',
      persona: 'user',
    }),
    step('write', 'Write down what lies between them and their outcome as success gaps', 'partner', 8, null),
  ]),
  play('review-with-the-decision-maker', 'Review with the decision maker', [
    step('invite', 'Ask the decision maker for a date on which they can join the next EBR', 'lead', 5, null),
    step('hold', 'Hold the EBR, and say whether a decision maker was there', 'lead', 20, {
      kind: 'ebr_held',
    }),
  ]),
];

/** The preset with this id, a copy of its own. */
export function findPresetPlay(id: string): Play | undefined {
  const preset = PRESETS.find((known) => known.id === id);
  return preset === undefined ? undefined : structuredClone(preset);
}

/** The program's own plays in their order, then the presets that it does not mention in theirs. */
export function withPresetPlays(plays: readonly Play[]): Play[] {
  const mentioned = new Set(plays.map(({ id }) => id));
  return [...plays, ...structuredClone(PRESETS.filter(({ id }) => !mentioned.has(id)))];
}

/** The ids of all presets. */
export function presetPlayIds(): string[] {
  return PRESETS.map(({ id }) => id);
}

function play(id: string, name: string, steps: PlayStep[]): Play {
  return { id, name, enabled: true, steps };
}

function step(
  id: string,
  name: string,
  owner: StepOwner,
  dueInBusinessDays: number,
  doneWhen: DoneWhen | null,
): PlayStep {
  return { id, name, owner, dueInBusinessDays, doneWhen };
}
