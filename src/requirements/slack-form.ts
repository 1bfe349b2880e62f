/** The form of a requirement: opened, kept as a draft while it is typed into, saved, and settled between two people. */
import { button, say } from '#blocks/build.ts';
import { draftKept, draftOffer } from '#blocks/draft-offer.ts';
import { ids } from '#blocks/ids.ts';
import {
  requirementFields,
  requirementForm,
  requirementFormTitle,
  type RequirementForm,
  type RequirementFormMetadata,
} from '#blocks/requirement-view.ts';
import { dateToken, mrkdwn } from '#blocks/text.ts';
import type { ModalView } from '@slack/types';
import * as z from 'zod';
import { dropDraft, findDraft, keepForm, type FormDraft } from '../drafts/service.ts';
import { findScenario } from '../scenarios/service.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm, readForm, type FormValues } from '../slack/forms.ts';
import { nameOf } from '../slack/who-saved.ts';
import { MAX, titleOf, type Requirement } from './domain.ts';
import { draftKey, findLastSaver, findRequirement, saveRequirement } from './service.ts';

export const GONE = mrkdwn`This requirement is no longer there. \`/cs requirements\` lists those that are.`;

const formMetadata = jsonOf(
  z.object({ id: idValue, scenarioId: z.string().max(64), version: z.number().int().min(0) }),
);

export function registerRequirementForm(edge: Edge): void {
  const right = 'requirement.work';
  edge.action(ids.requirementWrite, { right, value: idValue, run: openNew });
  edge.submit(ids.requirementForm, {
    right,
    metadata: formMetadata,
    parse: (values) => parseForm(requirementValues, values),
    run: submitRequirement,
  });
  edge.closed(ids.requirementForm, { right, metadata: formMetadata, run: closeForm });
  edge.action(ids.requirementField, {
    right,
    value: z.unknown(),
    run: async (call) => {
      if (call.view === null) return;
      await keepTyped(call, readForm(call.view.values), formMetadata.parse(call.view.metadata), false);
    },
  });
  edge.action(ids.requirementContinue, { right, value: formMetadata, run: continueDraft });
  edge.action(ids.requirementAnew, { right, value: formMetadata, run: startAnew });
}

function openNew(call: Call, scenarioId: string): Promise<void> {
  return call.openModal(requirementFormTitle(0), () => startView(call, newForm(call, scenarioId)));
}

/** Opens the form of a known requirement. */
export function openEdit(call: Call, id: string): Promise<void> {
  return call.openModal(requirementFormTitle(1), async () => {
    const known = await findRequirement(call.deps.database.db, call.workspaceId, id);
    return known === null ? answerView(say(GONE)) : startView(call, formOf(known));
  });
}

function newForm(call: Call, scenarioId: string): RequirementFormMetadata {
  return { id: call.deps.makeId(), scenarioId, version: 0 };
}

function formOf({ id, scenarioId, version }: Requirement): RequirementFormMetadata {
  return { id, scenarioId: scenarioId ?? '', version };
}

/** The form; where the person began and did not save, the offer of the draft. */
async function startView(call: Call, metadata: RequirementFormMetadata): Promise<ModalView> {
  const draft = await draftOf(call, metadata);
  if (draft === null) return formView(call, metadata, await startOf(call, metadata));
  const { formId: id, baseVersion: version, fields, savedAt } = draft;
  return draftOffer({
    title: requirementFormTitle(version),
    about: null,
    savedAt: dateToken(new Date(savedAt)),
    begun: textsOf(fields).what,
    isOld: version !== metadata.version,
    goOn: ids.requirementContinue,
    anew: ids.requirementAnew,
    metadata: { ...metadata, id, version },
  });
}

/** Goes on with the draft that was offered. */
async function continueDraft(call: Call, metadata: RequirementFormMetadata): Promise<void> {
  const draft = await draftOf(call, metadata);
  const fields = draft?.fields ?? (await startOf(call, metadata));
  await call.updateModal(await formView(call, metadata, fields));
}

/** Forgets the draft that was offered, and shows the form as if there had been none. */
async function startAnew(call: Call, metadata: RequirementFormMetadata): Promise<void> {
  const { db } = call.deps.database;
  await dropDraft(call.deps, call.workspaceId, draftKey(call.person.id, metadata));
  if (metadata.version === 0)
    return call.updateModal(await startView(call, newForm(call, metadata.scenarioId)));
  const known = await findRequirement(db, call.workspaceId, metadata.id);
  await call.updateModal(known === null ? answerView(say(GONE)) : await startView(call, formOf(known)));
}

/** Keeps what the form holds. @returns whether the person has a draft now */
async function keepTyped(
  call: Call,
  values: FormValues,
  metadata: RequirementFormMetadata,
  isClosed: boolean,
): Promise<boolean> {
  const key = draftKey(call.person.id, metadata);
  const start = await startOf(call, metadata);
  const form = { formId: metadata.id, baseVersion: metadata.version, values, start, isClosed };
  return keepForm(call.deps, call.workspaceId, key, form);
}

/** The form was closed early: what was typed waits, and is offered again. */
async function closeForm(call: Call, values: FormValues, metadata: RequirementFormMetadata): Promise<void> {
  if (!(await keepTyped(call, values, metadata, true))) return;
  const { id, scenarioId, version } = metadata;
  const again =
    version === 0
      ? button('Continue', ids.requirementWrite, { value: scenarioId })
      : // The state and the list are of no matter to whoever edits.
        button('Continue', ids.requirementMenu, { value: `edit:proposed:${id}:` });
  await call.answer(draftKept(mrkdwn`What you wrote about a requirement`, again));
}

function draftOf(call: Call, metadata: RequirementFormMetadata): Promise<FormDraft | null> {
  const { db } = call.deps.database;
  const key = draftKey(call.person.id, metadata);
  return findDraft(db, call.workspaceId, key);
}

/** What the form began with. */
async function startOf(call: Call, { id, version }: RequirementFormMetadata): Promise<FormValues> {
  const known = version === 0 ? null : await findRequirement(call.deps.database.db, call.workspaceId, id);
  if (known === null) return {};
  return {
    [requirementFields.what]: known.what,
    [requirementFields.why]: known.why,
    [requirementFields.acceptance]: known.acceptance,
  };
}

const WHAT = 'Write what must exist for the person to move forward.';
const optional = (max: number) =>
  z
    .string()
    .max(max)
    .nullable()
    .transform((text) => (text === null || text.trim() === '' ? null : text.trim()));
const requirementValues = z.object({
  [requirementFields.what]: z.string({ error: WHAT }).trim().min(1, WHAT).max(MAX.what),
  [requirementFields.why]: optional(MAX.why),
  [requirementFields.acceptance]: optional(MAX.acceptance),
});

async function submitRequirement(
  call: Call,
  texts: z.infer<typeof requirementValues>,
  metadata: RequirementFormMetadata,
): Promise<Submitted> {
  const press = { personId: call.person.id, today: await call.today() };
  const { scenarioId, version } = metadata;
  const edit = { ...texts, ...metadata, scenarioId: scenarioId === '' ? null : scenarioId };
  const saved = await saveRequirement(call.deps, call.workspaceId, edit, press);
  if (saved.ok) {
    const said = version === 0 ? mrkdwn`is proposed` : mrkdwn`is saved`;
    return {
      kind: 'close',
      answer: say(mrkdwn`“${titleOf(saved.requirement.what)}” ${said}. \`/cs requirements\` lists them.`),
    };
  }
  if (saved.problem === 'not-found') return { kind: 'unsaved', answer: say(GONE) };
  const { requirement } = saved;
  const saver = await findLastSaver(call.deps.database.db, call.workspaceId, requirement.id);
  const by = (saver === null ? null : await nameOf(call, saver)) ?? mrkdwn`Somebody`;
  const view = await formView(call, formOf(requirement), texts, { by, requirement });
  return { kind: 'update', view };
}

async function formView(
  call: Call,
  metadata: RequirementFormMetadata,
  entered: FormValues,
  theirs: RequirementForm['theirs'] = null,
): Promise<ModalView> {
  const { scenarioId } = metadata;
  const scenario =
    scenarioId === '' ? null : await findScenario(call.deps.database.db, call.workspaceId, scenarioId);
  if (metadata.version === 0 && scenario === null)
    return answerView(say(mrkdwn`This scenario is no longer there.`));
  return requirementForm({
    ...metadata,
    scenarioName: scenario?.name ?? null,
    texts: textsOf(entered),
    theirs,
  });
}

function textsOf(entered: FormValues): RequirementForm['texts'] {
  const text = (name: string) => (typeof entered[name] === 'string' ? entered[name] : '');
  return {
    what: text(requirementFields.what),
    why: text(requirementFields.why),
    acceptance: text(requirementFields.acceptance),
  };
}
