/** `/cs cac`: what a customer of each segment costs to win, with those whom customers referred. */
import type { KnownBlock } from '@slack/types';
import type { Account } from '#src/accounts/domain.ts';
import {
  effectiveCac,
  FEW,
  type Referrer,
  type SegmentCac,
  type UncountedCustomers,
} from '#src/acquisition/domain.ts';
import { accountRest, exampleText } from './account-choice.ts';
import { exactMoney } from './acquisition-card.ts';
import { actions, context, header, section, type Answer } from './build.ts';
import { count, figure } from './format.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';
import { turnBlock } from './turn-pages.ts';
import { verbButton } from './verb-button.ts';

export interface CacPage {
  /** What it is of; null: all segments. */
  only: { typed: string; name: string } | null;
  /** Those of the page. */
  segments: readonly SegmentCac[];
  /** The page shown, from 1. */
  page: number;
  hasMore: boolean;
  uncounted: readonly UncountedCustomers[];
  referrers: readonly Referrer[];
  /** An account for a line that works, where nothing is known; null: there is none. */
  example: Pick<Account, 'key' | 'name'> | null;
  /** The name of a segment. */
  nameOf: (segment: string | null) => string;
}

export function cacAnswer(page: CacPage): Answer {
  const title =
    page.only === null ? mrkdwn`Effective CAC by segment` : mrkdwn`Effective CAC of ${page.only.name}`;
  if (page.segments.length === 0) return nothingKnown(page, title);
  const head = header(page.only === null ? 'Effective CAC by segment' : `Effective CAC of ${page.only.name}`);
  const foot = [...referrerBlocks(page), ...uncountedBlocks(page), explanation(), ...turnPages(page)];
  const rows = page.segments.map((segment) => [section(segmentText(segment, page))]);
  const shown = rowsWithin(limits.message, rows, {
    reserve: [head, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text: title, blocks: [head, ...shown, ...foot], share: true };
}

function nothingKnown(page: CacPage, title: Mrkdwn): Answer {
  const text =
    page.page > 1
      ? mrkdwn`${title}: nothing more.`
      : mrkdwn`${title}: nobody has written down yet what a customer cost to win. ${exampleText('acquisition', 'does it for', page.example)}`;
  return { text, blocks: [section(text), ...uncountedBlocks(page)] };
}

function segmentText(segment: SegmentCac, { nameOf }: CacPage): Mrkdwn {
  const { currency, spend, bought, referred, elsewhere } = segment;
  const cac = effectiveCac(segment);
  const title = mrkdwn`*${nameOf(segment.segment)}* · ${currency}`;
  const lines: Mrkdwn[] = [];
  if (cac === null) {
    lines.push(mrkdwn`${title} · nobody was bought with this money, so there is no effective CAC`);
  } else {
    const alone =
      referred === 0 ? mrkdwn`` : mrkdwn` (without referrals ${exactMoney(spend / bought, currency)})`;
    lines.push(
      mrkdwn`${title} · *${exactMoney(cac, currency)}* a customer${alone}`,
      mrkdwn`${exactMoney(spend, currency)} spent · ${count(bought, 'customer')} bought · ${figure(referred)} referred by them${few(bought + referred)}`,
    );
  }
  lines.push(efficiencyText(segment));
  if (elsewhere > 0)
    lines.push(
      mrkdwn`${count(elsewhere, 'referred customer')} cost money in another currency, which is not in this figure`,
    );
  return join(lines, '\n');
}

function efficiencyText({ efficiency, efficiencyOf }: SegmentCac): Mrkdwn {
  if (efficiency === null) return mrkdwn`Acquisition efficiency: of no customer are all figures known`;
  return mrkdwn`Acquisition efficiency: median ${figure(efficiency)} of ${count(efficiencyOf, 'customer')}${few(efficiencyOf)}`;
}

function few(customers: number): Mrkdwn {
  return customers < FEW ? mrkdwn` · few: take it as a hint` : mrkdwn``;
}

function referrerBlocks({ referrers }: CacPage): KnownBlock[] {
  if (referrers.length === 0) return [];
  const lines = referrers.map(
    (referrer) => mrkdwn`• *${referrer.name}*: ${count(referrer.customers, 'customer')}`,
  );
  return [
    section(mrkdwn`*Who refers most*\n${join(lines, '\n')}`),
    actions(
      ...referrers
        .slice(0, 5)
        .map((referrer, number) =>
          verbButton(
            referrer.name,
            { command: '/account', verb: 'show', rest: accountRest(referrer) },
            { number: number + 10, label: `Open ${referrer.name}` },
          ),
        ),
    ),
  ];
}

function uncountedBlocks({ uncounted }: CacPage): KnownBlock[] {
  const sum = (pick: (one: UncountedCustomers) => number) =>
    uncounted.reduce((total, one) => total + pick(one), 0);
  const [withoutFigures, withoutRoot] = [sum((one) => one.withoutFigures), sum((one) => one.withoutRoot)];
  const parts = [
    ...(withoutFigures === 0 ? [] : [mrkdwn`${count(withoutFigures, 'customer')} without figures`]),
    ...(withoutRoot === 0
      ? []
      : [
          mrkdwn`${count(withoutRoot, 'referred customer')} at the beginning of whose chain stands nobody whose cost is known`,
        ]),
  ];
  return parts.length === 0 ? [] : [context(mrkdwn`Not counted: ${join(parts, '; ')}.`)];
}

function explanation(): KnownBlock {
  return context(
    mrkdwn`Effective CAC = spend / (customers bought + customers that those referred): $1 that brings two customers, one by referral, is $0.50. A referral of a referral counts to the customer who was bought, in that one’s segment. Churned customers count, accounts before the sale do not. Efficiency = expected first-year gross margin / (spend + onboarding + support).`,
  );
}

function turnPages({ page, hasMore, only }: CacPage): KnownBlock[] {
  const turn = (text: string, to: number, number: number) =>
    verbButton(
      text,
      { command: '/cs', verb: 'cac', rest: `${only?.typed ?? ''} page:${to}`.trim() },
      { number, replace: true },
    );
  return turnBlock({ page, hasMore }, turn);
}
