/** What the forms of a review send: the booking, and what a held one came to. */
import { say } from '#blocks/build.ts';
import { planErrors, planFieldNames, readDrafts } from '#blocks/ebr-forms.ts';
import { day } from '#blocks/format.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn } from '#blocks/text.ts';
import * as z from 'zod';
import { findAccountById } from '../accounts/service.ts';
import { isBusinessDate } from '../base/business-date.ts';
import { pressOf, renewToday, type WorkDeps } from '../morning/press.ts';
import type { Call } from '../slack/call.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { idValue, jsonOf, type FormValues, type Parsed } from '../slack/forms.ts';
import { memberOf, NOT_A_MEMBER } from '../slack/member.ts';
import type { Attendance } from '../touchpoints/domain.ts';
import { readPlan, type Attendees, type NewPlanItem, type PlanDraft } from './domain.ts';
import { bookEbr, holdEbr, type EbrProblem } from './service.ts';
import { holdMetadata } from './slack-attendance.ts';

const bookMetadata = jsonOf(z.object({ accountId: idValue, fromToday: z.boolean() }));
export const GONE = mrkdwn`This account is no longer there.`;
const NOT_MEMBERS = 'Choose members of this workspace, not guests or apps.';

/** Takes in the two forms. */
export function registerForms(edge: Edge, work: WorkDeps): void {
  edge.submit(ids.ebrBookForm, {
    right: 'ebr.work',
    metadata: bookMetadata,
    parse: parseBooking,
    run: async (call, { on, attendees }, { accountId, fromToday }) => {
      const press = await pressOf(call);
      const people = await membersOf(call, attendees.people);
      if (people === null) return { kind: 'errors', errors: { people: NOT_MEMBERS } };
      const booking = { accountId, on, attendees: { ...attendees, people } };
      const result = await bookEbr(call.deps, call.workspaceId, booking, press, press.after);
      work.kick();
      if (!result.ok)
        return refused(result.problem, {
          'date-in-past': { on: 'Choose today or a later day.' },
          'date-too-far': { on: 'Choose a day within a year.' },
        });
      await renewToday(call, fromToday, accountId);
      const name = await accountName(call, accountId);
      return {
        kind: 'close',
        answer: say(mrkdwn`The EBR with *${name}* is booked for ${day(on, press.today)}.`),
      };
    },
  });
  edge.submit(ids.ebrHoldForm, {
    right: 'ebr.work',
    metadata: holdMetadata,
    parse: parseHolding,
    run: async (call, { heldOn, note, attendance, drafts, plan }, { accountId, fromToday }) => {
      const press = await pressOf(call);
      const owned = await withPeople(call, plan, drafts);
      if (!owned.ok) return { kind: 'errors', errors: owned.errors };
      const review = { accountId, heldOn, note, attendance, plan: owned.value };
      const program = press.applied?.program ?? null;
      const result = await holdEbr(call.deps, call.workspaceId, program, review, press, press.after);
      work.kick();
      if (!result.ok) {
        return refused(result.problem, {
          'date-in-future': { held_on: 'Choose today or an earlier day.' },
          'held-already': {
            held_on: 'The EBR of this day is saved already, with its plan. Choose another day.',
          },
          'contact-gone': { there: 'Somebody of these is no longer a contact of the account. Choose again.' },
          'decision-maker-named': {
            decision_maker: 'A decision maker is named above: choose Yes, or take them out there.',
          },
        });
      }
      await renewToday(call, fromToday, accountId);
      const name = await accountName(call, accountId);
      const items = plan.length === 1 ? 'one item' : `${plan.length} items`;
      const follow = plan.length === 1 ? 'It comes up' : 'Each comes up';
      return {
        kind: 'close',
        answer: say(
          mrkdwn`The EBR with *${name}* is saved, with a plan of ${items}. ${follow} on the list on its day.`,
        ),
      };
    },
  });
}

function parseBooking(values: FormValues): Parsed<{ on: string; attendees: Attendees }> {
  const { on, people, customers } = values;
  if (typeof on !== 'string' || !isBusinessDate(on))
    return { ok: false, errors: { on: 'Choose the day of the review.' } };
  const names = typeof customers === 'string' ? customers.split(',').map((name) => name.trim()) : [];
  return {
    ok: true,
    value: {
      on,
      attendees: {
        people: Array.isArray(people) ? people : [],
        customers: names.filter((name) => name !== ''),
      },
    },
  };
}

function parseHolding(
  values: FormValues,
  { items }: z.infer<typeof holdMetadata>,
): Parsed<{
  heldOn: string;
  note: string | null;
  attendance: Attendance;
  drafts: PlanDraft[];
  plan: NewPlanItem[];
}> {
  const { held_on: heldOn, note, there, decision_maker: decisionMaker } = values;
  if (typeof heldOn !== 'string' || !isBusinessDate(heldOn)) {
    return { ok: false, errors: { held_on: 'Choose the day of the review.' } };
  }
  const drafts = readDrafts(values, items);
  const plan = readPlan(drafts, heldOn);
  if (!plan.ok) return { ok: false, errors: planErrors(plan.problems) };
  return {
    ok: true,
    value: {
      heldOn,
      note: typeof note === 'string' ? note : null,
      attendance: {
        contactIds: Array.isArray(there) ? there : [],
        decisionMakerThere: decisionMaker === 'yes' ? true : decisionMaker === 'no' ? false : null,
      },
      drafts,
      plan: plan.items,
    },
  };
}

/** The form names people by their Slack ids; the plan keeps ours. */
async function withPeople(
  call: Call,
  plan: readonly NewPlanItem[],
  drafts: readonly PlanDraft[],
): Promise<Parsed<NewPlanItem[]>> {
  const errors: Record<string, string> = {};
  const members = await lookUp(
    call,
    [...drafts, ...plan].flatMap(({ ownerId }) => ownerId ?? []),
  );
  const idOf = (slackUserId: string | null) =>
    slackUserId === null ? null : (members.get(slackUserId) ?? null);
  for (const [item, { ownerId }] of drafts.entries()) {
    if (ownerId !== null && idOf(ownerId) === null) errors[planFieldNames(item).person] = NOT_A_MEMBER;
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, value: plan.map((item) => ({ ...item, ownerId: idOf(item.ownerId) })) };
}

/** The people of Slack ids; null when one of them is no member. */
async function membersOf(call: Call, slackIds: readonly string[]): Promise<string[] | null> {
  const members = await lookUp(call, slackIds);
  const people = slackIds.flatMap((slackUserId) => members.get(slackUserId) ?? []);
  return people.length === slackIds.length ? people : null;
}

/** Our id of each who is a member. All are looked up at once: Slack may be asked for each, within its three seconds. */
async function lookUp(call: Call, slackIds: readonly string[]): Promise<Map<string, string>> {
  const found = await Promise.all(
    [...new Set(slackIds)].map(async (slackUserId) => ({
      slackUserId,
      person: await memberOf(call, slackUserId),
    })),
  );
  return new Map(
    found.flatMap(({ slackUserId, person }) => (person === null ? [] : [[slackUserId, person.id] as const])),
  );
}

/** What a form says to a problem: an error on its field where one is named, else that the account is gone. */
function refused(
  problem: EbrProblem,
  onFields: Partial<Record<EbrProblem, Record<string, string>>>,
): Submitted {
  const errors = onFields[problem];
  return errors === undefined ? { kind: 'unsaved', answer: say(GONE) } : { kind: 'errors', errors };
}

/** The name for a sentence; words that do where the account is gone. */
export async function accountName(call: Call, accountId: string): Promise<string> {
  const account = await findAccountById(call.deps.database.db, call.workspaceId, accountId);
  return account?.name ?? 'the account';
}
