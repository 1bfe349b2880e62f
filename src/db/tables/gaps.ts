/** The table of success gaps. */

export interface GapTables {
  gap: {
    workspace_id: string;
    id: string;
    account_id: string;
    card_id: string | null;
    requirement_id: string | null;
    what: string;
    bridge_kind: string;
    bridge: string | null;
    link: string | null;
    owner: 'us' | 'customer';
    owner_id: string | null;
    due_on: string | null;
    state: 'open' | 'bridged' | 'dropped';
    closed_on: string | null;
    closed_by: string | null;
    version: number;
    created_by: string;
    created_at: string;
    updated_at: string;
  };
}
