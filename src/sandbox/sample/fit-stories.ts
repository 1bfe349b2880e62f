/** Whether accounts of the sample have success potential: before the sale, judged anew, and accepted as a stretch. */
import type { FitStory } from './fit-rows.ts';

export function fitStories(): FitStory[] {
  return [...beforeTheSale(), ...changedMinds(), ...stretches()];
}

function beforeTheSale(): FitStory[] {
  return [
    {
      account: 'Vega Solar',
      by: 'tomas',
      ago: 12,
      yes: {
        problem: '“We pay 90 a lead to three portals, and so do our five neighbours”',
        catalyst: 'The regional subsidy ends, and the portals raise their prices',
        features: 'Installers near a town, by form: as Verde Viveiros does it',
      },
      unknown: ['security', 'project', 'cycle'],
    },
    {
      account: 'Papaya Prints',
      by: 'jonas',
      ago: 9,
      no: {
        integrations: 'Orders live in a shop system that lets nothing out but a monthly PDF',
        time: 'Two people, both at the press',
        budget: 'Asked whether there is a free plan, twice',
      },
      unknown: ['security', 'project', 'authority', 'cycle'],
      success: [0, 'Without the orders nobody can tell a lead from a customer'],
    },
    {
      account: 'Mistral Yachts',
      by: 'grace',
      ago: 7,
      yes: { money: 'One boat sold pays for four years', authority: 'The owner was in both calls' },
      unknown: ['integrations', 'volume', 'time', 'beliefs', 'urgent', 'catalyst'],
      advocacy: [2, 'Speaks at three boat shows a year'],
    },
    {
      account: 'Polar Ice Cream Co.',
      by: 'priya',
      ago: 14,
      no: { project: 'Never ran a campaign of their own' },
      yes: { catalyst: 'A new cold store that wants to be filled' },
      success: [3, 'A product that people photograph, and a person who has the hours'],
      ascension: [2, 'Two further brands under the same roof'],
    },
  ];
}

function changedMinds(): FitStory[] {
  return [
    {
      account: 'Acme Robotics',
      by: 'priya',
      ago: 128,
      unknown: ['features', 'security', 'project', 'budget'],
      no: { time: 'Rafael has one day a week' },
    },
    {
      account: 'Acme Robotics',
      by: 'priya',
      ago: 88,
      no: {
        time: 'Rafael has one day a week, and the catalogue takes it',
        energy: 'A new plant is being built beside it all',
        urgent: 'The fair is far away until it is not',
      },
      yes: {
        features: 'Jonas showed the form on a page for cells, with Rafael at the keyboard',
        budget: 'Ingrid moved the budget of the stand’s catering',
        authority: 'Ingrid herself',
        beliefs: '“I would rather be asked than ask”',
      },
      success: [2, 'The outcome is within reach; what is missing is an hour of writing a week'],
      ascension: [2, 'Two further product lines, each with integrators of its own'],
      advocacy: [3, 'Ingrid chairs the regional robotics association'],
    },
    {
      account: 'Granite Gym',
      by: 'linh',
      ago: 205,
      no: {
        budget: 'Month by month',
        time: 'The owner gives all the courses',
        energy: 'Opens at five in the morning',
        expertise: 'Nobody writes',
        project: 'The first one',
      },
      success: [1, 'If the second trainer comes in autumn'],
      extension: { text: 'We write the first two pages for them', until: -90, cost: 1500 },
    },
    {
      account: 'Granite Gym',
      by: 'linh',
      ago: 70,
      no: {
        volume: 'Six leads a month is all that the quarter has people for',
        time: 'The second trainer never came',
        energy: '“By nine at night I am just the cleaner”',
        expertise: 'Nobody writes',
        project: 'The first one',
      },
      success: [0, 'There is no demand to be found where they are'],
    },
    {
      account: 'Nimbus Freight',
      by: 'tomas',
      ago: 130,
      no: {
        time: 'Nobody has content in their job',
        expertise: 'They have never written for customers',
        project: 'The intranet of 2021 was stopped half way',
        beliefs: 'The owner believes in the telephone',
      },
      success: [1, 'Depends on one person'],
      extension: { text: 'Jonas edits what the dispatcher dictates', until: -30, cost: 4000 },
    },
    {
      account: 'Nimbus Freight',
      by: 'tomas',
      ago: 68,
      no: { project: 'The intranet of 2021 was stopped half way' },
      yes: {
        time: 'Two days a week, by name: agreed in the review',
        beliefs: 'The owner forwarded the first lead himself',
      },
      success: [2, 'The leads are near, and somebody writes now'],
      ascension: [1, 'One depot, no second country'],
      advocacy: [2, 'The dispatcher tells it to every driver'],
    },
  ];
}

function stretches(): FitStory[] {
  return [
    {
      account: 'Harborview Hotels',
      by: 'grace',
      ago: 52,
      no: {
        acting: 'The project lies in a drawer until the post is filled',
        authority: 'Nobody knows who decides now',
        time: 'The champion left, and her post is not filled',
        energy: 'Renovating two of five houses',
        expertise: 'It left with her',
        together: 'Nobody answers since',
      },
      yes: { money: 'The renewal is in the plan' },
      success: [1, 'Good as long as somebody there owns it'],
      extension: {
        text: 'Jonas runs their pages until the post is filled',
        until: -8,
        cost: 6000,
      },
    },
    {
      account: 'Juniper Dental Group',
      by: 'linh',
      ago: 86,
      no: {
        acting: 'Their CFO stopped everything',
        budget: 'Frozen for a quarter',
        time: 'All projects stopped for a quarter',
        energy: 'Buying two practices at once',
        project: 'The last roll-out ended in the second practice',
        language: 'Half of the desk speaks Spanish, and our lessons are in English',
      },
      success: [2, 'Each practice that joins brings its own street'],
      ascension: [3, 'Fourteen practices, three of them with us'],
      extension: {
        text: 'Onboarding in Spanish, by a partner, practice by practice',
        until: 9,
        cost: 9500,
      },
    },
    {
      account: 'R&D <Labs>',
      by: 'priya',
      ago: 92,
      no: {
        time: 'Scientists, on the side',
        energy: 'An audit takes everybody',
        served: 'They want *everything* approved by <legal> & by the board',
        together: 'Answers take three weeks',
      },
      success: [1, 'Two pages wait for a signature'],
      extension: { text: 'We wait for legal, one round per page', until: 75, cost: null },
    },
  ];
}
