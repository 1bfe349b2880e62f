/** The SQL of accounts, but for the search. */
import { sql, type Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import type { Account, AccountFields, ListCursor, ListFilter } from './domain.ts';
import { nameKey } from './name-key.ts';

export const ACCOUNT_COLUMNS = [
  'account.id',
  'account.key',
  'account.name',
  'account.domain',
  'account.segment',
  'account.stage',
  'account.lead_id',
  'account.partner_id',
  'account.arr',
  'account.currency',
  'account.started_on',
  'account.renews_on',
  'account.version',
] as const;

type AccountRow = Omit<
  Database['account'],
  'workspace_id' | 'name_key' | 'created_at' | 'updated_at' | 'version'
> & {
  version: number;
};

export async function findAccountById(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<Account | null> {
  const row = await executor
    .selectFrom('account')
    .select(ACCOUNT_COLUMNS)
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : readAccount(row);
}

/** Whether an account has this key. */
export async function hasKey(executor: Executor, workspaceId: string, key: string): Promise<boolean> {
  const row = await executor
    .selectFrom('account')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('key', '=', key)
    .executeTakeFirst();
  return row !== undefined;
}

/** The account whose name is the same but for case, accents and spaces. */
export async function findNamesake(
  executor: Executor,
  workspaceId: string,
  name: string,
): Promise<Account | null> {
  const row = await executor
    .selectFrom('account')
    .select(ACCOUNT_COLUMNS)
    .where('workspace_id', '=', workspaceId)
    .where('name_key', '=', nameKey(name))
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : readAccount(row);
}

export async function insertAccount(
  trx: Transaction<Database>,
  workspaceId: string,
  account: { id: string; key: string; at: string; fields: AccountFields },
): Promise<void> {
  await trx
    .insertInto('account')
    .values({
      workspace_id: workspaceId,
      id: account.id,
      key: account.key,
      created_at: account.at,
      updated_at: account.at,
      ...columnsOf(account.fields),
    })
    .execute();
}

/**
 * Writes the fields when the account still has the version.
 * @returns false when it has another one by now
 */
export async function updateAccount(
  trx: Transaction<Database>,
  workspaceId: string,
  account: { id: string; version: number; at: string; fields: AccountFields },
): Promise<boolean> {
  const result = await trx
    .updateTable('account')
    .set({ ...columnsOf(account.fields), updated_at: account.at, version: account.version + 1 })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', account.id)
    .where('version', '=', account.version)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Says that the account must be assessed again. */
export async function markForAssessment(
  trx: Transaction<Database>,
  workspaceId: string,
  id: string,
): Promise<void> {
  await trx
    .insertInto('stale_account')
    .values({ workspace_id: workspaceId, account_id: id })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function insertNote(
  trx: Transaction<Database>,
  workspaceId: string,
  note: { id: string; accountId: string; text: string; author: string; at: string },
): Promise<void> {
  await trx
    .insertInto('note')
    .values({
      workspace_id: workspaceId,
      id: note.id,
      account_id: note.accountId,
      text: note.text,
      author: note.author,
      created_at: note.at,
    })
    .execute();
}

/** What the card says beside the account itself. */
export interface AccountSurroundings {
  /** As the newest assessment found it; null: not assessed. */
  place: {
    journeyId: string;
    workingOn: string | null;
    position: number;
    since: BusinessDate;
    slipped: string[];
    arr: number | null;
    lastEbrOn: BusinessDate | null;
  } | null;
  churned: boolean;
  /** The currency of the subscriptions, where the account names none. */
  currency: string | null;
  lead: NamedPerson | null;
  partner: NamedPerson | null;
  lastEbrOn: BusinessDate | null;
  note: { text: string; author: string; at: string } | null;
  contacts: ShownContact[];
  contactCount: number;
}

export interface NamedPerson {
  slackUserId: string | null;
  name: string;
}

export interface ShownContact {
  name: string;
  persona: string | null;
  title: string | null;
  qualifiers: string[];
}

const CONTACTS_SHOWN = 5;

/** Everything around one account that its card shows, in two queries. */
export async function readSurroundings(
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<AccountSurroundings> {
  const facts = await sql<FactsRow>`
    select s.journey_id, s.working_on, s.position, s.since, s.slipped, s.churned, s.arr,
      lead.name as lead_name, lead.slack_user_id as lead_slack, partner.name as partner_name,
      partner.slack_user_id as partner_slack, n.text as note_text, n.created_at as note_at, n.author as note_author,
      (select max(e.held_on) from ebr e
        where e.workspace_id = a.workspace_id and e.account_id = a.id and e.state = 'held') as last_ebr_on,
      (select max(u.currency) from subscription u
        where u.workspace_id = a.workspace_id and u.account_id = a.id) as currency
    from account a
    left join assessment s on s.workspace_id = a.workspace_id and s.account_id = a.id
    left join person lead on lead.workspace_id = a.workspace_id and lead.id = a.lead_id
    left join person partner on partner.workspace_id = a.workspace_id and partner.id = a.partner_id
    left join note n on n.workspace_id = a.workspace_id and n.account_id = a.id and n.id = (
      select max(id) from note m where m.workspace_id = a.workspace_id and m.account_id = a.id)
    where a.workspace_id = ${workspaceId} and a.id = ${accountId}`.execute(executor);
  const contacts = await sql<ContactRow>`
    select name, persona, title, qualifiers, count(*) over () as total from contact
    where workspace_id = ${workspaceId} and account_id = ${accountId}
    order by case persona when 'decision_maker' then 0 when 'influencer' then 1 when 'user' then 2 else 3 end, name, id
    limit ${CONTACTS_SHOWN}`.execute(executor);
  return readFacts(facts.rows[0], contacts.rows);
}

export interface ListedAccount {
  id: string;
  key: string;
  name: string;
  segment: string | null;
  stage: string | null;
  arr: number | null;
  currency: string | null;
  journeyId: string | null;
  workingOn: string | null;
  position: number | null;
  since: BusinessDate | null;
  /** How many CTAs are under way. */
  ctas: number | null;
}

/**
 * One page of a list, in order of the names.
 * @returns at most `limit` accounts
 */
export async function listAccounts(
  executor: Executor,
  workspaceId: string,
  filter: ListFilter,
  page: { limit: number; cursor: ListCursor },
): Promise<ListedAccount[]> {
  const backwards = page.cursor !== null && 'before' in page.cursor;
  let query = executor
    .selectFrom('account')
    .leftJoin('assessment', (join) =>
      join
        .onRef('assessment.workspace_id', '=', 'account.workspace_id')
        .onRef('assessment.account_id', '=', 'account.id'),
    )
    .select((eb) => [
      'account.id',
      'account.key',
      'account.name',
      'account.segment',
      'account.stage',
      eb.fn.coalesce('assessment.arr', 'account.arr').as('arr'),
      'account.currency',
      'assessment.journey_id as journeyId',
      'assessment.working_on as workingOn',
      'assessment.position',
      'assessment.since',
      eb
        .selectFrom('cta')
        .select((count) => count.fn.countAll<number>().as('ctas'))
        .whereRef('cta.workspace_id', '=', 'account.workspace_id')
        .whereRef('cta.account_id', '=', 'account.id')
        .where('cta.state', 'in', ['open', 'claimed', 'snoozed'])
        .as('ctas'),
    ])
    .where('account.workspace_id', '=', workspaceId)
    .where((eb) => {
      const isChurned = eb.or([eb('assessment.churned', '=', 1), eb('account.stage', '=', 'Churned')]);
      return filter.churned
        ? isChurned
        : eb.and([
            eb.or([eb('assessment.churned', 'is', null), eb('assessment.churned', '=', 0)]),
            eb.or([eb('account.stage', 'is', null), eb('account.stage', '<>', 'Churned')]),
          ]);
    })
    .orderBy('account.name_key', backwards ? 'desc' : 'asc')
    .orderBy('account.id', backwards ? 'desc' : 'asc')
    .limit(page.limit);
  if (filter.personId !== null) {
    const { personId } = filter;
    query = query.where((eb) =>
      eb.or([eb('account.lead_id', '=', personId), eb('account.partner_id', '=', personId)]),
    );
  }
  if (filter.stage !== null) query = query.where('account.stage', '=', filter.stage);
  if (filter.segment !== null) query = query.where('account.segment', '=', filter.segment);
  if (filter.due) {
    query = query.where('account.id', 'in', (eb) =>
      eb
        .selectFrom('cta')
        .select('account_id')
        .where('workspace_id', '=', workspaceId)
        .where('state', 'in', ['open', 'claimed', 'snoozed']),
    );
  }
  if (page.cursor !== null) {
    const id = 'before' in page.cursor ? page.cursor.before : page.cursor.after;
    const at = sql`(select c.name_key, c.id from account c where c.workspace_id = ${workspaceId} and c.id = ${id})`;
    query = query.where(
      backwards
        ? sql<boolean>`(account.name_key, account.id) < ${at}`
        : sql<boolean>`(account.name_key, account.id) > ${at}`,
    );
  }
  const rows = await query.execute();
  return backwards ? rows.toReversed() : rows;
}

export function readAccount(row: AccountRow): Account {
  return {
    id: row.id,
    key: row.key,
    name: row.name,
    domain: row.domain,
    segment: row.segment,
    stage: row.stage,
    leadId: row.lead_id,
    partnerId: row.partner_id,
    arr: row.arr,
    currency: row.currency,
    startedOn: row.started_on,
    renewsOn: row.renews_on,
    version: row.version,
  };
}

function columnsOf(fields: AccountFields) {
  return {
    name: fields.name,
    name_key: nameKey(fields.name),
    domain: fields.domain,
    segment: fields.segment,
    stage: fields.stage,
    lead_id: fields.leadId,
    partner_id: fields.partnerId,
    arr: fields.arr,
    currency: fields.currency,
    started_on: fields.startedOn,
    renews_on: fields.renewsOn,
  };
}

interface FactsRow {
  journey_id: string | null;
  working_on: string | null;
  position: number | null;
  since: string | null;
  slipped: string | null;
  churned: number | null;
  arr: number | null;
  lead_name: string | null;
  lead_slack: string | null;
  partner_name: string | null;
  partner_slack: string | null;
  note_text: string | null;
  note_at: string | null;
  note_author: string | null;
  last_ebr_on: string | null;
  currency: string | null;
}

interface ContactRow {
  name: string;
  persona: string | null;
  title: string | null;
  qualifiers: string;
  total: number;
}

function readFacts(row: FactsRow | undefined, contacts: readonly ContactRow[]): AccountSurroundings {
  const place =
    row === undefined || row.journey_id === null || row.position === null || row.since === null
      ? null
      : {
          journeyId: row.journey_id,
          workingOn: row.working_on,
          position: row.position,
          since: row.since,
          slipped: row.slipped === null ? [] : (JSON.parse(row.slipped) as string[]),
          arr: row.arr,
          lastEbrOn: row.last_ebr_on,
        };
  const named = (name: string | null | undefined, slackUserId: string | null | undefined) =>
    name === null || name === undefined ? null : { name, slackUserId: slackUserId ?? null };
  return {
    place,
    churned: row?.churned === 1,
    currency: row?.currency ?? null,
    lead: named(row?.lead_name, row?.lead_slack),
    partner: named(row?.partner_name, row?.partner_slack),
    lastEbrOn: row?.last_ebr_on ?? null,
    note:
      row?.note_text === null || row?.note_text === undefined
        ? null
        : { text: row.note_text, author: row.note_author ?? '', at: row.note_at ?? '' },
    contacts: contacts.map(({ name, persona, title, qualifiers }) => ({
      name,
      persona,
      title,
      qualifiers: JSON.parse(qualifiers) as string[],
    })),
    contactCount: contacts[0]?.total ?? 0,
  };
}
