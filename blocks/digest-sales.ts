/** The digest's third section: how well new customers fit, who referred whom, what it costs to win them. */
import type { KnownBlock } from '@slack/types';
import { sumSold, type EffectiveCac, type SalesFacts, type SoldBy } from '#src/digest/domain.ts';
import {
  briefLine,
  listedBlock,
  listedLine,
  NAMED_IN_LINE,
  nameAndMoney,
  nameOf,
  partsLine,
  short,
  whole,
  type DigestAbout,
} from './digest-lines.ts';
import { count, day, figure, money } from './format.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';

/** At most four lines. */
export function salesBrief(facts: SalesFacts, _about: DigestAbout): Mrkdwn[] {
  const { week, quarter, badFits, opportunities } = facts;
  return [
    ...(quarter.length === 0 ? [] : [briefLine('New customers', newBrief(week, quarter))]),
    ...listedLine(`Bad fit sold this ${badFits.of}`, badFits, (one) => {
      const by = one.soldBy === null ? mrkdwn`` : mrkdwn` (${short(one.soldBy, 30)})`;
      return mrkdwn`${nameOf(one)}${by}`;
    }),
    ...partsLine(moneyLabel(facts), moneyText(facts)),
    ...(opportunities.total === 0
      ? []
      : [briefLine(`Advocacy and expansion: ${figure(opportunities.total)}`, askText(opportunities))]),
  ];
}

export function salesDetail(facts: SalesFacts, { today }: DigestAbout): KnownBlock[] {
  const { quarter, badFits, referrals, cac, opportunities } = facts;
  return [
    ...listedBlock(
      mrkdwn`*New customers in the quarter, by who sold them*`,
      whole(isToldOf(quarter) ? quarter : []),
      (one) =>
        mrkdwn`${one.soldBy === null ? 'Nobody said who sold them' : short(one.soldBy)}: ${newText([one], '')}`,
    ),
    ...listedBlock(
      mrkdwn`*Bad fit that was sold this ${badFits.of}*`,
      badFits,
      (one) =>
        mrkdwn`${nameAndMoney(one)} began ${day(one.startedOn, today)}, sold by ${short(one.soldBy ?? 'nobody known')}`,
    ),
    ...listedBlock(
      mrkdwn`*Referrals* · ${join(referredTexts(referrals), ', ')}`,
      whole(referrals.referrers),
      ({ name, customers }) => mrkdwn`*${short(name)}* referred ${count(customers, 'customer')}`,
    ),
    ...listedBlock(
      mrkdwn`*Effective CAC* · spend for each customer bought or referred, of all time`,
      whole(cac),
      (one) => {
        const referred = one.referred > 0 ? mrkdwn`, ${figure(one.referred)} by referral` : mrkdwn``;
        return mrkdwn`${cacText(one)} · ${figure(one.bought)} bought${referred}`;
      },
    ),
    ...listedBlock(
      mrkdwn`*Milestones of the week that open advocacy or expansion*`,
      opportunities,
      (one) =>
        mrkdwn`${nameAndMoney(one)} “${short(one.milestone, 40)}” · ${one.kind}: ${short(one.ask, 100)}`,
    ),
  ];
}

/** `6 this week (4 good fit, 1 bad fit, 1 not known) · 61 in the quarter` */
function newBrief(week: readonly SoldBy[], quarter: readonly SoldBy[]): Mrkdwn {
  const ofQuarter = mrkdwn`${figure(sumSold(quarter).all)} in the quarter`;
  return week.length === 0 ? ofQuarter : mrkdwn`${newText(week, 'this week')} · ${ofQuarter}`;
}

/** `6 this week (4 good fit, 1 bad fit, 1 not known)` */
function newText(groups: readonly SoldBy[], when: string): string {
  const { all, good, stretch, bad, unknown } = sumSold(groups);
  if (all === 0) return `none ${when}`;
  const parts = [
    ...(good > 0 ? [`${figure(good)} good fit`] : []),
    ...(stretch > 0 ? [`${figure(stretch)} stretch`] : []),
    ...(bad > 0 ? [`${figure(bad)} bad fit`] : []),
    ...(unknown > 0 ? [unknown === all ? 'fit not known' : `${figure(unknown)} not known`] : []),
  ];
  return `${[figure(all), when].filter((word) => word !== '').join(' ')} (${parts.join(', ')})`;
}

/** Whether anything is known of who sold to whom, and how they fit. */
function isToldOf(groups: readonly SoldBy[]): boolean {
  return groups.some(({ soldBy, good, stretch, bad }) => soldBy !== null || good + stretch + bad > 0);
}

/** What to ask, each thing once, and whom: `A quote about the first lead: *Acme*, *Cora*` */
function askText({ total, accounts }: SalesFacts['opportunities']): Mrkdwn {
  const asks = [...Map.groupBy(accounts, ({ ask }) => ask)].slice(0, NAMED_IN_LINE);
  const shown = asks.map(([ask, own]) => ({ ask, named: own.slice(0, NAMED_IN_LINE) }));
  const hidden = total - shown.reduce((sum, { named }) => sum + named.length, 0);
  const told = shown.map(({ ask, named }) => mrkdwn`“${short(ask, 30)}” ${join(named.map(nameOf), ', ')}`);
  return hidden > 0 ? mrkdwn`${join(told, '; ')} and ${figure(hidden)} more` : join(told, '; ');
}

/** Named is what the line tells. */
function moneyLabel({ referrals, cac }: SalesFacts): string {
  if (cac.length === 0) return 'Referrals';
  return referrals.quarter > 0 ? 'Referrals and effective CAC' : 'Effective CAC';
}

function moneyText({ referrals, cac }: SalesFacts): Mrkdwn[] {
  const [most] = referrals.referrers;
  const by =
    most === undefined || most.customers < 2 ? mrkdwn`` : mrkdwn`, most by *${short(most.name, 30)}*`;
  return [
    ...(referrals.quarter > 0 ? [mrkdwn`${join(referredTexts(referrals, 'referred'), ', ')}${by}`] : []),
    ...cac.slice(0, NAMED_IN_LINE).map((one) => mrkdwn`${cacText(one)}`),
  ];
}

/** `1 this week, 2 in the quarter` */
function referredTexts({ week, quarter }: SalesFacts['referrals'], verb = ''): string[] {
  const said = (number: number, when: string) =>
    [figure(number), verb, when].filter((word) => word !== '').join(' ');
  return [
    ...(week > 0 ? [said(week, 'this week')] : []),
    ...(week > 0 ? [`${figure(quarter)} in the quarter`] : [said(quarter, 'in the quarter')]),
  ];
}

function cacText({ segment, currency, cac }: EffectiveCac): Mrkdwn {
  return mrkdwn`${short(segment ?? 'No segment', 30)} ${money(cac, currency)}`;
}
