/** CTAs that go to who stands in for somebody, and back, in SQL. */
import { sql, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { ownerOf } from '../db/account-sql.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { rowsAs } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import type { CtaState } from './domain.ts';

/** A CTA before it went to somebody else, and to whom. */
export interface MovedCta {
  id: string;
  accountId: string;
  title: string;
  state: CtaState;
  ownerId: string | null;
  claimedBy: string | null;
  to: string;
}

/** The CTAs under way of a person for whom somebody stands in on a day, on accounts that they lead or are the partner of. */
export async function listMovable(
  executor: Executor,
  workspaceId: string,
  who: string,
  today: BusinessDate,
): Promise<MovedCta[]> {
  const { rows } = await sql<MovedCta>`
    select * from (
      select c.id, c.account_id as "accountId", c.title, c.state, c.owner_id as "ownerId", c.claimed_by as "claimedBy",
        ${ownerOf('a', today)} as "to"
      from account a cross join cta c
      where a.workspace_id = ${workspaceId} and (a.lead_id = ${who} or a.partner_id = ${who})
        and c.workspace_id = ${workspaceId} and c.account_id = a.id and c.state in ('open', 'claimed', 'snoozed')
        and coalesce(c.claimed_by, c.owner_id) = ${who}) o
    where "to" <> ${who} order by id`.execute(executor);
  return rows;
}

/** Gives each to whom it goes: nobody has claimed it there, a snoozed one stays aside, and no press is left to undo. */
export async function moveCtas(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  moved: readonly MovedCta[],
  now: string,
): Promise<void> {
  const rows = moved.map(({ id, to }) => ({ id, to }));
  await sql`
    update cta set owner_id = r."to", claimed_by = null, state = case cta.state when 'snoozed' then 'snoozed' else 'open' end,
      undo = null, undo_until = null, updated_at = ${now}
    from ${rowsAs(dialect, 'r', { id: 'text', to: 'text' }, rows)}
    where cta.workspace_id = ${workspaceId} and cta.id = r.id`.execute(trx);
}

/** Gives back those that nobody has touched since. @param movedAt when they went @returns the ids of what went back */
export async function moveBack(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  moved: readonly MovedCta[],
  movedAt: string,
  now: string,
): Promise<string[]> {
  const columns = { id: 'text', to: 'text', ownerId: 'text', claimedBy: 'text', state: 'text' } as const;
  const { rows } = await sql<{ id: string }>`
    update cta set owner_id = r."ownerId", claimed_by = r."claimedBy", state = r.state, updated_at = ${now}
    from ${rowsAs(
      dialect,
      'r',
      columns,
      moved.map((cta) => ({ ...cta })),
    )}
    where cta.workspace_id = ${workspaceId} and cta.id = r.id and cta.owner_id = r."to" and cta.updated_at = ${movedAt}
      and cta.state in ('open', 'snoozed')
    returning cta.id`.execute(trx);
  return rows.map(({ id }) => id);
}

export async function insertHandOver(
  trx: Transaction<Database>,
  workspaceId: string,
  handOver: { id: string; personId: string; madeBy: string; madeAt: string; ctas: readonly MovedCta[] },
): Promise<void> {
  await trx
    .insertInto('handover')
    .values({
      workspace_id: workspaceId,
      id: handOver.id,
      person_id: handOver.personId,
      made_by: handOver.madeBy,
      made_at: handOver.madeAt,
      ctas: JSON.stringify(handOver.ctas),
    })
    .execute();
}

export async function findHandOver(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<{ personId: string; madeBy: string; madeAt: string; ctas: MovedCta[] } | null> {
  const row = await executor
    .selectFrom('handover')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return null;
  const ctas = JSON.parse(row.ctas) as MovedCta[];
  return { personId: row.person_id, madeBy: row.made_by, madeAt: row.made_at, ctas };
}

/** Forgets one that was undone, and those that can be undone no more. */
export async function deleteHandOvers(
  trx: Transaction<Database>,
  workspaceId: string,
  { id, before }: { id: string; before: string },
): Promise<void> {
  await trx
    .deleteFrom('handover')
    .where('workspace_id', '=', workspaceId)
    .where((eb) => eb.or([eb('id', '=', id), eb('made_at', '<', before)]))
    .execute();
}
