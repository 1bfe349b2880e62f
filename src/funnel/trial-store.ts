/** Free trials in the database. */
import { sql } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import type { Executor } from '../db/open.ts';

/** Which accounts are trials. */
export interface TrialScope {
  workspaceId: string;
  segment: string;
  /** The event by which a trial becomes a customer. */
  paid: string;
  date: BusinessDate;
  since: BusinessDate | null;
}

/** The accounts of a range that are trials, or were before they bought. */
export async function listTrials(
  executor: Executor,
  { workspaceId, segment, paid, date, since }: TrialScope,
  { after, upTo }: AccountRange,
): Promise<string[]> {
  const from = since === null ? sql`` : sql`and a.started_on >= ${since}`;
  const { rows } = await sql<{ id: string }>`
    select a.id from account a where a.workspace_id = ${workspaceId} and a.id > ${after} and a.id <= ${upTo}
      and a.started_on <= ${date} ${from} and (a.segment = ${segment} or exists (
        select 1 from event v where v.workspace_id = ${workspaceId} and v.account_id = a.id and v.name = ${paid}
          and v.day >= a.started_on and v.count > 0))`.execute(executor);
  return rows.map(({ id }) => id);
}
