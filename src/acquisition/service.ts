/** What accounts cost to win, who referred whom, and what segments and sources of sale come to. */
import { compareTexts } from '../base/text.ts';
import { writeAudit } from '../audit/store.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Press } from '../ctas/service.ts';
import { findAccountById } from '../accounts/service.ts';
import { accountRanges } from '../db/account-ranges.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import * as cac from './cac-store.ts';
import {
  changedFields,
  pickFields,
  problemsOf,
  type Acquisition,
  type AcquisitionField,
  type AcquisitionFields,
  type SegmentCac,
  type UncountedCustomers,
} from './domain.ts';
import * as sourceStore from './source-store.ts';
import { fitBySource, type SourceFit, type SourceRow } from './sources.ts';
import { findAcquisition, isReferredBy, writeAcquisition } from './store.ts';

export { listReferrers } from './cac-store.ts';
export { listSourceAccounts } from './source-store.ts';
export { findAcquisition, listReferred } from './store.ts';

export type SaveResult =
  | { ok: true; acquisition: Acquisition; changed: AcquisitionField[] }
  | { ok: false; problem: 'invalid'; fields: Partial<Record<AcquisitionField, string>> }
  | { ok: false; problem: 'account-not-found' }
  /** Somebody else saved it since it was read. */
  | { ok: false; problem: 'changed-meanwhile'; theirs: Acquisition };

/** Keeps what an account cost to win. @param edit.version the one that was read; 0: there was none */
export async function saveAcquisition(
  deps: Deps,
  workspaceId: string,
  edit: { accountId: string; version: number; fields: AcquisitionFields },
  press: Press,
): Promise<SaveResult> {
  const { accountId, fields } = edit;
  const problems = problemsOf(accountId, fields);
  if (Object.keys(problems).length > 0) return { ok: false, problem: 'invalid', fields: problems };
  return inTransaction(deps, async (trx) => {
    // Two people who write down at once that each account was referred by the other would make a circle.
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const account = await findAccountById(trx, workspaceId, accountId);
    if (account === null) return { ok: false, problem: 'account-not-found' };
    const before = await findAcquisition(trx, workspaceId, accountId);
    const changed = before === null ? [] : changedFields(before, fields);
    if (before !== null && changed.length === 0) return { ok: true, acquisition: before, changed };
    if (before !== null && before.version !== edit.version)
      return { ok: false, problem: 'changed-meanwhile', theirs: before };
    const referrer = await referrerProblem(trx, workspaceId, accountId, fields.referredBy);
    if (referrer !== null) return { ok: false, problem: 'invalid', fields: { referredBy: referrer } };
    const acquisition: Acquisition = {
      ...fields,
      accountId,
      version: (before?.version ?? 0) + 1,
      updatedBy: press.personId,
      updatedAt: deps.now().toISOString(),
    };
    await writeAcquisition(trx, workspaceId, acquisition);
    await writeAudit(deps, trx, workspaceId, [
      {
        actor: press.personId,
        action: before === null ? 'acquisition.create' : 'acquisition.edit',
        accountId,
        subjectId: accountId,
        ...(before === null ? {} : { before: pickFields(before, changed) }),
        after: before === null ? fields : pickFields(fields, changed),
      },
    ]);
    return { ok: true, acquisition, changed };
  });
}

type Executor = Deps['database']['db'];

/** What is wrong with who referred the account, for the field; null: nothing. */
async function referrerProblem(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  referredBy: string | null,
): Promise<string | null> {
  if (referredBy === null) return null;
  const referrer = await findAccountById(executor, workspaceId, referredBy);
  if (referrer === null) return 'This account is no longer there. Choose another one.';
  return (await isReferredBy(executor, workspaceId, referredBy, accountId))
    ? `${referrer.name} came by a referral of this account itself, so it can not have referred it. Choose another one, or correct who referred ${referrer.name}.`
    : null;
}

/** What segments cost to win, and what that leaves out. */
export interface CacReport {
  segments: SegmentCac[];
  uncounted: UncountedCustomers[];
}

/** The effective CAC and the median efficiency of each segment and currency, those with the most customers first. */
export async function readCac(deps: Pick<Deps, 'database'>, workspaceId: string): Promise<CacReport> {
  const { db } = deps.database;
  const segments = new Map<string, SegmentCac>();
  const of = (segment: string | null, currency: string) => {
    const key = JSON.stringify([segment, currency]);
    const known = segments.get(key) ?? {
      segment,
      currency,
      spend: 0,
      bought: 0,
      referred: 0,
      elsewhere: 0,
      efficiency: null,
      efficiencyOf: 0,
    };
    segments.set(key, known);
    return known;
  };
  for (const group of await cac.readCacGroups(db, workspaceId))
    Object.assign(of(group.segment, group.currency), group);
  for (const { segment, currency, efficiency, accounts } of await cac.readEfficiencies(db, workspaceId))
    Object.assign(of(segment, currency), { efficiency, efficiencyOf: accounts });
  const size = ({ bought, referred, efficiencyOf }: SegmentCac) => Math.max(bought + referred, efficiencyOf);
  return {
    segments: [...segments.values()].toSorted(
      (a, b) =>
        size(b) - size(a) ||
        compareTexts(a.segment ?? '', b.segment ?? '') ||
        compareTexts(a.currency, b.currency),
    ),
    uncounted: await readUncounted(deps, workspaceId),
  };
}

/** By segment: customers of whom no effective CAC is made. */
async function readUncounted(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
): Promise<UncountedCustomers[]> {
  const { db } = deps.database;
  const customers = new Map<string | null, number>();
  for await (const range of accountRanges(deps.database, workspaceId, 'list')) {
    for (const found of await cac.countCustomers(db, workspaceId, range))
      customers.set(found.segment, (customers.get(found.segment) ?? 0) + found.customers);
  }
  const figured = new Map((await cac.readFigured(db, workspaceId)).map((found) => [found.segment, found]));
  return [...customers]
    .map(([segment, count]) => ({
      segment,
      withoutFigures: count - (figured.get(segment)?.customers ?? 0),
      withoutRoot: figured.get(segment)?.withoutRoot ?? 0,
    }))
    .filter(({ withoutFigures, withoutRoot }) => withoutFigures > 0 || withoutRoot > 0);
}

/** Fit by who sold the customers. */
export async function readSources(deps: Pick<Deps, 'database'>, workspaceId: string): Promise<SourceFit[]> {
  const { db } = deps.database;
  const rows: SourceRow[] = [];
  for await (const range of accountRanges(deps.database, workspaceId, 'list'))
    rows.push(...(await sourceStore.readSourceRows(db, workspaceId, range)));
  return fitBySource(rows);
}
