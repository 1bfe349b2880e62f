/** Asks owners again whether their initiative improved the customer's experience, in a direct message. */
import type { Transaction } from 'kysely';
import { fallbackText } from '#blocks/build.ts';
import {
  initiativeAnswered,
  initiativeNotAsked,
  initiativeQuestion,
  type InitiativeMessage,
} from '#blocks/initiative-message.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import type { Database } from '../db/schema.ts';
import { enqueue } from '../jobs/outbox.ts';
import { findTargets } from '../jobs/outbox-store.ts';
import { whoIsAsked, type Person } from '../people/domain.ts';
import { findLeader, findPeople } from '../people/service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import type { Initiative, InitiativeAnswer } from './domain.ts';
import { keepFirstFigures, readFigures } from './figures-service.ts';
import { findInitiative, listToAsk, setAsked } from './store.ts';

/**
 * Asks who answers for an initiative whose question is due: its owner; while they are away or not there any more whoever
 * wrote it down, else a leader. Once for each time it is due. Kick the sender afterwards.
 * @returns how many initiatives were asked about
 */
export async function askInitiatives(
  deps: Deps,
  workspaceId: string,
  applied: AppliedProgram | null,
  today: BusinessDate,
): Promise<number> {
  await keepFirstFigures(deps, workspaceId, applied);
  const all = await listToAsk(deps.database.db, workspaceId, today);
  // Read before the transactions, so that nobody who writes waits for it.
  const figures = await readFigures(deps, workspaceId, applied, all, today);
  let asked = 0;
  for (const { id, milestoneId } of all) {
    const { then, now } = figures.get(id)!;
    asked += await inTransaction(deps, async (trx) => {
      await lockWorkspace(trx, deps.database.dialect, workspaceId);
      const initiative = await findInitiative(trx, workspaceId, id);
      if (initiative === null || !isDue(initiative, today) || initiative.milestoneId !== milestoneId)
        return 0;
      const person = await findAsked(trx, workspaceId, initiative, today);
      if (person === null || person.slackUserId === null) return 0;
      const [owner] = await findPeople(trx, workspaceId, [initiative.ownerId]);
      const { text, blocks } = initiativeQuestion({
        initiative,
        then,
        now,
        standsInFor: owner === undefined || owner.id === person.id ? null : owner,
        today,
      });
      const payload = { text: fallbackText(text), blocks };
      const post = { kind: 'post' as const, channel: person.slackUserId, payload };
      const [outboxId] = await enqueue(deps, trx, workspaceId, [post]);
      if (outboxId === undefined) throw new Error('a post has an id');
      await setAsked(trx, workspaceId, id, { on: today, personId: person.id, figures: now, outboxId });
      return 1;
    });
  }
  return asked;
}

function isDue({ state, askOn, asked }: Initiative, today: BusinessDate): boolean {
  return state === 'open' && askOn !== null && askOn <= today && asked === null;
}

async function findAsked(
  trx: Transaction<Database>,
  workspaceId: string,
  { ownerId, createdBy }: Initiative,
  today: BusinessDate,
): Promise<Person | null> {
  const leaderId = await findLeader(trx, workspaceId, today);
  const people = await findPeople(trx, workspaceId, [ownerId, createdBy, leaderId ?? ownerId]);
  const inSlack = (id: string | null) =>
    people.find((person) => person.id === id && person.slackUserId !== null) ?? null;
  const others = whoIsAsked(inSlack(createdBy), inSlack(leaderId), today);
  return whoIsAsked(inSlack(ownerId), others, today);
}

/** Shows in the message that asked what was answered; one that is forgotten stays as it is. */
export async function showAnswered(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  initiative: Initiative,
  answer: InitiativeAnswer,
  today: BusinessDate,
): Promise<void> {
  const [person = null] = await findPeople(trx, workspaceId, [answer.answeredBy]);
  await update(deps, trx, workspaceId, initiative, initiativeAnswered({ initiative, answer, person, today }));
}

/** Shows in the message that asked what became of the question: edited, handed over, ended, opened again. */
export async function showStanding(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  before: Initiative,
  after: Initiative,
  today: BusinessDate,
): Promise<void> {
  const { asked } = before;
  if (asked === null) return;
  const [owner = null] = await findPeople(trx, workspaceId, [after.ownerId]);
  const isAsked = after.state === 'open' && after.asked !== null;
  const message = isAsked
    ? initiativeQuestion({
        initiative: after,
        then: after.figures,
        now: asked.figures,
        standsInFor: owner?.id === asked.personId ? null : owner,
        today,
      })
    : initiativeNotAsked({ initiative: after, owner });
  await update(deps, trx, workspaceId, before, message);
}

async function update(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  { asked }: Initiative,
  { text, blocks }: InitiativeMessage,
): Promise<void> {
  if (asked === null) return;
  const known = await findTargets(deps.database.dialect, trx, workspaceId, [asked.outboxId]);
  if (known.get(asked.outboxId)?.kind !== 'post') return;
  const payload = { text: fallbackText(text), blocks };
  await enqueue(deps, trx, workspaceId, [{ kind: 'update', target: asked.outboxId, payload }]);
}
