/** What each section of the digest tells: plain figures and names, which are kept as they were told. */
import type { BusinessDate } from '../base/business-date.ts';
import type { MoneySums } from '../base/money-sums.ts';
import type { Conversion, MilestoneKey } from '../funnel/domain.ts';
import type { KindOfGaps } from '../gaps/domain.ts';
import type { Band, Movement } from '../health/domain.ts';
import type { HealthReason } from '../health/words.ts';
import type { OpenQuestion } from '../initiatives/domain.ts';
import type { PlaysOfDays } from '../plays/domain.ts';
import type { EarlyRelease, ToldRelease } from '../releases/domain.ts';
import type { RequirementState } from '../requirements/domain.ts';
import type { DigestPerson, OverdueKind } from './domain.ts';

export type { MoneySums } from '../base/money-sums.ts';

/** What each section tells. */
export interface SectionFacts {
  customers: CustomersFacts;
  success: SuccessFacts;
  sales: SalesFacts;
  product: ProductFacts;
  decisions: DecisionsFacts;
}

/** Which accounts a line is about: some by name, all by number. */
export interface Listed<T> {
  total: number;
  /** The most important first, at most `NAMED`. */
  accounts: T[];
}

/** An account as it is named. */
export interface NamedAccount {
  id: string;
  key: string;
  name: string;
  /** Money a year; null: not known. */
  arr: number | null;
  currency: string | null;
}

export interface CustomersFacts {
  /** Each account once, with the furthest milestone that it reached. */
  reached: Listed<ReachedAccount>;
  /** By milestone: how many reached it. */
  milestones: { id: string; name: string; accounts: number }[];
  slipped: Listed<NamedAccount & { milestones: string[] }>;
  atRisk: Listed<RiskyAccount>;
  /** Those that renew in the next `RENEWAL_DAYS` days, and before they have likely reached their milestone. */
  renewals: Listed<EarlyRenewal> & { arr: MoneySums };
  left: Listed<LeftAccount> & { arr: MoneySums };
}

export interface ReachedAccount extends NamedAccount {
  milestoneId: string;
  milestone: string;
  /** What it is worth to the customer, as the program says it. */
  value: string | null;
  on: BusinessDate;
  /** What they want to achieve, in their own words. */
  words: string | null;
}

/** Red, or in a worse band than a week before. */
export interface RiskyAccount extends NamedAccount {
  band: Band | null;
  /** In hundredths. */
  score: number | null;
  /** The band of a week before; null: not known. */
  before: Band | null;
  renewsOn: BusinessDate | null;
  /** Its day of renewal where that passed in the last 30 days and nothing says whether it renewed; else null. */
  passedOn: BusinessDate | null;
  /** What costs its health most, the dearest first, then what moved it. */
  why: HealthReason[];
}

export interface EarlyRenewal extends NamedAccount {
  milestone: string;
  renewsOn: BusinessDate;
  /** Null: that is not foreseeable. */
  likelyOn: BusinessDate | null;
}

export interface LeftAccount extends NamedAccount {
  on: BusinessDate;
  reason: string | null;
  note: string | null;
  /** The milestone on which it worked; null: it had finished its journey, or was on none. */
  milestone: string | null;
}

export interface SuccessFacts {
  milestones: FunnelLine[];
  bottleneck: MilestoneKey | null;
  reviews: { due: number; late: number; held: number; booked: number };
  /** Accounts that wait for a review past its day, at most `NAMED`, those that wait longest first. */
  lateReviews: OverdueItem[];
  /** Of the days; and those that are open past their day. */
  plans: { kept: number; broken: number; late: number };
  /** Null: no morning scored anybody. */
  health: Movement | null;
  /** Steps that are late: at most `NAMED` of them by name. */
  plays: Omit<PlaysOfDays, 'steps' | 'byOwner'> & { steps: OverdueItem[]; byOwner: OverdueBy[] };
}

/** A milestone's figures on the date, by its usual days. */
export interface FunnelLine extends MilestoneKey {
  name: string;
  journey: string;
  position: number;
  usualDays: number;
  entered: number;
  reached: number;
  churned: number;
  open: number;
  medianDays: number | null;
  few: boolean;
  /** Of all entries. */
  conversion: Conversion | null;
  lately: Lately;
}

/**
 * The share by the usual days of those alone who had begun lately, on the date, a week and a quarter before: of all entries
 * it hardly moves. Null: too few had, or nobody was followed for so long.
 */
export interface Lately {
  now: number | null;
  weekAgo: number | null;
  quarterAgo: number | null;
}

export interface SalesFacts {
  /** Customers that began in the week, and in the quarter, by who sold them. */
  week: SoldBy[];
  quarter: SoldBy[];
  /** Those of the week that are a bad fit; where there is none, of the quarter. */
  badFits: Listed<NamedAccount & { soldBy: string | null; startedOn: BusinessDate }> & {
    of: 'week' | 'quarter';
  };
  /** Customers that began and that others referred. */
  referrals: { week: number; quarter: number; referrers: { name: string; customers: number }[] };
  cac: EffectiveCac[];
  /** Milestones of the week that open an advocacy or expansion opportunity: of each account all, not the furthest alone. */
  opportunities: Listed<Opportunity>;
}

/** Customers by verdict. */
export interface SoldBy {
  /** Null: nobody said who sold them. */
  soldBy: string | null;
  good: number;
  stretch: number;
  bad: number;
  /** Not assessed, or not known. */
  unknown: number;
}

export interface EffectiveCac {
  segment: string | null;
  currency: string;
  /** Money for each customer. */
  cac: number;
  bought: number;
  referred: number;
}

export interface Opportunity extends NamedAccount {
  kind: 'expansion' | 'advocacy';
  milestone: string;
  ask: string;
}

export interface ProductFacts {
  /** Those with a verdict, the ones that got it last first. */
  releases: Listed<ToldRelease>;
  /** Those of which it is too early to tell, the newest first. */
  early: Listed<EarlyRelease>;
  gaps: KindOfGaps[];
  requirements: {
    /** Written down in the week. */
    asked: number;
    /** Those that most open accounts wait for. */
    waiting: AwaitedRequirement[];
  };
  /** What customers would do otherwise, by how many of them say so. */
  alternatives: { name: string; accounts: number; rating: number | null }[];
}

export interface AwaitedRequirement {
  id: string;
  title: string;
  state: RequirementState;
  accounts: number;
  arr: MoneySums;
}

export interface DecisionsFacts {
  questions: OpenQuestion[];
  /** What somebody answers for and has not done by its day, by what it is. */
  overdue: OverdueOf[];
  /** Extensions of stretch customers past their limit. */
  fitLimits: Listed<NamedAccount & { until: BusinessDate }>;
  /** Those whose day of renewal passed, of whom nothing says whether they renewed. */
  renewals: Listed<UnansweredRenewal>;
}

export interface UnansweredRenewal extends NamedAccount {
  renewsOn: BusinessDate;
  /** Who leads the account, or sees to it in their place. */
  lead: DigestPerson | null;
}

/** What is overdue of one kind. */
export interface OverdueOf {
  kind: OverdueKind;
  total: number;
  /** For which nobody of ours answers; none of what customers were to do. */
  ofNobody: number;
  /** Those that are late longest, at most `NAMED_OVERDUE`. */
  items: OverdueItem[];
  /** Of ours; none of what customers were to do. */
  byOwner: OverdueBy[];
}

/** So much is overdue of one person; null: of nobody. */
export interface OverdueBy {
  owner: DigestPerson | null;
  items: number;
}

export interface OverdueItem {
  what: string;
  dueOn: BusinessDate;
  /** The account's name; null: it is about none. */
  account: string | null;
  /** Null: nobody of ours. */
  owner: DigestPerson | null;
}
