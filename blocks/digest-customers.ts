/** The digest's first section: whose success to tell, who slipped, who is at risk and why, who left and why. */
import type { KnownBlock } from '@slack/types';
import { daysBetween, type BusinessDate } from '#src/base/business-date.ts';
import {
  RENEWAL_DAYS,
  type CustomersFacts,
  type EarlyRenewal,
  type LeftAccount,
  type ReachedAccount,
  type RiskyAccount,
} from '#src/digest/domain.ts';
import { BAND_NAMES, bandWords, scoreWords, type HealthReason } from '#src/health/words.ts';
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
import { away, count, day } from './format.ts';
import { inQuotes, join, mrkdwn, type Mrkdwn } from './text.ts';

/** A milestone's name beside an account's. */
const MILESTONE = 40;
const STORY = 120;
const REASON = 60;
/** Why somebody is at risk, in the thread. */
const REASONS_IN_THREAD = 2;
/** Why somebody is at risk, and a story, in the message. */
const BRIEF_REASON = 40;
const BRIEF_STORY = 60;

/** At most six lines. */
export function customersBrief(facts: CustomersFacts, about: DigestAbout): Mrkdwn[] {
  const { today } = about;
  const { reached, slipped, atRisk, renewals, left } = facts;
  return [
    ...reachedBrief(reached),
    ...listedLine(
      'Slipped',
      slipped,
      (one) => mrkdwn`${nameOf(one)} on “${short(one.milestones[0] ?? '', MILESTONE)}”`,
    ),
    ...listedLine('At risk', atRisk, (one) => riskBrief(one, about), {
      separator: '; ',
    }),
    ...listedLine(
      'Renew before their value',
      renewals,
      (one) => mrkdwn`${nameOf(one)} on ${day(one.renewsOn, today)}`,
      { tail: sumsText(renewals.arr) },
    ),
    ...listedLine('Left', left, (one) => mrkdwn`${nameOf(one)} (${reasonOf(one)})`, {
      tail: sumsText(left.arr),
    }),
  ];
}

/** Who reached a milestone, and the best story of it: in one line where there is but one. */
function reachedBrief(reached: CustomersFacts['reached']): Mrkdwn[] {
  const story =
    reached.accounts.find(({ words }) => words !== null) ??
    reached.accounts.find(({ value }) => value !== null);
  const isOne = reached.total === 1;
  const line = listedLine('Reached a milestone', reached, (one) => {
    const told = isOne ? wordsOf(one, BRIEF_STORY) : mrkdwn``;
    return mrkdwn`${nameOf(one)} “${short(one.milestone, MILESTONE)}”${told}`;
  });
  if (isOne || story === undefined) return line;
  return [...line, briefLine('A story to tell', mrkdwn`${nameOf(story)}${wordsOf(story, BRIEF_STORY)}`)];
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
    ...listedBlock(
      mrkdwn`*At risk*: first whose renewal passed without an answer, then red ones, of those whoever renews within ${RENEWAL_DAYS} days`,
      atRisk,
      (one) => riskLine(one, about),
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

/** The customer's own words where there are some, else what the milestone is worth. */
function wordsOf({ words, value }: ReachedAccount, max: number): Mrkdwn {
  if (words !== null) return mrkdwn`. They wanted: ${inQuotes(short(words, max))}`;
  return value === null ? mrkdwn`` : mrkdwn`: ${short(value, max)}`;
}

/** `*Acme* (€48k) 🔴 Red, renews Fri 4 Dec: Weekly use: 20`; after a renewal whether they renewed is what to ask. */
function riskBrief(one: RiskyAccount, about: DigestAbout): Mrkdwn {
  const [reason] = one.why;
  const head = mrkdwn`${nameAndMoney(one)} ${bandWords(one.band)}`;
  if (one.passedOn !== null) return mrkdwn`${head}, ${passedText(one.passedOn, about)}`;
  const because = reason === undefined ? mrkdwn`` : mrkdwn`: ${reasonText(reason, BRIEF_REASON)}`;
  return mrkdwn`${join([head, ...renewalText(one, about, RENEWAL_DAYS)], ', ')}${because}`;
}

/** `*Acme* (€48k) · renews Fri 4 Dec · 🔴 Red, 31 of 100, was yellow: Weekly use: 20 (costs 40 points, 12 of them new)` */
function riskLine(one: RiskyAccount, about: DigestAbout): Mrkdwn {
  const { score, band, before, passedOn } = one;
  const was =
    before === null || before === band ? mrkdwn`` : mrkdwn`, was ${BAND_NAMES[before].toLowerCase()}`;
  const why = one.why
    .slice(0, REASONS_IN_THREAD)
    .map((reason) => mrkdwn`${reasonText(reason, STORY)} (${reason.points})`);
  const because = why.length === 0 ? mrkdwn`` : mrkdwn`: ${join(why, '; ')}`;
  const renews = passedOn === null ? renewalText(one, about) : [passedText(passedOn, about)];
  return join([nameAndMoney(one), ...renews, mrkdwn`${scoreWords(score, band)}${was}${because}`], ' · ');
}

function reasonText({ what, value }: HealthReason, max: number): Mrkdwn {
  return value === null ? mrkdwn`${short(what, max)}` : mrkdwn`${short(what, max)}: ${value}`;
}

function passedText(passedOn: BusinessDate, { today }: DigestAbout): Mrkdwn {
  return mrkdwn`renewal was ${away(passedOn, today)}: did they renew?`;
}

/** When it renews, if that is to come. @param withinDays and not later than so */
function renewalText({ renewsOn }: RiskyAccount, { today }: DigestAbout, withinDays = Infinity): Mrkdwn[] {
  if (renewsOn === null || renewsOn < today || daysBetween(today, renewsOn) > withinDays) return [];
  return [mrkdwn`renews ${day(renewsOn, today)}`];
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
