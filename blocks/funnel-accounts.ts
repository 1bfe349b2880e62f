/** The accounts behind a figure of the funnel. */
import type { BusinessDate } from '#src/base/business-date.ts';
import {
  ALL_TRIALS,
  type EntryFilter,
  type EntryWindow,
  type FunnelAbout,
  type ListedEntry,
  type ListPlace,
  type Outcome,
} from '#src/funnel/domain.ts';
import { OUTCOME_WORDS, placeView } from '#src/funnel/words.ts';
import { accountRest } from './account-choice.ts';
import { context, section, type Answer } from './build.ts';
import { away, count, day, money } from './format.ts';
import { footButtons, ofWords } from './funnel-parts.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface FunnelAccounts {
  about: FunnelAbout;
  today: BusinessDate;
  place: ListPlace;
  /** Of the milestone or the journey. */
  name: string;
  outcome: Outcome | null;
  filter: EntryFilter;
  /** What the group of the filter is called; null: it has none. */
  group: string | null;
  entries: readonly ListedEntry[];
  /** From 1. */
  page: number;
  hasMore: boolean;
}

const GROUP_SHOWN = 100;

const WHO: Record<ListPlace['kind'], Record<Outcome | 'all', string>> = {
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
  trial: {
    all: 'all of them',
    reached: 'those that bought',
    churned: 'those that left',
    open: 'those that neither bought nor left yet',
  },
};

export function funnelAccounts(shown: FunnelAccounts): Answer {
  const { about: asked, today, place, name, outcome, filter, entries, page, hasMore } = shown;
  // The days of a window say since when.
  const about = filter.window === null ? asked : { ...asked, since: null };
  const title = mrkdwn`*${name}*: ${whoWords(place, outcome)}${filterWords(shown)}${ofWords(about, today)}`;
  const foot = footButtons(placeView(place, outcome, filter), about, { page, hasMore });
  if (entries.length === 0) {
    const text = page > 1 ? mrkdwn`${title}: no more accounts.` : mrkdwn`${title}: no account.`;
    return { text, blocks: [section(text), foot] };
  }
  const rows = entries.map((entry) => [
    section(
      entryText(entry, shown),
      verbButton(
        'Open',
        { command: '/account', verb: 'show', rest: accountRest(entry) },
        { label: `Open ${entry.name}` },
      ),
    ),
  ]);
  const order = place.kind === 'finished' ? 'finished it' : 'began';
  const last = outcome === 'open' ? `Who ${order} last stands first.` : 'The last ones stand first.';
  const heads = [section(title), context(mrkdwn`${last}`)];
  const blocks = rowsWithin(limits.message, rows, {
    reserve: [...heads, foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text: title, blocks: [...heads, ...blocks, foot], share: true };
}

function whoWords({ kind, id }: ListPlace, outcome: Outcome | null): string {
  if (kind !== 'trial' || id === ALL_TRIALS) return WHO[kind][outcome ?? 'all'];
  return outcome === null ? 'trials that reached it' : `of the trials that reached it, ${WHO.trial[outcome]}`;
}

function filterWords({ filter: { window }, group, today }: FunnelAccounts): Mrkdwn {
  const days =
    window === null
      ? []
      : [mrkdwn`began ${day(window.from, today)} to ${day(window.upTo, today)}, as it stood then`];
  const parts = [...(group === null ? [] : [mrkdwn`${truncate(group, GROUP_SHOWN)}`]), ...days];
  return parts.length === 0 ? mrkdwn`` : mrkdwn` · ${join(parts, ' · ')}`;
}

function entryText(entry: ListedEntry, { place, filter, today }: FunnelAccounts): Mrkdwn {
  const { name, arr, currency, renewsOn } = entry;
  const facts = [
    ...(arr === null ? [] : [money(arr, currency)]),
    ...(renewsOn === null || renewsOn < today ? [] : [`renews ${away(renewsOn, today)}`]),
  ];
  const about = facts.length === 0 ? mrkdwn`` : mrkdwn` · ${facts.join(' · ')}`;
  return mrkdwn`*${name}*${about}\n${toldOf(entry, place, filter.window, today)}`;
}

function toldOf(
  entry: ListedEntry,
  place: ListPlace,
  window: EntryWindow | null,
  today: BusinessDate,
): string {
  switch (place.kind) {
    case 'milestone':
      return window === null ? atMilestone(entry, today) : inWindow(entry, today);
    case 'finished':
      return sinceFinished(entry, today);
    case 'trial':
      return ofTrial(entry, place.id === ALL_TRIALS ? 'began' : 'reached it', today);
  }
}

function atMilestone(entry: ListedEntry, today: BusinessDate): string {
  const { outcome, enteredOn, endedOn, days, likely } = entry;
  if (outcome !== 'open')
    return `${OUTCOME_WORDS[outcome]} on ${day(endedOn, today)}, after ${count(days, 'day')}`;
  const ahead =
    likely === null
      ? ''
      : ` · ${likely.on === null ? 'when it reaches it is not foreseeable' : `likely reached by ${day(likely.on, today)}`}`;
  return `${count(days, 'day')} at it, since ${day(enteredOn, today)}${ahead}`;
}

/** Of an entry that is told as it stood on an earlier day. */
function inWindow({ outcome, enteredOn, endedOn, days }: ListedEntry, today: BusinessDate): string {
  const began = `began on ${day(enteredOn, today)}`;
  return outcome === 'open'
    ? `${began}, open on ${day(endedOn, today)}, ${count(days, 'day')} later`
    : `${began}, ${OUTCOME_WORDS[outcome]} on ${day(endedOn, today)}, after ${count(days, 'day')}`;
}

function ofTrial(
  { outcome, enteredOn, endedOn, days }: ListedEntry,
  what: 'began' | 'reached it',
  today: BusinessDate,
): string {
  const since = `${what} on ${day(enteredOn, today)}`;
  if (outcome === 'open') return `${since}, ${count(days, 'day')} ago, not bought yet`;
  return `${since}, ${outcome === 'reached' ? 'bought' : 'left'} on ${day(endedOn, today)}, ${count(days, 'day')} later`;
}

function sinceFinished({ outcome, enteredOn, endedOn, days }: ListedEntry, today: BusinessDate): string {
  const finished = `finished it on ${day(enteredOn, today)}`;
  return outcome === 'churned'
    ? `${finished}, left on ${day(endedOn, today)}, ${count(days, 'day')} later`
    : `${finished}, ${count(days, 'day')} ago`;
}
