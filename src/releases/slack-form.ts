/** The form of a release: opened, saved, and settled between two people. */
import { say } from '#blocks/build.ts';
import { NO_PROGRAM } from '#blocks/no-program.ts';
import {
  releaseForm,
  releaseFormTitle,
  type ReleaseConflict,
  type ReleaseForm,
  type ReleaseMetadata,
} from '#blocks/release-form.ts';
import { mrkdwn, truncate } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import { milestonesOf } from '../program/domain.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Submitted } from '../slack/edge.ts';
import { whoSaved } from '../slack/who-saved.ts';
import { fieldsOf, type Release, type ReleaseFields } from './domain.ts';
import { findRelease, saveRelease } from './service.ts';

export const GONE = mrkdwn`This release is no longer there. \`/cs releases\` lists those that are.`;

/** Opens the form of a new release. @param page the page of the list to make anew afterwards; 0: none */
export function openNew(call: Call, values: Partial<ReleaseFields>, page: number): Promise<void> {
  return call.openModal(releaseFormTitle(0), () => {
    const metadata = { id: call.deps.makeId(), version: 0, list: 'current', page } as const;
    return formView(call, metadata, values);
  });
}

/** Opens the form of a known one. */
export function openEdit(call: Call, at: Omit<ReleaseMetadata, 'version'>): Promise<void> {
  return call.openModal(releaseFormTitle(1), async () => {
    const release = await findRelease(call.deps.database.db, call.workspaceId, at.id);
    if (release === null) return answerView(say(GONE));
    return formView(call, { ...at, version: release.version }, fieldsOf(release));
  });
}

/** Saves what was entered. @returns the saved release too, where it was */
export async function submitForm(
  call: Call,
  fields: ReleaseFields,
  metadata: ReleaseMetadata,
): Promise<{ submitted: Submitted; saved: Release | null }> {
  const press = { personId: call.person.id, today: await call.today() };
  const milestoneIds = (await milestones(call)).map(({ id }) => id);
  const { id, version } = metadata;
  const result = await saveRelease(call.deps, call.workspaceId, { id, version, fields }, milestoneIds, press);
  if (result.ok) return { submitted: saved(result.release, version), saved: result.release };
  if (result.problem === 'invalid')
    return { submitted: { kind: 'errors', errors: result.fields }, saved: null };
  if (result.problem === 'not-found')
    return { submitted: { kind: 'unsaved', all: true, answer: say(GONE) }, saved: null };
  const { theirs } = result;
  const conflict: ReleaseConflict = {
    ...(await whoSaved(call, theirs.updatedBy, theirs.updatedAt)),
    theirs,
    theirMilestone:
      (await milestones(call)).find(({ id }) => id === theirs.milestoneId)?.name ?? theirs.milestoneId,
    today: press.today,
  };
  const view = await formView(call, { ...metadata, version: theirs.version }, fields, conflict);
  return { submitted: { kind: 'update', view }, saved: null };
}

function saved({ name }: Release, versionBefore: number): Submitted {
  const what = mrkdwn`The release *${truncate(name, 150)}*`;
  const text = versionBefore === 0 ? mrkdwn`${what} is written down.` : mrkdwn`${what} is saved.`;
  return { kind: 'close', all: true, answer: say(mrkdwn`${text} \`/cs releases\` tells what comes of it.`) };
}

async function formView(
  call: Call,
  metadata: ReleaseMetadata,
  values: Partial<ReleaseFields>,
  conflict?: ReleaseConflict,
): Promise<ModalView> {
  if ((await call.program()) === null) return answerView(NO_PROGRAM);
  const milestone = (await milestones(call)).find(({ id }) => id === values.milestoneId) ?? null;
  const form: ReleaseForm = { ...metadata, values, milestone };
  return releaseForm(conflict === undefined ? form : { ...form, conflict });
}

async function milestones(call: Call) {
  return milestonesOf((await call.program())?.program.journeys ?? []);
}
