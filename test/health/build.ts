/** Writes what was observed of accounts into a test's database, one statement for each table. */
import type { Kysely } from 'kysely';
import type { Database } from '#src/db/schema.ts';
import type { TestDatabase } from '../support/database.ts';
import { byDay, insertSignals } from '../support/signals.ts';
import type { Observed } from './arbitraries.ts';

type Table = 'churn' | 'touchpoint' | 'survey_answer' | 'ebr' | 'plan_item';
const AT = '2024-01-01T00:00:00.000Z';

export async function insertObserved(
  database: TestDatabase,
  workspaceId: string,
  accounts: readonly (Observed & { id: string })[],
): Promise<void> {
  const { db } = database;
  await db
    .insertInto('account')
    .values(
      accounts.map(({ id, startedOn, stage }) => ({
        workspace_id: workspaceId,
        id,
        key: id,
        name: id,
        name_key: id,
        segment: 'standard',
        stage,
        started_on: startedOn,
        created_at: AT,
        updated_at: AT,
      })),
    )
    .execute();
  await insertSignals(
    database,
    workspaceId,
    accounts.map(({ id, startedOn, events, kpis, values }) => ({
      id,
      startedOn,
      events: byDay(events),
      kpis: byDay([...kpis, ...values]),
    })),
  );
  const rows = <T extends object>(of: (account: Observed) => readonly T[]) =>
    accounts.flatMap((account) =>
      of(account).map((row, index) => ({
        workspace_id: workspaceId,
        account_id: account.id,
        id: `${account.id}|${index}`,
        ...row,
      })),
    );
  const by = { logged_by: 'test', logged_at: AT };
  await insertAll(
    db,
    'churn',
    accounts.flatMap(({ id, churn }) =>
      churn === null
        ? []
        : [
            {
              workspace_id: workspaceId,
              account_id: id,
              key: id,
              day: churn.day,
              returned: churn.returned ? 1 : 0,
            },
          ],
    ),
  );
  await insertAll(
    db,
    'touchpoint',
    rows(({ touchpoints }) => touchpoints.map((row) => ({ ...row, kind: 'call', ...by }))),
  );
  await insertAll(
    db,
    'survey_answer',
    rows(({ answers }) =>
      answers.map(({ contactId, ...row }) => ({
        ...row,
        contact_id: contactId,
        answered_at: AT,
      })),
    ),
  );
  await insertAll(
    db,
    'ebr',
    rows(({ reviews }) =>
      reviews.map(({ day, state, there }) => ({
        held_on: day,
        state,
        decision_maker_there: there,
        created_by: 'test',
        created_at: AT,
      })),
    ),
  );
  await insertAll(
    db,
    'plan_item',
    rows(({ planItems }) =>
      planItems.map(({ dueOn, state, closedOn }) => ({
        ebr_id: 'ebr',
        what: 'It',
        owner: 'us',
        due_on: dueOn,
        state,
        closed_on: closedOn,
      })),
    ),
  );
}

async function insertAll(db: Kysely<Database>, table: Table, rows: readonly object[]): Promise<void> {
  // The rows are those of the table, which one insert for five tables can not say.
  if (rows.length > 0)
    await db
      .insertInto(table)
      .values(rows as never)
      .execute();
}
