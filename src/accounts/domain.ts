/** Accounts: what is known of a customer, and what may be written down of one. */
import { isBusinessDate, type BusinessDate } from '../base/business-date.ts';
import type { FitSummary, Verdict } from '../fit/domain.ts';
import { nameKey } from './name-key.ts';

/** What a contact is to the decision, and what they are besides. */
export const CONTACT_PERSONAS = ['decision_maker', 'influencer', 'user'] as const;
export const CONTACT_QUALIFIERS = ['economic_buyer', 'technical_buyer', 'champion'] as const;

/** What a person may change of an account. */
export interface AccountFields {
  name: string;
  domain: string | null;
  segment: string | null;
  stage: string | null;
  leadId: string | null;
  partnerId: string | null;
  /** Money a year, in `currency`; null: the sum of the open subscriptions. */
  arr: number | null;
  currency: string | null;
  startedOn: BusinessDate | null;
  renewsOn: BusinessDate | null;
  /** Who or what sold it, as people call them: accounts of one source are compared. */
  soldBy: string | null;
}

export interface Account extends AccountFields {
  id: string;
  /** The external key. */
  key: string;
  /** Rises with each change. */
  version: number;
}

export type AccountField = keyof AccountFields;

export const ACCOUNT_FIELDS: readonly AccountField[] = [
  'name',
  'domain',
  'segment',
  'stage',
  'leadId',
  'partnerId',
  'arr',
  'currency',
  'startedOn',
  'renewsOn',
  'soldBy',
];

/** Fields on which the place on the journey, or what is told with it, depends. */
const ASSESSED: ReadonlySet<AccountField> = new Set(['segment', 'stage', 'arr', 'startedOn']);

/** The fields in which two states of an account differ. */
export function changedFields(before: AccountFields, after: AccountFields): AccountField[] {
  return ACCOUNT_FIELDS.filter((field) => before[field] !== after[field]);
}

/** Whether the account must be assessed again after these fields changed. */
export function needsAssessment(changed: readonly AccountField[]): boolean {
  return changed.some((field) => ASSESSED.has(field));
}

/** Picks the named fields. */
export function pickFields(fields: AccountFields, names: readonly AccountField[]): Partial<AccountFields> {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

export const MAX_NAME = 150;
export const MAX_NOTE = 3000;
export const MAX_SOLD_BY = 150;

/** What is wrong with fields that a person entered, by field; in words that say what would be accepted. */
export function problemsOf(fields: AccountFields): Partial<Record<AccountField, string>> {
  const problems: Partial<Record<AccountField, string>> = {};
  if (nameKey(fields.name) === '') problems.name = 'Give the account a name.';
  if (fields.name.length > MAX_NAME) problems.name = `A name has at most ${MAX_NAME} characters.`;
  if (fields.domain !== null && !DOMAIN.test(fields.domain)) problems.domain = 'A domain looks like acme.com';
  if (fields.arr !== null && !(Number.isFinite(fields.arr) && fields.arr >= 0)) {
    problems.arr = 'Money a year as a number, such as 48000';
  }
  if (fields.currency !== null && !/^[A-Z]{3}$/.test(fields.currency)) {
    problems.currency = 'A currency has three letters, such as EUR';
  }
  if (fields.startedOn !== null && !isBusinessDate(fields.startedOn)) problems.startedOn = 'Pick a date.';
  if (fields.renewsOn !== null && !isBusinessDate(fields.renewsOn)) problems.renewsOn = 'Pick a date.';
  if ((fields.soldBy ?? '').length > MAX_SOLD_BY)
    problems.soldBy = `This has at most ${MAX_SOLD_BY} characters.`;
  return problems;
}

const DOMAIN =
  /^(?=.{1,253}$)[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?(\.[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?)+$/u;

/**
 * A domain as it is stored and looked up, whoever wrote it down: in lower case, without `www.` and what an address has
 * around it. `https://www.Acme.com/about` is `acme.com`, and of an e-mail address it is what follows the @.
 */
export function domainKey(text: string): string {
  const address = text
    .trim()
    .toLowerCase()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//, '');
  return (address.split(/[/?#]/)[0] ?? '')
    .replace(/^.*@/, '')
    .replace(/:\d+$/, '')
    .replace(/\.$/, '')
    .replace(/^www\./, '');
}

/** A key for an account that was written down by hand, made of its name. */
export function keyOfName(name: string): string {
  const slug = nameKey(name)
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return slug === '' ? 'account' : slug;
}

/** Which accounts a list shows. */
export interface ListFilter {
  /** Only those of which this person is lead or partner. */
  personId: string | null;
  stage: string | null;
  segment: string | null;
  /** Only those that need an EBR, as the morning's list has them and in its order. */
  due: boolean;
  /** Only churned ones; otherwise only those that are not. */
  churned: boolean;
  /** Only those that have no place on a journey, churned or not. */
  unassessed: boolean;
  /** Only those of this verdict; who was never assessed is `unknown`. */
  fit: Verdict | null;
}

/** A page of a list: after or before an account, or the first. */
export type ListCursor = { after: string } | { before: string } | null;

/** What the card says beside the account itself. */
export interface AccountSurroundings {
  /** As the newest assessment found it; null: not assessed. */
  place: {
    journeyId: string;
    workingOn: string | null;
    position: number;
    since: BusinessDate;
    slipped: string[];
    arr: number | null;
    lastEbrOn: BusinessDate | null;
  } | null;
  churned: boolean;
  /** The currency of the subscriptions, where the account names none. */
  currency: string | null;
  lead: NamedPerson | null;
  partner: NamedPerson | null;
  lastEbrOn: BusinessDate | null;
  /** The newest assessment of its fit; null: there is none. */
  fit: FitSummary | null;
  note: { text: string; author: string; at: string } | null;
  contacts: ShownContact[];
  contactCount: number;
}

interface NamedPerson {
  slackUserId: string | null;
  name: string;
  /** The last day on which they are away. */
  awayUntil: BusinessDate | null;
}

export interface ShownContact {
  name: string;
  persona: string | null;
  title: string | null;
  qualifiers: string[];
}

export interface ListedAccount {
  id: string;
  key: string;
  name: string;
  segment: string | null;
  stage: string | null;
  arr: number | null;
  currency: string | null;
  journeyId: string | null;
  workingOn: string | null;
  position: number | null;
  since: BusinessDate | null;
  churned: 0 | 1;
  /** How many CTAs are under way. */
  ctas: number | null;
}
