/** The names behind the ids that gaps hold. */
import type { GapNames } from '#blocks/gap-list.ts';
import { personName } from '#blocks/people.ts';
import { findPeople } from '../people/service.ts';
import type { Call } from '../slack/call.ts';
import type { Gap } from './domain.ts';
import { findCardNames, findRequirements } from './service.ts';

/** The people, Goal Cards and requirements that these gaps of one account name, and the day it is. */
export async function namesFor(call: Call, accountId: string, gaps: readonly Gap[]): Promise<GapNames> {
  const { workspaceId } = call;
  const { db } = call.deps.database;
  const idsOf = (pick: (gap: Gap) => (string | null)[]) => gaps.flatMap(pick).filter((id) => id !== null);
  const people = await findPeople(
    db,
    workspaceId,
    idsOf(({ ownerId, closedBy }) => [ownerId, closedBy]),
  );
  return {
    people: new Map(people.map((person) => [person.id, personName(person)])),
    cards: await findCardNames(
      db,
      workspaceId,
      accountId,
      idsOf(({ cardId }) => [cardId]),
    ),
    requirements: await findRequirements(
      db,
      workspaceId,
      idsOf(({ requirementId }) => [requirementId]),
    ),
    today: await call.today(),
  };
}
