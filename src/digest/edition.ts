/**
 * What the company reads of a digest: who reached what, and what is done about it. Who may leave stays with those who
 * lead; so do money, what people wrote that names an amount, and who left and why, unless the settings allow them.
 */
import type {
  CustomersFacts,
  Digest,
  Listed,
  ProductFacts,
  SalesFacts,
  SoldBy,
  SuccessFacts,
} from './domain.ts';
import { sumSold } from './domain.ts';
import { namesMoney } from './money-words.ts';
import { WITHHELD_REASON } from './words.ts';

/** What the settings allow. */
export interface Allowed {
  sharesMoney: boolean;
  sharesReasons: boolean;
}

/** The digest without what is not for everybody, comments and actions included. */
export function companyEdition(digest: Digest, allowed: Allowed): Digest {
  const { customers, success, sales, product } = digest.sections;
  const section = <Facts>(facts: Facts) => ({ owner: null, comment: null, facts });
  return {
    ...digest,
    actions: [],
    sections: {
      customers: section(customersOf(customers.facts, allowed)),
      success: section(successOf(success.facts)),
      sales: section(salesOf(sales.facts, allowed)),
      product: section(productOf(product.facts, allowed)),
      decisions: section({ questions: [], overdue: [], fitLimits: none(), renewals: none() }),
    },
  };
}

function customersOf(facts: CustomersFacts, { sharesMoney, sharesReasons }: Allowed): CustomersFacts {
  const { reached, milestones, left } = facts;
  const reasonOf = (reason: string | null) =>
    sharesMoney || reason === null || !namesMoney(reason) ? reason : WITHHELD_REASON;
  const named = sharesReasons
    ? left.accounts.map((one) => ({ ...one, reason: reasonOf(one.reason), note: null }))
    : [];
  return {
    reached: sharesMoney ? reached : withoutMoney(withoutAmounts(reached)),
    milestones,
    slipped: none(),
    atRisk: none(),
    renewals: { ...none(), arr: [] },
    left: {
      ...(sharesMoney ? { total: left.total, accounts: named } : withoutMoney({ ...left, accounts: named })),
      arr: sharesMoney ? left.arr : [],
    },
  };
}

/** Whose step or review is late is for those who can help them. */
function successOf(facts: SuccessFacts): SuccessFacts {
  return { ...facts, lateReviews: [], plays: { ...facts.plays, steps: [], byOwner: [] } };
}

/** Who sold what to whom is for those who can change it. */
function salesOf(facts: SalesFacts, { sharesMoney }: Allowed): SalesFacts {
  const { week, quarter, referrals, cac } = facts;
  return {
    week: ofAll(week),
    quarter: ofAll(quarter),
    badFits: { ...none(), of: 'week' },
    referrals,
    cac: sharesMoney ? cac : [],
    opportunities: none(),
  };
}

function productOf(facts: ProductFacts, { sharesMoney }: Allowed): ProductFacts {
  if (sharesMoney) return facts;
  const { releases, early, gaps, requirements, alternatives } = facts;
  const waiting = requirements.waiting.filter(({ title }) => !namesMoney(title));
  return {
    releases: without(releases, ({ release }) => namesMoney(release.name)),
    early: without(early, ({ name }) => namesMoney(name)),
    gaps: gaps.map((kind) => ({ ...kind, arr: [] })),
    requirements: { ...requirements, waiting: waiting.map((one) => ({ ...one, arr: [] })) },
    alternatives: alternatives.filter(({ name }) => !namesMoney(name)),
  };
}

/** The customers' own words alone where they name no amount. */
function withoutAmounts({ total, accounts }: CustomersFacts['reached']): CustomersFacts['reached'] {
  const wordsOf = (words: string | null) => (words === null || namesMoney(words) ? null : words);
  return { total, accounts: accounts.map((one) => ({ ...one, words: wordsOf(one.words) })) };
}

/** Those that are left out are not counted either. */
function without<T>({ total, accounts }: Listed<T>, isLeftOut: (one: T) => boolean): Listed<T> {
  const kept = accounts.filter((one) => !isLeftOut(one));
  return { total: total - (accounts.length - kept.length), accounts: kept };
}

function ofAll(groups: readonly SoldBy[]): SoldBy[] {
  const { all, ...sum } = sumSold(groups);
  return all === 0 ? [] : [{ soldBy: null, ...sum }];
}

function withoutMoney<T extends { arr: number | null; currency: string | null }>({
  total,
  accounts,
}: Listed<T>): Listed<T> {
  return { total, accounts: accounts.map((one) => ({ ...one, arr: null, currency: null })) };
}

function none<T>(): Listed<T> {
  return { total: 0, accounts: [] };
}
