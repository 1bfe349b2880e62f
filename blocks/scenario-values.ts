/** A scenario as the values of its form, and back: what goes in comes out unchanged but for its ends. */
import { facilitatorField, MAX, type ScenarioDocument, type ScenarioDraft } from '#src/scenarios/domain.ts';

/** What a form holds, by the field's name. */
export type ScenarioValues = Record<string, string | string[] | null>;

export const scenarioCardField = 'card';

/** The choice that says nothing: a menu cannot be emptied otherwise. */
export const NONE = 'none';

/** A scenario as its form shows it. */
export function scenarioValues(name: string, document: ScenarioDocument): ScenarioValues {
  const { trigger, action, reward, pricing } = document;
  const values: ScenarioValues = {
    name,
    trigger_events: trigger.events.join('\n'),
    measure: trigger.commitment?.measure ?? null,
    level: trigger.commitment === null ? null : String(trigger.commitment.level),
    note: trigger.commitment?.note ?? null,
    action_events: action.events.join('\n'),
    rewards: reward.catalogue.join('\n'),
    stuck_days: reward.stuckDays === null ? null : String(reward.stuckDays),
    currency: pricing.currency,
    limits: pricing.limits.join('\n'),
  };
  document.facilitators.forEach(({ name: called, kind, event, effect }, index) => {
    values[facilitatorField(index, 'name')] = called;
    values[facilitatorField(index, 'kind')] = kind;
    values[facilitatorField(index, 'event')] = event;
    values[facilitatorField(index, 'effect')] = effect === null ? null : String(effect);
  });
  return values;
}

/** What a form holds, without the choices that say nothing. */
export function chosenIn(values: ScenarioValues): ScenarioValues {
  const chosen = Object.entries(values).map(
    ([name, value]) => [name, value === NONE ? null : value] as const,
  );
  return Object.fromEntries(chosen);
}

/** The rows that a form of these facilitators has. @param wanted at least so many */
export function facilitatorRows(facilitatorIds: readonly string[], wanted: number): string[] {
  const rows = Math.min(MAX.facilitators, Math.max(1, wanted, facilitatorIds.length));
  return Array.from({ length: rows }, (_, index) => facilitatorIds[index] ?? '');
}

/** How many rows the values fill. */
export function rowsFilled(values: ScenarioValues): number {
  const filled = Array.from({ length: MAX.facilitators }, (_, index) =>
    (['name', 'event', 'effect'] as const).some(
      (part) => stringOf(values[facilitatorField(index, part)]) !== '',
    ),
  );
  return filled.lastIndexOf(true) + 1;
}

/** What was typed, for the domain to read. */
export function scenarioDraft(values: ScenarioValues, rows: readonly string[]): ScenarioDraft {
  const typed = (name: string) => stringOf(values[name]);
  const chosen = (name: string) => typed(name) || null;
  return {
    name: typed('name'),
    triggerEvents: typed('trigger_events'),
    measure: chosen('measure'),
    level: chosen('level'),
    note: typed('note'),
    actionEvents: typed('action_events'),
    facilitators: rows.map((id, index) => ({
      id,
      name: typed(facilitatorField(index, 'name')),
      kind: chosen(facilitatorField(index, 'kind')),
      event: typed(facilitatorField(index, 'event')),
      effect: typed(facilitatorField(index, 'effect')),
    })),
    rewards: typed('rewards'),
    stuckDays: typed('stuck_days'),
    currency: typed('currency'),
    limits: typed('limits'),
  };
}

/** The text of a field; empty when nothing is typed or chosen. */
export function stringOf(value: ScenarioValues[string] | undefined): string {
  return typeof value === 'string' && value !== NONE ? value : '';
}
