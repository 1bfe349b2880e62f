/** The SQL of lists of accounts, a page at a time. */
import { sql } from 'kysely';
import { UNDER_WAY } from '../ctas/domain.ts';
import type { Executor } from '../db/open.ts';
import type { ListCursor, ListedAccount, ListFilter } from './domain.ts';

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
  let query = executor
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
      eb
        .selectFrom('cta')
        .select((count) => count.fn.countAll<number>().as('ctas'))
        .whereRef('cta.workspace_id', '=', 'account.workspace_id')
        .whereRef('cta.account_id', '=', 'account.id')
        .where('cta.state', 'in', [...UNDER_WAY])
        .as('ctas'),
    ])
    .where('account.workspace_id', '=', workspaceId)
    .where((eb) => {
      if (filter.unassessed) return eb('assessment.account_id', 'is', null);
      const isChurned = eb.or([eb('assessment.churned', '=', 1), eb('account.stage', '=', 'Churned')]);
      return filter.churned
        ? isChurned
        : eb.and([
            eb.or([eb('assessment.churned', 'is', null), eb('assessment.churned', '=', 0)]),
            eb.or([eb('account.stage', 'is', null), eb('account.stage', '<>', 'Churned')]),
          ]);
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
  if (filter.stage !== null) query = query.where('account.stage', '=', filter.stage);
  if (filter.segment !== null) query = query.where('account.segment', '=', filter.segment);
  if (filter.due) {
    query = query.where('account.id', 'in', (eb) =>
      eb
        .selectFrom('cta')
        .select('account_id')
        .where('workspace_id', '=', workspaceId)
        .where('state', 'in', ['open', 'claimed'])
        .where('type', '<>', 'plan_item'),
    );
  }
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
