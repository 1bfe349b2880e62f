/** What the customers of the sample must achieve, in their words: those who are on their way. */
import type { GoalStory } from './goal-acts.ts';

export function goalStories(): GoalStory[] {
  return [...wantingLeads(), ...wantingConversations(), ...wantingMore()];
}

function wantingLeads(): GoalStory[] {
  return [
    {
      key: 'acme-fair',
      account: 'Acme Robotics',
      by: 'priya',
      ago: 96,
      name: 'Integrators write to us before the next fair',
      people: ['Ingrid Solheim', 'Rafael Pinto'],
      background:
        'Family firm, 40 people, second generation. They build small robot cells and sell them through integrators.',
      responsibilities:
        'Ingrid signs everything. Rafael has one day a week for marketing besides the catalogue.',
      period: 'any',
      timing: 'By then the organisers want a yes or a no to the stand',
      deadlineIn: 61,
      place: 'Ingrid decides on the drive home from the plant in Bergen; call her then',
      outcome:
        'Last year we paid for a stand, carried home 200 business cards and sold two cells. Next time I want integrators to have asked us for something before we have unpacked the robot.',
      experience:
        'Rafael wants to write himself and have somebody read it the same day. No agency, no meetings longer than half an hour.',
      gains: ['money', 'time'],
      measure: { kpi: 'leads_per_month', from: 6, to: 50, in: 61 },
      milestone: 'first-leads',
      events: ['landing_page_published', 'form_published'],
      alternatives: [
        ['The trade fair alone', 2, 'Costs as much as a welder, for four days a year'],
        ['An agency that calls integrators', 1, 'Tried in 2024: eleven calls, all to people they knew'],
      ],
      activated: 89,
      edits: [
        {
          ago: 54,
          by: 'jonas',
          change: {
            alternatives: [
              {
                name: 'The trade fair alone',
                rating: 2,
                note: 'Costs as much as a welder, for four days a year',
              },
              {
                name: 'An agency that calls integrators',
                rating: 1,
                note: 'Tried in 2024: eleven calls, all to people they knew',
              },
              {
                name: 'Waiting for integrators who know them',
                rating: 4,
                note: 'Four of five cells were sold so. It does not grow.',
              },
            ],
          },
        },
      ],
    },
    {
      key: 'acme-serious',
      account: 'Acme Robotics',
      by: 'priya',
      ago: 38,
      name: 'Be taken seriously by the large plants',
      people: ['Ingrid Solheim'],
      background: 'Came up on the phone when we spoke of the fair. She came back to it twice.',
      outcome:
        'When a large plant plans a new line nobody thinks of us. I could not tell you how that would change, only that I am tired of being the small one with the nice video.',
      gains: ['social_capital'],
    },
    {
      key: 'foods-shops',
      account: 'Acme Foods',
      by: 'linh',
      ago: 71,
      name: 'Shops order without a sales visit',
      people: ['Oluchi Eze', 'Dale Whitcombe'],
      background: 'Oluchi has run the brand for six years; Dale came from a drinks company half a year ago.',
      responsibilities: 'Oluchi fills the pages, Dale owns the sales plan and the three people on the road.',
      period: 'budget',
      timing: 'Dale has to plan how many people are on the road next year',
      deadlineIn: 33,
      place: 'The Monday sales meeting, where Dale shows one slide',
      outcome:
        'Three people drive 90,000 miles a year to corner shops that order two boxes. I want the shops to find us and ask for a sample, so that we only drive to those who want us.',
      experience: 'A plan with dates, and then to be left alone with it. Questions by mail.',
      gains: ['money', 'time'],
      measure: { kpi: 'leads_per_month', from: 8, to: 50, in: 33 },
      milestone: 'first-leads',
      alternatives: [
        ['A fourth person on the road', 3, 'Dale knows how to do it; the margin does not bear it'],
        ['A wholesaler', 2, 'Takes 22 % and knows none of the shops'],
      ],
      activated: 66,
      edits: [
        { ago: 40, by: 'linh', change: { timing: 'Dale plans next year’s routes in the budget weeks' } },
      ],
    },
    {
      key: 'zuri-salons',
      account: 'Zuri Cosmetics',
      by: 'linh',
      ago: 15,
      name: 'Salon owners ask for the starter box',
      newPerson: {
        name: 'Wanjiru Kamau',
        title: 'Founder',
        persona: 'decision_maker',
        qualifiers: ['economic_buyer'],
      },
      background:
        'Sells to the salons that she used to work in. Each new one came through a hairdresser she knows.',
      timing: 'Before the next wedding season',
      outcome:
        'I know every salon in my own quarter. I want owners from the other end of town, who have never met me, to ask for the starter box.',
      gains: ['money', 'social_capital'],
      measure: { kpi: 'leads_per_month', from: 4, to: 50, in: 75 },
      milestone: 'first-leads',
      alternatives: [['Posting photos and answering comments', 4, 'Likes from everywhere, boxes to nobody']],
    },
  ];
}

function wantingConversations(): GoalStory[] {
  return [
    {
      key: 'northgate-weekend',
      account: 'Northgate Dairy',
      by: 'linh',
      ago: 84,
      name: 'Nobody who asks on Saturday waits until Monday',
      newPerson: {
        name: 'Gareth Pryce',
        title: 'Commercial Director',
        persona: 'decision_maker',
        qualifiers: ['economic_buyer', 'champion'],
      },
      background: 'Fourth generation on the farm; studied law, came back when his father fell ill.',
      responsibilities: 'Sales, the vans, and whatever breaks at night.',
      period: 'any',
      timing: 'Cafés choose their milk in the week in which they open',
      deadlineIn: 98,
      place: 'Gareth and his sister decide at breakfast',
      outcome:
        'A café owner writes on Saturday night, after closing. By Monday noon she has milk from somebody else. I want us to be the first who calls, every time.',
      experience:
        'My two salespeople do not read manuals. Show them once, in the yard, and give me a number on Fridays.',
      gains: ['money', 'time'],
      measure: { kpi: 'lead_response_hours', from: 52, to: 24, in: 98 },
      milestone: 'qualified-pipeline',
      events: ['call_list_opened', 'lead_alert_enabled'],
      alternatives: [
        ['A call centre at weekends', 2, 'They read from a sheet, and a café owner hears that'],
        ['Gareth’s own phone', 3, 'Works, until he is in the milking parlour'],
      ],
      activated: 80,
      edits: [
        {
          ago: 41,
          by: 'linh',
          change: { responsibilities: 'Sales, the vans, and since last month the two shops as well.' },
        },
      ],
    },
    {
      key: 'star-office',
      account: '*Star* Café',
      by: 'tomas',
      ago: 60,
      name: 'The offices order breakfast by themselves',
      people: ['Bete'],
      background: 'Opened with her severance pay. Roasts on Thursdays and does the books on Sundays.',
      timing: 'Offices plan their team breakfasts at the beginning of a month',
      outcome:
        'There are eleven offices in my street. Today I walk over with a tray and they order. I want them to order when I do not walk over, because I cannot be in two places.',
      experience:
        'Voice messages, never a call while the machine is running. Lessons of ten minutes at most.',
      gains: ['time', 'money', 'social_capital'],
      measure: { kpi: 'qualified_leads_per_month', from: 2, to: 15, in: 40 },
      milestone: 'qualified-pipeline',
      alternatives: [
        ['Walking over with a tray', 5, 'Works every time, and the café is closed meanwhile'],
        ['The delivery apps', 2, 'They keep 27 % and the address of the customer'],
      ],
      activated: 58,
    },
    {
      key: 'sakura-gifts',
      account: 'Sakura Stationery',
      by: 'priya',
      ago: 44,
      name: 'Gifts are ordered by companies we never met',
      newPerson: {
        name: 'Haruka Mori',
        title: 'Head of Corporate Sales',
        persona: 'influencer',
        qualifiers: ['champion'],
      },
      period: 'any',
      timing: 'Companies decide on the gifts of a season two months ahead of it',
      deadlineIn: 38,
      place: 'The buyer’s assistant makes a list of three; who is not on it is not asked',
      outcome:
        'Every season the same 40 companies order their gifts, and every season two of them are gone. I need 15 new ones a month who ask for our catalogue before the list of three is made.',
      experience:
        'Written answers, polite and complete. Nothing that the team has to try out in front of a customer.',
      gains: ['money', 'knowledge'],
      measure: { kpi: 'qualified_leads_per_month', from: 5, to: 15, in: 38 },
      milestone: 'qualified-pipeline',
      alternatives: [
        ['Printed catalogues by post', 3, 'The old customers love it; new ones never see it'],
        ['A stand in the department store', 2, 'Many look, few of them buy for a company'],
      ],
      activated: 30,
    },
    {
      key: 'nimbus-freight',
      account: 'Nimbus Freight',
      by: 'tomas',
      ago: 83,
      name: 'Fill the empty way back from Lisbon',
      newPerson: {
        name: 'Duarte Vilela',
        title: 'Operations Manager',
        persona: 'user',
        qualifiers: ['champion'],
      },
      background: 'Plans 31 trucks. Knows by heart which of them come home empty.',
      outcome:
        'Nine trucks a week come back from Lisbon with air in them. I need 15 shippers a month on the line who have goods there, and not the ones who only want a price.',
      experience: 'Everything before ten in the morning. After that I have the drivers on the phone.',
      gains: ['money'],
      measure: { kpi: 'qualified_leads_per_month', from: 3, to: 15, in: 55 },
      milestone: 'qualified-pipeline',
      alternatives: [['Freight exchanges', 3, 'Always somebody there, never at a price that pays the toll']],
      activated: 79,
    },
  ];
}

function wantingMore(): GoalStory[] {
  return [
    {
      key: 'helvetia-geneva',
      account: 'Helvetia Pumpen AG',
      by: 'grace',
      ago: 27,
      name: 'Something has to happen in Geneva',
      newPerson: {
        name: 'Corinne Favre',
        title: 'Head of Sales, Romandie',
        persona: 'influencer',
        qualifiers: [],
      },
      background: 'She inherited the region and one salesman who retires in summer.',
      outcome:
        'In Zurich everybody knows us, and in Geneva I have to spell the name. Something has to happen there, and nobody here can say what.',
      gains: ['social_capital'],
    },
  ];
}
