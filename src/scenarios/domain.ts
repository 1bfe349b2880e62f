/**
 * Scenarios: what a Goal Card grows into, as a funnel that can be measured. TRIGGER (what happens outside), ACTION (the
 * least that a person does to enter), FACILITATORS (what moves them on), RANDOM REWARD (for who is stuck), VALUE PRICING.
 */
import { asTyped } from '../base/text.ts';

export const COMMITMENT_MEASURES = ['poll', 'research', 'judgement'] as const;
export type CommitmentMeasure = (typeof COMMITMENT_MEASURES)[number];

/** How committed people are to the goal, 1 (hardly) to 5 (fully), and how that is known. */
export interface Commitment {
  measure: CommitmentMeasure;
  level: number;
  note: string | null;
}

export const FACILITATOR_KINDS = ['content', 'feature'] as const;
export type FacilitatorKind = (typeof FACILITATOR_KINDS)[number];

/** Content or a feature that moves a person on; its event counts for whoever sees it, in whichever variant. */
export interface Facilitator {
  /** Stays when it is renamed: with the scenario's salt it decides which account sees which variant. */
  id: string;
  name: string;
  kind: FacilitatorKind;
  event: string;
  /** The effect that a test of B against A is made for, in percentage points; null: there are no variants. */
  effect: number | null;
}

export interface ScenarioDocument {
  trigger: { events: string[]; commitment: Commitment | null };
  action: { events: string[] };
  facilitators: Facilitator[];
  /** One is drawn for an account that is stuck for more than so many days; null: none is. */
  reward: { catalogue: string[]; stuckDays: number | null };
  /** `limits`: constraints of the product that people would bear. */
  pricing: { currency: string | null; limits: string[] };
}

export interface Scenario extends ScenarioDocument {
  id: string;
  name: string;
  /** The card from which it grew. */
  cardId: string;
  state: 'active' | 'retired';
  /** Rises with each save and change of state. */
  version: number;
  salt: string;
  createdBy: string;
  /** UTC ISO times. */
  createdAt: string;
  updatedBy: string;
  updatedAt: string;
}

export type Variant = 'a' | 'b';

/** One step of the funnel, in order. */
export type Step =
  | { kind: 'triggered' | 'acted'; events: string[] }
  | { kind: 'facilitator'; events: string[]; facilitator: Facilitator }
  | { kind: 'outcome' };

/** The steps that signals alone tell: triggered (where events are watched), acted, each facilitator. */
export function signalSteps({
  trigger,
  action,
  facilitators,
}: ScenarioDocument): Exclude<Step, { kind: 'outcome' }>[] {
  return [
    ...(trigger.events.length === 0 ? [] : [{ kind: 'triggered' as const, events: trigger.events }]),
    { kind: 'acted' as const, events: action.events },
    ...facilitators.map((facilitator) => ({
      kind: 'facilitator' as const,
      events: [facilitator.event],
      facilitator,
    })),
  ];
}

/** The document of a scenario, without what is around it. */
export function documentOf({
  trigger,
  action,
  facilitators,
  reward,
  pricing,
}: ScenarioDocument): ScenarioDocument {
  return { trigger, action, facilitators, reward, pricing };
}

/** Most of a kind, and longest, within what a field of a form takes. */
export const MAX = {
  name: 150,
  events: 30,
  event: 200,
  note: 1000,
  facilitators: 5,
  rewards: 40,
  reward: 200,
  stuckDays: 365,
  limits: 20,
  limit: 200,
  /** Of all lines of a field together. */
  lines: 3000,
} as const;

/** A scenario as it is typed. */
export interface ScenarioDraft {
  name: string;
  triggerEvents: string;
  measure: string | null;
  level: string | null;
  note: string;
  actionEvents: string;
  facilitators: FacilitatorDraft[];
  rewards: string;
  stuckDays: string;
  currency: string;
  limits: string;
}

export interface FacilitatorDraft {
  /** Empty: a new one. */
  id: string;
  name: string;
  kind: string | null;
  event: string;
  effect: string;
}

/** The name of a facilitator's field among problems. @param index from 0 */
export function facilitatorField(index: number, field: 'name' | 'kind' | 'event' | 'effect'): string {
  return `facilitator_${field}_${index}`;
}

/** What is wrong, by field, in words that say what would be accepted. */
export type ScenarioProblems = Record<string, string>;

export type ScenarioReading =
  | { ok: true; name: string; document: ScenarioDocument }
  | { ok: false; problems: ScenarioProblems };

/** Reads what was typed. New facilitators have an empty id: whoever saves gives them one. */
export function readScenario(draft: ScenarioDraft): ScenarioReading {
  const problems: ScenarioProblems = {};
  const name = asTyped(draft.name);
  if (name === '') problems['name'] = 'Give it a name, such as “Weekly digest”.';
  else if (name.length > MAX.name) problems['name'] = `A name has at most ${MAX.name} characters.`;
  const triggerEvents = eventsOf(draft.triggerEvents, 'trigger_events', problems);
  const actionEvents = eventsOf(draft.actionEvents, 'action_events', problems);
  if (actionEvents.length === 0 && problems['action_events'] === undefined) {
    problems['action_events'] = 'Name the event by which a person enters, such as “digest_opened”.';
  }
  const commitment = readCommitment(draft, problems);
  const facilitators = readFacilitators(draft.facilitators, problems);
  const reward = readReward(draft, problems);
  const pricing = readPricing(draft, problems);
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  const trigger = { events: triggerEvents, commitment };
  return {
    ok: true,
    name,
    document: { trigger, action: { events: actionEvents }, facilitators, reward, pricing },
  };
}

/** The lines that hold something, each once, as they were typed but for their ends. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map(asTyped);
  return [...new Set(lines.filter((line) => line !== ''))];
}

function eventsOf(text: string, field: string, problems: ScenarioProblems): string[] {
  const events = linesOf(text);
  if (events.length > MAX.events) problems[field] = `At most ${MAX.events} events, one per line.`;
  else if (events.some((event) => event.length > MAX.event))
    problems[field] = `The name of an event has at most ${MAX.event} characters; write one per line.`;
  return events;
}

function readCommitment(
  { measure, level, note }: ScenarioDraft,
  problems: ScenarioProblems,
): Commitment | null {
  const known = COMMITMENT_MEASURES.find((one) => one === measure) ?? null;
  const typed = asTyped(note);
  if (known === null && level === null && typed === '') return null;
  if (known === null) problems['measure'] = 'Choose how it is known: by a poll, research or judgement.';
  const degree = Number(level ?? Number.NaN);
  if (!(Number.isInteger(degree) && degree >= 1 && degree <= 5)) problems['level'] = 'Choose 1 to 5.';
  if (typed.length > MAX.note) problems['note'] = `A note has at most ${MAX.note} characters.`;
  return known === null ? null : { measure: known, level: degree, note: typed === '' ? null : typed };
}

function readFacilitators(drafts: readonly FacilitatorDraft[], problems: ScenarioProblems): Facilitator[] {
  const found: Facilitator[] = [];
  drafts.forEach((draft, index) => {
    const [name, event, effectText] = [asTyped(draft.name), asTyped(draft.event), draft.effect.trim()];
    if (name === '' && event === '' && effectText === '') return;
    const wrong = (field: 'name' | 'kind' | 'event' | 'effect', problem: string) => {
      problems[facilitatorField(index, field)] = problem;
    };
    if (name === '') wrong('name', 'Name it, such as “Intro video”.');
    if (name.length > MAX.name) wrong('name', `A name has at most ${MAX.name} characters.`);
    if (event === '') wrong('event', 'Name the event that tells that it moved a person on.');
    if (event.length > MAX.event) wrong('event', `The name of an event has at most ${MAX.event} characters.`);
    const kind = FACILITATOR_KINDS.find((one) => one === draft.kind) ?? null;
    if (kind === null) wrong('kind', 'Choose content or feature.');
    const effect = effectText === '' ? null : Number(effectText);
    if (effect !== null && !(effect >= 1 && effect <= 90)) {
      wrong('effect', 'Write the difference that would matter, 1 to 90 percentage points, such as 10.');
    }
    if (kind !== null) found.push({ id: draft.id, name, kind, event, effect });
  });
  return found;
}

function readReward(draft: ScenarioDraft, problems: ScenarioProblems): ScenarioDocument['reward'] {
  const catalogue = linesOf(draft.rewards);
  const text = draft.stuckDays.trim();
  const stuckDays = text === '' ? null : Number(text);
  if (catalogue.length > MAX.rewards) problems['rewards'] = `At most ${MAX.rewards} rewards, one per line.`;
  else if (catalogue.some((reward) => reward.length > MAX.reward))
    problems['rewards'] = `A reward has at most ${MAX.reward} characters; write one per line.`;
  if (stuckDays !== null && !(Number.isInteger(stuckDays) && stuckDays >= 1 && stuckDays <= MAX.stuckDays))
    problems['stuck_days'] = `Write whole days, 1 to ${MAX.stuckDays}, such as 14.`;
  if (catalogue.length > 0 && stuckDays === null)
    problems['stuck_days'] = 'After how many days is an account stuck? Such as 14.';
  if (catalogue.length === 0 && stuckDays !== null && problems['rewards'] === undefined)
    problems['rewards'] = 'Write the rewards of which one is drawn, or leave the days empty.';
  return { catalogue, stuckDays };
}

function readPricing(draft: ScenarioDraft, problems: ScenarioProblems): ScenarioDocument['pricing'] {
  const currency = readCurrency(draft.currency);
  if (currency === null && draft.currency.trim() !== '') problems['currency'] = CURRENCY;
  const limits = linesOf(draft.limits);
  if (limits.length > MAX.limits) problems['limits'] = `At most ${MAX.limits} limits, one per line.`;
  else if (limits.some((limit) => limit.length > MAX.limit))
    problems['limits'] = `A limit has at most ${MAX.limit} characters; write one per line.`;
  return { currency, limits };
}

export const CURRENCY = 'Write the three letters of a currency, such as EUR.';

/** The code in capitals; null when it is none. */
export function readCurrency(text: string): string | null {
  return /^[a-z]{3}$/i.test(text.trim()) ? text.trim().toUpperCase() : null;
}

/** What one person said they would pay. */
export interface Price {
  id: string;
  scenarioId: string;
  accountId: string;
  person: string;
  amount: number;
  currency: string;
  askedOn: string;
  askedBy: string;
}

/** A moment counts for so many days: so an import that comes late, or a day without the bot, loses none. */
export const MOMENT_DAYS = 7;
/** After a moment's CTA was opened and closed it is quiet for so long. */
export const QUIET_DAYS = 30;
/** No account gets the same reward twice within so many days. */
export const REWARD_AGAIN_DAYS = 90;

export const TRIGGER_CTA = 'scenario_trigger';
export const REWARD_CTA = 'reward';
