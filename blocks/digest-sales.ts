/** The digest's third section: how well new customers fit, who referred whom, what it costs to win them. */
import type { KnownBlock } from '@slack/types';
import { sumSold, type EffectiveCac, type SalesFacts, type SoldBy } from '#src/digest/domain.ts';
import {
  andMore,
  briefLine,
  listBlock,
  nameAndMoney,
  nameOf,
  short,
  type DigestAbout,
} from './digest-lines.ts';
import { count, day, figure, money } from './format.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';

const NAMED_IN_BRIEF = 2;

/** At most five lines. */
export function salesBrief(facts: SalesFacts, _about: DigestAbout): Mrkdwn[] {
  const { week, quarter, badFits, opportunities } = facts;
  const sellers = quarter
    .filter(({ soldBy, bad }) => soldBy !== null && bad > 0)
    .toSorted((a, b) => b.bad - a.bad);
  const money = moneyText(facts);
  return [
    ...(quarter.length === 0
      ? []
      : [
          briefLine(
            'New customers',
            mrkdwn`${newText(week)} this week · ${quarterText(quarter)} in the quarter`,
          ),
        ]),
    ...(badFits.total === 0
      ? []
      : [
          briefLine(
            `Bad fit sold this ${badFits.of}: ${figure(badFits.total)}`,
            andMore(
              badFits.accounts
                .slice(0, NAMED_IN_BRIEF)
                .map(
                  (one) =>
                    mrkdwn`${nameOf(one)}${one.soldBy === null ? mrkdwn`` : mrkdwn` (${short(one.soldBy, 30)})`}`,
                ),
              badFits.total,
            ),
          ),
        ]),
    ...(sellers.length === 0
      ? []
      : [
          briefLine(
            'Bad fit by who sold them, in the quarter',
            andMore(
              sellers
                .slice(0, NAMED_IN_BRIEF)
                .map(
                  (one) =>
                    mrkdwn`${short(one.soldBy ?? '', 30)} ${figure(one.bad)} of ${figure(sumSold([one]).all)}`,
                ),
              sellers.length,
              ' · ',
            ),
          ),
        ]),
    ...(money.length === 0 ? [] : [briefLine('Referrals and effective CAC', join(money, ' · '))]),
    ...(opportunities.total === 0
      ? []
      : [
          briefLine(
            `Advocacy and expansion: ${figure(opportunities.total)}`,
            andMore(
              opportunities.accounts.slice(0, 2).map((one) => mrkdwn`${nameOf(one)}: ${short(one.ask, 60)}`),
              opportunities.total,
              '; ',
            ),
          ),
        ]),
  ];
}

export function salesDetail(facts: SalesFacts, { today }: DigestAbout): KnownBlock[] {
  const { quarter, badFits, referrals, cac, opportunities } = facts;
  return [
    ...(quarter.length === 0
      ? []
      : [
          listBlock(
            mrkdwn`*New customers in the quarter, by who sold them*`,
            quarter.map(
              (one) =>
                mrkdwn`${one.soldBy === null ? 'Nobody said who sold them' : short(one.soldBy)}: ${newText([one])}`,
            ),
          ),
        ]),
    ...(badFits.total === 0
      ? []
      : [
          listBlock(
            mrkdwn`*Bad fit that was sold this ${badFits.of}*`,
            badFits.accounts.map(
              (one) =>
                mrkdwn`${nameAndMoney(one)} began ${day(one.startedOn, today)}, sold by ${short(one.soldBy ?? 'nobody known')}`,
            ),
            badFits.total,
          ),
        ]),
    ...(referrals.quarter === 0
      ? []
      : [
          listBlock(
            mrkdwn`*Referrals* · ${count(referrals.week, 'customer')} this week, ${figure(referrals.quarter)} in the quarter`,
            referrals.referrers.map(
              ({ name, customers }) => mrkdwn`*${short(name)}* referred ${count(customers, 'customer')}`,
            ),
          ),
        ]),
    ...(cac.length === 0
      ? []
      : [
          listBlock(
            mrkdwn`*Effective CAC* · spend for each customer bought or referred, of all time`,
            cac.map(
              (one) =>
                mrkdwn`${cacText(one)} · ${figure(one.bought)} bought, ${figure(one.referred)} by referral`,
            ),
          ),
        ]),
    ...(opportunities.total === 0
      ? []
      : [
          listBlock(
            mrkdwn`*Milestones of the week that open advocacy or expansion*`,
            opportunities.accounts.map(
              (one) =>
                mrkdwn`${nameAndMoney(one)} “${short(one.milestone, 40)}” · ${one.kind}: ${short(one.ask, 100)}`,
            ),
            opportunities.total,
          ),
        ]),
  ];
}

/** `6: 4 good fit, 1 bad fit, 1 not assessed` */
function newText(groups: readonly SoldBy[]): string {
  const { all, good, stretch, bad, unknown } = sumSold(groups);
  const parts = [
    ...(good > 0 ? [`${figure(good)} good fit`] : []),
    ...(stretch > 0 ? [`${figure(stretch)} stretch`] : []),
    ...(bad > 0 ? [`${figure(bad)} bad fit`] : []),
    ...(unknown > 0 ? [`${figure(unknown)} fit not known`] : []),
  ];
  return all === 0 ? 'none' : `${figure(all)} (${parts.join(', ')})`;
}

/** `61, 5 of them a bad fit` */
function quarterText(groups: readonly SoldBy[]): string {
  const { all, bad } = sumSold(groups);
  return bad === 0 ? figure(all) : `${figure(all)}, ${figure(bad)} of them a bad fit,`;
}

function moneyText({ referrals, cac }: SalesFacts): Mrkdwn[] {
  const [most] = referrals.referrers;
  return [
    ...(referrals.quarter > 0
      ? [
          mrkdwn`${figure(referrals.week)} referred this week, ${figure(referrals.quarter)} in the quarter${most === undefined ? mrkdwn`` : mrkdwn`, most by *${short(most.name, 30)}*`}`,
        ]
      : []),
    ...cac.slice(0, NAMED_IN_BRIEF).map((one) => mrkdwn`${cacText(one)}`),
  ];
}

function cacText({ segment, currency, cac }: EffectiveCac): Mrkdwn {
  return mrkdwn`${short(segment ?? 'No segment', 30)} ${money(cac, currency)}`;
}
