/** One Goal Card as it is shown in full, and the buttons for what can be done to it. */
import type { ActionsBlockElement, KnownBlock, ModalView } from '@slack/types';
import type { Account } from '#src/accounts/domain.ts';
import type { BusinessDate } from '#src/base/business-date.ts';
import {
  isOpportunity,
  movesFrom,
  type GoalCard,
  type GoalDocument,
  type GoalMove,
  type GoalPart,
  type GoalState,
} from '#src/goals/domain.ts';
import { accountRest } from './account-choice.ts';
import { actions, button, context, divider, header, modal, section, type ConfirmTexts } from './build.ts';
import { day } from './format.ts';
import { MOVE_WORDS, PART_WORDS, partText, STATE_WORDS, type GoalNames } from './goal-words.ts';
import { ids, numbered } from './ids.ts';
import { limits } from './limits.ts';
import { scenarioButton } from './scenario-button.ts';
import { mrkdwn, quoted, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

const NAME_SHOWN = 150;

export function openButton(card: GoalCard) {
  return button('Open', ids.goalOpen, { value: card.id, label: `Open ${card.name}` });
}

export function editButton(card: GoalCard) {
  return button('Edit', ids.goalEdit, { value: card.id, label: `Edit ${card.name}` });
}

/** What comes next after a card was changed: it, and all of its account. */
export function goalButtons(card: GoalCard, account: Account): ActionsBlockElement[] {
  const rest = accountRest(account);
  return [openButton(card), verbButton('All goals', { command: '/account', verb: 'goal', rest })];
}

/** What can be done to a card; closing it is asked twice. @param page that of the list in which it is shown */
export function moveButtons(card: GoalCard, page?: number): ActionsBlockElement[] {
  return movesFrom(card.state).map((move, place) => {
    const texts = CONFIRM[move];
    return button(MOVE_WORDS[move], numbered(ids.goalMove, place), {
      value: [move, card.id, ...(page === undefined ? [] : [page])].join(':'),
      label: `${MOVE_WORDS[move]}: ${card.name}`,
      ...(move === 'activate' ? { style: 'primary' as const } : {}),
      ...(texts === undefined ? {} : { confirm: texts }),
    });
  });
}

const REOPEN = 'It can be opened again; the history keeps both.';
const CONFIRM: Partial<Record<GoalMove, ConfirmTexts>> = {
  achieve: {
    title: 'Is the goal achieved?',
    text: `The card is closed as achieved, and counts as a success of the account. ${REOPEN}`,
    confirm: 'Achieved',
  },
  miss: {
    title: 'Is the goal missed?',
    text: `The card is closed as missed. ${REOPEN}`,
    confirm: 'Missed',
    danger: true,
  },
  retire: {
    title: 'Retire the goal?',
    text: `Nobody works towards it any more. ${REOPEN}`,
    confirm: 'Retire',
    danger: true,
  },
};

export interface WholeCard {
  accountName: string;
  card: GoalCard;
  names: GoalNames;
  /** Who saved it last, and when. */
  savedBy: Mrkdwn;
  savedAt: Mrkdwn;
  canEdit: boolean;
  /** What customers said about it. */
  support?: readonly KnownBlock[];
}

/** One card in full, with what can be done to it. */
export function wholeCard({
  accountName,
  card,
  names,
  savedBy,
  savedAt,
  canEdit,
  support = [],
}: WholeCard): ModalView {
  const history = button('History', ids.goalHistory, { value: card.id });
  return modal({
    title: 'Goal Card',
    metadata: { cardId: card.id },
    blocks: [
      section(stateLine(accountName, card, names.today)),
      actions(...(canEdit ? [editButton(card), ...moveButtons(card), scenarioButton(card)] : []), history),
      ...opportunity(card),
      ...documentBlocks(card, names),
      ...support,
      context(mrkdwn`v${card.version} · saved by ${savedBy} ${savedAt}`),
    ],
  });
}

function stateLine(accountName: string, card: GoalCard, today: BusinessDate): Mrkdwn {
  return mrkdwn`*${truncate(card.name, NAME_SHOWN)}*\n${accountName} · ${stateText(card, today)}`;
}

/** `✅ achieved on Mon 23 Nov` */
export function stateText({ state, closedOn }: GoalCard, today: BusinessDate): string {
  return closedOn === null ? STATE_WORDS[state] : `${STATE_WORDS[state]} on ${day(closedOn, today)}`;
}

export interface OldCard {
  accountName: string;
  version: number;
  state: GoalState;
  document: GoalDocument;
  names: GoalNames;
  savedBy: Mrkdwn;
  savedAt: Mrkdwn;
}

/** A card as it was with one of its versions. */
export function oldCard({
  accountName,
  version,
  state,
  document,
  names,
  savedBy,
  savedAt,
}: OldCard): ModalView {
  return modal({
    title: `Version ${version}`,
    blocks: [
      section(mrkdwn`*${truncate(document.name, NAME_SHOWN)}*\n${accountName} · ${STATE_WORDS[state]}`),
      ...documentBlocks(document, names),
      context(mrkdwn`v${version} · saved by ${savedBy} ${savedAt}`),
    ],
  });
}

const FOUR_PARTS: readonly (readonly [string, readonly GoalPart[]])[] = [
  ['IDENTITY', ['contacts', 'background', 'responsibilities']],
  ['CONTEXT', ['period', 'timing', 'deadline', 'place']],
  [
    'CUSTOMER DESIRED OUTCOME',
    ['requiredOutcome', 'experience', 'gains', 'measure', 'milestoneId', 'events'],
  ],
  ['ALTERNATIVES', ['alternatives']],
];

/** The four parts in full, however long the texts are. */
function documentBlocks(document: GoalDocument, names: GoalNames): KnownBlock[] {
  return FOUR_PARTS.flatMap(([title, parts]) => {
    const written = parts.flatMap((part) => textBlocks(PART_WORDS[part], partText(document, part, names)));
    return [header(title), ...(written.length === 0 ? [context(mrkdwn`Nothing is known yet.`)] : written)];
  });
}

/** Signs that are added to a section at once: escaped, each may take five characters. */
const STEP = 100;

/** A text under its name, in as many sections as it takes; nothing where there is none. */
export function textBlocks(title: string, text: string): KnownBlock[] {
  if (text === '') return [];
  const pieces = piecesOf(text);
  return pieces.map((piece, index) =>
    section(index === 0 ? mrkdwn`*${title}*\n${quoted(piece)}` : quoted(piece)),
  );
}

function piecesOf(text: string): string[] {
  const signs = Array.from(text);
  const pieces: string[] = [];
  let piece = '';
  for (let start = 0; start < signs.length; start += STEP) {
    const next = signs.slice(start, start + STEP).join('');
    if (piece !== '' && quoted(piece + next).value.length > limits.sectionText - TITLE_ROOM) {
      pieces.push(piece);
      piece = '';
    }
    piece += next;
  }
  return [...pieces, piece];
}

const TITLE_ROOM = 100;

/** What the method says to a vague outcome without alternatives, and what to ask then. */
function opportunity(document: GoalDocument): KnownBlock[] {
  if (!isOpportunity(document)) return [];
  return [
    divider(),
    section(
      mrkdwn`💡 *Opportunity: bingo.* The outcome is vague and nobody knows an alternative: behind it may be a more complex issue of the customer, and one worth solving. Ask them:\n• How do you achieve this today, if at all?\n• What does it cost you while it stays as it is, and whom?\n• How would you notice that it is solved, and by when?`,
    ),
    divider(),
  ];
}
