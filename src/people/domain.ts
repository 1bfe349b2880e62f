/** People: members of the Slack workspace, and people that an import named before they were seen in Slack. */
import type { BusinessDate } from '../base/business-date.ts';
import { isRole, mayRole, rolesWith, type Right, type Role } from './rights.ts';

export interface Person {
  id: string;
  /** Null while nobody in Slack is known to be this person. */
  slackUserId: string | null;
  name: string;
  email: string | null;
  /** The role that was given; null: the default of a member. */
  role: Role | null;
  timezone: string | null;
  isGuest: boolean;
  isDeleted: boolean;
  /** The last day on which they are away; null, or a day that has passed: they are there. */
  awayUntil: BusinessDate | null;
}

/** A person as Slack describes them. */
export interface SlackProfile {
  slackUserId: string;
  name: string;
  email: string | null;
  timezone: string | null;
  isGuest: boolean;
  isDeleted: boolean;
  isBot: boolean;
  /** Belongs to another workspace, met in a shared channel. */
  isStranger: boolean;
}

/** Whether Slack says something else of a person than what is known. A hidden address says nothing. */
export function differs(person: Person, profile: SlackProfile): boolean {
  return (
    person.name !== profile.name ||
    person.timezone !== profile.timezone ||
    person.isGuest !== profile.isGuest ||
    person.isDeleted !== profile.isDeleted ||
    (profile.email !== null && person.email !== profile.email)
  );
}

/** The role of a member to whom nobody gave one. */
const DEFAULT_ROLE: Role = 'viewer';

/** Whether the person is away on a day. */
export function isAway({ awayUntil }: Pick<Person, 'awayUntil'>, today: BusinessDate): boolean {
  return awayUntil !== null && awayUntil >= today;
}

/**
 * Who of two is asked on a day: the first one, or the second where there is none or the first is not there any more or
 * away; where both are away the first. `ownerOf` of src/db/account-sql.ts says the same in SQL.
 */
export function whoIsAsked<P extends Pick<Person, 'isGuest' | 'isDeleted' | 'awayUntil'>>(
  first: P | null,
  second: P | null,
  today: BusinessDate,
): P | null {
  const there = [first, second].filter(
    (person): person is P => person !== null && !person.isDeleted && !person.isGuest,
  );
  return there.find((person) => !isAway(person, today)) ?? there[0] ?? null;
}

/** The role that counts: a guest and a deactivated person have none, whatever they were given. */
export function roleOf(person: Pick<Person, 'role' | 'isGuest' | 'isDeleted'>): Role | null {
  if (person.isGuest || person.isDeleted) return null;
  return person.role ?? DEFAULT_ROLE;
}

/** Whether the person holds the right. */
export function may(person: Pick<Person, 'role' | 'isGuest' | 'isDeleted'>, right: Right): boolean {
  return mayRole(roleOf(person), right);
}

/** The least role that holds the right: what somebody without it would have to be given. */
export function leastRoleWith(right: Right): Role {
  return rolesWith(right)[0] ?? 'admin';
}

/** A stored role as a role; anything else counts as none given. */
export function readRole(text: string | null): Role | null {
  return isRole(text) ? text : null;
}

/** How names and addresses are compared when Slack and an import may mean the same person. */
export function sameKey(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();
}

/**
 * The member whom a text names: by the whole name or e-mail address, else by the address before its @ or the first
 * part of the name, which is what a handle usually is; an @ in front is passed over.
 * @returns all whom it names equally well
 */
export function findNamed(people: readonly Person[], text: string): Person[] {
  const wanted = sameKey(text).replace(/^@\s*/, '');
  if (wanted === '') return [];
  const members = people.filter((person) => person.slackUserId !== null && !person.isDeleted);
  const emailOf = ({ email }: Person) => (email === null ? '' : sameKey(email));
  const ways: ((person: Person) => boolean)[] = [
    (person) => sameKey(person.name) === wanted || emailOf(person) === wanted,
    (person) => emailOf(person).split('@')[0] === wanted,
    (person) => sameKey(person.name).split(' ')[0] === wanted,
  ];
  for (const isMeant of ways) {
    const named = members.filter(isMeant);
    if (named.length > 0) return named;
  }
  return [];
}

/** A pair of people who are one: `imported` is folded into `member`. */
export interface Link {
  member: Person;
  imported: Person;
}

/**
 * Finds the imported people who are members of the Slack workspace: by e-mail, else by a name that exactly one
 * member and one imported person bear, when their addresses do not say otherwise. Guests are never linked.
 */
export function findLinks(people: readonly Person[]): Link[] {
  const members = people.filter(
    (person) => person.slackUserId !== null && !person.isGuest && !person.isDeleted,
  );
  const imported = people.filter((person) => person.slackUserId === null);
  const byEmail = uniqueBy(members, ({ email }) => (email === null ? null : sameKey(email)));
  const byName = uniqueBy(members, ({ name }) => sameKey(name));
  const importedByName = uniqueBy(imported, ({ name }) => sameKey(name));
  const links: Link[] = [];
  for (const person of imported) {
    const sameEmail = person.email === null ? undefined : byEmail.get(sameKey(person.email));
    const member =
      sameEmail ?? (importedByName.has(sameKey(person.name)) ? byName.get(sameKey(person.name)) : undefined);
    if (member === undefined) continue;
    if (sameEmail === undefined && person.email !== null && member.email !== null) continue;
    links.push({ member, imported: person });
  }
  return links;
}

/** Those with a key of their own; where two share one, neither is in. */
function uniqueBy(people: readonly Person[], keyOf: (person: Person) => string | null): Map<string, Person> {
  const found = new Map<string, Person | null>();
  for (const person of people) {
    const key = keyOf(person);
    if (key !== null && key !== '') found.set(key, found.has(key) ? null : person);
  }
  return new Map([...found].filter((entry): entry is [string, Person] => entry[1] !== null));
}
