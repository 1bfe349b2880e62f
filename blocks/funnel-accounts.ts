/** The accounts behind a figure of the funnel. */
import type { BusinessDate } from '#src/base/business-date.ts';
import type { FunnelAbout, FunnelPlace, ListedEntry, Outcome } from '#src/funnel/domain.ts';
import { OUTCOME_WORDS, placeView } from '#src/funnel/words.ts';
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
  place: FunnelPlace;
  /** Of the milestone or the journey. */
  name: string;
  outcome: Outcome | null;
  entries: readonly ListedEntry[];
  /** From 1. */
  page: number;
  hasMore: boolean;
}

const WHO: Record<FunnelPlace['kind'], Record<Outcome | 'all', string>> = {
  milestone: {
    all: 'all that began on it',
    reached: 'those that reached it',
    churned: 'those that left while at it',
    open: 'those still open',
  },
  // Nothing comes after it that could be reached.
  finished: {
    all: 'all that finished it',
    reached: 'all that finished it',
    churned: 'those that finished it and left since',
    open: 'those that finished it and are still here',
  },
};

export function funnelAccounts(shown: FunnelAccounts): Answer {
  const { about, today, place, name, outcome, entries, page, hasMore } = shown;
  const title = mrkdwn`*${name}*: ${WHO[place.kind][outcome ?? 'all']}${ofWords(about, today)}`;
  const foot = footButtons(placeView(place, outcome), about, { page, hasMore });
  if (entries.length === 0) {
    const text = page > 1 ? mrkdwn`${title}: no more accounts.` : mrkdwn`${title}: no account.`;
    return { text, blocks: [section(text), foot] };
  }
  const rows = entries.map((entry) => [
    section(
      entryText(entry, place, today),
      verbButton(
        'Open',
        { command: '/account', verb: 'show', rest: accountRest(entry) },
        { label: `Open ${entry.name}` },
      ),
    ),
  ]);
  const order =
    outcome === 'open'
      ? `Who ${place.kind === 'milestone' ? 'began' : 'finished it'} last stands first.`
      : 'The last ones stand first.';
  const heads = [section(title), context(mrkdwn`${order}`)];
  const blocks = rowsWithin(limits.message, rows, {
    reserve: [...heads, foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text: title, blocks: [...heads, ...blocks, foot], share: true };
}

function entryText(entry: ListedEntry, place: FunnelPlace, today: BusinessDate): Mrkdwn {
  const { name, arr, currency, renewsOn } = entry;
  const facts = [
    ...(arr === null ? [] : [money(arr, currency)]),
    ...(renewsOn === null || renewsOn < today ? [] : [`renews ${away(renewsOn, today)}`]),
  ];
  const about = facts.length === 0 ? mrkdwn`` : mrkdwn` · ${facts.join(' · ')}`;
  const told = place.kind === 'milestone' ? atMilestone(entry, today) : sinceFinished(entry, today);
  return mrkdwn`*${name}*${about}\n${told}`;
}

function atMilestone({ outcome, enteredOn, endedOn, days }: ListedEntry, today: BusinessDate): string {
  return outcome === 'open'
    ? `${count(days, 'day')} at it, since ${day(enteredOn, today)}`
    : `${OUTCOME_WORDS[outcome]} on ${day(endedOn, today)}, after ${count(days, 'day')}`;
}

function sinceFinished({ outcome, enteredOn, endedOn, days }: ListedEntry, today: BusinessDate): string {
  const finished = `finished it on ${day(enteredOn, today)}`;
  return outcome === 'churned'
    ? `${finished}, left on ${day(endedOn, today)}, ${count(days, 'day')} later`
    : `${finished}, ${count(days, 'day')} ago`;
}
