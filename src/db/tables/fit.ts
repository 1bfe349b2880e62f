/** The tables of fit and acquisition. */

export interface FitTables {
  fit_assessment: {
    workspace_id: string;
    id: string;
    account_id: string;
    /** The business date. */
    day: string;
    program_version: number;
    /** JSON: by characteristic or readiness question, the answer and its evidence. */
    answers: string;
    /** The potentials: 0 to 3 with a reason, or both null. */
    success: number | null;
    success_reason: string | null;
    ascension: number | null;
    ascension_reason: string | null;
    advocacy: number | null;
    advocacy_reason: string | null;
    verdict: string;
    /** 0 to 100; null while nothing of it is known. */
    ready: number | null;
    willing: number | null;
    able: number | null;
    readiness: number | null;
    /** Of a stretch customer: what was accepted, until when, and what it may cost. */
    extension: string | null;
    extension_until: string | null;
    extension_cost: number | null;
    /** The CTA that was opened past the limit. */
    extension_cta_id: string | null;
    assessed_by: string;
    assessed_at: string;
  };
  /** An assessment that a person is in the middle of, or left there; one per person and account. */
  fit_draft: {
    workspace_id: string;
    person_id: string;
    account_id: string;
    /** Made anew with each start: a form of an earlier start does not write into this one. */
    flow: string;
    /** The newest assessment when it was begun. */
    base_id: string | null;
    /** The page of the form that was shown last, from 0. */
    page: number;
    /** JSON: by question, the answer and its evidence. */
    answers: string;
    /** JSON: form values by potential. */
    potentials: string;
    /** JSON: form values of the extension. */
    extension: string;
    /** Null while nothing was entered. */
    touched_at: string | null;
  };
  acquisition: {
    workspace_id: string;
    account_id: string;
    /** What it cost to win the account, before onboarding and support. */
    spend: number;
    /** Null: not known. */
    onboarding_cost: number | null;
    /** Of the first year. */
    support_cost: number | null;
    /** The gross margin that is expected of the first year. */
    first_year_margin: number | null;
    currency: string;
    /** The account that referred this one. */
    referred_by: string | null;
    /** Rises with each save, so that a save on an older one is noticed. */
    version: number;
    updated_by: string;
    updated_at: string;
  };
}
