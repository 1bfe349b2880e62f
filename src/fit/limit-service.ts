/** Stretches past their limit: the CTA that asks for a new assessment, and its end. */
import type { Transaction } from 'kysely';
import { day } from '#blocks/format.ts';
import { writeAudit } from '../audit/store.ts';
import { addBusinessDays, addDays, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { FIT_LIMIT, type Cta } from '../ctas/domain.ts';
import { insertCtas, listCtasUnderWay, resolveCta } from '../ctas/service.ts';
import type { Database } from '../db/schema.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { forgetClosedCtas, listPassedLimits, noteLimitCtas } from './store.ts';

const LIMIT_DUE_DAYS = 5;
/** Who put the question off the list without an assessment is asked again after so many days. */
const ASKED_AGAIN_DAYS = 14;

/**
 * Opens a CTA for each stretch whose limit passed before `today`: once, and again 14 days after it was taken off the
 * list without a new assessment.
 * @returns how many were opened
 */
export async function openLimitCtas(deps: Deps, workspaceId: string, today: BusinessDate): Promise<number> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    await forgetClosedCtas(trx, workspaceId, FIT_LIMIT, addDays(today, -ASKED_AGAIN_DAYS));
    const passed = await listPassedLimits(trx, workspaceId, today);
    if (passed.length === 0) return 0;
    const opened = passed.map((limit) => ({
      ...limit,
      cta: {
        id: deps.makeId(),
        accountId: limit.accountId,
        type: FIT_LIMIT,
        title: `Assess the fit again: the stretch ended on ${day(limit.until, today)}`,
        priority: 'normal',
        ownerId: limit.ownerId,
        dueOn: addBusinessDays(today, LIMIT_DUE_DAYS),
        openedOn: today,
        planItemId: null,
      },
    }));
    const ctas = opened.map(({ cta }) => cta);
    await insertCtas(trx, workspaceId, ctas, deps.now().toISOString());
    const noted = opened.map(({ assessmentId, cta }) => ({ assessmentId, ctaId: cta.id }));
    await noteLimitCtas(trx, deps.database.dialect, workspaceId, noted);
    await writeAudit(
      deps,
      trx,
      workspaceId,
      ctas.map(({ id, accountId, title }) => ({
        actor: 'milepost',
        action: 'cta.open',
        accountId,
        subjectId: id,
        after: { title, state: 'open' },
      })),
    );
    return ctas.length;
  });
}

/** A new assessment answers the question that a passed limit asked. @returns the CTAs that it ended */
export async function resolveLimit(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  accountId: string,
  today: BusinessDate,
): Promise<Cta[]> {
  const underWay = await listCtasUnderWay(trx, workspaceId, accountId);
  const resolved: Cta[] = [];
  for (const cta of underWay.filter(({ type }) => type === FIT_LIMIT)) {
    resolved.push(await resolveCta(deps, trx, workspaceId, cta, today));
  }
  return resolved;
}
