/** CTAs by the number: what rules do to them each morning, and those whose cause is gone. */
import type { Transaction } from 'kysely';
import { writeAudit, type AuditEntry } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { Database } from '../db/schema.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { isListed, listedAccounts } from '../rules/service.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import {
  openListed,
  refreshListed,
  resolveByIds,
  resolveNotListed,
  resolveRulesOff,
  wakeSnoozed,
  type CtaChange,
} from './store.ts';

export interface CtaSync {
  opened: CtaChange[];
  resolved: CtaChange[];
  woken: CtaChange[];
}

/**
 * Brings the CTAs of all rules in line with who is listed on `date`: wakes, resolves, opens and refreshes them.
 * Asked twice for the same date, the second time changes nothing.
 */
export async function syncCtas(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  applied: AppliedProgram,
  date: BusinessDate,
): Promise<CtaSync> {
  await lockWorkspace(trx, deps.database.dialect, workspaceId);
  const now = deps.now().toISOString();
  const rules = applied.program.rules.filter((rule) => rule.enabled);
  const context = {
    dialect: deps.database.dialect,
    makeId: deps.makeId,
    date,
    now,
    programVersion: applied.version,
  };
  const sync: CtaSync = {
    woken: await wakeSnoozed(trx, workspaceId, date, now),
    resolved: await resolveRulesOff(
      trx,
      workspaceId,
      rules.map(({ id }) => id),
      date,
      now,
    ),
    opened: [],
  };
  const refreshed: CtaChange[] = [];
  for (const rule of rules) {
    const listed = listedAccounts(workspaceId, rule, applied.program, date);
    const stillListed = isListed(workspaceId, rule, applied.program, date, 'cta.account_id');
    sync.resolved.push(...(await resolveNotListed(trx, workspaceId, rule.id, stillListed, date, now)));
    sync.opened.push(...(await openListed(trx, workspaceId, rule, listed, context)));
    refreshed.push(...(await refreshListed(trx, workspaceId, rule, now)));
  }
  await writeAudit(deps, trx, workspaceId, [
    ...entries('cta.wake', sync.woken),
    ...entries('cta.resolve', sync.resolved),
    ...entries('cta.open', sync.opened),
    ...entries('cta.refresh', refreshed),
  ]);
  return sync;
}

/** Closes CTAs whose cause is gone, however many, inside the transaction that ended it. */
export async function resolveCtas(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  ids: readonly string[],
  today: BusinessDate,
): Promise<void> {
  if (ids.length === 0) return;
  const now = deps.now().toISOString();
  const resolved = await resolveByIds(trx, deps.database.dialect, workspaceId, ids, today, now);
  await writeAudit(deps, trx, workspaceId, entries('cta.resolve', resolved));
}

function entries(action: string, changes: readonly CtaChange[]): AuditEntry[] {
  return changes.map(({ id, accountId, title, state }) => ({
    actor: 'milepost',
    action,
    accountId,
    subjectId: id,
    after: { title, state },
  }));
}
