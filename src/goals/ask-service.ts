/** Asks leads whether a goal is achieved whose KPI has reached its target. */
import { fallbackText } from '#blocks/build.ts';
import { questionBlocks, questionText, questionTitle } from '#blocks/goal-ask.ts';
import { writeAudit } from '../audit/store.ts';
import { addBusinessDays, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { insertCtas } from '../ctas/service.ts';
import { enqueue } from '../jobs/outbox.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { findReached, markAsked } from './ask-store.ts';

/** The type of the CTA that asks. */
export const GOAL_CONFIRM = 'goal_confirm';
const DUE_IN_BUSINESS_DAYS = 3;

/**
 * Opens a CTA for each active card that has reached its target, and asks its lead in a direct message: once for each
 * measure of a card. Kick the sender afterwards.
 * @returns how many cards it was
 */
export async function askReached(deps: Deps, workspaceId: string, today: BusinessDate): Promise<number> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const reached = await findReached(trx, workspaceId, today);
    if (reached.length === 0) return 0;
    const asked = reached.map((goal) => ({ goal, ctaId: deps.makeId(), title: questionTitle(goal) }));
    const ctas = asked.map(({ goal, ctaId, title }) => ({
      id: ctaId,
      accountId: goal.accountId,
      type: GOAL_CONFIRM,
      title,
      priority: 'normal',
      ownerId: goal.ownerId,
      dueOn: addBusinessDays(today, DUE_IN_BUSINESS_DAYS),
      openedOn: today,
      planItemId: null,
    }));
    await insertCtas(trx, workspaceId, ctas, deps.now().toISOString());
    const marks = asked.map(({ goal, ctaId }) => ({ cardId: goal.cardId, ctaId }));
    await markAsked(trx, deps.database.dialect, workspaceId, marks, today);
    await writeAudit(
      deps,
      trx,
      workspaceId,
      asked.map(({ goal, ctaId, title }) => ({
        actor: 'milepost',
        action: 'cta.open',
        accountId: goal.accountId,
        subjectId: ctaId,
        after: { title, state: 'open', cardId: goal.cardId },
      })),
    );
    const messages = asked.flatMap(({ goal }) => {
      if (goal.slackUserId === null) return [];
      const payload = { text: fallbackText(questionText(goal)), blocks: questionBlocks(goal, today) };
      return [{ kind: 'post' as const, channel: goal.slackUserId, payload }];
    });
    if (messages.length > 0) await enqueue(deps, trx, workspaceId, messages);
    return reached.length;
  });
}
