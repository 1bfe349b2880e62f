/** The names behind the ids that a Goal Card holds. */
import type { GoalNames } from '#blocks/goal-words.ts';
import { actorWords, personName } from '#blocks/people.ts';
import type { Mrkdwn } from '#blocks/text.ts';
import { findContacts } from '../accounts/contact-service.ts';
import { findPeople } from '../people/service.ts';
import type { Call } from '../slack/call.ts';
import type { GoalDocument } from './domain.ts';

/** The names of the contacts and milestones in these documents, and the day it is. */
export async function namesFor(
  call: Call,
  accountId: string,
  documents: readonly GoalDocument[],
): Promise<GoalNames> {
  const wanted = [...new Set(documents.flatMap(({ contacts }) => contacts))];
  const contacts = await findContacts(call.deps.database.db, call.workspaceId, accountId, wanted);
  const journeys = (await call.program())?.program.journeys ?? [];
  const milestones = journeys.flatMap(({ phases }) => phases.map(({ milestone }) => milestone));
  return {
    contacts: new Map(contacts.map((contact) => [contact.id, contact])),
    milestones: new Map(milestones.map(({ id, name }) => [id, name])),
    today: await call.today(),
  };
}

/** How people of ours are named, by their ids, and what else saves cards: the command line. */
export async function peopleBy(call: Call, ids: readonly string[]): Promise<Map<string, Mrkdwn>> {
  const people = await findPeople(call.deps.database.db, call.workspaceId, ids);
  const others = ids.flatMap((id) => {
    const words = actorWords(id);
    return words === null ? [] : [[id, words] as const];
  });
  return new Map([...others, ...people.map((person) => [person.id, personName(person)] as const)]);
}
