/** What is ahead: how many will reach their milestone soon, how good that was a quarter ago, and who renews first. */
import type { Button, KnownBlock } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import type {
  Backtest,
  Expected,
  Forecast,
  FunnelAbout,
  MilestoneForecast,
  Prospect,
  RenewalOutlook,
  ValueAhead,
} from '#src/funnel/domain.ts';
import { placeView } from '#src/funnel/words.ts';
import { accountRest } from './account-choice.ts';
import { context, header, say, section, type Answer } from './build.ts';
import { away, count, day, figure, money, sumsWords } from './format.ts';
import { fewText, footButtons, ofWords, sinceAside, viewButton } from './funnel-parts.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface ForecastShown {
  forecast: Forecast;
  /** Its day is told, and does not apply. */
  about: FunnelAbout;
  today: BusinessDate;
}

const CURRENCIES = 3;

export function forecastAnswer({ forecast, about: asked, today }: ForecastShown): Answer {
  const about = { ...asked, since: null };
  const aside = sinceAside(asked.since, today);
  const open = forecast.milestones.reduce((sum, milestone) => sum + milestone.open, 0);
  if (open === 0) {
    const nothing = mrkdwn`No account works on a milestone${ofWords(about, today)}, so that there is nothing to forecast.`;
    return say(join([nothing, ...aside], '\n'));
  }
  const [soon] = forecast.expected;
  const text = mrkdwn`Of ${count(open, 'open account')}, ${soon === undefined ? '' : expectedWords(soon)} reach their milestone in the next 30 days`;
  const heads = [
    header('Forecast'),
    section(
      mrkdwn`*All milestones*${ofWords(about, today)} · ${count(open, 'open account')}${fewText(areFew(forecast.milestones))}\n${expectedText(forecast.expected)}`,
    ),
    ...aside.map((line) => context(line)),
  ];
  const foot = [
    ...backtestBlocks(forecast.backtest, today),
    explanation(forecast.expected),
    footButtons('forecast', asked, { page: 1, hasMore: false }),
  ];
  const rows = forecast.milestones
    .filter((milestone) => milestone.open > 0)
    .map((milestone, index) => [
      section(
        mrkdwn`*${milestone.name}* · ${count(milestone.open, 'open account')}${fewText(milestone.few)}\n${expectedText(milestone.expected)}`,
        whoButton(milestone, about, index),
      ),
    ]);
  const blocks = rowsWithin(limits.message, rows, {
    reserve: [...heads, ...foot],
    more: (hidden) => [context(mrkdwn`and ${count(hidden, 'more milestone')} did not fit`)],
  });
  return { text, blocks: [...heads, ...blocks, ...foot], share: true };
}

/** To the open accounts, each with its likely date. */
function whoButton(
  { id, journeyId, name, open }: MilestoneForecast,
  about: FunnelAbout,
  number: number,
): Button {
  return viewButton('Who and when', placeView({ kind: 'milestone', id, journeyId }, 'open'), about, number, {
    label: `The ${count(open, 'account')} still open at ${name}, with their likely dates`,
  });
}

/** Whether each of those that have somebody open is forecast of few. */
function areFew(milestones: readonly MilestoneForecast[]): boolean {
  return milestones.every(({ open, few }) => open === 0 || few);
}

function expectedText(expected: readonly Expected[]): Mrkdwn {
  const lines = expected.map((one) => mrkdwn`next ${count(one.days, 'day')}: ${floorWords(one)} reach it`);
  return join(lines, '\n');
}

/** `12 (8 to 17)`. */
function expectedWords({ expected, low, high }: Pick<Expected, 'expected' | 'low' | 'high'>): string {
  const told = expected < 10 ? Math.round(expected * 10) / 10 : Math.round(expected);
  return `${figure(told)} (${figure(low)} to ${figure(high)})`;
}

/** `at least 12 (8 to 17)` where the chance of some is a floor. */
function floorWords(one: Expected): string {
  return one.beyond > 0 ? `at least ${expectedWords(one)}` : expectedWords(one);
}

function backtestBlocks(
  { madeOn, milestones, expected, happened }: Backtest,
  today: BusinessDate,
): KnownBlock[] {
  const open = milestones.reduce((sum, milestone) => sum + milestone.open, 0);
  if (open === 0)
    return [
      context(
        mrkdwn`On ${day(madeOn, today)} nobody was open: there is no earlier forecast to hold against what happened.`,
      ),
    ];
  const lines = expected.map((one, index) => {
    const came = happened[index]!;
    const isIn = came >= one.low && came <= one.high;
    return mrkdwn`within ${count(one.days, 'day')}: ${expectedWords(one)} expected, ${figure(came)} came: ${isIn ? 'within the interval' : came < one.low ? 'fewer than the interval' : 'more than the interval'}`;
  });
  const missed = milestones.filter((milestone) => milestone.open > 0 && isMissed(milestone));
  const where =
    missed.length === 0 ? mrkdwn`` : mrkdwn`\nFurthest off: ${missed.map(({ name }) => name).join(', ')}`;
  return [
    section(
      mrkdwn`*How good was it?* What would have been forecast on ${day(madeOn, today)}, of ${count(open, 'account')} that were open then${fewText(areFew(milestones))}\n${join(lines, '\n')}${where}`,
    ),
  ];
}

/** Whether the longest of its forecasts missed. */
function isMissed({ expected, happened }: MilestoneForecast & { happened: number[] }): boolean {
  const [last, came] = [expected.at(-1)!, happened.at(-1)!];
  return came < last.low || came > last.high;
}

function explanation(expected: readonly Expected[]): KnownBlock {
  const beyond = Math.max(0, ...expected.map((one) => one.beyond));
  const floor =
    beyond === 0
      ? mrkdwn``
      : mrkdwn` “At least”: for ${figure(beyond)} of them nobody was followed for so long, so that more may come.`;
  return context(
    mrkdwn`Each open account has the chance of those that were at its milestone for as long before it, whatever became of them. Between the brackets: the 95 % interval.${floor}`,
  );
}

export interface RenewalsShown {
  outlook: RenewalOutlook;
  /** Its day is told, and does not apply. */
  about: FunnelAbout;
  today: BusinessDate;
  page: number;
}

export function renewalsAnswer({ outlook, about: asked, today, page }: RenewalsShown): Answer {
  const about = { ...asked, since: null };
  const aside = sinceAside(asked.since, today);
  const { inTime, late, unknown, withoutRenewal, lateArr, accounts, hasMore } = outlook;
  const without =
    withoutRenewal === 0
      ? mrkdwn``
      : mrkdwn` · ${count(withoutRenewal, 'open account')} without a renewal ahead`;
  if (inTime + late + unknown === 0) {
    const nothing = mrkdwn`Of no open account${ofWords(about, today)} a renewal lies ahead, so that value can not be held against it. \`/account edit ACCOUNT\` writes down when one renews.`;
    return say(join([nothing, ...aside], '\n'));
  }
  const unclear = unknown === 0 ? mrkdwn`` : mrkdwn` · ${figure(unknown)} not known yet`;
  const sums = sumsWords(lateArr, CURRENCIES);
  const worth = late === 0 || sums === '' ? mrkdwn`` : mrkdwn` (${sums})`;
  const head = mrkdwn`*${count(late, 'account')}*${worth} ${late === 1 ? 'renews' : 'renew'} before the value is likely there · ${figure(inTime)} in time${unclear}${without}`;
  const foot = [
    context(
      mrkdwn`Likely: on that day it is as likely as not that the milestone is reached. It is not foreseeable where most of those who were there for as long left, or were not followed to the end. Not known yet: nobody was followed up to the renewal, so that it may come before or after it.`,
    ),
    footButtons('renewals', asked, { page, hasMore }),
  ];
  if (accounts.length === 0)
    return { text: head, blocks: [section(mrkdwn`${head}\nNo more accounts.`), foot[1]!] };
  const rows = accounts.map((account) => [
    section(
      prospectText(account, today),
      verbButton(
        'Open',
        { command: '/account', verb: 'show', rest: accountRest(account) },
        { label: `Open ${account.name}` },
      ),
    ),
  ]);
  const heads = [
    header('Value before renewal'),
    section(mrkdwn`${head}${ofWords(about, today)}`),
    ...aside.map((line) => context(line)),
  ];
  const blocks = rowsWithin(limits.message, rows, {
    reserve: [...heads, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text: head, blocks: [...heads, ...blocks, ...foot], share: true };
}

const VALUE_WORDS: Record<ValueAhead, string> = {
  late: '🔴 renewal before value',
  unknown: '⚪ not known yet whether value comes before renewal',
  in_time: '🟢 value before renewal',
};

function prospectText(account: Prospect, today: BusinessDate): Mrkdwn {
  const { name, arr, currency, milestoneName, days, likelyOn, renewsOn, value } = account;
  const worth = arr === null ? mrkdwn`` : mrkdwn` · ${money(arr, currency)}`;
  const likely = likelyOn === null ? 'not foreseeable' : `likely by ${day(likelyOn, today)}`;
  return mrkdwn`*${name}*${worth} · renews ${day(renewsOn, today)} (${away(renewsOn, today)})\n${VALUE_WORDS[value]}: “${milestoneName}” ${likely}, ${count(days, 'day')} at it`;
}
