/** What somebody answers for and has not done by its day, as it stood on a date, in the database. */
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { AccountRange } from '../db/account-ranges.ts';
import { usualOwnerOf, wasCustomerOn } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import type { DigestPerson, OverdueItem, OverdueOf } from './domain.ts';

export interface OverdueQuestion {
  date: BusinessDate;
  /** UTC ISO time at which the date was over. */
  before: string;
  /** The types of CTAs that stand for something else that is counted. */
  except: readonly string[];
  /** So many of each kind are named, those that are late longest. */
  most: number;
}

/**
 * What has somebody who answers for it and a day, and was late on the date, of the accounts of a range; but for steps of
 * plays. Who answers for what, and by when, is told as it is now.
 */
export async function listOverdue(
  executor: Executor,
  workspaceId: string,
  { date, before, except, most }: OverdueQuestion,
  { after, upTo }: AccountRange,
): Promise<OverdueOf[]> {
  const inRange = (alias: string) => {
    const column = (name: string) => sql.ref(`${alias}.${name}`);
    return sql`${column('workspace_id')} = ${workspaceId} and ${column('account_id')} > ${after}
      and ${column('account_id')} <= ${upTo}`;
  };
  const wasOpen = (alias: string) => wasOpenOn(alias, date);
  const { rows } = await sql<OverdueRow>`
    with late as (
      select case p.owner when 'us' then 'plan_item' else 'customer' end as kind, p.id, p.owner_id, p.account_id, p.what, p.due_on
      from plan_item p
      where ${inRange('p')} and p.due_on < ${date} and ${wasOpen('p')}
      union all
      select case g.owner when 'us' then 'gap' else 'customer' end, g.id, g.owner_id, g.account_id, g.what, g.due_on
      from gap g
      where ${inRange('g')} and g.due_on < ${date} and g.created_at < ${before} and ${wasOpen('g')}
      union all
      select 'goal', k.id, null, k.account_id, k.name, k.measure_by
      from goal_card k
      where ${inRange('k')} and k.state <> 'draft' and k.measure_by < ${date}
        and k.created_at < ${before} and ${wasOpen('k')}
      union all
      select 'cta', c.id, coalesce(c.claimed_by, c.owner_id), c.account_id, c.title, c.due_on
      from cta c
      where ${inRange('c')} and c.type not in (${sql.join(except)})
        and c.due_on < ${date} and c.opened_on <= ${date} and ${wasOpen('c')}),
    owned as (
      select l.kind, l.id, l.what, l.due_on, a.name as account,
        case l.kind when 'customer' then null else coalesce(l.owner_id, ${usualOwnerOf('a')}) end
          as owner_id
      from late l join account a on a.workspace_id = ${workspaceId} and a.id = l.account_id
      where ${wasCustomerOn('a', sql`${date}`)}),
    ranked as (
      select o.*, row_number() over (partition by o.kind order by o.due_on, o.id) as place from owned o),
    told as (
      select r.kind, r.place, r.what, r.due_on, r.account, r.owner_id, 1 as items from ranked r where r.place <= ${most}
      union all
      select o.kind, 0, null, null, null, o.owner_id, count(*) from owned o group by o.kind, o.owner_id)
    select t.kind, t.place, t.what, t.due_on as "dueOn", t.account, t.items, p.id as "ownerId", p.name as owner,
      p.slack_user_id as "ownerSlackId"
    from told t left join person p on p.workspace_id = ${workspaceId} and p.id = t.owner_id
    order by t.kind, t.place`.execute(executor);
  return [...Map.groupBy(rows, ({ kind }) => kind)].map(([kind, own]) => {
    const [sums, items] = [own.filter(({ place }) => place === 0), own.filter(({ place }) => place > 0)];
    const byOwner = sums.map((row) => ({ owner: ownerOf(row), items: row.items }));
    const ofNobody = byOwner.reduce((sum, one) => sum + (one.owner === null ? one.items : 0), 0);
    return {
      kind,
      total: byOwner.reduce((sum, one) => sum + one.items, 0),
      // What customers were to do is theirs.
      ...(kind === 'customer' ? { ofNobody: 0, byOwner: [] } : { ofNobody, byOwner }),
      items: items.map(toItem),
    };
  });
}

function wasOpenOn(alias: string, date: BusinessDate): RawBuilder<SqlBool> {
  const closedOn = sql.ref(`${alias}.closed_on`);
  return sql`(${closedOn} is null or ${closedOn} > ${date})`;
}

/** One that is named, at its place; at place 0 how many are one person's. */
type OverdueRow = Pick<OverdueOf, 'kind'> &
  Omit<OverdueItem, 'owner'> & {
    place: number;
    items: number;
    ownerId: string | null;
    owner: string | null;
    ownerSlackId: string | null;
  };

function toItem(row: OverdueRow): OverdueItem {
  const { what, dueOn, account } = row;
  return { what, dueOn, account, owner: ownerOf(row) };
}

function ownerOf({
  ownerId,
  owner,
  ownerSlackId,
}: Pick<OverdueRow, 'ownerId' | 'owner' | 'ownerSlackId'>): DigestPerson | null {
  return ownerId === null || owner === null ? null : { id: ownerId, name: owner, slackUserId: ownerSlackId };
}
