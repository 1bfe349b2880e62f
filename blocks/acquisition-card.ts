/** What one account cost to win and is expected to bring. */
import type { Account } from '#src/accounts/domain.ts';
import { efficiencyOf, wholeCost, type Acquisition } from '#src/acquisition/domain.ts';
import { accountRest } from './account-choice.ts';
import { actions, button, context, section, type Answer } from './build.ts';
import { figure, listed, money } from './format.ts';
import { ids } from './ids.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface AcquisitionCard {
  account: Account;
  acquisition: Acquisition;
  referrer: Account | null;
  /** Customers whom this one referred: some by name, and how many. */
  referred: { names: readonly string[]; count: number };
  /** What the program's ideal customer asks for; null: it does not say. */
  ideal: { atLeast: number | null; costAtMost: number | null };
  savedBy: Mrkdwn;
  savedAt: Mrkdwn;
  canEdit: boolean;
}

export function acquisitionCard(card: AcquisitionCard): Answer {
  const { account, acquisition, canEdit } = card;
  const efficiency = efficiencyOf(acquisition);
  const text =
    efficiency === null
      ? mrkdwn`${account.name}: acquisition spend ${exactMoney(acquisition.spend, acquisition.currency)}`
      : mrkdwn`${account.name}: acquisition efficiency ${figure(efficiency)}`;
  const edit = button('Edit', ids.acquisitionEdit, {
    value: account.id,
    label: `Edit the acquisition cost of ${account.name}`,
  });
  return {
    text,
    blocks: [
      section(
        join(
          [
            mrkdwn`*${account.name}* · acquisition`,
            costLine(acquisition),
            efficiencyLine(card),
            ...referralLines(card),
          ],
          '\n',
        ),
      ),
      context(mrkdwn`Saved by ${card.savedBy} ${card.savedAt}`),
      actions(
        ...(canEdit ? [edit] : []),
        verbButton('Open account', { command: '/account', verb: 'show', rest: accountRest(account) }),
      ),
    ],
    share: true,
  };
}

/** Nothing is written down of it, and the person may not do so. */
export function noAcquisition(account: Account): Answer {
  const text = mrkdwn`Nobody has written down yet what *${account.name}* cost to win. Whoever has the role csm does it with \`/account acquisition ${accountRest(account)}\``;
  return { text, blocks: [section(text)] };
}

function costLine(acquisition: Acquisition): Mrkdwn {
  const { spend, onboardingCost, supportCost, currency } = acquisition;
  const part = (amount: number | null) => (amount === null ? 'not known' : exactMoney(amount, currency));
  const whole = wholeCost(acquisition);
  const sum = whole === null ? mrkdwn`` : mrkdwn` · in all ${exactMoney(whole, currency)}`;
  return mrkdwn`Spend ${part(spend)} · onboarding ${part(onboardingCost)} · support in the first year ${part(supportCost)}${sum}`;
}

function efficiencyLine({ acquisition, ideal }: AcquisitionCard): Mrkdwn {
  const { firstYearMargin, currency } = acquisition;
  const efficiency = efficiencyOf(acquisition);
  const cost = wholeCost(acquisition);
  const margin =
    firstYearMargin === null
      ? mrkdwn`Expected first-year gross margin not known`
      : mrkdwn`Expected first-year gross margin ${exactMoney(firstYearMargin, currency)}`;
  const wanted = [
    ...(ideal.atLeast === null ? [] : [`at least ${figure(ideal.atLeast)}`]),
    ...(ideal.costAtMost === null ? [] : [`a cost of at most ${exactMoney(ideal.costAtMost, null)}`]),
  ];
  const compared = wanted.length === 0 ? mrkdwn`` : mrkdwn` (the ideal customer: ${wanted.join(', ')})`;
  if (efficiency !== null) {
    const brings = exactMoney(efficiency, currency);
    return mrkdwn`${margin} · *acquisition efficiency ${figure(efficiency)}*: each ${exactMoney(1, currency)} of cost brings ${brings}${compared}`;
  }
  const why =
    cost === 0 && firstYearMargin !== null
      ? 'it cost nothing'
      : `it takes ${missing(acquisition).join(' and ')}`;
  return mrkdwn`${margin} · no acquisition efficiency: ${why}${compared}`;
}

function missing({ onboardingCost, supportCost, firstYearMargin }: Acquisition): string[] {
  return [
    ...(onboardingCost === null ? ['the onboarding cost'] : []),
    ...(supportCost === null ? ['the support cost'] : []),
    ...(firstYearMargin === null ? ['the expected margin'] : []),
  ];
}

function referralLines({ account, referrer, referred }: AcquisitionCard): Mrkdwn[] {
  const others = referred.names.length === 0 ? '' : listedOf(referred.names, referred.count);
  return [
    ...(referrer === null ? [] : [mrkdwn`Referred by *${referrer.name}*`]),
    ...(others === '' ? [] : [mrkdwn`Referred ${others}`]),
    ...(account.soldBy === null ? [] : [mrkdwn`Sold by ${account.soldBy}`]),
  ];
}

/** `Acme, Globex and 12 more`, of which only the first are known by name. */
function listedOf(names: readonly string[], count: number): string {
  return count > names.length
    ? `${names.join(', ')} and ${figure(count - names.length)} more`
    : listed(names, names.length);
}

const SMALL = 1000;
const centFormats = new Map<string, Intl.NumberFormat>();

/** Money with its cents where it is small and has some ($0.50), and otherwise rounded as in speech. */
export function exactMoney(amount: number, currency: string | null): string {
  if (Math.abs(amount) >= SMALL || Number.isInteger(amount)) return money(amount, currency);
  if (currency === null || !/^[A-Z]{3}$/.test(currency)) return figure(amount);
  const format =
    centFormats.get(currency) ??
    new Intl.NumberFormat('en-US', {
      style: 'currency',
      currency,
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
    });
  centFormats.set(currency, format);
  return format.format(amount);
}
