/** What is posted, and what makes sure that it is posted once. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, runAll, type MigrationDialect } from './columns.ts';

export function createMorning(dialect: MigrationDialect): Migration {
  const { text, integer, clustered } = columnTypes(dialect);
  return {
    async up(db) {
      await runAll(db, [
        sql`create table slot (
          workspace_id ${text} not null, job ${text} not null, date ${text} not null, claimed_at ${text} not null,
          primary key (workspace_id, job, date)) ${clustered}`,
        sql`create table outbox (
          workspace_id ${text} not null, id ${text} not null, kind ${text} not null, channel ${text} not null,
          target_id ${text}, payload ${text} not null, state ${text} not null, attempts ${integer} not null default 0,
          next_at ${text} not null, unknown ${integer} not null default 0, lease_until ${text}, channel_id ${text},
          ts ${text}, error ${text}, created_at ${text} not null, sent_at ${text},
          primary key (workspace_id, id)) ${clustered}`,
        sql`create index outbox_pending on outbox (channel, id) where state = 'pending'`,
        sql`create table morning_list (
          workspace_id ${text} not null, id ${text} not null, date ${text} not null, channel ${text} not null,
          program_version ${integer} not null, due_count ${integer} not null, summary ${text} not null,
          created_at ${text} not null, primary key (workspace_id, id)) ${clustered}`,
        sql`create index morning_list_date on morning_list (workspace_id, date)`,
        sql`create table morning_part (
          workspace_id ${text} not null, list_id ${text} not null, position ${integer} not null,
          outbox_id ${text} not null, primary key (workspace_id, list_id, position)) ${clustered}`,
        sql`create unique index morning_part_outbox on morning_part (workspace_id, outbox_id)`,
        sql`create table morning_row (
          workspace_id ${text} not null, list_id ${text} not null, position ${integer} not null,
          rank ${integer} not null, cta_id ${text} not null,
          primary key (workspace_id, list_id, position, rank)) ${clustered}`,
        sql`create index morning_row_cta on morning_row (workspace_id, cta_id, list_id)`,
        sql`create table heartbeat (id ${integer} primary key, at ${text} not null)`,
        sql`create table processed_event (
          workspace_id ${text} not null, event_id ${text} not null, received_at ${text} not null,
          primary key (workspace_id, event_id)) ${clustered}`,
      ]);
    },
  };
}
