/** The digest's first section: whose success to tell, who slipped, who is at risk and why, who left and why. */
import type { KnownBlock } from '@slack/types';
import { daysBetween } from '#src/base/business-date.ts';
import type {
  CustomersFacts,
  EarlyRenewal,
  LeftAccount,
  ReachedAccount,
  RiskyAccount,
} from '#src/digest/domain.ts';
import { BAND_NAMES, scoreWords } from '#src/health/words.ts';
import {
  briefLine,
  listedBlock,
  listedLine,
  nameAndMoney,
  nameOf,
  short,
  sumsText,
  type DigestAbout,
} from './digest-lines.ts';
import { count, day } from './format.ts';
import { inQuotes, join, mrkdwn, type Mrkdwn } from './text.ts';

/** A milestone's name beside an account's. */
const MILESTONE = 40;
const STORY = 120;
const REASON = 60;
/** Why somebody is at risk, in the message. */
const BRIEF_REASON = 70;

/** At most six lines. */
export function customersBrief(facts: CustomersFacts, { today }: DigestAbout): Mrkdwn[] {
  const { reached, slipped, atRisk, renewals, left } = facts;
  const story =
    reached.accounts.find(({ words }) => words !== null) ??
    reached.accounts.find(({ value }) => value !== null);
  return [
    ...listedLine(
      'Reached a milestone',
      reached,
      (one) => mrkdwn`${nameOf(one)} “${short(one.milestone, MILESTONE)}”`,
    ),
    ...(story === undefined ? [] : [briefLine('A story to tell', storyText(story, STORY))]),
    ...listedLine(
      'Slipped',
      slipped,
      (one) => mrkdwn`${nameOf(one)} on “${short(one.milestones[0] ?? '', MILESTONE)}”`,
    ),
    ...listedLine('At risk', atRisk, (one) => mrkdwn`${nameAndMoney(one)} ${riskText(one, 1)}`, {
      separator: '; ',
    }),
    ...listedLine(
      'Renew before the value is there',
      renewals,
      (one) => mrkdwn`${nameOf(one)} on ${day(one.renewsOn, today)}`,
      { tail: sumsText(renewals.arr) },
    ),
    ...listedLine('Left', left, (one) => mrkdwn`${nameOf(one)} (${reasonOf(one)})`, {
      tail: sumsText(left.arr),
    }),
  ];
}

export function customersDetail(facts: CustomersFacts, about: DigestAbout): KnownBlock[] {
  const { reached, milestones, slipped, atRisk, renewals, left } = facts;
  const each = milestones.slice(0, 6).map(({ name, accounts }) => mrkdwn`“${short(name, 30)}” ${accounts}`);
  return [
    ...listedBlock(mrkdwn`*Reached a milestone this week* · ${join(each, ' · ')}`, reached, (one) =>
      reachedLine(one, about),
    ),
    ...listedBlock(
      mrkdwn`*Slipped this week*: no longer at the minimum of a milestone that they reached`,
      slipped,
      (one) => mrkdwn`${nameAndMoney(one)} on ${one.milestones.map((name) => `“${short(name)}”`).join(', ')}`,
    ),
    ...listedBlock(mrkdwn`*At risk*: worse than a week ago first, then red, by money`, atRisk, (one) =>
      riskLine(one, about),
    ),
    ...listedBlock(
      mrkdwn`*Renew in 90 days, before they have likely reached their milestone*${sumsText(renewals.arr)}`,
      renewals,
      (one) => renewalLine(one, about),
    ),
    ...listedBlock(mrkdwn`*Left this week*${sumsText(left.arr)}`, left, (one) => leftLine(one, about)),
  ];
}

/** Who reached what, with what they wanted. */
export function reachedLines({ reached }: CustomersFacts, about: DigestAbout): Mrkdwn[] {
  return reached.accounts.map((one) => reachedLine(one, about));
}

function reachedLine(one: ReachedAccount, { today }: DigestAbout): Mrkdwn {
  return mrkdwn`${nameAndMoney(one)} “${short(one.milestone, MILESTONE)}” on ${day(one.on, today)}${wordsOf(one, STORY)}`;
}

/** `*Acme*, “First leads”. They wanted: “50 leads a month …”` */
function storyText(one: ReachedAccount, max: number): Mrkdwn {
  return mrkdwn`${nameOf(one)}, “${short(one.milestone, MILESTONE)}”${wordsOf(one, max)}`;
}

/** The customer's own words where there are some, else what the milestone is worth. */
function wordsOf({ words, value }: ReachedAccount, max: number): Mrkdwn {
  if (words !== null) return mrkdwn`. They wanted: ${inQuotes(short(words, max))}`;
  return value === null ? mrkdwn`` : mrkdwn`: ${short(value, max)}`;
}

function riskText({ score, band, before, why }: RiskyAccount, reasons: number): Mrkdwn {
  const was =
    before === null || before === band ? mrkdwn`` : mrkdwn`, was ${BAND_NAMES[before].toLowerCase()}`;
  const told = why.slice(0, reasons).map((reason) => short(reason, reasons === 1 ? BRIEF_REASON : STORY));
  const because = told.length === 0 ? mrkdwn`` : mrkdwn`: ${told.join('; ')}`;
  return mrkdwn`${scoreWords(score, band)}${was}${because}`;
}

function riskLine(one: RiskyAccount, { today }: DigestAbout): Mrkdwn {
  const renews =
    one.renewsOn === null || one.renewsOn < today ? mrkdwn`` : mrkdwn` · renews ${day(one.renewsOn, today)}`;
  return mrkdwn`${nameAndMoney(one)}${renews} · ${riskText(one, 2)}`;
}

function renewalLine(one: EarlyRenewal, { today }: DigestAbout): Mrkdwn {
  const likely =
    one.likelyOn === null
      ? mrkdwn`when is not foreseeable`
      : mrkdwn`likely ${day(one.likelyOn, today)}, ${count(daysBetween(one.renewsOn, one.likelyOn), 'day')} too late`;
  return mrkdwn`${nameAndMoney(one)} renews ${day(one.renewsOn, today)} · “${short(one.milestone, MILESTONE)}”: ${likely}`;
}

function leftLine(one: LeftAccount, { today }: DigestAbout): Mrkdwn {
  const at = one.milestone === null ? mrkdwn`` : mrkdwn` while at “${short(one.milestone, MILESTONE)}”`;
  const note = one.note === null ? mrkdwn`` : mrkdwn`: ${inQuotes(short(one.note, STORY))}`;
  return mrkdwn`${nameAndMoney(one)} on ${day(one.on, today)}${at} · ${reasonOf(one)}${note}`;
}

export function reasonOf({ reason }: Pick<LeftAccount, 'reason'>): string {
  return reason === null || reason.trim() === '' ? 'no reason recorded' : short(reason, REASON);
}
