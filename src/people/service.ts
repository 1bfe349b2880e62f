/** People and their roles: who is who, who may change it, and the first admin. */
import type { Transaction } from 'kysely';
import { writeAudit } from '../audit/store.ts';
import { addDays, type BusinessDate } from '../base/business-date.ts';
import { inTransaction, type Deps } from '../base/deps.ts';
import { inBatches } from '../db/rows.ts';
import { differs, findLinks, isAway, roleOf, sameKey, type Person, type SlackProfile } from './domain.ts';
import type { Role } from './rights.ts';
import * as store from './store.ts';
import { lockWorkspace } from '../workspaces/service.ts';
import type { Database } from '../db/schema.ts';

const PROFILES_PER_STATEMENT = 500;

export {
  findLeader,
  findPeople,
  findPeopleBySlackIds,
  findPersonBySlackId,
  listAdmins,
  listAway,
  listPeople,
} from './store.ts';

/**
 * Brings the people of a workspace up to date with Slack and folds imported people into the members they are.
 * Bots and people of other workspaces are left out.
 * @param firstAdmin the Slack user id or e-mail of the admin to appoint where there is none yet; null: nobody
 * @returns how many members were read, how many imported people were linked, and whether there is an admin now
 */
export async function savePeople(
  deps: Deps,
  workspaceId: string,
  profiles: readonly SlackProfile[],
  firstAdmin: string | null,
): Promise<{ members: number; linked: number; hasAdmin: boolean }> {
  const own = profiles.filter((profile) => !profile.isBot && !profile.isStranger);
  return inTransaction(deps, async (trx) => {
    // An imported person's role may go to a member.
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const createdAt = deps.now().toISOString();
    for (const batch of inBatches(own, PROFILES_PER_STATEMENT)) {
      await store.saveProfiles(
        trx,
        workspaceId,
        batch.map((profile) => ({ id: deps.makeId(), createdAt, profile })),
      );
    }
    const linked = await linkPeople(deps, trx, workspaceId);
    if (firstAdmin !== null) await appointFirstAdmin(deps, trx, workspaceId, firstAdmin);
    const hasAdmin = (await store.listAdmins(trx, workspaceId)).length > 0;
    return { members: own.length, linked, hasAdmin };
  });
}

/** Brings somebody whom we know up to date, where what Slack says of them matters to us. */
export async function followProfile(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  profile: SlackProfile,
): Promise<void> {
  const known = await store.findPersonBySlackId(trx, workspaceId, profile.slackUserId);
  // Slack tells of each new status line too.
  if (known === null || !differs(known, profile)) return;
  const inside = { ...deps, database: { ...deps.database, db: trx } };
  await savePeople(inside, workspaceId, [profile], null);
}

/** Nobody is away for longer: a wrong year would take somebody out of everything. */
export const MOST_DAYS_AWAY = 366;

export type AwayProblem = 'person-not-found' | 'date-passed' | 'date-too-far' | 'not-away';

/**
 * Says until when a person is away, or that they are back.
 * @param until the last day; null: they are back
 */
export async function changeAway(
  deps: Deps,
  workspaceId: string,
  actor: string,
  personId: string,
  until: BusinessDate | null,
  today: BusinessDate,
): Promise<{ ok: true; person: Person } | { ok: false; problem: AwayProblem }> {
  if (until !== null && until < today) return { ok: false, problem: 'date-passed' };
  if (until !== null && until > addDays(today, MOST_DAYS_AWAY)) return { ok: false, problem: 'date-too-far' };
  return inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const [person] = await store.findPeople(trx, workspaceId, [personId]);
    if (person === undefined) return { ok: false, problem: 'person-not-found' };
    if (until === null && !isAway(person, today)) return { ok: false, problem: 'not-away' };
    if (person.awayUntil !== until) {
      await store.setAwayUntil(trx, workspaceId, personId, until);
      await writeAudit(deps, trx, workspaceId, [
        {
          actor,
          action: until === null ? 'person.back' : 'person.away',
          subjectId: personId,
          before: { awayUntil: person.awayUntil },
          after: { awayUntil: until },
        },
      ]);
    }
    return { ok: true, person: { ...person, awayUntil: until } };
  });
}

export type RoleProblem = 'not-a-member' | 'last-admin';

/** Gives a person a role. The last admin keeps theirs, so that somebody can always give roles. */
export async function changeRole(
  deps: Deps,
  workspaceId: string,
  actor: string,
  slackUserId: string,
  role: Role,
): Promise<{ ok: true; person: Person; before: Role | null } | { ok: false; problem: RoleProblem }> {
  return inTransaction(deps, async (trx) => {
    // Two admins who take the role from each other at once would leave nobody to give it back.
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    const person = await store.findPersonBySlackId(trx, workspaceId, slackUserId);
    if (person === null || roleOf(person) === null) return { ok: false, problem: 'not-a-member' };
    const admins = await store.listAdmins(trx, workspaceId);
    if (role !== 'admin' && admins.length === 1 && admins[0]?.id === person.id) {
      return { ok: false, problem: 'last-admin' };
    }
    const before = roleOf(person);
    if (person.role !== role) {
      await store.setRole(trx, workspaceId, person.id, role);
      await auditRole(deps, trx, workspaceId, actor, person, role);
    }
    return { ok: true, person: { ...person, role }, before };
  });
}

/** Folds imported people into the members that they are; returns how many. */
async function linkPeople(deps: Deps, trx: Transaction<Database>, workspaceId: string): Promise<number> {
  const links = findLinks(await store.listPeople(trx, workspaceId));
  await store.foldPeople(
    trx,
    workspaceId,
    links.map(({ member, imported }) => ({ from: imported.id, to: member.id })),
  );
  for (const { member, imported } of links) {
    if (member.role === null && imported.role !== null) {
      await store.setRole(trx, workspaceId, member.id, imported.role);
      await auditRole(deps, trx, workspaceId, 'milepost', member, imported.role);
    }
  }
  await writeAudit(
    deps,
    trx,
    workspaceId,
    links.map(({ member, imported }) => ({
      actor: 'milepost',
      action: 'person.link',
      subjectId: member.id,
      before: { id: imported.id, name: imported.name },
      after: { id: member.id, name: member.name },
    })),
  );
  return links.length;
}

/**
 * Appoints the first admin among those who are known already: the setting may have been given after the day's sync.
 * @param firstAdmin their Slack user id or e-mail; nothing happens where there is an admin, or nobody of that name
 */
export async function ensureFirstAdmin(deps: Deps, workspaceId: string, firstAdmin: string): Promise<void> {
  await inTransaction(deps, async (trx) => {
    await lockWorkspace(trx, deps.database.dialect, workspaceId);
    await appointFirstAdmin(deps, trx, workspaceId, firstAdmin);
  });
}

async function appointFirstAdmin(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  setting: string,
): Promise<void> {
  if ((await store.listAdmins(trx, workspaceId)).length > 0) return;
  const people = await store.listPeople(trx, workspaceId);
  const named = people.filter(
    (person) =>
      person.slackUserId !== null &&
      (person.slackUserId === setting.trim() ||
        (person.email !== null && sameKey(person.email) === sameKey(setting))),
  );
  const [person] = named;
  if (person === undefined || named.length > 1 || roleOf(person) === null) return;
  await store.setRole(trx, workspaceId, person.id, 'admin');
  await auditRole(deps, trx, workspaceId, 'milepost', person, 'admin');
}

async function auditRole(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  actor: string,
  person: Person,
  role: Role,
): Promise<void> {
  await writeAudit(deps, trx, workspaceId, [
    { actor, action: 'person.role', subjectId: person.id, before: { role: roleOf(person) }, after: { role } },
  ]);
}
