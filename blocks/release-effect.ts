/** What a release did to its milestone, in words. It is never called the cause. */
import type { BusinessDate } from '#src/base/business-date.ts';
import { FEW, type Side } from '#src/funnel/domain.ts';
import { chanceWords, wholePercent } from '#src/funnel/words.ts';
import {
  againstExpected,
  isFasterOrSlower,
  type Began,
  type Comparison,
  type ToldRelease,
  type Verdict,
} from '#src/releases/domain.ts';
import { away, count, day, listed } from './format.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';

const NAME_SHOWN = 100;

const VERDICT_WORDS: Record<Verdict, string> = {
  raised: '🟢 Conversion rose',
  maybe_raised: '⚪ Conversion may have risen',
  lowered: '🔴 Conversion fell',
  maybe_lowered: '⚪ Conversion may have fallen',
  unmoved: '⚪ Moved nothing that can be told',
  few: '⚪ Too few entered to tell',
  unknown: '⚪ Cannot be told',
};

/** In one line what came of it, for the digest and a list. */
export function effectLine({ release, milestone, effect }: ToldRelease, today: BusinessDate): Mrkdwn {
  switch (effect.kind) {
    case 'retired':
      return mrkdwn`It is retired.`;
    case 'no-milestone':
      return mrkdwn`⚪ Its milestone “${truncate(release.milestoneId, NAME_SHOWN)}” is not in the program any more: choose another one.`;
    case 'coming':
      return mrkdwn`⚪ Comes ${away(release.day, today)}; its effect can be told from ${day(effect.from, today)}, if ${FEW} began before it and ${FEW} since.`;
    case 'early': {
      const usual = count(milestone?.usualDays ?? 0, 'day');
      return mrkdwn`⚪ Too early to tell: the milestone usually takes ${usual}, so ${tellableText(effect, today)}.`;
    }
    case 'compared':
      return comparedLine(effect, release.expected);
  }
}

/** `from Tue 29 Dec, if 10 begin by then; 2 so far`: what is foreseeable is said before the day comes. */
export function tellableText(
  { from, began: { before, since } }: { from: BusinessDate; began: Began },
  today: BusinessDate,
): Mrkdwn {
  const start = mrkdwn`from ${day(from, today)}`;
  if (before < FEW)
    return mrkdwn`${start} at the earliest: it takes ${FEW} that began before it and ${FEW} since, and there are ${before} and ${since} so far`;
  return since < FEW ? mrkdwn`${start}, if ${FEW} begin by then; ${since} so far` : start;
}

/** The line for who has two minutes: without the interval and the test, which the whole line tells. */
export function effectBrief(told: ToldRelease, today: BusinessDate): Mrkdwn {
  const { release, effect } = told;
  if (effect.kind !== 'compared' || effect.verdict === 'few' || effect.difference === null)
    return effectLine(told, today);
  const points = differenceText(effect.difference.estimate);
  return mrkdwn`${headOf(effect)}: ${points}${expectedText(effect, release.expected)}`;
}

function headOf({ verdict }: Comparison): Mrkdwn {
  return mrkdwn`*${VERDICT_WORDS[verdict]}*`;
}

function comparedLine(compared: Comparison, expected: number): Mrkdwn {
  const { verdict, difference } = compared;
  const head = headOf(compared);
  if (verdict === 'few') {
    return mrkdwn`${head}: ${compared.before.entered} before, ${compared.after.entered} since; it takes ${FEW} each.`;
  }
  if (difference === null) return mrkdwn`${head}: nobody was seen for the usual days on one side.`;
  return mrkdwn`${head}: ${pointsText(difference)}${expectedText(compared, expected)}${contestedText(compared)}`;
}

/** Where the test over all the days sees it otherwise, a person should not rely on the line alone. */
function contestedText(compared: Comparison): Mrkdwn {
  if (isFasterOrSlower(compared)) return mrkdwn`. How fast they reach it does differ, by the log-rank test`;
  return compared.verdict === 'maybe_raised' || compared.verdict === 'maybe_lowered'
    ? mrkdwn`. Not confirmed by the log-rank test over all days`
    : mrkdwn``;
}

/** `+7 points (−2 to +16)` */
export function pointsText({ estimate, low, high }: NonNullable<Comparison['difference']>): string {
  return `${differenceText(estimate)} (${signed(low)} to ${signed(high)})`;
}

function differenceText(estimate: number): string {
  return `${signed(estimate)} ${Math.abs(Math.round(estimate * 100)) === 1 ? 'point' : 'points'}`;
}

function signed(share: number): string {
  const points = Math.round(share * 100);
  return points > 0 ? `+${points}` : points < 0 ? `−${-points}` : '0';
}

function expectedText({ difference, verdict }: Comparison, expected: number): Mrkdwn {
  switch (againstExpected(difference, expected)) {
    case 'reached':
      // Of a rise that is not sure it is not said that it was met.
      return verdict === 'raised' ? mrkdwn`; expected +${expected}: met` : mrkdwn`; expected +${expected}`;
    case 'missed':
      return mrkdwn`; expected +${expected}: not met`;
    case 'open':
      return mrkdwn`; expected +${expected}: still possible`;
    case null:
      return mrkdwn``;
  }
}

/** The figures behind the line, small; nothing where there is nothing to compare. */
export function effectFigures({ milestone, effect, beside }: ToldRelease, today: BusinessDate): Mrkdwn[] {
  if (effect.kind !== 'compared' || milestone === null) return [];
  const { before, after, pValue, windows } = effect;
  const test = pValue === null ? [] : [mrkdwn`log-rank ${chanceWords(pValue)}`];
  const sides = [
    mrkdwn`before (from ${day(windows.before.from, today)}, seen up to the release): ${sideText(before)}`,
    mrkdwn`since (up to ${day(windows.after.upTo, today)}): ${sideText(after)}`,
    ...test,
  ];
  const others = beside.map((other) => `${truncate(other.name, NAME_SHOWN)} (${day(other.day, today)})`);
  return [
    mrkdwn`Reached by ${count(milestone.usualDays, 'day')} · ${join(sides, ' · ')}`,
    others.length === 0
      ? mrkdwn`An association, not a cause: other things changed in that time, too.`
      : mrkdwn`An association, not a cause. In that time for the same milestone, too: ${listed(others, 4)}.`,
  ];
}

/** `42 % (31–54) of 57` */
function sideText({ conversion, entered }: Side): string {
  if (conversion === null) return `not known, of ${entered}`;
  const { estimate, low, high } = conversion;
  return `${wholePercent(estimate)} % (${wholePercent(low)}–${wholePercent(high)}) of ${entered}`;
}
