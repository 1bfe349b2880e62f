/** Goal Cards in the database: the cards, their versions and their alternatives. */
import { sql, type Selectable, type Transaction } from 'kysely';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { documentOf, type GoalCard, type GoalDocument, type GoalState } from './domain.ts';

export async function findCard(
  executor: Executor,
  workspaceId: string,
  id: string,
): Promise<GoalCard | null> {
  const row = await executor
    .selectFrom('goal_card')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? null : readCard(row);
}

/**
 * The cards of an account: active ones first, then drafts, then closed ones; the newest first among those.
 * @param page with `states` only cards in one of them
 */
export async function listCards(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  page: { states?: readonly GoalState[]; limit: number; offset?: number },
): Promise<GoalCard[]> {
  if (page.states?.length === 0) return [];
  let query = executor
    .selectFrom('goal_card')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .orderBy(sql`case state when 'active' then 0 when 'draft' then 1 else 2 end`)
    .orderBy('id', 'desc')
    .limit(page.limit)
    .offset(page.offset ?? 0);
  if (page.states !== undefined) query = query.where('state', 'in', [...page.states]);
  return (await query.execute()).map(readCard);
}

/** How many cards an account has. */
export async function countCards(
  executor: Executor,
  workspaceId: string,
  accountId: string,
): Promise<number> {
  const row = await executor
    .selectFrom('goal_card')
    .select((eb) => eb.fn.countAll<number>().as('cards'))
    .where('workspace_id', '=', workspaceId)
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  return row.cards;
}

/** Writes a new card with its version and alternatives. @throws when there is one of this id */
export async function insertCard(
  trx: Transaction<Database>,
  workspaceId: string,
  card: GoalCard,
): Promise<void> {
  await trx
    .insertInto('goal_card')
    .values({
      workspace_id: workspaceId,
      id: card.id,
      account_id: card.accountId,
      created_by: card.createdBy,
      created_at: card.createdAt,
      ...changingColumns(card),
    })
    .execute();
  await writeAround(trx, workspaceId, [card]);
}

/** Writes the card as a new version. @throws when the one that is there has not the version before it */
export async function updateCard(
  trx: Transaction<Database>,
  workspaceId: string,
  card: GoalCard,
): Promise<void> {
  const result = await trx
    .updateTable('goal_card')
    .set(changingColumns(card))
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', card.id)
    .where('version', '=', card.version - 1)
    .executeTakeFirst();
  if (result.numUpdatedRows !== 1n) throw new Error(`Goal Card ${card.id} was changed under its lock`);
  await writeAround(trx, workspaceId, [card]);
}

/** One version of a card. */
export interface GoalVersion {
  version: number;
  state: GoalState;
  document: GoalDocument;
  savedBy: string;
  /** UTC ISO time. */
  savedAt: string;
}

/** The versions of a card, the newest first. @param before only versions below it */
export async function listVersions(
  executor: Executor,
  workspaceId: string,
  cardId: string,
  page: { limit: number; before?: number },
): Promise<GoalVersion[]> {
  let query = executor
    .selectFrom('goal_card_version')
    .select(['version', 'state', 'document', 'saved_by', 'saved_at'])
    .where('workspace_id', '=', workspaceId)
    .where('card_id', '=', cardId)
    .orderBy('version', 'desc')
    .limit(page.limit);
  if (page.before !== undefined) query = query.where('version', '<', page.before);
  return (await query.execute()).map(readVersion);
}

export async function findVersion(
  executor: Executor,
  workspaceId: string,
  cardId: string,
  version: number,
): Promise<GoalVersion | null> {
  const [found] = await listVersions(executor, workspaceId, cardId, { limit: 1, before: version + 1 });
  return found?.version === version ? found : null;
}

/** Whether the person has saved the card’s form since this version: a change of its state alone is no such thing. */
export async function hasSavedFormSince(
  executor: Executor,
  workspaceId: string,
  personId: string,
  card: { id: string; version: number },
): Promise<boolean> {
  const row = await executor
    .selectFrom('goal_card_version as saved')
    .leftJoin('goal_card_version as before', (join) =>
      join
        .onRef('before.workspace_id', '=', 'saved.workspace_id')
        .onRef('before.card_id', '=', 'saved.card_id')
        .on('before.version', '=', (eb) => eb('saved.version', '-', 1)),
    )
    .select('saved.version')
    .where('saved.workspace_id', '=', workspaceId)
    .where('saved.card_id', '=', card.id)
    .where('saved.version', '>', card.version)
    .where('saved.saved_by', '=', personId)
    .where((eb) =>
      eb.or([eb('before.document', 'is', null), eb('before.document', '<>', eb.ref('saved.document'))]),
    )
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** So many of the newest cards are looked through for an example. */
const LOOKED_THROUGH = 500;

/** The newest Required Outcome among active and achieved cards of other accounts of the segment; null: there is none. */
export async function findExample(
  executor: Executor,
  workspaceId: string,
  segment: string,
  exceptAccountId: string,
): Promise<string | null> {
  const row = await executor
    .selectFrom((from) =>
      from
        .selectFrom('goal_card')
        .select(['id', 'account_id', 'document', 'workspace_id'])
        .where('workspace_id', '=', workspaceId)
        .where('state', 'in', ['active', 'achieved'])
        .orderBy('id', 'desc')
        .limit(LOOKED_THROUGH)
        .as('card'),
    )
    .innerJoin('account', (join) =>
      join
        .onRef('account.workspace_id', '=', 'card.workspace_id')
        .onRef('account.id', '=', 'card.account_id'),
    )
    .select('card.document')
    .where('account.segment', '=', segment)
    .where('account.id', '<>', exceptAccountId)
    .orderBy('card.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : readDocument(row.document).requiredOutcome;
}

export function readCard(row: Selectable<Database['goal_card']>): GoalCard {
  return {
    ...readDocument(row.document),
    id: row.id,
    accountId: row.account_id,
    state: row.state,
    version: row.version,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedBy: row.updated_by,
    updatedAt: row.updated_at,
    closedOn: row.closed_on,
    askedOn: row.asked_on,
    askedCtaId: row.asked_cta_id,
  };
}

/** The columns that a save changes. */
export function changingColumns(card: GoalCard) {
  const { measure } = card;
  return {
    name: card.name,
    state: card.state,
    version: card.version,
    document: JSON.stringify(documentOf(card)),
    milestone_id: card.milestoneId,
    kpi: measure.kpi,
    baseline: measure.baseline,
    target: measure.target,
    measure_by: measure.by,
    updated_by: card.updatedBy,
    updated_at: card.updatedAt,
    closed_on: card.closedOn,
    asked_on: card.askedOn,
    asked_cta_id: card.askedCtaId,
  };
}

/** The cards' versions, and their alternatives as rows of their own. */
export async function writeAround(
  trx: Transaction<Database>,
  workspaceId: string,
  cards: readonly GoalCard[],
): Promise<void> {
  await trx
    .insertInto('goal_card_version')
    .values(
      cards.map((card) => ({
        workspace_id: workspaceId,
        card_id: card.id,
        version: card.version,
        state: card.state,
        document: JSON.stringify(documentOf(card)),
        saved_by: card.updatedBy,
        saved_at: card.updatedAt,
      })),
    )
    .execute();
  await trx
    .deleteFrom('goal_alternative')
    .where('workspace_id', '=', workspaceId)
    .where(
      'card_id',
      'in',
      cards.map(({ id }) => id),
    )
    .execute();
  const alternatives = cards.flatMap((card) =>
    card.alternatives.map(({ name, rating, note }, position) => ({
      workspace_id: workspaceId,
      card_id: card.id,
      position,
      name,
      rating,
      note,
    })),
  );
  if (alternatives.length > 0) await trx.insertInto('goal_alternative').values(alternatives).execute();
}

function readVersion(
  row: Pick<
    Selectable<Database['goal_card_version']>,
    'version' | 'state' | 'document' | 'saved_by' | 'saved_at'
  >,
): GoalVersion {
  return {
    version: row.version,
    state: row.state,
    document: readDocument(row.document),
    savedBy: row.saved_by,
    savedAt: row.saved_at,
  };
}

/** A card as its column holds it. */
export function readDocument(text: string): GoalDocument {
  return JSON.parse(text) as GoalDocument;
}
