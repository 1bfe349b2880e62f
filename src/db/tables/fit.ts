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
    /** JSON: success, ascension and advocacy, 0 to 3 with a reason each. */
    potentials: string;
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
  acquisition: {
    workspace_id: string;
    account_id: string;
    spend: number;
    onboarding_cost: number;
    support_cost: number;
    first_year_margin: number | null;
    currency: string;
    /** The account that referred this one. */
    referred_by: string | null;
    updated_by: string;
    updated_at: string;
  };
}
