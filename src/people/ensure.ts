/** Finds the people whom an import names, and adds those whom nobody knows yet. */
import type { Transaction } from 'kysely';
import { writeAudit } from '../audit/store.ts';
import type { Deps } from '../base/deps.ts';
import { inBatches } from '../db/rows.ts';
import type { Executor } from '../db/open.ts';
import type { Database } from '../db/schema.ts';
import { sameKey, type Person } from './domain.ts';
import { insertPeople, listPeople } from './store.ts';

const PEOPLE_PER_STATEMENT = 500;
const SLACK_USER = /^<?@?([UW][A-Z0-9]{6,})(?:\|[^>]*)?>?$/;

type NewPerson = Parameters<typeof insertPeople>[2][number];

/** Whom texts name. */
export interface MeantPeople {
  /** Text → the person's id; null for a name that several people bear. */
  ids: ReadonlyMap<string, string | null>;
  /** Those of them whom nobody knows yet, by their ids. */
  fresh: ReadonlyMap<string, NewPerson>;
}

/**
 * The person of each text: by Slack user id, by e-mail, or by a name that one person bears. Nothing is written: who is
 * not known has the id that `createMeantPeople` gives them.
 */
export async function findMeantPeople(
  deps: Pick<Deps, 'makeId'>,
  executor: Executor,
  workspaceId: string,
  texts: readonly string[],
): Promise<MeantPeople> {
  const ids = new Map<string, string | null>();
  const fresh = new Map<string, NewPerson>();
  const wanted = [...new Set(texts)];
  if (wanted.length === 0) return { ids, fresh };
  const known = indexPeople(await listPeople(executor, workspaceId));
  for (const text of wanted) {
    const { key, name, email, slackUserId } = readName(text);
    let id = known.get(key);
    if (id === undefined) {
      id = deps.makeId();
      known.set(key, id);
      fresh.set(id, { id, slack_user_id: slackUserId, name, email, role: 'csm' });
    }
    ids.set(text, id);
  }
  return { ids, fresh };
}

/** Adds those of these people who are new, with the role `csm`. @param ids of people whom something names that is taken */
export async function createMeantPeople(
  deps: Pick<Deps, 'makeId' | 'now'>,
  trx: Transaction<Database>,
  workspaceId: string,
  actor: string,
  { fresh }: Pick<MeantPeople, 'fresh'>,
  ids: Iterable<string>,
): Promise<void> {
  const added = [...new Set(ids)].flatMap((id) => fresh.get(id) ?? []);
  for (const batch of inBatches(added, PEOPLE_PER_STATEMENT)) {
    await insertPeople(trx, workspaceId, batch, deps.now().toISOString());
  }
  await writeAudit(
    deps,
    trx,
    workspaceId,
    added.map(({ id, name, email, role }) => ({
      actor,
      action: 'person.create',
      subjectId: id,
      after: { name, email, role },
    })),
  );
}

/** Every key by which somebody can be named; null where it means several. Deactivated people give way to active ones. */
function indexPeople(people: readonly Person[]): Map<string, string | null> {
  const index = new Map<string, string | null>();
  for (const isDeleted of [true, false]) {
    const names = new Map<string, string | null>();
    for (const person of people.filter((candidate) => candidate.isDeleted === isDeleted)) {
      const name = nameIndex(person.name);
      names.set(name, names.has(name) ? null : person.id);
      if (person.email !== null) names.set(emailIndex(person.email), person.id);
      if (person.slackUserId !== null) names.set(slackIndex(person.slackUserId), person.id);
    }
    for (const [key, id] of names) index.set(key, id);
  }
  return index;
}

function readName(text: string): {
  key: string;
  name: string;
  email: string | null;
  slackUserId: string | null;
} {
  const trimmed = text.trim();
  const slackUserId = SLACK_USER.exec(trimmed)?.[1] ?? null;
  if (slackUserId !== null)
    return { key: slackIndex(slackUserId), name: slackUserId, email: null, slackUserId };
  if (/^[^\s@]+@[^\s@]+$/.test(trimmed)) {
    return { key: emailIndex(trimmed), name: trimmed, email: trimmed, slackUserId };
  }
  return { key: nameIndex(trimmed), name: trimmed, email: null, slackUserId };
}

const slackIndex = (id: string) => `id:${id}`;
const emailIndex = (email: string) => `email:${sameKey(email)}`;
const nameIndex = (name: string) => `name:${sameKey(name)}`;
