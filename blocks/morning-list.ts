/** The morning list as messages: the first in the channel, what does not fit it in its thread. */
import type { KnownBlock } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import {
  daysSinceLast,
  sectionOf,
  type MorningList,
  type MorningRow,
  type MorningSummary,
  type Section,
} from '#src/morning/domain.ts';
import { context, divider, section } from './build.ts';
import { day, figure, listed } from './format.ts';
import { limits, textLength, type SurfaceLimit } from './limits.ts';
import { footer, inThread, type PageOfToday } from './morning-foot.ts';
import { cut, ownerName, ROW_TEXT } from './morning-row-text.ts';
import { ctaRow, planRow, reviewRow, ROW_CONTROLS, type Moment } from './morning-row.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';

/** One message of the list. */
export interface MorningMessage {
  /** The first line, for notifications. */
  headline: Mrkdwn;
  blocks: KnownBlock[];
  /** The CTAs that it shows, in order. */
  ctaIds: string[];
}

const RULES_TEXT = 300;
const HEAD_TEXT = 120;
const HEAD_BLOCKS = 2;
/** Headline, rules, footer and their buttons. */
const FRAME = { blocks: 5, text: 1_000 };
const ROOM_IN_FIRST = {
  blocks: limits.message.blocks - FRAME.blocks,
  text: limits.message.text - FRAME.text,
};

/** The messages of a list: one, or one and the replies in its thread. */
export function morningMessages(list: MorningList, moment: Moment): MorningMessage[] {
  const [first = [], ...rest] = paginate(list.rows);
  return [first, ...rest].map((rows, position) => morningMessage({ ...list, rows }, position, moment));
}

/** A page of a list that one person reads. */
export interface MorningPage extends MorningMessage {
  /** From 1. */
  page: number;
}

/**
 * A page of the list that a person reads, in one message with buttons that turn it.
 * @param wanted a page's number, or the id of a CTA or an account: the page where it stands; else the first
 */
export function morningInOne(list: MorningList, moment: Moment, wanted: number | string = 1): MorningPage {
  const pages = paginate(list.rows, true);
  const page = typeof wanted === 'number' ? clamp(wanted, pages.length) : pageOf(pages, wanted);
  const rows = pages[page - 1] ?? [];
  return {
    page,
    headline: headline(list, moment),
    blocks: firstMessage({ ...list, rows }, moment, { page, of: pages.length }),
    ctaIds: rows.map(({ ctaId }) => ctaId),
  };
}

function clamp(page: number, pages: number): number {
  return Math.min(Math.max(1, page), pages);
}

/** From 1. */
function pageOf(pages: readonly MorningRow[][], id: string): number {
  const find = (key: 'ctaId' | 'accountId') => pages.findIndex((rows) => rows.some((row) => row[key] === id));
  const at = find('ctaId');
  return Math.max(at >= 0 ? at : find('accountId'), 0) + 1;
}

/** One message of a list, anew. @param position 0 is the message in the channel; `list.rows` are its rows alone */
export function morningMessage(list: MorningList, position: number, moment: Moment): MorningMessage {
  const blocks =
    position === 0 ? firstMessage(list, moment) : rowBlocks(list, moment, 'compact', limits.message);
  return {
    headline: position === 0 ? headline(list, moment) : mrkdwn`${moreOf(list)}, part ${position + 1}`,
    blocks,
    ctaIds: list.rows.map(({ ctaId }) => ctaId),
  };
}

function moreOf({ rows }: MorningList): string {
  const hasReviews = rows.some((row) => sectionOf(row) === 'review');
  return hasReviews ? 'More accounts that need an EBR' : 'More of the list';
}

/** The one line of a morning with nothing on the list. */
export function quietMorning(list: Omit<MorningList, 'rows'>, moment: Moment): MorningMessage {
  const line = headline({ ...list, rows: [] }, moment);
  return { headline: line, blocks: [section(line), ...footer(list.summary)], ctaIds: [] };
}

/** @param own which page of a person's own list it is; null: the message in the channel */
function firstMessage(list: MorningList, moment: Moment, own: PageOfToday | null = null): KnownBlock[] {
  const { summary } = list;
  const rules = mrkdwn`${summary.rules.length === 1 ? 'Rule' : 'Rules'}: ${cut(listed(summary.rules), RULES_TEXT)} (program v${list.programVersion})`;
  return [
    section(mrkdwn`${headline(list, moment)}\n${day(list.date, moment.today)}`),
    context(rules),
    ...rowBlocks(list, moment, 'full', ROOM_IN_FIRST),
    ...footer(summary, own, inThread(list)),
  ];
}

/** `*12 accounts need an EBR* · 3 new · 2 resolved since Friday` */
function headline({ date, summary }: MorningList, moment: Moment): Mrkdwn {
  const when = date === moment.today ? 'today' : `on ${day(date, moment.today)}`;
  const parts: Mrkdwn[] = [];
  if (summary.due === 0) {
    parts.push(mrkdwn`No account needs an EBR ${when}.`);
    if (summary.resolved > 0) {
      parts.push(
        mrkdwn`${figure(summary.resolved)} ${summary.resolved === 1 ? 'was' : 'were'} resolved${since(date, summary, moment)}.`,
      );
    }
    if (summary.others > 0) {
      parts.push(mrkdwn`${otherCtas(summary.others)} ${summary.others === 1 ? 'is' : 'are'} open.`);
    }
    if (summary.planItems > 0) parts.push(mrkdwn`${planItemsDue(summary.planItems)}.`);
    return join(parts, ' ');
  }
  const need = summary.due === 1 ? 'account needs an EBR' : 'accounts need an EBR';
  parts.push(mrkdwn`*${figure(summary.due)} ${need}*`);
  if (summary.isNew !== null && summary.isNew > 0) parts.push(mrkdwn`${figure(summary.isNew)} new`);
  if (summary.resolved > 0)
    parts.push(mrkdwn`${figure(summary.resolved)} resolved${since(date, summary, moment)}`);
  if (summary.others > 0) parts.push(mrkdwn`${otherCtas(summary.others)}`);
  if (summary.planItems > 0) parts.push(mrkdwn`${planItemsDue(summary.planItems)}`);
  return join(parts, ' · ');
}

function otherCtas(others: number): string {
  return others === 1 ? '1 other CTA' : `${figure(others)} other CTAs`;
}

function planItemsDue(items: number): string {
  return items === 1 ? '1 plan item is due' : `${figure(items)} plan items are due`;
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** ` since Friday`, ` since yesterday` or ` since 3 Nov`. */
function since(date: BusinessDate, summary: MorningSummary, { today }: Moment): Mrkdwn {
  const days = daysSinceLast(date, { ...summary });
  if (summary.previousDate === null || days === null) return mrkdwn``;
  if (days === 1 && date === today) return mrkdwn` since yesterday`;
  if (days > 6) return mrkdwn` since ${day(summary.previousDate, today)}`;
  return mrkdwn` since ${WEEKDAYS[new Date(`${summary.previousDate}T00:00:00Z`).getUTCDay()] ?? ''}`;
}

/**
 * The rows under their owners. A list is made with room for the heads that it needs then; when owners have changed
 * so much that the heads no longer fit, each row names its owner instead.
 */
function rowBlocks(
  list: MorningList,
  moment: Moment,
  layout: 'full' | 'compact',
  room: SurfaceLimit,
): KnownBlock[] {
  const rowOf = (row: MorningRow, namesOwner: boolean) => {
    const part = sectionOf(row);
    if (part === 'review') return reviewRow(row, list, moment, layout, namesOwner);
    return part === 'plan' ? planRow(row, list, moment, namesOwner) : ctaRow(row, list, moment, namesOwner);
  };
  const grouped = list.rows.flatMap((row, index) => [
    ...(opensGroup(list.rows, index) ? groupHead(list, index) : []),
    ...rowOf(row, false),
  ]);
  const fits = grouped.length <= room.blocks && textLength(grouped) <= room.text;
  return fits ? grouped : list.rows.flatMap((row) => rowOf(row, true));
}

function opensGroup(rows: readonly MorningRow[], index: number): boolean {
  const before = rows[index - 1];
  return before === undefined || groupOf(before) !== groupOf(rows[index]!);
}

/** Rows of one owner stand together; other CTAs come after all reviews, and plan items last. */
function groupOf(row: MorningRow): string {
  return `${sectionOf(row)} ${row.owner?.id ?? ''}`;
}

function groupHead({ rows, summary }: MorningList, index: number): KnownBlock[] {
  const row = rows[index]!;
  const part = sectionOf(row);
  const after = rows.slice(index).findIndex((other) => groupOf(other) !== groupOf(row));
  const inGroup = after < 0 ? rows.length - index : after;
  // A part of a list may hold a part of the group: its figure would be read as the owner's whole.
  const isWhole = rows.filter((other) => sectionOf(other) === part).length === wholeOf(part, summary);
  const what = isWhole ? mrkdwn` · ${GROUP_FIGURES[part](inGroup)}` : GROUP_WORDS[part];
  return [divider(), section(mrkdwn`*${ownerName(row)}*${what}`)];
}

const GROUP_FIGURES: Record<Section, (rows: number) => string> = {
  review: figure,
  other: otherCtas,
  plan: planItemsDue,
};

const GROUP_WORDS: Record<Section, Mrkdwn> = {
  review: mrkdwn``,
  other: mrkdwn` · other CTAs`,
  plan: mrkdwn` · plan items`,
};

/** How many rows the whole list has of a section. */
function wholeOf(section: Section, summary: MorningSummary): number {
  if (section === 'review') return summary.due;
  return section === 'plan' ? summary.planItems : summary.others - summary.othersFolded;
}

/**
 * Splits rows so that each message stays within Slack's limits whatever is pressed later.
 * @param alone whether each page stands alone, with all that the first message has
 */
function paginate(rows: readonly MorningRow[], alone = false): MorningRow[][] {
  const pages: MorningRow[][] = [[]];
  let room: SurfaceLimit = ROOM_IN_FIRST;
  for (const [index, row] of rows.entries()) {
    const page = pages.at(-1)!;
    // In the first message a review has its buttons in a block of their own.
    const blocks = (alone || pages.length === 1) && sectionOf(row) === 'review' ? 2 : 1;
    const rest = roomAfter(room, blocks, page.length === 0 || opensGroup(rows, index));
    if (rest.blocks >= 0 && rest.text >= 0) {
      page.push(row);
      room = rest;
    } else {
      pages.push([row]);
      room = alone ? roomAfter(ROOM_IN_FIRST, blocks, true) : roomAfter(limits.message, 1, true);
    }
  }
  return pages;
}

function roomAfter(room: SurfaceLimit, blocks: number, hasHead: boolean): SurfaceLimit {
  return {
    blocks: room.blocks - blocks - (hasHead ? HEAD_BLOCKS : 0),
    text: room.text - ROW_TEXT - ROW_CONTROLS - (hasHead ? HEAD_TEXT : 0),
  };
}
