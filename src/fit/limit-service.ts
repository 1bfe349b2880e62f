/** Stretches past their limit: the CTA that asks for a new assessment, and its end. */
import type { Transaction } from 'kysely';
import { day } from '#blocks/format.ts';
import { writeAudit } from '../audit/store.ts';
import { addBusinessDays, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Cta } from '../ctas/domain.ts';
import { insertCtas, listCtasUnderWay, resolveCta } from '../ctas/service.ts';
import type { Database } from '../db/schema.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { listPassedLimits, noteLimitCtas } from './store.ts';

/** The type of the CTA that is opened past a stretch's limit. */
const LIMIT_CTA = 'fit_limit';
const LIMIT_DUE_DAYS = 5;

/**
 * Opens a CTA for each stretch whose limit passed before `today`, once.
 * @returns how many were opened
 */
export async function openLimitCtas(deps: Deps, workspaceId: string, today: BusinessDate): Promise<number> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const passed = await listPassedLimits(trx, workspaceId, today);
    if (passed.length === 0) return 0;
    const opened = passed.map((limit) => ({
      ...limit,
      cta: {
        id: deps.makeId(),
        accountId: limit.accountId,
        type: LIMIT_CTA,
        title: `The accepted stretch ended on ${day(limit.until, today)}: assess the fit again`,
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
  for (const cta of underWay.filter(({ type }) => type === LIMIT_CTA)) {
    resolved.push(await resolveCta(deps, trx, workspaceId, cta, today));
  }
  return resolved;
}
