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
import { FEW, type GroupedFunnel, type GroupKind } from './domain.ts';
import type { GroupColumn } from './entries-query.ts';
import { countOf } from './figures.ts';
import { entryRanges } from './ranges-service.ts';
import { funnelOf, journeysAsked, type FunnelQuestion } from './service.ts';
import { countDurations, readEntriesAfter } from './store.ts';

/** By verdict of fit, by who sold the accounts, or by segment. */
export async function readGroups(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  question: FunnelQuestion,
  by: GroupColumn,
): Promise<GroupedFunnel> {
  const counts = new Counts();
  const spellings = new Spellings();
  for await (const { journey, scope, found } of entryRanges(deps, workspaceId, program, question)) {
    for (const row of await countDurations(deps.database.db, scope, found, by)) {
      const group =
        by === 'sold_by' ? spellings.note(row.grouped, row.accounts) : nameOf(row.grouped, by, program);
      counts.add(group, journey.id, row.number, row);
    }
  }
  return groupedFunnel(counts, by, program, question, (group) => spellings.commonest(group) ?? group);
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
  const counts = new Counts();
  for await (const { journey, scope, found } of entryRanges(deps, workspaceId, program, question)) {
    for (const { accountId, ...entry } of await readEntriesAfter(
      deps.database.db,
      scope,
      found,
      scenario.action.events,
    )) {
      const variant = variantsFor(scenario, accountId)[facilitator.id];
      if (variant !== undefined)
        counts.add(variant.toUpperCase(), journey.id, entry.number, { ...entry, accounts: 1 });
    }
  }
  return groupedFunnel(counts, 'variant', program, question, (group) => group);
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

/** A verdict or segment in words; null: not known. */
function nameOf(value: string | null, by: GroupColumn, program: Program): string | null {
  if (value === null || value === 'unknown') return null;
  if (by === 'fit') return VERDICT_WORDS[value as keyof typeof VERDICT_WORDS] ?? null;
  return program.segments.find(({ id }) => id === value)?.name ?? value;
}

/** Spellings of one name, which differ in case, accents or spaces, are one; it is called by the commonest. */
class Spellings {
  readonly #byKey = new Map<string, Map<string, number>>();

  /** @returns the key under which a name is counted; null: nobody said it */
  note(name: string | null, accounts: number): string | null {
    const key = name === null ? '' : nameKey(name.replaceAll('"', ''));
    if (name === null || key === '') return null;
    const known = this.#byKey.get(key) ?? new Map<string, number>();
    this.#byKey.set(key, known.set(name, (known.get(name) ?? 0) + accounts));
    return key;
  }

  commonest(key: string): string | undefined {
    const known = [...(this.#byKey.get(key) ?? [])];
    return known.toSorted(([a, x], [b, y]) => y - x || compareTexts(a, b))[0]?.[0];
  }
}
