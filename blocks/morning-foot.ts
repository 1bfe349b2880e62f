/** What stands under a morning list: what it does not show and where that is, and buttons to go on. */
import type { Button, KnownBlock } from '@slack/types';
import {
  MAX_OTHER_ROWS,
  MAX_PLAN_ROWS,
  MAX_ROWS,
  type MorningList,
  type MorningSummary,
} from '#src/morning/domain.ts';
import { actions, context } from './build.ts';
import { count, figure } from './format.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

/** Which page of a person's own list it is, from 1. */
export interface PageOfToday {
  page: number;
  of: number;
}

interface Left {
  others: number;
  plan: number;
}

/** How many rows are in the thread of the message in the channel. */
export function inThread({ rows, summary }: MorningList): number {
  const { due, hidden, others, othersFolded, planItems } = summary;
  const all =
    due - hidden + Math.min(others - othersFolded, MAX_OTHER_ROWS) + Math.min(planItems, MAX_PLAN_ROWS);
  return Math.max(0, all - rows.length);
}

/**
 * @param own which page of a person's own list it is; null: the message in the channel
 * @param threaded how many rows are in the thread of that message
 */
export function footer(summary: MorningSummary, own: PageOfToday | null = null, threaded = 0): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  const hidden = own === null ? hiddenInPost(summary, threaded) : hiddenInToday(summary, own);
  if (hidden.length > 0) blocks.push(context(join(hidden, ' ')));
  if (summary.unassessed > 0) {
    blocks.push(
      context(
        mrkdwn`Not assessed: ${count(summary.unassessed, 'account')} without a start date or a known segment`,
      ),
    );
  }
  const buttons = [
    ...(own === null ? [] : turnPages(own)),
    ...openAll(summary, own),
    ...(summary.unassessed > 0
      ? [
          verbButton(
            'See the not assessed',
            { command: '/account', verb: 'list', rest: 'unassessed' },
            { number: 2 },
          ),
        ]
      : []),
    verbButton('How this list is made', { command: '/cs', verb: 'rules', rest: '' }, { number: 3 }),
  ];
  return [...blocks, actions(...buttons)];
}

function turnPages({ page, of }: PageOfToday): Button[] {
  const turn = (text: string, to: number, number: number) =>
    verbButton(
      text,
      { command: '/cs', verb: 'today', rest: `page:${to}` },
      { number: number + 10, replace: true },
    );
  return [
    ...(page > 1 ? [turn('◀ Earlier', page - 1, 0)] : []),
    ...(page < of ? [turn('More ▶', page + 1, 1)] : []),
  ];
}

/** All that the list is about, a page at a time: in the person's own list itself, only the accounts are another list. */
function openAll({ due, others }: MorningSummary, own: PageOfToday | null): Button[] {
  const accounts = { command: '/account', verb: 'list', rest: 'due' };
  if (others === 0 || own !== null) {
    const all = others === 0 ? `Open all ${figure(due)}` : `All ${figure(due)} for an EBR`;
    return due === 0 ? [] : [verbButton(all, accounts, { number: 1 })];
  }
  return [verbButton('Open all', { command: '/cs', verb: 'today', rest: '' }, { number: 1 })];
}

/** What the message in the channel does not show, and where it is. */
function hiddenInPost(summary: MorningSummary, threaded: number): Mrkdwn[] {
  const { hidden } = summary;
  const lines: Mrkdwn[] = [];
  if (threaded > 0) lines.push(mrkdwn`${count(threaded, 'more line')} in the thread.`);
  if (hidden > 0) lines.push(dueButHidden(hidden));
  const left = leftOf(summary, MAX_OTHER_ROWS, MAX_PLAN_ROWS);
  if (left.others + left.plan > 0) {
    lines.push(mrkdwn`${notShown(left)} not shown here: /cs today shows all, yours first.`);
  }
  return lines;
}

/** What a page of a person's own list does not show: the other pages, and what is beyond them. */
function hiddenInToday(summary: MorningSummary, { page, of }: PageOfToday): Mrkdwn[] {
  const { hidden } = summary;
  const left = leftOf(summary, MAX_ROWS, MAX_ROWS);
  const lines: Mrkdwn[] = [];
  if (of > 1) lines.push(mrkdwn`Page ${page} of ${of}.`);
  if (hidden > 0) lines.push(dueButHidden(hidden));
  if (left.others + left.plan > 0) lines.push(mrkdwn`${notShown(left)} not shown here.`);
  return lines;
}

/** How many other CTAs and plan items are beyond what a list holds. */
function leftOf({ others, othersFolded, planItems }: MorningSummary, most: number, mostPlan: number): Left {
  return {
    others: Math.max(0, others - othersFolded - most),
    plan: Math.max(0, planItems - mostPlan),
  };
}

function dueButHidden(hidden: number): Mrkdwn {
  return mrkdwn`${count(hidden, 'more account')} ${hidden === 1 ? 'is' : 'are'} due and not shown here.`;
}

/** `10 more of the other CTAs and 1 more plan item are` */
function notShown({ others, plan }: Left): Mrkdwn {
  const parts = [
    ...(others > 0 ? [mrkdwn`${figure(others)} more of the other CTAs`] : []),
    ...(plan > 0 ? [mrkdwn`${count(plan, 'more plan item')}`] : []),
  ];
  return mrkdwn`${join(parts, ' and ')} ${others + plan === 1 ? 'is' : 'are'}`;
}
