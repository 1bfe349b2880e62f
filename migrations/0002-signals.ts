/** What is observed of an account, and where the assessment finds it to be. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, runAll, type MigrationDialect } from './columns.ts';

export function createSignals(dialect: MigrationDialect): Migration {
  const { text, real, integer, clustered } = columnTypes(dialect);
  return {
    async up(db) {
      await runAll(db, [
        // The primary keys lie in the order in which the assessment reads: account, then name, then day.
        sql`create table event (
          workspace_id ${text} not null, account_id ${text} not null, name ${text} not null, day ${text} not null,
          key ${text} not null, at ${text}, count ${real} not null,
          primary key (workspace_id, account_id, name, day, key)) ${clustered}`,
        sql`create unique index event_key on event (workspace_id, key)`,
        sql`create table kpi_value (
          workspace_id ${text} not null, account_id ${text} not null, kpi ${text} not null, day ${text} not null,
          key ${text} not null, at ${text}, value ${real} not null,
          primary key (workspace_id, account_id, kpi, day, key)) ${clustered}`,
        sql`create unique index kpi_value_key on kpi_value (workspace_id, key)`,
        sql`create table subscription (
          workspace_id ${text} not null, key ${text} not null, account_id ${text} not null, starts_on ${text},
          ends_on ${text}, arr ${real} not null, currency ${text},
          primary key (workspace_id, account_id, key)) ${clustered}`,
        sql`create unique index subscription_key on subscription (workspace_id, key)`,
        sql`create table churn (
          workspace_id ${text} not null, key ${text} not null, account_id ${text} not null, day ${text} not null,
          returned ${integer} not null default 0, reason ${text}, note ${text},
          primary key (workspace_id, account_id, day, key)) ${clustered}`,
        sql`create unique index churn_key on churn (workspace_id, key)`,
        sql`create table task_tick (
          workspace_id ${text} not null, account_id ${text} not null, task_id ${text} not null, day ${text} not null,
          ticked_by ${text} not null, primary key (workspace_id, account_id, task_id)) ${clustered}`,
        sql`create table assessment (
          workspace_id ${text} not null, account_id ${text} not null, journey_id ${text} not null, working_on ${text},
          position ${integer} not null, since ${text} not null, reached ${text} not null, slipped ${text},
          churned ${integer} not null, arr ${real}, last_signal_on ${text}, last_ebr_on ${text}, revisit_on ${text},
          primary key (workspace_id, account_id)) ${clustered}`,
        sql`create index assessment_since on assessment (workspace_id, since) where churned = 0`,
        sql`create index assessment_revisit on assessment (workspace_id, revisit_on) where revisit_on is not null`,
        sql`create table stale_account (
          workspace_id ${text} not null, account_id ${text} not null, day ${text} not null default '',
          primary key (workspace_id, account_id)) ${clustered}`,
        sql`create table write_key (
          workspace_id ${text} not null references workspace (id), id ${text} not null, name ${text} not null,
          key_hash ${text} not null unique, created_at ${text} not null, revoked_at ${text},
          primary key (workspace_id, id))`,
        // Which accounts came from which source of an import, and since when: a full snapshot ends those it lacks.
        sql`create table account_source (
          workspace_id ${text} not null, source ${text} not null, account_id ${text} not null,
          first_seen_on ${text}, last_seen_on ${text}, seen_in ${text},
          primary key (workspace_id, source, account_id)) ${clustered}`,
        sql`create table import_snapshot (
          workspace_id ${text} not null, source ${text} not null, day ${text} not null,
          primary key (workspace_id, source, day)) ${clustered}`,
        // What the HTTP API knows of a product's users before and after it knows their account.
        sql`create table signal_user (
          workspace_id ${text} not null, user_id ${text} not null, account_id ${text}, traits ${text} not null,
          primary key (workspace_id, user_id)) ${clustered}`,
        sql`create table signal_message (
          workspace_id ${text} not null, message_id ${text} not null, received_at ${text} not null,
          primary key (workspace_id, message_id)) ${clustered}`,
      ]);
    },
  };
}
