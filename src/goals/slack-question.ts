/** Whether a goal is achieved whose KPI has reached its target: answered in the message that asks, or from its CTA. */
import { say, type Answer } from '#blocks/build.ts';
import { goalAnswerFields, goalAnswerForm } from '#blocks/goal-ask.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn } from '#blocks/text.ts';
import * as z from 'zod';
import { findAccountById } from '../accounts/service.ts';
import type { Cta } from '../ctas/domain.ts';
import { pressOf, renewToday, type WorkDeps } from '../morning/press.ts';
import { answerView } from '../slack/answers.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue, jsonOf, parseForm } from '../slack/forms.ts';
import { findAskedCard } from './ask-store.ts';
import { answerNotYet, findCard, moveGoal } from './service.ts';
import { GONE } from './slack-form.ts';
import { fasterAnswer, titleOf } from './slack-moves.ts';

const ANSWERS = ['achieved', 'not_yet', 'missed'] as const;
type GoalAnswer = (typeof ANSWERS)[number];

const answerForm = z.object({
  [goalAnswerFields.answer]: z.enum(ANSWERS, { error: 'Choose what became of it.' }),
});
const answerMetadata = jsonOf(z.object({ cardId: idValue, fromToday: z.boolean() }));

export function registerQuestion(edge: Edge, work: WorkDeps): void {
  const press = { right: 'goal.edit', value: idValue } as const;
  edge.action(ids.goalConfirm, { ...press, run: (call, cardId) => reply(call, work, cardId, 'achieved') });
  edge.action(ids.goalNotYet, { ...press, run: (call, cardId) => reply(call, work, cardId, 'not_yet') });
  edge.submit(ids.goalAnswerForm, {
    right: 'goal.edit',
    metadata: answerMetadata,
    parse: (values) => parseForm(answerForm, values),
    run: async (call, { answer }, { cardId, fromToday }) => {
      const said = await settle(call, work, cardId, answer);
      const card = await findCard(call.deps.database.db, call.workspaceId, cardId);
      await renewToday(call, fromToday, card?.accountId ?? '');
      return { kind: 'close', answer: said };
    },
  });
}

/**
 * Asks what became of the goal that a CTA is about.
 * @param fromToday whether it is asked from the person's own list, which is then made anew
 * @returns false when the CTA is about no goal any more: nothing is opened
 */
export async function openQuestion(call: Call, cta: Cta, fromToday: boolean): Promise<boolean> {
  const { db } = call.deps.database;
  const cardId = await findAskedCard(db, call.workspaceId, cta);
  if (cardId === null) return false;
  await call.openModal('Is the goal achieved?', async () => {
    const card = await findCard(db, call.workspaceId, cardId);
    const account = card === null ? null : await findAccountById(db, call.workspaceId, card.accountId);
    if (card === null || account === null) return answerView(say(GONE));
    const today = await call.today();
    return goalAnswerForm({ accountName: account.name, card, question: cta.title, today, fromToday });
  });
  return true;
}

/** The answer takes the place of the message that asked. */
async function reply(call: Call, work: WorkDeps, cardId: string, answer: GoalAnswer): Promise<void> {
  await call.replace(await settle(call, work, cardId, answer));
}

async function settle(call: Call, work: WorkDeps, cardId: string, answer: GoalAnswer): Promise<Answer> {
  const press = await pressOf(call);
  const { deps, workspaceId } = call;
  const result =
    answer === 'not_yet'
      ? await answerNotYet(deps, workspaceId, cardId, press, press.after)
      : await moveGoal(
          deps,
          workspaceId,
          cardId,
          answer === 'achieved' ? 'achieve' : 'miss',
          press,
          press.after,
        );
  work.kick();
  if (!result.ok) return result.problem === 'card-not-found' ? say(GONE) : fasterAnswer(call, result.card);
  const title = await titleOf(call, result.card);
  switch (answer) {
    case 'achieved':
      return say(mrkdwn`✅ ${title} is achieved.`);
    case 'missed':
      return say(mrkdwn`❌ ${title} is missed.`);
    case 'not_yet':
      return say(
        mrkdwn`${title} stays active. I ask again when its measure is changed and the new target is reached.`,
      );
  }
}
