/**
 * RavenStack a second time: from the CSV files, account by account, in plain loops that follow the rules of the domain
 * word by word.
 */
import type { BusinessDate } from '#src/base/business-date.ts';
import { dayOf, sampleRows, type Place } from './rig.ts';

export interface Event {
  day: BusinessDate;
  name: string;
  count: number;
}

export interface Known {
  startedOn: BusinessDate;
  events: Event[];
  scores: { at: string; value: number }[];
  churn: { day: BusinessDate; returned: boolean }[];
}

/** Everything that the files say of each account, by its id. */
export function readAccounts(): Map<string, Known> {
  const accounts = new Map<string, Known>();
  for (const row of sampleRows('ravenstack', 'ravenstack_accounts.csv')) {
    accounts.set(row['account_id']!, { startedOn: row['signup_date']!, events: [], scores: [], churn: [] });
  }
  const accountOf = new Map<string, string>();
  for (const row of sampleRows('ravenstack', 'ravenstack_subscriptions.csv')) {
    accountOf.set(row['subscription_id']!, row['account_id']!);
  }
  for (const row of sampleRows('ravenstack', 'ravenstack_feature_usage.csv')) {
    const account = accounts.get(accountOf.get(row['subscription_id']!)!)!;
    account.events.push({
      day: row['usage_date']!,
      name: row['feature_name']!,
      count: Number(row['usage_count']),
    });
  }
  for (const row of sampleRows('ravenstack', 'ravenstack_support_tickets.csv')) {
    const account = accounts.get(row['account_id']!)!;
    account.events.push({ day: row['submitted_at']!.slice(0, 10), name: 'support_ticket', count: 1 });
    if (row['satisfaction_score'] !== '') {
      // The hour is written without a leading zero.
      const [day, time] = row['closed_at']!.split(' ') as [string, string];
      account.scores.push({
        at: `${day} ${time.padStart(5, '0')}`,
        value: Number(row['satisfaction_score']),
      });
    }
  }
  for (const row of sampleRows('ravenstack', 'ravenstack_churn_events.csv')) {
    const account = accounts.get(row['account_id']!)!;
    account.churn.push({ day: row['churn_date']!, returned: row['is_reactivation'] === 'TRUE' });
  }
  return accounts;
}

/** The first day on which what happened up to it is enough. */
function firstDay(
  events: readonly Event[],
  isEnough: (soFar: readonly Event[], day: BusinessDate) => boolean,
) {
  const days = [...new Set(events.map(({ day }) => day))].toSorted();
  for (const day of days) {
    if (
      isEnough(
        events.filter((event) => event.day <= day),
        day,
      )
    )
      return day;
  }
  return null;
}

const names = (events: readonly Event[]) => new Set(events.map(({ name }) => name)).size;
const times = (events: readonly Event[]) => events.reduce((sum, { count }) => sum + count, 0);

/** The place of one account on the journey of `examples/ravenstack/program.yml`. */
export function placeOf(known: Known, date: BusinessDate): Place {
  const { startedOn } = known;
  const events = known.events.filter(({ day, count }) => day >= startedOn && day <= date && count > 0);
  const scores = known.scores
    .filter(({ at }) => at.slice(0, 10) >= startedOn && at.slice(0, 10) <= date)
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const within60Days = (soFar: readonly Event[], day: BusinessDate) =>
    soFar.filter((event) => dayOf(day) - dayOf(event.day) < 60);
  const milestones: [string, (BusinessDate | null)[]][] = [
    ['first-use', [firstDay(events, (soFar) => names(soFar) >= 3)]],
    ['habit', [firstDay(events, (soFar, day) => times(within60Days(soFar, day)) >= 20)]],
    [
      'breadth',
      [firstDay(events, (soFar) => names(soFar) >= 10), firstDay(events, (soFar) => times(soFar) >= 100)],
    ],
    ['satisfied', [scores.find(({ value }) => value >= 4)?.at.slice(0, 10) ?? null]],
  ];
  const place: Place = {
    workingOn: null,
    since: startedOn,
    reached: [],
    slipped: [],
    churned: isChurned(known, date),
  };
  for (const [milestone, tasks] of milestones) {
    if (tasks.includes(null)) {
      place.workingOn = milestone;
      break;
    }
    place.since = [place.since, ...(tasks as BusinessDate[])].toSorted().at(-1)!;
    place.reached.push(place.since);
  }
  const newest = scores.at(-1);
  const isFresh = newest !== undefined && dayOf(date) - dayOf(newest.at.slice(0, 10)) <= 180;
  if (place.workingOn === null && isFresh && newest.value < 4) place.slipped.push('satisfied');
  return place;
}

/** By the newest row up to the date; on one date a return wins. */
export function isChurned({ churn }: Known, date: BusinessDate): boolean {
  const newest = churn
    .map(({ day }) => day)
    .filter((day) => day <= date)
    .toSorted()
    .at(-1);
  return newest !== undefined && !churn.some(({ day, returned }) => day === newest && returned);
}

export function placesOf(accounts: ReadonlyMap<string, Known>, date: BusinessDate): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const [key, known] of accounts) if (known.startedOn <= date) places.set(key, placeOf(known, date));
  return places;
}
