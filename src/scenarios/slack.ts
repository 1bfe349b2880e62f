/** `/cs scenario`, its forms and buttons. */
import { say, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { growChoice } from '#blocks/scenario-asks.ts';
import { conflictMetadata } from '#blocks/scenario-conflict.ts';
import { scenarioFormMetadata } from '#blocks/scenario-form.ts';
import { noScenario, scenarioList } from '#blocks/scenario-list.ts';
import { scenarioAnswer, scenarioInFull } from '#blocks/scenario-view.ts';
import { dateToken, mrkdwn } from '#blocks/text.ts';
import * as z from 'zod';
import { nearestWord, onlyBeginningWith } from '../base/nearest.ts';
import { pageRange, shownOf } from '../base/page.ts';
import { pressOf, type WorkDeps } from '../morning/press.ts';
import { milestonesOf } from '../program/domain.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue, jsonOf, readForm } from '../slack/forms.ts';
import { firstWord, unquoted } from '../slack/typed-text.ts';
import { type Scenario } from './domain.ts';
import { readFigures } from './funnel-service.ts';
import {
  findScenario,
  findScenarioByName,
  findScenarioCard,
  listScenarioNames,
  listScenarios,
  listScenariosOfCard,
  searchCards,
  setScenarioState,
} from './service.ts';
import { openPrice, registerAsks } from './slack-asks.ts';
import {
  addFacilitator,
  closeForm,
  continueDraft,
  GONE,
  keepTyped,
  openEdit,
  openNew,
  parseScenario,
  saveMine,
  saverOf,
  startAnew,
  startView,
  submitScenario,
  takeTheirs,
} from './slack-form.ts';

const PER_PAGE = 8;
const SUGGESTED = 20;
const CLOSEST = 3;

export function registerScenarios(edge: Edge, deps: WorkDeps): void {
  edge.verb({
    command: '/cs',
    verb: 'scenario',
    usage: '[NAME|new|price NAME]',
    without: { right: 'scenario.work', usage: '[NAME]' },
    does: 'A scenario’s funnel; what people would pay',
    example: 'Weekly digest',
    right: 'scenario.see',
    shareable: true,
    run: runVerb,
  });
  registerForm(edge);
  registerButtons(edge, deps);
  registerAsks(edge);
  edge.options(ids.scenarioCard, {
    right: 'scenario.see',
    run: async (call, typed) => {
      const cards = await searchCards(call.deps.database.db, call.workspaceId, typed, SUGGESTED);
      return cards.map(({ id, name, accountName, state }) => ({
        text: name,
        value: id,
        description: `${accountName} · ${state}`,
      }));
    },
  });
  edge.options(ids.scenarioSearch, {
    right: 'scenario.see',
    run: async (call, typed) => {
      const all = await listScenarios(call.deps.database.db, call.workspaceId, { limit: 500, offset: 0 });
      const wanted = typed.toLowerCase();
      const found = all.filter(
        ({ name, state }) => state === 'active' && name.toLowerCase().includes(wanted),
      );
      return found.map(({ id, name }) => ({ text: name, value: id }));
    },
  });
}

async function runVerb(call: Call, typed: string): Promise<Answer | void> {
  if (typed === '') return showList(call, 1);
  const name = unquoted(typed);
  // A scenario may be called “new” or “price list”: its whole name goes before what else the words could mean.
  const scenario = (await byName(call, typed)) ?? (await byName(call, name));
  if (scenario !== null) return showFunnel(call, scenario);
  const turned = /^page:([1-9]\d{0,3})$/.exec(typed);
  if (turned !== null) return showList(call, Number(turned[1]));
  const { word, rest } = firstWord(typed);
  if (word === 'new' && rest === '') return work(call, () => openNew(call, null));
  if (word !== 'price') {
    const meant = await byBeginning(call, name);
    return meant === null ? suggest(call, name, '') : showFunnel(call, meant);
  }
  if (rest === '') return say(mrkdwn`Say of which scenario: \`/cs scenario price Weekly digest\``);
  const priced =
    (await byName(call, rest)) ??
    (await byName(call, unquoted(rest))) ??
    (await byBeginning(call, unquoted(rest)));
  if (priced === null) return suggest(call, unquoted(rest), 'price ');
  return work(call, () => openPrice(call, priced.id));
}

function byName(call: Call, name: string): Promise<Scenario | null> {
  return findScenarioByName(call.deps.database.db, call.workspaceId, name);
}

/** The only scenario whose name, or a word of it, begins with what was typed. */
async function byBeginning(call: Call, typed: string): Promise<Scenario | null> {
  const names = await listScenarioNames(call.deps.database.db, call.workspaceId);
  const name = onlyBeginningWith(typed, names);
  return name === undefined ? null : byName(call, name);
}

/** Runs what only some may do, from a verb that everybody may use. */
async function work(call: Call, open: () => Promise<void>): Promise<Answer | void> {
  if (call.may('scenario.work')) return open();
  return say(mrkdwn`This needs the role csm. \`/cs scenario\` shows what there is.`);
}

async function suggest(call: Call, typed: string, verb: string): Promise<Answer> {
  const names = await listScenarioNames(call.deps.database.db, call.workspaceId);
  const wanted = typed.toLowerCase();
  const holding = names.filter((name) => name.toLowerCase().includes(wanted));
  const near = nearestWord(typed, names);
  const closest = [...new Set([...(near === undefined ? [] : [near]), ...holding])];
  return noScenario(typed, closest.slice(0, CLOSEST), verb);
}

async function showList(call: Call, page: number): Promise<Answer> {
  const { db } = call.deps.database;
  const found = await listScenarios(db, call.workspaceId, pageRange(page, PER_PAGE));
  const { shown: scenarios, hasMore } = shownOf(found, PER_PAGE);
  return scenarioList({ scenarios, page, hasMore, canWork: call.may('scenario.work') });
}

async function showFunnel(call: Call, scenario: Scenario): Promise<Answer> {
  const program = (await call.program())?.program ?? null;
  const figures = await readFigures(call.deps, call.workspaceId, scenario, program, await call.today());
  const milestoneNames = new Map(milestonesOf(program?.journeys ?? []).map(({ id, name }) => [id, name]));
  return scenarioAnswer(figures, milestoneNames, call.may('scenario.work'));
}

function registerForm(edge: Edge): void {
  const metadata = jsonOf(scenarioFormMetadata);
  const right = 'scenario.work';
  edge.submit(ids.scenarioForm, { right, metadata, parse: parseScenario, run: submitScenario });
  edge.closed(ids.scenarioForm, { right, metadata, run: closeForm });
  edge.action(ids.scenarioField, {
    right,
    value: z.unknown(),
    run: async (call) => {
      if (call.view === null) return;
      await keepTyped(call, readForm(call.view.values), metadata.parse(call.view.metadata));
    },
  });
  edge.action(ids.scenarioAddFacilitator, { right, value: z.unknown(), run: addFacilitator });
  edge.action(ids.scenarioContinue, { right, value: metadata, run: continueDraft });
  edge.action(ids.scenarioAnew, { right, value: metadata, run: startAnew });
  edge.submit(ids.scenarioConflictForm, {
    right,
    metadata: jsonOf(conflictMetadata),
    parse: () => ({ ok: true, value: null }),
    run: (call, _value, { scenarioId, version }) => saveMine(call, scenarioId, version),
  });
  edge.action(ids.scenarioTheirs, { right, value: idValue, run: takeTheirs });
}

function registerButtons(edge: Edge, deps: WorkDeps): void {
  const press = { right: 'scenario.work', value: idValue } as const;
  edge.action(ids.scenarioGrow, {
    right: 'scenario.work',
    value: z.string().regex(/^(new:)?[0-9A-Za-z_-]{1,64}$/),
    run: grow,
  });
  edge.action(ids.scenarioEdit, { ...press, run: openEdit });
  edge.action(ids.scenarioRead, { right: 'scenario.see', value: idValue, run: read });
  edge.action(ids.scenarioRetire, { ...press, run: (call, id) => setState(call, deps, id, 'retired') });
  edge.action(ids.scenarioResume, { ...press, run: (call, id) => setState(call, deps, id, 'active') });
}

/** A card grows: at once where there is no scenario yet, else the person says whether it joins one. */
async function grow(call: Call, value: string): Promise<void> {
  const isNew = value.startsWith('new:');
  const cardId = isNew ? value.slice('new:'.length) : value;
  return call.openModal('Grow a scenario', async () => {
    const { db } = call.deps.database;
    const card = await findScenarioCard(db, call.workspaceId, cardId);
    if (card === null) return answerView(say(GONE));
    const others = await listScenarioNames(db, call.workspaceId);
    if (isNew || others.length === 0) return startView(call, '', cardId);
    const inThem = await listScenariosOfCard(db, call.workspaceId, cardId);
    return growChoice(
      card,
      inThem.map(({ name }) => name),
    );
  });
}

function read(call: Call, id: string): Promise<void> {
  return call.openModal('Scenario', async () => {
    const scenario = await findScenario(call.deps.database.db, call.workspaceId, id);
    if (scenario === null) return answerView(say(GONE));
    return scenarioInFull(scenario, await saverOf(call, scenario), dateToken(new Date(scenario.updatedAt)));
  });
}

async function setState(call: Call, { kick }: WorkDeps, id: string, state: Scenario['state']): Promise<void> {
  const press = await pressOf(call);
  const scenario = await setScenarioState(call.deps, call.workspaceId, id, state, press, press.refresh);
  kick();
  await call.replace(scenario === null ? say(GONE) : await showFunnel(call, scenario));
}
