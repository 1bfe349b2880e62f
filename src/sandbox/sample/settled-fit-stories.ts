/** The accounts of the sample whose fit is settled: those who have success potential, and those who have none. */
import type { FitStory } from './fit-rows.ts';

export function settledFitStories(): FitStory[] {
  return [...goodOnes(), ...badOnes()];
}

const CHECKLIST = [
  'environment',
  'integrations',
  'security',
  'features',
  'volume',
  'money',
  'time',
  'energy',
  'expertise',
  'project',
  'served',
  'language',
  'beliefs',
  'together',
] as const;

function goodOnes(): FitStory[] {
  const readyOnes: [account: string, by: FitStory['by'], ago: number, no?: FitStory['no']][] = [
    ['Bluebird Optik GmbH', 'priya', 176],
    [
      'Northgate Dairy',
      'linh',
      138,
      { expertise: 'The salespeople learn it as they go', exploring: 'We are the only ones they looked at' },
    ],
    ['*Star* Café', 'tomas', 160, { time: 'Twenty minutes on Sunday', project: 'The café is the first one' }],
    [
      'Müller & Söhne Maschinenbau',
      'tomas',
      320,
      { beliefs: 'Half of the board does not', authority: 'The board decides, and we have met one of five' },
    ],
    ['Øresund Marine', 'linh', 300],
    ['Cobalt Fitness', 'priya', 170, { together: 'Sales does not trust the leads' }],
    ['Acme Foods', 'linh', 74],
    [
      'Copper Kettle Brewing',
      'tomas',
      50,
      { energy: 'Moving to a larger hall', urgent: 'First the hall, then the leads' },
    ],
    ['Zuri Cosmetics', 'linh', 73, { money: 'Pays by the month, and asks each month' }],
    [
      'Sakura Stationery',
      'priya',
      185,
      {
        language: 'Our lessons are not in Japanese',
        catalyst: 'None; they do it because it is right',
        cycle: 'Decisions go round the table for weeks',
      },
    ],
    ['Baltic Timber', 'priya', 140],
    ['Verde Viveiros', 'tomas', 280],
    ['Willow & Finch Interiors', 'tomas', 105],
    ['Hollow Oak Joinery', 'linh', 74],
    ['Solveig Yarns', 'priya', 63],
    ['Tern Island Ferries', 'priya', 58],
    ['Corvo Bikes', 'linh', 66],
    ['Azahar Cerámica', 'tomas', 49],
    ['Maple Spoon Catering', 'linh', 42],
  ];
  return [
    ...readyOnes.map(([account, by, ago, no = {}]): FitStory => ({ account, by, ago, no })),
    {
      account: 'Lakeside Clinics',
      by: 'linh',
      ago: 292,
      yes: { authority: 'The finance lead signs, and comes to the meetings' },
      success: [3, 'Patients search for exactly what they are good at'],
      ascension: [2, 'A fourth clinic is planned'],
      advocacy: [1, 'Doctors do not like to be quoted'],
    },
    {
      account: 'Helvetia Pumpen AG',
      by: 'grace',
      ago: 390,
      no: { language: 'French is missing' },
      success: [3, 'Eleven deals in the first year'],
      ascension: [3, 'Geneva, then Lyon'],
      advocacy: [2, 'The board has seen the figures and may be asked'],
    },
    {
      account: 'Tamarind Travel',
      by: 'grace',
      ago: 380,
      yes: { urgent: 'Two operators hold 80 % of the beds' },
      success: [3, 'A third of the revenue comes by itself'],
      advocacy: [3, 'Tells it at the trade fair, with her figures'],
    },
    {
      account: 'Kestrel Insurance',
      by: 'grace',
      ago: 400,
      success: [2, 'Strong figures, and a director who looks elsewhere'],
      ascension: [1, 'Everybody who needs a seat has one'],
    },
  ];
}

function badOnes(): FitStory[] {
  return [
    {
      account: 'Octagon Partners',
      by: 'linh',
      ago: 31,
      no: {
        features: 'They resell, and want one login for all of their customers',
        served: 'We have no journey for resellers',
      },
      success: [1, 'Their customers have potential; they are in the way of it'],
    },
    {
      account: 'Bright Harbor Legal',
      by: 'tomas',
      ago: 110,
      no: {
        security: 'Client names may not leave the house, and their own server is not an option for us',
        beliefs: '“A law firm does not run after clients”',
        together: 'Each of the nine partners decides for himself',
      },
      success: [0, 'Nothing may be measured'],
      advocacy: [0, 'They would not say that they need clients'],
    },
    {
      account: 'Kumasi Logistics',
      by: 'linh',
      ago: 280,
      // Nobody asked: it was signed in the last week of a quarter.
      unknown: CHECKLIST,
    },
  ];
}
