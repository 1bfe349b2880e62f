/** The tables of where data come from: imports and the HTTP API. */

export interface SourceTables {
  /** An account that an import's source has or had. */
  account_source: {
    workspace_id: string;
    source: string;
    account_id: string;
    /** Null while its first full snapshot is being read. */
    first_seen_on: string | null;
    /** The newest full snapshot that has it. */
    last_seen_on: string | null;
    /** The newest run of a full snapshot that found it. */
    seen_in: string | null;
  };
  /** The dates of which a source has given a full snapshot. */
  import_snapshot: { workspace_id: string; source: string; day: string };
  write_key: {
    workspace_id: string;
    id: string;
    name: string;
    key_hash: string;
    created_at: string;
    revoked_at: string | null;
  };
  /** A user of the product as the HTTP API was told of them. */
  signal_user: {
    workspace_id: string;
    user_id: string;
    /** Null while nobody said which account the user belongs to. */
    account_id: string | null;
    /** JSON: the contact's fields. */
    traits: string;
  };
  /** Messages about users and accounts that have been applied; events and values carry their message's id themselves. */
  signal_message: { workspace_id: string; message_id: string; received_at: string };
}
