/** The active goals of an account in a line, for its card and for the forms of its reviews. */
import type { BusinessDate } from '#src/base/business-date.ts';
import type { GoalCard } from '#src/goals/domain.ts';
import { measureText } from './goal-words.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';

export interface ShownGoals {
  goals: readonly GoalCard[];
  /** Whether there are others beside those. */
  more: boolean;
}

const SHOWN = 80;

/** `🎯 Goals: *More leads* (leads_per_month 20 → 50 by Fri 12 Feb), *…*`; null where there is none. */
export function goalsLine({ goals, more }: ShownGoals, today: BusinessDate): Mrkdwn | null {
  if (goals.length === 0) return null;
  const shown = goals.map((goal) => {
    const measure = measureText(goal.measure, today);
    const name = mrkdwn`*${truncate(goal.name, SHOWN)}*`;
    return measure === '' ? name : mrkdwn`${name} (${truncate(measure, SHOWN)})`;
  });
  const title = goals.length === 1 ? 'Goal' : 'Goals';
  return mrkdwn`🎯 ${title}: ${join(shown, ', ')}${more ? mrkdwn` and more` : mrkdwn``}`;
}
