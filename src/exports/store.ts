/** What can be exported, read in batches in the order of its key. */
import { sql, type RawBuilder } from 'kysely';
import { isChurned, isNotChurned } from '../db/account-sql.ts';
import type { Executor } from '../db/open.ts';
import {
  FEEDBACK_COLUMNS,
  GOAL_COLUMNS,
  readFeedbackRows,
  readGoalRows,
  selectFeedback,
  selectGoals,
} from './goal-store.ts';

export const EXPORT_KINDS = [
  'accounts',
  'acquisitions',
  'actions',
  'ctas',
  'ebrs',
  'events',
  'feedback',
  'fits',
  'gaps',
  'goals',
  'initiatives',
  'kpis',
  'prices',
  'releases',
  'requirements',
  'scenarios',
  'surveys',
  'touchpoints',
] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

export type ExportRow = Record<string, string | number | null>;

interface Source {
  columns: readonly string[];
  /** A select of the columns, and of `cursor`: the text by which the rows are ordered, unique among them. */
  select: (workspaceId: string) => RawBuilder<unknown>;
  /** Makes the selected rows of a batch the exported ones; without it they are. */
  finish?: (executor: Executor, workspaceId: string, rows: readonly ExportRow[]) => Promise<ExportRow[]>;
}

const ACCOUNT = sql`join account a on a.workspace_id = x.workspace_id and a.id = x.account_id`;

/** Looked up here because the assessment keeps it only where a rule asks for it. */
const LAST_SIGNAL_ON = sql`(select max(d.day) from (
  select max(e.day) as day from event e
    where e.workspace_id = s.workspace_id and e.account_id = s.account_id and e.day >= a.started_on
  union all
  select max(k.day) from kpi_value k
    where k.workspace_id = s.workspace_id and k.account_id = s.account_id and k.day >= a.started_on) d)`;

/** The accounts of the scenario's open cards and of open gaps, each once; churned ones do not stand behind anything. */
const ACCOUNTS_BEHIND = sql`(select count(*) from (
    select c.account_id from scenario_card j
      join goal_card c on c.workspace_id = j.workspace_id and c.id = j.card_id and c.state in ('draft', 'active')
      where j.workspace_id = x.workspace_id and j.scenario_id = x.scenario_id
    union select g.account_id from gap g
      where g.workspace_id = x.workspace_id and g.requirement_id = x.id and g.state = 'open') b
  join account a on a.workspace_id = x.workspace_id and a.id = b.account_id
  left join assessment t on t.workspace_id = a.workspace_id and t.account_id = a.id
  where ${isNotChurned('a', 't')})`;

const SOURCES: Record<ExportKind, Source> = {
  accounts: {
    columns:
      words(`key name domain segment stage lead partner arr currency started_on renews_on journey working_on
      since churned last_signal_on last_ebr_on sold_by`),
    select: (workspaceId) => sql`
      select a.key, a.name, a.domain, a.segment, a.stage, lead.name as lead, partner.name as partner,
        coalesce(a.arr, s.arr) as arr, a.currency, a.started_on, a.renews_on, s.journey_id as journey, s.working_on,
        s.since, case when ${isChurned('a', 's')} then 1 else 0 end as churned, ${LAST_SIGNAL_ON} as last_signal_on, s.last_ebr_on, a.sold_by, a.key as cursor
      from account a
      left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
      left join person lead on lead.workspace_id = a.workspace_id and lead.id = a.lead_id
      left join person partner on partner.workspace_id = a.workspace_id and partner.id = a.partner_id
      where a.workspace_id = ${workspaceId}`,
  },
  acquisitions: {
    columns:
      words(`account spend onboarding_cost support_cost first_year_margin currency referred_by updated_by
      updated_at`),
    select: (workspaceId) => sql`
      select a.key as account, x.spend, x.onboarding_cost, x.support_cost, x.first_year_margin, x.currency,
        f.key as referred_by, o.name as updated_by, x.updated_at, x.account_id as cursor
      from acquisition x ${ACCOUNT}
      left join account f on f.workspace_id = x.workspace_id and f.id = x.referred_by
      left join person o on o.workspace_id = x.workspace_id and o.id = x.updated_by
      where x.workspace_id = ${workspaceId}`,
  },
  actions: {
    columns:
      words(`id kind what owner due_on state digest created_by created_at updated_by updated_at closed_by closed_on
      version`),
    select: (workspaceId) => sql`
      select x.id, x.kind, x.what, o.name as owner, x.due_on, x.state, d.day as digest, m.name as created_by, x.created_at,
        u.name as updated_by, x.updated_at, z.name as closed_by, x.closed_on, x.version, x.id as cursor
      from leadership_action x
      left join person o on o.workspace_id = x.workspace_id and o.id = x.owner_id
      left join person m on m.workspace_id = x.workspace_id and m.id = x.created_by
      left join person u on u.workspace_id = x.workspace_id and u.id = x.updated_by
      left join person z on z.workspace_id = x.workspace_id and z.id = x.closed_by
      left join digest d on d.workspace_id = x.workspace_id and d.id = x.digest_id
      where x.workspace_id = ${workspaceId}`,
  },
  ctas: {
    columns: words(
      'id account type rule title priority state owner due_on opened_on snoozed_until reason closed_on closed_because',
    ),
    select: (workspaceId) => sql`
      select x.id, a.key as account, x.type, x.rule_id as rule, x.title, x.priority, x.state, o.name as owner, x.due_on,
        x.opened_on, x.snoozed_until, x.reason, x.closed_on, x.closed_because, x.id as cursor
      from cta x ${ACCOUNT} left join person o on o.workspace_id = x.workspace_id and o.id = x.owner_id
      where x.workspace_id = ${workspaceId}`,
  },
  ebrs: {
    columns: words('id account state booked_on held_on note plan_items kept broken decision_maker_there'),
    select: (workspaceId) => sql`
      select x.id, a.key as account, x.state, x.booked_on, x.held_on, x.note, x.decision_maker_there, p.items as plan_items, p.kept, p.broken,
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
  feedback: { columns: FEEDBACK_COLUMNS, select: selectFeedback, finish: readFeedbackRows },
  fits: {
    columns: words(`id account day verdict ready willing able readiness success success_reason ascension
      ascension_reason advocacy advocacy_reason extension extension_until extension_cost answers assessed_by
      assessed_at program_version`),
    select: (workspaceId) => sql`
      select x.id, a.key as account, x.day, x.verdict, x.ready, x.willing, x.able, x.readiness, x.success,
        x.success_reason, x.ascension, x.ascension_reason, x.advocacy, x.advocacy_reason, x.extension,
        x.extension_until, x.extension_cost, x.answers, o.name as assessed_by, x.assessed_at, x.program_version,
        x.id as cursor
      from fit_assessment x ${ACCOUNT}
      left join person o on o.workspace_id = x.workspace_id and o.id = x.assessed_by
      where x.workspace_id = ${workspaceId}`,
  },
  gaps: {
    columns:
      words(`id account what bridge_kind bridge link owner owner_name due_on state reason closed_on closed_by
      goal requirement created_by created_at updated_by updated_at version`),
    select: (workspaceId) => sql`
      select x.id, a.key as account, x.what, x.bridge_kind, x.bridge, x.link, x.owner, o.name as owner_name, x.due_on,
        x.state, x.reason, x.closed_on, z.name as closed_by, g.name as goal, r.what as requirement,
        m.name as created_by, x.created_at, u.name as updated_by, x.updated_at, x.version, x.id as cursor
      from gap x ${ACCOUNT}
      left join person o on o.workspace_id = x.workspace_id and o.id = x.owner_id
      left join person z on z.workspace_id = x.workspace_id and z.id = x.closed_by
      left join person m on m.workspace_id = x.workspace_id and m.id = x.created_by
      left join person u on u.workspace_id = x.workspace_id and u.id = x.updated_by
      left join goal_card g on g.workspace_id = x.workspace_id and g.id = x.card_id
      left join requirement r on r.workspace_id = x.workspace_id and r.id = x.requirement_id
      where x.workspace_id = ${workspaceId}`,
  },
  goals: { columns: GOAL_COLUMNS, select: selectGoals, finish: readGoalRows },
  initiatives: {
    // One row for each answer, and one for an initiative without any.
    columns:
      words(`id name kind improves milestone owner started_on every_weeks ask_on asked_on state answered_on verdict
      answer answered_by created_by created_at updated_by updated_at version`),
    select: (workspaceId) => sql`
      select x.id, x.name, x.kind, x.improves, x.milestone_id as milestone, o.name as owner, x.started_on, x.every_weeks,
        x.ask_on, x.asked_on, x.state, r.day as answered_on, r.verdict, r.answer, z.name as answered_by,
        m.name as created_by, x.created_at, u.name as updated_by, x.updated_at, x.version,
        x.id || ' ' || coalesce(r.id, '') as cursor
      from initiative x
      left join initiative_answer r on r.workspace_id = x.workspace_id and r.initiative_id = x.id
      left join person o on o.workspace_id = x.workspace_id and o.id = x.owner_id
      left join person z on z.workspace_id = x.workspace_id and z.id = r.answered_by
      left join person m on m.workspace_id = x.workspace_id and m.id = x.created_by
      left join person u on u.workspace_id = x.workspace_id and u.id = x.updated_by
      where x.workspace_id = ${workspaceId}`,
  },
  kpis: {
    columns: words('account kpi day at value key'),
    select: (workspaceId) => sql`
      select a.key as account, x.kpi, x.day, x.at, x.value, x.key, x.key as cursor
      from kpi_value x ${ACCOUNT} where x.workspace_id = ${workspaceId}`,
  },
  prices: {
    columns: words('id scenario account person amount currency asked_on asked_by'),
    select: (workspaceId) => sql`
      select x.id, s.name as scenario, a.key as account, x.person, x.amount, x.currency, x.asked_on,
        o.name as asked_by, x.id as cursor
      from scenario_price x ${ACCOUNT}
      join scenario s on s.workspace_id = x.workspace_id and s.id = x.scenario_id
      left join person o on o.workspace_id = x.workspace_id and o.id = x.asked_by
      where x.workspace_id = ${workspaceId}`,
  },
  releases: {
    columns: words(
      `id name day changed milestone expected retired_at created_by created_at updated_by updated_at version`,
    ),
    select: (workspaceId) => sql`
      select x.id, x.name, x.day, x.changed, x.milestone_id as milestone, x.expected, x.retired_at, m.name as created_by,
        x.created_at, u.name as updated_by, x.updated_at, x.version, x.id as cursor
      from release x
      left join person m on m.workspace_id = x.workspace_id and m.id = x.created_by
      left join person u on u.workspace_id = x.workspace_id and u.id = x.updated_by
      where x.workspace_id = ${workspaceId}`,
  },
  requirements: {
    columns: words(
      'id scenario what why acceptance state release accounts created_by created_at updated_at version',
    ),
    select: (workspaceId) => sql`
      select x.id, s.name as scenario, x.what, x.why, x.acceptance, x.state, x.release, ${ACCOUNTS_BEHIND} as accounts,
        o.name as created_by, x.created_at, x.updated_at, x.version, x.id as cursor
      from requirement x
      left join scenario s on s.workspace_id = x.workspace_id and s.id = x.scenario_id
      left join person o on o.workspace_id = x.workspace_id and o.id = x.created_by
      where x.workspace_id = ${workspaceId}`,
  },
  scenarios: {
    columns: words('id name state card account cards document created_by created_at updated_at version'),
    select: (workspaceId) => sql`
      select x.id, x.name, x.state, c.name as card, a.key as account, (select count(*) from scenario_card j
          where j.workspace_id = x.workspace_id and j.scenario_id = x.id) as cards,
        x.document, o.name as created_by, x.created_at, x.updated_at, x.version, x.id as cursor
      from scenario x
      left join goal_card c on c.workspace_id = x.workspace_id and c.id = x.card_id
      left join account a on a.workspace_id = c.workspace_id and a.id = c.account_id
      left join person o on o.workspace_id = x.workspace_id and o.id = x.created_by
      where x.workspace_id = ${workspaceId}`,
  },
  surveys: {
    columns: words('id account survey value day at persona contact contact_key note answered_by version'),
    select: (workspaceId) => sql`
      select coalesce(x.key, x.id) as id, a.key as account, x.survey, x.value, x.day, x.answered_at as at, x.persona,
        c.name as contact, c.key as contact_key, x.note, coalesce(o.email, o.name, x.answered_by) as answered_by, x.version,
        x.id as cursor
      from survey_answer x ${ACCOUNT}
      left join contact c on c.workspace_id = x.workspace_id and c.id = x.contact_id
      left join person o on o.workspace_id = x.workspace_id and o.id = x.answered_by
      where x.workspace_id = ${workspaceId}`,
  },
  touchpoints: {
    columns: words('id account persona contact contact_key kind day note logged_by logged_at'),
    select: (workspaceId) => sql`
      select coalesce(x.key, x.id) as id, a.key as account, x.persona, c.name as contact, c.key as contact_key, x.kind,
        x.day, x.note, o.name as logged_by, x.logged_at, x.id as cursor
      from touchpoint x ${ACCOUNT}
      left join contact c on c.workspace_id = x.workspace_id and c.id = x.contact_id
      left join person o on o.workspace_id = x.workspace_id and o.id = x.logged_by
      where x.workspace_id = ${workspaceId}`,
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
    const { finish } = SOURCES[kind];
    yield finish === undefined ? rows : await finish(executor, workspaceId, rows);
    after = last.cursor;
  }
}
