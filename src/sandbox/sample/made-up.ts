/** What of the sample no person wrote: further accounts that go their way without trouble, and who works there. */
import type { PersonKey } from './people.ts';
import type { AccountStory, ContactStory, Money } from './story.ts';

/** Numbers from 0 up to 1, the same ones for the same seed. */
export type Random = () => number;

const NAMES = [
  'Amber Field Organics',
  'Blue Heron Publishing',
  'Caldera Coffee Roasters',
  'Dunmore Textiles',
  'Esperanza Seguros',
  'Foxglove Florists',
  'Güneş Tekstil',
  'Harvest Moon Bakery',
  'Imani Learning',
  'Jade Valley Tea',
  'Kiruna Ski School',
  'Łódź Tram Tours',
];
const ACCOUNTS = 6;

const SEGMENTS: readonly { id: string; money: readonly Money[] }[] = [
  {
    id: 'solo',
    money: [
      { arr: 4_200, currency: 'USD' },
      { arr: 5_400, currency: 'EUR' },
    ],
  },
  {
    id: 'standard',
    money: [
      { arr: 19_000, currency: 'EUR' },
      { arr: 26_000, currency: 'USD' },
      { arr: 31_000, currency: 'GBP' },
    ],
  },
  {
    id: 'assisted',
    money: [
      { arr: 84_000, currency: 'EUR' },
      { arr: 132_000, currency: 'USD' },
    ],
  },
];
const LEADS: readonly PersonKey[] = ['priya', 'tomas', 'linh'];
/** How long a phase takes those who do well, in days. */
const USUAL_PHASES = [38, 52, 80, 100];
/** Longer at a milestone than this, and the review rule would list them. */
const LONGEST_STAY = 80;

/** Accounts that move on in time; by turns on each milestone. */
export function madeUpStories(random: Random): AccountStory[] {
  return shuffled(NAMES, random)
    .slice(0, ACCOUNTS)
    .map((name, index): AccountStory => {
      const reachedCount = index % USUAL_PHASES.length;
      const reached: number[] = [];
      let ago = between(random, 8, LONGEST_STAY);
      for (let phase = reachedCount; phase > 0; phase -= 1) {
        reached.unshift(ago);
        ago += Math.round((USUAL_PHASES[phase - 1] ?? 0) * (0.7 + random() * 0.4));
      }
      const segment = pick(random, SEGMENTS);
      const money = pick(random, segment.money);
      return {
        name,
        segment: segment.id,
        stage: reachedCount === 0 ? 'Implementation' : reachedCount === 3 ? 'Maintenance' : 'Adoption',
        lead: LEADS[index % LEADS.length] ?? null,
        partner: 'jonas',
        money: { ...money, arr: Math.round((money.arr * (0.8 + random() * 0.5)) / 100) * 100 },
        started: ago,
        reached,
        renewsIn: 365 - (ago % 365),
      };
    });
}

const FIRST_NAMES = [
  'Ana',
  'Bongani',
  'Chiara',
  'Dmitri',
  'Elif',
  'Farid',
  'Giulia',
  'Hana',
  'Ivo',
  'Joy',
  'Kemal',
  'Lucía',
  'Mateo',
  'Ngozi',
  'Oskar',
  'Pilar',
];
const LAST_NAMES = [
  'Abara',
  'Bakker',
  'Cohen',
  'Duarte',
  'Eriksson',
  'Fontaine',
  'Grünwald',
  'Hosseini',
  'Ito',
  'Jansen',
  'Kapoor',
  'Lindgren',
  'Mbeki',
  'Novak',
  'Olsen',
  'Petrov',
];
const ROLES: readonly Omit<ContactStory, 'name'>[] = [
  { title: 'Marketing Manager', persona: 'influencer', qualifiers: ['champion'] },
  { title: 'Managing Director', persona: 'decision_maker', qualifiers: ['economic_buyer'] },
  { title: 'Content Editor', persona: 'user' },
  { title: 'Head of IT', persona: 'influencer', qualifiers: ['technical_buyer'] },
];

/** One to three people of a customer, no two of the same role. */
export function madeUpContacts(random: Random): ContactStory[] {
  return ROLES.slice(0, between(random, 1, 3)).map(({ title, persona, qualifiers = [] }) => ({
    name: `${pick(random, FIRST_NAMES)} ${pick(random, LAST_NAMES)}`,
    title,
    persona,
    qualifiers,
  }));
}

/** A whole number from `least` to `most`. */
export function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (Math.max(least, most) - least + 1));
}

function pick<T>(random: Random, from: readonly T[]): T {
  const picked = from[Math.floor(random() * from.length)];
  if (picked === undefined) throw new Error('there is nothing to pick from');
  return picked;
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, order: random() }))
    .toSorted((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
