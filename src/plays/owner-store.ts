/** Who of us sees to accounts on a day, in SQL. */
import { sql } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { ownerOf } from '../db/account-sql.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { rowsAs } from '../db/rows.ts';

export interface AccountOwners {
  accountId: string;
  lead: string | null;
  partner: string | null;
}

/** Who does what is the lead's and the partner's, each for the other while they are away or where there is none. */
export async function listOwners(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  accountIds: readonly string[],
  today: BusinessDate,
): Promise<AccountOwners[]> {
  const accounts = accountIds.map((id) => ({ id }));
  const { rows } = await sql<AccountOwners>`
    select a.id as "accountId", ${ownerOf('a', today)} as lead, ${ownerOf('a', today, 'partner')} as partner
    from ${rowsAs(dialect, 'i', { id: 'text' }, accounts)}
    cross join account a
    where a.workspace_id = ${workspaceId} and a.id = i.id`.execute(executor);
  return rows;
}
