/** The form of a scenario: opened, kept as a draft while it is typed into, saved, and settled between two people. */
import { actions, button, say, section, type Answer } from '#blocks/build.ts';
import { draftKept, draftOffer } from '#blocks/draft-offer.ts';
import { ids } from '#blocks/ids.ts';
import { dateToken, mrkdwn, truncate, type Mrkdwn } from '#blocks/text.ts';
import { scenarioConflict } from '#blocks/scenario-conflict.ts';
import { scenarioForm, scenarioFormMetadata, type ScenarioFormMetadata } from '#blocks/scenario-form.ts';
import {
  chosenIn,
  facilitatorRows,
  rowsFilled,
  scenarioCardField,
  scenarioDraft,
  scenarioValues,
  type ScenarioValues,
} from '#blocks/scenario-values.ts';
import { verbButton } from '#blocks/verb-button.ts';
import type { ModalView } from '@slack/types';
import { dropDraft, findDraft, keepForm, type FormDraft } from '../drafts/service.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Submitted } from '../slack/edge.ts';
import { jsonOf, readForm, type FormValues } from '../slack/forms.ts';
import { nameOf } from '../slack/who-saved.ts';
import { readScenario, type Scenario, type ScenarioDocument } from './domain.ts';
import { draftKey, findScenario, findScenarioCard, saveScenario } from './service.ts';

export const GONE = mrkdwn`This scenario or its card is no longer there. \`/cs scenario\` lists those that are.`;
const CARD_GONE = 'This card is no longer there: choose another one.';

/** Opens the form of a new scenario. @param cardId the card from which it grows; null: it is chosen in the form */
export function openNew(call: Call, cardId: string | null): Promise<void> {
  return call.openModal('Grow a scenario', () => startView(call, '', cardId ?? ''));
}

/** Opens the form of a known scenario. */
export function openEdit(call: Call, scenarioId: string): Promise<void> {
  return call.openModal('Edit the scenario', () => startView(call, scenarioId, ''));
}

/** The form; where the person began and did not save, the offer of the draft. */
export async function startView(call: Call, scenarioId: string, cardId: string): Promise<ModalView> {
  const { db } = call.deps.database;
  const scenario = scenarioId === '' ? null : await findScenario(db, call.workspaceId, scenarioId);
  if (scenarioId !== '' && scenario === null) return answerView(say(GONE));
  const metadata: ScenarioFormMetadata = {
    scenarioId: scenario?.id ?? call.deps.makeId(),
    cardId: scenario?.cardId ?? cardId,
    version: scenario?.version ?? 0,
    rows: facilitatorRows(scenario?.facilitators.map(({ id }) => id) ?? [], 1),
  };
  const draft = await draftOf(call, metadata);
  if (draft === null) return formView(call, metadata, valuesOf(scenario));
  const rows = rowsOfDraft(draft);
  return draftOffer({
    title: scenarioId === '' ? 'Grow a scenario' : 'Edit the scenario',
    about: null,
    savedAt: dateToken(new Date(draft.savedAt)),
    begun: nameIn(draft.fields),
    isOld: scenario !== null && scenario.version !== draft.baseVersion,
    goOn: ids.scenarioContinue,
    anew: ids.scenarioAnew,
    metadata: { ...metadata, scenarioId: draft.formId, version: draft.baseVersion, rows },
  });
}

/** Goes on with the draft that was offered. */
export async function continueDraft(call: Call, metadata: ScenarioFormMetadata): Promise<void> {
  const draft = await draftOf(call, metadata);
  await call.updateModal(
    draft === null ? await startAgain(call, metadata) : await formView(call, metadata, draft.fields),
  );
}

/** Forgets the draft that was offered, and shows the form as if there had been none. */
export async function startAnew(call: Call, metadata: ScenarioFormMetadata): Promise<void> {
  await forgetDraft(call, metadata);
  await call.updateModal(await startAgain(call, metadata));
}

/** Shows one more row for a facilitator; what is typed stays. */
export async function addFacilitator(call: Call): Promise<void> {
  const metadata = jsonOf(scenarioFormMetadata).parse(call.view?.metadata ?? '');
  const rows = facilitatorRows(metadata.rows, metadata.rows.length + 1);
  await call.updateModal(await formView(call, { ...metadata, rows }, readForm(call.view?.values)));
}

/** Keeps what is typed so far. @returns whether the person has a draft now */
export async function keepTyped(
  call: Call,
  values: FormValues,
  metadata: ScenarioFormMetadata,
  isClosed = false,
): Promise<boolean> {
  const { db } = call.deps.database;
  const { [scenarioCardField]: _card, ...fields } = values;
  const scenario =
    metadata.version === 0 ? null : await findScenario(db, call.workspaceId, metadata.scenarioId);
  const rows = { [ROWS]: metadata.rows.filter((id) => id !== '') };
  return keepForm(call.deps, call.workspaceId, draftKey(call.person.id, metadata), {
    formId: metadata.scenarioId,
    baseVersion: metadata.version,
    values: { ...chosenIn(fields), ...rows },
    start: { ...valuesOf(scenario), ...rows },
    isClosed,
  });
}

/** The form was closed early: what was typed waits, and is offered again. */
export async function closeForm(
  call: Call,
  values: FormValues,
  metadata: ScenarioFormMetadata,
): Promise<void> {
  if (!(await keepTyped(call, values, metadata, true))) return;
  const { scenarioId, cardId, version } = metadata;
  const again =
    version > 0
      ? button('Continue', ids.scenarioEdit, { value: scenarioId })
      : cardId === ''
        ? verbButton('Continue', { command: '/cs', verb: 'scenario', rest: 'new' })
        : button('Continue', ids.scenarioGrow, { value: `new:${cardId}` });
  const name = nameIn(values);
  const what = name === '' ? mrkdwn`The scenario` : mrkdwn`The scenario “${truncate(name, 150)}”`;
  await call.answer(draftKept(what, again));
}

function nameIn(fields: FormValues): string {
  return typeof fields['name'] === 'string' ? fields['name'] : '';
}

function draftOf(call: Call, metadata: ScenarioFormMetadata): Promise<FormDraft | null> {
  const { db } = call.deps.database;
  return findDraft(db, call.workspaceId, draftKey(call.person.id, metadata));
}

function forgetDraft(
  call: Call,
  metadata: Pick<ScenarioFormMetadata, 'scenarioId' | 'cardId' | 'version'>,
): Promise<void> {
  return dropDraft(call.deps, call.workspaceId, draftKey(call.person.id, metadata));
}

/** What is sent is read with its form's rows. */
export interface SentScenario {
  name: string;
  document: ScenarioDocument;
  cardId: string | null;
  values: FormValues;
}

export function parseScenario(values: FormValues, { rows }: ScenarioFormMetadata) {
  const read = readScenario(scenarioDraft(values, rows));
  if (!read.ok) return { ok: false as const, errors: read.problems };
  const card = values[scenarioCardField];
  const cardId = typeof card === 'string' ? card : null;
  const value: SentScenario = { name: read.name, document: read.document, cardId, values };
  return { ok: true as const, value };
}

export async function submitScenario(
  call: Call,
  sent: SentScenario,
  metadata: ScenarioFormMetadata,
): Promise<Submitted> {
  const cardId = metadata.cardId === '' ? (sent.cardId ?? '') : metadata.cardId;
  const edit = { ...metadata, cardId, name: sent.name, document: sent.document };
  const press = { personId: call.person.id, today: await call.today() };
  const saved = await saveScenario(call.deps, call.workspaceId, edit, press);
  if (saved.ok) {
    // The draft of a new scenario whose card was chosen in the form lies under no card.
    await forgetDraft(call, metadata);
    return { kind: 'close', all: true, answer: savedAnswer(saved.scenario, metadata.version === 0) };
  }
  if (saved.problem === 'name-taken') {
    return {
      kind: 'errors',
      errors: { name: `There is a scenario “${saved.name}” already: choose another name.` },
    };
  }
  if (saved.problem === 'changed-meanwhile') {
    // A new one that was saved before, though its answer was lost, has its draft where a known one has it.
    const version = metadata.version === 0 ? saved.scenario.version : metadata.version;
    await keepTyped(call, sent.values, { ...metadata, version });
    return { kind: 'update', view: await conflictView(call, saved.scenario, sent.values) };
  }
  if (saved.problem === 'card-not-found' && metadata.cardId === '') {
    return { kind: 'errors', errors: { [scenarioCardField]: CARD_GONE } };
  }
  return { kind: 'unsaved', answer: say(GONE) };
}

/** Saves the draft of the second of two people over what the first one saved. @param version theirs, as it was shown */
export async function saveMine(call: Call, scenarioId: string, version: number): Promise<Submitted> {
  const { db } = call.deps.database;
  const key = draftKey(call.person.id, { scenarioId, cardId: '', version });
  const [scenario, draft] = await Promise.all([
    findScenario(db, call.workspaceId, scenarioId),
    findDraft(db, call.workspaceId, key),
  ]);
  if (scenario === null || draft === null) return { kind: 'unsaved', answer: say(GONE) };
  const metadata = { scenarioId, cardId: scenario.cardId, version, rows: rowsOfDraft(draft) };
  const parsed = parseScenario(draft.fields, metadata);
  if (!parsed.ok) return { kind: 'update', view: await formView(call, metadata, draft.fields) };
  return submitScenario(call, parsed.value, metadata);
}

/** The form with what the first of two people saved; what the second one typed is their draft no more. */
export async function takeTheirs(call: Call, scenarioId: string): Promise<void> {
  await forgetDraft(call, { scenarioId, cardId: '', version: 1 });
  await call.updateModal(await startView(call, scenarioId, ''));
}

/** Who saved a scenario last. */
export async function saverOf(call: Call, scenario: Scenario): Promise<Mrkdwn> {
  return (await nameOf(call, scenario.updatedBy)) ?? mrkdwn`Somebody`;
}

async function conflictView(call: Call, theirs: Scenario, mine: ScenarioValues): Promise<ModalView> {
  const savedAt = dateToken(new Date(theirs.updatedAt));
  return scenarioConflict({ theirs, mine, savedBy: await saverOf(call, theirs), savedAt });
}

function startAgain(call: Call, metadata: ScenarioFormMetadata): Promise<ModalView> {
  return metadata.version === 0
    ? startView(call, '', metadata.cardId)
    : startView(call, metadata.scenarioId, '');
}

async function formView(
  call: Call,
  metadata: ScenarioFormMetadata,
  values: ScenarioValues,
): Promise<ModalView> {
  const { db } = call.deps.database;
  const card = metadata.cardId === '' ? null : await findScenarioCard(db, call.workspaceId, metadata.cardId);
  if (metadata.cardId !== '' && card === null) return answerView(say(GONE));
  return scenarioForm({ ...metadata, card, values });
}

/** In a draft, the facilitators to which its rows belong, by id: somebody else may have removed one since. */
const ROWS = 'rows';

/** The rows of a form that goes on with a draft: as many as it fills. */
function rowsOfDraft({ fields }: FormDraft): string[] {
  const known = fields[ROWS];
  return facilitatorRows(Array.isArray(known) ? known : [], rowsFilled(fields));
}

function valuesOf(scenario: Scenario | null): ScenarioValues {
  return scenario === null ? {} : scenarioValues(scenario.name, scenario);
}

function savedAnswer({ name }: Scenario, isNew: boolean): Answer {
  const text = isNew
    ? mrkdwn`The scenario *${name}* is there. Its funnel is counted from the signals that came and come.`
    : mrkdwn`The scenario *${name}* is saved.`;
  const open = verbButton(
    'Open',
    { command: '/cs', verb: 'scenario', rest: name },
    { label: `Open ${name}` },
  );
  return { text, blocks: [section(text), actions(open)] };
}
