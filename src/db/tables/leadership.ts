/** The tables of releases, initiatives, and the weekly digest. */

type Flag = 0 | 1;

export interface LeadershipTables {
  release: {
    workspace_id: string;
    id: string;
    name: string;
    name_key: string;
    /** The business date on which customers got it. */
    day: string;
    /** What changed, in words. */
    changed: string;
    /** The milestone that it should help. */
    milestone_id: string;
    /** By how many points it should raise the milestone's conversion by its usual days. */
    expected: number;
    /** Null: it counts. */
    retired_at: string | null;
    version: number;
    created_by: string;
    created_at: string;
    updated_by: string;
    updated_at: string;
  };
  initiative: {
    workspace_id: string;
    id: string;
    name: string;
    name_key: string;
    kind: 'feature' | 'service' | 'meeting';
    /** How it improves the customer's experience. */
    improves: string;
    /** The milestone whose figures are shown when it is asked again; null: none. */
    milestone_id: string | null;
    owner_id: string;
    started_on: string;
    every_weeks: number;
    /** JSON: the figures as they stood on `started_on`; null: not read yet. */
    figures: string | null;
    /** The date on which the question is asked again; null: it was answered with no, and leaders decide. */
    ask_on: string | null;
    /** When, of whom and by which message it was asked for the last time, and the figures beside it. */
    asked_on: string | null;
    asked_id: string | null;
    asked_figures: string | null;
    outbox_id: string | null;
    state: 'open' | 'kept' | 'ended';
    version: number;
    created_by: string;
    created_at: string;
    updated_by: string;
    updated_at: string;
  };
  initiative_answer: {
    workspace_id: string;
    id: string;
    initiative_id: string;
    day: string;
    answer: string;
    verdict: 'improved' | 'not_yet' | 'did_not';
    /** JSON: the figures that its form showed. */
    figures: string;
    answered_by: string;
    answered_at: string;
  };
  initiative_shown: {
    workspace_id: string;
    /** The id that the answer will have. */
    id: string;
    initiative_id: string;
    day: string;
    /** JSON: the figures that the form of the answer shows. */
    figures: string;
  };
  digest_section: { workspace_id: string; section: string; owner_id: string };
  digest_setting: {
    workspace_id: string;
    /** Where it is shared with the company; null: nowhere yet. */
    company_channel: string | null;
    share_money: Flag;
    share_reasons: Flag;
    version: number;
    updated_by: string | null;
    updated_at: string | null;
  };
  digest: {
    workspace_id: string;
    id: string;
    /** The business date that it is of. */
    day: string;
    /** JSON: its sections as they were told. */
    sections: string;
    outbox_id: string;
    shared_outbox_id: string | null;
    shared_by: string | null;
    shared_at: string | null;
    /** The id of the channel in which the company reads it. */
    shared_channel: string | null;
    created_at: string;
  };
  digest_comment: {
    workspace_id: string;
    /** The digest's. */
    day: string;
    section: string;
    /** Who was asked; once there is a comment, whose it is. */
    person_id: string;
    /** The message that asked. */
    outbox_id: string | null;
    /** JSON: the section's figures as they were told when it was asked. */
    told: string;
    /** Null: none yet. */
    comment: string | null;
    commented_at: string | null;
    version: number;
  };
  leadership_action: {
    workspace_id: string;
    id: string;
    kind: 'action' | 'decision';
    what: string;
    /** Null: a decision, which nobody has to do. */
    owner_id: string | null;
    due_on: string | null;
    state: 'open' | 'done' | 'dropped' | 'decided';
    digest_id: string | null;
    /** Channel and time of the message that it was made of. */
    source: string | null;
    version: number;
    created_by: string;
    created_at: string;
    updated_by: string;
    updated_at: string;
    closed_by: string | null;
    closed_on: string | null;
    closed_at: string | null;
    /** The message in the thread that tells of it. */
    outbox_id: string | null;
    /** The day for which its owner was reminded. */
    reminded_for: string | null;
  };
}
