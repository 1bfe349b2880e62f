/** Goal Cards as they are shown: a list of an account's cards, one card in full, and a line elsewhere. */
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
import {
  actions,
  button,
  context,
  divider,
  header,
  modal,
  section,
  type Answer,
  type ConfirmTexts,
} from './build.ts';
import { count, day } from './format.ts';
import {
  measureText,
  milestoneText,
  MOVE_WORDS,
  PART_WORDS,
  partText,
  STATE_WORDS,
  type GoalNames,
} from './goal-words.ts';
import { ids, numbered } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { scenarioButton } from './scenario-button.ts';
import { join, mrkdwn, quoted, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface GoalList {
  account: Account;
  cards: readonly GoalCard[];
  /** How many cards the account has in all. */
  count: number;
  /** The page shown, from 1, and whether there is a next one. */
  page: number;
  hasMore: boolean;
  names: GoalNames;
  /** People by id, for who wrote a card. */
  people: ReadonlyMap<string, Mrkdwn>;
  canEdit: boolean;
}

/** An account's cards, a page at a time. */
export function goalList(list: GoalList): Answer {
  const { account, cards, canEdit } = list;
  if (cards.length === 0) return noGoals(list);
  const total = count(list.count, 'Goal Card');
  const text = mrkdwn`${account.name}: ${total}`;
  const head = section(mrkdwn`*${account.name}* · ${total}`);
  const foot = [...turnPages(list), ...(canEdit ? [actions(newButton(account.id))] : [])];
  const rows = cards.map((card) => [
    section(goalRow(card, list)),
    actions(openButton(card), ...(canEdit ? [editButton(card), ...moveButtons(card)] : [])),
  ]);
  const shown = rowsWithin(limits.message, rows, {
    reserve: [head, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text, blocks: [head, ...shown, ...foot], share: true };
}

function noGoals({ account, canEdit, page }: GoalList): Answer {
  const text =
    page > 1
      ? mrkdwn`*${account.name}* has no more Goal Cards.`
      : canEdit
        ? mrkdwn`*${account.name}* has no Goal Card yet. The first one says what these people must achieve.`
        : mrkdwn`*${account.name}* has no Goal Card yet. Whoever has the role csm writes one with \`/account goal ${accountRest(account)}\``;
  return { text, blocks: [section(text), ...(canEdit ? [actions(newButton(account.id))] : [])] };
}

const OUTCOME_SHOWN = 300;
const NAME_SHOWN = 150;

function goalRow(card: GoalCard, { names, people }: GoalList): Mrkdwn {
  const { today } = names;
  const measure = measureText(card.measure, today);
  const milestone = milestoneText(card.milestoneId, names);
  const facts = [
    ...(measure === '' ? [] : [measure]),
    ...(milestone === '' ? [] : [`at “${truncate(milestone, NAME_SHOWN)}”`]),
    ...(isOpportunity(card) ? ['💡 opportunity'] : []),
  ];
  const who = people.get(card.updatedBy) ?? mrkdwn`somebody`;
  const contacts = partText(card, 'contacts', names);
  const about = contacts === '' ? mrkdwn`` : mrkdwn` · for ${truncate(contacts, NAME_SHOWN)}`;
  return join(
    [
      mrkdwn`*${truncate(card.name, NAME_SHOWN)}* · ${stateText(card, today)}`,
      ...(card.requiredOutcome === card.name
        ? []
        : [mrkdwn`“${truncate(card.requiredOutcome, OUTCOME_SHOWN)}”`]),
      ...(facts.length === 0 ? [] : [mrkdwn`${truncate(facts.join(' · '), OUTCOME_SHOWN)}`]),
      mrkdwn`v${card.version} by ${who}${about}`,
    ],
    '\n',
  );
}

function turnPages({ account, page, hasMore }: GoalList): KnownBlock[] {
  const turn = (text: string, to: number, place: number) => {
    const rest = accountRest(account, `page:${to}`);
    return verbButton(text, { command: '/account', verb: 'goal', rest }, { number: place, replace: true });
  };
  const buttons = [
    ...(page > 1 ? [turn('◀ Earlier', page - 1, 0)] : []),
    ...(hasMore ? [turn('More ▶', page + 1, 1)] : []),
  ];
  return buttons.length === 0 ? [] : [actions(...buttons)];
}

function newButton(accountId: string) {
  return button('New Goal Card', ids.goalAdd, { value: accountId });
}

function openButton(card: GoalCard) {
  return button('Open', ids.goalOpen, { value: card.id, label: `Open ${card.name}` });
}

function editButton(card: GoalCard) {
  return button('Edit', ids.goalEdit, { value: card.id, label: `Edit ${card.name}` });
}

/** What can be done to a card; closing it is asked twice. */
function moveButtons(card: GoalCard): ActionsBlockElement[] {
  return movesFrom(card.state).map((move, place) => {
    const texts = CONFIRM[move];
    return button(MOVE_WORDS[move], numbered(ids.goalMove, place), {
      value: `${move}:${card.id}`,
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
function stateText({ state, closedOn }: GoalCard, today: BusinessDate): string {
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
