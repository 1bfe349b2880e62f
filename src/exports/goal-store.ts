/** Goal Cards and feedback as they are exported: in columns that an import reads back. */
import { sql, type RawBuilder } from 'kysely';
import type { Executor } from '../db/open.ts';
import type { GoalDocument } from '../goals/domain.ts';

type Row = Record<string, string | number | null>;

/** The person's name, or what else wrote it. @param person the alias of the joined person */
function authorOf(person: string, column: string): RawBuilder<string | null> {
  return sql`coalesce(${sql.ref(`${person}.name`)}, case ${sql.ref(column)}
    when 'cli' then 'the command line' when 'milepost' then 'Milepost' end)`;
}

export const GOAL_COLUMNS =
  `id account name state milestone contacts background responsibilities period timing deadline place
  required_outcome experience gains kpi baseline target measure_by events alternatives closed_on version created_by
  created_at updated_by updated_at`.split(/\s+/);

export function selectGoals(workspaceId: string): RawBuilder<unknown> {
  return sql`
    select coalesce(x.key, x.id) as id, a.key as account, x.account_id, x.state, x.document, x.closed_on, x.version,
      ${authorOf('m', 'x.created_by')} as created_by, x.created_at, ${authorOf('u', 'x.updated_by')} as updated_by, x.updated_at, x.id as cursor
    from goal_card x join account a on a.workspace_id = x.workspace_id and a.id = x.account_id
    left join person m on m.workspace_id = x.workspace_id and m.id = x.created_by
    left join person u on u.workspace_id = x.workspace_id and u.id = x.updated_by
    where x.workspace_id = ${workspaceId}`;
}

/** The rows with the four parts of their cards in columns. */
export async function readGoalRows(
  executor: Executor,
  workspaceId: string,
  rows: readonly Row[],
): Promise<Row[]> {
  const documents = rows.map(({ document }) => JSON.parse(String(document)) as GoalDocument);
  const contacts = await contactsById(
    executor,
    workspaceId,
    documents.flatMap((document) => document.contacts),
  );
  return rows.map((row, index) => {
    const card = documents[index]!;
    return {
      ...row,
      name: card.name,
      milestone: card.milestoneId,
      contacts: listed(card.contacts.flatMap((id) => contacts.get(id) ?? [])),
      background: card.background,
      responsibilities: card.responsibilities,
      period: card.period,
      timing: card.timing,
      deadline: card.deadline,
      place: card.place,
      required_outcome: card.requiredOutcome,
      experience: card.experience,
      gains: card.gains.join(', '),
      kpi: card.measure.kpi,
      baseline: card.measure.baseline,
      target: card.measure.target,
      measure_by: card.measure.by,
      events: listed(card.events),
      alternatives: listed(card.alternatives),
    };
  });
}

/** Ids in one statement: SQLite binds about 32,000 values. */
const IDS_PER_STATEMENT = 10_000;

async function contactsById(executor: Executor, workspaceId: string, ids: readonly string[]) {
  const wanted = [...new Set(ids)];
  const found = new Map<string, unknown>();
  for (let start = 0; start < wanted.length; start += IDS_PER_STATEMENT) {
    const rows = await executor
      .selectFrom('contact')
      .select(['id', 'key', 'name', 'persona', 'title', 'qualifiers'])
      .where('workspace_id', '=', workspaceId)
      .where('id', 'in', wanted.slice(start, start + IDS_PER_STATEMENT))
      .execute();
    for (const { id, key, name, persona, title, qualifiers } of rows)
      found.set(id, { key, name, persona, title, qualifiers: JSON.parse(qualifiers) as unknown });
  }
  return found;
}

/** A list as JSON in a cell; an empty one is an empty cell. */
function listed(items: readonly unknown[]): string | null {
  return items.length === 0 ? null : JSON.stringify(items);
}

export const FEEDBACK_COLUMNS =
  `id account text author contact contact_key said_at consent consent_until permalink channel ts goals gaps version saved_by
  saved_at updated_by updated_at`.split(/\s+/);

export function selectFeedback(workspaceId: string): RawBuilder<unknown> {
  return sql`
    select coalesce(x.key, x.id) as id, x.id as feedback_id, a.key as account, x.text, x.author, c.name as contact,
      c.key as contact_key, x.said_at, x.consent, x.consent_until, x.permalink, x.channel, x.ts, x.version, ${authorOf('s', 'x.saved_by')} as saved_by, x.saved_at,
      ${authorOf('u', 'x.updated_by')} as updated_by, x.updated_at, x.id as cursor
    from feedback x join account a on a.workspace_id = x.workspace_id and a.id = x.account_id
    left join contact c on c.workspace_id = x.workspace_id and c.id = x.contact_id
    left join person s on s.workspace_id = x.workspace_id and s.id = x.saved_by
    left join person u on u.workspace_id = x.workspace_id and u.id = x.updated_by
    where x.workspace_id = ${workspaceId}`;
}

/** The rows with what they are evidence for: cards as an import knows them, and gaps by their ids. */
export async function readFeedbackRows(
  executor: Executor,
  workspaceId: string,
  rows: readonly Row[],
): Promise<Row[]> {
  const evidence = await evidenceOf(
    executor,
    workspaceId,
    rows.map((row) => String(row['feedback_id'])),
  );
  const bySubject = Map.groupBy(evidence, ({ feedback_id, subject }) => `${subject} ${feedback_id}`);
  const idsOf = (row: Row, subject: 'goal' | 'gap') =>
    (bySubject.get(`${subject} ${row['feedback_id']}`) ?? []).map(({ id }) => id);
  return rows.map((row) => ({ ...row, goals: listed(idsOf(row, 'goal')), gaps: listed(idsOf(row, 'gap')) }));
}

async function evidenceOf(executor: Executor, workspaceId: string, ids: readonly string[]) {
  const found = [];
  for (let start = 0; start < ids.length; start += IDS_PER_STATEMENT) {
    found.push(
      ...(await executor
        .selectFrom('evidence')
        .leftJoin('goal_card', (join) =>
          join
            .onRef('goal_card.workspace_id', '=', 'evidence.workspace_id')
            .onRef('goal_card.id', '=', 'evidence.subject_id'),
        )
        .select((eb) => [
          'evidence.feedback_id',
          'evidence.subject',
          eb.fn.coalesce('goal_card.key', 'evidence.subject_id').as('id'),
        ])
        .where('evidence.workspace_id', '=', workspaceId)
        .where('evidence.feedback_id', 'in', ids.slice(start, start + IDS_PER_STATEMENT))
        .orderBy('evidence.subject_id')
        .execute()),
    );
  }
  return found;
}
