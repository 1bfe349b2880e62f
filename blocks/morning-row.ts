/**
 * One line of the morning list with what can be pressed: an account that needs an EBR, another CTA that is open, or a
 * plan item that is due.
 */
import type { Button, KnownBlock, Overflow } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import { sectionOf, type MorningList, type MorningRow } from '#src/morning/domain.ts';
import { accountRest } from './account-choice.ts';
import { actions, button, overflow, section, type Choice } from './build.ts';
import { day } from './format.ts';
import { ids } from './ids.ts';
import { by, ctaText, cut, isOnList, nameOf, ownerName, reviewText, TITLE_TEXT } from './morning-row-text.ts';
import { mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

/** What changes between two looks at the same list. */
export interface Moment {
  /** UTC ISO time: after it, an undo is no longer offered. */
  now: string;
  today: BusinessDate;
  /** False: for somebody who may only look; a row then has nothing but *Open*. */
  canPress?: boolean;
}

/** Buttons and menus of a row, in characters. */
export const ROW_CONTROLS = 70;

/**
 * An account that needs an EBR. @param layout `full` has its buttons in a block of their own, `compact` a menu
 * @param namesOwner whether the row names its owner, where no head above it does
 */
export function reviewRow(
  row: MorningRow,
  list: MorningList,
  moment: Moment,
  layout: 'full' | 'compact',
  namesOwner: boolean,
): KnownBlock[] {
  const text = reviewText(row, list, moment, namesOwner);
  const undoable = canUndo(row, moment);
  const undo = undoButton(row);
  if (moment.canPress === false) return [section(text, openButton(row))];
  if (!isOnList(row)) return [undoable ? section(text, undo) : section(text)];
  const rest: Choice[] = [
    ...(row.booked === null ? [] : [{ text: 'Move or cancel', value: `book:${row.ctaId}` }]),
    { text: 'Snooze', value: `snooze:${row.ctaId}` },
    { text: 'Dismiss', value: `dismiss:${row.ctaId}` },
    { text: 'Open', value: `open:${row.ctaId}` },
  ];
  const book = row.booked === null ? 'Book EBR' : 'Hold EBR';
  const hold = row.booked === null ? 'book' : 'hold';
  const isClaimed = row.state === 'claimed';
  if (layout === 'compact') {
    const choices = [
      ...(undoable ? [{ text: 'Undo', value: `undo:${row.ctaId}` }] : []),
      // The menu has room for five; whoever booked it is at it.
      ...(isClaimed || row.booked !== null ? [] : [{ text: 'Claim', value: `claim:${row.ctaId}` }]),
      { text: book, value: `${hold}:${row.ctaId}` },
      ...rest,
    ];
    return [section(text, menu(choices))];
  }
  // A review that nobody booked may have been held all the same.
  const held = row.booked === null ? [{ text: 'Already held', value: `hold:${row.ctaId}` }] : [];
  const label = (deed: string) => ({ value: row.ctaId, label: `${deed}: ${row.accountName}` });
  return [
    undoable ? section(text, undo) : section(text),
    actions(
      ...(isClaimed ? [] : [button('Claim', ids.ctaClaim, label('Claim'))]),
      button(book, row.booked === null ? ids.ebrBook : ids.ebrHold, { ...label(book), value: row.accountId }),
      menu([...held, ...rest]),
    ),
  ];
}

/** A CTA that is neither a review nor a plan item, in one line. */
export function ctaRow(
  row: MorningRow,
  list: MorningList,
  moment: Moment,
  namesOwner: boolean,
): KnownBlock[] {
  const undoable = canUndo(row, moment);
  const undo = { text: 'Undo', value: `undo:${row.ctaId}` };
  const text = ctaText(row, list, moment, namesOwner);
  const open = { text: 'Open', value: `open:${row.ctaId}` };
  if (moment.canPress === false) return [section(text, openButton(row))];
  if (row.state === 'done') {
    const say = { text: 'Say what came of it', value: `outcome:${row.ctaId}` };
    return [section(text, menu([...(undoable ? [undo] : []), say, open]))];
  }
  if (!isOnList(row)) {
    const button = undoButton(row);
    return [undoable ? section(text, button) : section(text)];
  }
  // The menu has room for five: what was pressed a moment ago need not be pressed again.
  const claim = row.state === 'claimed' ? [] : [{ text: 'Claim', value: `claim:${row.ctaId}` }];
  const choices = [
    ...(undoable ? [undo] : claim),
    { text: 'Done', value: `done:${row.ctaId}` },
    { text: 'Snooze', value: `snooze:${row.ctaId}` },
    { text: 'Dismiss', value: `dismiss:${row.ctaId}` },
    open,
  ];
  return [section(text, menu(choices))];
}

/** A plan item that is due. */
export function planRow(
  row: MorningRow,
  list: MorningList,
  moment: Moment,
  namesOwner: boolean,
): KnownBlock[] {
  const owner = namesOwner ? mrkdwn`${ownerName(row)} · ` : mrkdwn``;
  const due = row.dueOn === null ? '' : mrkdwn` · due ${day(row.dueOn, moment.today)}`;
  const late = row.dueOn !== null && row.dueOn < list.date && isOnList(row) ? mrkdwn` · late` : '';
  const what = mrkdwn`*${nameOf(row)}*   ${owner}${cut(row.title, TITLE_TEXT)}${due}${late}`;
  if (moment.canPress === false && isOnList(row)) return [section(what, openButton(row))];
  if (!isOnList(row)) {
    const end = row.state === 'done' ? (row.reason === 'broken' ? 'broken' : 'kept') : row.state;
    return [section(mrkdwn`${what} · ${end}${by(row.closedBy, ', said')}`)];
  }
  const choices = [
    { text: 'Kept', value: `keep:${row.ctaId}` },
    { text: 'Broken', value: `break:${row.ctaId}` },
    { text: 'Open', value: `open:${row.ctaId}` },
  ];
  return [section(what, menu(choices))];
}

function menu(choices: readonly Choice[]): Overflow {
  return overflow(ids.ctaMenu, choices);
}

function openButton({ accountKey, accountName }: MorningRow): Button {
  const call = { command: '/account', verb: 'show', rest: accountRest({ key: accountKey }) };
  return verbButton('Open', call, { label: `Open: ${accountName}` });
}

function undoButton(row: MorningRow): Button {
  return button('Undo', ids.ctaUndo, { value: row.ctaId, label: `Undo: ${row.accountName}` });
}

/** A claim is not taken back under a booking: the booking is what would have to be cancelled. */
function canUndo(row: MorningRow, { now }: Moment): boolean {
  if (row.booked !== null && sectionOf(row) === 'review' && isOnList(row)) return false;
  return row.undoUntil !== null && row.undoUntil >= now;
}
