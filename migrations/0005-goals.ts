/** Goal Cards with their versions, drafts and alternatives; customer feedback; and the text that is searched. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, runAll, type MigrationDialect } from './columns.ts';

export function createGoals(dialect: MigrationDialect): Migration {
  const { text, real, integer, clustered } = columnTypes(dialect);
  return {
    async up(db) {
      await runAll(db, [
        sql`create table goal_card (
          workspace_id ${text} not null, id ${text} not null, account_id ${text} not null, name ${text} not null,
          state ${text} not null, version ${integer} not null, document ${text} not null, milestone_id ${text},
          kpi ${text}, baseline ${real}, target ${real}, measure_by ${text}, created_by ${text} not null,
          created_at ${text} not null, updated_by ${text} not null, updated_at ${text} not null, closed_on ${text},
          asked_on ${text}, primary key (workspace_id, id)) ${clustered}`,
        sql`create index goal_card_account on goal_card (workspace_id, account_id)`,
        sql`create index goal_card_kpi on goal_card (workspace_id, kpi, account_id) where state = 'active' and kpi is not null`,
        sql`create table goal_card_version (
          workspace_id ${text} not null, card_id ${text} not null, version ${integer} not null,
          document ${text} not null, saved_by ${text} not null, saved_at ${text} not null,
          primary key (workspace_id, card_id, version)) ${clustered}`,
        sql`create table goal_draft (
          workspace_id ${text} not null, person_id ${text} not null, account_id ${text} not null,
          card_id ${text} not null, base_version ${integer} not null, fields ${text} not null,
          saved_at ${text} not null, primary key (workspace_id, person_id, account_id, card_id)) ${clustered}`,
        sql`create table goal_alternative (
          workspace_id ${text} not null, card_id ${text} not null, position ${integer} not null, name ${text} not null,
          rating ${integer}, note ${text}, primary key (workspace_id, card_id, position)) ${clustered}`,
        sql`create table feedback (
          workspace_id ${text} not null, id ${text} not null, account_id ${text} not null, text ${text} not null,
          author ${text} not null, contact_id ${text}, permalink ${text}, channel ${text}, ts ${text},
          said_at ${text} not null, consent ${text} not null, consent_until ${text}, saved_by ${text} not null,
          saved_at ${text} not null, primary key (workspace_id, id)) ${clustered}`,
        sql`create index feedback_account on feedback (workspace_id, account_id, id)`,
        sql`create unique index feedback_message on feedback (workspace_id, channel, ts) where ts is not null`,
        sql`create table evidence (
          workspace_id ${text} not null, subject ${text} not null, subject_id ${text} not null,
          feedback_id ${text} not null, linked_by ${text} not null, linked_at ${text} not null,
          primary key (workspace_id, subject, subject_id, feedback_id)) ${clustered}`,
        sql`create index evidence_feedback on evidence (workspace_id, feedback_id)`,
        ...textSearch(dialect),
      ]);
    },
  };
}

/** One row per thing that is found by its words: an FTS5 table kept by triggers on SQLite, a GIN index on PostgreSQL. */
function textSearch(dialect: MigrationDialect) {
  if (dialect === 'postgres') {
    return [
      sql`create table searchable (
        workspace_id text collate "C" not null, kind text collate "C" not null, subject_id text collate "C" not null,
        account_id text collate "C" not null, title text not null, body text not null,
        words tsvector generated always as (
          setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', body), 'B')) stored,
        primary key (workspace_id, kind, subject_id))`,
      sql`create index searchable_words on searchable using gin (words)`,
    ];
  }
  // FTS5 needs whole-number row ids that never change.
  return [
    sql`create table searchable (
      id integer primary key, workspace_id text not null, kind text not null, subject_id text not null,
      account_id text not null, title text not null, body text not null)`,
    sql`create unique index searchable_subject on searchable (workspace_id, kind, subject_id)`,
    sql`create virtual table searchable_words using fts5 (
      title, body, content = 'searchable', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2')`,
    sql`create trigger searchable_insert after insert on searchable begin
      insert into searchable_words (rowid, title, body) values (new.id, new.title, new.body);
    end`,
    sql`create trigger searchable_update after update on searchable begin
      insert into searchable_words (searchable_words, rowid, title, body) values ('delete', old.id, old.title, old.body);
      insert into searchable_words (rowid, title, body) values (new.id, new.title, new.body);
    end`,
    sql`create trigger searchable_delete after delete on searchable begin
      insert into searchable_words (searchable_words, rowid, title, body) values ('delete', old.id, old.title, old.body);
    end`,
  ];
}
