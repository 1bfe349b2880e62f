/** The SQL of lists of accounts, a page at a time. */
import { sql, type RawBuilder } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { UNDER_WAY } from '../ctas/domain.ts';
import { isChurned, isNotChurned } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { ListCursor, ListedAccount, ListFilter } from './domain.ts';

/** Accounts with what a list tells of each. */
function listedAccounts(executor: Executor, workspaceId: string) {
  return executor
    .selectFrom('account')
    .leftJoin('assessment', (join) =>
      join
        .onRef('assessment.workspace_id', '=', 'account.workspace_id')
        .onRef('assessment.account_id', '=', 'account.id'),
    )
    .select((eb) => [
      'account.id',
      'account.key',
      'account.name',
      'account.segment',
      'account.stage',
      eb.fn.coalesce('assessment.arr', 'account.arr').as('arr'),
      'account.currency',
      'assessment.journey_id as journeyId',
      'assessment.working_on as workingOn',
      'assessment.position',
      'assessment.since',
      sql<0 | 1>`case when ${isChurned('account', 'assessment')} then 1 else 0 end`.as('churned'),
      eb
        .selectFrom('cta')
        .select((count) => count.fn.countAll<number>().as('ctas'))
        .whereRef('cta.workspace_id', '=', 'account.workspace_id')
        .whereRef('cta.account_id', '=', 'account.id')
        .where('cta.state', 'in', [...UNDER_WAY])
        .as('ctas'),
    ])
    .where('account.workspace_id', '=', workspaceId);
}

/**
 * One page of a list, in order of the names.
 * @returns at most `limit` accounts
 */
export async function listAccounts(
  executor: Executor,
  workspaceId: string,
  filter: ListFilter,
  page: { limit: number; cursor: ListCursor },
): Promise<ListedAccount[]> {
  const backwards = page.cursor !== null && 'before' in page.cursor;
  let query = listedAccounts(executor, workspaceId)
    .where((eb) => {
      if (filter.unassessed) return eb('assessment.account_id', 'is', null);
      return filter.churned ? isChurned('account', 'assessment') : isNotChurned('account', 'assessment');
    })
    .orderBy('account.name_key', backwards ? 'desc' : 'asc')
    .orderBy('account.id', backwards ? 'desc' : 'asc')
    .limit(page.limit);
  if (filter.personId !== null) {
    const { personId } = filter;
    query = query.where((eb) =>
      eb.or([eb('account.lead_id', '=', personId), eb('account.partner_id', '=', personId)]),
    );
  }
  if (filter.fit !== null)
    query = query.where(sql<string>`coalesce(account.fit, 'unknown')`, '=', filter.fit);
  if (filter.stage !== null) query = query.where('account.stage', '=', filter.stage);
  if (filter.segment !== null) query = query.where('account.segment', '=', filter.segment);
  if (page.cursor !== null) {
    const id = 'before' in page.cursor ? page.cursor.before : page.cursor.after;
    const at = sql`(select c.name_key, c.id from account c where c.workspace_id = ${workspaceId} and c.id = ${id})`;
    query = query.where(
      backwards
        ? sql<boolean>`(account.name_key, account.id) < ${at}`
        : sql<boolean>`(account.name_key, account.id) > ${at}`,
    );
  }
  const rows = await query.execute();
  return backwards ? rows.toReversed() : rows;
}

/**
 * One page of the accounts that need an EBR, in the order of the morning's list: by owner's name (nobody last),
 * priority, then the longest at a milestone first. An account stands where the CTA puts it that somebody is at, else
 * the oldest one.
 * @returns at most `limit` accounts, and how many there are in all
 */
export async function listDueAccounts(
  executor: Executor,
  workspaceId: string,
  filter: ListFilter,
  page: { limit: number; cursor: ListCursor; today: BusinessDate },
): Promise<{ accounts: ListedAccount[]; total: number }> {
  const backwards = page.cursor !== null && 'before' in page.cursor;
  const id = page.cursor === null ? '' : 'before' in page.cursor ? page.cursor.before : page.cursor.after;
  // An account that has left the list meanwhile has no place: the list then begins anew.
  const at = sql`coalesce((select place from listed where id = ${id}), 0)`;
  const beyond = backwards ? sql`place < ${at}` : sql`place > ${at}`;
  const { rows } = await sql<{ id: string; total: number }>`
    with asked as (
      select account_id, owner_id, priority, row_number() over (
        partition by account_id order by case state when 'claimed' then 0 else 1 end, opened_on, due_on, id) as rank
      from cta
      where workspace_id = ${workspaceId} and type = 'ebr' and state in ('open', 'claimed')
    ), listed as (
      select a.id, count(*) over () as total, row_number() over (order by
        case when p.id is null then 1 else 0 end, p.name, p.id,
        case c.priority when 'high' then 0 when 'normal' then 1 else 2 end,
        case when s.since < ${page.today} then s.since else ${page.today} end, a.name, a.id) as place
      from asked c
      join account a on a.workspace_id = ${workspaceId} and a.id = c.account_id
      left join person p on p.workspace_id = ${workspaceId} and p.id = c.owner_id
      left join assessment s on s.workspace_id = ${workspaceId} and s.account_id = c.account_id
      where c.rank = 1 and ${dueFilter(filter)}
    )
    select id, total from listed where ${beyond}
    order by place ${backwards ? sql`desc` : sql`asc`} limit ${page.limit}`.execute(executor);
  if (rows.length === 0) return { accounts: [], total: 0 };
  const inOrder = (backwards ? rows.toReversed() : rows).map((row) => row.id);
  const found = await listedAccounts(executor, workspaceId).where('account.id', 'in', inOrder).execute();
  const byId = new Map(found.map((account) => [account.id, account]));
  return { accounts: inOrder.flatMap((each) => byId.get(each) ?? []), total: rows[0]?.total ?? 0 };
}

function dueFilter(filter: ListFilter): RawBuilder<unknown> {
  const { personId, stage, segment, fit } = filter;
  const conditions = [
    ...(personId === null ? [] : [sql`(a.lead_id = ${personId} or a.partner_id = ${personId})`]),
    ...(stage === null ? [] : [sql`a.stage = ${stage}`]),
    ...(segment === null ? [] : [sql`a.segment = ${segment}`]),
    ...(fit === null ? [] : [sql`coalesce(a.fit, 'unknown') = ${fit}`]),
    ...(filter.churned ? [isChurned('a', 's')] : []),
    ...(filter.unassessed ? [sql`s.account_id is null`] : []),
  ];
  return conditions.length === 0 ? sql`1 = 1` : sql.join(conditions, sql` and `);
}
