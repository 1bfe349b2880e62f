/** Scenarios that Goal Cards grow into, what they ask to be built, what people would pay, and forms left unsaved. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, runAll, type MigrationDialect } from './columns.ts';

export function createScenarios(dialect: MigrationDialect): Migration {
  const { text, real, integer, clustered } = columnTypes(dialect);
  return {
    async up(db) {
      await runAll(db, [
        sql`create table scenario (
          workspace_id ${text} not null, id ${text} not null, name ${text} not null, name_key ${text} not null,
          card_id ${text} not null, state ${text} not null, version ${integer} not null, document ${text} not null,
          salt ${text} not null, created_by ${text} not null, created_at ${text} not null, updated_by ${text} not null,
          updated_at ${text} not null, primary key (workspace_id, id)) ${clustered}`,
        sql`create unique index scenario_name on scenario (workspace_id, name_key)`,
        sql`create table scenario_card (
          workspace_id ${text} not null, scenario_id ${text} not null, card_id ${text} not null,
          primary key (workspace_id, scenario_id, card_id)) ${clustered}`,
        sql`create index scenario_card_card on scenario_card (workspace_id, card_id)`,
        sql`create table form_draft (
          workspace_id ${text} not null, person_id ${text} not null, form ${text} not null, subject ${text} not null,
          form_id ${text} not null, base_version ${integer} not null, fields ${text} not null, saved_at ${text} not null,
          primary key (workspace_id, person_id, form, subject)) ${clustered}`,
        sql`create table scenario_price (
          workspace_id ${text} not null, id ${text} not null, scenario_id ${text} not null, account_id ${text} not null,
          person ${text} not null, person_key ${text} not null, amount ${real} not null, currency ${text} not null,
          asked_on ${text} not null, asked_by ${text} not null, primary key (workspace_id, id)) ${clustered}`,
        sql`create unique index scenario_price_person on scenario_price (workspace_id, scenario_id, account_id, person_key)`,
        sql`create table scenario_reward (
          workspace_id ${text} not null, account_id ${text} not null, scenario_id ${text} not null,
          drawn_on ${text} not null, reward ${text} not null, cta_id ${text} not null,
          primary key (workspace_id, account_id, scenario_id, drawn_on)) ${clustered}`,
        sql`create table scenario_trigger (
          workspace_id ${text} not null, scenario_id ${text} not null, account_id ${text} not null,
          day ${text} not null, cta_id ${text} not null,
          primary key (workspace_id, scenario_id, account_id, day)) ${clustered}`,
        sql`create table requirement (
          workspace_id ${text} not null, id ${text} not null, scenario_id ${text}, what ${text} not null,
          why ${text}, acceptance ${text}, state ${text} not null, release ${text}, version ${integer} not null,
          created_by ${text} not null, created_at ${text} not null, updated_by ${text} not null,
          updated_at ${text} not null, primary key (workspace_id, id)) ${clustered}`,
        sql`create index requirement_scenario on requirement (workspace_id, scenario_id)`,
      ]);
    },
  };
}
