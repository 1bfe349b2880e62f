/** The conversations with a customer, each with a way to take it back; and what is said of one that was written down. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { Touchpoint, With } from '#src/touchpoints/domain.ts';
import { KIND_NAMES, withWords } from '#src/touchpoints/words.ts';
import { accountRest } from './account-choice.ts';
import { actions, button, context, modal, say, section, type Answer } from './build.ts';
import { count, day } from './format.ts';
import { ids, numbered } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { mrkdwn, quoted, truncate, type Mrkdwn } from './text.ts';
import { turnBlock } from './turn-pages.ts';
import { verbButton } from './verb-button.ts';

export interface ShownTouchpoint extends Touchpoint {
  contactName: string | null;
  /** Who of us wrote it down; null: an import. */
  by: Mrkdwn | null;
}

export interface TouchpointPage {
  accountId: string;
  accountName: string;
  touchpoints: readonly ShownTouchpoint[];
  /** From 1. */
  page: number;
  hasMore: boolean;
  canLog: boolean;
  today: BusinessDate;
}

const NOTE_SHOWN = 600;

export function touchpointList(list: TouchpointPage): ModalView {
  const head = section(mrkdwn`*${list.accountName}* · who was spoken with, the newest first`);
  const foot = turnPages(list);
  const rows = list.touchpoints.map((touchpoint) => [touchpointRow(touchpoint, list)]);
  const empty =
    list.page === 1
      ? mrkdwn`Nobody has written down a conversation yet.`
      : mrkdwn`There are no earlier conversations.`;
  const shown =
    rows.length === 0
      ? [section(empty)]
      : rowsWithin(limits.modal, rows, {
          reserve: [head, ...foot],
          more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
        });
  return modal({ title: 'Conversations', blocks: [head, ...shown, ...foot] });
}

function touchpointRow(touchpoint: ShownTouchpoint, { canLog, page, today }: TouchpointPage): KnownBlock {
  const { id, persona, contactName, note, by } = touchpoint;
  const who = withWords([{ name: contactName, persona }]);
  const logged = by === null ? mrkdwn`` : mrkdwn` · ${by}`;
  const told = mrkdwn`*${day(touchpoint.day, today)}* · ${KIND_NAMES[touchpoint.kind]} with ${who}${logged}`;
  const text = note === null ? told : mrkdwn`${told}\n${quoted(truncate(note, NOTE_SHOWN))}`;
  if (!canLog) return section(text);
  const back = button('Take back', ids.touchpointTakeBack, {
    value: `${id}:${page}`,
    label: `Take back: ${who}`,
    confirm: {
      title: 'Take it back?',
      text: 'It no longer counts as spoken with. The history keeps who took it back.',
      confirm: 'Take back',
      deny: 'Keep it',
      danger: true,
    },
  });
  return section(text, back);
}

function turnPages({ accountId, page, hasMore }: TouchpointPage): KnownBlock[] {
  const turn = (label: string, to: number, number: number) =>
    button(label, numbered(ids.touchpointTurn, number), { value: `${accountId}:${to}` });
  return turnBlock({ page, hasMore }, turn, ['◀ Later', 'Earlier ▶']);
}

/** What is said of a conversation that was written down. */
export function spokenAnswer(
  account: { key: string; name: string },
  {
    met,
    on,
    formId,
    stepsEnded,
  }: { met: readonly With[]; on: BusinessDate; formId: string; stepsEnded: number },
  today: BusinessDate,
): Answer {
  const ended =
    stepsEnded === 0
      ? mrkdwn``
      : mrkdwn` ${count(stepsEnded, 'step')} of plays that waited for it ${stepsEnded === 1 ? 'is' : 'are'} done.`;
  const when = on === today ? 'today' : `on ${day(on, today)}`;
  const text = mrkdwn`Written down for *${account.name}*: spoken with ${withWords(met)} ${when}.${ended}`;
  const open = verbButton('Open', { command: '/account', verb: 'show', rest: accountRest(account) });
  return {
    text,
    blocks: [section(text), actions(button('Undo', ids.touchpointUndo, { value: formId }), open)],
  };
}

/** Said where a conversation was taken back. @param stepsStay so many steps of plays ended with it */
export function spokenUndone(stepsStay: number): Answer {
  const stay =
    stepsStay === 0
      ? mrkdwn``
      : mrkdwn` ${count(stepsStay, 'step')} of plays that it ended ${stepsStay === 1 ? 'stays' : 'stay'} done.`;
  return say(mrkdwn`Taken back: the conversation no longer counts.${stay}`);
}

/** Said where the minute for an undo is over. */
export function tooLateToUndo(accountId: string): Answer {
  const text = mrkdwn`It can be undone for a minute only. Among all conversations it can be taken back at any time.`;
  const open = button('All conversations', ids.touchpointList, { value: accountId });
  return { text, blocks: [section(text), actions(open)] };
}
