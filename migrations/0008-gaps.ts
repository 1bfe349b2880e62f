/** Success gaps and their bridges. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, runAll, type MigrationDialect } from './columns.ts';

export function createGaps(dialect: MigrationDialect): Migration {
  const { text, integer, clustered } = columnTypes(dialect);
  return {
    async up(db) {
      await runAll(db, [
        sql`create table gap (
          workspace_id ${text} not null, id ${text} not null, account_id ${text} not null, card_id ${text},
          requirement_id ${text}, what ${text} not null, bridge_kind ${text} not null, bridge ${text}, link ${text},
          owner ${text} not null, owner_id ${text}, due_on ${text}, state ${text} not null, reason ${text},
          closed_on ${text}, closed_by ${text}, version ${integer} not null, created_by ${text} not null,
          created_at ${text} not null, updated_by ${text} not null, updated_at ${text} not null, primary key (workspace_id, id)) ${clustered}`,
        sql`create index gap_account on gap (workspace_id, account_id, state)`,
        sql`create index gap_open on gap (workspace_id, bridge_kind, account_id) where state = 'open'`,
        sql`create index gap_requirement on gap (workspace_id, requirement_id) where requirement_id is not null`,
      ]);
    },
  };
}
