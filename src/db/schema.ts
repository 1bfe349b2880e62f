/**
 * The tables as Kysely sees them: the workspace's own here, those of its features under `tables/`. Booleans are 0 or 1 and
 * JSON is text in both databases; only stores convert.
 */
import type { Generated } from 'kysely';
import type { AccountTables } from './tables/accounts.ts';
import type { DraftTables } from './tables/drafts.ts';
import type { FitTables } from './tables/fit.ts';
import type { GapTables } from './tables/gaps.ts';
import type { GoalTables } from './tables/goals.ts';
import type { HealthTables } from './tables/health.ts';
import type { JourneyTables } from './tables/journey.ts';
import type { LeadershipTables } from './tables/leadership.ts';
import type { PostTables } from './tables/posts.ts';
import type { ScenarioTables } from './tables/scenarios.ts';
import type { SourceTables } from './tables/sources.ts';
import type { WorkTables } from './tables/work.ts';

type Flag = 0 | 1;

export interface Database
  extends
    AccountTables,
    DraftTables,
    FitTables,
    GapTables,
    GoalTables,
    HealthTables,
    JourneyTables,
    LeadershipTables,
    PostTables,
    ScenarioTables,
    SourceTables,
    WorkTables {
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
  /** One row, written to see whether the database can be. */
  heartbeat: { id: number; at: string };
  processed_event: { workspace_id: string; event_id: string; received_at: string };
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
