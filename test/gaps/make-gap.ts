/** Gaps for tests. */
import type { Gap, GapFields } from '#src/gaps/domain.ts';

export const FIELDS: GapFields = {
  what: 'Nobody there can build a page',
  bridgeKind: 'training',
  bridge: 'Two hours with our designer',
  link: null,
  owner: 'us',
  ownerId: null,
  dueOn: null,
  cardId: null,
  requirementId: null,
};

export function gapWith(change: Partial<Gap> = {}): Gap {
  return {
    ...FIELDS,
    id: 'gap',
    accountId: 'acme',
    state: 'open',
    reason: null,
    closedOn: null,
    closedBy: null,
    version: 1,
    createdBy: 'lena',
    createdAt: '2026-11-01T08:00:00.000Z',
    updatedBy: 'lena',
    updatedAt: '2026-11-01T08:00:00.000Z',
    ...change,
  };
}
