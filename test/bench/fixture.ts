/**
 * The workspace that is measured: accounts with 10 events and 5 KPI values each on a journey of five milestones.
 * Everything follows from the account's number, so the same data come out each time, in order of the primary keys.
 */
import { encodeTime } from 'ulid';
import { addDays } from '#src/base/business-date.ts';
import { nameKey } from '#src/accounts/name-key.ts';

/** Changes whenever other data come out: databases of an older version are made anew. */
export const FIXTURE_VERSION = 1;
/** The business date of the first morning, a Monday. */
export const DATE = '2026-11-23';
export const WORKSPACE_ID = '01KBENCH000000000000000000';
export const PEOPLE = 50;

export const PROGRAM = `
version: 1
name: Benchmark
timezone: UTC
segments:
  - { id: standard, name: Standard, experience: Finds answers alone, journey: inbound }
journeys:
  - id: inbound
    name: Inbound
    phases:
      - id: install
        name: Install
        usual_days: 20
        milestone:
          id: installed
          name: Installed
          tasks:
            - { id: tracking, name: Install the tracking code, owner: customer, event: tracking_installed }
      - id: publish
        name: Publish
        usual_days: 45
        milestone:
          id: published
          name: Published
          tasks:
            - { id: pages, name: Publish 3 pages, owner: customer, event: page_published, min: 3, within_days: 60 }
      - id: habit
        name: Make it a habit
        usual_days: 45
        milestone:
          id: habit
          name: Habit
          tasks:
            - { id: breadth, name: Use 5 features, owner: customer, event: "*", min: 5, counts: distinct_names }
            - { id: users, name: 20 active users, owner: customer, kpi: active_users, at_least: 20, max_age_days: 120 }
      - id: convert
        name: Convert
        usual_days: 60
        milestone:
          id: converting
          name: Converting
          tasks:
            - { id: forms, name: Publish 2 forms, owner: customer, event: form_published, min: 2 }
      - id: grow
        name: Grow
        usual_days: 60
        milestone:
          id: growing
          name: Growing
          tasks:
            - { id: leads, name: 50 leads a month, owner: customer, kpi: leads_per_month, at_least: 50 }
posts:
  morning: { channel: cs-daily, at: "08:30", days: [mon, tue, wed, thu, fri] }
`;

export interface FixtureAccount {
  id: string;
  key: string;
  name: string;
  nameKey: string;
  leadId: string;
  partnerId: string | null;
  arr: number;
  startedOn: string;
  renewsOn: string;
  /** In the order of the primary key. */
  events: { name: string; day: string; key: string; count: number }[];
  /** In the order of the primary key. */
  kpis: { kpi: string; day: string; key: string; value: number }[];
  /** The day of its business review, if there was one. */
  ebrOn: string | null;
  churnedOn: string | null;
}

/** The account with this number. Its signals lie so that it works on a chosen milestone for a chosen time. */
export function fixtureAccount(index: number): FixtureAccount {
  const random = randomFrom(index);
  const upTo = (limit: number) => Math.floor(random() * limit);
  const level = pick(random(), [0.15, 0.2, 0.2, 0.2, 0.15, 0.1]);
  // About one in seven is at its milestone for more than three months; few will be within the next days.
  const kind = random();
  const isLong = kind < 0.15;
  const quiet = isLong ? 93 + upTo(200) : kind < 0.17 ? 81 + upTo(12) : upTo(81);
  const age = level === 0 ? quiet : quiet + level * 10 + upTo(300);
  const reached = reachedDays(level, age - quiet, upTo);
  const day = (sinceStart: number) => addDays(DATE, sinceStart - age);
  const pad = String(index).padStart(7, '0');
  const name = nameOf(index, random);
  return {
    id: `${encodeTime(1_760_000_000_000 + index, 10)}${randomText(random)}`,
    key: `C-${pad}`,
    name,
    nameKey: nameKey(name),
    leadId: personId(upTo(PEOPLE)),
    partnerId: random() < 0.5 ? personId(upTo(PEOPLE)) : null,
    arr: 1_000 + upTo(90_000),
    startedOn: day(0),
    renewsOn: addDays(DATE, 1 + upTo(365)),
    events: eventsOf(reached, age, upTo)
      .map((event, n) => ({ ...event, day: day(event.at), key: `E-${pad}-${n}` }))
      .toSorted((a, b) => byText(a.name, b.name) || byText(a.day, b.day) || byText(a.key, b.key)),
    kpis: kpisOf(reached, age, random)
      .map((kpi, n) => ({ ...kpi, day: day(kpi.at), key: `K-${pad}-${n}` }))
      .toSorted((a, b) => byText(a.kpi, b.kpi) || byText(a.day, b.day) || byText(a.key, b.key)),
    ebrOn: ebrDay(isLong, quiet, age, random, day),
    churnedOn: random() < 0.03 ? day(age - upTo(Math.max(1, quiet))) : null,
  };
}

export function personId(number: number): string {
  return `01KBENCHPERSON00000000${String(number).padStart(4, '0')}`;
}

/** The days after the start on which the milestones were reached; the last of them is `last`. */
function reachedDays(level: number, last: number, upTo: (limit: number) => number): number[] {
  if (level === 0) return [];
  const before = Array.from({ length: level - 1 }, () => upTo(last + 1)).toSorted((a, b) => a - b);
  return [...before, last];
}

function eventsOf(reached: readonly number[], age: number, upTo: (limit: number) => number) {
  const [installed, published, habit, converting] = reached;
  const events: { name: string; at: number; count: number }[] = [];
  const add = (name: string, at: number, count = 1) => events.push({ name, at, count });
  if (installed !== undefined) add('tracking_installed', installed);
  if (published !== undefined) {
    for (const back of [0, upTo(25), upTo(50)]) add('page_published', Math.max(0, published - back));
  } else if (installed !== undefined) {
    add('page_published', installed + upTo(age - installed + 1));
  }
  add('email_sent', upTo(age + 1));
  if (habit !== undefined) {
    add('report_opened', habit);
    add('form_published', habit + upTo(age - habit + 1));
  }
  if (converting !== undefined) add('form_published', converting);
  if (habit !== undefined) {
    // Before the habit there are four different names, and the fifth is seen on its day.
    for (const event of events) if (event.name === 'email_sent') event.at = Math.min(event.at, habit);
    add('login', upTo(habit + 1));
    const forms = events.filter(({ name }) => name === 'form_published');
    if (converting !== undefined) for (const form of forms) form.at = Math.min(form.at, converting);
  }
  // One in twenty is older than the account's start and counts for nothing.
  while (events.length < 10) add('login', upTo(20) === 0 ? -1 - upTo(30) : upTo(age + 1), 1 + upTo(5));
  return events;
}

function kpisOf(reached: readonly number[], age: number, random: () => number) {
  const [, , habit, , growing] = reached;
  const within = (limit: number) => Math.floor(random() * (limit + 1));
  const recently = Math.max(0, age - within(30));
  return [
    { kpi: 'active_users', at: within(Math.max(0, (habit ?? age) - 1)), value: 1 + within(15) },
    {
      kpi: 'active_users',
      at: habit ?? within(age),
      value: habit === undefined ? 10 + within(9) : 20 + within(50),
    },
    // One in ten has slipped back.
    {
      kpi: 'active_users',
      at: Math.max(recently, habit ?? 0),
      value: habit === undefined || random() < 0.1 ? 12 : 40,
    },
    { kpi: 'leads_per_month', at: within(age), value: within(45) },
    {
      kpi: 'leads_per_month',
      at: growing ?? recently,
      value: growing === undefined ? within(45) : 50 + within(200),
    },
  ];
}

/** Two in three of those that are long at their milestone had a review since; one in ten of the others had one ever. */
function ebrDay(
  isLong: boolean,
  quiet: number,
  age: number,
  random: () => number,
  day: (sinceStart: number) => string,
): string | null {
  if (isLong && random() < 2 / 3) return day(age - Math.floor(random() * quiet));
  return random() < 0.1 ? day(Math.floor(random() * Math.max(1, age - quiet))) : null;
}

const FIRST =
  'Amber Apex Arctic Atlas Aurora Birch Blue Bright Cedar Cobalt Copper Crystal Delta Echo Ember Falcon Fjord Frontier Golden Granite Harbor Helios Indigo Iron Jade Juniper Keystone Lunar Maple Meridian Midland Nimbus Noble North Nova Oak Onyx Orchid Pacific Pine Polar Prairie Quartz Quill Raven Ridge River Rowan Saffron Sierra Silver Solar Sterling Summit Terra Timber Umber Vale Velvet Vertex Violet Willow Zenith Zephyr'.split(
    ' ',
  );
const SECOND =
  'Analytics Apparel Automation Bakery Biotech Brewing Capital Ceramics Chemicals Clinics Coffee Components Construction Cosmetics Dairy Dental Design Dynamics Electronics Energy Engineering Farms Fitness Foods Forge Freight Furniture Games Gardens Glass Health Hotels Insurance Interiors Labs Learning Legal Lighting Logistics Marine Media Medical Metals Mobility Motors Music Networks Optics Organics Packaging Paper Pharma Plastics Press Printing Realty Robotics Schools Security Software Sports Studios Systems Textiles Tools Toys Travel Ventures Water Wines'.split(
    ' ',
  );
const FORM = 'Group GmbH Inc Ltd SA BV Partners Holding'.split(' ');
const SYLLABLES =
  'ba be bo da de do fa fe fi ga go ha ka ke ko la le li lo ma me mi mo na ne no pa pe po ra re ri ro sa se si so ta te ti to va ve vi vo za zo'.split(
    ' ',
  );

function nameOf(index: number, random: () => number): string {
  const any = (words: readonly string[]) => words[Math.floor(random() * words.length)]!;
  const made = `${any(SYLLABLES)}${any(SYLLABLES)}${any(SYLLABLES)}`;
  const own = `${made[0]!.toUpperCase()}${made.slice(1)}`;
  return index % 2 === 0 ? `${any(FIRST)} ${own} ${any(SECOND)}` : `${own} ${any(SECOND)} ${any(FORM)}`;
}

function randomText(random: () => number): string {
  let text = '';
  for (let n = 0; n < 16; n += 1) text += '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Math.floor(random() * 32)];
  return text;
}

/** Which share of 1 a random number falls into. */
function pick(random: number, shares: readonly number[]): number {
  let left = random;
  const found = shares.findIndex((share) => (left -= share) < 0);
  return found === -1 ? shares.length - 1 : found;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Numbers from 0 up to 1 that follow from a seed: a Weyl sequence through a finalizer of 32-bit hashes. */
export function randomFrom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e37_79b1);
  return () => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
