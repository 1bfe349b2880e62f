/** What people tell of the accounts of which nothing particular is told: the same for the same seed. */
import type { HealthStory, Mood, Said } from './health-story.ts';
import { between, type Random } from './made-up.ts';

type Span = readonly [least: number, most: number];

/** Two conversations lie so many days apart, and the newest so many back. */
interface Habit {
  last: Span;
  every: number;
}

interface Usual {
  decisionMaker: Habit;
  influencer: Habit;
  user: Habit;
  /** From 0 to 10. */
  answer: Span;
  /** From 1 to 5. */
  work: Span;
  /** Days from one published piece to the next. */
  publishing: Span;
  tickets: Span;
}

const USUAL: Readonly<Record<Mood, Usual>> = {
  well: {
    decisionMaker: { last: [4, 19], every: 28 },
    influencer: { last: [3, 16], every: 30 },
    user: { last: [2, 13], every: 24 },
    answer: [8, 10],
    work: [4, 5],
    publishing: [4, 7],
    tickets: [0, 1],
  },
  fair: {
    decisionMaker: { last: [18, 52], every: 38 },
    influencer: { last: [14, 44], every: 40 },
    user: { last: [8, 34], every: 34 },
    answer: [6, 8],
    work: [3, 4],
    publishing: [8, 14],
    tickets: [0, 2],
  },
  poor: {
    decisionMaker: { last: [54, 92], every: 55 },
    influencer: { last: [40, 80], every: 50 },
    user: { last: [24, 58], every: 45 },
    answer: [2, 5],
    work: [1, 2],
    publishing: [20, 45],
    tickets: [1, 4],
  },
};

/** So far back is told: the 90 days of a trend, and what was fresh at their beginning. */
const TOLD_DAYS = 150;
const DAYS_BETWEEN_ANSWERS = 82;

/** @param from nothing is newer than so many days: what came later is not told, or they have left */
export function usualHealth(mood: Mood, random: Random, from = 0): HealthStory {
  const { decisionMaker, influencer, user, answer, work, publishing, tickets } = USUAL[mood];
  const upTo = from + TOLD_DAYS;
  const spokeWith = ({ last, every }: Habit) =>
    repeated(from + between(random, ...last), upTo, () => every + between(random, -4, 4));
  const said = (values: Span): Said[] =>
    repeated(from + between(random, 6, 70), upTo + 30, () => DAYS_BETWEEN_ANSWERS).map((ago) => [
      between(random, ...values),
      ago,
    ]);
  return {
    spoke: {
      decision_maker: spokeWith(decisionMaker),
      influencer: spokeWith(influencer),
      user: spokeWith(user),
    },
    // Who is not well does not sit down with a form either.
    wouldSign: mood === 'poor' ? [] : said(answer),
    wouldRecommend: said(answer),
    work: said(work),
    published: repeated(from + between(random, ...publishing), upTo - 30, () =>
      between(random, ...publishing),
    ),
    tickets: Array.from({ length: 7 }, () => between(random, ...tickets)),
  };
}

function repeated(first: number, upTo: number, step: () => number): number[] {
  const agos: number[] = [];
  for (let ago = first; ago <= upTo; ago += step()) agos.push(ago);
  return agos;
}
