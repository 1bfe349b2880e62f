/** A list of accounts, a page at a time. */
import type { KnownBlock } from '@slack/types';
import type { ListedAccount } from '#src/accounts/domain.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import { daysAt, paceOf, type Pace } from '#src/journey/domain.ts';
import type { Program } from '#src/program/domain.ts';
import { accountRest } from './account-choice.ts';
import { actions, context, section, type Answer } from './build.ts';
import { count, money } from './format.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface AccountListPage {
  /** What the list is of: “Your accounts”. */
  title: string;
  /** The filter as it is typed behind `/account list`. */
  typed: string;
  accounts: readonly ListedAccount[];
  program: Program | null;
  today: BusinessDate;
  hasEarlier: boolean;
  hasLater: boolean;
}

export function accountList(page: AccountListPage): Answer {
  const { accounts, title } = page;
  if (accounts.length === 0) {
    const text = mrkdwn`${title}: none`;
    return { text, blocks: [section(mrkdwn`*${title}*: none.`), otherLists(page)] };
  }
  const text = mrkdwn`${title}: ${join(
    accounts.slice(0, 3).map(({ name }) => name),
    ', ',
  )}${accounts.length > 3 ? mrkdwn` …` : mrkdwn``}`;
  const head = [section(mrkdwn`*${title}*`)];
  const foot: KnownBlock[] = [...turnPages(page), otherLists(page)];
  const rows = accounts.map((account) => [
    section(
      accountRow(account, page),
      verbButton(
        'Open',
        { command: '/account', verb: 'show', rest: accountRest(account) },
        { label: `Open ${account.name}` },
      ),
    ),
  ]);
  const shown = rowsWithin(limits.message, rows, {
    reserve: [...head, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more`)],
  });
  return { text, blocks: [...head, ...shown, ...foot], share: true };
}

function accountRow(account: ListedAccount, page: AccountListPage): Mrkdwn {
  const parts: string[] = [];
  if (account.arr !== null) parts.push(money(account.arr, account.currency));
  if (account.stage !== null) parts.push(account.stage);
  if (account.ctas !== null && account.ctas > 0) parts.push(count(account.ctas, 'CTA'));
  const place = placeOf(account, page);
  const about = parts.length === 0 ? mrkdwn`` : mrkdwn` · ${parts.join(' · ')}`;
  return mrkdwn`*${account.name}*${about}\n${place}`;
}

function placeOf(account: ListedAccount, { program, today }: AccountListPage): Mrkdwn {
  if (account.churned === 1) return mrkdwn`⚪ Churned`;
  const journey = program?.journeys.find(({ id }) => id === account.journeyId);
  if (journey === undefined || account.position === null || account.since === null)
    return mrkdwn`⚪ Not assessed`;
  const phase = journey.phases[account.position - 1];
  if (phase === undefined) return mrkdwn`🟢 Finished “${journey.name}”`;
  const place = { position: account.position, since: account.since };
  const pace = paceOf(journey, place, today) ?? 'on_track';
  return mrkdwn`${PACE[pace]} · ${count(daysAt(place, today), 'day')} at “${phase.milestone.name}” (usual ${phase.usualDays})`;
}

const PACE: Record<Pace, string> = { on_track: '🟢 On track', slow: '🟡 Slow', stuck: '🔴 Stuck' };

function turnPages({ accounts, typed, hasEarlier, hasLater }: AccountListPage): KnownBlock[] {
  const [first, last] = [accounts[0], accounts.at(-1)];
  const buttons = [];
  const turn = (text: string, cursor: string, number: number) =>
    verbButton(
      text,
      { command: '/account', verb: 'list', rest: `${typed} ${cursor}`.trim() },
      { number, replace: true },
    );
  if (hasEarlier && first !== undefined) buttons.push(turn('◀ Earlier', `before:${first.id}`, 0));
  if (hasLater && last !== undefined) buttons.push(turn('More ▶', `after:${last.id}`, 1));
  return buttons.length === 0 ? [] : [actions(...buttons)];
}

function otherLists({ typed }: AccountListPage): KnownBlock {
  const lists: [string, string][] = [
    ['Mine', 'mine'],
    ['Due', 'due'],
    ['All', 'all'],
    ['Churned', 'churned'],
  ];
  return actions(
    ...lists
      .filter(([, filter]) => filter !== typed)
      .map(([label, filter], number) =>
        verbButton(
          label,
          { command: '/account', verb: 'list', rest: filter },
          { number: number + 10, replace: true },
        ),
      ),
  );
}
