/** What the figures of the funnel are called where people read them. Plain text, to be escaped where it is shown. */
import { count } from '../base/words.ts';
import {
  FEW,
  isSameMilestone,
  NO_FILTER,
  type ChurnRate,
  type Conversion,
  type EntryFilter,
  type EntryGroup,
  type FunnelAbout,
  type GroupKind,
  type ListPlace,
  type MilestoneFunnel,
  type Outcome,
} from './domain.ts';

const NO_BREAK = '\u00A0';

export const OUTCOME_WORDS: Record<Outcome, string> = {
  reached: 'reached it',
  churned: 'left',
  open: 'still open',
};

export const GROUP_WORDS: Record<GroupKind, { by: string; none: string }> = {
  fit: { by: 'fit', none: 'Fit not known' },
  sold_by: { by: 'who sold the customers', none: 'Not said who sold them' },
  segment: { by: 'segment', none: 'No segment' },
  variant: { by: 'variant', none: 'No variant' },
};

/** What a group of entries is called; one without a name: that nobody said it. */
export function groupName(by: GroupKind, name: string | null): string {
  if (name === null) return GROUP_WORDS[by].none;
  return by === 'variant' ? `Variant ${name}` : name;
}

/** What stands beside a figure of fewer accounts than `FEW`. */
export const FEW_WORDS = 'few: take it as a hint';

/** Why there is no bottleneck. */
export function noBottleneckWords(milestones: readonly Pick<MilestoneFunnel, 'entered'>[]): string {
  return milestones.every(({ entered }) => entered < FEW)
    ? `fewer than ${FEW} accounts began on each milestone`
    : `where at least ${FEW} accounts began, nobody has been for the usual days yet`;
}

/** Whether another milestone that accounts began on is called alike, so that its journey has to be said, too. */
export function hasNamesake(
  one: Pick<MilestoneFunnel, 'id' | 'journeyId' | 'name'>,
  all: readonly Pick<MilestoneFunnel, 'id' | 'journeyId' | 'name' | 'entered'>[],
): boolean {
  return all.some((other) => other.name === one.name && other.entered > 0 && !isSameMilestone(one, other));
}

/** A share from 0 to 1 in whole per cent, without the sign; neither nothing nor all where it is not quite. */
export function wholePercent(share: number): string {
  const rounded = Math.round(share * 100);
  if (rounded === 0 && share > 0) return '<1';
  return rounded === 100 && share < 1 ? '>99' : String(rounded);
}

/**
 * `62 % within 45 days (53 to 70 %)`, and that it is a floor where nobody was followed for so long.
 * @param which behind “within”, where it stands beside another one: `the usual`
 */
export function conversionWords(conversion: Conversion, which = ''): string {
  const { at, estimate, low, high, beyond } = conversion;
  const days = count(at, 'day').replace(' ', NO_BREAK);
  const bounds = `${wholePercent(low)} to ${wholePercent(high)}${NO_BREAK}%`;
  const within = which === '' ? 'within' : `within ${which}`;
  const told = `${wholePercent(estimate)}${NO_BREAK}% ${within} ${days} (${bounds})`;
  return beyond ? `${told}, so far: nobody has been there for that long` : told;
}

/** `2.1 per 100 account-months (1.1 to 3.7)`. */
export function rateWords({ estimate, low, high }: ChurnRate): string {
  const one = (rate: number) => (rate >= 100 ? String(Math.round(rate)) : rate.toFixed(1));
  return `${one(estimate)} per 100 account-months (${one(low)} to ${one(high)})`;
}

/** The chance as people write it: `p = 0.03`, `p < 0.001`. */
export function chanceWords(pValue: number): string {
  return pValue < 0.001 ? 'p < 0.001' : `p = ${pValue.toFixed(pValue < 0.1 ? 3 : 2)}`;
}

/** A share from 0 to 1 as a bar of ten parts. */
export function barOf(share: number): string {
  const full = Math.round(share * 10);
  return '▰'.repeat(full) + '▱'.repeat(10 - full);
}

const PLACE_WORDS: Record<ListPlace['kind'], string> = {
  milestone: 'at',
  finished: 'finished',
  trial: 'trial',
};

/** How the accounts at a place are asked for. @param outcome null: all of them */
export function placeView(
  place: ListPlace,
  outcome: Outcome | null,
  { group, window }: EntryFilter = NO_FILTER,
): string {
  const parts = [
    `${PLACE_WORDS[place.kind]}:${placeTyped(place)}${outcome === null ? '' : `:${outcome}`}`,
    ...(group === null ? [] : [`in:${groupTyped(group)}`]),
    ...(window === null ? [] : [`from:${window.from}..${window.upTo}`]),
  ];
  return parts.join(' ');
}

function placeTyped(place: ListPlace): string {
  return place.kind === 'milestone' && place.journeyId !== undefined
    ? `${place.journeyId}/${place.id}`
    : place.id;
}

/** A name may hold what parts words. */
function groupTyped(group: EntryGroup): string {
  const parts =
    group.by === 'variant'
      ? [
          group.by,
          group.scenarioId,
          group.facilitatorId,
          group.group,
          ...(group.isLater === true ? ['later'] : []),
        ]
      : [group.by.replace('_', '-'), group.group ?? ''];
  return parts.map((part) => encodeURIComponent(part)).join(':');
}

/** What stands behind `/cs funnel`, so that it is read as it is meant. @param view how the view is typed; empty: the funnel */
export function restOf(view: string, { segment, since }: FunnelAbout, page = 1): string {
  const parts = [
    view,
    segment === null ? '' : `segment:${segment.id}`,
    since === null ? '' : `since ${since}`,
    page > 1 ? `page:${page}` : '',
  ];
  return parts.filter((part) => part !== '').join(' ');
}
