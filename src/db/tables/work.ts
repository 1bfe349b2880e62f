/** The tables of what is to be done for accounts: CTAs, reviews and their plans. */

type Flag = 0 | 1;

export interface WorkTables {
  cta: {
    workspace_id: string;
    id: string;
    account_id: string;
    /** `ebr`, `plan_item` … */
    type: string;
    rule_id: string | null;
    title: string;
    priority: string;
    state: 'open' | 'claimed' | 'snoozed' | 'done' | 'dismissed' | 'resolved';
    owner_id: string | null;
    due_on: string | null;
    opened_on: string;
    claimed_by: string | null;
    snoozed_until: string | null;
    /** Why it was snoozed, dismissed, or what came of it. */
    reason: string | null;
    closed_on: string | null;
    closed_by: string | null;
    /** What closed it where neither a press nor the end of its cause did. */
    closed_because: 'rule_off' | null;
    program_version: number | null;
    plan_item_id: string | null;
    updated_at: string;
    /** What the last press replaced, as JSON, so that it can be undone; null when it can not. */
    undo: string | null;
    undo_until: string | null;
  };
  ebr: {
    workspace_id: string;
    id: string;
    account_id: string;
    cta_id: string | null;
    key: string | null;
    state: 'booked' | 'held' | 'cancelled';
    booked_on: string | null;
    held_on: string | null;
    attendees: string;
    /** Whether a decision maker of the customer was there; null: nobody said so. */
    decision_maker_there: Flag | null;
    note: string | null;
    created_by: string;
    created_at: string;
  };
  plan_item: {
    workspace_id: string;
    id: string;
    account_id: string;
    ebr_id: string;
    what: string;
    owner: 'us' | 'customer';
    owner_id: string | null;
    due_on: string;
    state: 'open' | 'kept' | 'broken';
    closed_on: string | null;
    closed_by: string | null;
  };
}
