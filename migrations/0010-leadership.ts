/** Releases and initiatives, and the weekly digest with what people add to it and take from it. */
import { sql, type RawBuilder } from 'kysely';
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
        // What a form showed that is still open: its answer keeps it. By the id that the answer will have.
        sql`create table initiative_shown (
          workspace_id ${text} not null, id ${text} not null, initiative_id ${text} not null, day ${text} not null,
          figures ${text} not null, primary key (workspace_id, id)) ${clustered}`,
        sql`create index initiative_shown_of on initiative_shown (workspace_id, initiative_id, day)`,
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
        // A CTA or a run that went with its rule was told by its reason, in words.
        sql`alter table cta add column closed_because ${text}`,
        sql`update cta set closed_because = 'rule_off', reason = null
          where state = 'resolved' and reason = 'its rule was switched off or taken out'`,
        sql`alter table play_run add column closed_because ${text}`,
        sql`update play_run set closed_because = 'rule_off'
          where state = 'stopped' and reason = 'the rule that started it is off, or is no more'`,
        // What changed since the last list, of a history that only grows.
        sql`create index cta_updated on cta (workspace_id, type, updated_at) where closed_on is not null`,
        sql`create index cta_unclosed on cta (workspace_id, type, account_id) where closed_on is null`,
        // What an operator asks each minute, without a look into the messages themselves.
        sql`create index outbox_unsent on outbox (state) where state in ('pending', 'failed')`,
        sql`create index outbox_settled on outbox (workspace_id, channel, id, state, error, created_at)
          where kind = 'post' and state in ('sent', 'failed')`,
        sql`create index signal_message_received on signal_message (workspace_id, received_at)`,
        ...departuresByStage(dialect),
      ]);
    },
  };
}

/**
 * Signals alone tell who left. Accounts whose stage is Churned without one left when it was set, as the history has it. Of
 * those that came with it, or of which the history says nothing, nobody knows when: they were found so then, or when they
 * were changed for the last time. All are assessed anew.
 */
export function departuresByStage(dialect: MigrationDialect): RawBuilder<unknown>[] {
  const stageSet = dialect === 'postgres' ? sql`u.after::jsonb ->> 'stage'` : sql`u.after ->> '$.stage'`;
  const lastSet = (...actions: string[]) => sql`(select max(u.at) from audit u
    where u.workspace_id = a.workspace_id and u.account_id = a.id and u.action in (${sql.join(actions.map((action) => sql.lit(action)))})
      and ${stageSet} = 'Churned')`;
  return [
    sql`insert into churn (workspace_id, key, account_id, day, returned)
      select g.workspace_id, 'stage:' || g.id || '|' || g.day || case when g.set_at is null then '|found' else '|left' end,
        g.id, g.day, 0
      from (select k.workspace_id, k.id, k.set_at, substr(coalesce(k.set_at, k.made_at, k.updated_at), 1, 10) as day
        from (select a.workspace_id, a.id, a.updated_at, ${lastSet('account.create')} as made_at,
            ${lastSet('account.edit', 'account.undo', 'account.update')} as set_at
          from account a where a.stage = 'Churned' and coalesce((select c.returned from churn c
            where c.workspace_id = a.workspace_id and c.account_id = a.id
            order by c.day desc, c.returned desc limit 1), 1) = 1) k) g`,
    sql`insert into stale_account (workspace_id, account_id, day)
      select c.workspace_id, c.account_id, c.day from churn c where c.key like 'stage:%'
      on conflict do nothing`,
  ];
}
