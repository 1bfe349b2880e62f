/** `/cs owners`: accounts with one head or none, and what each of us sees to. */
import type { KnownBlock } from '@slack/types';
import type { HalfOwned, OwnerLoad } from '#src/engagement/domain.ts';
import { accountRest } from './account-choice.ts';
import { actions, context, section, type Answer } from './build.ts';
import { count, figure, money } from './format.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { turnButtons } from './turn-pages.ts';
import { verbButton } from './verb-button.ts';

export interface OwnersPage {
  accounts: readonly HalfOwned[];
  /** On all pages. */
  total: number;
  withoutLead: number;
  withoutPartner: number;
  people: ReadonlyMap<string, Mrkdwn>;
  page: number;
  hasMore: boolean;
  canEdit: boolean;
}

const NAME_SHOWN = 120;
const CURRENCIES_SHOWN = 3;

export function ownersList(shown: OwnersPage): Answer {
  const { accounts, total, withoutLead, withoutPartner, page } = shown;
  const foot = [footer('', shown)];
  if (accounts.length === 0) {
    const text =
      page > 1
        ? mrkdwn`There are no more accounts with one head.`
        : mrkdwn`Every account has a lead and a partner.`;
    return { text, blocks: [section(text), ...foot] };
  }
  const verb = total === 1 ? 'has' : 'have';
  const text = mrkdwn`${count(total, 'account')} ${verb} one head or none`;
  const parts = [
    ...(withoutLead > 0 ? [`${figure(withoutLead)} without a lead`] : []),
    ...(withoutPartner > 0 ? [`${figure(withoutPartner)} without a partner`] : []),
  ];
  const head = section(mrkdwn`*${text}*: ${parts.join(', ')}. Two heads are better than one.`);
  const rows = accounts.map((account, number) => [accountRow(account, number, shown)]);
  const fitting = rowsWithin(limits.message, rows, {
    reserve: [head, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text, blocks: [head, ...fitting, ...foot], share: true };
}

function accountRow(account: HalfOwned, number: number, { people, canEdit }: OwnersPage): KnownBlock {
  const { name, arr, currency, leadId, partnerId } = account;
  const named = (id: string | null, place: string) => {
    const person = id === null ? undefined : people.get(id);
    return person === undefined ? mrkdwn`no ${place}` : mrkdwn`${place} ${person}`;
  };
  const worth = arr === null ? [] : [mrkdwn`${money(arr, currency)}`];
  const text = join(
    [mrkdwn`*${truncate(name, NAME_SHOWN)}*`, ...worth, named(leadId, 'lead'), named(partnerId, 'partner')],
    ' · ',
  );
  if (!canEdit) return section(text);
  const missing = leadId === null ? (partnerId === null ? 'lead and partner' : 'lead') : 'partner';
  const call = { command: '/account', verb: 'edit', rest: accountRest(account) };
  return section(
    text,
    verbButton(`Set the ${missing}`, call, { number, label: `Set the ${missing}: ${name}` }),
  );
}

export interface LoadsPage {
  loads: readonly OwnerLoad[];
  /** On all pages. */
  total: number;
  people: ReadonlyMap<string, Mrkdwn>;
  page: number;
  hasMore: boolean;
}

/** What each of us sees to, who leads most first. */
export function ownerLoads(shown: LoadsPage): Answer {
  const { loads, total, people, page } = shown;
  const foot = footer('people', shown);
  if (loads.length === 0) {
    const text = page > 1 ? mrkdwn`There is nobody more.` : mrkdwn`Nobody leads an account yet.`;
    return { text, blocks: [section(text), foot] };
  }
  const text = mrkdwn`${count(total, 'person', 'people')} ${total === 1 ? 'sees' : 'see'} to the accounts`;
  const rows = loads.map(({ personId, asLead, asPartner, arr }) => {
    const sums = arr.slice(0, CURRENCIES_SHOWN).map(({ amount, currency }) => money(amount, currency));
    const more = arr.length > sums.length ? mrkdwn` and more` : mrkdwn``;
    const worth = sums.length === 0 ? mrkdwn`` : mrkdwn` (${sums.join(' + ')}${more} a year)`;
    const person = people.get(personId) ?? mrkdwn`somebody`;
    return [section(mrkdwn`${person} · lead of ${figure(asLead)}${worth} · partner of ${figure(asPartner)}`)];
  });
  const head = section(mrkdwn`*${text}*`);
  const fitting = rowsWithin(limits.message, rows, { reserve: [head, foot] });
  return { text, blocks: [head, ...fitting, foot], share: true };
}

/** Other pages, and the other list. */
function footer(list: '' | 'people', { page, hasMore }: { page: number; hasMore: boolean }): KnownBlock {
  const call = (rest: string) => ({ command: '/cs', verb: 'owners', rest });
  const turn = (text: string, to: number, number: number) =>
    verbButton(text, call(`${list} page:${to}`.trim()), { number, replace: true });
  return actions(
    ...turnButtons({ page, hasMore }, turn),
    list === ''
      ? verbButton('By person', call('people'), { number: 2, replace: true })
      : verbButton('Accounts with one head', call(''), { number: 3, replace: true }),
  );
}
