/** The accounts behind each figure of `/cs funnel`. */
import { say, type Answer } from '#blocks/build.ts';
import { funnelAccounts } from '#blocks/funnel-accounts.ts';
import { variantChoice, type TestedFacilitator } from '#blocks/funnel-groups.ts';
import { mrkdwn, saidBack } from '#blocks/text.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { nearestWord } from '../base/nearest.ts';
import type { AppliedProgram, Segment } from '../program/domain.ts';
import type { Facilitator, Scenario } from '../scenarios/domain.ts';
import { findScenario, listActiveScenarios } from '../scenarios/service.ts';
import type { Call } from '../slack/call.ts';
import { ALL_TRIALS, type EntryGroup, type EntryWindow, type FunnelAbout, type ListPlace } from './domain.ts';
import { listEntries, type EntriesPage } from './entries-service.ts';
import { groupBy, groupByVariant, type Grouping } from './grouping.ts';
import type { FunnelQuestion } from './service.ts';
import { listTrialEntries, trialJourney, trialSegments } from './trial-service.ts';
import type { FunnelView } from './typed.ts';
import { groupName, placeView } from './words.ts';

export const ACCOUNTS_PER_PAGE = 8;

/** What every view is made for. */
export interface Asked {
  call: Call;
  applied: AppliedProgram;
  about: FunnelAbout;
  question: FunnelQuestion;
  today: BusinessDate;
  page: number;
}

export const NO_TRIALS = say(
  mrkdwn`The program has no segment of free trials. \`trial: { paid: subscription_started }\` in a segment of the program says by which event a trial becomes a customer.`,
);

/** The trials of the segment that was asked for, where it is one; else the first ones; null: there are none. */
export function trialSegmentOf(applied: AppliedProgram, segment: string | null): Segment | null {
  const trials = trialSegments(applied);
  return trials.find(({ id }) => id === segment) ?? trials[0] ?? null;
}

/** The facilitators whose variants can be compared. */
export async function listTests(call: Call): Promise<TestedFacilitator[]> {
  const scenarios = await listActiveScenarios(call.deps.database.db, call.workspaceId);
  return scenarios.flatMap(({ id, name, facilitators }) =>
    facilitators
      .filter(({ effect }) => effect !== null)
      .map((one) => ({ scenarioId: id, scenario: name, facilitatorId: one.id, facilitator: one.name })),
  );
}

/** @returns null: there is none any more */
export async function findTest(
  call: Call,
  scenarioId: string,
  facilitatorId: string,
): Promise<{ scenario: Scenario; facilitator: Facilitator } | null> {
  const scenario = await findScenario(call.deps.database.db, call.workspaceId, scenarioId);
  const facilitator = scenario?.facilitators.find(
    ({ id, effect }) => id === facilitatorId && effect !== null,
  );
  return scenario === null || facilitator === undefined ? null : { scenario, facilitator };
}

/** A page of the accounts at a place. */
export async function showAccounts(
  view: Extract<FunnelView, { kind: 'accounts' }>,
  asked: Asked,
): Promise<Answer> {
  const { place, filter } = view;
  const known = placesOf(asked, place.kind);
  const name = nameAt(place, known, asked.applied);
  if (name === null) return unknownPlace(place, known, asked.applied);
  const grouping = filter.group === null ? null : await groupingOf(filter.group, asked);
  if (filter.group !== null && grouping === null)
    return variantChoice(await listTests(asked.call), asked.about);
  const listed = await listAt(view, asked, grouping);
  const group = filter.group === null ? null : nameOf(filter.group, grouping);
  const { about, today, page } = asked;
  return funnelAccounts({ ...view, about, today, page, name, group, ...listed });
}

function listAt(
  { place, outcome, filter }: Extract<FunnelView, { kind: 'accounts' }>,
  { call, applied, question, today, page }: Asked,
  grouping: Grouping | null,
): Promise<EntriesPage> {
  const { deps, workspaceId } = call;
  const { date, segment, since } = question;
  const at = { limit: ACCOUNTS_PER_PAGE, offset: (page - 1) * ACCOUNTS_PER_PAGE };
  if (place.kind === 'trial') {
    const trials = trialSegmentOf(applied, segment);
    const asked = { date, since, milestoneId: place.id, outcome };
    return trials === null
      ? Promise.resolve({ entries: [], hasMore: false })
      : listTrialEntries(deps, workspaceId, applied, trials, asked, at);
  }
  const of =
    filter.group === null || grouping === null ? {} : { of: { grouping, group: filter.group.group } };
  const scope = filter.window === null ? { date, since } : { ...windowScope(filter.window, today, since) };
  const isForecast = place.kind === 'milestone' && outcome === 'open' && filter.window === null;
  return listEntries(
    deps,
    workspaceId,
    applied,
    { segment, place, outcome, isForecast, ...scope, ...of },
    at,
  );
}

/** What was made in the days, as it stood on the last of them; nobody knows what stands ahead. */
function windowScope({ from, upTo }: EntryWindow, today: BusinessDate, since: BusinessDate | null) {
  const date = upTo < today ? upTo : today;
  return { date, since: since !== null && since > from ? since : from, until: date };
}

/** @returns null: the facilitator has no variants any more */
async function groupingOf(group: EntryGroup, { call, applied }: Asked): Promise<Grouping | null> {
  if (group.by !== 'variant') return groupBy(group.by, applied.program);
  const test = await findTest(call, group.scenarioId, group.facilitatorId);
  return test === null ? null : groupByVariant(test.scenario, test.facilitator, group.isLater);
}

function nameOf(of: EntryGroup, grouping: Grouping | null): string {
  const { by, group } = of;
  const name = groupName(by, group === null || grouping === null ? group : grouping.nameOf(group));
  if (of.by !== 'variant') return name;
  return `${name}, ${of.isLater === true ? 'after it entered the scenario' : 'at it when it entered the scenario'}`;
}

/** A place that people may name. */
interface Known {
  id: string;
  name: string;
  /** Of a milestone. */
  journeyId?: string;
}

/** With its journey where that was said and more than one has the milestone; null: the program has no such place. */
function nameAt(place: ListPlace, known: readonly Known[], { program }: AppliedProgram): string | null {
  const found = known.filter(({ id }) => id === place.id);
  const journeyId = place.kind === 'milestone' ? place.journeyId : undefined;
  if (journeyId === undefined) return found[0]?.name ?? null;
  const own = found.find((one) => one.journeyId === journeyId);
  if (own === undefined || found.length === 1) return own?.name ?? null;
  const journey = program.journeys.find(({ id }) => id === journeyId);
  return `${own.name} (${journey?.name ?? journeyId})`;
}

function placesOf({ applied, question }: Asked, kind: ListPlace['kind']): Known[] {
  const { journeys } = applied.program;
  if (kind === 'finished') return journeys.map(({ id, name }) => ({ id, name }));
  const trials = kind === 'trial' ? trialSegmentOf(applied, question.segment) : null;
  if (kind === 'trial' && trials === null) return [];
  const own = trials === null ? null : trialJourney(applied, trials);
  const milestones = (own === null ? journeys : [own]).flatMap(({ id: journeyId, phases }) =>
    phases.map(({ milestone: { id, name } }) => ({ id, name, journeyId })),
  );
  return trials === null ? milestones : [...milestones, { id: ALL_TRIALS, name: `Trials of ${trials.name}` }];
}

function unknownPlace(place: ListPlace, known: readonly { id: string }[], applied: AppliedProgram): Answer {
  if (place.kind === 'trial' && trialSegmentOf(applied, null) === null) return NO_TRIALS;
  const ids = known.map(({ id }) => id);
  const meant = nearestWord(place.id, ids) ?? ids[0];
  const line =
    meant === undefined
      ? mrkdwn``
      : mrkdwn` Try \`/cs funnel ${placeView({ kind: place.kind, id: meant }, null)}\``;
  const what = place.kind === 'finished' ? 'journey' : 'milestone';
  return say(mrkdwn`The program has no ${what} “${saidBack(place.id)}”.${line}`);
}
