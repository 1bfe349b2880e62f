/** What stands on a Goal Card for its scenario. */
import type { Button } from '@slack/types';
import type { GoalCard } from '#src/goals/domain.ts';
import { button } from './build.ts';
import { ids } from './ids.ts';

/** The button by which a card grows into a scenario, or joins one; a card that is in one opens it. */
export function scenarioButton(card: Pick<GoalCard, 'id' | 'name'>): Button {
  return button('Grow into a scenario', ids.scenarioGrow, {
    value: card.id,
    label: `Grow ${card.name} into a scenario`,
  });
}
