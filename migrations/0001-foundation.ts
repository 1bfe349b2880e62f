/** Workspaces, programs, people, accounts with their contacts, the audit trail. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, runAll, type MigrationDialect } from './columns.ts';

export function createFoundation(dialect: MigrationDialect): Migration {
  const { text, real, integer, clustered } = columnTypes(dialect);
  return {
    async up(db) {
      await runAll(db, [
        sql`create table workspace (
          id ${text} primary key, slack_team_id ${text} unique, name ${text} not null, created_at ${text} not null,
          uninstalled_at ${text}, assessed_on ${text})`,
        sql`create table program_version (
          workspace_id ${text} not null references workspace (id), version ${integer} not null,
          document ${text} not null, applied_at ${text} not null, applied_by ${text} not null,
          primary key (workspace_id, version))`,
        sql`create table person (
          workspace_id ${text} not null references workspace (id), id ${text} not null, slack_user_id ${text},
          name ${text} not null, email ${text}, role ${text}, timezone ${text},
          is_guest ${integer} not null default 0, is_deleted ${integer} not null default 0,
          created_at ${text} not null, primary key (workspace_id, id))`,
        sql`create unique index person_slack_user on person (workspace_id, slack_user_id)`,
        sql`create index person_email on person (workspace_id, email)`,
        sql`create table account (
          workspace_id ${text} not null references workspace (id), id ${text} not null, key ${text} not null,
          name ${text} not null, name_key ${text} not null, domain ${text}, segment ${text}, stage ${text},
          lead_id ${text}, partner_id ${text}, arr ${real}, currency ${text}, started_on ${text}, renews_on ${text},
          created_at ${text} not null, updated_at ${text} not null, version ${integer} not null default 1,
          primary key (workspace_id, id)) ${clustered}`,
        sql`create unique index account_key on account (workspace_id, key)`,
        sql`create index account_name on account (workspace_id, name_key)`,
        sql`create index account_domain on account (workspace_id, domain)`,
        sql`create index account_lead on account (workspace_id, lead_id)`,
        sql`create index account_partner on account (workspace_id, partner_id)`,
        sql`create table contact (
          workspace_id ${text} not null references workspace (id), id ${text} not null, account_id ${text} not null,
          key ${text} not null, name ${text} not null, email ${text}, persona ${text},
          qualifiers ${text} not null default '[]', title ${text}, primary key (workspace_id, account_id, id)) ${clustered}`,
        sql`create unique index contact_key on contact (workspace_id, key)`,
        sql`create table audit (
          workspace_id ${text} not null references workspace (id), id ${text} not null, at ${text} not null,
          actor ${text} not null, action ${text} not null, account_id ${text}, subject_id ${text},
          before ${text}, after ${text}, primary key (workspace_id, id)) ${clustered}`,
        sql`create index audit_account on audit (workspace_id, account_id, id)`,
        sql`create table note (
          workspace_id ${text} not null references workspace (id), id ${text} not null, account_id ${text} not null,
          text ${text} not null, author ${text} not null, created_at ${text} not null,
          primary key (workspace_id, account_id, id)) ${clustered}`,
        ...nameSearch(dialect),
      ]);
    },
  };
}

/** Close spelling needs trigrams: an FTS5 table kept by triggers on SQLite, a trigram index on PostgreSQL. */
function nameSearch(dialect: MigrationDialect) {
  if (dialect === 'postgres') {
    return [
      sql`create extension if not exists pg_trgm`,
      sql`create index account_name_trigram on account using gin (name_key gin_trgm_ops)`,
    ];
  }
  // FTS5 needs whole-number row ids that never change; the account table has text ids.
  return [
    sql`create table account_search_row (
      id integer primary key, workspace_id text not null, account_id text not null, name_key text not null)`,
    sql`create unique index account_search_row_account on account_search_row (workspace_id, account_id)`,
    sql`create virtual table account_search using fts5 (
      name_key, content = 'account_search_row', content_rowid = 'id', tokenize = 'trigram')`,
    sql`create trigger account_search_insert after insert on account begin
      insert into account_search_row (workspace_id, account_id, name_key)
        values (new.workspace_id, new.id, new.name_key);
    end`,
    sql`create trigger account_search_update after update of name_key on account
      when old.name_key <> new.name_key begin
      update account_search_row set name_key = new.name_key
        where workspace_id = new.workspace_id and account_id = new.id;
    end`,
    sql`create trigger account_search_delete after delete on account begin
      delete from account_search_row where workspace_id = old.workspace_id and account_id = old.id;
    end`,
    sql`create trigger account_search_row_insert after insert on account_search_row begin
      insert into account_search (rowid, name_key) values (new.id, new.name_key);
    end`,
    sql`create trigger account_search_row_update after update on account_search_row begin
      insert into account_search (account_search, rowid, name_key) values ('delete', old.id, old.name_key);
      insert into account_search (rowid, name_key) values (new.id, new.name_key);
    end`,
    sql`create trigger account_search_row_delete after delete on account_search_row begin
      insert into account_search (account_search, rowid, name_key) values ('delete', old.id, old.name_key);
    end`,
  ];
}
