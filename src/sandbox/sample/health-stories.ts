/** What people tell of the sample's accounts: of some in particular, of the others as their mood has it. */
import type { HealthStory, JudgementStory, Mood } from './health-story.ts';
import { usualHealth } from './health-moods.ts';
import type { Random } from './made-up.ts';
import { PRESSED } from './pressed.ts';
import type { AccountStory } from './story.ts';
import { asCustomer } from './trial-signals.ts';

/** Of these nobody ever wrote anything down. */
const SILENT = new Set(['Octagon Partners', 'Orchard Lane Books']);

const MOODS: Readonly<Record<string, Mood>> = {
  'Baltic Timber': 'well',
  'Tamarind Travel': 'well',
  'Verde Viveiros': 'well',
  'Acme Foods': 'well',
  'Willow & Finch Interiors': 'well',
  'Helvetia Pumpen AG': 'well',
  'Quayside Seafood': 'well',
  [PRESSED.keptItem]: 'well',
  'Hollow Oak Joinery': 'well',
  'Sirocco Kites': 'well',
  'Petra Ceramics': 'well',
  'Solveig Yarns': 'well',
  'Tern Island Ferries': 'well',
  'Ferro & Filo Cycling': 'well',
  'R&D <Labs>': 'poor',
  'São Bento Móveis': 'poor',
  '*Star* Café': 'poor',
  'Juniper Dental Group': 'poor',
  'Granite Gym': 'poor',
  'Marlow & Pryce Estates': 'poor',
  'Tundra Outfitters': 'poor',
  'Cedar Point Clinics': 'poor',
  'Pampa Criadores': 'poor',
  [PRESSED.dismissed]: 'poor',
};

/** What is told by name stands for what its mood would tell, key by key. */
const TOLD: Readonly<Record<string, Partial<HealthStory>>> = {
  'Acme Robotics': {
    spoke: {
      decision_maker: [74, 103, 129],
      influencer: [12, 38, 66, 95, 129],
      user: [6, 19, 34, 55, 83, 110],
    },
    notes: {
      decision_maker: 'Ingrid wants to see what the first lead is worth before she speaks of next year.',
      influencer: 'Rafael will show his successor around in December, if there is one by then.',
    },
    wouldSign: [],
    wouldRecommend: [
      [8, 12, 'It is the product that I will miss.'],
      [9, 98],
    ],
    work: [[4, 104]],
    published: [9, 16, 22, 29, 33, 38, 44, 51, 55, 60, 66, 71, 76, 80, 85, 89, 94, 98, 103, 107, 112, 116],
    tickets: [2, 0, 1, 0, 0, 1, 0],
  },
  'Kestrel Insurance': {
    spoke: {
      decision_maker: [55, 84, 118, 146],
      influencer: [40, 72, 104, 140],
      user: [35, 63, 98, 131],
    },
    notes: { decision_maker: 'The new sales director asks for a list of calls, not for a figure of leads.' },
    wouldSign: [
      [2, 30, 'I do not see why we need both.'],
      [9, 118],
    ],
    wouldRecommend: [
      [2, 25],
      [8, 101],
    ],
    work: [
      [1, 20],
      [4, 96],
    ],
    published: [31, 47, 61, 68, 74, 79, 83, 88, 92, 97, 101, 105, 110, 114],
    tickets: [5, 2, 1, 0, 0, 0, 1],
  },
  'Harborview Hotels': {
    spoke: { decision_maker: [72, 101], influencer: [47, 66, 90], user: [52, 80, 104] },
    wouldSign: [[6, 98]],
    wouldRecommend: [[7, 99]],
    work: [
      [1, 43],
      [4, 101],
    ],
    published: [58, 66, 71, 77, 84, 90, 95],
  },
  'Øresund Marine': {
    work: [[4, 31]],
    published: [12, 26, 31, 35, 41, 46, 52, 57, 63, 70, 76, 82, 88, 93, 99, 104],
  },
  'Sakura Stationery': { spoke: { decision_maker: [30, 66, 110], influencer: [2, 96], user: [15, 47, 80] } },
};

/** What somebody of the team thinks of an account as a whole. */
const JUDGED: Readonly<Record<string, readonly JudgementStory[]>> = {
  'Acme Robotics': [
    {
      by: 'priya',
      ago: 20,
      band: 'red',
      reason:
        'Rafael, our champion, leaves at the end of the month. Nobody else there asks what a lead is worth.',
    },
    { by: 'priya', ago: 101, band: 'green', reason: 'They publish on their own and ask good questions.' },
  ],
  'Kestrel Insurance': [
    {
      by: 'grace',
      ago: 29,
      band: 'yellow',
      reason: 'The director listens to his peer at Tamarind, and has cancelled nothing yet.',
    },
    { by: 'grace', ago: 150, band: 'green', reason: 'A plan, a budget, and a board that reads the figure.' },
  ],
  'Øresund Marine': [
    {
      by: 'linh',
      ago: 4,
      band: 'green',
      reason: 'The dip after the boat show comes every year. Their order book is full.',
    },
    { by: 'linh', ago: 115, band: 'green', reason: 'Sales writes down every source without being asked.' },
  ],
  'Harborview Hotels': [
    {
      by: 'grace',
      ago: 43,
      band: 'red',
      reason: 'Their champion left, and whoever signs has never seen the product.',
    },
  ],
  'Tamarind Travel': [
    { by: 'grace', ago: 15, band: 'green', reason: 'They plan the year with it.' },
    { by: 'grace', ago: 130, band: 'green', reason: 'A third of the revenue comes by itself.' },
  ],
  'Baltic Timber': [
    { by: 'priya', ago: 120, band: 'green', reason: 'Two milestones in three months, without us.' },
  ],
  'Verde Viveiros': [
    { by: 'tomas', ago: 112, band: 'green', reason: 'The owner tells it to every nursery that he knows.' },
  ],
  'Juniper Dental Group': [
    { by: 'linh', ago: 95, band: 'red', reason: 'Their CFO stops projects, and we are one.' },
  ],
  'Müller & Söhne Maschinenbau': [
    {
      by: 'tomas',
      ago: 118,
      band: 'yellow',
      reason: 'Sales believes it. The board waits for its own auditor.',
    },
  ],
  'Nimbus Freight': [
    { by: 'tomas', ago: 104, band: 'yellow', reason: 'It hangs on one person who has two days a week.' },
  ],
  'Granite Gym': [
    { by: 'linh', ago: 160, band: 'yellow', reason: 'They mean to, and never get round to it.' },
  ],
  'Marlow & Pryce Estates': [
    {
      by: 'linh',
      ago: 117,
      band: 'yellow',
      reason: 'Their group has a tool of its own. They say it changes nothing.',
    },
  ],
  'Cedar Point Clinics': [
    { by: 'tomas', ago: 170, band: 'red', reason: 'Nobody there can say what it is for.' },
  ],
  'Quayside Seafood': [{ by: 'priya', ago: 260, band: 'green', reason: 'Well run, and fond of us.' }],
};

/** By the account's name; of those that have not begun, and of those of whom nobody wrote anything, there is none. */
export function healthStories(stories: readonly AccountStory[], random: Random): Map<string, HealthStory> {
  const told = new Map<string, HealthStory>();
  for (const { name, started, lead, churn } of stories.map(asCustomer)) {
    if (started === null || started < 0 || lead === null || SILENT.has(name)) continue;
    const last = churn?.at(-1);
    const leftAgo = last === undefined || last.returned === true ? 0 : last.ago;
    // Of those whom a person made up, and of the made-up ones, every other one is well.
    const mood = MOODS[name] ?? (random() < MADE_UP_WELL ? 'well' : 'fair');
    const judgements = JUDGED[name];
    const health = {
      ...usualHealth(mood, random, leftAgo),
      ...TOLD[name],
      ...(judgements && { judgements }),
    };
    told.set(name, sinceStart(health, started));
  }
  return told;
}

const MADE_UP_WELL = 0.35;

/** Nobody spoke with them before they were a customer. */
function sinceStart(story: HealthStory, started: number): HealthStory {
  const known = (agos: readonly number[] = []) => agos.filter((ago) => ago <= started);
  const said = (answers: HealthStory['work'] = []) => answers.filter(([, ago]) => ago <= started);
  const { decision_maker, influencer, user } = story.spoke;
  return {
    ...story,
    spoke: { decision_maker: known(decision_maker), influencer: known(influencer), user: known(user) },
    wouldSign: said(story.wouldSign),
    wouldRecommend: said(story.wouldRecommend),
    work: said(story.work),
    published: known(story.published),
  };
}
