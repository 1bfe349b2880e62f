/** What can be exported, read in batches in the order of its key. */
import { sql, type RawBuilder } from 'kysely';
import type { Executor } from '../db/open.ts';

export const EXPORT_KINDS = ['accounts', 'ctas', 'ebrs', 'events', 'kpis'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

export type ExportRow = Record<string, string | number | null>;

interface Source {
  columns: readonly string[];
  /** A select of the columns, and of `cursor`: the text by which the rows are ordered, unique among them. */
  select: (workspaceId: string) => RawBuilder<unknown>;
}

const ACCOUNT = sql`join account a on a.workspace_id = x.workspace_id and a.id = x.account_id`;

/** Looked up here because the assessment keeps it only where a rule asks for it. */
const LAST_SIGNAL_ON = sql`(select max(d.day) from (
  select max(e.day) as day from event e
    where e.workspace_id = s.workspace_id and e.account_id = s.account_id and e.day >= a.started_on
  union all
  select max(k.day) from kpi_value k
    where k.workspace_id = s.workspace_id and k.account_id = s.account_id and k.day >= a.started_on) d)`;

const SOURCES: Record<ExportKind, Source> = {
  accounts: {
    columns:
      words(`key name domain segment stage lead partner arr currency started_on renews_on journey working_on
      since churned last_signal_on last_ebr_on`),
    select: (workspaceId) => sql`
      select a.key, a.name, a.domain, a.segment, a.stage, lead.name as lead, partner.name as partner,
        coalesce(a.arr, s.arr) as arr, a.currency, a.started_on, a.renews_on, s.journey_id as journey, s.working_on,
        s.since, s.churned, ${LAST_SIGNAL_ON} as last_signal_on, s.last_ebr_on, a.key as cursor
      from account a
      left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
      left join person lead on lead.workspace_id = a.workspace_id and lead.id = a.lead_id
      left join person partner on partner.workspace_id = a.workspace_id and partner.id = a.partner_id
      where a.workspace_id = ${workspaceId}`,
  },
  ctas: {
    columns: words(
      'id account type rule title priority state owner due_on opened_on snoozed_until reason closed_on',
    ),
    select: (workspaceId) => sql`
      select x.id, a.key as account, x.type, x.rule_id as rule, x.title, x.priority, x.state, o.name as owner, x.due_on,
        x.opened_on, x.snoozed_until, x.reason, x.closed_on, x.id as cursor
      from cta x ${ACCOUNT} left join person o on o.workspace_id = x.workspace_id and o.id = x.owner_id
      where x.workspace_id = ${workspaceId}`,
  },
  ebrs: {
    columns: words('id account state booked_on held_on note plan_items kept broken'),
    select: (workspaceId) => sql`
      select x.id, a.key as account, x.state, x.booked_on, x.held_on, x.note, p.items as plan_items, p.kept, p.broken,
        x.id as cursor
      from ebr x ${ACCOUNT}
      left join (select workspace_id, ebr_id, count(*) as items, sum(case when state = 'kept' then 1 else 0 end) as kept,
          sum(case when state = 'broken' then 1 else 0 end) as broken from plan_item group by workspace_id, ebr_id) p
        on p.workspace_id = x.workspace_id and p.ebr_id = x.id
      where x.workspace_id = ${workspaceId}`,
  },
  events: {
    columns: words('account name day at count key'),
    select: (workspaceId) => sql`
      select a.key as account, x.name, x.day, x.at, x.count, x.key, x.key as cursor
      from event x ${ACCOUNT} where x.workspace_id = ${workspaceId}`,
  },
  kpis: {
    columns: words('account kpi day at value key'),
    select: (workspaceId) => sql`
      select a.key as account, x.kpi, x.day, x.at, x.value, x.key, x.key as cursor
      from kpi_value x ${ACCOUNT} where x.workspace_id = ${workspaceId}`,
  },
};

function words(text: string): string[] {
  return text.split(/\s+/);
}

export function exportColumns(kind: ExportKind): readonly string[] {
  return SOURCES[kind].columns;
}

/** All rows of a kind, at most `size` at once. */
export async function* readExport(
  executor: Executor,
  workspaceId: string,
  kind: ExportKind,
  size = 5_000,
): AsyncGenerator<ExportRow[]> {
  let after = '';
  for (;;) {
    const { rows } = await sql<ExportRow & { cursor: string }>`
      select * from (${SOURCES[kind].select(workspaceId)}) x where x.cursor > ${after} order by x.cursor
      limit ${size}`.execute(executor);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = last.cursor;
  }
}
