/** What an entry of the audit trail changed, value by value: of goals, feedback, gaps, scenarios, costs and fit. */
import { isBusinessDate, type BusinessDate } from '#src/base/business-date.ts';
import type { Extension, PotentialKind, Verdict } from '#src/fit/domain.ts';
import { LEVEL_WORDS, POTENTIAL_WORDS, readinessWords, VERDICT_WORDS } from '#src/fit/words.ts';
import type { GoalDocument, GoalPart } from '#src/goals/domain.ts';
import { KIND_WORDS } from '#src/gaps/words.ts';
import type { ScenarioDocument } from '#src/scenarios/domain.ts';
import { exactMoney } from './acquisition-card.ts';
import { FIELD_WORDS as ACQUISITION_WORDS } from './acquisition-form.ts';
import { CONSENT_WORDS } from './feedback-words.ts';
import { count, day, figure, listed } from './format.ts';
import { FIELD_WORDS as GAP_WORDS } from './gap-form.ts';
import { PART_WORDS, partText, type GoalNames } from './goal-words.ts';
import { labelOf } from './scenario-conflict.ts';
import { scenarioCardField, scenarioValues, stringOf } from './scenario-values.ts';
import { inQuotes, mrkdwn, truncate, type Mrkdwn } from './text.ts';

/** What the values need to be said. */
export interface ChangeNames {
  /** Names of contacts, Goal Cards, gaps, requirements, accounts and people by id. */
  names: ReadonlyMap<string, string>;
  /** Names of milestones by id. */
  milestones: ReadonlyMap<string, string>;
  today: BusinessDate;
}

/** An entry's values, before and after; a missing one has none. */
export interface Changed {
  action: string;
  before?: unknown;
  after?: unknown;
}

type Values = Record<string, unknown>;
/** What is said of a value, by the name of what changed; an empty text is nothing. */
type Said = [label: string, text: string | Mrkdwn][];

const SHOWN = 8;
const VALUE_TEXT = 80;

/**
 * `Consent from granted to refused`, for each value that an edit changed, the texts cut; empty where nothing is known
 * of the values before.
 */
export function changedValues({ action, before, after }: Changed, names: ChangeNames): Mrkdwn[] {
  const read = READERS[action];
  if (read === undefined || !isRecord(before) || !isRecord(after)) return [];
  const was = new Map(read(before, names));
  const is = new Map(read(after, names));
  const labels = [...new Set([...was.keys(), ...is.keys()])];
  const changed = labels.filter((label) => textIn(was.get(label)) !== textIn(is.get(label)));
  const told = changed.map(
    (label) => mrkdwn`${label} from ${shown(was.get(label) ?? '')} to ${shown(is.get(label) ?? '')}`,
  );
  const hidden = told.length - SHOWN;
  if (hidden > 0) return [...told.slice(0, SHOWN), mrkdwn`${count(hidden, 'more')}`];
  // The trail keeps no words of customers: a change of them alone shows nowhere else.
  return told.length === 0 && action === 'feedback.edit' ? [mrkdwn`the words`] : told;
}

function textIn(value: string | Mrkdwn = ''): string {
  return typeof value === 'string' ? value : value.value;
}

/** What a person typed stands in quotation marks, our own words do not. */
function shown(value: string | Mrkdwn): Mrkdwn {
  if (value === '') return mrkdwn`nothing`;
  return typeof value === 'string' ? inQuotes(truncate(value, VALUE_TEXT)) : value;
}

/** Our own words, which are short. */
function own(text: string): string | Mrkdwn {
  return text === '' ? '' : mrkdwn`${text}`;
}

const READERS: Record<string, (values: Values, names: ChangeNames) => Said> = {
  'goal.edit': sayGoal,
  'feedback.edit': sayFeedback,
  'gap.edit': sayGap,
  'scenario.edit': sayScenario,
  'scenario.price': (values) => [
    [textOf(values['person']), own(moneyOf(values['amount'], values['currency']))],
  ],
  'acquisition.edit': sayAcquisition,
  'fit.assess': sayFit,
};

const OWN_PARTS: ReadonlySet<GoalPart> = new Set(['period', 'deadline', 'gains', 'measure', 'milestoneId']);

/** Only the parts that were changed are in the trail. */
function sayGoal(values: Values, { names, milestones, today }: ChangeNames): Said {
  const contacts = new Map([...names].map(([id, name]) => [id, contactOf(id, name)]));
  const goalNames: GoalNames = { contacts, milestones, today };
  const parts = (Object.keys(PART_WORDS) as GoalPart[]).filter((part) => part in values);
  const state: Said = 'state' in values ? [['State', own(textOf(values['state']))]] : [];
  return [
    ...parts.map((part): Said[number] => {
      const text = partText(values as unknown as GoalDocument, part, goalNames);
      return [PART_WORDS[part], OWN_PARTS.has(part) ? own(truncate(text, VALUE_TEXT)) : text];
    }),
    ...state,
  ];
}

function contactOf(id: string, name: string) {
  return { id, name, title: null, persona: null, qualifiers: [] };
}

function sayFeedback(values: Values, { names, today }: ChangeNames): Said {
  const evidence = Array.isArray(values['evidence']) ? values['evidence'] : [];
  const consent = textOf(values['consent']) as keyof typeof CONSENT_WORDS;
  const characters = values['characters'];
  return [
    ['Account', nameOf(values['accountId'], names)],
    ['Who said it', textOf(values['author'])],
    ['Contact', nameOf(values['contactId'], names)],
    ['Said', own(dateOf(textOf(values['saidAt']).slice(0, 10), today))],
    ['Consent', own((CONSENT_WORDS[consent] ?? '').toLowerCase())],
    ['Consent until', own(dateOf(textOf(values['consentUntil']), today))],
    ['The words', own(typeof characters === 'number' ? count(characters, 'character') : '')],
    ['Evidence', listed(evidence.map((ref) => nameOf(isRecord(ref) ? ref['id'] : null, names)))],
  ];
}

function sayGap(values: Values, { names, today }: ChangeNames): Said {
  const said = (field: string, value: unknown): string | Mrkdwn => {
    const text = textOf(value);
    if (field === 'bridgeKind') return own(KIND_WORDS[text as keyof typeof KIND_WORDS] ?? text);
    if (field === 'owner') return own(text === 'us' ? 'us' : 'the customer');
    if (field === 'dueOn') return own(dateOf(text, today));
    return field.endsWith('Id') ? nameOf(value, names) : text;
  };
  return Object.entries(GAP_WORDS).flatMap(([field, label]): Said =>
    field in values ? [[label, said(field, values[field])]] : [],
  );
}

function sayScenario(values: Values): Said {
  const fields = scenarioValues(textOf(values['title']), values as unknown as ScenarioDocument);
  return Object.entries(fields).flatMap(([field, value]): Said =>
    field === scenarioCardField ? [] : [[labelOf(field), stringOf(value)]],
  );
}

function sayAcquisition(values: Values, { names }: ChangeNames): Said {
  return Object.entries(ACQUISITION_WORDS).flatMap(([field, label]): Said => {
    if (!(field in values)) return [];
    const value = values[field];
    if (typeof value === 'number') return [[label, own(moneyOf(value, values['currency']))]];
    return [[label, field === 'referredBy' ? nameOf(value, names) : textOf(value)]];
  });
}

function sayFit(values: Values, { today }: ChangeNames): Said {
  const readiness = isRecord(values['readiness']) ? values['readiness']['spectrum'] : null;
  const potentials = isRecord(values['potentials']) ? values['potentials'] : {};
  const extension = isRecord(values['extension']) ? (values['extension'] as unknown as Extension) : null;
  return [
    ['Verdict', own(VERDICT_WORDS[textOf(values['verdict']) as Verdict] ?? '')],
    ['Readiness', own(readinessWords(typeof readiness === 'number' ? readiness : null))],
    ...Object.entries(POTENTIAL_WORDS).map(([kind, { name }]): Said[number] => {
      const potential = potentials[kind as PotentialKind];
      const level = isRecord(potential) ? potential['level'] : null;
      return [name, own(typeof level === 'number' ? (LEVEL_WORDS[level] ?? '') : '')];
    }),
    ['The stretch', extension?.text ?? ''],
    ['Accepted until', own(dateOf(extension?.until ?? '', today))],
    ['It may cost', own(typeof extension?.cost === 'number' ? figure(extension.cost) : '')],
  ];
}

function nameOf(id: unknown, names: ReadonlyMap<string, string>): string {
  if (typeof id !== 'string' || id === '') return '';
  return names.get(id) ?? 'one that is no longer there';
}

function dateOf(text: string, today: BusinessDate): string {
  return isBusinessDate(text) ? day(text, today) : text;
}

function moneyOf(amount: unknown, currency: unknown): string {
  if (typeof amount !== 'number') return '';
  return typeof currency === 'string' ? exactMoney(amount, currency) : figure(amount);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Values {
  return typeof value === 'object' && value !== null;
}
