/** What the accounts of the sample cost to win, as rows, with their trail. */
import type { AcquisitionFields } from '../../acquisition/domain.ts';
import type { Telling } from './account-rows.ts';
import { workingDayAgo } from './dates.ts';
import type { SampleRow } from './store.ts';
import type { WonStory } from './won-stories.ts';
import type { AuditDraft } from './work-rows.ts';

export interface WonRows {
  rows: SampleRow<'acquisition'>[];
  trail: AuditDraft[];
}

/** All figures were written down on one day, when somebody had put them together. */
const AGO = 19;
const TIME = '10:40';

export function wonRows(
  { today, people, at }: Telling,
  accountId: (name: string) => string,
  stories: Readonly<Record<string, WonStory>>,
): WonRows {
  const told: WonRows = { rows: [], trail: [] };
  const when = at(workingDayAgo(today, AGO), TIME);
  for (const [account, { cost }] of Object.entries(stories)) {
    if (cost === undefined) continue;
    const id = accountId(account);
    const fields: AcquisitionFields = {
      spend: cost.spend,
      onboardingCost: cost.onboarding,
      supportCost: cost.support,
      firstYearMargin: cost.margin,
      currency: cost.currency,
      referredBy: cost.referredBy === undefined ? null : accountId(cost.referredBy),
    };
    told.rows.push({
      account_id: id,
      spend: fields.spend,
      onboarding_cost: fields.onboardingCost,
      support_cost: fields.supportCost,
      first_year_margin: fields.firstYearMargin,
      currency: fields.currency,
      referred_by: fields.referredBy,
      version: 1,
      updated_by: people.grace,
      updated_at: when,
    });
    told.trail.push({
      at: when,
      actor: people.grace,
      action: 'acquisition.create',
      account_id: id,
      subject_id: id,
      before: null,
      after: JSON.stringify(fields),
    });
  }
  return told;
}
