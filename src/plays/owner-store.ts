/** Who of us does a step, in SQL. */
import { sql, type RawBuilder } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { rowsAs } from '../db/rows.ts';
import type { StepOwner } from './domain.ts';

/** A step of an account that somebody is to do. */
export interface Asked {
  accountId: string;
  owner: StepOwner;
}

/**
 * Who does each step: the lead, or the partner while the lead is away or where there is none, and the other way round for
 * what is the partner's; the first leader by name who is not away, or the lead where nobody has that role. Where both are
 * away it stays with the one whose it is.
 * @returns by `ownerKey`: the person's id, null where there is nobody
 */
export async function findOwners(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  asked: readonly Asked[],
  today: BusinessDate,
): Promise<Map<string, string | null>> {
  if (asked.length === 0) return new Map();
  const leader = asked.some(({ owner }) => owner === 'leader')
    ? await findLeader(executor, workspaceId, today)
    : null;
  const accounts = [...new Set(asked.map(({ accountId }) => accountId))].map((id) => ({ id }));
  const { rows } = await sql<{ accountId: string; lead: string | null; partner: string | null }>`
    select a.id as "accountId", ${firstThere('l', 'p', today)} as lead, ${firstThere('p', 'l', today)} as partner
    from ${rowsAs(dialect, 'i', { id: 'text' }, accounts)}
    cross join account a
    left join person l on l.workspace_id = a.workspace_id and l.id = a.lead_id and l.is_deleted = 0
    left join person p on p.workspace_id = a.workspace_id and p.id = a.partner_id and p.is_deleted = 0
    where a.workspace_id = ${workspaceId} and a.id = i.id`.execute(executor);
  return new Map(
    rows.flatMap(({ accountId, lead, partner }) =>
      (
        [
          ['lead', lead],
          ['partner', partner],
          ['leader', leader ?? lead],
        ] as const
      ).map(([owner, person]) => [ownerKey({ accountId, owner }), person] as const),
    ),
  );
}

export function ownerKey({ accountId, owner }: Asked): string {
  return `${owner} ${accountId}`;
}

/** @param own the row of whose it is @param other the row of who stands in */
function firstThere(own: string, other: string, today: BusinessDate): RawBuilder<unknown> {
  const [ownId, otherId] = [sql.ref(`${own}.id`), sql.ref(`${other}.id`)];
  return sql`case when ${isThere(own, today)} then ${ownId} when ${isThere(other, today)} then ${otherId}
    else coalesce(${ownId}, ${otherId}) end`;
}

function isThere(person: string, today: BusinessDate): RawBuilder<unknown> {
  return sql`(${sql.ref(`${person}.id`)} is not null
    and coalesce(${sql.ref(`${person}.away_until`)}, '') < ${today})`;
}

async function findLeader(
  executor: Executor,
  workspaceId: string,
  today: BusinessDate,
): Promise<string | null> {
  const row = await executor
    .selectFrom('person')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('role', '=', 'leader')
    .where('is_deleted', '=', 0)
    .where('is_guest', '=', 0)
    .orderBy(sql`case when coalesce(away_until, '') < ${today} then 0 else 1 end`)
    .orderBy('name')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}
