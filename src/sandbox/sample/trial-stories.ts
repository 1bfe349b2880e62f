/**
 * The free trials: most of those to whom a stranger answered bought within days, and hardly anybody else did. Those that
 * bought are customers since, on the journey of their new segment.
 */
import type { PersonKey } from './people.ts';
import type { AccountStory, ContactStory, Money } from './story.ts';

/** The segment of trials in the program of the sample. */
export const TRIAL_SEGMENT = 'trial';
/** Nothing is sold to it yet. */
export const TRIAL_STAGE = 'Selection';
/** The tasks that the milestones of the trial's journey ask for. */
export const TRIAL_TASKS = ['first-page-published', 'answer', 'invite'];

/** Days since the start, and since each milestone of the trial. */
type Days = readonly [started: number, ...reached: number[]];

export function trialStories(): AccountStory[] {
  return [...boughtOnes(), ...leftOnes(), ...openOnes()];
}

function boughtOnes(): AccountStory[] {
  return [
    // Lisbon, Galway, Leipzig, Valencia, Halifax, Gothenburg, Cape Town, Alexandria.
    bought('Corvo Bikes', [79, 78, 74, 71], 69, 'linh', solo(3_900, 'EUR'), [owner('Rui Salgado')], 49),
    bought('Lantern Bay Books', [75, 74, 70], 65, 'priya', solo(3_600, 'EUR'), [owner('Aoife Tierney')], 46),
    bought('Zweiblick Fotografie', [70, 69, 63], 60, 'priya', solo(4_200, 'EUR'), [owner('Jette Kranz')], 43),
    bought('Azahar Cerámica', [64, 62, 57, 55], 51, 'tomas', solo(3_800, 'EUR'), [owner('Inés Roca')], 37),
    bought(
      'Maple Spoon Catering',
      [57, 55, 50],
      44,
      'linh',
      { segment: 'standard', money: { arr: 14_400, currency: 'CAD' } },
      [owner('Colette Roy'), editor('Amos Pike')],
      31,
    ),
    bought('Fika & Forno', [46, 45, 41, 38], 36, 'linh', solo(42_000, 'SEK'), [owner('Maja Sund')]),
    bought('Kopje Safaris', [38, 37, 31], 28, 'tomas', solo(4_500, 'USD'), [owner('Thabo Nkosi')]),
    // The only one that nobody had answered.
    bought('Nile Street Yoga', [31, 28], 20, 'priya', solo(3_300, 'USD'), [owner('Salma Fahmy')]),
  ];
}

function leftOnes(): AccountStory[] {
  return [
    left('Old Quay Dental', [68], 54, 'Never came back after the first day', owner('Piers Hallam')),
    left('Atelier Brume', [53, 50], 39, 'Nobody saw the page', owner('Maëlle Caron')),
    left('Umi Prints', [44, 43], 30, 'Nobody saw the page', owner('Kenta Mori')),
    left('Ponte Gelati', [41, 39, 33], 27, 'Too dear for one shop', owner('Livia Serra')),
    left('Redwood Notaries', [36], 22, 'Signed up for a colleague who never looked', owner('June Albright')),
  ];
}

function openOnes(): AccountStory[] {
  return [
    trying('Prairie Saddlery', [12, 11, 4], owner('Wade Colburn')),
    trying('Paper Crane Studio', [9, 7], owner('Emi Aoki')),
    trying('Barbería Candela', [8, 6, 2], owner('Néstor Peña')),
    trying('Dhow Coffee', [4], owner('Amina Juma')),
  ];
}

/** @param leads days since the first leads, which it reached as a customer */
function bought(
  name: string,
  [started, ...reached]: Days,
  boughtAgo: number,
  lead: PersonKey,
  paying: { segment: string; money: Money },
  contacts: readonly ContactStory[],
  leads?: number,
): AccountStory {
  return {
    name,
    ...paying,
    stage: leads === undefined ? 'Implementation' : 'Adoption',
    lead,
    partner: 'jonas',
    started,
    reached: leads === undefined ? [] : [leads],
    renewsIn: 365 - boughtAgo,
    contacts,
    trial: { reached, boughtAgo },
  };
}

/** No stage of a customer, as nothing was ever sold to them. */
function left(name: string, days: Days, ago: number, reason: string, contact: ContactStory): AccountStory {
  return { ...trying(name, days, contact), silent: ago + QUIET_BEFORE, churn: [{ ago, reason }] };
}

/** The last sign of life of a trial was some days before it ended. */
const QUIET_BEFORE = 5;

/** A trial has no head: nobody is called who did not ask for it. */
function trying(name: string, [started, ...reached]: Days, contact: ContactStory): AccountStory {
  return {
    name,
    segment: TRIAL_SEGMENT,
    stage: TRIAL_STAGE,
    lead: null,
    partner: null,
    money: null,
    started,
    reached,
    silent: Math.min(reached.at(-1) ?? started, 1),
    open: TRIAL_TASKS,
    contacts: [contact],
  };
}

function solo(arr: number, currency: string): { segment: string; money: Money } {
  return { segment: 'solo', money: { arr, currency } };
}

function owner(name: string): ContactStory {
  return { name, title: 'Owner', persona: 'decision_maker', qualifiers: ['economic_buyer', 'champion'] };
}

function editor(name: string): ContactStory {
  return { name, title: 'Content Editor', persona: 'user' };
}
