/** Health: what is measured by people, its daily snapshots; plays; who is away. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, runAll, type MigrationDialect } from './columns.ts';

export function createHealth(dialect: MigrationDialect): Migration {
  const { text, integer, real, clustered } = columnTypes(dialect);
  return {
    async up(db) {
      await runAll(db, [
        sql`alter table person add column away_until ${text}`,
        // 1: gets no direct message in the morning.
        sql`alter table person add column morning_off ${integer} not null default 0`,
        // Whose own list it is; null: everybody's, in the channel.
        sql`alter table morning_list add column person_id ${text}`,
        // What came of a rule's CTAs of the last months is counted along it.
        sql`create index cta_opened on cta (workspace_id, opened_on, id) where rule_id is not null`,
        sql`create index person_away on person (workspace_id, away_until) where away_until is not null`,
        // Null: nobody said so; 1: a decision maker of the customer was there.
        sql`alter table ebr add column decision_maker_there ${integer}`,
        sql`create table touchpoint (
          workspace_id ${text} not null, id ${text} not null, account_id ${text} not null, persona ${text} not null,
          contact_id ${text}, contact_before ${text}, day ${text} not null, kind ${text} not null, note ${text}, key ${text},
          logged_by ${text} not null, logged_at ${text} not null, primary key (workspace_id, id)) ${clustered}`,
        sql`create index touchpoint_account on touchpoint (workspace_id, account_id, persona, day)`,
        sql`create unique index touchpoint_key on touchpoint (workspace_id, key) where key is not null`,
        sql`create table survey_answer (
          workspace_id ${text} not null, id ${text} not null, account_id ${text} not null, survey ${text} not null,
          persona ${text} not null, contact_id ${text}, value ${real} not null, day ${text} not null, note ${text},
          key ${text}, answered_by ${text} not null, answered_at ${text} not null,
          version ${integer} not null default 1, primary key (workspace_id, id)) ${clustered}`,
        sql`create index survey_answer_account on survey_answer (workspace_id, account_id, survey, day)`,
        sql`create unique index survey_answer_key on survey_answer (workspace_id, key) where key is not null`,
        sql`create table question (
          workspace_id ${text} not null, id ${text} not null, account_id ${text} not null, metric_id ${text} not null,
          persona ${text} not null, asked ${text} not null, person_id ${text} not null, outbox_id ${text} not null,
          position ${integer} not null, asked_on ${text} not null, state ${text} not null, value ${integer},
          answer_id ${text}, quiet_until ${text}, undo_until ${text}, primary key (workspace_id, id)) ${clustered}`,
        sql`create index question_account on question (workspace_id, account_id, metric_id, asked_on)`,
        sql`create index question_person on question (workspace_id, person_id, asked_on)`,
        sql`create index question_message on question (workspace_id, outbox_id)`,
        sql`create index question_undo on question (undo_until) where undo_until is not null`,
        sql`create table judgement (
          workspace_id ${text} not null, id ${text} not null, account_id ${text} not null, band ${text} not null,
          reason ${text} not null, day ${text} not null, judged_by ${text} not null, judged_at ${text} not null,
          primary key (workspace_id, id)) ${clustered}`,
        sql`create index judgement_account on judgement (workspace_id, account_id, day)`,
        sql`create table health_snapshot (
          workspace_id ${text} not null, account_id ${text} not null, day ${text} not null,
          program_version ${integer} not null, stage ${text}, score ${integer}, coverage ${integer} not null,
          band ${text}, metrics ${text} not null, movement ${integer}, moved_since ${text},
          primary key (workspace_id, account_id, day)) ${clustered}`,
        // The portfolio of a day by its movement, read from the index alone.
        sql`create index health_snapshot_day on health_snapshot (workspace_id, day, movement, band, coverage, score, program_version)`,
        // The days of which every account was scored; what of one is kept before that, or after a crash, is a part of it.
        sql`create table health_day (
          workspace_id ${text} not null, day ${text} not null, program_version ${integer} not null,
          primary key (workspace_id, day)) ${clustered}`,
        sql`create table play_run (
          workspace_id ${text} not null, id ${text} not null, account_id ${text} not null, play_id ${text} not null,
          name ${text} not null, cause ${text} not null, cause_id ${text} not null, state ${text} not null,
          started_on ${text} not null, started_by ${text} not null, closed_on ${text}, closed_by ${text},
          reason ${text}, program_version ${integer} not null, primary key (workspace_id, id)) ${clustered}`,
        sql`create index play_run_account on play_run (workspace_id, account_id, started_on)`,
        // A play runs once at a time on an account, whoever starts it.
        sql`create unique index play_run_open on play_run (workspace_id, account_id, play_id) where state = 'open'`,
        sql`create table play_step (
          workspace_id ${text} not null, run_id ${text} not null, position ${integer} not null,
          account_id ${text} not null, step_id ${text} not null, name ${text} not null, owner ${text} not null,
          due_on ${text} not null, done_when ${text}, state ${text} not null, done_on ${text}, done_by ${text},
          reason ${text}, cta_id ${text}, primary key (workspace_id, run_id, position)) ${clustered}`,
        sql`create table handover (
          workspace_id ${text} not null, id ${text} not null, person_id ${text} not null, made_by ${text} not null,
          made_at ${text} not null, ctas ${text} not null, primary key (workspace_id, id)) ${clustered}`,
        sql`create index play_run_started on play_run (workspace_id, started_on)`,
        sql`create index play_run_closed on play_run (workspace_id, closed_on) where closed_on is not null`,
        // What keeps a play quiet on an account.
        sql`create index play_run_quiet on play_run (workspace_id, account_id, play_id, closed_on)
          where closed_on is not null`,
        sql`create index play_step_open on play_step (workspace_id, run_id, position) where state = 'open'`,
        sql`create index play_step_cta on play_step (workspace_id, cta_id) where cta_id is not null`,
      ]);
    },
  };
}
