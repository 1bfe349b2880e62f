/** Hands the CTAs of somebody who is away to those who stand in, and takes that back. */
import { writeAudit } from '../audit/store.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { UNDO_MS } from './domain.ts';
import {
  deleteHandOvers,
  findHandOver,
  insertHandOver,
  listMovable,
  moveBack,
  moveCtas,
  type MovedCta,
} from './hand-over-store.ts';
import type { Press, ShowCtas } from './service.ts';

/** What went to whom. */
export interface HandOver {
  id: string;
  ctas: readonly Pick<MovedCta, 'id' | 'to'>[];
}

/**
 * Gives the CTAs under way of `who` to those who stand in for them; what nobody can take over stays. Pressed twice, the
 * second time moves nothing.
 * @param show brings the messages up to date that list them
 */
export async function handOverCtas(
  deps: Deps,
  workspaceId: string,
  who: string,
  press: Press,
  show: ShowCtas,
): Promise<HandOver> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const moved = await listMovable(trx, workspaceId, who, press.today);
    const id = deps.makeId();
    if (moved.length === 0) return { id, ctas: [] };
    const now = deps.now();
    const madeAt = now.toISOString();
    await deleteHandOvers(trx, workspaceId, { id, before: new Date(now.getTime() - UNDO_MS).toISOString() });
    await moveCtas(trx, deps.database.dialect, workspaceId, moved, madeAt);
    const handOver = { id, personId: who, madeBy: press.personId, madeAt, ctas: moved };
    await insertHandOver(trx, workspaceId, handOver);
    await audit(deps, trx, workspaceId, press, 'cta.hand_over', moved);
    await show(trx, moved);
    return { id, ctas: moved };
  });
}

export type HandOverUndone =
  | { ok: true; back: number; kept: number }
  | { ok: false; problem: 'nothing-to-undo' | 'too-late-to-undo' | 'not-yours' };

/** Takes a hand-over back within its minute: what somebody has touched since stays where it is. */
export async function undoHandOver(
  deps: Deps,
  workspaceId: string,
  id: string,
  press: Press,
  show: ShowCtas,
): Promise<HandOverUndone> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const made = await findHandOver(trx, workspaceId, id);
    if (made === null) return { ok: false, problem: 'nothing-to-undo' };
    if (press.personId !== made.madeBy && press.personId !== made.personId)
      return { ok: false, problem: 'not-yours' };
    const now = deps.now();
    if (now.getTime() - Date.parse(made.madeAt) > UNDO_MS) return { ok: false, problem: 'too-late-to-undo' };
    const { dialect } = deps.database;
    const back = new Set(
      await moveBack(trx, dialect, workspaceId, made.ctas, made.madeAt, now.toISOString()),
    );
    const returned = made.ctas.filter((cta) => back.has(cta.id));
    await deleteHandOvers(trx, workspaceId, { id, before: '' });
    await audit(deps, trx, workspaceId, press, 'cta.hand_back', returned);
    await show(trx, returned);
    return { ok: true, back: returned.length, kept: made.ctas.length - returned.length };
  });
}

function audit(
  deps: Deps,
  trx: Parameters<typeof writeAudit>[1],
  workspaceId: string,
  press: Press,
  action: 'cta.hand_over' | 'cta.hand_back',
  moved: readonly MovedCta[],
): Promise<void> {
  const isBack = action === 'cta.hand_back';
  return writeAudit(
    deps,
    trx,
    workspaceId,
    moved.map(({ id, accountId, title, ownerId, claimedBy, state, to }) => {
      const before = { ownerId, claimedBy, state };
      const after = { ownerId: to, claimedBy: null, state: state === 'snoozed' ? 'snoozed' : 'open' };
      return {
        actor: press.personId,
        action,
        accountId,
        subjectId: id,
        before: isBack ? after : before,
        after: { title, ...(isBack ? before : after) },
      };
    }),
  );
}
