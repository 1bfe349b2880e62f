/** Releases and initiatives, and the weekly digest with what people add to it and take from it. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, runAll, type MigrationDialect } from './columns.ts';

export function createLeadership(dialect: MigrationDialect): Migration {
  const { text, integer, clustered } = columnTypes(dialect);
  return {
    async up(db) {
      await runAll(db, [
        sql`create table release (
          workspace_id ${text} not null, id ${text} not null, name ${text} not null, name_key ${text} not null,
          day ${text} not null, changed ${text} not null, milestone_id ${text} not null, expected ${integer} not null,
          retired_at ${text}, version ${integer} not null, created_by ${text} not null, created_at ${text} not null,
          updated_by ${text} not null, updated_at ${text} not null, primary key (workspace_id, id)) ${clustered}`,
        sql`create unique index release_name on release (workspace_id, name_key)`,
        sql`create index release_day on release (workspace_id, day)`,
        sql`create table initiative (
          workspace_id ${text} not null, id ${text} not null, name ${text} not null, name_key ${text} not null,
          kind ${text} not null, improves ${text} not null, milestone_id ${text}, owner_id ${text} not null,
          started_on ${text} not null, every_weeks ${integer} not null, figures ${text}, ask_on ${text},
          asked_on ${text}, asked_id ${text}, asked_figures ${text}, outbox_id ${text}, state ${text} not null,
          version ${integer} not null, created_by ${text} not null, created_at ${text} not null,
          updated_by ${text} not null, updated_at ${text} not null, primary key (workspace_id, id)) ${clustered}`,
        sql`create unique index initiative_name on initiative (workspace_id, name_key)`,
        // Whose answer is due.
        sql`create index initiative_ask on initiative (workspace_id, ask_on) where state = 'open'`,
        sql`create table initiative_answer (
          workspace_id ${text} not null, id ${text} not null, initiative_id ${text} not null, day ${text} not null,
          answer ${text} not null, verdict ${text} not null, figures ${text} not null, answered_by ${text} not null,
          answered_at ${text} not null, primary key (workspace_id, id)) ${clustered}`,
        sql`create index initiative_answer_of on initiative_answer (workspace_id, initiative_id, day)`,
        // Who answers for a section of the digest.
        sql`create table digest_section (
          workspace_id ${text} not null, section ${text} not null, owner_id ${text} not null,
          primary key (workspace_id, section)) ${clustered}`,
        sql`create table digest_setting (
          workspace_id ${text} not null, company_channel ${text}, share_money ${integer} not null default 0,
          share_reasons ${integer} not null default 0, version ${integer} not null,
          updated_by ${text}, updated_at ${text},
          primary key (workspace_id)) ${clustered}`,
        // One weekly digest: what it said, and where it stands.
        sql`create table digest (
          workspace_id ${text} not null, id ${text} not null, day ${text} not null, sections ${text} not null,
          outbox_id ${text} not null, shared_outbox_id ${text}, shared_by ${text}, shared_at ${text},
          shared_channel ${text},
          created_at ${text} not null, primary key (workspace_id, id)) ${clustered}`,
        sql`create unique index digest_day on digest (workspace_id, day)`,
        sql`create index digest_message on digest (workspace_id, outbox_id)`,
        // One comment per section and digest; asked the day before.
        sql`create table digest_comment (
          workspace_id ${text} not null, day ${text} not null, section ${text} not null, person_id ${text} not null,
          outbox_id ${text}, told ${text} not null, comment ${text}, commented_at ${text}, version ${integer} not null,
          primary key (workspace_id, day, section)) ${clustered}`,
        sql`create index digest_comment_message on digest_comment (workspace_id, outbox_id)`,
        sql`create table leadership_action (
          workspace_id ${text} not null, id ${text} not null, kind ${text} not null, what ${text} not null,
          owner_id ${text}, due_on ${text}, state ${text} not null, digest_id ${text}, source ${text},
          version ${integer} not null, created_by ${text} not null, created_at ${text} not null,
          updated_by ${text} not null, updated_at ${text} not null, closed_by ${text}, closed_on ${text},
          closed_at ${text}, outbox_id ${text}, reminded_for ${text}, primary key (workspace_id, id)) ${clustered}`,
        sql`create index leadership_action_open on leadership_action (workspace_id, due_on) where state = 'open'`,
        sql`create index leadership_action_closed on leadership_action (workspace_id, closed_on)
          where closed_on is not null`,
        // A message becomes an action once, whoever presses.
        sql`create unique index leadership_action_source on leadership_action (workspace_id, source)
          where source is not null`,
      ]);
    },
  };
}
