/** The tables as Kysely sees them. Booleans are 0 or 1 and JSON is text in both databases; only stores convert. */
import type { Generated } from 'kysely';
import type { DraftTables } from './tables/drafts.ts';
import type { FitTables } from './tables/fit.ts';
import type { GapTables } from './tables/gaps.ts';
import type { GoalTables } from './tables/goals.ts';
import type { HealthTables } from './tables/health.ts';
import type { LeadershipTables } from './tables/leadership.ts';
import type { ScenarioTables } from './tables/scenarios.ts';

type Flag = 0 | 1;

export interface Database
  extends GoalTables, ScenarioTables, FitTables, GapTables, DraftTables, HealthTables, LeadershipTables {
  workspace: {
    id: string;
    slack_team_id: string | null;
    name: string;
    created_at: string;
    uninstalled_at: string | null;
    /** The business date of the newest full or incremental assessment. */
    assessed_on: string | null;
  };
  program_version: {
    workspace_id: string;
    version: number;
    /** The document as YAML text, exactly as it was applied. */
    document: string;
    applied_at: string;
    applied_by: string;
  };
  person: {
    workspace_id: string;
    id: string;
    slack_user_id: string | null;
    name: string;
    email: string | null;
    /** admin, leader, csm or viewer; null: what the rights table gives to somebody without a role. */
    role: string | null;
    timezone: string | null;
    /** The last day on which the person is away; null: not away. */
    away_until: string | null;
    /** 1: gets no direct message in the morning. */
    morning_off: Generated<Flag>;
    is_guest: Generated<Flag>;
    is_deleted: Generated<Flag>;
    created_at: string;
  };
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
  event: {
    workspace_id: string;
    account_id: string;
    name: string;
    /** The business date. */
    day: string;
    /** The row's identity in its source, for imports that come again. */
    key: string;
    /** UTC ISO time; null when the source knows only the date. */
    at: string | null;
    count: number;
  };
  kpi_value: {
    workspace_id: string;
    account_id: string;
    kpi: string;
    day: string;
    key: string;
    at: string | null;
    value: number;
  };
  task_tick: {
    workspace_id: string;
    account_id: string;
    task_id: string;
    day: string;
    ticked_by: string;
  };
  /** What the newest assessment found; one row per account with a journey and a start. */
  assessment: {
    workspace_id: string;
    account_id: string;
    journey_id: string;
    /** The milestone it works on; null when the journey is finished. */
    working_on: string | null;
    /** 1 = working on the first milestone; one more than their number when finished. */
    position: number;
    /** The date the previous milestone was reached, or `started_on`. */
    since: string;
    /** JSON list: the dates on which the reached milestones were reached, in journey order. */
    reached: string;
    /** JSON list of milestone ids that slipped. */
    slipped: string | null;
    churned: Flag;
    /** The account's ARR on the date: its own or its open subscriptions' sum. */
    arr: number | null;
    last_signal_on: string | null;
    last_ebr_on: string | null;
    /** The first later date on which the same data give another answer; null: none. */
    revisit_on: string | null;
  };
  /** Accounts whose data changed since they were last assessed. */
  stale_account: {
    workspace_id: string;
    account_id: string;
    /** The newest business date among the changed signals: an assessment for an earlier date leaves the mark. */
    day: Generated<string>;
  };
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
  note: {
    workspace_id: string;
    id: string;
    account_id: string;
    text: string;
    author: string;
    created_at: string;
  };
  /** The list of one morning, whether it was posted or there was nothing to say. */
  morning_list: {
    workspace_id: string;
    id: string;
    date: string;
    channel: string;
    program_version: number;
    due_count: number;
    /** JSON: the figures of its headline. */
    summary: string;
    created_at: string;
    /** Whose own list it is; null: everybody's, in the channel. */
    person_id: string | null;
  };
  /** One message of a list. */
  morning_part: { workspace_id: string; list_id: string; position: number; outbox_id: string };
  /** The CTAs that a message shows, in the order of their rank. */
  morning_row: { workspace_id: string; list_id: string; position: number; rank: number; cta_id: string };
  slot: { workspace_id: string; job: string; date: string; claimed_at: string };
  outbox: {
    workspace_id: string;
    id: string;
    kind: 'post' | 'update';
    /** Channel name or id; messages of one channel leave in order. */
    channel: string;
    /** For an update: the outbox row whose message it changes. For a post in a thread: the row of its parent. */
    target_id: string | null;
    payload: string;
    state: 'pending' | 'sent' | 'failed' | 'superseded';
    attempts: Generated<number>;
    /** Not before this UTC time. */
    next_at: string;
    /** A try whose outcome is unknown: look in the channel's history before sending again. */
    unknown: Generated<Flag>;
    lease_until: string | null;
    channel_id: string | null;
    ts: string | null;
    error: string | null;
    created_at: string;
    sent_at: string | null;
  };
  /** One row, written to see whether the database can be. */
  heartbeat: { id: number; at: string };
  processed_event: { workspace_id: string; event_id: string; received_at: string };
  write_key: {
    workspace_id: string;
    id: string;
    name: string;
    key_hash: string;
    created_at: string;
    revoked_at: string | null;
  };
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
  audit: {
    workspace_id: string;
    id: string;
    at: string;
    /** A person's id, `milepost`, `cli` or `api:KEY NAME`. */
    actor: string;
    /** `feature.verb` */
    action: string;
    account_id: string | null;
    subject_id: string | null;
    before: string | null;
    after: string | null;
  };
}
