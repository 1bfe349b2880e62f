/** What becomes of a Goal Card: its states, and the answers to whether it is achieved. */
import type { Transaction } from 'kysely';
import { writeAudit } from '../audit/store.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { completeCta, findCta, type AfterPress, type Press } from '../ctas/service.ts';
import type { Database } from '../db/schema.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { isClosed, stateAfter, type GoalCard, type GoalMove } from './domain.ts';
import { indexCards } from './index-service.ts';
import { findCard, updateCard } from './store.ts';
import { isTooShort } from './words.ts';

export type MoveResult =
  | { ok: true; card: GoalCard }
  | { ok: false; problem: 'card-not-found' }
  /** It is in a state from which this cannot be done: somebody was faster. */
  | { ok: false; problem: 'not-in-this-state'; card: GoalCard }
  /** Nobody can work towards what is hardly said: it stays a draft. */
  | { ok: false; problem: 'outcome-too-short'; card: GoalCard };

/** Activates a card, closes it as achieved, missed or retired, or opens it again. */
export async function moveGoal(
  deps: Deps,
  workspaceId: string,
  cardId: string,
  move: GoalMove,
  press: Press,
  after: AfterPress,
): Promise<MoveResult> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findCard(trx, workspaceId, cardId);
    if (before === null) return { ok: false, problem: 'card-not-found' };
    const state = stateAfter(before.state, move);
    if (state === null) return { ok: false, problem: 'not-in-this-state', card: before };
    if (move === 'activate' && isTooShort(before.requiredOutcome))
      return { ok: false, problem: 'outcome-too-short', card: before };
    const closes = isClosed(state);
    const card = {
      ...nextVersion(deps, before, press),
      state,
      closedOn: closes ? press.today : null,
      askedCtaId: closes ? null : before.askedCtaId,
    };
    await updateCard(trx, workspaceId, card);
    await indexCards(trx, deps.database.dialect, workspaceId, [card]);
    await writeAudit(deps, trx, workspaceId, [
      {
        actor: press.personId,
        action: `goal.${move}`,
        accountId: card.accountId,
        subjectId: card.id,
        before: { state: before.state },
        after: { state, title: card.name },
      },
    ]);
    if (closes) await closeQuestion(deps, trx, workspaceId, before, { ...press, outcome: state }, after);
    return { ok: true, card };
  });
}

/** Answers that the goal is not achieved yet: the question is done, the card stays active. */
export async function answerNotYet(
  deps: Deps,
  workspaceId: string,
  cardId: string,
  press: Press,
  after: AfterPress,
): Promise<MoveResult> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findCard(trx, workspaceId, cardId);
    if (before === null) return { ok: false, problem: 'card-not-found' };
    if (before.state !== 'active' || before.askedCtaId === null)
      return { ok: false, problem: 'not-in-this-state', card: before };
    const card = { ...nextVersion(deps, before, press), askedCtaId: null };
    await updateCard(trx, workspaceId, card);
    await writeAudit(deps, trx, workspaceId, [
      {
        actor: press.personId,
        action: 'goal.not_yet',
        accountId: card.accountId,
        subjectId: card.id,
        after: { title: card.name },
      },
    ]);
    await closeQuestion(deps, trx, workspaceId, before, { ...press, outcome: 'Not yet' }, after);
    return { ok: true, card };
  });
}

/** The card as the presser saves it now. */
export function nextVersion(deps: Deps, card: GoalCard, press: Press): GoalCard {
  return {
    ...card,
    version: card.version + 1,
    updatedBy: press.personId,
    updatedAt: deps.now().toISOString(),
  };
}

/** Closes the CTA that asks whether the goal is achieved; one that somebody closed already stays as it is. */
export async function closeQuestion(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  card: GoalCard,
  press: Press & { outcome: string },
  after: AfterPress,
): Promise<void> {
  const cta = card.askedCtaId === null ? null : await findCta(trx, workspaceId, card.askedCtaId);
  if (cta === null) return;
  await after(trx, [await completeCta(deps, trx, workspaceId, cta, press)]);
}
