/** What messages say of users, accounts and answers beside their ids. */
import { domainKey } from '../accounts/domain.ts';
import { isBusinessDate, type BusinessDate } from '../base/business-date.ts';
import { HEALTH_PERSONAS, type HealthPersona } from '../health/domain.ts';
import { STAGES } from '../program/domain.ts';
import type { AccountTraits, ContactTraits, ParseContext } from './domain.ts';
import { LONGEST_NAME, readInstant, readNumber, readText, type Json } from './json-values.ts';

const LONGEST_NOTE = 3000;

/** Traits are free text in every product: what does not fit is left out. */
export function contactTraits(traits: Json): ContactTraits {
  const both = [traits['firstName'], traits['lastName']].filter((part) => typeof part === 'string').join(' ');
  return dropEmpty({
    name: plain(traits['name']) ?? plain(both),
    email: plain(traits['email']),
    title: plain(traits['title']),
  });
}

/** The same of an account; a segment is known by its id or name, also where it is told as the plan. */
export function accountTraits(traits: Json, { segments, dayOf }: ParseContext): AccountTraits {
  const date = (value: unknown): BusinessDate | undefined => {
    if (typeof value === 'string' && isBusinessDate(value)) return value;
    const ms = readInstant(value);
    return typeof ms === 'number' ? dayOf(ms) : undefined;
  };
  const wanted = [traits['segment'], traits['plan']].flatMap((value) => plain(value)?.toLowerCase() ?? []);
  const segment = wanted.flatMap(
    (word) => segments.find(({ id, name }) => isOneOf(word, [id, name])) ?? [],
  )[0];
  const stage = plain(traits['stage'])?.toLowerCase();
  const currency = plain(traits['currency'])?.toUpperCase();
  return dropEmpty({
    name: plain(traits['name']),
    domain: domainOf(plain(traits['domain']) ?? plain(traits['website'])),
    segment: segment?.id,
    stage: STAGES.find((known) => known.toLowerCase() === stage),
    arr: readNumber(traits['arr']) ?? undefined,
    currency: currency !== undefined && /^[A-Z]{3}$/.test(currency) ? currency : undefined,
    started_on: date(traits['started_on']),
    renews_on: date(traits['renews_on']),
    startedOnIfEmpty: date(traits['createdAt']),
  });
}

/** As with traits, what does not fit is left out. */
export function answerTraits(properties: Json): { persona: HealthPersona | null; note: string | null } {
  const persona = plain(properties['persona'])?.toLowerCase().replace(/\s+/g, '_');
  const note = readText(properties['note'] ?? properties['comment'], LONGEST_NOTE);
  return {
    persona: HEALTH_PERSONAS.find((known) => known === persona) ?? null,
    note: note.ok ? note.text : null,
  };
}

function domainOf(address: string | undefined): string | undefined {
  const domain = domainKey(address ?? '');
  return domain === '' || /\s/.test(domain) ? undefined : domain;
}

function isOneOf(word: string, known: readonly string[]): boolean {
  return known.some((candidate) => candidate.toLowerCase() === word);
}

function plain(value: unknown): string | undefined {
  const found = readText(value, LONGEST_NAME);
  return found.ok && found.text !== null ? found.text : undefined;
}

function dropEmpty<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
