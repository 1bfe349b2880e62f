/** What bridges are called where people read of them. Plain text, to be escaped where it is shown. */
import type { BridgeKind, GapState } from './domain.ts';

export const KIND_WORDS: Record<BridgeKind, string> = {
  training: 'Training',
  article: 'Article',
  course: 'Course',
  service: 'Service',
  partner: 'Partner',
  product_change: 'Product change',
};

export const STATE_WORDS: Record<GapState, string> = {
  open: 'open',
  bridged: 'bridged',
  dropped: 'dropped',
};
