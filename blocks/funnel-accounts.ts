/** The accounts behind a figure of the funnel. */
import type { BusinessDate } from '#src/base/business-date.ts';
import type { FunnelAbout, ListedEntry, Outcome } from '#src/funnel/domain.ts';
import { OUTCOME_WORDS } from '#src/funnel/words.ts';
import { accountRest } from './account-choice.ts';
import { context, section, type Answer } from './build.ts';
import { away, count, day, money } from './format.ts';
import { footButtons, ofWords } from './funnel-parts.ts';
import { limits, rowsWithin } from './limits.ts';
import { mrkdwn, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface FunnelAccounts {
  about: FunnelAbout;
  today: BusinessDate;
  milestone: { id: string; name: string };
  outcome: Outcome | null;
  entries: readonly ListedEntry[];
  /** From 1. */
  page: number;
  hasMore: boolean;
}

const WHO: Record<Outcome, string> = {
  reached: 'those that reached it',
  churned: 'those that left while at it',
  open: 'those still open',
};

export function funnelAccounts(shown: FunnelAccounts): Answer {
  const { about, today, milestone, outcome, entries, page, hasMore } = shown;
  const who = outcome === null ? 'all that began on it' : WHO[outcome];
  const title = mrkdwn`*${milestone.name}*: ${who}${ofWords(about, today)}`;
  const foot = footButtons(`at:${milestone.id}${outcome === null ? '' : `:${outcome}`}`, about, {
    page,
    hasMore,
  });
  if (entries.length === 0) {
    const text = page > 1 ? mrkdwn`${title}: no more accounts.` : mrkdwn`${title}: no account.`;
    return { text, blocks: [section(text), foot] };
  }
  const rows = entries.map((entry) => [
    section(
      entryText(entry, today),
      verbButton(
        'Open',
        { command: '/account', verb: 'show', rest: accountRest(entry) },
        { label: `Open ${entry.name}` },
      ),
    ),
  ]);
  const order = outcome === 'open' ? 'Who began last stands first.' : 'The last ones stand first.';
  const heads = [section(title), context(mrkdwn`${order}`)];
  const blocks = rowsWithin(limits.message, rows, {
    reserve: [...heads, foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text: title, blocks: [...heads, ...blocks, foot], share: true };
}

function entryText(entry: ListedEntry, today: BusinessDate): Mrkdwn {
  const { name, arr, currency, renewsOn, outcome, endedOn, enteredOn, days } = entry;
  const facts = [
    ...(arr === null ? [] : [money(arr, currency)]),
    ...(renewsOn === null || renewsOn < today ? [] : [`renews ${away(renewsOn, today)}`]),
  ];
  const about = facts.length === 0 ? mrkdwn`` : mrkdwn` · ${facts.join(' · ')}`;
  const told =
    outcome === 'open'
      ? `${count(days, 'day')} at it, since ${day(enteredOn, today)}`
      : `${OUTCOME_WORDS[outcome]} on ${day(endedOn, today)}, after ${count(days, 'day')}`;
  return mrkdwn`*${name}*${about}\n${told}`;
}
