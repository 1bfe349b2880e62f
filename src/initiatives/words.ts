/** What initiatives and answers are called where people read of them. Plain text, to be escaped where it is shown. */
import type { InitiativeKind, InitiativeState, Verdict } from './domain.ts';

export const KIND_WORDS: Record<InitiativeKind, string> = {
  feature: 'Feature',
  service: 'Service',
  meeting: 'Meeting',
};

export const VERDICT_WORDS: Record<Verdict, string> = {
  improved: 'It improved',
  not_yet: 'Not yet',
  did_not: 'It did not',
};

export const STATE_WORDS: Record<InitiativeState, string> = {
  open: 'open',
  kept: 'kept: it improves their experience',
  ended: 'ended',
};
