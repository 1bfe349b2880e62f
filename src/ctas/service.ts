/** What people do to CTAs. */
import type { Transaction } from 'kysely';
import { writeAudit } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Database } from '../db/schema.ts';
import {
  claim,
  complete,
  dismiss,
  finish,
  isSibling,
  isUnderWay,
  progressOf,
  sayOutcome,
  snooze,
  undo,
  UNDO_MS,
  type Changed,
  type Cta,
  type CtaProgress,
} from './domain.ts';
import { findCta, listCtasUnderWay, listUndoable, saveProgress } from './store.ts';
import { lockWorkspace } from '../workspaces/service.ts';

export {
  clearUndo,
  findCta,
  insertCta,
  insertCtas,
  listCtas,
  listCtasUnderWay,
  listWorkspacesToEndUndo,
  newestByRule,
  type NewCta,
} from './store.ts';
export { resolveCtas, resolveCtasSaying, syncCtas, type CtaSync } from './sync-service.ts';

/** Who presses, and the business date for them. */
export interface Press {
  personId: string;
  today: BusinessDate;
}

/** What happens in the same transaction as a press, such as showing it in the messages that list the CTAs. */
export type AfterPress = (trx: Transaction<Database>, ctas: readonly Cta[]) => Promise<void>;

/** The same where no more is known of them than which they are. */
export type ShowCtas = (trx: Transaction<Database>, ctas: readonly Pick<Cta, 'id'>[]) => Promise<void>;

/** Makes a CTA the presser's. Like every press, it is meant for all of the account's EBR CTAs that are under way. */
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

/** Closes a CTA as done that a press alone ends. */
export function finishCta(deps: Deps, workspaceId: string, id: string, press: Press, after: AfterPress) {
  const next = (cta: Cta) => finish(cta, press.personId, press.today);
  return change(deps, workspaceId, id, press, 'cta.complete', next, after);
}

/** Says what came of a CTA that is done. */
export function sayCtaOutcome(
  deps: Deps,
  workspaceId: string,
  id: string,
  press: Press & { outcome: string },
  after: AfterPress,
) {
  const next = (cta: Cta) => sayOutcome(cta, press.outcome);
  return change(deps, workspaceId, id, press, 'cta.outcome', next, after);
}

/**
 * Takes the last press back, within its minute, for all CTAs that it changed.
 * @param press `pressId`: only where the last press is still this one
 */
export function undoCta(
  deps: Deps,
  workspaceId: string,
  id: string,
  press: Press & { pressId?: string },
  after: AfterPress,
) {
  const next = (cta: Cta) => undo(cta, deps.now().toISOString(), press.pressId ?? null);
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
  return follow(
    deps,
    trx,
    workspaceId,
    cta,
    press,
    'cta.complete',
    complete(cta, press.personId, press.outcome, press.today),
  );
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

/** Closes a CTA whose cause is gone, inside the transaction that ended it. @returns it as it is now */
export async function resolveCta(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  cta: Cta,
  today: BusinessDate,
): Promise<Cta> {
  if (!isUnderWay(cta)) return cta;
  const next: CtaProgress = {
    ...progressOf(cta),
    state: 'resolved',
    snoozedUntil: null,
    closedOn: today,
    closedBy: 'milepost',
  };
  const press = { personId: 'milepost', today };
  return (await save(deps, trx, workspaceId, cta, next, null, press, 'cta.resolve')) ?? cta;
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
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const cta = await findCta(trx, workspaceId, id);
    if (cta === null) return { ok: false, problem: 'cta-not-found' };
    const asked = next(cta);
    // The message may show what another press has changed: it is brought up to date either way.
    if (!asked.ok) {
      await after(trx, [cta]);
      return asked;
    }
    const isUndo = action === 'cta.undo';
    const pressId = deps.makeId();
    const saved: Cta[] = [];
    for (const each of [cta, ...(await othersMeant(trx, workspaceId, cta, isUndo))]) {
      const changed = next(each);
      if (!changed.ok) continue;
      const kept = isUndo ? null : undoOf(each, press, pressId, deps.now());
      const now = await save(deps, trx, workspaceId, each, changed.value, kept, press, action);
      if (now !== null) saved.push(now);
    }
    await after(trx, saved);
    const pressed = saved.find((each) => each.id === id);
    if (pressed !== undefined) return { ok: true, value: pressed };
    // The rule has opened a newer CTA since: that one is what counts.
    return { ok: false, problem: isUndo ? 'nothing-to-undo' : 'cta-closed' };
  });
}

/** The other CTAs that a press is meant for: the siblings under way, or those that the press to be undone changed. */
async function othersMeant(
  trx: Transaction<Database>,
  workspaceId: string,
  cta: Cta,
  isUndo: boolean,
): Promise<Cta[]> {
  if (!isUndo) {
    const underWay = await listCtasUnderWay(trx, workspaceId, cta.accountId);
    return underWay.filter((other) => isSibling(cta, other));
  }
  const undoable = await listUndoable(trx, workspaceId, cta.accountId);
  return undoable.filter((other) => isSibling(cta, other) && other.undo?.press === cta.undo?.press);
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

function undoOf(cta: Cta, press: Press, pressId: string, now: Date): Cta['undo'] {
  return {
    progress: progressOf(cta),
    until: new Date(now.getTime() + UNDO_MS).toISOString(),
    by: press.personId,
    press: pressId,
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
      after: { ...progressOf(next), title: cta.title },
    },
  ]);
  return { ...cta, ...next, undo: kept };
}
