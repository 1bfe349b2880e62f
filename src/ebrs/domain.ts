/** Executive business reviews: tied to milestones, and always ending with a plan. */
import { isBusinessDate, type BusinessDate } from '../base/business-date.ts';

export interface Ebr {
  id: string;
  accountId: string;
  ctaId: string | null;
  state: 'booked' | 'held' | 'cancelled';
  bookedOn: BusinessDate | null;
  heldOn: BusinessDate | null;
  /** Ids of people of ours, and names of people of the customer. */
  attendees: Attendees;
  note: string | null;
  /** Whether a decision maker of the customer was there; null: nobody said so. */
  decisionMakerThere: boolean | null;
  createdBy: string;
}

export interface Attendees {
  people: string[];
  customers: string[];
}

/** One thing that somebody will do by a date. */
export interface PlanItem {
  id: string;
  accountId: string;
  ebrId: string;
  what: string;
  owner: 'us' | 'customer';
  /** The person of ours who does it or asks for it; null: the account's lead, or its partner where there is no lead. */
  ownerId: string | null;
  dueOn: BusinessDate;
  state: 'open' | 'kept' | 'broken';
  closedOn: BusinessDate | null;
}

/** A review with what it came to. */
export interface Review {
  ebr: Ebr;
  /** By due date. */
  plan: PlanItem[];
}

/** A plan item as it is written down, before it is known to be complete. */
export interface PlanDraft {
  what: string | null;
  owner: 'us' | 'customer' | null;
  ownerId: string | null;
  dueOn: string | null;
}

export type NewPlanItem = Pick<PlanItem, 'what' | 'owner' | 'ownerId' | 'dueOn'>;

/** What is wrong with a draft, by its part. */
export interface PlanProblem {
  item: number;
  field: 'what' | 'owner' | 'dueOn';
  problem: string;
}

export type PlanReading = { ok: true; items: NewPlanItem[] } | { ok: false; problems: PlanProblem[] };

/**
 * Reads the drafts of a plan: empty ones are passed over, half-filled ones are problems, and so is a plan without
 * an item, since every good business review ends with a plan.
 * @param heldOn the day of the review; nothing can be due before it
 */
export function readPlan(drafts: readonly PlanDraft[], heldOn: BusinessDate): PlanReading {
  const problems: PlanProblem[] = [];
  const items: NewPlanItem[] = [];
  drafts.forEach((draft, item) => {
    const what = draft.what?.trim() ?? '';
    const isEmpty = what === '' && draft.dueOn === null;
    if (isEmpty && item > 0) return;
    const found = problemsOf(draft, what, heldOn).map((problem) => ({ item, ...problem }));
    problems.push(...found);
    if (found.length === 0 && draft.owner !== null && draft.dueOn !== null) {
      items.push({ what, owner: draft.owner, ownerId: draft.ownerId, dueOn: draft.dueOn });
    }
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, items };
}

function problemsOf(draft: PlanDraft, what: string, heldOn: BusinessDate): Omit<PlanProblem, 'item'>[] {
  const problems: Omit<PlanProblem, 'item'>[] = [];
  if (what === '') {
    problems.push({
      field: 'what',
      problem: 'Write what will be done, such as “Publish two landing pages”.',
    });
  }
  if (draft.owner === null)
    problems.push({ field: 'owner', problem: 'Choose who does it: us or the customer.' });
  if (draft.dueOn === null || !isBusinessDate(draft.dueOn)) {
    problems.push({ field: 'dueOn', problem: 'Choose the day by which it is done.' });
  } else if (draft.dueOn < heldOn) {
    problems.push({ field: 'dueOn', problem: 'Choose a day on or after the review.' });
  }
  return problems;
}
