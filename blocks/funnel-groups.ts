/** The funnel group by group: by fit, by who sold the customers, by segment, by variant. */
import type { KnownBlock } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import {
  FEW,
  type EntryGroup,
  type FunnelAbout,
  type GroupedFunnel,
  type GroupFunnel,
  type MilestoneKey,
} from '#src/funnel/domain.ts';
import { barOf, chanceWords, conversionWords, GROUP_WORDS, groupName, placeView } from '#src/funnel/words.ts';
import { actions, context, header, say, section, type Answer } from './build.ts';
import { count, figure } from './format.ts';
import { footButtons, ofWords, viewButton } from './funnel-parts.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';

interface VariantsOf {
  scenarioId: string;
  facilitatorId: string;
}

export interface FunnelGroups {
  grouped: GroupedFunnel;
  /** How the view is typed. */
  view: string;
  about: FunnelAbout;
  today: BusinessDate;
  /** Behind the title: which facilitator's variants they are. */
  of: (VariantsOf & { name: string; isLater: boolean }) | null;
  page: number;
}

const GROUPS_SHOWN = 6;
const MILESTONES_PER_PAGE = 5;
const NAME_SHOWN = 60;
const BUTTON_SHOWN = 40;
/** Behind those of all groups. */
const OTHER_BUTTON = 100;

export function funnelGroups(shown: FunnelGroups): Answer {
  const { grouped, about, today, page, of, view } = shown;
  const { by } = GROUP_WORDS[grouped.by];
  const [first] = grouped.groups;
  if (first === undefined || grouped.groups.every(({ name }) => name === null)) return nothingKnown(shown);
  const start = (page - 1) * MILESTONES_PER_PAGE;
  const begun = first.milestones
    .map(({ id, journeyId, name }, place) => ({ id, journeyId, name, place }))
    .filter(({ place }) => grouped.groups.some(({ milestones }) => milestones[place]!.entered > 0));
  if (begun.length === 0) return nothingKnown(shown);
  const hasMore = begun.length > start + MILESTONES_PER_PAGE;
  const title = mrkdwn`Success funnel by ${by}${of === null ? mrkdwn`` : mrkdwn` of ${of.name}`}${ofWords(about, today)}`;
  const heads = [header(`Success funnel by ${by}`), ...headOf(shown)];
  const foot = [explanation(shown), ...otherEntries(shown), footButtons(view, about, { page, hasMore })];
  const rows = begun
    .slice(start, start + MILESTONES_PER_PAGE)
    .map(({ id, journeyId, name, place }, index) => [
      section(milestoneText(grouped, place, name)),
      ...groupButtons(shown, { id, journeyId, name, place }, index * GROUPS_SHOWN),
    ]);
  const blocks = rowsWithin(limits.message, rows, {
    reserve: [...heads, ...foot],
    more: (hidden) => [context(mrkdwn`and ${count(hidden, 'more milestone')} did not fit`)],
  });
  return { text: title, blocks: [...heads, ...blocks, ...foot], share: true };
}

function headOf({ of, about, today }: FunnelGroups): KnownBlock[] {
  const words = ofWords(about, today);
  if (of === null && words.value === '') return [];
  return [context(mrkdwn`${of === null ? 'All' : of.name}${words}`)];
}

function nothingKnown({ grouped, about, today, of }: FunnelGroups): Answer {
  const hasGroups = grouped.by !== 'variant' && grouped.groups.some(({ name }) => name !== null);
  const known = {
    fit: mrkdwn`of no account it is known whether it fits. \`/account fit ACCOUNT\` assesses one`,
    sold_by: mrkdwn`nobody said who sold the customers. \`/account edit ACCOUNT\` writes it down`,
    segment: mrkdwn`no account is on a journey yet`,
    variant:
      of?.isLater === true
        ? mrkdwn`no account has begun on a milestone after it entered the scenario`
        : mrkdwn`no account was at a milestone when it entered the scenario`,
  }[grouped.by];
  const why = hasGroups ? mrkdwn`nobody began on a milestone` : known;
  return say(mrkdwn`Success funnel by ${GROUP_WORDS[grouped.by].by}${ofWords(about, today)}: ${why}.`);
}

/** Those that have room; segments are always said. */
function groupsShown({ groups, by }: GroupedFunnel): { shown: GroupFunnel[]; hidden: number } {
  const named = groups.filter((group) => group.name !== null || by !== 'segment');
  return { shown: named.slice(0, GROUPS_SHOWN), hidden: Math.max(0, named.length - GROUPS_SHOWN) };
}

function milestoneText(grouped: GroupedFunnel, index: number, name: string): Mrkdwn {
  const { shown, hidden } = groupsShown(grouped);
  const lines = shown.map((group) => groupText(group, index, grouped));
  const more = hidden > 0 ? [mrkdwn`and ${count(hidden, 'more group')}, which are smaller`] : [];
  return join([mrkdwn`*${name}*`, ...lines, ...more, testText(grouped, index)], '\n');
}

/** To the accounts of each group that began on the milestone. */
function groupButtons(
  { grouped, about, of }: FunnelGroups,
  { id, journeyId, name, place }: MilestoneKey & { name: string; place: number },
  firstButton: number,
): KnownBlock[] {
  const buttons = groupsShown(grouped).shown.flatMap((group, index) => {
    const began = group.milestones[place]?.entered ?? 0;
    const asked = askedFor(group, grouped.by, of);
    if (began === 0 || asked === null) return [];
    const called = truncate(groupName(grouped.by, group.name), BUTTON_SHOWN);
    const view = placeView({ kind: 'milestone', id, journeyId }, null, { group: asked, window: null });
    const label = `The ${count(began, 'account')} of ${called} that began on ${name}`;
    return [viewButton(called, view, about, firstButton + index, { label })];
  });
  return buttons.length === 0 ? [] : [actions(...buttons)];
}

function askedFor(
  { group }: GroupFunnel,
  by: GroupedFunnel['by'],
  of: FunnelGroups['of'],
): EntryGroup | null {
  if (by !== 'variant') return { by, group };
  if (of === null || group === null) return null;
  const { scenarioId, facilitatorId, isLater } = of;
  return { by, scenarioId, facilitatorId, group, ...(isLater ? { isLater } : {}) };
}

function groupText({ name, milestones }: GroupFunnel, index: number, { by }: GroupedFunnel): Mrkdwn {
  const milestone = milestones[index];
  const title = truncate(name ?? GROUP_WORDS[by].none, NAME_SHOWN);
  const conversion = milestone?.conversion ?? null;
  if (milestone === undefined || conversion === null) return mrkdwn`▱▱▱▱▱▱▱▱▱▱ ${title}: nobody began`;
  const few = milestone.few ? ' (few)' : '';
  return mrkdwn`${barOf(conversion.estimate)} ${title}: ${conversionWords(conversion)}, of ${`${figure(milestone.entered)}${few}`}`;
}

/** What the test says, in words before the figure. */
function testText({ tests, groups, by }: GroupedFunnel, index: number): Mrkdwn {
  const test = tests[index] ?? null;
  if (test === null) return mrkdwn`_${notCompared(groups, by, index)}_`;
  const differ = test.pValue < 0.05;
  return differ
    ? mrkdwn`_They do not reach it alike fast (log-rank ${chanceWords(test.pValue)})._`
    : mrkdwn`_No difference that can be told from chance (log-rank ${chanceWords(test.pValue)})._`;
}

/** What is too few, and who is left out. */
function notCompared(groups: readonly GroupFunnel[], by: GroupedFunnel['by'], index: number): string {
  const began = (group: GroupFunnel) => group.milestones[index]?.entered ?? 0;
  const large = groups.filter((group) => group.name !== null && began(group) >= FEW);
  if (large.length > 1)
    return 'Cannot be compared yet: nobody reached it on a day on which two of the groups were at it.';
  const [only] = large;
  const has = only === undefined ? 'none has' : `only ${truncate(only.name ?? '', NAME_SHOWN)} has`;
  const unnamed = groups.some((group) => group.name === null && began(group) > 0) && by !== 'segment';
  const out = unnamed ? `; “${GROUP_WORDS[by].none}” is no group` : '';
  return `Too few to compare: it takes two groups of which ${FEW} accounts each began, and ${has} as many${out}.`;
}

const OTHER_GROUPS = 'A difference is an association: the groups differ in other things, too.';
const DRAWN =
  'Variants are drawn by lot, so that a difference is the facilitator’s. Counted is the milestone at which an account was when it entered the scenario, from that day on.';
const LATER =
  'A difference is an association: only who got through the milestone before began on these, and one variant may have helped others through than the other did.';

function explanation({ of }: FunnelGroups): KnownBlock {
  const draw = of === null ? OTHER_GROUPS : of.isLater ? LATER : DRAWN;
  return context(
    mrkdwn`${draw} Behind each share stands its 95 % interval. The test is of groups with at least ${FEW} accounts that began.`,
  );
}

/** From the entries of which the draw tells to the later ones, and back. */
function otherEntries({ of, about }: FunnelGroups): KnownBlock[] {
  if (of === null) return [];
  const text = of.isLater ? 'Where they were at the draw' : 'Later milestones';
  const view = variantView(of, !of.isLater);
  return [actions(viewButton(text, view, about, OTHER_BUTTON, { replace: true }))];
}

/** How the variants of a facilitator are asked for. @param isLater of milestones on which accounts began after the draw */
export function variantView({ scenarioId, facilitatorId }: VariantsOf, isLater = false): string {
  return `by variant:${scenarioId}:${facilitatorId}${isLater ? ':later' : ''}`;
}

/** A facilitator whose variants can be compared. */
export interface TestedFacilitator {
  scenarioId: string;
  scenario: string;
  facilitatorId: string;
  facilitator: string;
}

const TESTS_SHOWN = 20;

/** Which variants? One press says it. */
export function variantChoice(tests: readonly TestedFacilitator[], about: FunnelAbout): Answer {
  if (tests.length === 0) {
    return say(
      mrkdwn`No scenario tests two variants of a facilitator yet. \`/cs scenario\` shows the scenarios: a facilitator whose effect is filled in has variants.`,
    );
  }
  const text = mrkdwn`Of which facilitator shall the variants be compared?`;
  const buttons = tests
    .slice(0, TESTS_SHOWN)
    .map(({ scenarioId, facilitatorId, scenario, facilitator }, index) =>
      viewButton(
        truncate(`${facilitator} (${scenario})`, 75),
        variantView({ scenarioId, facilitatorId }),
        about,
        index,
        {
          replace: true,
        },
      ),
    );
  const hidden = tests.length - TESTS_SHOWN;
  const more =
    hidden > 0
      ? [context(mrkdwn`and ${hidden} more: their scenarios can be retired when they are done`)]
      : [];
  return { text, blocks: [section(text), actions(...buttons), ...more] };
}
