/** The tables of health, plays and what people tell of their customers. */
import type { Generated } from 'kysely';

type Persona = 'decision_maker' | 'influencer' | 'user';

export interface HealthTables {
  /** One time that somebody of ours spoke with somebody of the customer. */
  touchpoint: {
    workspace_id: string;
    id: string;
    account_id: string;
    persona: Persona;
    contact_id: string | null;
    /** What the contact was before this was written down, where that changed them. */
    contact_before: 'nobody' | 'no_persona' | null;
    /** The business date. */
    day: string;
    kind: 'call' | 'meeting' | 'message' | 'event';
    note: string | null;
    /** Its identity: in the source of an import, or by the form or the review that wrote it. */
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
    /** `customer`, or the person of ours whose view it is. */
    answered_by: string;
    answered_at: string;
    /** One more with each correction by a person; an import leaves what was corrected as it is. */
    version: Generated<number>;
  };
  /** A question to one of ours, asked in a direct message. */
  question: {
    workspace_id: string;
    id: string;
    account_id: string;
    /** The metric that asks. */
    metric_id: string;
    persona: Persona | 'account';
    /** The question as it was asked. */
    asked: string;
    person_id: string;
    /** The message in which it stands, and its place there, from 1. */
    outbox_id: string;
    position: number;
    asked_on: string;
    /** `replaced`: it was asked again since. */
    state: 'open' | 'answered' | 'unknown' | 'later' | 'replaced';
    value: number | null;
    answer_id: string | null;
    /** Up to this day it is not asked again. */
    quiet_until: string | null;
    /** Until then the answer can be changed by a press. */
    undo_until: string | null;
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
    /** The lifecycle stage by which the metrics were weighed. */
    stage: string | null;
    /** In hundredths of a point, 0 to 10,000; null: no metric is fresh. */
    score: number | null;
    /** In hundredths of a per cent, 0 to 10,000. */
    coverage: number;
    band: 'red' | 'yellow' | 'green' | null;
    /** JSON: by metric id, its score in hundredths; a metric without fresh data is not there. */
    metrics: string;
    /** In hundredths: what got better or worse since `moved_since`; null: there is nothing to compare with. */
    movement: number | null;
    /** The day of the earlier snapshot, about a week before. */
    moved_since: string | null;
  };
  /** A day of which every account was scored: not before the last one was. */
  health_day: {
    workspace_id: string;
    day: string;
    /** The program that scored most of them. */
    program_version: number;
  };
  /** CTAs that went to those who stand in for somebody, for as long as that can be undone. */
  handover: {
    workspace_id: string;
    id: string;
    /** Whose they were. */
    person_id: string;
    made_by: string;
    made_at: string;
    /** JSON: what each CTA was. */
    ctas: string;
  };
  play_run: {
    workspace_id: string;
    id: string;
    account_id: string;
    play_id: string;
    name: string;
    /** What started it, and its id: a rule, a metric without fresh data, the persona who hears too little, or the person. */
    cause: 'rule' | 'missing_data' | 'cadence' | 'hand';
    cause_id: string;
    state: 'open' | 'done' | 'stopped';
    started_on: string;
    started_by: string;
    closed_on: string | null;
    closed_by: string | null;
    reason: string | null;
    /** What closed it where it was neither through nor its cause over. */
    closed_because: 'rule_off' | null;
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
    /** What came of it, why it was skipped, or the signal that ended it. */
    reason: string | null;
    /** The CTA by which its owner sees it. */
    cta_id: string | null;
  };
}
