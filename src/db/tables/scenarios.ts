/** The tables of scenarios and development requirements. */

export interface ScenarioTables {
  scenario: {
    workspace_id: string;
    id: string;
    name: string;
    name_key: string;
    /** The card from which it grew. */
    card_id: string;
    state: 'active' | 'retired';
    version: number;
    /** JSON: trigger, action, facilitators, rewards, pricing. */
    document: string;
    /** Fixed at birth: it decides which account sees which variant. */
    salt: string;
    created_by: string;
    created_at: string;
    updated_by: string;
    updated_at: string;
  };
  scenario_card: { workspace_id: string; scenario_id: string; card_id: string };
  /** What one person said they would pay; asked again, the newer answer counts. */
  scenario_price: {
    workspace_id: string;
    id: string;
    scenario_id: string;
    account_id: string;
    person: string;
    /** The name as it is compared. */
    person_key: string;
    amount: number;
    currency: string;
    asked_on: string;
    asked_by: string;
  };
  scenario_reward: {
    workspace_id: string;
    account_id: string;
    scenario_id: string;
    drawn_on: string;
    reward: string;
    cta_id: string;
  };
  /** A trigger that fired on an account, and the CTA that it opened. */
  scenario_trigger: {
    workspace_id: string;
    scenario_id: string;
    account_id: string;
    day: string;
    cta_id: string;
  };
  requirement: {
    workspace_id: string;
    id: string;
    scenario_id: string | null;
    what: string;
    why: string | null;
    /** How it is seen to work. */
    acceptance: string | null;
    state: 'proposed' | 'accepted' | 'built' | 'shipped';
    /** The release that shipped it. */
    release: string | null;
    version: number;
    created_by: string;
    created_at: string;
    updated_by: string;
    updated_at: string;
  };
}
