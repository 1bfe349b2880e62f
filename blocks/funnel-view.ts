/** `/cs funnel`: how many reach each milestone and by when, where it is narrowest, and the ways to the accounts. */
import type { KnownBlock } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import {
  isSameMilestone,
  type AfterJourney,
  type Conversion,
  type Funnel,
  type FunnelAbout,
  type MilestoneFunnel,
} from '#src/funnel/domain.ts';
import { barOf, conversionWords, hasNamesake, noBottleneckWords, rateWords } from '#src/funnel/words.ts';
import { actions, context, header, say, section, type Answer } from './build.ts';
import { count, day, figure } from './format.ts';
import { fewText, listButtons, ofWords, viewButton } from './funnel-parts.ts';
import { limits, rowsWithin } from './limits.ts';
import { inQuotes, join, mrkdwn, type Mrkdwn } from './text.ts';

/** Buttons of one message have different numbers: so many belong to a milestone and to what stands below it. */
const BUTTONS_OF_MILESTONE = 4;
const BUTTONS_PER_ROW = BUTTONS_OF_MILESTONE + 2;
/** Behind those of all milestones. */
const VIEW_BUTTONS = 1000;

export interface FunnelShown {
  funnel: Funnel;
  about: FunnelAbout;
  today: BusinessDate;
  /** Names of the journeys, by id. */
  journeys: ReadonlyMap<string, string>;
  /** What else there is to see. */
  has: { segments: boolean; variants: boolean; trials: boolean };
  /** Whose funnel it is, where the program tells customers and free trials apart. */
  counted: 'customers' | 'trials' | 'all';
}

export function funnelAnswer(shown: FunnelShown): Answer {
  const { funnel, about, today } = shown;
  if (funnel.milestones.every(({ entered }) => entered === 0)) return nobody(shown);
  const text = mrkdwn`Success funnel${ofWords(about, today)}: ${bottleneckText(funnel, shown.journeys)}`;
  const heads = [
    header('Success funnel'),
    section(mrkdwn`${bottleneckText(funnel, shown.journeys)}${ofWords(about, today)}`),
  ];
  const foot = [explanation(), ...whoIsMissing(shown), ...ways(shown)];
  const used = new Set(funnel.milestones.flatMap(({ entered, journeyId }) => (entered > 0 ? journeyId : [])));
  const milestones = funnel.milestones.filter(({ journeyId }) => used.has(journeyId));
  const isOnly = used.size === 1;
  const rows = milestones.map((milestone, index) => [
    ...(!isOnly && milestone.position === 1
      ? [section(mrkdwn`*${shown.journeys.get(milestone.journeyId) ?? milestone.journeyId}*`)]
      : []),
    section(milestoneText(milestone, funnel)),
    ...drillDown(milestone, about, index * BUTTONS_PER_ROW),
    ...(milestones[index + 1]?.journeyId === milestone.journeyId
      ? []
      : finishedBlocks(milestone, shown, isOnly, index * BUTTONS_PER_ROW)),
  ]);
  const blocks = rowsWithin(limits.message, rows, {
    reserve: [...heads, ...foot],
    more: (hidden) => [
      context(
        mrkdwn`and ${count(hidden, 'more milestone')}: \`/cs funnel SEGMENT\` shows those of one segment.`,
      ),
    ],
  });
  return { text, blocks: [...heads, ...blocks, ...foot], share: true };
}

function nobody({ about, today }: FunnelShown): Answer {
  const { since, segment } = about;
  if (since !== null) {
    const of = segment === null ? mrkdwn`` : mrkdwn` in ${segment.name}`;
    const line = segment === null ? mrkdwn`\`/cs funnel\`` : mrkdwn`\`/cs funnel ${segment.id}\``;
    return say(
      mrkdwn`Nobody began on a milestone since ${day(since, today)}${of}. Whenever they began: ${line}`,
    );
  }
  const where = segment === null ? mrkdwn`No account` : mrkdwn`No account of ${segment.name}`;
  return say(
    mrkdwn`${where} is on a journey yet: it takes a segment and a start date. \`/account list\` shows the accounts.`,
  );
}

/** The first line: where it is narrowest. */
function bottleneckText({ milestones, bottleneck }: Funnel, journeys: ReadonlyMap<string, string>): Mrkdwn {
  const narrow = milestones.find((one) => isSameMilestone(bottleneck, one));
  if (narrow?.conversion === undefined || narrow.conversion === null)
    return mrkdwn`No bottleneck can be named: ${noBottleneckWords(milestones)}`;
  const began = count(narrow.entered, 'account');
  const { journeyId } = narrow;
  const isOneOfTwo = hasNamesake(narrow, milestones);
  const journey = isOneOfTwo ? mrkdwn` (${journeys.get(journeyId) ?? journeyId})` : mrkdwn``;
  return mrkdwn`The bottleneck is “${narrow.name}”${journey}: ${conversionWords(narrow.conversion)}, of ${began} that began on it`;
}

function milestoneText(milestone: MilestoneFunnel, { bottleneck, horizon, since }: Funnel): Mrkdwn {
  const { name, position, entered, conversion, atHorizon, usualDays } = milestone;
  const mark = isSameMilestone(bottleneck, milestone) ? mrkdwn` · *bottleneck*` : mrkdwn``;
  const title = mrkdwn`*${position}. ${name}*${mark}`;
  if (conversion === null)
    return mrkdwn`${title}\nNobody has begun on it${since === null ? mrkdwn`` : mrkdwn` since then`}.`;
  const lines = [
    title,
    mrkdwn`${barOf(conversion.estimate)} ${conversionsWords(conversion, horizon === usualDays ? null : atHorizon)}`,
    mrkdwn`${figure(entered)} began · ${figure(milestone.reached)} reached it · ${figure(milestone.churned)} left · ${figure(milestone.open)} open${fewText(milestone.few)}`,
    join([...daysText(milestone), ...churnText(milestone)], ' · '),
  ];
  return join(
    lines.filter(({ value }) => value !== ''),
    '\n',
  );
}

/** The shorter time first, and which of the two is the usual one. */
function conversionsWords(usual: Conversion, atHorizon: Conversion | null): string {
  if (atHorizon === null) return conversionWords(usual);
  const words = [conversionWords(usual, 'the usual'), conversionWords(atHorizon)];
  return (usual.at < atHorizon.at ? words : words.toReversed()).join(' · ');
}

function daysText({ medianDays, usualDays }: MilestoneFunnel): string[] {
  return medianDays === null ? [] : [`median ${count(medianDays, 'day')} (usual ${figure(usualDays)})`];
}

function churnText({ churnPer100AccountMonths: rate }: MilestoneFunnel): string[] {
  return rate === null ? [] : [`churn ${rateWords(rate)}`];
}

/** Below the last milestone of a journey: those who finished it, and the ways to them. */
function finishedBlocks(
  { journeyId }: MilestoneFunnel,
  { funnel, about }: FunnelShown,
  isOnly: boolean,
  firstButton: number,
): KnownBlock[] {
  const after = funnel.after.find((one) => one.journeyId === journeyId);
  if (after === undefined || after.finished === 0) return [];
  const parts = [
    ['Finished', null, after.finished, 'that finished'],
    ['Left since', 'churned', after.churned, 'that left after they finished'],
  ] as const;
  return [
    context(finishedText(after, isOnly, funnel.since)),
    ...listButtons(
      { kind: 'finished', id: journeyId },
      parts,
      after.name,
      about,
      firstButton + BUTTONS_OF_MILESTONE,
    ),
  ];
}

function finishedText(after: AfterJourney, isOnly: boolean, from: BusinessDate | null): Mrkdwn {
  const of = isOnly ? mrkdwn`the journey` : inQuotes(after.name);
  const rate = after.churnPer100AccountMonths;
  // Who finished it since may have begun before.
  const then = from === null ? mrkdwn`` : mrkdwn` since then, whenever they began on it`;
  return mrkdwn`${count(after.finished, 'account')} finished ${of}${then}; ${figure(after.churned)} of them left since${rate === null ? mrkdwn`` : mrkdwn`: churn ${rateWords(rate)}`}${fewText(after.few)}`;
}

/** Each figure leads to its accounts. */
function drillDown(milestone: MilestoneFunnel, about: FunnelAbout, firstButton: number): KnownBlock[] {
  const parts = [
    ['Began', null, milestone.entered, 'that began on'],
    ['Reached', 'reached', milestone.reached, 'that reached'],
    ['Left', 'churned', milestone.churned, 'that left while at'],
    ['Open', 'open', milestone.open, 'still open at'],
  ] as const;
  const { id, journeyId } = milestone;
  const place = { kind: 'milestone', id, journeyId } as const;
  return listButtons(place, parts, milestone.name, about, firstButton);
}

function explanation(): KnownBlock {
  return context(
    mrkdwn`Behind each share stands its 95 % interval (Aalen–Johansen: who is still open counts for as long as they have been there, who left can no longer reach it; who came back counts as never gone). Behind churn that of Poisson, exact.`,
  );
}

function whoIsMissing({ counted }: FunnelShown): KnownBlock[] {
  switch (counted) {
    case 'all':
      return [];
    case 'customers':
      return [
        context(mrkdwn`Free trials are no customers yet: they are told by themselves, behind *Trials*.`),
      ];
    case 'trials':
      return [
        context(
          mrkdwn`Who bought is in another segment by now, and is missing here. *Trials* counts them, and says what makes a trial buy.`,
        ),
      ];
  }
}

function ways({ about, has }: FunnelShown): KnownBlock[] {
  const views = [
    ['Forecast', 'forecast'],
    ['Value before renewal', 'renewals'],
    ['Where they leave', 'churn'],
    ['By fit', 'by fit'],
    ['By who sold', 'by sold-by'],
    ...(has.segments && about.segment === null ? [['By segment', 'by segment'] as const] : []),
    ...(has.variants ? [['By variant', 'by variant'] as const] : []),
    ...(has.trials ? [['Trials', 'trials'] as const] : []),
  ] as const;
  return [
    actions(...views.map(([text, view], index) => viewButton(text, view, about, VIEW_BUTTONS + index))),
  ];
}
