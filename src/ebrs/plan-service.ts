/** The plan of a held review: each item is followed up by a CTA until it is kept or broken. */
import type { Transaction } from 'kysely';
import { findOwner } from '../accounts/service.ts';
import { writeAudit } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Cta } from '../ctas/domain.ts';
import { completeCta, insertCta, listCtasUnderWay, type AfterPress, type Press } from '../ctas/service.ts';
import type { Database } from '../db/schema.ts';
import type { Ebr, NewPlanItem, PlanItem } from './domain.ts';
import type { EbrResult } from './service.ts';
import { findPlanItem, insertPlanItems, settlePlanItem } from './store.ts';
import { lockWorkspace } from '../workspaces/service.ts';

/** Says whether a plan item was kept or broken; its follow-up CTA is done. */
export async function settleItem(
  deps: Deps,
  workspaceId: string,
  itemId: string,
  state: 'kept' | 'broken',
  press: Press,
  after: AfterPress,
): Promise<EbrResult<PlanItem>> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const item = await findPlanItem(trx, workspaceId, itemId);
    if (item === null) return { ok: false, problem: 'item-not-found' };
    const settled = await settlePlanItem(trx, workspaceId, itemId, {
      state,
      on: press.today,
      by: press.personId,
    });
    if (!settled) return { ok: false, problem: 'item-settled' };
    await writeAudit(deps, trx, workspaceId, [
      {
        actor: press.personId,
        action: state === 'kept' ? 'plan_item.keep' : 'plan_item.break',
        accountId: item.accountId,
        subjectId: item.id,
        before: { state: item.state },
        after: { state, what: item.what },
      },
    ]);
    const ctas = await listCtasUnderWay(trx, workspaceId, item.accountId);
    const done: Cta[] = [];
    for (const cta of ctas.filter(({ planItemId }) => planItemId === item.id)) {
      done.push(await completeCta(deps, trx, workspaceId, cta, { ...press, outcome: state }));
    }
    await after(trx, done);
    return { ok: true, value: { ...item, state, closedOn: press.today } };
  });
}

/** Keeps the items of a review, each with a CTA for its owner, else for whoever is responsible for the account. */
export async function addPlan(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  ebr: Ebr,
  plan: readonly NewPlanItem[],
  today: BusinessDate,
): Promise<void> {
  if (plan.length === 0) return;
  const now = deps.now().toISOString();
  const owner = await findOwner(trx, workspaceId, ebr.accountId, today);
  const items = plan.map((item): PlanItem => ({
    ...item,
    id: deps.makeId(),
    accountId: ebr.accountId,
    ebrId: ebr.id,
    ownerId: item.ownerId ?? owner,
    state: 'open',
    closedOn: null,
  }));
  await insertPlanItems(trx, workspaceId, items);
  for (const item of items) {
    const cta = {
      id: deps.makeId(),
      accountId: ebr.accountId,
      type: 'plan_item',
      title: item.what,
      priority: 'normal',
      ownerId: item.ownerId,
      dueOn: item.dueOn,
      openedOn: today,
      planItemId: item.id,
    };
    await insertCta(trx, workspaceId, cta, now);
  }
}
