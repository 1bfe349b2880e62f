/** Whom to ask what: the questions without a fresh answer, found for a range of accounts by one statement. */
import { sql, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import { arrOf, currencyOf, isAwayOn, isNotChurned, ownerOf } from '../db/account-sql.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import type { DialectName, Executor } from '../db/open.ts';
import { rowsAs } from '../db/rows.ts';
import type { Database } from '../db/schema.ts';
import { CUSTOMER } from './domain.ts';

/** A metric that asks, in a stage of customers in which it counts. */
export interface AskedMetric {
  metric: string;
  /** `''`: the account has none. */
  stage: string;
  /** Its place among those that ask: the first ones are asked first. */
  rank: number;
  /** The first day whose answers are fresh. */
  freshFrom: BusinessDate;
}

export interface AskScope {
  dialect: DialectName;
  workspaceId: string;
  today: BusinessDate;
  /** Who was asked since this day is not asked again. */
  askedSince: BusinessDate;
  metrics: readonly AskedMetric[];
  /** So many accounts of a person, the most valuable first, and so many questions about each. */
  accountsOfPerson: number;
  questionsOfAccount: number;
}

/** A question that is to be asked. */
export interface ToAsk {
  accountId: string;
  accountName: string;
  arr: number | null;
  currency: string | null;
  personId: string;
  slackUserId: string;
  metric: string;
}

/**
 * The questions of each person who is in charge of accounts of a range: of their most valuable accounts with a question
 * that has no fresh answer of ours and was not put off. Not of churned accounts, nor before the sale; not of people who are away.
 */
export async function findQuestionsToAsk(
  executor: Executor,
  scope: AskScope,
  range: AccountRange,
): Promise<ToAsk[]> {
  const { dialect, workspaceId, today } = scope;
  const columns = { metric: 'text', stage: 'text', rank: 'integer', freshFrom: 'text' } as const;
  const metrics = scope.metrics.map((row) => ({ ...row }));
  const { rows } = await sql<ToAsk>`
    with m as materialized (select * from ${rowsAs(dialect, 'given', columns, metrics)}),
    p as materialized (
      select p.id, p.slack_user_id from person p
      where p.workspace_id = ${workspaceId} and p.slack_user_id is not null and p.is_deleted = 0 and p.is_guest = 0
        and not ${isAwayOn('p', today)}
        and not exists (select 1 from question q where q.workspace_id = ${workspaceId} and q.person_id = p.id
          and q.asked_on >= ${scope.askedSince})),
    owned as materialized (
      select a.id, coalesce(a.stage, '') as stage, ${ownerOf('a', today)} as person_id, ${arrOf('a', 's')} as arr from account a
      left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
      where a.workspace_id = ${workspaceId} and a.id > ${range.after} and a.id <= ${range.upTo}
        and a.started_on <= ${today} and ${isNotChurned('a', 's')}),
    open_questions as (
      select o.id, o.arr, o.person_id, p.slack_user_id, m.metric,
        row_number() over (partition by o.id order by m.rank) as question,
        dense_rank() over (partition by o.person_id order by coalesce(o.arr, 0) desc, o.id) as place
      from owned o
      join p on p.id = o.person_id
      join m on m.stage = o.stage
      where not exists (select 1 from survey_answer x where x.workspace_id = ${workspaceId} and x.account_id = o.id
          and x.survey = m.metric and x.day >= m."freshFrom" and x.day <= ${today} and x.answered_by <> ${CUSTOMER})
        and not exists (select 1 from question q where q.workspace_id = ${workspaceId} and q.account_id = o.id
          and q.metric_id = m.metric and q.quiet_until >= ${today}))
    select q.id as "accountId", a.name as "accountName", q.arr, ${currencyOf('a')} as currency,
      q.person_id as "personId", q.slack_user_id as "slackUserId", q.metric
    from open_questions q
    join account a on a.workspace_id = ${workspaceId} and a.id = q.id
    where q.place <= ${scope.accountsOfPerson} and q.question <= ${scope.questionsOfAccount}
    order by q.person_id, q.place, q.question`.execute(executor);
  return rows;
}

/** Ends the open questions that are asked again. @returns the messages that show them */
export async function replaceOpen(
  trx: Transaction<Database>,
  dialect: DialectName,
  workspaceId: string,
  asked: readonly Pick<ToAsk, 'accountId' | 'metric'>[],
): Promise<string[]> {
  const wanted = rowsAs(dialect, 'r', { accountId: 'text', metric: 'text' }, asked);
  const { rows } = await sql<{ outbox_id: string }>`
    update question set state = 'replaced', undo_until = null
    where workspace_id = ${workspaceId} and state = 'open' and id in (
      select q.id from ${wanted} cross join question q
      where q.workspace_id = ${workspaceId} and q.account_id = r."accountId" and q.metric_id = r.metric
        and q.state = 'open')
    returning outbox_id`.execute(trx);
  return [...new Set(rows.map((row) => row.outbox_id))];
}
