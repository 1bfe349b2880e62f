/** The Goal Cards of an account, a page at a time. */
import type { KnownBlock } from '@slack/types';
import type { Account } from '#src/accounts/domain.ts';
import { hasMadeName, isOpportunity, type GoalCard } from '#src/goals/domain.ts';
import { accountRest } from './account-choice.ts';
import { actions, button, context, section, type Answer } from './build.ts';
import { count } from './format.ts';
import { editButton, moveButtons, openButton, stateText } from './goal-card.ts';
import { measureText, milestoneText, partText, type GoalNames } from './goal-words.ts';
import { ids } from './ids.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { turnBlock } from './turn-pages.ts';
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
  /** Whether the reader began a new card and did not save it. */
  hasDraft: boolean;
}

/** An account's cards, a page at a time. */
export function goalList(list: GoalList): Answer {
  const { account, cards, canEdit } = list;
  if (cards.length === 0) return noGoals(list);
  const total = count(list.count, 'Goal Card');
  const text = mrkdwn`${account.name}: ${total}`;
  const head = section(mrkdwn`*${account.name}* · ${total}`);
  const foot = [...turnPages(list), ...(canEdit ? [actions(newButton(list))] : [])];
  const rows = cards.map((card) => [
    section(goalRow(card, list)),
    actions(openButton(card), ...(canEdit ? [editButton(card), ...moveButtons(card, list.page)] : [])),
  ]);
  const shown = rowsWithin(limits.message, rows, {
    reserve: [head, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text, blocks: [head, ...shown, ...foot], share: true };
}

function noGoals(list: GoalList): Answer {
  const { account, canEdit, page } = list;
  const text =
    page > 1
      ? mrkdwn`*${account.name}* has no more Goal Cards.`
      : canEdit
        ? mrkdwn`*${account.name}* has no Goal Card yet. The first one says what these people must achieve.`
        : mrkdwn`*${account.name}* has no Goal Card yet. Whoever has the role csm writes one with \`/account goal ${accountRest(account)}\``;
  return { text, blocks: [section(text), ...(canEdit ? [actions(newButton(list))] : [])] };
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
  // Called by its outcome, it is not said twice.
  const title = truncate(hasMadeName(card) ? card.requiredOutcome : card.name, NAME_SHOWN);
  const who = people.get(card.updatedBy) ?? mrkdwn`somebody`;
  const contacts = partText(card, 'contacts', names);
  const about = contacts === '' ? mrkdwn`` : mrkdwn` · for ${truncate(contacts, NAME_SHOWN)}`;
  return join(
    [
      mrkdwn`*${title}* · ${stateText(card, today)}`,
      ...(title === card.requiredOutcome ? [] : [mrkdwn`“${truncate(card.requiredOutcome, OUTCOME_SHOWN)}”`]),
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
  return turnBlock({ page, hasMore }, turn);
}

function newButton({ account, hasDraft }: GoalList) {
  return button(hasDraft ? 'Continue your new card' : 'New Goal Card', ids.goalAdd, { value: account.id });
}
