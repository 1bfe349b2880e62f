/** Plays in words. Plain text, to be escaped where it is shown. */
import type { BusinessDate } from '../base/business-date.ts';
import { figure, shortDate } from '../base/words.ts';
import type { DoneWhen, StepOwner } from './domain.ts';

const PERSONA_WORDS = {
  decision_maker: 'a decision maker',
  influencer: 'an influencer',
  user: 'a user',
} as const;

/** @param persona the cause of a run that a missed cadence started */
export function personaWords(persona: string): string {
  return (PERSONA_WORDS as Record<string, string>)[persona] ?? persona;
}

export const OWNER_WORDS: Record<StepOwner, string> = {
  lead: 'the lead',
  partner: 'the partner',
  leader: 'a leader',
};

/** Names of metrics by their ids; of one that is gone the id is said. */
export type MetricNames = ReadonlyMap<string, string>;

/** What ends the step by itself, as in `by itself when …`. */
export function waitsFor(doneWhen: DoneWhen, metrics: MetricNames): string {
  switch (doneWhen.kind) {
    case 'event':
      return `${doneWhen.names.map((name) => `“${name}”`).join(' or ')} is seen`;
    case 'kpi':
      return `“${doneWhen.kpi}” is ${boundWords(doneWhen)}`;
    case 'touchpoint':
      return `somebody has spoken with ${PERSONA_WORDS[doneWhen.persona]}`;
    case 'fresh':
      return `“${metrics.get(doneWhen.metric) ?? doneWhen.metric}” has fresh data`;
    case 'ebr_held':
      return 'an EBR is held';
  }
}

/** What has ended the step by itself. @param event which one, where several would have */
export function seenWords(
  doneWhen: DoneWhen,
  seen: { day: BusinessDate; event: string | null },
  metrics: MetricNames,
  today: BusinessDate,
): string {
  const on = `on ${shortDate(seen.day, today)}`;
  switch (doneWhen.kind) {
    case 'event':
      return `“${seen.event ?? doneWhen.names[0] ?? ''}” was seen ${on}`;
    case 'kpi':
      return `“${doneWhen.kpi}” was ${boundWords(doneWhen)} ${on}`;
    case 'touchpoint':
      return `somebody spoke with ${PERSONA_WORDS[doneWhen.persona]} ${on}`;
    case 'fresh':
      return `“${metrics.get(doneWhen.metric) ?? doneWhen.metric}” has had fresh data since ${shortDate(seen.day, today)}`;
    case 'ebr_held':
      return `an EBR was held ${on}`;
  }
}

function boundWords({ bound, value }: Extract<DoneWhen, { kind: 'kpi' }>): string {
  return `${figure(value)} or ${bound === 'at_least' ? 'more' : 'less'}`;
}
