/** The list of the leadership's actions and decisions. */
import type { KnownBlock } from '@slack/types';
import { mayChange, type ActionMove, type LeadershipAction } from '#src/actions/domain.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import { actionButtons, standing, type ToldAction } from './action-message.ts';
import { actions, button, context, section, type Answer } from './build.ts';
import { count } from './format.ts';
import { ids } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { inQuotes, join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface ActionsShown {
  list: 'open' | 'closed';
  actions: readonly LeadershipAction[];
  /** Of both lists; `own`: of the open ones, those that the reader does. */
  counts: { open: number; own: number; closed: number };
  people: ToldAction['people'];
  /** From 1. */
  page: number;
  perPage: number;
  today: BusinessDate;
  reader: { id: string; isLeader: boolean };
  /** What was just done in it. */
  pressed?: PressedAction;
}

export interface PressedAction {
  action: LeadershipAction;
  /** `faster`: somebody else has done something before. */
  how: ActionMove | 'faster';
}

const WHAT_SHOWN = 300;

export function actionList(shown: ActionsShown): Answer {
  const { list, counts, page } = shown;
  const text =
    list === 'open' ? openText(shown) : mrkdwn`${count(counts.closed, 'action')} closed or decided in a week`;
  const foot = footButtons(shown);
  if (shown.actions.length === 0) {
    const none = page > 1 ? mrkdwn`There are no more actions.` : noAction(shown);
    return { text: none, blocks: [...pressedBlocks(shown), section(none), ...foot] };
  }
  const head = [...pressedBlocks(shown), section(mrkdwn`*${text}*`)];
  const rows = shown.actions.map((action) => actionRow(action, shown));
  const more = (hidden: number) => [context(mrkdwn`and ${hidden} more on this page did not fit`)];
  return {
    text,
    blocks: [...head, ...rowsWithin(limits.message, rows, { reserve: [...head, ...foot], more }), ...foot],
  };
}

function openText({ counts, reader }: ActionsShown): Mrkdwn {
  const all = mrkdwn`${count(counts.open, 'open action')} from the leadership meeting`;
  // Whoever does not lead sees nobody else's but those that they wrote down.
  const written = reader.isLeader ? 0 : counts.open - counts.own;
  const parts = [
    ...(counts.own > 0 ? [`${counts.own} of them yours`] : []),
    ...(written > 0 ? [`${written} that you wrote down for others`] : []),
  ];
  return join([all, ...parts], ', ');
}

function noAction({ list, reader }: ActionsShown): Mrkdwn {
  if (list === 'closed') return mrkdwn`Nothing was closed or decided in the last week.`;
  const whose = reader.isLeader ? mrkdwn`No action is open.` : mrkdwn`No action of yours is open.`;
  return mrkdwn`${whose} A message in the thread of the weekly digest becomes one by its menu: *Make it an action*.`;
}

function pressedBlocks({ pressed, list, page }: ActionsShown): KnownBlock[] {
  if (pressed === undefined) return [];
  const { action, how } = pressed;
  const what = inQuotes(truncate(action.what, 100));
  const undo = button('Undo', ids.actionReopen, {
    value: `${action.id}:${list}:${page}`,
    label: `Undo: ${action.what}`,
  });
  switch (how) {
    case 'faster':
      return [section(mrkdwn`Somebody was faster: ${what} is ${action.state} already.`)];
    case 'reopen':
      return [section(mrkdwn`${what} ${action.kind === 'decision' ? 'stands again' : 'is open again'}.`)];
    case 'done':
      return [section(mrkdwn`✅ ${what} is done.`, undo)];
    case 'drop':
      return [section(mrkdwn`${what} is ${action.kind === 'decision' ? 'taken back' : 'dropped'}.`, undo)];
  }
}

function actionRow(action: LeadershipAction, shown: ActionsShown): KnownBlock[] {
  const { people, today, reader, list, page } = shown;
  const { kind, what } = action;
  const label = kind === 'decision' ? mrkdwn`⚖️ decision` : mrkdwn`📌`;
  const head = join([label, ...standing({ action, people, today })], ' · ');
  return [
    section(mrkdwn`${inQuotes(truncate(what, WHAT_SHOWN))}\n${head}`),
    ...(mayChange(action, reader.id, reader.isLeader) ? [actions(...actionButtons(action, list, page))] : []),
  ];
}

function footButtons({ list, page, perPage, counts, reader }: ActionsShown): KnownBlock[] {
  const total = list === 'open' ? counts.open : counts.closed;
  const rest = list === 'open' ? 'actions' : 'actions closed';
  const turn = (text: string, typed: string, number: number) =>
    verbButton(text, { command: '/cs', verb: 'digest', rest: typed }, { number, replace: true });
  const buttons = [
    ...(reader.isLeader && list === 'open'
      ? [button('New action', ids.actionNew, { value: String(page) })]
      : []),
    ...(page > 1 ? [turn('◀ Earlier', `${rest} page:${page - 1}`, 0)] : []),
    ...(page * perPage < total ? [turn('More ▶', `${rest} page:${page + 1}`, 1)] : []),
    ...(list === 'closed'
      ? [turn('Open', 'actions', 2)]
      : counts.closed > 0
        ? [turn(`Closed (${counts.closed})`, 'actions closed', 2)]
        : []),
  ];
  return buttons.length === 0 ? [] : [actions(...buttons)];
}
