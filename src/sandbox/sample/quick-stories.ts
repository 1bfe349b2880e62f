/** The accounts that came since the release of the page templates: most of them had their first leads soon. */
import type { PersonKey } from './people.ts';
import type { AccountStory } from './story.ts';

/** Days since the start, and since each milestone that was reached. */
type Days = readonly [started: number, ...reached: number[]];

export function quickStories(): AccountStory[] {
  return [
    quick('Hollow Oak Joinery', 'standard', 'linh', [78, 59], 17_500, ['Bram Aldous', 'Posy Lund']),
    quick('Sirocco Kites', 'solo', 'linh', [79, 58], 4_800, ['Solène Garnier']),
    quick('Petra Ceramics', 'solo', 'tomas', [74, 54], 5_100, ['Yara Haddad']),
    // In the week of the digest its sales began to call the leads.
    quick('Solveig Yarns', 'standard', 'priya', [68, 46, 4], 21_000, ['Solveig Aas', 'Henrik Moe']),
    quick('Tern Island Ferries', 'standard', 'priya', [62, 43], 24_500, ['Callum Reid', 'Una Flett']),
    quick('Ferro & Filo Cycling', 'standard', 'tomas', [56, 34], 18_900, ['Nadia Ferri', 'Luca Bassi']),
  ];
}

function quick(
  name: string,
  segment: string,
  lead: PersonKey,
  [started, ...reached]: Days,
  arr: number,
  [owner, user]: readonly [owner: string, user?: string],
): AccountStory {
  return {
    name,
    segment,
    stage: 'Adoption',
    lead,
    partner: 'jonas',
    money: { arr, currency: 'EUR' },
    started,
    reached,
    renewsIn: 365 - started,
    contacts: [
      { name: owner, title: 'Owner', persona: 'decision_maker', qualifiers: ['economic_buyer', 'champion'] },
      ...(user === undefined ? [] : [{ name: user, title: 'Content Editor', persona: 'user' as const }]),
    ],
  };
}
