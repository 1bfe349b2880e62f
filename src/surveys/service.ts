/** Answers: read back, corrected, and taken out. */
import type { Transaction } from 'kysely';
import { writeAudit } from '../audit/store.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Press } from '../ctas/service.ts';
import type { Database } from '../db/schema.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import { isOurs, problemsOf, type Answer, type Correction, type CorrectionProblems } from './domain.ts';
import { deleteAnswer, findAnswer, updateAnswer } from './store.ts';

export { countAnswers, findAnswer, listAnswers } from './store.ts';

/** Who corrects. */
export interface Corrector extends Press {
  /** What others of ours said is theirs: only some may correct it. */
  mayCorrectOthers: boolean;
}

export type CorrectResult =
  | { ok: true; answer: Answer }
  | { ok: false; problem: 'not-found' | 'of-somebody-else' }
  | { ok: false; problem: 'invalid'; fields: CorrectionProblems }
  /** Somebody else corrected it since it was read. */
  | { ok: false; problem: 'changed-meanwhile'; theirs: Answer };

/** Corrects an answer that was read as `version`; an import leaves it so from then on. */
export function correctAnswer(
  deps: Deps,
  workspaceId: string,
  read: { id: string; version: number },
  correction: Correction,
  corrector: Corrector,
): Promise<CorrectResult> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findAnswer(trx, workspaceId, read.id);
    if (before === null) return { ok: false, problem: 'not-found' };
    if (!mayCorrect(before, corrector)) return { ok: false, problem: 'of-somebody-else' };
    if (isSame(before, correction)) return { ok: true, answer: before };
    if (before.version !== read.version) return { ok: false, problem: 'changed-meanwhile', theirs: before };
    const fields = problemsOf(before, correction, corrector.today);
    if (Object.keys(fields).length > 0) return { ok: false, problem: 'invalid', fields };
    const { reason, ...changed } = correction;
    const answeredAt = changed.day === before.day ? before.answeredAt : changed.day;
    const answer: Answer = { ...before, ...changed, answeredAt, version: before.version + 1 };
    await updateAnswer(trx, workspaceId, answer);
    await audit(deps, trx, workspaceId, 'survey.correct', before, answer, reason, corrector);
    return { ok: true, answer };
  });
}

/** Takes an answer out that was never given. */
export function takeOutAnswer(
  deps: Deps,
  workspaceId: string,
  id: string,
  corrector: Corrector,
): Promise<{ ok: true; answer: Answer } | { ok: false; problem: 'not-found' | 'of-somebody-else' }> {
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const before = await findAnswer(trx, workspaceId, id);
    if (before === null) return { ok: false, problem: 'not-found' };
    if (!mayCorrect(before, corrector)) return { ok: false, problem: 'of-somebody-else' };
    await deleteAnswer(trx, workspaceId, id);
    await audit(deps, trx, workspaceId, 'survey.take_out', before, null, '', corrector);
    return { ok: true, answer: before };
  });
}

/** Whether the person may correct it: what a customer said anybody may, what one of ours said is theirs. */
export function mayCorrect(
  answer: Pick<Answer, 'answeredBy'>,
  { personId, mayCorrectOthers }: Pick<Corrector, 'personId' | 'mayCorrectOthers'>,
): boolean {
  return !isOurs(answer) || answer.answeredBy === personId || mayCorrectOthers;
}

function isSame(before: Answer, { value, day, persona, note }: Correction): boolean {
  return before.value === value && before.day === day && before.persona === persona && before.note === note;
}

async function audit(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  action: string,
  before: Answer,
  after: Answer | null,
  reason: string,
  { personId }: Press,
): Promise<void> {
  const told = ({ value, day, persona, note }: Answer) => ({ value, day, persona, note });
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: personId,
      action,
      accountId: before.accountId,
      subjectId: before.id,
      before: { title: before.survey, ...told(before) },
      after: { title: before.survey, ...(after === null ? {} : told(after)), reason },
    },
  ]);
}
