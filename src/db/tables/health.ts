/** The tables of health, plays and what people tell of their customers. */

type Persona = 'decision_maker' | 'influencer' | 'user';

export interface HealthTables {
  /** One time that somebody of ours spoke with somebody of the customer. */
  touchpoint: {
    workspace_id: string;
    id: string;
    account_id: string;
    persona: Persona;
    contact_id: string | null;
    /** The business date. */
    day: string;
    kind: 'call' | 'meeting' | 'message' | 'event';
    note: string | null;
    /** Its identity in the source from which it was imported; null: it was logged here. */
    key: string | null;
    logged_by: string;
    logged_at: string;
  };
  /** An answer to a survey, by a customer or by one of ours who was asked about them. */
  survey_answer: {
    workspace_id: string;
    id: string;
    account_id: string;
    /** The survey's name, or the id of the metric that asks one of ours. */
    survey: string;
    persona: Persona | 'account';
    contact_id: string | null;
    value: number;
    day: string;
    note: string | null;
    key: string | null;
    answered_by: string;
    answered_at: string;
  };
  /** How somebody of ours judges an account as a whole; the newest holds. */
  judgement: {
    workspace_id: string;
    id: string;
    account_id: string;
    band: 'red' | 'yellow' | 'green';
    reason: string;
    day: string;
    judged_by: string;
    judged_at: string;
  };
  /** An account's health on a day, as the program of that day scored it. */
  health_snapshot: {
    workspace_id: string;
    account_id: string;
    day: string;
    program_version: number;
    /** In hundredths of a point, 0 to 10,000; null: no metric is fresh. */
    score: number | null;
    /** In hundredths of a per cent, 0 to 10,000. */
    coverage: number;
    band: 'red' | 'yellow' | 'green' | null;
    /** JSON: by metric id, its score in hundredths; a metric without fresh data is not there. */
    metrics: string;
  };
  play_run: {
    workspace_id: string;
    id: string;
    account_id: string;
    play_id: string;
    name: string;
    /** What started it, and its id: a rule, a metric without fresh data, or the person. */
    cause: 'rule' | 'missing_data' | 'hand';
    cause_id: string;
    state: 'open' | 'done' | 'stopped';
    started_on: string;
    started_by: string;
    closed_on: string | null;
    closed_by: string | null;
    reason: string | null;
    program_version: number;
  };
  play_step: {
    workspace_id: string;
    run_id: string;
    /** From 1. */
    position: number;
    account_id: string;
    step_id: string;
    name: string;
    owner: 'lead' | 'partner' | 'leader';
    due_on: string;
    /** JSON: the signal that ends it; null: a person does. */
    done_when: string | null;
    state: 'open' | 'done' | 'skipped';
    done_on: string | null;
    done_by: string | null;
    /** The CTA by which its owner sees it. */
    cta_id: string | null;
  };
}
