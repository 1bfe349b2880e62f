/** The tables of signals, and of the places on the journey that assessments find by them. */
import type { Generated } from 'kysely';

type Flag = 0 | 1;

export interface JourneyTables {
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
}
