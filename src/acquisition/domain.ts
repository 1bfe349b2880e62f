/**
 * What it cost to win a customer, what is expected of them, and who referred whom.
 *
 * Referrals are chains: a customer whom a referred customer refers counts to the one at the chain's beginning, who was
 * bought. So a chain counts where the money was spent: to the segment and the currency of the account that was bought.
 */
import { isFinerThanCents } from '../base/cents.ts';

export { FEW } from '../stats/few.ts';

/** What a person enters. Money is in `currency`; null: not known, which is not 0. */
export interface AcquisitionFields {
  /** Before onboarding and support: what marketing and sales cost. */
  spend: number;
  onboardingCost: number | null;
  /** Of the first year. */
  supportCost: number | null;
  /** The gross margin that is expected of the first year. */
  firstYearMargin: number | null;
  currency: string;
  /** The id of the account that referred this one. */
  referredBy: string | null;
}

export interface Acquisition extends AcquisitionFields {
  accountId: string;
  /** Rises with each save. */
  version: number;
  updatedBy: string;
  /** UTC ISO time. */
  updatedAt: string;
}

export type AcquisitionField = keyof AcquisitionFields;

export const ACQUISITION_FIELDS: readonly AcquisitionField[] = [
  'spend',
  'onboardingCost',
  'supportCost',
  'firstYearMargin',
  'currency',
  'referredBy',
];

/** More is a slip of the finger. */
const MAX_MONEY = 1_000_000_000_000;
const CENTS = 'Write at most two decimals, such as 1200.50.';

/** The fields in which two states differ. */
export function changedFields(before: AcquisitionFields, after: AcquisitionFields): AcquisitionField[] {
  return ACQUISITION_FIELDS.filter((field) => before[field] !== after[field]);
}

/** Picks the named fields. */
export function pickFields(
  fields: AcquisitionFields,
  names: readonly AcquisitionField[],
): Partial<AcquisitionFields> {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

/** What is wrong with figures that a person entered, by field; in words that say what would be accepted. */
export function problemsOf(
  accountId: string,
  fields: AcquisitionFields,
): Partial<Record<AcquisitionField, string>> {
  const problems: Partial<Record<AcquisitionField, string>> = {};
  for (const field of ['spend', 'onboardingCost', 'supportCost'] as const) {
    const amount = fields[field];
    if (amount !== null && !(amount >= 0 && amount <= MAX_MONEY))
      problems[field] = 'Write an amount of 0 or more, such as 1200.';
    else if (amount !== null && isFinerThanCents(amount)) problems[field] = CENTS;
  }
  const { firstYearMargin } = fields;
  // A customer may be expected to cost more than they bring.
  if (firstYearMargin !== null && !(Math.abs(firstYearMargin) <= MAX_MONEY))
    problems.firstYearMargin = 'Write an amount, such as 4500.';
  else if (firstYearMargin !== null && isFinerThanCents(firstYearMargin)) problems.firstYearMargin = CENTS;
  if (!/^[A-Z]{3}$/.test(fields.currency)) problems.currency = 'A currency has three letters, such as EUR.';
  if (fields.referredBy === accountId) problems.referredBy = 'An account does not refer itself.';
  return problems;
}

/** What acquisition cost, onboarding and the first year's support included; null while a part is not known. */
export function wholeCost({
  spend,
  onboardingCost,
  supportCost,
}: Pick<Acquisition, 'spend' | 'onboardingCost' | 'supportCost'>): number | null {
  return onboardingCost === null || supportCost === null ? null : spend + onboardingCost + supportCost;
}

/**
 * Acquisition efficiency: the expected first-year gross margin for each 1 that acquisition costs, onboarding and support
 * included. Null while a figure is not known, or where nothing was spent.
 */
export function efficiencyOf(acquisition: AcquisitionFields): number | null {
  const cost = wholeCost(acquisition);
  if (cost === null || cost === 0 || acquisition.firstYearMargin === null) return null;
  return acquisition.firstYearMargin / cost;
}

/** Customers of one segment and currency, and what was spent on them. */
export interface CacGroup {
  /** On the customers bought and on those that came by their referrals. */
  spend: number;
  bought: number;
  /** Customers that they referred, and those that these referred, and so on. */
  referred: number;
}

/**
 * Effective CAC: spend / (customers bought + customers that those referred). $1 that brings two customers, one by
 * referral, is $0.50.
 * @returns null where no customer was bought
 */
export function effectiveCac({ spend, bought, referred }: CacGroup): number | null {
  return bought === 0 ? null : spend / (bought + referred);
}

/** What one segment's customers in one currency cost and are expected to bring. */
export interface SegmentCac extends CacGroup {
  /** Null: of accounts without a segment. */
  segment: string | null;
  currency: string;
  /** Referred customers with spend in another currency: they count, and their spend does not. */
  elsewhere: number;
  /** The median of the efficiencies that are known, and of how many. */
  efficiency: number | null;
  efficiencyOf: number;
}

/** Customers that no effective CAC is made of. */
export interface UncountedCustomers {
  segment: string | null;
  /** Nobody wrote down what they cost. */
  withoutFigures: number;
  /** They were referred, but at the beginning of the chain stands no customer whose cost is known. */
  withoutRoot: number;
}

/** An account that referred others. */
export interface Referrer {
  id: string;
  key: string;
  name: string;
  segment: string | null;
  /** Customers whom it referred itself. */
  customers: number;
}
