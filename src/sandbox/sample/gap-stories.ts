/** What lies between the product and what the customers of the sample must achieve. */
import type { GapStory } from './gap-acts.ts';

export function gapStories(): GapStory[] {
  return [...ours(), ...theProducts(), ...theCustomers(), ...closed()];
}

function ours(): GapStory[] {
  return [
    {
      key: 'acme-offer',
      account: 'Acme Robotics',
      by: 'priya',
      ago: 42,
      what: 'Nobody there has ever written something that a stranger would leave an address for',
      kind: 'training',
      bridge: 'A working session on the first download, with two of theirs from last year as the beginning',
      owner: 'us',
      seesTo: 'jonas',
      dueIn: 6,
      goal: 'acme-fair',
    },
    {
      key: 'lakeside-desk',
      account: 'Lakeside Clinics',
      by: 'linh',
      ago: 24,
      what: 'The desk asks new patients on paper where they come from, and the paper is thrown away in the evening',
      kind: 'service',
      bridge: 'Half a day at the desk of each clinic, until the question stands in the booking form',
      owner: 'us',
      dueIn: 9,
      goal: 'lakeside-source',
    },
    {
      key: 'kestrel-figures',
      account: 'Kestrel Insurance',
      by: 'grace',
      ago: 24,
      what: 'The new sales director has never seen which policies began with an article',
      kind: 'article',
      bridge: 'Two pages with the five largest policies of the year and the way each of them came',
      link: 'https://example.com/learn/return',
      owner: 'us',
      dueIn: 3,
    },
    {
      key: 'mueller-paper',
      account: 'Müller & Söhne Maschinenbau',
      by: 'tomas',
      ago: 16,
      what: 'The board believes only figures that its own auditor has put together',
      kind: 'partner',
      bridge: 'Their auditor, who already knows the ledger, checks the source of four deals',
      owner: 'us',
      dueIn: 10,
      goal: 'mueller-board',
    },
  ];
}

function theProducts(): GapStory[] {
  return [
    {
      key: 'northgate-weekend-list',
      account: 'Northgate Dairy',
      by: 'linh',
      ago: 38,
      what: 'Leads of the weekend lie in the list until somebody opens it on Monday',
      kind: 'product_change',
      bridge: 'Whoever has the weekend gets the lead on their phone',
      owner: 'us',
      dueIn: 45,
      goal: 'northgate-weekend',
      requirement: 'weekend-rota',
    },
    {
      key: 'juniper-weekend',
      account: 'Juniper Dental Group',
      by: 'linh',
      ago: 18,
      what: 'Emergencies come on Sunday, and the list of leads knows no rota',
      kind: 'product_change',
      owner: 'us',
      requirement: 'weekend-rota',
    },
    {
      key: 'sakura-templates',
      account: 'Sakura Stationery',
      by: 'priya',
      ago: 13,
      what: 'A polite Japanese reply has other parts than the template: season, apology, then the matter',
      kind: 'product_change',
      bridge: 'Templates of offers and replies by trade and language',
      owner: 'us',
      goal: 'sakura-gifts',
      requirement: 'offer-templates',
    },
  ];
}

function theCustomers(): GapStory[] {
  return [
    {
      key: 'acme-two-sites',
      account: 'Acme Robotics',
      by: 'jonas',
      ago: 47,
      what: 'The Norwegian and the English pages are two sites, and only one of them counts its visitors',
      kind: 'service',
      bridge: 'Their web house puts the tracking code on the English site, too',
      owner: 'customer',
      dueIn: -4,
      goal: 'acme-fair',
    },
    {
      key: 'helvetia-french',
      account: 'Helvetia Pumpen AG',
      by: 'grace',
      ago: 24,
      what: 'Nobody there writes French, and everything that strangers find is in German',
      kind: 'partner',
      bridge: 'A writer from Lausanne for six months, named by Corinne',
      owner: 'customer',
      dueIn: -5,
      goal: 'helvetia-geneva',
    },
    {
      key: 'star-minutes',
      account: '*Star* Café',
      by: 'tomas',
      ago: 17,
      what: 'Bete has twenty minutes on Sunday and the course takes an hour',
      kind: 'course',
      bridge: 'Lesson 3 in two halves, on the phone, while the oven heats up',
      link: 'https://example.com/learn/scoring',
      owner: 'customer',
      dueIn: 20,
      goal: 'star-office',
    },
    {
      key: 'bluebird-consent',
      account: 'Bluebird Optik GmbH',
      by: 'priya',
      ago: 28,
      what: 'Their lawyer has not yet written the consent for health data, so no nurturing mail goes out',
      kind: 'article',
      bridge: 'Our note on consent in optics, as a draft for the lawyer',
      owner: 'customer',
      dueIn: 14,
    },
  ];
}

function closed(): GapStory[] {
  return [
    {
      key: 'northgate-words',
      account: 'Northgate Dairy',
      by: 'linh',
      ago: 76,
      what: 'The salespeople do not know what to say to somebody who has only read something',
      kind: 'training',
      bridge: 'One hour in the yard: five first sentences, said aloud',
      owner: 'us',
      seesTo: 'jonas',
      dueIn: -55,
      goal: 'northgate-weekend',
      closed: { ago: 57 },
    },
    {
      key: 'zuri-photos',
      account: 'Zuri Cosmetics',
      by: 'linh',
      ago: 52,
      what: 'The pages need photographs that somebody has the rights to',
      kind: 'service',
      owner: 'customer',
      dueIn: -25,
      closed: { ago: 30, reason: 'They take their own now, and theirs are better' },
    },
  ];
}
