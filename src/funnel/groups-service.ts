/** The funnel by what may make the difference: fit, who sold it, segment, and the variants of a facilitator. */
import { nameKey } from '../accounts/name-key.ts';
import type { Deps } from '../base/deps.ts';
import { compareTexts } from '../base/text.ts';
import { VERDICT_WORDS } from '../fit/words.ts';
import type { AppliedProgram, Program } from '../program/domain.ts';
import type { Facilitator, Scenario } from '../scenarios/domain.ts';
import { variantsFor } from '../scenarios/funnel-service.ts';
import { logRank } from '../stats/log-rank.ts';
import { Counts } from './counts.ts';
import { FEW, type GroupColumn, type GroupedFunnel, type GroupKind } from './domain.ts';
import type { AccountRow, Columns } from './account-store.ts';
import { allNumbers, entriesOf, isWithin, type Entry } from './entries.ts';
import { countOf } from './figures.ts';
import { journeysAsked, walkAccounts } from './accounts-service.ts';
import { funnelOf, type FunnelQuestion } from './service.ts';

/** By verdict of fit, by who sold the accounts, or by segment. */
export async function readGroups(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  question: FunnelQuestion,
  by: GroupColumn,
): Promise<GroupedFunnel> {
  const spellings = new Spellings();
  const groupOf = ({ group }: AccountRow) => {
    if (by === 'sold_by') return spellings.note(group);
    return by === 'fit' && group === 'unknown' ? null : group;
  };
  const counts = await countGroups(deps, workspaceId, program, question, { group: by }, groupOf);
  const names = {
    fit: (verdict: string) => VERDICT_WORDS[verdict as keyof typeof VERDICT_WORDS] ?? verdict,
    sold_by: (key: string) => spellings.commonest(key) ?? key,
    segment: (id: string) => program.segments.find((segment) => segment.id === id)?.name ?? id,
  };
  return groupedFunnel(counts, by, program, question, names[by]);
}

/**
 * By the variants of a facilitator, A and B, of the entries that were made since the account entered the scenario. Which
 * variant an account sees was drawn by lot, so that nothing else tells the two groups apart.
 */
export async function readVariants(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  question: FunnelQuestion,
  scenario: Scenario,
  facilitator: Facilitator,
): Promise<GroupedFunnel> {
  const columns = { events: scenario.action.events };
  const groupOf = ({ id, didOn }: AccountRow, { enteredOn }: Entry) =>
    didOn === null || didOn > enteredOn
      ? undefined
      : variantsFor(scenario, id)[facilitator.id]?.toUpperCase();
  const counts = await countGroups(deps, workspaceId, program, question, columns, groupOf);
  return groupedFunnel(counts, 'variant', program, question, (group) => group);
}

/** @param groupOf null: a group without a name; undefined: the entry is in none */
async function countGroups(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program,
  question: FunnelQuestion,
  columns: Columns,
  groupOf: (account: AccountRow, entry: Entry) => string | null | undefined,
): Promise<Counts> {
  const { date, segment } = question;
  const counts = new Counts();
  const walk = walkAccounts(deps, workspaceId, program, { knownOn: date, segment, columns });
  for await (const { journey, accounts } of walk) {
    for (const account of accounts) {
      for (const entry of entriesOf(account, date, allNumbers(journey))) {
        const group = isWithin(entry, question) ? groupOf(account, entry) : undefined;
        if (group !== undefined) counts.add(group, journey.id, entry);
      }
    }
  }
  return counts;
}

function groupedFunnel(
  counts: Counts,
  by: GroupKind,
  program: Program,
  question: FunnelQuestion,
  nameOfGroup: (group: string) => string,
): GroupedFunnel {
  const { date, segment, since } = question;
  const groups = counts
    .groups()
    .map((group) => ({
      name: group === null ? null : nameOfGroup(group),
      group,
      milestones: funnelOf(counts, group, program, question).milestones,
    }))
    .toSorted(greatestFirst);
  const tests = journeysAsked(program, segment).flatMap((journey) =>
    journey.phases.map(({ milestone }, index) => {
      const compared = groups
        .filter(({ group }) => group !== null)
        .map(({ group }) => counts.of(group, journey.id, index + 1))
        .filter((entries) => countOf(entries) >= FEW);
      return [milestone.id, logRank(compared)] as const;
    }),
  );
  return {
    by,
    date,
    segment,
    since,
    groups: groups.map(({ name, milestones }) => ({ name, milestones })),
    tests: Object.fromEntries(tests),
  };
}

interface Sortable {
  name: string | null;
  milestones: readonly { entered: number }[];
}

function greatestFirst(a: Sortable, b: Sortable): number {
  const entries = ({ milestones }: Sortable) => milestones.reduce((sum, { entered }) => sum + entered, 0);
  return (
    Number(a.name === null) - Number(b.name === null) ||
    entries(b) - entries(a) ||
    compareTexts(a.name ?? '', b.name ?? '')
  );
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
