/** What happened to an account, in sentences. */
import type { KnownBlock } from '@slack/types';
import { ACCOUNT_FIELDS, type Account, type AccountField } from '#src/accounts/domain.ts';
import { isBusinessDate, type BusinessDate } from '#src/base/business-date.ts';
import type { Program } from '#src/program/domain.ts';
import { accountRest } from './account-choice.ts';
import { actions, section, type Answer } from './build.ts';
import { day, figure } from './format.ts';
import { changedValues, type ChangeNames } from './history-changes.ts';
import { limits, rowsWithin } from './limits.ts';
import { personName } from './people.ts';
import { dateToken, join, mrkdwn, quoted, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

/** An entry of the audit trail. */
export interface HistoryEntry {
  id: string;
  at: string;
  actor: string;
  action: string;
  subjectId?: string | null;
  before?: unknown;
  after?: unknown;
}

export type HistoryPeople = ReadonlyMap<string, { name: string; slackUserId: string | null }>;

export interface HistoryPage {
  account: Account;
  entries: readonly HistoryEntry[];
  people: HistoryPeople;
  /** Names of contacts, Goal Cards, gaps, requirements and accounts that the entries speak of, by id. */
  names: ReadonlyMap<string, string>;
  /** Knows the names of tasks and milestones. */
  program: Program | null;
  today: BusinessDate;
  hasMore: boolean;
  isFirst: boolean;
}

export function accountHistory(page: HistoryPage): Answer {
  const { account, entries } = page;
  const text = mrkdwn`The history of ${account.name}`;
  if (entries.length === 0) {
    return {
      text,
      blocks: [
        section(
          mrkdwn`*${account.name}*: ${page.isFirst ? 'nothing was written down yet.' : 'nothing older.'}`,
        ),
      ],
    };
  }
  const head = section(mrkdwn`*The history of ${account.name}*`);
  const rows = entries.map((entry) => [
    section(
      mrkdwn`${dateToken(new Date(entry.at))} · ${actorName(entry.actor, page.people)} ${sentence(entry, page)}`,
    ),
  ]);
  // Room for the button is kept either way: long notes may leave entries over for it.
  const shown = rowsWithin(limits.message, rows, { reserve: [head, ...older(page, entries.length)] });
  const isAll = shown.length === entries.length && !page.hasMore;
  return { text, blocks: [head, ...shown, ...(isAll ? [] : older(page, shown.length))] };
}

/** Whoever did it, as a person reads it: an actor of the audit trail. */
export function actorName(actor: string, people: HistoryPeople): Mrkdwn {
  const person = people.get(actor);
  if (person !== undefined) return personName(person);
  if (actor === 'milepost') return mrkdwn`Milepost`;
  if (actor === 'cli') return mrkdwn`The command line`;
  if (actor === 'api') return mrkdwn`The API`;
  if (actor.startsWith('api:')) return mrkdwn`The key “${actor.slice(4)}”`;
  return mrkdwn`Somebody`;
}

const FIELD_NAMES: Record<AccountField, string> = {
  name: 'name',
  domain: 'domain',
  segment: 'segment',
  stage: 'stage',
  leadId: 'lead',
  partnerId: 'partner',
  arr: 'ARR',
  currency: 'currency',
  startedOn: 'start',
  renewsOn: 'renewal',
  soldBy: 'sold by',
};

/** What the rest of an action's name says, for those that have no sentence of their own. */
function sentence(entry: HistoryEntry, page: HistoryPage): Mrkdwn {
  switch (entry.action) {
    case 'account.create':
      return mrkdwn`wrote down the account`;
    case 'account.edit':
    case 'account.update':
      return mrkdwn`changed ${changes(entry, page)}`;
    case 'account.undo':
      return mrkdwn`took a change back: ${changes(entry, page)}`;
    case 'account.end':
      return mrkdwn`set down that it left on ${shown(textIn(entry.after, 'on'), page)}`;
    case 'account.return':
      return mrkdwn`set down that it came back on ${shown(textIn(entry.after, 'on'), page)}`;
    case 'account.note':
      return mrkdwn`noted:\n${quoted(textIn(entry.after, 'text'))}`;
    default:
      return otherSentence(entry, page);
  }
}

function taskName({ action, subjectId }: HistoryEntry, program: Program | null): string {
  if (!action.startsWith('task.') || typeof subjectId !== 'string') return '';
  const tasks =
    program?.journeys.flatMap(({ phases }) => phases.flatMap(({ milestone }) => milestone.tasks)) ?? [];
  return tasks.find(({ id }) => id === subjectId)?.name ?? subjectId;
}

/** Sentences for actions of other features: a verb in the past, and the title or reason where the entry has one. */
function otherSentence(entry: HistoryEntry, page: HistoryPage): Mrkdwn {
  const [feature = '', verb = ''] = entry.action.split('.');
  const what = WHAT[feature] ?? feature.replaceAll('_', ' ');
  const did = DID[verb] ?? verb.replaceAll('_', ' ');
  const title =
    textIn(entry.after, 'title') ||
    textIn(entry.after, 'what') ||
    taskName(entry, page.program) ||
    textIn(entry.before, 'title');
  const reason = textIn(entry.after, 'reason');
  const until =
    textIn(entry.after, 'heldOn') ||
    textIn(entry.after, 'snoozedUntil') ||
    textIn(entry.after, 'bookedOn') ||
    textIn(entry.after, 'spokenOn');
  const parts = [mrkdwn`${did} ${what}`];
  if (title !== '') parts.push(mrkdwn`“${title}”`);
  if (until !== '') parts.push(mrkdwn`(${shown(until, page)})`);
  const values = changedValues(entry, changeNames(page));
  const told = values.length === 0 ? mrkdwn`${reason}` : join(values, ', ');
  const said = told.value === '' ? join(parts, ' ') : mrkdwn`${join(parts, ' ')}: ${told}`;
  const plan = entry.action === 'ebr.hold' ? planLines(entry.after, page) : [];
  return plan.length === 0 ? said : join([mrkdwn`${said}, with the plan`, ...plan], '\n');
}

function changeNames({ names, people, program, today }: HistoryPage): ChangeNames {
  const persons = [...people].map(([id, { name }]): [string, string] => [id, name]);
  const milestones = (program?.journeys ?? []).flatMap(({ phases }) =>
    phases.map(({ milestone }): [string, string] => [milestone.id, milestone.name]),
  );
  return { names: new Map([...persons, ...names]), milestones: new Map(milestones), today };
}

/** The plan with which a review ended, item by item. */
function planLines(review: unknown, page: HistoryPage): Mrkdwn[] {
  const { plan } = recordOf(review);
  if (!Array.isArray(plan)) return [];
  return plan.map((item: unknown) => {
    const who = textIn(item, 'owner') === 'customer' ? 'customer' : 'us';
    return mrkdwn`• ${textIn(item, 'what')} (${who}, due ${shown(recordOf(item)['dueOn'], page)})`;
  });
}

const WHAT: Record<string, string> = {
  cta: 'the CTA',
  ebr: 'the EBR',
  acquisition: 'the acquisition cost',
  fit: 'the fit',
  gap: 'the gap',
  task: 'the task',
  plan_item: 'a plan item',
  scenario: 'the scenario',
  import: 'the account by an import',
  contact: 'a contact',
  goal: 'the goal',
  feedback: 'the feedback of',
  subscription: 'a subscription',
  play: 'the play',
  survey: 'an answer to',
  question: 'the question',
  touchpoint: 'a conversation with',
  health: 'the account',
};

const DID: Record<string, string> = {
  grow: 'grew',
  join: 'added a card to',
  price: 'asked a price for',
  resume: 'took up again',
  open: 'opened',
  refresh: 'brought up to date',
  claim: 'claimed',
  hand_over: 'handed over',
  hand_back: 'took back',
  snooze: 'snoozed',
  wake: 'woke',
  dismiss: 'dismissed',
  done: 'finished',
  complete: 'finished',
  outcome: 'said what came of',
  resolve: 'resolved',
  undo: 'took back a change of',
  assess: 'assessed',
  book: 'booked',
  hold: 'held',
  cancel: 'cancelled',
  tick: 'ticked',
  untick: 'took the tick off',
  create: 'added',
  edit: 'changed',
  activate: 'activated',
  achieve: 'achieved',
  miss: 'missed',
  retire: 'retired',
  reopen: 'opened again',
  bridge: 'bridged',
  drop: 'dropped',
  delete: 'deleted',
  save: 'saved',
  not_yet: 'said “not yet” to',
  update: 'changed',
  settle: 'settled',
  start: 'started',
  finish: 'finished',
  stop: 'stopped',
  step_back: 'took back a step of',
  answer: 'answered',
  correct: 'corrected',
  take_out: 'took out',
  log: 'wrote down',
  take_back: 'took back',
  keep: 'kept',
  judge: 'judged',
  break: 'broke',
};

function changes(entry: HistoryEntry, page: HistoryPage): Mrkdwn {
  const before = fieldsOf(entry.before);
  const after = fieldsOf(entry.after);
  const changed = ACCOUNT_FIELDS.filter((field) => field in before || field in after).map(
    (field) =>
      mrkdwn`${FIELD_NAMES[field]} from ${shown(before[field], page)} to ${shown(after[field], page)}`,
  );
  const told = 'left' in after ? [...changed, leftWords(after['left'], page)] : changed;
  return told.length === 0 ? mrkdwn`nothing that is shown` : join(told, ', ');
}

function leftWords(left: unknown, page: HistoryPage): Mrkdwn {
  if (left === null) return mrkdwn`back as a customer`;
  const reason = textIn(left, 'reason');
  const why = reason === '' ? mrkdwn`` : mrkdwn`: “${reason}”`;
  const note = textIn(left, 'note');
  const more = note === '' ? mrkdwn`` : mrkdwn`\n${quoted(note)}`;
  return mrkdwn`left on ${shown(textIn(left, 'on'), page)}${why}${more}`;
}

function shown(value: unknown, { people, today }: HistoryPage): Mrkdwn {
  if (typeof value === 'number') return mrkdwn`${figure(value)}`;
  if (typeof value !== 'string' || value === '') return mrkdwn`nothing`;
  if (isBusinessDate(value)) return mrkdwn`${day(value, today)}`;
  return people.has(value) ? actorName(value, people) : mrkdwn`“${value}”`;
}

/** The button that goes on behind the first `shown` entries. */
function older({ account, entries }: HistoryPage, shown: number): KnownBlock[] {
  const last = entries[shown - 1];
  if (last === undefined) return [];
  const rest = accountRest(account, `before:${last.id}`);
  return [actions(verbButton('Older', { command: '/account', verb: 'history', rest }, { replace: true }))];
}

function recordOf(values: unknown): Record<string, unknown> {
  return typeof values === 'object' && values !== null ? { ...values } : {};
}

/** The fields of an account, which imports write down under the names of their columns. */
function fieldsOf(values: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(recordOf(values)).map(([name, value]) => [COLUMN_FIELDS[name] ?? name, value]),
  );
}

const COLUMN_FIELDS: Record<string, AccountField> = {
  lead_id: 'leadId',
  partner_id: 'partnerId',
  started_on: 'startedOn',
  renews_on: 'renewsOn',
  sold_by: 'soldBy',
};

function textIn(values: unknown, key: string): string {
  const value = recordOf(values)[key];
  return typeof value === 'string' ? value : '';
}
