/** What people and rules do to CTAs. */
import type { Transaction } from 'kysely';
import { writeAudit, type AuditEntry } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Database } from '../db/schema.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { listedAccounts } from '../rules/service.ts';
import {
  claim,
  complete,
  dismiss,
  progressOf,
  snooze,
  undo,
  UNDO_MS,
  type Changed,
  type Cta,
  type CtaProgress,
} from './domain.ts';
import {
  findCta,
  openListed,
  refreshListed,
  resolveNotListed,
  resolveRulesOff,
  saveProgress,
  wakeSnoozed,
  type CtaChange,
} from './store.ts';

export { clearUndo, findCta, insertCta, listCtasUnderWay, listUndoExpired } from './store.ts';

/** Who presses, and the business date for them. */
export interface Press {
  personId: string;
  today: BusinessDate;
}

/** What happens in the same transaction as a press, such as showing it in the messages that list the CTA. */
export type AfterPress = (trx: Transaction<Database>, cta: Cta) => Promise<void>;

export function claimCta(deps: Deps, workspaceId: string, id: string, press: Press, after: AfterPress) {
  return change(deps, workspaceId, id, press, 'cta.claim', (cta) => claim(cta, press.personId), after);
}

export function snoozeCta(
  deps: Deps,
  workspaceId: string,
  id: string,
  press: Press & { until: BusinessDate; reason: string },
  after: AfterPress,
) {
  const next = (cta: Cta) => snooze(cta, press.until, press.reason, press.today);
  return change(deps, workspaceId, id, press, 'cta.snooze', next, after);
}

export function dismissCta(
  deps: Deps,
  workspaceId: string,
  id: string,
  press: Press & { reason: string },
  after: AfterPress,
) {
  const next = (cta: Cta) => dismiss(cta, press.personId, press.reason, press.today);
  return change(deps, workspaceId, id, press, 'cta.dismiss', next, after);
}

/** Takes the last press back, within its minute. */
export function undoCta(deps: Deps, workspaceId: string, id: string, press: Press, after: AfterPress) {
  const next = (cta: Cta) => undo(cta, deps.now().toISOString());
  return change(deps, workspaceId, id, press, 'cta.undo', next, after);
}

/** Closes a CTA as done, inside the transaction of what was done. @returns it as it is now */
export async function completeCta(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  cta: Cta,
  press: Press & { outcome: string },
): Promise<Cta> {
  return follow(deps, trx, workspaceId, cta, press, 'cta.complete', complete(cta, press.personId, press.outcome, press.today));
}

/** Makes a CTA the presser's, inside the transaction of what they did for it; one that is claimed stays as it is. */
export async function takeCta(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  cta: Cta,
  press: Press,
): Promise<Cta> {
  return follow(deps, trx, workspaceId, cta, press, 'cta.claim', claim(cta, press.personId));
}

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
  const now = deps.now().toISOString();
  const rules = applied.program.rules.filter((rule) => rule.enabled);
  const context = { dialect: deps.database.dialect, makeId: deps.makeId, date, now, programVersion: applied.version };
  const sync: CtaSync = {
    woken: await wakeSnoozed(trx, workspaceId, date, now),
    resolved: await resolveRulesOff(trx, workspaceId, rules.map(({ id }) => id), date, now),
    opened: [],
  };
  const refreshed: CtaChange[] = [];
  for (const rule of rules) {
    const listed = listedAccounts(workspaceId, rule, applied.program, date);
    sync.resolved.push(...(await resolveNotListed(trx, workspaceId, rule.id, listed, date, now)));
    sync.opened.push(...(await openListed(trx, workspaceId, rule, listed, context)));
    refreshed.push(...(await refreshListed(trx, workspaceId, rule, now)));
  }
  await writeAudit(deps, trx, workspaceId, [
    ...entries('cta.wake', sync.woken, { state: 'open' }),
    ...entries('cta.resolve', sync.resolved, { state: 'resolved' }),
    ...entries('cta.open', sync.opened, { state: 'open', date }),
    ...entries('cta.refresh', refreshed, {}),
  ]);
  return sync;
}

function entries(action: string, changes: readonly CtaChange[], after: unknown): AuditEntry[] {
  return changes.map(({ id, accountId }) => ({ actor: 'milepost', action, accountId, subjectId: id, after }));
}

async function change(
  deps: Deps,
  workspaceId: string,
  id: string,
  press: Press,
  action: string,
  next: (cta: Cta) => Changed<CtaProgress>,
  after: AfterPress,
): Promise<Changed<Cta>> {
  return inTransaction(deps, async (trx) => {
    const cta = await findCta(trx, workspaceId, id);
    if (cta === null) return { ok: false, problem: 'cta-not-found' };
    const changed = next(cta);
    // The message may show what another press has changed: it is brought up to date either way.
    if (!changed.ok) {
      await after(trx, cta);
      return changed;
    }
    const kept = action === 'cta.undo' ? null : undoOf(cta, press, deps.now());
    const saved = await save(deps, trx, workspaceId, cta, changed.value, kept, press, action);
    if (saved) await after(trx, saved);
    return saved ? { ok: true, value: saved } : { ok: false, problem: 'cta-closed' };
  });
}

async function follow(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  cta: Cta,
  press: Press,
  action: string,
  next: Changed<CtaProgress>,
): Promise<Cta> {
  if (!next.ok) return cta;
  return (await save(deps, trx, workspaceId, cta, next.value, null, press, action)) ?? cta;
}

function undoOf(cta: Cta, press: Press, now: Date): Cta['undo'] {
  return {
    progress: progressOf(cta),
    until: new Date(now.getTime() + UNDO_MS).toISOString(),
    by: press.personId,
  };
}

async function save(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  cta: Cta,
  next: CtaProgress,
  kept: Cta['undo'],
  press: Press,
  action: string,
): Promise<Cta | null> {
  const saved = await saveProgress(trx, workspaceId, cta, next, kept, deps.now().toISOString());
  if (!saved) return null;
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: press.personId,
      action,
      accountId: cta.accountId,
      subjectId: cta.id,
      before: progressOf(cta),
      after: progressOf(next),
    },
  ]);
  return { ...cta, ...next, undo: kept };
}
