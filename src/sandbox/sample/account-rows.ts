/** The stories as rows: the accounts themselves, who is known there, and what was observed of them. */
import { keyOfName } from '../../accounts/domain.ts';
import { nameKey } from '../../accounts/name-key.ts';
import { addDays, laterOf, type BusinessDate } from '../../base/business-date.ts';
import type { MakeId } from '../../base/ids.ts';
import type { Verdict } from '../../fit/domain.ts';
import { journeyOfSegment, type Program } from '../../program/domain.ts';
import { madeUpContacts, type Random } from './made-up.ts';
import type { PersonKey } from './people.ts';
import { healthSignalsOf } from './health-signals.ts';
import type { HealthStory } from './health-story.ts';
import { scenarioSignalsOf } from './scenario-signals.ts';
import { signalsOf } from './signals.ts';
import type { SampleRow } from './store.ts';
import type { AccountStory, Money, SubscriptionStory } from './story.ts';
import { asCustomer, trialSignalsOf } from './trial-signals.ts';
import { TRIAL_SEGMENT } from './trial-stories.ts';
import { WON_STORIES } from './won-stories.ts';

/** What the rows of a story are made with. */
export interface Telling {
  today: BusinessDate;
  /** The day on which the team began to use Milepost. */
  inUseSince: BusinessDate;
  program: Program;
  random: Random;
  /** What people tell of health has numbers of its own: the rest of the sample does not hang on it. */
  healthRandom: Random;
  makeId: MakeId;
  /** The id of each person. */
  people: Readonly<Record<PersonKey, string>>;
  /** UTC ISO time of a local time `HH:MM` on a day. */
  at: (day: BusinessDate, time: string) => string;
}

/** A story with the identity of its account. */
export interface ToldAccount {
  id: string;
  key: string;
  story: AccountStory;
  /** When somebody wrote it down. */
  createdOn: BusinessDate;
}

export interface AccountRows {
  account: SampleRow<'account'>[];
  contact: SampleRow<'contact'>[];
  subscription: SampleRow<'subscription'>[];
  churn: SampleRow<'churn'>[];
  event: SampleRow<'event'>[];
  kpi_value: SampleRow<'kpi_value'>[];
  task_tick: SampleRow<'task_tick'>[];
  stale_account: SampleRow<'stale_account'>[];
}

/** Accounts that have not begun were written down so many days ago. */
const KNOWN_FOR = 18;

/** Gives each story its account's identity. */
export function identify(
  { today, inUseSince, makeId }: Telling,
  stories: readonly AccountStory[],
): ToldAccount[] {
  return stories.map((story) => ({
    id: makeId(),
    key: keyOfName(story.name),
    story,
    createdOn: laterOf(inUseSince, addDays(today, -knownFor(story))),
  }));
}

/** A trial signs up by itself on the day on which it begins. */
function knownFor({ segment, trial, started }: AccountStory): number {
  const isTrial = trial !== undefined || segment === TRIAL_SEGMENT;
  return isTrial ? (started ?? 0) : Math.max(started ?? 0, KNOWN_FOR);
}

/** What else is told of accounts, by their names; of one that is not there nobody knows. */
interface AlsoTold {
  verdicts: ReadonlyMap<string, Verdict>;
  health: ReadonlyMap<string, HealthStory>;
}

export function accountRows(
  telling: Telling,
  accounts: readonly ToldAccount[],
  { verdicts, health }: AlsoTold,
): AccountRows {
  const rows: AccountRows = {
    account: accounts.map((account) => ({
      ...accountRow(telling, account),
      fit: verdicts.get(account.story.name) ?? null,
    })),
    contact: accounts.flatMap((account) => contactRows(telling, account)),
    subscription: accounts.flatMap((account) => subscriptionRows(telling, account)),
    churn: accounts.flatMap((account) => churnRows(telling, account)),
    event: [],
    kpi_value: [],
    task_tick: [],
    stale_account: [],
  };
  for (const account of accounts) addSignals(telling, account, health.get(account.story.name), rows);
  return rows;
}

function accountRow(
  { today, people, at }: Telling,
  { id, key, story, createdOn }: ToldAccount,
): SampleRow<'account'> {
  const created = at(createdOn, '10:00');
  const own = ownMoney(story);
  return {
    id,
    key,
    name: story.name,
    name_key: nameKey(story.name),
    domain: domainOf(key),
    segment: story.segment,
    stage: story.stage,
    lead_id: story.lead === null ? null : people[story.lead],
    partner_id: story.partner === null ? null : people[story.partner],
    sold_by: WON_STORIES[story.name]?.soldBy ?? null,
    arr: own?.arr ?? null,
    currency: own?.currency ?? null,
    started_on: story.started === null ? null : addDays(today, -story.started),
    renews_on: story.renewsIn === undefined ? null : addDays(today, story.renewsIn),
    created_at: created,
    updated_at: created,
    // What bought was written once when it signed up, and again when it bought.
    version: story.trial === undefined ? 1 : 2,
  };
}

function contactRows({ random, makeId }: Telling, { id, key, story }: ToldAccount): SampleRow<'contact'>[] {
  return (story.contacts ?? madeUpContacts(random)).map((contact, index) => ({
    id: makeId(),
    account_id: id,
    key: `${key}/${index + 1}`,
    name: contact.name,
    email: `${keyOfName(contact.name).replaceAll('-', '.')}@${domainOf(key)}`,
    persona: contact.persona,
    qualifiers: JSON.stringify(contact.qualifiers ?? []),
    title: contact.title,
  }));
}

function subscriptionRows({ today }: Telling, { id, key, story }: ToldAccount): SampleRow<'subscription'>[] {
  return subscriptionsOf(story).map(({ arr, currency, from, endsIn }, index) => ({
    key: `${key}/${index + 1}`,
    account_id: id,
    starts_on: addDays(today, -from),
    ends_on: endsIn === null ? null : addDays(today, endsIn),
    arr,
    currency,
  }));
}

function churnRows({ today }: Telling, { id, key, story }: ToldAccount): SampleRow<'churn'>[] {
  return (story.churn ?? []).map(({ ago, returned = false, reason, note = null }, index) => ({
    key: `${key}/${index + 1}`,
    account_id: id,
    day: addDays(today, -ago),
    returned: returned ? 1 : 0,
    reason,
    note,
  }));
}

function addSignals(
  telling: Telling,
  { id, key, story }: ToldAccount,
  health: HealthStory | undefined,
  rows: AccountRows,
): void {
  const { today, program, random, people } = telling;
  const journey = journeyOfSegment(program, story.segment);
  if (journey === undefined) return;
  const { ticks, ...ofJourney } = signalsOf(asCustomer(story), journey, today, random);
  const ofTrial = trialSignalsOf(story, program, today, random);
  const ofHealth = health === undefined ? { events: [], kpis: [] } : healthSignalsOf(story, health, today);
  const events = [
    ...ofTrial,
    ...ofJourney.events,
    ...scenarioSignalsOf(story.name, today),
    ...ofHealth.events,
  ];
  const kpis = [...ofJourney.kpis, ...ofHealth.kpis];
  const tickedBy = people[story.partner ?? story.lead ?? 'jonas'];
  rows.event.push(
    ...events.map((event, index) => ({ ...event, account_id: id, key: `${key}/e${index}`, at: null })),
  );
  rows.kpi_value.push(
    ...kpis.map((value, index) => ({ ...value, account_id: id, key: `${key}/k${index}`, at: null })),
  );
  rows.task_tick.push(
    ...ticks.map(({ taskId, day }) => ({ account_id: id, task_id: taskId, day, ticked_by: tickedBy })),
  );
  // The mark keeps the mornings before that day from taking the account for settled.
  const start = story.started === null ? '' : addDays(today, -story.started);
  rows.stale_account.push({
    account_id: id,
    day: [...events, ...kpis, ...ticks].reduce((newest, { day }) => laterOf(newest, day), start),
  });
}

function ownMoney({ money }: AccountStory): Money | null {
  return money !== null && 'arr' in money ? money : null;
}

function subscriptionsOf({ money }: AccountStory): readonly SubscriptionStory[] {
  return money === null || 'arr' in money ? [] : money;
}

function domainOf(key: string): string {
  return `${key}.example`;
}
