/** The funnel by what may make the difference: fit, who sold it, segment, and the variants of a facilitator. */
import type { Deps } from '../base/deps.ts';
import { compareTexts } from '../base/text.ts';
import type { AppliedProgram, Program } from '../program/domain.ts';
import type { Facilitator, Scenario } from '../scenarios/domain.ts';
import { logRank } from '../stats/log-rank.ts';
import { journeysAsked, walkAccounts } from './accounts-service.ts';
import { Counts } from './counts.ts';
import { FEW, type GroupColumn, type GroupedFunnel, type GroupKind } from './domain.ts';
import { allNumbers, entriesOf, isWithin } from './entries.ts';
import { countOf } from './figures.ts';
import { groupBy, groupByVariant, type Grouping } from './grouping.ts';
import { funnelOf, type FunnelQuestion } from './service.ts';

/** By verdict of fit, by who sold the accounts, or by segment. */
export function readGroups(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  question: FunnelQuestion,
  by: GroupColumn,
): Promise<GroupedFunnel> {
  return readGrouped(deps, workspaceId, program, question, by, groupBy(by, program));
}

/** By the variants of a facilitator. @param isLater of `groupByVariant` */
export function readVariants(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  question: FunnelQuestion,
  scenario: Scenario,
  facilitator: Facilitator,
  isLater = false,
): Promise<GroupedFunnel> {
  const grouping = groupByVariant(scenario, facilitator, isLater);
  return readGrouped(deps, workspaceId, program, question, 'variant', grouping);
}

async function readGrouped(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program,
  question: FunnelQuestion,
  by: GroupKind,
  { columns, groupOf, countedOf, nameOf }: Grouping,
): Promise<GroupedFunnel> {
  const { date, segment } = question;
  const counts = new Counts();
  const walk = walkAccounts(deps, workspaceId, program, { knownOn: date, segment, columns });
  for await (const { journey, accounts } of walk) {
    for (const account of accounts) {
      for (const entry of entriesOf(account, date, allNumbers(journey))) {
        const group = groupOf(account, entry);
        if (group === undefined) continue;
        const counted = countedOf?.(account, entry) ?? entry;
        if (isWithin(counted, question)) counts.add(group, journey.id, counted);
      }
    }
  }
  return groupedFunnel(counts, by, program, question, nameOf);
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
    journey.phases.map((_, index) => {
      const compared = groups
        .filter(({ group }) => group !== null)
        .map(({ group }) => counts.of(group, journey.id, index + 1))
        .filter((entries) => countOf(entries) >= FEW);
      return logRank(compared);
    }),
  );
  return {
    by,
    date,
    segment,
    since,
    groups,
    tests,
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
