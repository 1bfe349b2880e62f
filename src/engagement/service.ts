/** Who is the person to go to for an account, on our side and on the customer's. */
import type { Account } from '../accounts/domain.ts';
import { searchContacts, type Contact } from '../accounts/contact-service.ts';
import { hasChurned } from '../accounts/service.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { accountRanges } from '../db/account-ranges.ts';
import type { Executor, OpenDatabase } from '../db/open.ts';
import { whoIsAsked, type Person } from '../people/domain.ts';
import { findLeader, findPeople } from '../people/service.ts';
import type { Program } from '../program/domain.ts';
import { readLastSpoken } from '../touchpoints/service.ts';
import { byUrgency, describeMissed, listMissed, type MissedRow } from './cadence-store.ts';
import { cadencesOf, type Engagement, type MissedCadence, type PersonaCadence } from './domain.ts';
import * as store from './store.ts';

export { listHalfOwned, listOwnerLoads, listUncovered, readLeftBehind } from './store.ts';

export interface CadencePage {
  /** What is this person's comes first. */
  firstOf?: string | null;
  /** The segments whose accounts nobody is bound to go to: those of free trials. */
  trials?: readonly string[];
  limit: number;
  offset?: number;
}

export interface MissedCadences {
  missed: MissedCadence[];
  /** On all pages. */
  total: number;
  /** On how many accounts. */
  accounts: number;
  /** How many of them are `firstOf`'s. */
  own: number;
}

/** A page of the cadences that are missed on a day, the most valuable accounts first. */
export async function listMissedCadences(
  { db, dialect }: Pick<OpenDatabase, 'db' | 'dialect'>,
  workspaceId: string,
  lines: readonly Engagement[],
  today: BusinessDate,
  { firstOf = null, limit, offset = 0, trials = [] }: CadencePage,
): Promise<MissedCadences> {
  const sum = { total: 0, accounts: 0, own: 0 };
  if (lines.length === 0) return { missed: [], ...sum };
  const leaderId = await leaderOf(db, workspaceId, lines, today);
  const context = { dialect, workspaceId, lines, trials, today, leaderId, firstOf };
  const wanted = offset + limit;
  let first: MissedRow[] = [];
  for await (const range of accountRanges({ db, dialect }, workspaceId, 'sift')) {
    const { rows, ...counts } = await listMissed(db, context, range, wanted);
    first = [...first, ...rows].toSorted(byUrgency).slice(0, wanted);
    sum.total += counts.total;
    sum.accounts += counts.accounts;
    sum.own += counts.own;
  }
  return { missed: await describeMissed(db, context, first.slice(offset)), ...sum };
}

/** Who does what is a leader's, where the lines ask for one. */
async function leaderOf(
  executor: Executor,
  workspaceId: string,
  lines: readonly Engagement[],
  today: BusinessDate,
): Promise<string | null> {
  return lines.some(({ who }) => who === 'leader') ? findLeader(executor, workspaceId, today) : null;
}

/** An account has few contacts: so many are told of. */
const MOST_CONTACTS = 500;

/** Whom to go to for an account on a day. */
export interface Who {
  churned: boolean;
  lead: Person | null;
  partner: Person | null;
  /** Each persona with who of us goes to them; empty where the account has churned. */
  personas: (PersonaCadence & { person: Person | null; play: string | null })[];
  /** Those of whom the account has most first: decision makers, then by name. */
  contacts: (Contact & { last: BusinessDate | null })[];
}

/** @param program null: there are no lines, and no play */
export async function readWho(
  executor: Executor,
  workspaceId: string,
  account: Account,
  program: Program | null,
  today: BusinessDate,
): Promise<Who> {
  const { id, leadId, partnerId } = account;
  const lines = program?.engagement ?? [];
  const leaderId = await leaderOf(executor, workspaceId, lines, today);
  const wanted = [leadId, partnerId, leaderId].filter((person) => person !== null);
  const people = await findPeople(executor, workspaceId, wanted);
  const known = (person: string | null) => people.find((one) => one.id === person) ?? null;
  const [lead, partner] = [known(leadId), known(partnerId)];
  const sees = {
    lead: whoIsAsked(lead, partner, today),
    partner: whoIsAsked(partner, lead, today),
    leader: known(leaderId) ?? whoIsAsked(lead, partner, today),
  };
  const churned = await hasChurned(executor, workspaceId, id);
  const spoken = await readLastSpoken(executor, workspaceId, id, today);
  const lastOf = await store.readLastByContact(executor, workspaceId, id, today);
  const contacts = await searchContacts(executor, workspaceId, id, '', MOST_CONTACTS);
  const cadences = churned ? [] : cadencesOf(lines, account, spoken, today);
  return {
    churned,
    lead,
    partner,
    personas: cadences.map((cadence) => ({
      ...cadence,
      person: cadence.line === null ? null : sees[cadence.line.who],
      play: playFor(program, cadence),
    })),
    contacts: contacts.map((contact) => ({ ...contact, last: lastOf.get(contact.id) ?? null })),
  };
}

/** The play that starts where nobody spoke with the persona, by its line or by the scorecard; null: none that is on. */
function playFor(program: Program | null, { persona, line }: PersonaCadence): string | null {
  const metric = program?.scorecard.metrics.find(
    (one) => one.persona === persona && one.source.kind === 'days_since_contact' && one.play !== null,
  );
  const play = program?.plays.find(({ id, enabled }) => id === (line?.play ?? metric?.play) && enabled);
  return play?.id ?? null;
}
