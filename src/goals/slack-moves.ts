/** The buttons by which a Goal Card is activated, closed, or opened again. */
import { actions, say, section, type Answer } from '#blocks/build.ts';
import { goalButtons } from '#blocks/goal-card.ts';
import { STATE_WORDS } from '#blocks/goal-words.ts';
import { ids } from '#blocks/ids.ts';
import { mrkdwn, truncate, type Mrkdwn } from '#blocks/text.ts';
import * as z from 'zod';
import { findAccountById } from '../accounts/service.ts';
import { pressOf, type WorkDeps } from '../morning/press.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { idValue } from '../slack/forms.ts';
import { whoSaved } from '../slack/who-saved.ts';
import { GOAL_MOVES, type GoalCard } from './domain.ts';
import { moveGoal } from './service.ts';
import { GONE } from './slack-form.ts';
import { cardView, listView } from './slack-views.ts';
import { SAY_MORE } from './words.ts';

const page = z
  .string()
  .regex(/^[1-9]\d{0,3}$/)
  .transform(Number);
/** What is done, to which card, and from which page of the list. */
const moveValue = z
  .string()
  .transform((text) => text.split(':'))
  .pipe(z.tuple([z.enum(GOAL_MOVES), idValue]).rest(page));

export function registerMoves(edge: Edge, work: WorkDeps): void {
  edge.action(ids.goalMove, {
    right: 'goal.edit',
    value: moveValue,
    run: (call, value) => makeMove(call, work, value),
  });
}

/** Does it, and shows the effect where it was pressed: in the list, or in the card. */
async function makeMove(
  call: Call,
  work: WorkDeps,
  [move, cardId, shownPage]: z.infer<typeof moveValue>,
): Promise<void> {
  const press = await pressOf(call);
  const result = await moveGoal(call.deps, call.workspaceId, cardId, move, press, press.after);
  work.kick();
  if (!result.ok && result.problem === 'card-not-found') return call.answer(say(GONE));
  if (!result.ok)
    await call.answer(
      result.problem === 'outcome-too-short'
        ? say(mrkdwn`${await titleOf(call, result.card)} stays a draft. ${SAY_MORE} *Edit* opens its form.`)
        : await fasterAnswer(call, result.card),
    );
  if (call.view !== null) return call.updateModal(await cardView(call, cardId));
  const { accountId } = result.card;
  const account = await findAccountById(call.deps.database.db, call.workspaceId, accountId);
  if (account === null) return;
  if (shownPage !== undefined) return call.replace(await listView(call, account, shownPage));
  const { card } = result;
  const text = mrkdwn`${await titleOf(call, card)} is ${STATE_WORDS[card.state]}.`;
  await call.replace({ text, blocks: [section(text), actions(...goalButtons(card, account))] });
}

export async function titleOf(call: Call, card: GoalCard): Promise<Mrkdwn> {
  const account = await findAccountById(call.deps.database.db, call.workspaceId, card.accountId);
  return mrkdwn`The goal *${truncate(card.name, 150)}* of *${account?.name ?? 'the account'}*`;
}

/** What somebody else has done with the card meanwhile. */
export async function fasterAnswer(call: Call, card: GoalCard): Promise<Answer> {
  const { savedBy, savedAt } = await whoSaved(call, card.updatedBy, card.updatedAt);
  return say(
    mrkdwn`${await titleOf(call, card)} is ${STATE_WORDS[card.state]} already: ${savedBy} has seen to it ${savedAt}.`,
  );
}
