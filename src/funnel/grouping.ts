/** By what entries are counted apart, or listed by themselves: in which group each one is, and what it is called. */
import { nameKey } from '../accounts/name-key.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { compareTexts } from '../base/text.ts';
import { VERDICT_WORDS } from '../fit/words.ts';
import type { Program } from '../program/domain.ts';
import type { Facilitator, Scenario } from '../scenarios/domain.ts';
import { variantsFor } from '../scenarios/variants.ts';
import type { AccountRow, Columns } from './account-store.ts';
import type { GroupColumn } from './domain.ts';
import type { Entry } from './entries.ts';

export interface Grouping {
  /** What has to be read of each account. */
  columns: Columns;
  /** @returns null: a group without a name; undefined: the entry is in none */
  groupOf(account: AccountRow, entry: Entry): string | null | undefined;
  /** What of an entry in a group counts; default: all of it. */
  countedOf?(account: AccountRow, entry: Entry): Entry;
  /** As people call a group of which an entry was seen. */
  nameOf(group: string): string;
}

/** By verdict of fit, by who sold the accounts, or by segment. */
export function groupBy(by: GroupColumn, { segments }: Program): Grouping {
  const columns = { group: by };
  switch (by) {
    case 'fit':
      return {
        columns,
        groupOf: ({ group }) => (group === 'unknown' ? null : group),
        nameOf: (verdict) => VERDICT_WORDS[verdict as keyof typeof VERDICT_WORDS] ?? verdict,
      };
    case 'sold_by': {
      const spellings = new Spellings();
      return {
        columns,
        groupOf: ({ group }) => spellings.note(group),
        nameOf: (key) => spellings.commonest(key) ?? key,
      };
    }
    case 'segment':
      return {
        columns,
        groupOf: ({ group }) => group,
        nameOf: (id) => segments.find((segment) => segment.id === id)?.name ?? id,
      };
  }
}

/**
 * By the variants of a facilitator, A and B. Which one an account sees was drawn by lot, so that nothing else tells the two
 * groups apart on the day on which they enter the scenario: the entry that is open then counts, from that day on, whether
 * it is reached or not. The days before it, of which no variant was a part, do not.
 * @param isLater those that were made after that day instead: only who got through the one before has them, so that they
 *   tell of an association
 */
export function groupByVariant(scenario: Scenario, facilitator: Facilitator, isLater = false): Grouping {
  const wanted = isLater ? 'later' : 'open';
  return {
    columns: { events: scenario.action.events },
    groupOf: ({ id, didOn }, entry) =>
      didOn === null || standsOn(didOn, entry) !== wanted
        ? undefined
        : variantsFor(scenario, id)[facilitator.id]?.toUpperCase(),
    countedOf: ({ didOn }, entry) =>
      didOn === null || didOn <= entry.enteredOn ? entry : { ...entry, enteredOn: didOn },
    nameOf: (variant) => variant,
  };
}

/** What a day knows of an entry at its end; of one that left on it: that it was open. */
function standsOn(day: BusinessDate, { enteredOn, outcome, endedOn }: Entry): 'open' | 'later' | 'over' {
  if (enteredOn > day) return 'later';
  return endedOn > day || (endedOn === day && outcome !== 'reached') ? 'open' : 'over';
}

/** Spellings of one name, which differ in case, accents or spaces, are one; it is called by the commonest. */
class Spellings {
  readonly #byKey = new Map<string, Map<string, number>>();
  /** Few people sell many accounts: each spelling is looked at once. */
  readonly #keys = new Map<string, string>();

  /** @returns the key under which a name is counted; null: nobody said it */
  note(name: string | null): string | null {
    if (name === null) return null;
    const key = this.#keys.get(name) ?? nameKey(name.replaceAll('"', ''));
    this.#keys.set(name, key);
    if (key === '') return null;
    const known = this.#byKey.get(key) ?? new Map<string, number>();
    this.#byKey.set(key, known.set(name, (known.get(name) ?? 0) + 1));
    return key;
  }

  commonest(key: string): string | undefined {
    const known = [...(this.#byKey.get(key) ?? [])];
    return known.toSorted(([a, x], [b, y]) => y - x || compareTexts(a, b))[0]?.[0];
  }
}
