/** The stories as rows: the reviews that were held, their plans, what was dismissed and noted; and its trail. */
import { addBusinessDays, addDays, type BusinessDate } from '../../base/business-date.ts';
import type { AccountRows, Telling, ToldAccount } from './account-rows.ts';
import { workingDayBefore } from './dates.ts';
import type { PersonKey } from './people.ts';
import type { SampleRow } from './store.ts';
import type { PlanStory, ReviewStory } from './story.ts';
import { TRIAL_SEGMENT, TRIAL_STAGE } from './trial-stories.ts';

export interface WorkRows {
  ebr: SampleRow<'ebr'>[];
  touchpoint: SampleRow<'touchpoint'>[];
  plan_item: SampleRow<'plan_item'>[];
  cta: SampleRow<'cta'>[];
  note: SampleRow<'note'>[];
}

/** An entry of the audit trail before it has its place in it: the trail is in order of the ids. */
export type AuditDraft = Omit<SampleRow<'audit'>, 'id'>;

/** The rule that opened what was dismissed. */
const REVIEW_RULE = 'ebr-same-milestone-3-months';
/** A CTA was open for so many days before somebody dismissed it. */
const OPEN_FOR = 7;
/** Who writes accounts down. */
const CLERK: PersonKey = 'aisha';

/** The rows, and the audit trail in no order. */
export function workRows(
  telling: Telling,
  accounts: readonly ToldAccount[],
  { account }: AccountRows,
): { rows: WorkRows; trail: AuditDraft[] } {
  const rows: WorkRows = { ebr: [], touchpoint: [], plan_item: [], cta: [], note: [] };
  const trail: AuditDraft[] = [];
  for (const [index, told] of accounts.entries()) {
    const row = account[index];
    if (row !== undefined) trail.push(creation(telling, told, row), ...purchase(telling, told, row));
    for (const review of told.story.reviews ?? []) addReview(telling, told, review, rows, trail);
    addDismissed(telling, told, rows, trail);
  }
  addNotes(telling, accounts, rows, trail);
  return { rows, trail };
}

function creation(
  { people }: Telling,
  { id, key, story }: ToldAccount,
  row: SampleRow<'account'>,
): AuditDraft {
  const isTrial = story.trial !== undefined;
  return entry(row.created_at, people[CLERK], 'account.create', id, id, {
    key,
    name: story.name,
    segment: isTrial ? TRIAL_SEGMENT : row.segment,
    stage: isTrial ? TRIAL_STAGE : row.stage,
    startedOn: row.started_on,
    soldBy: row.sold_by,
  });
}

/** How a trial became a customer: by this the funnel knows that it was one. */
function purchase(
  { today, people, at }: Telling,
  { id, story }: ToldAccount,
  row: SampleRow<'account'>,
): AuditDraft[] {
  if (story.trial === undefined) return [];
  const before = { segment: TRIAL_SEGMENT, stage: TRIAL_STAGE, leadId: null, partnerId: null, arr: null };
  const after = {
    segment: row.segment,
    stage: 'Implementation',
    leadId: row.lead_id,
    partnerId: row.partner_id,
    arr: row.arr,
    currency: row.currency,
    renewsOn: row.renews_on,
    version: 2,
  };
  const boughtAt = at(addDays(today, -story.trial.boughtAgo), '17:40');
  const edit = entry(boughtAt, people[CLERK], 'account.edit', id, id, after);
  return [{ ...edit, before: JSON.stringify({ ...before, currency: null, renewsOn: null }) }];
}

function addReview(
  telling: Telling,
  { id, story }: ToldAccount,
  review: ReviewStory,
  rows: WorkRows,
  trail: AuditDraft[],
): void {
  const { today, people, makeId, at } = telling;
  const lead = people[story.lead ?? 'grace'];
  const heldOn = workingDayBefore(addDays(today, -review.ago), 0);
  const heldAt = at(heldOn, '16:00');
  const ebr: SampleRow<'ebr'> = {
    id: makeId(),
    account_id: id,
    cta_id: null,
    key: null,
    state: 'held',
    booked_on: heldOn,
    held_on: heldOn,
    attendees: JSON.stringify({
      people: [lead],
      customers: (story.contacts ?? [])
        .filter(({ persona }) => persona === 'decision_maker')
        .map(({ name }) => name),
    }),
    note: review.note,
    decision_maker_there: review.decisionMaker === undefined ? null : review.decisionMaker ? 1 : 0,
    created_by: lead,
    created_at: at(workingDayBefore(heldOn, 6), '11:00'),
  };
  rows.ebr.push(ebr);
  if (review.decisionMaker === true) {
    rows.touchpoint.push({
      id: makeId(),
      account_id: id,
      persona: 'decision_maker',
      contact_id: null,
      day: heldOn,
      kind: 'meeting',
      note: null,
      key: `ebr|${ebr.id}|decision_maker`,
      logged_by: lead,
      logged_at: heldAt,
    });
  }
  trail.push(entry(heldAt, lead, 'ebr.hold', id, ebr.id, { state: 'held', heldOn, note: review.note }));
  for (const item of review.plan)
    addPlanItem(telling, { accountId: id, ebrId: ebr.id, lead, heldOn }, item, rows, trail);
}

function addPlanItem(
  { today, makeId, at }: Telling,
  held: { accountId: string; ebrId: string; lead: string; heldOn: BusinessDate },
  { what, owner, dueIn, state }: PlanStory,
  rows: WorkRows,
  trail: AuditDraft[],
): void {
  const dueOn = dueIn === 0 ? today : workingDayBefore(addDays(today, dueIn), 0);
  const closedOn = state === 'open' ? null : dueOn;
  const closedBy = state === 'open' ? null : held.lead;
  const item: SampleRow<'plan_item'> = {
    id: makeId(),
    account_id: held.accountId,
    ebr_id: held.ebrId,
    what,
    owner,
    owner_id: held.lead,
    due_on: dueOn,
    state,
    closed_on: closedOn,
    closed_by: closedBy,
  };
  rows.plan_item.push(item);
  rows.cta.push({
    ...UNTOUCHED,
    id: makeId(),
    account_id: held.accountId,
    type: 'plan_item',
    title: what,
    priority: 'normal',
    state: state === 'open' ? 'open' : 'done',
    owner_id: held.lead,
    due_on: dueOn,
    opened_on: held.heldOn,
    reason: state === 'open' ? null : state,
    closed_on: closedOn,
    closed_by: closedBy,
    plan_item_id: item.id,
    updated_at: at(closedOn ?? held.heldOn, '16:30'),
  });
  if (closedOn === null) return;
  const action = state === 'kept' ? 'plan_item.keep' : 'plan_item.break';
  trail.push(entry(at(closedOn, '16:30'), held.lead, action, held.accountId, item.id, { state, what }));
}

function addDismissed(
  { today, program, people, makeId, at }: Telling,
  { id, story }: ToldAccount,
  rows: WorkRows,
  trail: AuditDraft[],
): void {
  const rule = program.rules.find((candidate) => candidate.id === REVIEW_RULE);
  if (story.dismissed === undefined || rule === undefined) return;
  const { ago, reason } = story.dismissed;
  const person = people[story.lead ?? 'grace'];
  // Not moved off a weekend: the rule's quiet time ends on this very day.
  const closedOn = addDays(today, -ago);
  const openedOn = workingDayBefore(addDays(closedOn, -OPEN_FOR), 0);
  const ctaId = makeId();
  rows.cta.push({
    ...UNTOUCHED,
    id: ctaId,
    account_id: id,
    type: rule.then.cta,
    rule_id: rule.id,
    title: rule.name,
    priority: rule.then.priority,
    state: 'dismissed',
    owner_id: person,
    due_on: addBusinessDays(openedOn, rule.then.dueInBusinessDays),
    opened_on: openedOn,
    reason,
    closed_on: closedOn,
    closed_by: person,
    program_version: 1,
    updated_at: at(closedOn, '14:00'),
  });
  trail.push(
    entry(at(openedOn, '08:30'), 'milepost', 'cta.open', id, ctaId, { state: 'open', date: openedOn }),
    entry(at(closedOn, '14:00'), person, 'cta.dismiss', id, ctaId, { state: 'dismissed', reason }),
  );
}

function addNotes(
  { today, people, makeId, at }: Telling,
  accounts: readonly ToldAccount[],
  rows: WorkRows,
  trail: AuditDraft[],
): void {
  const notes = accounts
    .flatMap(({ id, story }) => (story.notes ?? []).map((note) => ({ accountId: id, note })))
    // The newest note is the one with the last id.
    .toSorted((a, b) => b.note.ago - a.note.ago);
  for (const { accountId, note } of notes) {
    const { ago, by, text } = note;
    const noteId = makeId();
    const written = at(workingDayBefore(addDays(today, -ago), 0), '11:20');
    rows.note.push({ id: noteId, account_id: accountId, text, author: people[by], created_at: written });
    trail.push(entry(written, people[by], 'account.note', accountId, noteId, { text }));
  }
}

const UNTOUCHED = {
  rule_id: null,
  claimed_by: null,
  snoozed_until: null,
  program_version: null,
  plan_item_id: null,
  undo: null,
  undo_until: null,
} as const;

function entry(
  at: string,
  actor: string,
  action: string,
  accountId: string,
  subjectId: string,
  after: unknown,
): AuditDraft {
  return {
    at,
    actor,
    action,
    account_id: accountId,
    subject_id: subjectId,
    before: null,
    after: JSON.stringify(after),
  };
}
