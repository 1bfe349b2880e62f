/** The tables of Goal Cards, customer feedback and the text search. */

export interface GoalTables {
  goal_card: {
    workspace_id: string;
    id: string;
    account_id: string;
    name: string;
    state: 'draft' | 'active' | 'achieved' | 'missed' | 'retired';
    /** Rises with each save, so that a save on an older one is noticed. */
    version: number;
    /** JSON: the four parts. */
    document: string;
    milestone_id: string | null;
    /** How the outcome is measured; the four are also in the document. */
    kpi: string | null;
    baseline: number | null;
    target: number | null;
    measure_by: string | null;
    created_by: string;
    created_at: string;
    updated_by: string;
    updated_at: string;
    closed_on: string | null;
    /** When the lead was asked whether it is achieved. */
    asked_on: string | null;
  };
  goal_card_version: {
    workspace_id: string;
    card_id: string;
    version: number;
    document: string;
    saved_by: string;
    saved_at: string;
  };
  /** What a person typed and did not save; at most one per card, and one per account for a new card. */
  goal_draft: {
    workspace_id: string;
    person_id: string;
    account_id: string;
    /** Empty: of a new card. */
    card_id: string;
    base_version: number;
    /** JSON: form values by field. */
    fields: string;
    saved_at: string;
  };
  goal_alternative: {
    workspace_id: string;
    card_id: string;
    position: number;
    name: string;
    /** How the customer rates it, 1 to 5. */
    rating: number | null;
    note: string | null;
  };
  feedback: {
    workspace_id: string;
    id: string;
    account_id: string;
    text: string;
    /** The name of who said it. */
    author: string;
    contact_id: string | null;
    permalink: string | null;
    channel: string | null;
    ts: string | null;
    said_at: string;
    consent: 'not_asked' | 'granted' | 'refused';
    consent_until: string | null;
    saved_by: string;
    saved_at: string;
  };
  /** Feedback that supports a card or a gap. */
  evidence: {
    workspace_id: string;
    subject: 'goal' | 'gap';
    subject_id: string;
    feedback_id: string;
    linked_by: string;
    linked_at: string;
  };
  /** What is found by its words. */
  searchable: {
    workspace_id: string;
    kind: 'goal' | 'feedback';
    subject_id: string;
    account_id: string;
    title: string;
    body: string;
  };
}
