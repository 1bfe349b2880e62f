/** The form of an initiative: opened, saved, and settled between two people. */
import { say } from '#blocks/build.ts';
import {
  initiativeForm,
  initiativeFormTitle,
  type InitiativeConflict,
  type InitiativeForm,
  type InitiativeMetadata,
  type initiativeValues,
  type InitiativeValues,
} from '#blocks/initiative-form.ts';
import { day } from '#blocks/format.ts';
import { mrkdwn, truncate } from '#blocks/text.ts';
import { typedKept } from '#blocks/typed-kept.ts';
import type { ModalView } from '@slack/types';
import type * as z from 'zod';
import { findPeople } from '../people/service.ts';
import { milestonesOf } from '../program/domain.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Submitted } from '../slack/edge.ts';
import { chosenMember, NOT_A_MEMBER, slackIdOf } from '../slack/member.ts';
import { whoSaved } from '../slack/who-saved.ts';
import { fieldsOf, type Initiative, type InitiativeFields } from './domain.ts';
import { findInitiative, saveInitiative } from './service.ts';

export const GONE = mrkdwn`This initiative is no longer there. \`/cs initiatives\` lists those that are.`;

/** Opens the form of a new initiative. @param page the page of the list to make anew afterwards; 0: none */
export function openNew(call: Call, name: string, page: number): Promise<void> {
  return call.openModal(initiativeFormTitle(0), () => {
    const metadata = { id: call.deps.makeId(), version: 0, list: 'open', page } as const;
    return formView(call, metadata, { name, ownerSlackId: call.person.slackUserId });
  });
}

/** Opens the form of a known one. */
export function openEdit(call: Call, at: Omit<InitiativeMetadata, 'version'>): Promise<void> {
  return call.openModal(initiativeFormTitle(1), async () => {
    const initiative = await findInitiative(call.deps.database.db, call.workspaceId, at.id);
    if (initiative === null) return answerView(say(GONE));
    const ownerSlackId = await slackIdOf(call, initiative.ownerId);
    const values = { ...fieldsOf(initiative), ownerSlackId };
    return formView(call, { ...at, version: initiative.version }, values);
  });
}

/** Saves what was entered. @returns the saved initiative too, where it was */
export async function submitForm(
  call: Call,
  values: z.infer<typeof initiativeValues>,
  metadata: InitiativeMetadata,
): Promise<{ submitted: Submitted; saved: Initiative | null }> {
  const { id, version } = metadata;
  const before = await findInitiative(call.deps.database.db, call.workspaceId, id);
  const ownerId = (await chosenMember(call, values.ownerId, before?.ownerId ?? null)) ?? null;
  if (ownerId === null)
    return { submitted: { kind: 'errors', errors: { ownerId: NOT_A_MEMBER } }, saved: null };
  const fields: InitiativeFields = { ...values, ownerId };
  const press = { personId: call.person.id, today: await call.today() };
  const milestoneIds = (await milestones(call)).map((one) => one.id);
  const result = await saveInitiative(
    call.deps,
    call.workspaceId,
    { id, version, fields },
    milestoneIds,
    press,
  );
  if (result.ok)
    return { submitted: saved(result.initiative, version, press.today), saved: result.initiative };
  if (result.problem === 'invalid')
    return { submitted: { kind: 'errors', errors: result.fields }, saved: null };
  if (result.problem === 'not-found')
    return {
      submitted: { kind: 'update', view: typedKept(initiativeFormTitle(1), GONE, values.improves) },
      saved: null,
    };
  const conflict = await conflictOf(call, fields, result.theirs);
  const typed = { ...values, ownerSlackId: values.ownerId };
  const view = await formView(call, { ...metadata, version: result.theirs.version }, typed, conflict);
  return { submitted: { kind: 'update', view }, saved: null };
}

function saved({ name, askOn }: Initiative, versionBefore: number, today: string): Submitted {
  const what = mrkdwn`The initiative *${truncate(name, 150)}*`;
  const asked = askOn === null ? mrkdwn`` : mrkdwn` Whether it helped is asked on ${day(askOn, today)}.`;
  const text =
    versionBefore === 0 ? mrkdwn`${what} is written down.${asked}` : mrkdwn`${what} is saved.${asked}`;
  return { kind: 'close', all: true, answer: say(text) };
}

async function conflictOf(
  call: Call,
  mine: InitiativeFields,
  theirs: Initiative,
): Promise<InitiativeConflict> {
  const [owner] = await findPeople(call.deps.database.db, call.workspaceId, [theirs.ownerId]);
  const known = (await milestones(call)).find(({ id }) => id === theirs.milestoneId);
  return {
    ...(await whoSaved(call, theirs.updatedBy, theirs.updatedAt)),
    mine,
    theirs,
    theirMilestone: known?.name ?? theirs.milestoneId ?? 'none',
    theirOwner: owner?.name ?? 'somebody',
  };
}

async function formView(
  call: Call,
  metadata: InitiativeMetadata,
  values: Partial<InitiativeValues>,
  conflict?: InitiativeConflict,
): Promise<ModalView> {
  const milestone = (await milestones(call)).find(({ id }) => id === values.milestoneId) ?? null;
  const form: InitiativeForm = { ...metadata, values, milestone };
  return initiativeForm(conflict === undefined ? form : { ...form, conflict });
}

async function milestones(call: Call) {
  return milestonesOf((await call.program())?.program.journeys ?? []);
}
