/** Fit assessments with their history and drafts, and what an account cost to win. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, runAll, type MigrationDialect } from './columns.ts';

export function createFit(dialect: MigrationDialect): Migration {
  const { text, real, integer, clustered } = columnTypes(dialect);
  return {
    async up(db) {
      await runAll(db, [
        sql`create table fit_assessment (
          workspace_id ${text} not null, id ${text} not null, account_id ${text} not null, day ${text} not null,
          program_version ${integer} not null, answers ${text} not null,
          success ${integer}, success_reason ${text}, ascension ${integer}, ascension_reason ${text},
          advocacy ${integer}, advocacy_reason ${text},
          verdict ${text} not null, ready ${integer}, willing ${integer}, able ${integer}, readiness ${integer},
          extension ${text}, extension_until ${text}, extension_cost ${real}, extension_cta_id ${text},
          assessed_by ${text} not null, assessed_at ${text} not null, primary key (workspace_id, id)) ${clustered}`,
        sql`create index fit_assessment_account on fit_assessment (workspace_id, account_id, id)`,
        sql`create index fit_assessment_extension on fit_assessment (workspace_id, extension_until)
          where extension_until is not null and extension_cta_id is null`,
        sql`create table fit_draft (
          workspace_id ${text} not null, person_id ${text} not null, account_id ${text} not null,
          flow ${text} not null, base_id ${text}, page ${integer} not null, answers ${text} not null,
          potentials ${text} not null, extension ${text} not null, touched_at ${text},
          primary key (workspace_id, person_id, account_id)) ${clustered}`,
        sql`alter table account add column fit ${text}`,
        sql`alter table account add column sold_by ${text}`,
        sql`create table acquisition (
          workspace_id ${text} not null, account_id ${text} not null, spend ${real} not null,
          onboarding_cost ${real}, support_cost ${real}, first_year_margin ${real},
          currency ${text} not null, referred_by ${text}, version ${integer} not null, updated_by ${text} not null,
          updated_at ${text} not null, primary key (workspace_id, account_id)) ${clustered}`,
        sql`create index acquisition_referrer on acquisition (workspace_id, referred_by) where referred_by is not null`,
      ]);
    },
  };
}
