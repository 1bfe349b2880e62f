/** `/cs requirements`, its forms and buttons. */
import { say, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { personName } from '#blocks/people.ts';
import {
  RELEASE_FIELD,
  requirementFields,
  requirementForm,
  requirementInFull,
  shipForm,
  stateText,
} from '#blocks/requirement-view.ts';
import { mrkdwn } from '#blocks/text.ts';
import * as z from 'zod';
import { findPeople } from '../people/service.ts';
import { findScenario } from '../scenarios/service.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import { refusalFor } from '../slack/caller.ts';
import type { Edge, Submitted } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm } from '../slack/forms.ts';
import {
  MAX,
  REQUIREMENT_STATES,
  stateAfter,
  titleOf,
  type Requirement,
  type RequirementState,
} from './domain.ts';
import { showRequirements } from './slack-list.ts';
import {
  findLastSaver,
  findRequirement,
  moveRequirement,
  saveRequirement,
  searchRequirements,
} from './service.ts';

const SUGGESTED = 20;
const GONE = mrkdwn`This requirement is no longer there. \`/cs requirements\` lists those that are.`;

const stateValue = z.enum(REQUIREMENT_STATES);
const moveValue = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(z.tuple([stateValue, idValue]));
const menuValue = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(z.tuple([z.enum(['read', 'edit', 'back']), stateValue, idValue]));
const formMetadata = jsonOf(
  z.object({ id: idValue, scenarioId: z.string().max(64), version: z.number().int().min(0) }),
);

export function registerRequirements(edge: Edge): void {
  edge.verb({
    command: '/cs',
    verb: 'requirements',
    usage: '[STATE|export]',
    does: 'What must be built, by who stands behind it',
    example: 'proposed',
    right: 'requirement.see',
    shareable: true,
    run: showRequirements,
  });
  edge.action(ids.requirementWrite, { right: 'requirement.work', value: idValue, run: openNew });
  edge.action(ids.requirementMove, {
    right: 'requirement.work',
    value: moveValue,
    run: (call, [from, id]) => moveOn(call, id, from),
  });
  edge.action(ids.requirementMenu, {
    right: 'requirement.see',
    value: menuValue,
    run: (call, [verb, from, id]) => runMenu(call, verb, from, id),
  });
  edge.options(ids.requirementSearch, {
    right: 'requirement.see',
    run: async (call, typed) => {
      const found = await searchRequirements(call.deps.database.db, call.workspaceId, typed, SUGGESTED);
      return found.map(({ id, what, state }) => ({ text: titleOf(what), value: id, description: state }));
    },
  });
  registerForms(edge);
}

function openNew(call: Call, scenarioId: string): Promise<void> {
  return call.openModal('Write a requirement', async () => {
    const scenario = await findScenario(call.deps.database.db, call.workspaceId, scenarioId);
    if (scenario === null) return answerView(say(mrkdwn`This scenario is no longer there.`));
    return requirementForm({
      id: call.deps.makeId(),
      scenarioId,
      scenarioName: scenario.name,
      version: 0,
      texts: { what: '', why: '', acceptance: '' },
      theirs: null,
    });
  });
}

async function runMenu(
  call: Call,
  verb: 'read' | 'edit' | 'back',
  from: RequirementState,
  id: string,
): Promise<void> {
  if (verb !== 'read') {
    const refusal = await refusalFor(call.deps, call.workspaceId, call.person, 'requirement.work');
    if (refusal !== null) return call.answer(refusal);
  }
  if (verb === 'back') return move(call, id, { from, direction: 'back', release: null });
  return call.openModal('Requirement', async () => {
    const requirement = await findRequirement(call.deps.database.db, call.workspaceId, id);
    if (requirement === null) return answerView(say(GONE));
    if (verb === 'read') return requirementInFull(requirement);
    return requirementForm({
      ...(await formOf(call, requirement)),
      texts: textsOf(requirement),
      theirs: null,
    });
  });
}

/** A requirement that is built asks for its release before it is shipped. */
async function moveOn(call: Call, id: string, from: RequirementState): Promise<void> {
  if (stateAfter(from) !== 'shipped') return move(call, id, { from, direction: 'on', release: null });
  return call.openModal('Shipped', async () => {
    const requirement = await findRequirement(call.deps.database.db, call.workspaceId, id);
    return requirement === null ? answerView(say(GONE)) : shipForm(requirement);
  });
}

async function move(call: Call, id: string, asked: Parameters<typeof moveRequirement>[3]): Promise<void> {
  const press = { personId: call.person.id, today: await call.today() };
  await call.answer(moved(await moveRequirement(call.deps, call.workspaceId, id, asked, press)));
}

function moved(result: Awaited<ReturnType<typeof moveRequirement>>): Answer {
  if (result.ok) {
    const { what, state, release } = result.requirement;
    return say(mrkdwn`“${titleOf(what)}” is ${stateText(state, release)} now.`);
  }
  if (result.problem !== 'moved-already') return say(GONE);
  const { what, state, release } = result.requirement;
  return say(mrkdwn`Somebody was faster: “${titleOf(what)}” is ${stateText(state, release)} already.`);
}

function registerForms(edge: Edge): void {
  edge.submit(ids.requirementForm, {
    right: 'requirement.work',
    metadata: formMetadata,
    parse: (values) => parseForm(requirementValues, values),
    run: submitRequirement,
  });
  edge.submit(ids.requirementShipForm, {
    right: 'requirement.work',
    metadata: jsonOf(z.object({ id: idValue })),
    parse: (values) =>
      parseForm(z.object({ [RELEASE_FIELD]: z.string({ error: RELEASE }).trim().min(1, RELEASE) }), values),
    run: async (call, { release }, { id }) => {
      const press = { personId: call.person.id, today: await call.today() };
      const asked = { from: 'built', direction: 'on', release } as const;
      const result = await moveRequirement(call.deps, call.workspaceId, id, asked, press);
      return { kind: 'close', answer: moved(result) };
    },
  });
}

const RELEASE = 'Name the release, such as 2026.11.';
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
  { id, scenarioId, version }: { id: string; scenarioId: string; version: number },
): Promise<Submitted> {
  const press = { personId: call.person.id, today: await call.today() };
  const edit = { ...texts, id, version, scenarioId: scenarioId === '' ? null : scenarioId };
  const saved = await saveRequirement(call.deps, call.workspaceId, edit, press);
  if (saved.ok) {
    const said = version === 0 ? mrkdwn`is proposed` : mrkdwn`is saved`;
    return {
      kind: 'close',
      answer: say(mrkdwn`“${titleOf(saved.requirement.what)}” ${said}. \`/cs requirements\` lists them.`),
    };
  }
  if (saved.problem === 'not-found') return { kind: 'close', answer: say(GONE) };
  const { requirement } = saved;
  const saver = await findLastSaver(call.deps.database.db, call.workspaceId, id);
  const [person] = await findPeople(call.deps.database.db, call.workspaceId, [saver ?? '']);
  const by = person === undefined ? mrkdwn`Somebody` : personName(person);
  const mine = { what: texts.what, why: texts.why ?? '', acceptance: texts.acceptance ?? '' };
  const form = await formOf(call, requirement);
  return { kind: 'update', view: requirementForm({ ...form, texts: mine, theirs: { by, requirement } }) };
}

async function formOf(call: Call, { id, scenarioId, version }: Requirement) {
  const scenario =
    scenarioId === null ? null : await findScenario(call.deps.database.db, call.workspaceId, scenarioId);
  return { id, scenarioId: scenarioId ?? '', scenarioName: scenario?.name ?? null, version };
}

function textsOf({ what, why, acceptance }: Requirement) {
  return { what, why: why ?? '', acceptance: acceptance ?? '' };
}
