/** A person's own morning in a direct message: what is late, what is due, what is new. */
import type { KnownBlock } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import {
  MAX_OWN_LINES,
  sectionOf,
  turnOf,
  type LateSteps,
  type MorningRow,
  type MorningSummary,
  type OwnActions,
  type Turn,
} from '#src/morning/domain.ts';
import { actions, button, context, divider, section } from './build.ts';
import { count, day, figure } from './format.ts';
import { ids } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { cut } from './morning-row-text.ts';
import { ctaRow, planRow, reviewRow, type Moment } from './morning-row.ts';
import { inQuotes, join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
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
/** The first ones have a line with a button each, the others are named in one. */
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
  const booked = bookedLines(list.reviews);
  const all = turns.flatMap(({ rows }) => rows);
  const { actions: said } = list.summary;
  const told = new Set(all.slice(0, MAX_OWN_LINES - booked.length - (said === undefined ? 0 : 1)));
  const foot = [
    ...actionBlocks(said, list.date, moment),
    ...lateBlocks(list.summary.lateSteps),
    ...footer(list.summary.hidden + all.length - told.size),
  ];
  const groups = turns.flatMap(({ turn, rows }): KnownBlock[][] => {
    const reviews = turn === 'today' ? booked : [];
    const lines = [
      ...reviews.map((line) => [line]),
      ...rows.filter((row) => told.has(row)).map((row) => rowBlocks(row, list, moment)),
    ];
    if (lines.length === 0) return [];
    const number = rows.length + (turn === 'today' ? list.reviews.length : 0);
    const title = section(mrkdwn`*${HEADS[turn]}* · ${figure(number)}`);
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
  const { actions: said = { late: 0, today: 0 } } = list.summary;
  const all = list.rows.length + list.reviews.length + said.late + said.today;
  const besides: Record<Turn, number> = {
    late: said.late,
    today: said.today + list.reviews.length,
    new: 0,
  };
  const when = list.date === today ? 'today' : `on ${day(list.date, today)}`;
  const words: Record<Turn, string> = { late: 'late', today: `for ${when}`, new: 'new' };
  const parts = turns
    .map(({ turn, rows }) => [turn, rows.length + besides[turn]] as const)
    .filter(([, number]) => number > 0)
    .map(([turn, number]) => mrkdwn`${figure(number)} ${words[turn]}`);
  const late = list.summary.lateSteps;
  if (all === 0 && late !== undefined) return mrkdwn`*Yours ${when}: nothing* · ${lateText(late)}`;
  return join([mrkdwn`*Yours ${when}: ${count(all, 'thing')}*`, ...parts], ' · ');
}

/** In one line what they said in the leadership's meeting they would do by now. */
function actionBlocks(said: OwnActions | undefined, date: BusinessDate, { today }: Moment): KnownBlock[] {
  if (said === undefined) return [];
  const { late, first } = said;
  const number = late + said.today;
  const due = first.dueOn === date && date === today ? 'due today' : `due ${day(first.dueOn, today)}`;
  const more = number > 1 ? mrkdwn` and ${figure(number - 1)} more` : mrkdwn``;
  const sign = late > 0 ? '⏰' : '📌';
  const see = verbButton('See them', { command: '/cs', verb: 'digest', rest: 'actions' }, { number: 3 });
  const told = mrkdwn`${inQuotes(truncate(first.what, NAME_TEXT))} (${due})${more}`;
  return [divider(), section(mrkdwn`${sign} You said in the leadership meeting: ${told}`, see)];
}

/** To a leader: what stays undone elsewhere, and the way to it. */
function lateBlocks(late: LateSteps | undefined): KnownBlock[] {
  if (late === undefined) return [];
  const see = verbButton('See them', { command: '/cs', verb: 'plays', rest: 'late' }, { number: 2 });
  return [divider(), section(mrkdwn`⏰ ${lateText(late)}`, see)];
}

function lateText({ ofPeople, ofNobody }: LateSteps): Mrkdwn {
  const are = (number: number) => (number === 1 ? 'is' : 'are');
  if (ofPeople === 0) return mrkdwn`${count(ofNobody, 'step')} of plays ${are(ofNobody)} late with nobody`;
  const nobody = ofNobody === 0 ? '' : `, ${ofNobody} with nobody`;
  return mrkdwn`${count(ofPeople, 'step')} of plays ${are(ofPeople)} late with your people${nobody}`;
}

function rowBlocks(row: MorningRow, list: OwnList, moment: Moment): KnownBlock[] {
  const shown = { date: list.date, programVersion: 0, summary: list.summary, rows: [row] };
  if (sectionOf(row) === 'review') return reviewRow(row, shown, moment, 'full', false);
  return sectionOf(row) === 'plan' ? planRow(row, shown, moment, false) : ctaRow(row, shown, moment, false);
}

/** The reviews that no row tells of: a line for each of the first ones, and one that names the others. */
function bookedLines(reviews: OwnList['reviews']): KnownBlock[] {
  const others = reviews.slice(MOST_REVIEWS);
  const lines = reviews.slice(0, MOST_REVIEWS).map(bookedRow);
  if (others.length === 0) return lines;
  const names = others.map(({ accountName }) => cut(accountName, NAME_TEXT));
  const booked = mrkdwn`${count(others.length, 'more EBR')} ${others.length === 1 ? 'is' : 'are'} booked for this day`;
  return [...lines, context(mrkdwn`${booked}: ${join(names, ', ')}`)];
}

function bookedRow({ accountId, accountName }: OwnList['reviews'][number]): KnownBlock {
  const hold = button('Hold EBR', ids.ebrHold, { value: accountId, label: `Hold EBR: ${accountName}` });
  return section(mrkdwn`*${cut(accountName, NAME_TEXT)}*   📅 the EBR is booked for this day`, hold);
}

/** @param hidden how many open CTAs of the person's have no line */
function footer(hidden: number): KnownBlock[] {
  const more =
    hidden === 0
      ? mrkdwn``
      : mrkdwn`${figure(hidden)} more of yours ${hidden === 1 ? 'is' : 'are'} open: \`/cs today\`. `;
  return [
    context(mrkdwn`${more}You get this when something is late, due or new; \`/cs morning me off\` ends it.`),
    actions(verbButton('Open all of mine', { command: '/cs', verb: 'today', rest: '' }, { number: 1 })),
  ];
}
