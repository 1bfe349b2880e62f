/** The raw rows of one account from which its health is explained: a few small queries, those alone that it needs. */
import { sql } from 'kysely';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { withTexts } from '../db/lookup.ts';
import type { DialectName, Executor, OpenDatabase } from '../db/open.ts';
import type { EventSignal } from '../journey/domain.ts';
import { CUSTOMER, isOurs } from '../surveys/domain.ts';
import type { Metric } from './domain.ts';
import type { HealthFacts, Needs } from './values.ts';

/** Whose rows are read, and up to which day. */
interface Reading {
  executor: Executor;
  dialect: DialectName;
  workspaceId: string;
  accountId: string;
  startedOn: BusinessDate;
  date: BusinessDate;
}

/** What was observed of an account up to a date, except its place on its journey. */
export type ObservedFacts = Omit<HealthFacts, 'place'>;

/**
 * What was observed of an account up to a date as far as its metrics need it, and its stage.
 * @returns null when it had not started by then, or does not exist
 */
export async function readHealthFacts(
  { db: executor, dialect }: Pick<OpenDatabase, 'db' | 'dialect'>,
  workspaceId: string,
  metrics: readonly Metric[],
  needs: Needs,
  accountId: string,
  date: BusinessDate,
): Promise<{ stage: string | null; facts: ObservedFacts } | null> {
  const account = await executor
    .selectFrom('account')
    .select(['stage', 'started_on'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', accountId)
    .executeTakeFirst();
  if (account === undefined || account.started_on === null || account.started_on > date) return null;
  const reading = { executor, dialect, workspaceId, accountId, startedOn: account.started_on, date };
  return {
    stage: account.stage,
    facts: {
      kpis: needs.kpis.length === 0 ? [] : await readKpis(reading, needs.kpis),
      events: needs.events.length === 0 ? [] : await readEvents(reading, needs.events, windowOf(metrics)),
      touchpoints: needs.touchpoints ? await readTouchpoints(reading) : [],
      answers: needs.surveys.length === 0 ? [] : await readAnswers(reading, needs.surveys),
      reviews: needs.reviews ? await readReviews(reading, reviewsOf(metrics)) : [],
      planItems: needs.planItems ? await readPlanItems(reading, planDaysOf(metrics)) : [],
    },
  };
}

/** The longest window in which a metric counts events. */
function windowOf(metrics: readonly Metric[]): number {
  return mostOf(metrics, ({ source }) =>
    source.kind === 'events' || source.kind === 'support_load' ? source.withinDays : 0,
  );
}

function reviewsOf(metrics: readonly Metric[]): number {
  return mostOf(metrics, ({ source }) => (source.kind === 'ebr_attendance' ? source.last : 0));
}

function planDaysOf(metrics: readonly Metric[]): number {
  return mostOf(metrics, ({ source }) => (source.kind === 'plan_kept' ? source.withinDays : 0));
}

function mostOf(metrics: readonly Metric[], numberOf: (metric: Metric) => number): number {
  return Math.max(0, ...metrics.map(numberOf));
}

/** The newest value of each KPI: one look-up for each, however many values it has had. */
async function readKpis(reading: Reading, names: string[]): Promise<HealthFacts['kpis']> {
  const { executor, workspaceId, accountId, startedOn, date } = reading;
  const newest = names.map(
    (name) => sql`select * from (select kpi, day, value from kpi_value
      where workspace_id = ${workspaceId} and account_id = ${accountId} and kpi = ${name}
        and day >= ${startedOn} and day <= ${date}
      order by day desc, coalesce(at, '') desc, key desc limit 1) k`,
  );
  const { rows } = await sql<HealthFacts['kpis'][number]>`${sql.join(newest, sql` union all `)}`.execute(
    executor,
  );
  return rows;
}

/** The events of the window, and before them the newest day of each name as an event that counts nothing. */
async function readEvents(reading: Reading, names: string[], withinDays: number): Promise<EventSignal[]> {
  const { executor, dialect, workspaceId, accountId, startedOn, date } = reading;
  const from = addDays(date, 1 - withinDays);
  const counted = await ofAccount(executor.selectFrom('event').select(['name', 'day', 'count']), reading)
    .where('name', 'in', names)
    .where('day', '>=', startedOn)
    .where('day', '>=', from)
    .where('day', '<=', date)
    .where('count', '>', 0)
    .execute();
  const { rows: earlier } = await sql<{ name: string; day: string | null }>`
    ${withTexts(dialect, names)} select r.value as name, (select max(e.day) from event e
      where e.workspace_id = ${workspaceId} and e.account_id = ${accountId} and e.name = r.value
        and e.day >= ${startedOn} and e.day < ${from} and e.day <= ${date} and e.count > 0) as day
    from r`.execute(executor);
  return [...earlier.flatMap(({ name, day }) => (day === null ? [] : [{ name, day, count: 0 }])), ...counted];
}

async function readTouchpoints(reading: Reading): Promise<HealthFacts['touchpoints']> {
  const rows = await ofAccount(reading.executor.selectFrom('touchpoint'), reading)
    .select((select) => ['persona', select.fn.max<string>('day').as('day')])
    .where('day', '<=', reading.date)
    .groupBy('persona')
    .execute();
  return rows;
}

/** The newest answer of each contact, and of those without one, to each survey about each persona. */
async function readAnswers(reading: Reading, surveys: string[]): Promise<HealthFacts['answers']> {
  const answers = ofAccount(reading.executor.selectFrom('survey_answer'), reading)
    .select(['id', 'survey', 'persona', 'contact_id', 'value', 'day', 'answered_at', 'answered_by'])
    .select(
      sql<number>`row_number() over (
        partition by survey, persona, contact_id, case when answered_by = ${CUSTOMER} then 0 else 1 end
        order by day desc, answered_at desc, id desc)`.as('place'),
    )
    .where('survey', 'in', surveys)
    .where('day', '<=', reading.date);
  const rows = await reading.executor
    .selectFrom(answers.as('n'))
    .select(['survey', 'persona', 'contact_id', 'value', 'day', 'answered_by'])
    .where('place', '=', 1)
    .orderBy('day', 'desc')
    .orderBy('answered_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(({ contact_id, answered_by, ...row }) => ({
    ...row,
    contactId: contact_id,
    isOurs: isOurs({ answeredBy: answered_by }),
  }));
}

/** As many as a metric looks at. */
async function readReviews(reading: Reading, last: number): Promise<HealthFacts['reviews']> {
  const rows = await ofAccount(reading.executor.selectFrom('ebr'), reading)
    .select(['held_on', 'decision_maker_there'])
    .where('state', '=', 'held')
    .where('held_on', '<=', reading.date)
    .where('decision_maker_there', 'is not', null)
    .orderBy('held_on', 'desc')
    .orderBy('id', 'desc')
    .limit(last)
    .execute();
  return rows.map((row) => ({ day: row.held_on!, decisionMakerThere: row.decision_maker_there === 1 }));
}

async function readPlanItems(reading: Reading, withinDays: number): Promise<HealthFacts['planItems']> {
  const rows = await ofAccount(reading.executor.selectFrom('plan_item'), reading)
    .select(['due_on', 'state', 'closed_on'])
    .where('due_on', '>=', addDays(reading.date, -withinDays))
    .where('due_on', '<', reading.date)
    .execute();
  return rows.map((row) => ({ dueOn: row.due_on, keptOn: row.state === 'kept' ? row.closed_on : null }));
}

/** Narrows a query to the rows of the account. */
function ofAccount<
  Q extends { where(column: 'workspace_id' | 'account_id', operator: '=', value: string): Q },
>(query: Q, { workspaceId, accountId }: Pick<Reading, 'workspaceId' | 'accountId'>): Q {
  return query.where('workspace_id', '=', workspaceId).where('account_id', '=', accountId);
}
