/** The tables of Goal Cards, customer feedback and the text search. */
import type { Generated } from 'kysely';

type GoalState = 'draft' | 'active' | 'achieved' | 'missed' | 'retired';

export interface GoalTables {
  goal_card: {
    workspace_id: string;
    id: string;
    /** Its identity in the source from which it was imported; null: it was written down here. */
    key: string | null;
    account_id: string;
    name: string;
    state: GoalState;
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
    /** The CTA by which the lead was asked. */
    asked_cta_id: string | null;
  };
  goal_card_version: {
    workspace_id: string;
    card_id: string;
    version: number;
    /** The state that the card had with this version. */
    state: GoalState;
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
    /** The id that the card has or will have. */
    form_card_id: string;
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
    /** Its identity in the source from which it was imported; null: it was saved here. */
    key: string | null;
    account_id: string;
    /** Rises with each change, so that a change made on older values is noticed. */
    version: number;
    /** As it was said, or shortened. */
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
    updated_by: string;
    updated_at: string;
  };
  /** A message that a person is saving as feedback, with what they filled in so far. */
  feedback_draft: {
    workspace_id: string;
    person_id: string;
    /** The message, or the id of the saved feedback. */
    subject: string;
    /** JSON: the message. */
    message: string;
    base_version: number;
    /** JSON: form values by field; null: nothing was changed yet. */
    fields: string | null;
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
  /** What is found by its words; the words themselves stand beside it, in another way in each database. */
  searchable: {
    /** Rises with each change of any: the highest is the newest. */
    id: Generated<number>;
    workspace_id: string;
    kind: 'goal' | 'feedback';
    subject_id: string;
    account_id: string;
    /** Words between spaces, in lower case and without accents. */
    title: string;
    body: string;
  };
}
