/** The question to a lead whether a goal is achieved whose KPI has reached its target. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { GoalCard } from '#src/goals/domain.ts';
import { actions, button, modal, option, section } from './build.ts';
import { input } from './form-fields.ts';
import { day, figure } from './format.ts';
import { measureText } from './goal-words.ts';
import { ids } from './ids.ts';
import { mrkdwn, truncate, type Mrkdwn } from './text.ts';

export interface ReachedGoal {
  cardId: string;
  name: string;
  accountName: string;
  kpi: string;
  value: number;
  day: BusinessDate;
  target: number;
}

const SHOWN = 150;

/** The title of the CTA, on lists that name the account beside it. */
export function questionTitle({ name, kpi, value }: ReachedGoal): string {
  return `Is the goal “${truncate(name, SHOWN)}” achieved? ${truncate(kpi, SHOWN)} reached ${figure(value)}`;
}

export function questionText({ accountName, kpi, value }: ReachedGoal): Mrkdwn {
  return mrkdwn`${accountName} reached ${figure(value)} ${truncate(kpi, SHOWN)}: is the goal achieved?`;
}

/** The direct message, with an answer by one press. */
export function questionBlocks(goal: ReachedGoal, today: BusinessDate): KnownBlock[] {
  const { cardId, name, target, value } = goal;
  return [
    section(
      mrkdwn`🎯 *${goal.accountName}* reached *${figure(value)}* ${truncate(goal.kpi, SHOWN)} on ${day(goal.day, today)} (target ${figure(target)}). Is the goal “${truncate(name, SHOWN)}” achieved?`,
    ),
    actions(
      button('Yes, achieved', ids.goalConfirm, {
        value: cardId,
        style: 'primary',
        label: `Achieved: ${name}`,
      }),
      button('Not yet', ids.goalNotYet, { value: cardId, label: `Not yet: ${name}` }),
      button('Open', ids.goalOpen, { value: cardId, label: `Open ${name}` }),
    ),
  ];
}

export const goalAnswerFields = { answer: 'answer' } as const;

export interface GoalAnswerForm {
  accountName: string;
  card: GoalCard;
  /** As the CTA asks. */
  question: string;
  today: BusinessDate;
  /** Whether it is opened from the person's own list, which is then made anew. */
  fromToday: boolean;
}

/** The same question from its CTA: what became of the goal. */
export function goalAnswerForm({ accountName, card, question, today, fromToday }: GoalAnswerForm): ModalView {
  const measure = truncate(measureText(card.measure, today), SHOWN);
  const aim = measure === '' ? mrkdwn`` : mrkdwn`\nThe aim: ${measure}`;
  const choices = [
    { text: 'Achieved', value: 'achieved', description: 'The card is closed, and counts as a success' },
    { text: 'Not yet', value: 'not_yet', description: 'The card stays active' },
    { text: 'Missed', value: 'missed', description: 'The card is closed: it will not be achieved' },
  ];
  return modal({
    callbackId: ids.goalAnswerForm,
    title: 'Is the goal achieved?',
    submit: 'Save',
    metadata: { cardId: card.id, fromToday },
    blocks: [
      section(
        mrkdwn`*${accountName}* · ${question}${aim}`,
        button('Open', ids.goalOpen, { value: card.id, label: `Open ${card.name}` }),
      ),
      input(goalAnswerFields.answer, 'What became of it', {
        type: 'radio_buttons',
        action_id: 'field',
        options: choices.map(option),
      }),
    ],
  });
}
