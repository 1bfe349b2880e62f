/** The SQL by which the account, the contact and the people of a message are found. */
import { sql } from 'kysely';
import { withTexts } from '../db/lookup.ts';
import type { DialectName, Executor } from '../db/open.ts';

/** One piece may be there by chance. */
const ENOUGH = 2;

/** The account of all feedback that was saved from a channel; null: there is hardly any, or several have some. */
export async function findAccountOfChannel(
  executor: Executor,
  workspaceId: string,
  channel: string,
): Promise<string | null> {
  const rows = await executor
    .selectFrom('feedback')
    .select((eb) => ['account_id', eb.fn.countAll<number>().as('pieces')])
    .where('workspace_id', '=', workspaceId)
    .where('channel', '=', channel)
    .groupBy('account_id')
    .limit(2)
    .execute();
  const [only] = rows;
  return rows.length === 1 && only !== undefined && only.pieces >= ENOUGH ? only.account_id : null;
}

/** The account whose whole name is one of these, as they are searched; null: none has, or several have. */
export async function findAccountNamed(
  executor: Executor,
  dialect: DialectName,
  workspaceId: string,
  nameKeys: readonly string[],
): Promise<string | null> {
  if (nameKeys.length === 0) return null;
  const { rows } = await sql<{ id: string }>`${withTexts(dialect, nameKeys)}
    select distinct a.id from r cross join account a
    where a.workspace_id = ${workspaceId} and a.name_key = r.value limit 2`.execute(executor);
  return rows.length === 1 ? (rows[0]?.id ?? null) : null;
}

/** The account with this domain; null: none has it, or several have. */
export async function findAccountOfDomain(
  executor: Executor,
  workspaceId: string,
  domain: string,
): Promise<string | null> {
  const rows = await executor
    .selectFrom('account')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('domain', '=', domain)
    .limit(2)
    .execute();
  return rows.length === 1 ? (rows[0]?.id ?? null) : null;
}

/** The contact of an account with this e-mail address. */
export async function findContactByEmail(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  email: string,
): Promise<string | null> {
  const row = await executor
    .selectFrom('contact')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .where('email', '=', email)
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** The names of people by their Slack ids; who is not known is left out. */
export async function findNames(
  executor: Executor,
  workspaceId: string,
  slackUserIds: readonly string[],
): Promise<Map<string, string>> {
  if (slackUserIds.length === 0) return new Map();
  const rows = await executor
    .selectFrom('person')
    .select(['slack_user_id', 'name'])
    .where('workspace_id', '=', workspaceId)
    .where('slack_user_id', 'in', slackUserIds)
    .execute();
  return new Map(rows.flatMap((row) => (row.slack_user_id === null ? [] : [[row.slack_user_id, row.name]])));
}
