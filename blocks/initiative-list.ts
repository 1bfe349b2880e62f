/** Initiatives as they are shown: the list with its figures then and now, and one in full. */
import type { ActionsBlockElement, KnownBlock, ModalView } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import {
  waitingFor,
  type AnswerFigures,
  type Initiative,
  type InitiativeAnswer,
  type InitiativeMove,
  type InitiativeState,
} from '#src/initiatives/domain.ts';
import { KIND_WORDS, STATE_WORDS, VERDICT_WORDS } from '#src/initiatives/words.ts';
import { actions, button, context, modal, section, type Answer } from './build.ts';
import { away, count, day } from './format.ts';
import { textBlocks } from './goal-card.ts';
import { ids } from './ids.ts';
import type { InitiativeListKind } from './initiative-form.ts';
import { figuresLines } from './initiative-figures.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

/** An initiative with what is told of it. */
export interface ToldInitiative {
  initiative: Initiative;
  owner: Mrkdwn;
  /** Null: it is closed. */
  figures: AnswerFigures | null;
  last: InitiativeAnswer | null;
  mayAnswer: boolean;
}

export interface InitiativeList {
  kind: InitiativeListKind;
  initiatives: readonly ToldInitiative[];
  counts: Record<InitiativeState, number>;
  /** From 1. */
  page: number;
  perPage: number;
  today: BusinessDate;
  canWork: boolean;
  canLead: boolean;
  /** What was just done in it. */
  pressed?: PressedInitiative;
}

export interface PressedInitiative {
  initiative: Initiative;
  /** `faster`: somebody else has done it before. */
  how: InitiativeMove | 'faster';
}

const NAME_SHOWN = 100;
const TEXT_SHOWN = 300;

export function initiativeList(list: InitiativeList): Answer {
  const { kind, initiatives, counts, page } = list;
  const text =
    kind === 'open'
      ? mrkdwn`${count(counts.open, 'open initiative')}`
      : mrkdwn`${count(counts.kept + counts.ended, 'closed initiative')}: ${counts.kept} kept, ${counts.ended} ended`;
  const foot = footButtons(list);
  if (initiatives.length === 0) {
    const none = page > 1 ? mrkdwn`There are no more initiatives.` : noInitiative(list);
    return { text: none, blocks: [...pressedBlocks(list), section(none), ...foot] };
  }
  const head = [...pressedBlocks(list), section(mrkdwn`*${text}*`)];
  const rows = initiatives.map((told) => initiativeRow(told, list));
  const more = (hidden: number) => [context(mrkdwn`and ${hidden} more on this page did not fit`)];
  const shown = rowsWithin(limits.message, rows, { reserve: [...head, ...foot], more });
  return { text, blocks: [...head, ...shown, ...foot], share: true };
}

function noInitiative({ kind, canWork }: InitiativeList): Mrkdwn {
  if (kind === 'closed') return mrkdwn`No initiative is closed yet.`;
  const how = canWork
    ? mrkdwn`Write one down with \`/cs initiative\``
    : mrkdwn`Whoever has the role csm writes one down with \`/cs initiative\``;
  return mrkdwn`No initiative is open: a feature, a service or a meeting, with how it improves the customer’s experience. ${how}`;
}

function pressedBlocks({ pressed, page, kind }: InitiativeList): KnownBlock[] {
  if (pressed === undefined) return [];
  const { initiative, how } = pressed;
  const name = mrkdwn`*${truncate(initiative.name, NAME_SHOWN)}*`;
  switch (how) {
    case 'faster':
      return [section(mrkdwn`Somebody was faster: ${name} is ${STATE_WORDS[initiative.state]} already.`)];
    case 'reopen':
      return [section(mrkdwn`${name} is open again.`)];
    case 'ask_again':
      return [
        section(mrkdwn`${name} goes on: it is asked about again in ${count(initiative.everyWeeks, 'week')}.`),
      ];
    case 'end': {
      const value = `${initiative.id}:${kind}:${page}`;
      const undo = button('Undo', ids.initiativeReopen, { value, label: `Undo: ${initiative.name}` });
      return [section(mrkdwn`${name} is ended.`, undo)];
    }
  }
}

function initiativeRow(told: ToldInitiative, list: InitiativeList): KnownBlock[] {
  const { initiative, figures } = told;
  const { today } = list;
  const small = figures === null ? [] : figuresLines(figures);
  const lines = [
    headLine(told, today),
    mrkdwn`improves: ${truncate(initiative.improves, TEXT_SHOWN)}`,
    ...standingLines(told, today),
  ];
  return [
    section(join(lines, '\n')),
    ...(small.length === 0 ? [] : [context(...small)]),
    actions(...rowButtons(told, list)),
  ];
}

/** `*Weekly review* · meeting · @lena · since Mon 12 Oct (42 days ago)` */
function headLine({ initiative, owner }: ToldInitiative, today: BusinessDate): Mrkdwn {
  const { name, kind, startedOn } = initiative;
  return mrkdwn`*${truncate(name, NAME_SHOWN)}* · ${KIND_WORDS[kind].toLowerCase()} · ${owner} · since ${day(startedOn, today)} (${away(startedOn, today)})`;
}

/** When it is asked about again, or for whom it waits; and the last answer. */
function standingLines({ initiative, last }: ToldInitiative, today: BusinessDate): Mrkdwn[] {
  const { state, askOn } = initiative;
  const answer =
    last === null
      ? []
      : [
          mrkdwn`${VERDICT_WORDS[last.verdict]} (${day(last.day, today)}): ${truncate(last.answer, TEXT_SHOWN)}`,
        ];
  if (state !== 'open') return [mrkdwn`${state === 'kept' ? '✅' : '✖️'} ${STATE_WORDS[state]}`, ...answer];
  switch (waitingFor(initiative, today)) {
    case 'unanswered':
      return [...answer, mrkdwn`⏰ an answer is due since ${day(askOn ?? today, today)}`];
    case 'undecided':
      return [...answer, mrkdwn`⚖️ a leader decides: end it, or ask again`];
    case null:
      return [
        ...answer,
        mrkdwn`${last === null ? 'asked about' : 'asked about again'} ${away(askOn ?? today, today)} (${day(askOn ?? today, today)})`,
      ];
  }
}

function rowButtons(
  { initiative, mayAnswer }: ToldInitiative,
  { kind, page, today, canWork, canLead }: InitiativeList,
): ActionsBlockElement[] {
  const { id, name, state } = initiative;
  const press = (text: string, action: string, more: Parameters<typeof button>[2] = {}) =>
    button(text, action, { value: `${id}:${kind}:${page}`, label: `${text}: ${name}`, ...more });
  const waiting = waitingFor(initiative, today);
  const end = press('End', ids.initiativeEnd, {
    confirm: {
      title: 'End the initiative?',
      text: `“${truncate(name, NAME_SHOWN)}” is not asked about any more. It can be opened again.`,
      confirm: 'End it',
      deny: 'Keep it',
    },
  });
  return [
    press('Open', ids.initiativeOpen),
    ...(waiting === 'unanswered' && mayAnswer
      ? [press('Answer', ids.initiativeAnswer, { style: 'primary' })]
      : []),
    ...(canWork && state === 'open' ? [press('Edit', ids.initiativeEdit)] : []),
    ...(canLead && waiting === 'undecided' ? [press('Ask again', ids.initiativeAskAgain)] : []),
    ...(canLead && state === 'open' ? [end] : []),
    ...(canLead && state !== 'open' ? [press('Open again', ids.initiativeReopen)] : []),
  ];
}

function footButtons({ kind, page, perPage, counts, canWork }: InitiativeList): KnownBlock[] {
  const total = kind === 'open' ? counts.open : counts.kept + counts.ended;
  const closed = counts.kept + counts.ended;
  const turn = (text: string, rest: string, number: number) =>
    verbButton(text, { command: '/cs', verb: 'initiatives', rest }, { number, replace: true });
  const list = kind === 'closed' ? 'closed ' : '';
  const buttons = [
    ...(canWork && kind === 'open' ? [button('New initiative', ids.initiativeNew, { value: 'new' })] : []),
    ...(page > 1 ? [turn('◀ Earlier', `${list}page:${page - 1}`, 0)] : []),
    ...(page * perPage < total ? [turn('More ▶', `${list}page:${page + 1}`, 1)] : []),
    ...(kind === 'closed'
      ? [turn('Open', '', 2)]
      : closed > 0
        ? [turn(`Closed (${closed})`, 'closed', 2)]
        : []),
  ];
  return buttons.length === 0 ? [] : [actions(...buttons)];
}

/** One initiative in full, with its answers, the newest first. */
export function initiativeInFull(
  told: ToldInitiative,
  answers: readonly (InitiativeAnswer & { by: Mrkdwn })[],
  saved: { savedBy: Mrkdwn; savedAt: Mrkdwn },
  today: BusinessDate,
): ModalView {
  const { initiative } = told;
  const lines = told.figures === null ? [] : figuresLines(told.figures);
  const rows = answers.map(({ answer, verdict, by, day: on, figures }) => [
    ...textBlocks(`${VERDICT_WORDS[verdict]}, ${day(on, today)}`, answer),
    context(mrkdwn`said by ${by}`, ...figuresLines(figures)),
  ]);
  const head = [
    section(headLine(told, today)),
    ...textBlocks('How it improves the customer’s experience', initiative.improves),
    section(join(standingLines({ ...told, last: null }, today), '\n')),
    ...(lines.length === 0 ? [] : [context(...lines)]),
  ];
  const foot = context(mrkdwn`Saved by ${saved.savedBy} ${saved.savedAt}`);
  const more = (hidden: number) => [context(mrkdwn`${count(hidden, 'older answer')} in the export`)];
  return modal({
    title: 'Initiative',
    blocks: [...head, ...rowsWithin(limits.modal, rows, { reserve: [...head, foot], more }), foot],
  });
}
