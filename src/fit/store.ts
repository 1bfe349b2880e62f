/** Fit assessments in the database, and the limits of stretches. */
import { sql, type RawBuilder, type Selectable, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { isNotChurned, ownerOf } from '../db/account-sql.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { rowsAs } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import {
  readAnswers,
  VERDICTS,
  type FitAssessment,
  type GivenAnswer,
  type Potential,
  type PotentialKind,
  type Verdict,
} from './domain.ts';

/** The account's newest assessment; null: fit was never assessed. */
export async function findNewest(
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<FitAssessment | null> {
  const [newest] = await listAssessments(executor, workspaceId, accountId, { limit: 1 });
  return newest ?? null;
}

/**
 * The account's assessments, newest first.
 * @param page.before an assessment's id: only older ones
 */
export async function listAssessments(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  page: { limit: number; before?: string },
): Promise<FitAssessment[]> {
  let query = executor
    .selectFrom('fit_assessment')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .limit(page.limit);
  if (page.before !== undefined) query = query.where('id', '<', page.before);
  return (await query.execute()).map(toAssessment);
}

export async function findAssessment(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<FitAssessment | null> {
  const row = await executor
    .selectFrom('fit_assessment')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : toAssessment(row);
}

/** Adds an assessment, and makes its verdict the account's. */
export async function insertAssessment(
  trx: Transaction<Database>,
  workspaceId: string,
  assessment: FitAssessment,
): Promise<void> {
  const { potentials, readiness, extension } = assessment;
  await trx
    .insertInto('fit_assessment')
    .values({
      workspace_id: workspaceId,
      id: assessment.id,
      account_id: assessment.accountId,
      day: assessment.day,
      program_version: assessment.programVersion,
      answers: answersText(assessment.answers),
      ...columnsOf('success', potentials.success),
      ...columnsOf('ascension', potentials.ascension),
      ...columnsOf('advocacy', potentials.advocacy),
      verdict: assessment.verdict,
      ready: readiness.ready,
      willing: readiness.willing,
      able: readiness.able,
      readiness: readiness.spectrum,
      extension: extension?.text ?? null,
      extension_until: extension?.until ?? null,
      extension_cost: extension?.cost ?? null,
      assessed_by: assessment.assessedBy,
      assessed_at: assessment.assessedAt,
    })
    .execute();
  await trx
    .updateTable('account')
    .set({ fit: assessment.verdict })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', assessment.accountId)
    .execute();
}

/** The account's verdict; null: fit was never assessed. */
export async function readVerdict(
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<Verdict | null> {
  const row = await executor
    .selectFrom('account')
    .select('fit')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', accountId)
    .executeTakeFirst();
  return toVerdict(row?.fit ?? null);
}

/** A stretch whose limit has passed. */
export interface PassedLimit {
  assessmentId: string;
  accountId: string;
  until: BusinessDate;
  ownerId: string | null;
}

/** The stretches whose last day lies before `today` and for which no CTA was opened. */
export async function listPassedLimits(
  executor: Executor,
  workspaceId: string,
  today: BusinessDate,
): Promise<PassedLimit[]> {
  return (await passedLimits(workspaceId, today).execute(executor)).rows;
}

/**
 * The same as a select: each account's newest assessment, and no churned account's. The owner is the lead, or the
 * partner where there is none or the lead is away.
 */
export function passedLimits(workspaceId: string, today: BusinessDate): RawBuilder<PassedLimit> {
  return sql<PassedLimit>`
    select f.id as "assessmentId", f.account_id as "accountId", f.extension_until as until,
      ${ownerOf('a', today)} as "ownerId"
    from fit_assessment f
    cross join account a
    left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
    where f.workspace_id = ${workspaceId} and f.extension_until is not null and f.extension_cta_id is null
      and f.extension_until < ${today} and a.workspace_id = f.workspace_id and a.id = f.account_id
      and ${isNotChurned('a', 's')}
      and not exists (select 1 from fit_assessment n
        where n.workspace_id = f.workspace_id and n.account_id = f.account_id and n.id > f.id)
    order by f.id`;
}

/** Forgets the CTAs that a person closed on `lastDay` or before, so that their assessments' limits are asked about anew. */
export async function forgetClosedCtas(
  trx: Transaction<Database>,
  workspaceId: string,
  type: string,
  lastDay: BusinessDate,
): Promise<void> {
  await sql`update fit_assessment set extension_cta_id = null
    where workspace_id = ${workspaceId} and extension_cta_id in (
      select c.id from cta c where c.workspace_id = ${workspaceId} and c.type = ${type} and c.rule_id is null
        and c.state in ('done', 'dismissed') and c.closed_on <= ${lastDay})
      and not exists (select 1 from fit_assessment n where n.workspace_id = fit_assessment.workspace_id
        and n.account_id = fit_assessment.account_id and n.id > fit_assessment.id)`.execute(trx);
}

/** Notes which CTA was opened for which assessment. */
export async function noteLimitCtas(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  opened: readonly { assessmentId: string; ctaId: string }[],
): Promise<void> {
  if (opened.length === 0) return;
  await sql`update fit_assessment set extension_cta_id = r."ctaId"
    from ${rowsAs(dialect, 'r', { assessmentId: 'text', ctaId: 'text' }, opened)}
    where fit_assessment.workspace_id = ${workspaceId} and fit_assessment.id = r."assessmentId"`.execute(trx);
}

function toAssessment(row: Selectable<Database['fit_assessment']>): FitAssessment {
  return {
    id: row.id,
    accountId: row.account_id,
    day: row.day,
    programVersion: row.program_version,
    answers: readAnswers(row.answers),
    potentials: {
      success: toPotential(row.success, row.success_reason),
      ascension: toPotential(row.ascension, row.ascension_reason),
      advocacy: toPotential(row.advocacy, row.advocacy_reason),
    },
    verdict: toVerdict(row.verdict) ?? 'unknown',
    readiness: { ready: row.ready, willing: row.willing, able: row.able, spectrum: row.readiness },
    extension:
      row.extension === null || row.extension_until === null
        ? null
        : { text: row.extension, until: row.extension_until, cost: row.extension_cost },
    assessedBy: row.assessed_by,
    assessedAt: row.assessed_at,
  };
}

function toVerdict(text: string | null): Verdict | null {
  return VERDICTS.find((verdict) => verdict === text) ?? null;
}

function toPotential(level: number | null, reason: string | null): Potential | null {
  return level === null ? null : { level, reason: reason ?? '' };
}

function columnsOf<K extends PotentialKind>(kind: K, potential: Potential | null) {
  return { [kind]: potential?.level ?? null, [`${kind}_reason`]: potential?.reason ?? null } as Record<
    K,
    number | null
  > &
    Record<`${K}_reason`, string | null>;
}

export function answersText(answers: ReadonlyMap<string, GivenAnswer>): string {
  return JSON.stringify(Object.fromEntries(answers));
}
