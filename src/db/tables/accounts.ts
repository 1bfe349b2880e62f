/** The tables of accounts: the customers themselves, who they are, what they pay, when they left. */
import type { Generated } from 'kysely';

type Flag = 0 | 1;

export interface AccountTables {
  account: {
    workspace_id: string;
    id: string;
    /** The external key, unique in the workspace. */
    key: string;
    name: string;
    /** The name as it is searched: lower case, without accents. */
    name_key: string;
    domain: string | null;
    segment: string | null;
    stage: string | null;
    lead_id: string | null;
    partner_id: string | null;
    /** The account's own ARR; null: the sum of its open subscriptions counts. */
    arr: number | null;
    currency: string | null;
    started_on: string | null;
    renews_on: string | null;
    /** The newest fit verdict; null: fit was never assessed. */
    fit: string | null;
    /** Who sold it, as people call them. */
    sold_by: string | null;
    created_at: string;
    updated_at: string;
    /** Rises with each change, so that an edit made on old values is refused. */
    version: Generated<number>;
  };
  contact: {
    workspace_id: string;
    id: string;
    account_id: string;
    key: string;
    name: string;
    email: string | null;
    persona: string | null;
    qualifiers: string;
    title: string | null;
  };
  subscription: {
    workspace_id: string;
    key: string;
    account_id: string;
    starts_on: string | null;
    ends_on: string | null;
    arr: number;
    currency: string | null;
  };
  churn: {
    workspace_id: string;
    key: string;
    account_id: string;
    day: string;
    returned: Generated<Flag>;
    reason: string | null;
    note: string | null;
  };
  note: {
    workspace_id: string;
    id: string;
    account_id: string;
    text: string;
    author: string;
    created_at: string;
  };
}
