/** Actions of the leadership's meeting for tests. */
import type { ActionFields, LeadershipAction } from '#src/actions/domain.ts';

/** A Monday. */
export const TODAY = '2026-11-23';

export const FIELDS: ActionFields = { kind: 'action', what: 'Call', ownerId: 'lena', dueOn: TODAY };

/** An open one that Lena wrote down for herself and that is due today. */
export function makeAction(change: Partial<LeadershipAction> = {}): LeadershipAction {
  return {
    ...FIELDS,
    id: 'a'.repeat(26),
    state: 'open',
    digestId: null,
    source: null,
    outboxId: null,
    version: 1,
    createdBy: 'lena',
    createdAt: '',
    updatedBy: 'lena',
    updatedAt: '',
    closedBy: null,
    closedOn: null,
    closedAt: null,
    remindedFor: null,
    ...change,
  };
}
