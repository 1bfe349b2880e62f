/** The table of success gaps. */

export interface GapTables {
  gap: {
    workspace_id: string;
    id: string;
    account_id: string;
    /** The Goal Card that it stands in the way of. */
    card_id: string | null;
    /** Of a product change: the development requirement. */
    requirement_id: string | null;
    what: string;
    bridge_kind: 'training' | 'article' | 'course' | 'service' | 'partner' | 'product_change';
    bridge: string | null;
    link: string | null;
    owner: 'us' | 'customer';
    /** The person of ours who sees to it; null: the account's lead. */
    owner_id: string | null;
    due_on: string | null;
    state: 'open' | 'bridged' | 'dropped';
    /** Why it was dropped. */
    reason: string | null;
    closed_on: string | null;
    closed_by: string | null;
    /** Rises with each save and change of state. */
    version: number;
    created_by: string;
    created_at: string;
    updated_by: string;
    updated_at: string;
  };
}
