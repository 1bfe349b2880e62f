/** The names behind the ids that runs of plays hold. */
import { personName } from '#blocks/people.ts';
import type { RunNames } from '#blocks/play-words.ts';
import type { Mrkdwn } from '#blocks/text.ts';
import { listCtasUnderWay } from '../ctas/service.ts';
import { findPeople } from '../people/service.ts';
import type { Call } from '../slack/call.ts';
import type { Run } from './domain.ts';

/** Who and what these runs of one account name, who sees to their steps, and the day it is. */
export async function namesFor(call: Call, accountId: string, runs: readonly Run[]): Promise<RunNames> {
  const program = (await call.program())?.program ?? null;
  const ctas = await listCtasUnderWay(call.deps.database.db, call.workspaceId, accountId);
  const owners = new Map(ctas.map(({ id, claimedBy, ownerId }) => [id, claimedBy ?? ownerId]));
  const ids = runs.flatMap(({ startedBy, closedBy, steps }) => [
    startedBy,
    closedBy,
    ...steps.map(({ doneBy }) => doneBy),
  ]);
  return {
    people: await peopleBy(call, [...ids, ...owners.values()]),
    rules: new Map(program?.rules.map(({ id, name }) => [id, name])),
    metrics: new Map(program?.scorecard.metrics.map(({ id, name }) => [id, name])),
    owners,
    today: await call.today(),
  };
}

/** How people of ours are named, by their ids; a job's work is nobody's. */
export async function peopleBy(call: Call, ids: readonly (string | null)[]): Promise<Map<string, Mrkdwn>> {
  const wanted = ids.filter((id) => id !== null);
  const people = await findPeople(call.deps.database.db, call.workspaceId, wanted);
  return new Map(people.map((person) => [person.id, personName(person)]));
}
