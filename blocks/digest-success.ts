/** The digest's second section: conversions against earlier ones, reviews, plans, health, plays. */
import type { KnownBlock } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import { LATELY_DAYS_MORE, type FunnelLine, type SuccessFacts } from '#src/digest/domain.ts';
import { isMoved, pointsWords } from '#src/digest/words.ts';
import { isSameMilestone } from '#src/funnel/domain.ts';
import { conversionWords, hasNamesake, wholePercent } from '#src/funnel/words.ts';
import type { MovedBand, Movement } from '#src/health/domain.ts';
import { BAND_SIGNS } from '#src/health/words.ts';
import {
  briefLine,
  countedPart,
  listBlock,
  listedBlock,
  partsLine,
  short,
  whole,
  type DigestAbout,
} from './digest-lines.ts';
import { itemLine } from './digest-overdue.ts';
import { count, day, figure } from './format.ts';
import { fewText } from './funnel-parts.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';

const MILESTONES_IN_BRIEF = 3;

/** At most six lines. */
export function successBrief(facts: SuccessFacts, _about: DigestAbout): Mrkdwn[] {
  const { milestones, bottleneck, reviews, plans, health, plays } = facts;
  const begun = milestones.filter(({ entered }) => entered > 0);
  const narrow = begun.find((one) => isSameMilestone(bottleneck, one));
  const others = begun.filter((one) => one !== narrow).slice(0, MILESTONES_IN_BRIEF);
  const due = join([mrkdwn`${count(reviews.due, 'EBR')} due`, ...countedPart(reviews.late, 'late')], ', ');
  return [
    ...(narrow === undefined
      ? []
      : [
          briefLine(
            'Bottleneck',
            mrkdwn`“${short(narrow.name, 40)}”${journeyText(narrow, hasNamesake(narrow, begun))}: ${conversionText(narrow)}${latelyText(narrow)}`,
          ),
        ]),
    ...partsLine(narrow === undefined ? 'Funnel' : 'Other milestones', others.map(shortLine)),
    ...partsLine('Reviews', [
      ...(reviews.due === 0 ? [] : [due]),
      ...countedPart(reviews.held, 'held'),
      ...countedPart(reviews.booked, 'booked'),
    ]),
    ...partsLine('Plans', [
      ...countedPart(plans.kept, 'kept'),
      ...countedPart(plans.broken, 'broken'),
      ...countedPart(plans.late, 'late'),
    ]),
    ...(plays.running + plays.done === 0 ? [] : [briefLine('Plays', playsText(plays))]),
    ...(health === null ? [] : [briefLine('Health', healthText(health))]),
  ];
}

export function successDetail(facts: SuccessFacts, { today }: DigestAbout): KnownBlock[] {
  const { milestones, bottleneck, reviews, lateReviews, health, plays } = facts;
  const begun = milestones.filter(({ entered }) => entered > 0);
  const journeys = new Set(begun.map(({ journeyId }) => journeyId));
  return [
    ...listedBlock(
      mrkdwn`*Success funnel* · reached by their usual days, with a 95 % interval; lately: who began in the usual days and ${LATELY_DAYS_MORE} more before each date`,
      whole(begun),
      (one) =>
        funnelLine(one, { isBottleneck: isSameMilestone(bottleneck, one), namesJourney: journeys.size > 1 }),
    ),
    ...listedBlock(
      mrkdwn`*Late EBRs* · ${figure(reviews.late)}`,
      { total: reviews.late, accounts: lateReviews },
      (review) => itemLine(review, { today }),
    ),
    ...listedBlock(
      mrkdwn`*Late steps of plays* · ${figure(plays.late)}${nobodyText(plays)}${dataText(plays)}`,
      { total: plays.late, accounts: plays.steps },
      (step) => itemLine(step, { today }),
    ),
    ...(health === null
      ? []
      : [listBlock(mrkdwn`*Health of the morning of ${day(health.day, today)}*`, bandLines(health, today))]),
  ];
}

function journeyText({ journey }: FunnelLine, isTold: boolean): Mrkdwn {
  return isTold ? mrkdwn` (${short(journey, 30)})` : mrkdwn``;
}

function conversionText({ conversion }: FunnelLine): string {
  return conversion === null ? 'nobody began' : conversionWords(conversion);
}

/** ` · lately −1 point on last week, +3 points on the quarter before`, as far as it can be compared. */
function latelyText({ lately: { now, weekAgo, quarterAgo } }: FunnelLine): Mrkdwn {
  if (now === null) return mrkdwn``;
  const week = weekAgo === null ? null : pointsWords(now, weekAgo);
  const quarter = quarterAgo === null ? null : pointsWords(now, quarterAgo);
  if (week !== null && week === quarter)
    return mrkdwn` · lately ${week} on last week and on the quarter before`;
  const parts = [
    ...(week === null ? [] : [mrkdwn`${week} on last week`]),
    ...(quarter === null ? [] : [mrkdwn`${quarter} on the quarter before`]),
  ];
  return parts.length === 0 ? mrkdwn`` : mrkdwn` · lately ${join(parts, ', ')}`;
}

/** `“Habit” 62 % (lately +2 points)`, `“Habit” 62 % (so far)`; what did not move is told alone. */
function shortLine({ name, conversion, lately: { now, weekAgo }, few }: FunnelLine): Mrkdwn {
  if (conversion === null) return mrkdwn`“${short(name, 30)}” –`;
  const { estimate, beyond } = conversion;
  const isTold = now !== null && weekAgo !== null && isMoved(now, weekAgo);
  const moved = isTold ? [`lately ${pointsWords(now, weekAgo)}`] : [];
  // Nobody has been there for the usual days.
  const beside = [...(beyond ? ['so far'] : []), ...(few ? ['few'] : []), ...(beyond || few ? [] : moved)];
  return mrkdwn`“${short(name, 30)}” ${wholePercent(estimate)} %${beside.length === 0 ? mrkdwn`` : mrkdwn` (${beside.join(', ')})`}`;
}

function funnelLine(
  one: FunnelLine,
  { isBottleneck, namesJourney }: { isBottleneck: boolean; namesJourney: boolean },
): Mrkdwn {
  const journey = journeyText(one, namesJourney);
  const mark = isBottleneck ? mrkdwn` · *bottleneck*` : mrkdwn``;
  return mrkdwn`“${short(one.name, 40)}”${journey}: ${conversionText(one)} of ${figure(one.entered)}${latelyText(one)}${mark}${fewText(one.few)}`;
}

/** `3 done, 2 in time · 5 of 12 late` */
function playsText(plays: SuccessFacts['plays']): Mrkdwn {
  const { running, late, done, inTime } = plays;
  const ended =
    done === 0 ? [] : [mrkdwn`${figure(done)} done, ${inTime === done ? 'all' : figure(inTime)} in time`];
  const runs =
    late === 0
      ? mrkdwn`${figure(running)} running, none late`
      : mrkdwn`${figure(late)} of ${figure(running)} late`;
  return join([...ended, ...(running === 0 ? [] : [runs])], ' · ');
}

function nobodyText({ ofNobody }: SuccessFacts['plays']): Mrkdwn {
  return ofNobody > 0 ? mrkdwn`, ${figure(ofNobody)} of them with nobody` : mrkdwn``;
}

function dataText({ forData }: SuccessFacts['plays']): Mrkdwn {
  return forData > 0 ? mrkdwn`, ${figure(forData)} for missing data` : mrkdwn``;
}

/** `🔴 77 red · 41 got worse, 17 better · 71 % known` */
function healthText(health: Movement): Mrkdwn {
  const { now, beforeDay } = health;
  const moved =
    beforeDay === null
      ? []
      : [mrkdwn`${figure(worseOf(health))} got worse, ${figure(betterOf(health))} better`];
  const known = now.coverage === null ? [] : [mrkdwn`${wholePercent(now.coverage)} % known`];
  return join([mrkdwn`${BAND_SIGNS.red} ${figure(now.red)} red`, ...moved, ...known], ' · ');
}

/** ` · 71 % known (68 % a week before)` */
function knownText({ now, before }: Movement): Mrkdwn {
  if (now.coverage === null) return mrkdwn``;
  const was =
    before.coverage === null ? mrkdwn`` : mrkdwn` (${wholePercent(before.coverage)} % a week before)`;
  return mrkdwn` · ${wholePercent(now.coverage)} % known${was}`;
}

/** All bands, then who moved from one to another. */
function bandLines(health: Movement, today: BusinessDate): Mrkdwn[] {
  const { now, moves, beforeDay } = health;
  const unknown = now.unknown === 0 ? mrkdwn`` : mrkdwn` · ⚪ ${figure(now.unknown)} not known`;
  const bands = mrkdwn`${BAND_SIGNS.green} ${figure(now.green)} green · ${BAND_SIGNS.yellow} ${figure(now.yellow)} yellow · ${BAND_SIGNS.red} ${figure(now.red)} red${unknown}${knownText(health)}`;
  if (beforeDay === null) return [bands, mrkdwn`There is no earlier week to compare with.`];
  const lines = moves.map(
    ({ from, to, accounts }) => mrkdwn`${count(accounts, 'account')} from ${bandOf(from)} to ${bandOf(to)}`,
  );
  const none = mrkdwn`No account changed its band since ${day(beforeDay, today)}.`;
  return [bands, ...(lines.length === 0 ? [none] : lines)];
}

function bandOf(band: MovedBand): string {
  return band === 'unknown' ? 'not known' : band;
}

const RANK = { red: 0, yellow: 1, green: 2 } as const;

function moved(health: Movement, isMeant: (difference: number) => boolean): number {
  return health.moves.reduce(
    (sum, { from, to, accounts }) =>
      from !== 'unknown' && to !== 'unknown' && isMeant(RANK[to] - RANK[from]) ? sum + accounts : sum,
    0,
  );
}

function worseOf(health: Movement): number {
  return moved(health, (difference) => difference < 0);
}

function betterOf(health: Movement): number {
  return moved(health, (difference) => difference > 0);
}
