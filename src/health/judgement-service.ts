/** How people of ours judge an account, beside its score. */
import { findAccountById } from '../accounts/service.ts';
import { writeAudit } from '../audit/store.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { MAX_JUDGEMENT_REASON, type Band, type Judgement } from './domain.ts';
import { insertJudgement, listJudgements } from './judgement-store.ts';
import { BAND_NAMES } from './words.ts';

export { listJudgements } from './judgement-store.ts';

export type JudgeResult =
  | { ok: true; judgement: Judgement }
  | { ok: false; problem: 'account-not-found' | 'reason-missing' | 'reason-too-long' };

/**
 * Keeps what somebody thinks of an account; what was thought before stays in its history.
 * @param judged `id` is made when the form is opened: sent twice, it is kept once
 */
export function judgeAccount(
  deps: Deps,
  workspaceId: string,
  judged: { id: string; accountId: string; band: Band; reason: string },
  by: { personId: string; today: BusinessDate },
): Promise<JudgeResult> {
  const reason = judged.reason.trim();
  return inTransaction(deps, async (trx): Promise<JudgeResult> => {
    if (reason === '') return { ok: false, problem: 'reason-missing' };
    if (reason.length > MAX_JUDGEMENT_REASON) return { ok: false, problem: 'reason-too-long' };
    const { id, accountId, band } = judged;
    if ((await findAccountById(trx, workspaceId, accountId)) === null)
      return { ok: false, problem: 'account-not-found' };
    const [before] = await listJudgements(trx, workspaceId, accountId, 1);
    const judgedAt = deps.now().toISOString();
    const judgement = { id, accountId, band, reason, day: by.today, judgedBy: by.personId, judgedAt };
    if (await insertJudgement(trx, workspaceId, judgement)) {
      await writeAudit(deps, trx, workspaceId, [
        {
          actor: by.personId,
          action: 'health.judge',
          accountId,
          subjectId: id,
          ...(before === undefined
            ? {}
            : { before: { title: BAND_NAMES[before.band], reason: before.reason } }),
          after: { title: BAND_NAMES[band], reason },
        },
      ]);
    }
    return { ok: true, judgement };
  });
}
