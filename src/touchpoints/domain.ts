/** Touchpoints: the times that somebody of ours spoke with somebody of the customer. */
import { laterOf, type BusinessDate } from '../base/business-date.ts';

export const TOUCHPOINT_KINDS = ['call', 'meeting', 'message', 'event'] as const;
export type TouchpointKind = (typeof TOUCHPOINT_KINDS)[number];

export const SPOKEN_PERSONAS = ['decision_maker', 'influencer', 'user'] as const;
export type SpokenPersona = (typeof SPOKEN_PERSONAS)[number];

/** What a contact was before the form changed them, which an undo brings back: nobody, or of no known persona. */
export type ContactBefore = 'nobody' | 'no_persona';

/** With this begin the keys of touchpoints that reviews wrote; the review's id follows. */
export const REVIEW_KEY = 'ebr|';

export interface Touchpoint {
  id: string;
  accountId: string;
  persona: SpokenPersona;
  /** Null: nobody in particular is known. */
  contactId: string | null;
  contactBefore: ContactBefore | null;
  day: BusinessDate;
  kind: TouchpointKind;
  note: string | null;
  /** Its identity: in the source of an import, or by the form or the review that wrote it. */
  key: string | null;
  loggedBy: string;
  loggedAt: string;
}

/** What a person says of one conversation. */
export interface Spoken {
  contactIds: readonly string[];
  /** Somebody who is no contact yet. */
  newName: string | null;
  /** Of the new one, of contacts without a persona, or of nobody in particular. */
  persona: SpokenPersona | null;
  day: BusinessDate;
  kind: TouchpointKind;
  note: string | null;
}

export type SpokenField = 'contacts' | 'newName' | 'persona' | 'day' | 'note';
export type SpokenProblems = Partial<Record<SpokenField, string>>;

/** A person at the customer, as far as a touchpoint asks. */
export interface SpokenContact {
  id: string;
  name: string;
  persona: string | null;
}

/** One of those who were spoken with; `id` null: nobody in particular. */
export interface With {
  contactId: string | null;
  name: string | null;
  persona: SpokenPersona;
  contactBefore?: ContactBefore;
}

export type SpokenReading =
  /** `newcomer`: the new contact's name, who is the last one of `with`. */
  { ok: true; with: With[]; newcomer: string | null } | { ok: false; problems: SpokenProblems };

/** One conversation has at most so many people: a longer list is one of accounts. */
export const MAX_SPOKEN = 10;
export const MAX_SPOKEN_NOTE = 2000;

/**
 * Who was spoken with: each chosen contact by their own persona, one without by the persona that was chosen; the new
 * one; and where the chosen persona is nobody's of these, somebody of it.
 * @param chosen the contacts that were chosen, with the namesake of the new one where there is such a contact
 */
export function readSpoken(
  spoken: Spoken,
  chosen: readonly SpokenContact[],
  today: BusinessDate,
): SpokenReading {
  const problems: SpokenProblems = {};
  const { persona, newName } = spoken;
  if (spoken.day > today) problems.day = 'Choose today or an earlier day.';
  if ((spoken.note ?? '').length > MAX_SPOKEN_NOTE)
    problems.note = `A note has at most ${MAX_SPOKEN_NOTE} characters.`;
  const met = chosen.filter(({ id }, index) => chosen.findIndex((other) => other.id === id) === index);
  if (met.length > MAX_SPOKEN) problems.contacts = `Choose at most ${MAX_SPOKEN} people.`;
  if (met.length === 0 && newName === null && persona === null)
    problems.contacts = 'Choose with whom you spoke, write a new name, or choose a persona alone.';
  const found: With[] = [];
  for (const { id, name, persona: own } of met) {
    const known = personaOf(own) ?? persona;
    if (known === null) problems.persona ??= `“${name}” has no persona yet: choose it here.`;
    else found.push({ contactId: id, name, persona: known });
  }
  if (newName !== null && persona === null) problems.persona ??= `Choose the persona of “${newName}”.`;
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  if (newName !== null && persona !== null) found.push({ contactId: null, name: newName, persona });
  else if (persona !== null && found.every((other) => other.persona !== persona))
    found.push({ contactId: null, name: null, persona });
  return { ok: true, with: found, newcomer: newName };
}

/** A contact's persona as one that is spoken with; null: it is not known. */
export function personaOf(text: string | null): SpokenPersona | null {
  return SPOKEN_PERSONAS.find((known) => known === text) ?? null;
}

/** When each persona was last spoken with; null: never, as far as is known. */
export type LastSpoken = Readonly<Record<SpokenPersona, BusinessDate | null>>;

export const NEVER_SPOKEN: LastSpoken = { decision_maker: null, influencer: null, user: null };

/** The later one of each persona. */
export function withSpoken(
  last: LastSpoken,
  touchpoints: readonly Pick<Touchpoint, 'persona' | 'day'>[],
): LastSpoken {
  const next: Record<SpokenPersona, BusinessDate | null> = { ...last };
  for (const { persona, day } of touchpoints) {
    const known = next[persona];
    next[persona] = known === null ? day : laterOf(known, day);
  }
  return next;
}

/** Who of the customer was at a review. */
export interface Attendance {
  contactIds: readonly string[];
  /** Null: nobody said so. */
  decisionMakerThere: boolean | null;
}

export type AttendanceReading =
  | { ok: true; decisionMakerThere: boolean | null; with: With[] }
  /** A decision maker is named among those who were there. */
  | { ok: false; problem: 'decision-maker-named'; name: string };

/**
 * What a review says of who was spoken with: the contacts whose persona is known, and where a decision maker was there
 * whom nobody named, somebody of that persona. Who is named as there was there, whether or not anybody says so.
 */
export function readAttendance(said: boolean | null, there: readonly SpokenContact[]): AttendanceReading {
  const known = there.flatMap(({ id, name, persona }): With[] => {
    const own = personaOf(persona);
    return own === null ? [] : [{ contactId: id, name, persona: own }];
  });
  const named = known.find(({ persona }) => persona === 'decision_maker');
  if (named !== undefined && said === false)
    return { ok: false, problem: 'decision-maker-named', name: named.name ?? '' };
  const decisionMakerThere = said ?? (named === undefined ? null : true);
  const somebody: With = { contactId: null, name: null, persona: 'decision_maker' };
  return {
    ok: true,
    decisionMakerThere,
    with: decisionMakerThere === true && named === undefined ? [...known, somebody] : known,
  };
}

/**
 * What the named contacts say of it before anybody does: yes with a decision maker among them; no only where everybody's
 * persona is known.
 */
export function guessAttendance(named: number, contacts: readonly SpokenContact[]): boolean | null {
  if (contacts.some(({ persona }) => persona === 'decision_maker')) return true;
  const all = contacts.length > 0 && contacts.length === named;
  return all && contacts.every(({ persona }) => personaOf(persona) !== null) ? false : null;
}
