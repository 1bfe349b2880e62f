/** Free trials in the database. */
import { sql } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import { dialectSql } from '../db/dialect.ts';
import type { DialectName, Executor } from '../db/open.ts';

/** Which accounts are trials. */
export interface TrialScope {
  workspaceId: string;
  dialect: DialectName;
  segment: string;
  /** The event by which a trial becomes a customer. */
  paid: string;
  date: BusinessDate;
  since: BusinessDate | null;
}

/**
 * What writes an account's segment: its form, and imports and signals. What was undone within a minute never was.
 */
const CHANGES = ['account.edit', 'account.update'];

/** The accounts of a range that are trials, or were before they bought, as the audit trail tells. */
export async function listTrials(
  executor: Executor,
  { workspaceId, dialect, segment, paid, date, since }: TrialScope,
  { after, upTo }: AccountRange,
): Promise<string[]> {
  const from = since === null ? sql`` : sql`and a.started_on >= ${since}`;
  const { fence, jsonText } = dialectSql(dialect);
  // The fences: the trail is read of those alone that bought, who are few, and never as a whole.
  const { rows } = await sql<{ id: string }>`
    select b.id from (
      select a.id, a.segment from account a
      where a.workspace_id = ${workspaceId} and a.id > ${after} and a.id <= ${upTo} and a.started_on <= ${date} ${from}
        and (a.segment = ${segment} or exists (
          select 1 from event v where v.workspace_id = ${workspaceId} and v.account_id = a.id and v.name = ${paid}
            and v.day >= a.started_on and v.count > 0)) ${fence}) b
    where b.segment = ${segment} or exists (
      select 1 from audit u where u.workspace_id = ${workspaceId} and u.account_id = b.id
        and u.action in (${sql.join(CHANGES)}) and ${jsonText(sql`u.before`, 'segment')} = ${segment} ${fence})`.execute(
    executor,
  );
  return rows.map(({ id }) => id);
}
