/** Keeping an assessment of fit, with all that follows from it. */
import type { Transaction } from 'kysely';
import { fallbackText } from '#blocks/build.ts';
import { verdictMessage } from '#blocks/fit-message.ts';
import { findAccountById } from '../accounts/service.ts';
import type { Account } from '../accounts/domain.ts';
import { writeAudit } from '../audit/store.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { AfterPress, Press } from '../ctas/service.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { enqueue } from '../jobs/outbox.ts';
import { roleOf, sameKey, type Person } from '../people/domain.ts';
import { findPeople, listPeople } from '../people/service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import {
  answersOf,
  assessFit,
  isBeforeSale,
  type Extension,
  type FitAssessment,
  type FitResult,
  type Potentials,
  type ReadinessQuestion,
  type Verdict,
} from './domain.ts';
import * as drafts from './draft-store.ts';
import type { FitDraft } from './flow.ts';
import { resolveLimit } from './limit-service.ts';
import * as store from './store.ts';
import { VERDICT_WORDS } from './words.ts';

export { findAssessment, findNewest, listAssessments } from './store.ts';

/** What is saved of a draft, read and found to be complete. */
export interface CompleteFit {
  draft: FitDraft;
  potentials: Potentials;
  /** Kept for a stretch alone. */
  extension: Extension | null;
  /** The newest assessment that the person has seen: theirs stands beside it, as a newer one. */
  seenId: string | null;
}

export type SavedFit = { assessment: FitAssessment; result: FitResult; account: Account };
export type SaveProblem =
  | { ok: false; problem: 'account-not-found' }
  /** The form was saved already, or begun anew. */
  | { ok: false; problem: 'draft-gone' }
  /** A stretch needs the extension that is accepted and its limit. */
  | { ok: false; problem: 'extension-missing' }
  /** Somebody else assessed it since the form was begun. */
  | { ok: false; problem: 'assessed-meanwhile'; newest: FitAssessment };

/**
 * Keeps an assessment as the account's newest, with all that follows: the account's verdict, the audit row, the end of
 * a CTA about a passed limit, and, where the verdict changed, a direct message to the lead and the partner. Before the
 * sale a bad fit is told to whoever sells, too. None of them goes to the person who assessed.
 */
export async function saveFit(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram,
  complete: CompleteFit,
  press: Press,
  after: AfterPress,
): Promise<({ ok: true } & SavedFit) | SaveProblem> {
  const { draft } = complete;
  const result = assessFit(applied.program.fit, draft.answers);
  if (result.verdict === 'stretch' && complete.extension === null)
    return { ok: false, problem: 'extension-missing' };
  return inTransaction(deps, async (trx) => {
    // Of two people who assess at once, the second one is told of the first.
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const account = await findAccountById(trx, workspaceId, draft.accountId);
    if (account === null) return { ok: false, problem: 'account-not-found' };
    const known = await drafts.findDraft(trx, workspaceId, press.personId, account.id);
    if (known?.flow !== draft.flow) return { ok: false, problem: 'draft-gone' };
    const newest = await store.findNewest(trx, workspaceId, account.id);
    if (newest !== null && newest.id !== complete.seenId)
      return { ok: false, problem: 'assessed-meanwhile', newest };
    const assessment: FitAssessment = {
      id: deps.makeId(),
      accountId: account.id,
      day: press.today,
      programVersion: applied.version,
      answers: answersOf(applied.program.fit, draft.answers),
      potentials: complete.potentials,
      verdict: result.verdict,
      readiness: result.readiness,
      extension: result.verdict === 'stretch' ? complete.extension : null,
      assessedBy: press.personId,
      assessedAt: deps.now().toISOString(),
    };
    const from = await store.readVerdict(trx, workspaceId, account.id);
    await store.insertAssessment(trx, workspaceId, assessment);
    await drafts.deleteDraft(trx, workspaceId, press.personId, draft);
    await auditFit(deps, trx, workspaceId, newest, assessment);
    await after(trx, await resolveLimit(deps, trx, workspaceId, account.id, press.today));
    await tellVerdict(
      deps,
      trx,
      workspaceId,
      { account, assessment, result, from, asked: applied.program.fit.readiness },
      press,
    );
    return { ok: true, assessment, result, account };
  });
}

async function auditFit(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  before: FitAssessment | null,
  after: FitAssessment,
): Promise<void> {
  await writeAudit(deps, trx, workspaceId, [
    {
      actor: after.assessedBy,
      action: 'fit.assess',
      accountId: after.accountId,
      subjectId: after.id,
      before: before === null ? null : auditOf(before),
      after: { title: VERDICT_WORDS[after.verdict], ...auditOf(after) },
    },
  ]);
}

/** Without the answers: an assessment is never changed, so that they are read in it by its id. */
function auditOf({ id, verdict, readiness, potentials, extension }: FitAssessment) {
  return { id, verdict, readiness, potentials, extension };
}

interface VerdictChange extends SavedFit {
  /** The verdict before; null: there was none. */
  from: Verdict | null;
  asked: readonly ReadinessQuestion[];
}

async function tellVerdict(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  change: VerdictChange,
  press: Press,
): Promise<void> {
  const { account, assessment, result } = change;
  // Where nobody had assessed it, unknown is no news.
  if ((change.from ?? 'unknown') === assessment.verdict) return;
  const warns = assessment.verdict === 'bad_fit' && isBeforeSale(account.stage);
  const told = await peopleToTell(trx, workspaceId, account, warns ? account.soldBy : null);
  const [assessor] = await findPeople(trx, workspaceId, [press.personId]);
  const { text, blocks = [] } = verdictMessage({
    account,
    assessment,
    from: change.from,
    asked: change.asked,
    failed: result.failed,
    warns,
    by: assessor ?? null,
    today: press.today,
  });
  const payload = { text: fallbackText(text), blocks };
  const messages = told.flatMap(({ id, slackUserId }) =>
    slackUserId === null || id === press.personId
      ? []
      : [{ kind: 'post' as const, channel: slackUserId, payload }],
  );
  await enqueue(deps, trx, workspaceId, messages);
}

/** The lead, the partner and whoever sold it, each once, without those who may see nothing. */
async function peopleToTell(
  executor: Executor,
  workspaceId: string,
  { leadId, partnerId }: Account,
  soldBy: string | null,
): Promise<Person[]> {
  const inCharge = [leadId, partnerId].filter((id) => id !== null);
  const found = await findPeople(executor, workspaceId, inCharge);
  const people = [
    ...inCharge.flatMap((id) => found.find((person) => person.id === id) ?? []),
    ...(await sellersNamed(executor, workspaceId, soldBy)),
  ];
  const once = new Map(people.map((person) => [person.id, person]));
  return [...once.values()].filter((person) => roleOf(person) !== null);
}

/** The people whom `sold_by` means: by their name, e-mail or Slack id, as an import or a person wrote it. */
async function sellersNamed(
  executor: Executor,
  workspaceId: string,
  soldBy: string | null,
): Promise<Person[]> {
  const wanted = soldBy === null ? '' : sameKey(soldBy.replace(/^<@([UW][A-Z0-9]+)(\|[^>]*)?>$/, '$1'));
  if (wanted === '') return [];
  const people = await listPeople(executor, workspaceId);
  const named = people.filter(({ name, email, slackUserId }) =>
    [name, email ?? '', slackUserId ?? ''].some((key) => sameKey(key) === wanted),
  );
  // Of two people of one name nobody knows which one is meant.
  return named.length === 1 ? named : [];
}
