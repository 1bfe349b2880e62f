/** What a search over Goal Cards and feedback found. */
import type { KnownBlock } from '@slack/types';
import type { Account } from '#src/accounts/domain.ts';
import type { Snippet } from '#src/search/domain.ts';
import type { FoundThing, SearchResult } from '#src/search/domain.ts';
import { exampleText } from './account-choice.ts';
import { actions, button, context, section, type Answer } from './build.ts';
import { saidText } from './feedback-words.ts';
import { count, figure } from './format.ts';
import { STATE_WORDS } from './goal-words.ts';
import { ids } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, plain, saidBack, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface GoalSearch {
  /** As it was typed, without the page. */
  typed: string;
  /** What was looked for, without the filters; empty: only filters, or nothing. */
  words: string;
  hasFilter: boolean;
  page: number;
  perPage: number;
  result: SearchResult;
  /** An account for a line that works; null: there is none, or none is needed. */
  example: Pick<Account, 'key' | 'name'> | null;
  canEdit: boolean;
}

const TITLE_SHOWN = 150;
const NAME_SHOWN = 80;

export function goalSearch(search: GoalSearch): Answer {
  const { result, page, perPage } = search;
  if (result.things.length === 0) return nothingFound(search);
  const head = section(headLine(search));
  const last = Math.ceil(result.found / perPage);
  const foot = [...note(search), ...turnPages(search, last)];
  const rows = result.things.map((thing) => [section(thingRow(thing), openButton(thing))]);
  const shown = rowsWithin(limits.message, rows, {
    reserve: [head, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  const pages = last > 1 ? mrkdwn`, page ${page} of ${last}` : mrkdwn``;
  return { text: mrkdwn`${totalText(result)} found${pages}`, blocks: [head, ...shown, ...foot] };
}

function headLine({ words, hasFilter, page, perPage, result }: GoalSearch): Mrkdwn {
  const from = (page - 1) * perPage + 1;
  const range = result.found > perPage ? mrkdwn` · ${from}–${from + result.things.length - 1}` : mrkdwn``;
  const total = totalText(result);
  if (words !== '') return mrkdwn`*${total}* for “${saidBack(words)}”${range}`;
  return hasFilter ? mrkdwn`*${total}*, the newest first${range}` : mrkdwn`*The newest of ${total}*${range}`;
}

function totalText({ found, hasMore }: SearchResult): string {
  const total = count(found, 'goal or piece of feedback', 'goals and pieces of feedback');
  return hasMore ? `More than ${total}` : total;
}

/** How far the search has looked, where it has not looked at everything. */
function note({ words, result }: GoalSearch): KnownBlock[] {
  const parts: string[] = [];
  if (result.among !== null)
    parts.push(`Looked through the newest ${figure(result.among)} goals and pieces of feedback.`);
  if (result.hasMore && words !== '')
    parts.push(
      `Of the newest ${figure(result.found)} the best come first. Another word, or a filter, finds the others.`,
    );
  return parts.length === 0 ? [] : [context(mrkdwn`${parts.join(' ')}`)];
}

function thingRow(thing: FoundThing): Mrkdwn {
  const text = snippetText(thing.snippet);
  const account = truncate(thing.accountName, NAME_SHOWN);
  const head =
    thing.kind === 'goal'
      ? mrkdwn`🎯 *${truncate(thing.name, TITLE_SHOWN)}* · ${STATE_WORDS[thing.state]} · ${account}`
      : mrkdwn`💬 *${truncate(thing.author, NAME_SHOWN)}* · ${saidText(thing)} · ${account}`;
  return text.value === '' ? head : mrkdwn`${head}\n>${text}`;
}

const WORD_SHOWN = 200;

/** The words that were looked for in bold. Each word is escaped by itself, so that bold begins and ends at its edge. */
function snippetText({ words, cutBefore, cutAfter }: Snippet): Mrkdwn {
  const shown = words.flatMap(({ text, hit }): (string | Mrkdwn)[] => {
    const word = truncate(text, WORD_SHOWN);
    if (plain(word) === '') return [];
    return hit ? [mrkdwn`*${word}*`] : [word];
  });
  return join([...(cutBefore ? ['…'] : []), ...shown, ...(cutAfter ? ['…'] : [])], ' ');
}

function openButton(thing: FoundThing) {
  return thing.kind === 'goal'
    ? button('Open', ids.goalOpen, { value: thing.id, label: `Open ${thing.name}` })
    : button('Open', ids.feedbackOpen, { value: thing.id, label: `Open the feedback of ${thing.author}` });
}

function turnPages({ typed, page }: GoalSearch, last: number): KnownBlock[] {
  const turn = (text: string, to: number, place: number) => {
    const rest = `${typed} page:${to}`.trim();
    return verbButton(text, { command: '/cs', verb: 'goals', rest }, { number: place, replace: true });
  };
  const buttons = [
    ...(page > 1 ? [turn('◀ Earlier', Math.min(page - 1, last), 0)] : []),
    ...(page < last ? [turn('More ▶', page + 1, 1)] : []),
  ];
  return buttons.length === 0 ? [] : [actions(...buttons)];
}

function nothingFound(search: GoalSearch): Answer {
  const { words, hasFilter, page, result } = search;
  if (page > 1 && result.found > 0) {
    return said(mrkdwn`There are no more than ${totalText(result)} for this search.`, words);
  }
  if (words === '' && !hasFilter) {
    return nothingYet(search);
  }
  const hints = [
    ...(words.includes(' ') ? ['fewer words'] : []),
    ...(words === '' ? [] : ['the beginning of a word']),
    ...(hasFilter ? ['no filter'] : []),
  ];
  const looked =
    result.among === null
      ? mrkdwn``
      : mrkdwn` I looked through the newest ${figure(result.among)} goals and pieces of feedback.`;
  const what =
    words === '' ? mrkdwn`Nothing fits this filter.` : mrkdwn`Nothing has “${saidBack(words)}” in it.`;
  return said(mrkdwn`${what}${looked} Try ${hints.join(', or ')}.`, hasFilter ? words : '');
}

/** The very first ones are still to be written. */
function nothingYet({ example, canEdit }: GoalSearch): Answer {
  const way = exampleText('goal', 'writes the first card of', example);
  const text = mrkdwn`There are no Goal Cards and no feedback yet. ${way} *Save as customer feedback* in a message’s menu keeps what a customer said.`;
  const begin = canEdit && example !== null ? [actions(button('New Goal Card', ids.goalPick))] : [];
  return { text, blocks: [section(text), ...begin] };
}

/** The text, with a button that looks for the words alone, or for the newest. */
function said(text: Mrkdwn, rest: string): Answer {
  const label = rest === '' ? 'The newest' : 'Without the filter';
  const again = verbButton(label, { command: '/cs', verb: 'goals', rest }, { replace: true });
  return { text, blocks: [section(text), actions(again)] };
}
