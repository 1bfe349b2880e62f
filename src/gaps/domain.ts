/**
 * Success gaps: what lies between the functional completion of the product and the customer's Desired Outcome. A gap is
 * bridged by training, content, services, a partner or a change of the product, by us or by the customer themselves.
 */
import { isBusinessDate, type BusinessDate } from '../base/business-date.ts';

export const BRIDGE_KINDS = [
  'training',
  'article',
  'course',
  'service',
  'partner',
  'product_change',
] as const;
export type BridgeKind = (typeof BRIDGE_KINDS)[number];

export type GapState = 'open' | 'bridged' | 'dropped';

/** What a person enters. */
export interface GapFields {
  what: string;
  bridgeKind: BridgeKind;
  /** What bridges it; null: not known yet. */
  bridge: string | null;
  /** Where the bridge is: an address that begins with http or https. */
  link: string | null;
  owner: 'us' | 'customer';
  /** The person of ours who does it, or asks the customer for it; null: the account's lead. */
  ownerId: string | null;
  dueOn: BusinessDate | null;
  /** The Goal Card in whose way it stands. */
  cardId: string | null;
  /** Of a product change: the development requirement. */
  requirementId: string | null;
}

export interface Gap extends GapFields {
  id: string;
  accountId: string;
  state: GapState;
  /** Why it was dropped. */
  reason: string | null;
  closedOn: BusinessDate | null;
  closedBy: string | null;
  /** Rises with each save and each change of state. */
  version: number;
  createdBy: string;
  /** UTC ISO times. */
  createdAt: string;
  updatedBy: string;
  updatedAt: string;
}

export type GapField = keyof GapFields;

export const GAP_FIELDS: readonly GapField[] = [
  'what',
  'bridgeKind',
  'bridge',
  'link',
  'owner',
  'ownerId',
  'dueOn',
  'cardId',
  'requirementId',
];

/** Lengths of texts, in UTF-16 units, within what a field of a form takes. */
export const MAX_TEXT = 3000;
export const MAX_LINK = 2000;

/** The fields of a gap, without what is around them. */
export function fieldsOf(gap: GapFields): GapFields {
  return pickFields(gap, GAP_FIELDS) as GapFields;
}

/** The fields in which two states differ. */
export function changedFields(before: GapFields, after: GapFields): GapField[] {
  return GAP_FIELDS.filter((field) => before[field] !== after[field]);
}

/** Picks the named fields. */
export function pickFields(fields: GapFields, names: readonly GapField[]): Partial<GapFields> {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

export type GapProblems = Partial<Record<GapField, string>>;

/**
 * What is wrong with fields that a person entered, in words that say what would be accepted.
 * @param before the fields as they were: a day that has passed since then stays
 */
export function problemsOf(fields: GapFields, today: BusinessDate, before: GapFields | null): GapProblems {
  const problems: GapProblems = {};
  if (fields.what === '')
    problems.what = 'Write what is missing, such as “Nobody there can build a landing page”.';
  for (const part of ['what', 'bridge'] as const)
    if ((fields[part] ?? '').length > MAX_TEXT) problems[part] = `This has at most ${MAX_TEXT} characters.`;
  if (fields.link !== null && !isWebAddress(fields.link))
    problems.link = 'A link begins with https:// or http://, such as https://example.com/course';
  const { dueOn } = fields;
  if (dueOn !== null && !(isBusinessDate(dueOn) && (dueOn >= today || dueOn === before?.dueOn)))
    problems.dueOn = 'Choose today or a later day.';
  if (fields.requirementId !== null && fields.bridgeKind !== 'product_change')
    problems.requirementId =
      'A requirement belongs to a product change: choose that as the bridge, or take this out.';
  return problems;
}

/** Whether the text is a whole address that a browser opens as a page. */
function isWebAddress(text: string): boolean {
  const url = /\s/.test(text) || text.length > MAX_LINK ? null : URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol);
}

/** What a person can do to a gap besides editing it. */
export type GapMove = 'bridge' | 'drop' | 'reopen';

const MOVES: Record<GapMove, { from: readonly GapState[]; to: GapState }> = {
  bridge: { from: ['open'], to: 'bridged' },
  drop: { from: ['open'], to: 'dropped' },
  reopen: { from: ['bridged', 'dropped'], to: 'open' },
};

/** The state after a move; null when the gap is in none from which it can be made. */
export function stateAfter(state: GapState, move: GapMove): GapState | null {
  return MOVES[move].from.includes(state) ? MOVES[move].to : null;
}

/** Whether it is open after the day by which it was to be bridged. */
export function isLate({ state, dueOn }: Pick<Gap, 'state' | 'dueOn'>, today: BusinessDate): boolean {
  return state === 'open' && dueOn !== null && dueOn < today;
}

/** How many gaps of an account are open, and late. */
export interface OpenGaps {
  open: number;
  late: number;
}

/** Open gaps of one kind, for those who make the product. */
export interface KindOfGaps {
  kind: BridgeKind;
  gaps: number;
  late: number;
  accounts: number;
  /** Money a year of these accounts, each counted once, by currency, the largest first. */
  arr: { currency: string | null; amount: number }[];
}

/** An open gap in the list of its kind. */
export interface GapOfKind {
  id: string;
  what: string;
  owner: GapFields['owner'];
  dueOn: BusinessDate | null;
  account: { key: string; name: string; arr: number | null; currency: string | null };
  /** The requirement that would bridge it, and how many open gaps wait for it. */
  requirement: (ShownRequirement & { gaps: number }) | null;
}

/** A requirement that a product change may be linked to. */
export interface ShownRequirement {
  id: string;
  what: string;
  state: string;
}
