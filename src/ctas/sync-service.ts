/** CTAs by the number: what rules do to them each morning, and those whose cause is gone. */
import type { Transaction } from 'kysely';
import { writeAudit } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import type { Database } from '../db/schema.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { isListed, listedAccounts } from '../rules/service.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { RULE_OFF } from './domain.ts';
import {
  openListed,
  refreshListed,
  resolveByIds,
  resolveNotListed,
  resolveRulesOff,
  resolveSaying,
  wakeSnoozed,
  type CtaChange,
} from './sync-store.ts';

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
  const woken = await wakeSnoozed(trx, workspaceId, date, now);
  const ruleIds = rules.map(({ id }) => id);
  const ofRulesOff = await resolveRulesOff(trx, workspaceId, ruleIds, date, now);
  const sync: CtaSync = { woken, resolved: [], opened: [] };
  const refreshed: CtaChange[] = [];
  for (const rule of rules) {
    const listed = listedAccounts(workspaceId, rule, applied.program, date);
    const stillListed = isListed(workspaceId, rule, applied.program, date, 'cta.account_id');
    sync.resolved.push(...(await resolveNotListed(trx, workspaceId, rule.id, stillListed, date, now)));
    sync.opened.push(...(await openListed(trx, workspaceId, rule, listed, context)));
    refreshed.push(...(await refreshListed(trx, workspaceId, rule, date, now)));
  }
  await writeAudit(deps, trx, workspaceId, [
    ...entries('cta.wake', sync.woken),
    ...entries('cta.resolve', ofRulesOff).map((entry) => ({
      ...entry,
      after: { ...entry.after, because: RULE_OFF },
    })),
    ...entries('cta.resolve', sync.resolved),
    ...entries('cta.open', sync.opened),
    ...entries('cta.refresh', refreshed),
  ]);
  return { ...sync, resolved: [...ofRulesOff, ...sync.resolved] };
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

/** The same, each with the words that say what ended it. */
export async function resolveCtasSaying(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  ctas: readonly { id: string; reason: string }[],
  today: BusinessDate,
): Promise<void> {
  if (ctas.length === 0) return;
  const now = deps.now().toISOString();
  const resolved = await resolveSaying(trx, deps.database.dialect, workspaceId, ctas, today, now);
  const reasons = new Map(ctas.map(({ id, reason }) => [id, reason]));
  const audited = entries('cta.resolve', resolved).map((entry) => ({
    ...entry,
    after: { ...entry.after, reason: reasons.get(entry.subjectId) },
  }));
  await writeAudit(deps, trx, workspaceId, audited);
}

function entries(action: string, changes: readonly CtaChange[]) {
  return changes.map(({ id, accountId, title, state }) => ({
    actor: 'milepost',
    action,
    accountId,
    subjectId: id,
    after: { title, state },
  }));
}
