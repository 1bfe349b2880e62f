/** The events by which accounts of the sample went through its scenarios. */
import { addDays, type BusinessDate } from '../../base/business-date.ts';
import type { EventSignal } from '../../journey/domain.ts';
import { scenarioStories } from './scenario-stories.ts';

/** The events of one account, in no order. */
export function scenarioSignalsOf(account: string, today: BusinessDate): EventSignal[] {
  return scenarioStories().flatMap(({ document, steps }) => {
    const { trigger, action, facilitators } = document;
    // Of a step that has several events, one is enough.
    const names = [trigger.events[0], action.events[0], ...facilitators.map(({ event }) => event)];
    return (steps[account] ?? []).flatMap((ago, step) => {
      const name = names[step];
      return name === undefined ? [] : [{ name, day: addDays(today, -ago), count: 1 }];
    });
  });
}
