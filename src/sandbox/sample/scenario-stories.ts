/** Two scenarios that grew from Goal Cards of the sample. */
import type { ScenarioStory } from './scenario-acts.ts';

export function scenarioStories(): ScenarioStory[] {
  return [firstCall(), firstOffer()];
}

/** The accounts of which a trigger fires on the last day, or a reward is drawn, are on no list for a review. */
function firstCall(): ScenarioStory {
  return {
    key: 'first-call',
    by: 'linh',
    ago: 78,
    name: 'First call within the day',
    goal: 'northgate-weekend',
    joined: [{ goal: 'nimbus-freight', by: 'tomas', ago: 72 }],
    document: {
      trigger: {
        events: ['lead_lost_to_competitor', 'salesperson_hired'],
        commitment: {
          measure: 'research',
          level: 4,
          note: 'Nine heads of sales interviewed after they lost a lead: seven had changed something within a week.',
        },
      },
      action: { events: ['call_list_opened'] },
      facilitators: [
        {
          name: 'Video: five first sentences',
          kind: 'content',
          event: 'first_call_video_watched',
          effect: 20,
        },
        { name: 'Lead alert on the phone', kind: 'feature', event: 'lead_alert_enabled', effect: null },
      ],
      reward: {
        catalogue: [
          'An hour with Jonas, who listens to their next three calls',
          'A cake for the sales team, with the name of the first lead on it',
          'Their best call of the month, told in our newsletter',
        ],
        stuckDays: 21,
      },
      pricing: {
        currency: 'EUR',
        limits: ['At most two phones get the alert', 'No alert between ten at night and six in the morning'],
      },
    },
    prices: [
      ['Northgate Dairy', 'Gareth Pryce', 49, 'EUR', 63, 'linh'],
      ['Nimbus Freight', 'Duarte Vilela', 35, 'EUR', 62, 'tomas'],
      ['Lakeside Clinics', 'Nadia Okafor', 120, 'EUR', 56, 'linh'],
      ['Baltic Timber', 'Kristjan Tamm', 40, 'EUR', 55, 'priya'],
      ['Verde Viveiros', 'Lívia Prado', 25, 'EUR', 50, 'tomas'],
      ['Tamarind Travel', 'Meera Raghunathan', 150, 'EUR', 49, 'grace'],
      ['Helvetia Pumpen AG', 'Urs Zellweger', 90, 'EUR', 48, 'grace'],
      ['Müller & Söhne Maschinenbau', 'Anke Müller', 60, 'EUR', 35, 'tomas'],
      ['Sakura Stationery', 'Haruka Mori', 55, 'EUR', 34, 'priya'],
      ['Juniper Dental Group', 'Dr. Amy Reyes', 79, 'USD', 34, 'linh'],
      ['Acme Foods', 'Dale Whitcombe', 45, 'USD', 28, 'linh'],
    ],
    requirements: [
      {
        key: 'lead-alert',
        by: 'linh',
        ago: 74,
        what: 'A lead that comes in rings the phone of whoever is in charge',
        why: 'Salespeople are in the van or in the stable, not at a screen.',
        acceptance: 'The phone rings within a minute, and says who asked and for what.',
        moves: [
          { to: 'accepted', ago: 68 },
          { to: 'built', ago: 59 },
          { to: 'shipped', ago: 53, release: 'Release 4.2' },
        ],
      },
      {
        key: 'weekend-rota',
        by: 'linh',
        ago: 43,
        what: 'Say who has the weekend, and let their phone ring',
        why: 'Half of what cafés and clinics ask comes between Friday evening and Monday morning.',
        acceptance: 'A rota of four weeks can be written in two minutes; nobody outside of it is rung.',
        moves: [{ to: 'accepted', ago: 22 }],
      },
      {
        key: 'quiet-digest',
        by: 'tomas',
        ago: 29,
        what: 'One message on Friday with the leads that nobody has called',
        why: 'Gareth asks for a number on Fridays, and somebody counts it by hand.',
        acceptance: null,
      },
    ],
    steps: {
      'Helvetia Pumpen AG': [100, 98, 90, 85],
      'Tamarind Travel': [90, 88, 80, 75],
      'Müller & Söhne Maschinenbau': [80, 78, 70, 66],
      'Kestrel Insurance': [70, 69, 60, 57],
      'Verde Viveiros': [60, 58, 50, 45],
      'Lakeside Clinics': [55, 54, 50, 47],
      'Baltic Timber': [45, 44, 40, 38],
      'Cobalt Fitness': [43, 42, 37, 33],
      'Sakura Stationery': [41, 38],
      'Nimbus Freight': [22, 18, 12, 9],
      'Juniper Dental Group': [19, 17, 11],
      'Bluebird Optik GmbH': [16, 15],
      'Northgate Dairy': [14, 13],
      'Øresund Marine': [13, 11, 8],
      '*Star* Café': [13],
      'Willow & Finch Interiors': [5],
    },
  };
}

function firstOffer(): ScenarioStory {
  return {
    key: 'first-offer',
    by: 'priya',
    ago: 50,
    name: 'An offer worth an address',
    goal: 'acme-fair',
    joined: [{ goal: 'zuri-salons', by: 'linh', ago: 10 }],
    document: {
      trigger: {
        events: ['trade_fair_announced'],
        commitment: {
          measure: 'judgement',
          level: 3,
          note: 'Everybody wants leads; who has a date in the calendar also sits down and writes.',
        },
      },
      action: { events: ['offer_drafted'] },
      facilitators: [
        { name: 'Offer workshop of an hour', kind: 'content', event: 'offer_workshop_joined', effect: null },
        { name: 'Template of a form', kind: 'feature', event: 'form_template_used', effect: 25 },
      ],
      reward: {
        catalogue: [
          'Their draft, read and marked up within the day',
          'A coffee with a customer of the same trade',
        ],
        stuckDays: 45,
      },
      pricing: { currency: 'EUR', limits: ['Texts in one language'] },
    },
    prices: [
      ['Acme Robotics', 'Rafael Pinto', 30, 'EUR', 25, 'priya'],
      ['Zuri Cosmetics', 'Wanjiru Kamau', 15, 'EUR', 12, 'linh'],
      ['Copper Kettle Brewing', 'Hollis Grant', 20, 'EUR', 6, 'tomas'],
    ],
    requirements: [
      {
        key: 'offer-templates',
        by: 'priya',
        ago: 45,
        what: 'Templates of offers by trade, with the words that worked for others',
        why: 'An empty page is where most of them stop: five weeks lie between the draft and the form.',
        acceptance: 'Somebody who never wrote an offer has a page with one in an hour.',
        moves: [
          { to: 'accepted', ago: 39 },
          { to: 'built', ago: 8 },
        ],
      },
      {
        key: 'offer-preview',
        by: 'jonas',
        ago: 13,
        what: 'Show the page on a phone before it is published',
        why: 'Integrators read it in the workshop, on a phone with a cracked screen.',
        acceptance: null,
      },
    ],
    steps: {
      'Cobalt Fitness': [150, 149, 140, 138],
      'Nimbus Freight': [110, 104, 95, 90],
      'Orchard Lane Books': [70],
      'Acme Foods': [60, 57, 52, 48],
      'Willow & Finch Interiors': [40, 36, 30, 22],
      'R&D <Labs>': [33],
      'Acme Robotics': [30, 26],
      'Zuri Cosmetics': [24, 20, 13],
      'Copper Kettle Brewing': [21, 15, 9, 7],
    },
  };
}
