/** What people do for accounts: CTAs, executive business reviews and their plans. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { columnTypes, runAll, type MigrationDialect } from './columns.ts';

export function createWork(dialect: MigrationDialect): Migration {
  const { text, clustered, integer } = columnTypes(dialect);
  return {
    async up(db) {
      await runAll(db, [
        sql`create table cta (
          workspace_id ${text} not null, id ${text} not null, account_id ${text} not null, type ${text} not null,
          rule_id ${text}, title ${text} not null, priority ${text} not null, state ${text} not null,
          owner_id ${text}, due_on ${text}, opened_on ${text} not null, claimed_by ${text}, snoozed_until ${text},
          reason ${text}, closed_on ${text}, closed_by ${text}, program_version ${integer}, plan_item_id ${text},
          updated_at ${text} not null, undo ${text}, undo_until ${text},
          primary key (workspace_id, id)) ${clustered}`,
        // At most one CTA per rule and account is under way: the database holds it, whoever opens one.
        sql`create unique index cta_under_way on cta (workspace_id, rule_id, account_id)
          where rule_id is not null and state in ('open', 'claimed', 'snoozed')`,
        sql`create index cta_account on cta (workspace_id, account_id)`,
        sql`create index cta_list on cta (workspace_id, type, due_on) where state in ('open', 'claimed')`,
        sql`create index cta_closed on cta (workspace_id, rule_id, account_id, closed_on) where closed_on is not null`,
        sql`create index cta_undo on cta (workspace_id, undo_until) where undo_until is not null`,
        sql`create index cta_plan_item on cta (workspace_id, plan_item_id) where plan_item_id is not null`,
        sql`create table ebr (
          workspace_id ${text} not null, id ${text} not null, account_id ${text} not null, cta_id ${text}, key ${text},
          state ${text} not null, booked_on ${text}, held_on ${text}, attendees ${text} not null default '[]',
          note ${text}, created_by ${text} not null, created_at ${text} not null,
          primary key (workspace_id, id)) ${clustered}`,
        sql`create unique index ebr_key on ebr (workspace_id, key)`,
        sql`create unique index ebr_booked on ebr (workspace_id, account_id) where state = 'booked'`,
        sql`create index ebr_account on ebr (workspace_id, account_id, held_on)`,
        sql`create table plan_item (
          workspace_id ${text} not null, id ${text} not null, account_id ${text} not null, ebr_id ${text} not null,
          what ${text} not null, owner ${text} not null, owner_id ${text}, due_on ${text} not null,
          state ${text} not null, closed_on ${text}, closed_by ${text},
          primary key (workspace_id, id)) ${clustered}`,
        sql`create index plan_item_ebr on plan_item (workspace_id, ebr_id)`,
        sql`create index plan_item_account on plan_item (workspace_id, account_id, due_on)`,
      ]);
    },
  };
}
