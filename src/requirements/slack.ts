/** `/cs requirements`, and what is pressed in its lists. */
import { say } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { RELEASE_FIELD, requirementInFull, shipForm } from '#blocks/requirement-view.ts';
import * as z from 'zod';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import { refusalFor } from '../slack/caller.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm } from '../slack/forms.ts';
import { REQUIREMENT_STATES, stateAfter, titleOf, type RequirementState } from './domain.ts';
import { GONE, openEdit, registerRequirementForm } from './slack-form.ts';
import { renewedList, showRequirements } from './slack-list.ts';
import { findRequirement, moveRequirement, searchRequirements } from './service.ts';

const SUGGESTED = 20;

const stateValue = z.enum(REQUIREMENT_STATES);
/** The list in which something is pressed, as it is typed behind the verb. */
const listValue = z.string().max(200);
const moveValue = z
  .string()
  .transform(inParts(2))
  .pipe(z.tuple([stateValue, idValue, listValue]));
const menuValue = z
  .string()
  .transform(inParts(3))
  .pipe(z.tuple([z.enum(['read', 'edit', 'back']), stateValue, idValue, listValue]));

/** So many parts, and all that stands behind them. */
function inParts(parts: number): (text: string) => string[] {
  return (text) => {
    const words = text.split(':');
    return [...words.slice(0, parts), words.slice(parts).join(':')];
  };
}

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
  edge.action(ids.requirementMove, {
    right: 'requirement.work',
    value: moveValue,
    run: (call, [from, id, list]) => moveOn(call, id, from, list),
  });
  edge.action(ids.requirementMenu, {
    right: 'requirement.see',
    value: menuValue,
    run: (call, [verb, from, id, list]) => runMenu(call, verb, from, id, list),
  });
  edge.options(ids.requirementSearch, {
    right: 'requirement.see',
    run: async (call, typed) => {
      const found = await searchRequirements(call.deps.database.db, call.workspaceId, typed, SUGGESTED);
      return found.map(({ id, what, state }) => ({ text: titleOf(what), value: id, description: state }));
    },
  });
  edge.submit(ids.requirementShipForm, {
    right: 'requirement.work',
    metadata: jsonOf(z.object({ id: idValue, list: listValue })),
    parse: (values) =>
      parseForm(z.object({ [RELEASE_FIELD]: z.string({ error: RELEASE }).trim().min(1, RELEASE) }), values),
    run: async (call, { release }, { id, list }) => {
      await move(call, id, { from: 'built', direction: 'on', release }, list);
      return { kind: 'close' };
    },
  });
  registerRequirementForm(edge);
}

const RELEASE = 'Name the release, such as 2026.11.';

async function runMenu(
  call: Call,
  verb: 'read' | 'edit' | 'back',
  from: RequirementState,
  id: string,
  list: string,
): Promise<void> {
  if (verb !== 'read') {
    const refusal = await refusalFor(call.deps, call.workspaceId, call.person, 'requirement.work');
    if (refusal !== null) return call.answer(refusal);
  }
  if (verb === 'back') return move(call, id, { from, direction: 'back', release: null }, list);
  if (verb === 'edit') return openEdit(call, id);
  return call.openModal('Requirement', async () => {
    const requirement = await findRequirement(call.deps.database.db, call.workspaceId, id);
    return requirement === null ? answerView(say(GONE)) : requirementInFull(requirement);
  });
}

/** A requirement that is built asks for its release before it is shipped. */
async function moveOn(call: Call, id: string, from: RequirementState, list: string): Promise<void> {
  if (stateAfter(from) !== 'shipped') return move(call, id, { from, direction: 'on', release: null }, list);
  return call.openModal('Shipped', async () => {
    const requirement = await findRequirement(call.deps.database.db, call.workspaceId, id);
    return requirement === null ? answerView(say(GONE)) : shipForm(requirement, list);
  });
}

/** Moves it, and shows the list anew in which it was pressed. */
async function move(
  call: Call,
  id: string,
  asked: Parameters<typeof moveRequirement>[3],
  list: string,
): Promise<void> {
  const press = { personId: call.person.id, today: await call.today() };
  const moved = await moveRequirement(call.deps, call.workspaceId, id, asked, press);
  if (!moved.ok && moved.problem !== 'moved-already') return call.answer(say(GONE));
  const how = moved.ok ? asked.direction : 'faster';
  await call.replace(await renewedList(call, list, { requirement: moved.requirement, how }));
}
