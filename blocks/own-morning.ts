/** A person's own morning in a direct message: what is late, what is due, what is new. */
import type { KnownBlock } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import { sectionOf, turnOf, type MorningRow, type MorningSummary, type Turn } from '#src/morning/domain.ts';
import { actions, button, context, divider, section } from './build.ts';
import { count, day, figure } from './format.ts';
import { ids } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { ctaRow, cut, planRow, reviewRow, type Moment } from './morning-row.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface OwnList {
  date: BusinessDate;
  /** `hidden`: how many open CTAs of the person's are not shown. */
  summary: MorningSummary;
  /** In the order shown. */
  rows: readonly MorningRow[];
  /** Reviews that are booked for the date and that no row tells of. */
  reviews: readonly { accountId: string; accountName: string }[];
}

const NAME_TEXT = 90;
const MOST_REVIEWS = 5;

const HEADS: Record<Turn, string> = { late: '⏰ Late', today: '📌 Today', new: '🆕 New' };
const TURNS: readonly Turn[] = ['late', 'today', 'new'];

/** The message. @param moment when it is shown: an undo is offered as long as its minute lasts */
export function ownMorning(list: OwnList, moment: Moment): { headline: Mrkdwn; blocks: KnownBlock[] } {
  const turns = TURNS.map((turn) => ({
    turn,
    rows: list.rows.filter((row) => turnOf(row, list.date) === turn),
  }));
  const headline = headlineOf(list, turns, moment);
  const head = section(mrkdwn`${headline}\n${day(list.date, moment.today)}`);
  const foot = footer(list);
  const groups = turns.flatMap(({ turn, rows }): KnownBlock[][] => {
    const reviews = turn === 'today' ? list.reviews : [];
    if (rows.length + reviews.length === 0) return [];
    const lines = [
      ...reviews.slice(0, MOST_REVIEWS).map((review) => [bookedRow(review)]),
      ...rows.map((row) => rowBlocks(row, list, moment)),
    ];
    const title = section(mrkdwn`*${HEADS[turn]}* · ${figure(rows.length + reviews.length)}`);
    return [[divider(), title, ...(lines[0] ?? [])], ...lines.slice(1)];
  });
  const shown = rowsWithin(limits.message, groups, {
    reserve: [head, ...foot],
    more: (hidden) => [context(mrkdwn`${figure(hidden)} more: \`/cs today\``)],
  });
  return { headline, blocks: [head, ...shown, ...foot] };
}

function headlineOf(
  list: OwnList,
  turns: readonly { turn: Turn; rows: readonly MorningRow[] }[],
  { today }: Moment,
): Mrkdwn {
  const all = list.rows.length + list.reviews.length;
  const when = list.date === today ? 'today' : `on ${day(list.date, today)}`;
  const words: Record<Turn, string> = { late: 'late', today: `for ${when}`, new: 'new' };
  const parts = turns
    .map(({ turn, rows }) => [turn, rows.length + (turn === 'today' ? list.reviews.length : 0)] as const)
    .filter(([, number]) => number > 0)
    .map(([turn, number]) => mrkdwn`${figure(number)} ${words[turn]}`);
  return join([mrkdwn`*Yours ${when}: ${count(all, 'thing')}*`, ...parts], ' · ');
}

function rowBlocks(row: MorningRow, list: OwnList, moment: Moment): KnownBlock[] {
  const shown = { date: list.date, programVersion: 0, summary: list.summary, rows: [row] };
  if (sectionOf(row) === 'review') return reviewRow(row, shown, moment, 'full', false);
  return sectionOf(row) === 'plan' ? planRow(row, shown, moment, false) : ctaRow(row, shown, moment, false);
}

function bookedRow({ accountId, accountName }: OwnList['reviews'][number]): KnownBlock {
  const hold = button('Hold EBR', ids.ebrHold, { value: accountId, label: `Hold EBR: ${accountName}` });
  return section(mrkdwn`*${cut(accountName, NAME_TEXT)}*   📅 the EBR is booked for this day`, hold);
}

function footer({ summary }: OwnList): KnownBlock[] {
  const more =
    summary.hidden === 0
      ? mrkdwn``
      : mrkdwn`${figure(summary.hidden)} more of yours ${summary.hidden === 1 ? 'is' : 'are'} open: \`/cs today\`. `;
  return [
    context(mrkdwn`${more}You get this when something is late, due or new; \`/cs morning me off\` ends it.`),
    actions(verbButton('Open all of mine', { command: '/cs', verb: 'today', rest: '' }, { number: 1 })),
  ];
}
