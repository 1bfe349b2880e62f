/** The question to a lead whether a goal is achieved whose KPI has reached its target. */
import type { KnownBlock } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import { actions, button, section } from './build.ts';
import { day, figure } from './format.ts';
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
