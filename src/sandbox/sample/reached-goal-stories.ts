/** What the customers of the sample must achieve, in their words: those to whom the board looks, and what is behind them. */
import type { GoalStory } from './goal-acts.ts';

export function reachedGoalStories(): GoalStory[] {
  return [...forTheBoard(), ...behindThem()];
}

function forTheBoard(): GoalStory[] {
  return [
    {
      key: 'lakeside-source',
      account: 'Lakeside Clinics',
      by: 'linh',
      ago: 140,
      name: 'Say where each new patient came from',
      newPerson: {
        name: 'Nadia Okafor',
        title: 'Finance Lead',
        persona: 'decision_maker',
        qualifiers: ['economic_buyer'],
      },
      background: 'Nadia came from a hospital group and believes what stands in a ledger.',
      responsibilities: 'The budget of all three clinics, marketing included.',
      timing: 'She closes the books on the last Friday of each month',
      deadlineIn: 64,
      place: 'The partners’ meeting, first Tuesday of the quarter',
      outcome:
        'I sign for the site every month and can not tell the partners what it brought. When I close the quarter I want to name four implant patients who would not have come otherwise, and what they paid.',
      experience: 'One sheet, the same every month, and a person I may call about it.',
      gains: ['knowledge', 'money'],
      measure: { kpi: 'inbound_deals_per_quarter', from: 0, to: 4, in: 64 },
      milestone: 'inbound-revenue',
      events: ['deal_source_recorded', 'revenue_report_shared'],
      alternatives: [
        ['Asking each patient at the desk', 2, 'Half of them say “the internet”'],
        ['Leaving it as it is', 3, 'Until somebody asks'],
      ],
      activated: 134,
      edits: [
        {
          ago: 21,
          by: 'linh',
          change: { place: 'The partners’ meeting; this time Nadia brings us along for ten minutes' },
        },
      ],
    },
    {
      key: 'mueller-board',
      account: 'Müller & Söhne Maschinenbau',
      by: 'tomas',
      ago: 152,
      name: 'Four machines sold to people we did not know',
      newPerson: {
        name: 'Dr. Hartmut Söhnlein',
        title: 'Chairman of the Advisory Board',
        persona: 'decision_maker',
        qualifiers: ['economic_buyer'],
      },
      background: 'Sold presses for forty years, always by handshake.',
      responsibilities: 'Nothing, and nothing happens without him.',
      period: 'budget',
      timing: 'The board meets once before the contract is renewed',
      deadlineIn: 24,
      place: 'The board room in Heilbronn, on paper',
      outcome:
        'Show me four machines that were sold to people none of us had ever shaken hands with. Then I will stop asking why we write articles.',
      experience:
        'No screens in the board room. A page with four names, four amounts and the way each of them came.',
      gains: ['money', 'social_capital'],
      measure: { kpi: 'inbound_deals_per_quarter', from: 1, to: 4, in: 24 },
      milestone: 'inbound-revenue',
      alternatives: [
        ['The dealers', 4, 'They have sold since 1961, and take 18 %'],
        ['A second salesman for Austria', 3, 'The budget for him is the budget for us'],
      ],
      activated: 150,
      edits: [
        {
          ago: 60,
          by: 'tomas',
          change: { timing: 'The board meets once before the contract ends; the date is fixed now' },
        },
      ],
    },
    {
      key: 'helvetia-cost',
      account: 'Helvetia Pumpen AG',
      by: 'grace',
      ago: 185,
      name: 'An inquiry that pays for itself',
      newPerson: {
        name: 'Urs Zellweger',
        title: 'CFO',
        persona: 'decision_maker',
        qualifiers: ['economic_buyer'],
      },
      period: 'budget',
      timing: 'The plan of the next year is closed on that day',
      deadlineIn: 21,
      outcome:
        'A deal that comes through the site costs me four fifths of one that a salesman brings. At half I double the budget, above that I halve it.',
      experience: 'The calculation, with every assumption open. I will find the mistake anyway.',
      gains: ['money', 'knowledge'],
      measure: { kpi: 'inbound_cost_share_percent', from: 80, to: 50, in: 21 },
      milestone: 'predictable-growth',
      alternatives: [['Two more salesmen', 3, 'Predictable, and expensive in Switzerland']],
      activated: 180,
    },
  ];
}

function behindThem(): GoalStory[] {
  return [
    {
      key: 'lakeside-found',
      account: 'Lakeside Clinics',
      by: 'linh',
      ago: 290,
      name: 'Fifty people a month who found us themselves',
      outcome:
        'Our waiting list is full of friends of friends. I want 50 people a month who searched for help and found us, so that we may choose the cases that we are good at.',
      gains: ['money', 'social_capital'],
      measure: { kpi: 'leads_per_month', from: 20, to: 50, in: -190 },
      milestone: 'first-leads',
      alternatives: [['Leaflets at the doctors’', 2, 'They lie there since 2019']],
      activated: 284,
      closed: { ago: 250, as: 'achieve' },
    },
    {
      key: 'tamarind-third',
      account: 'Tamarind Travel',
      by: 'grace',
      ago: 240,
      name: 'A third of the season without a tour operator',
      newPerson: {
        name: 'Meera Raghunathan',
        title: 'Managing Partner',
        persona: 'decision_maker',
        qualifiers: ['economic_buyer', 'champion'],
      },
      timing: 'The operators call for next season’s prices then',
      outcome:
        'Two tour operators hold 80 % of our beds and dictate the price every year. With a third of the season sold by ourselves I can say no to one of them.',
      gains: ['money', 'social_capital'],
      measure: { kpi: 'inbound_revenue_share_percent', from: 12, to: 33, in: -50 },
      milestone: 'predictable-growth',
      alternatives: [
        ['Booking portals', 3, 'Another two masters'],
        ['A lower price for the operators', 1, 'She did it once and calls it her tuition fee'],
      ],
      activated: 236,
      closed: { ago: 62, as: 'achieve' },
    },
    {
      key: 'mueller-parts',
      account: 'Müller & Söhne Maschinenbau',
      by: 'tomas',
      ago: 210,
      name: 'Spare parts sell while the hall is closed',
      outcome:
        'In the works holidays nobody picks up the phone and the customers buy copies. When they end I want 30 orders of original parts that came in by night.',
      gains: ['money'],
      timing: 'The works holidays, three weeks in a row',
      deadlineIn: -70,
      alternatives: [['An answering machine', 2, 'It was full on the third day']],
      activated: 205,
      closed: { ago: 66, as: 'miss' },
    },
  ];
}
