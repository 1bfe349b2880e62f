/** Feedback as the values of its form, and back. */
import { asTyped } from '../base/text.ts';
import { feedbackFields as names, readEvidence, type FeedbackValues } from '#blocks/feedback-form.ts';
import { CONSENT_WORDS } from '#blocks/feedback-words.ts';
import { businessDateOf, isBusinessDate, type BusinessDate } from '../base/business-date.ts';
import {
  CONSENTS,
  timeOf,
  type EvidenceRef,
  type Feedback,
  type FeedbackFields,
  type Message,
} from './domain.ts';
import type { SaveProblems } from './service.ts';

export function valuesOf(
  feedback: Feedback,
  evidence: readonly EvidenceRef[],
  timezone: string,
): FeedbackValues {
  return {
    [names.text]: feedback.text,
    [names.account]: feedback.accountId,
    [names.contact]: feedback.contactId,
    [names.author]: feedback.contactId === null ? feedback.author : null,
    [names.saidOn]: businessDateOf(new Date(feedback.saidAt), timezone),
    [names.consent]: feedback.consent,
    [names.consentUntil]: feedback.consentUntil,
    [names.evidence]: evidence.map(({ subject, id }) => `${subject}:${id}`),
  };
}

export function saysTheSame(values: FeedbackValues, start: FeedbackValues): boolean {
  return Object.values(names).every((name) => {
    const [a, b] = [values[name], start[name]].map((value) =>
      Array.isArray(value) ? value.toSorted().join() : (value ?? '').trim(),
    );
    // A text that is too long for the field stands above it, and the field is empty.
    return a === b || (name === names.text && a === '');
  });
}

export type ReadValues =
  | { ok: true; fields: FeedbackFields; evidence: EvidenceRef[] }
  | { ok: false; errors: Record<string, string> };

export function readValues(
  values: FeedbackValues,
  of:
    | (Pick<Message, 'text'> &
        ({ ts: string | null; saidAt?: string; author?: Message['author'] } | Feedback))
    | null,
  { timezone, today }: { timezone: string; today: BusinessDate },
): ReadValues {
  const errors: Record<string, string> = {};
  const accountId = textOf(values[names.account]);
  if (accountId === '') errors[names.account] = 'Choose the account that this is about.';
  const saidOn = textOf(values[names.saidOn]);
  if (!isBusinessDate(saidOn)) errors[names.saidOn] = 'Choose the day on which it was said.';
  else if (saidOn > today && saidAtOf(saidOn, of, timezone) === `${saidOn}T12:00:00.000Z`)
    errors[names.saidOn] = 'Choose today or an earlier day: nobody has said it yet.';
  const consent = CONSENTS.find((known) => known === values[names.consent]);
  if (consent === undefined) errors[names.consent] = `Choose ${Object.values(CONSENT_WORDS).join(', ')}.`;
  const contactId = textOf(values[names.contact]);
  const author = asTyped(textOf(values[names.author]));
  // The name that the form began with may stay: nobody typed it.
  if (contactId !== '' && author !== '' && author !== nameIn(of))
    errors[names.author] = 'Choose a contact above or write a name here, not both: one of them said it.';
  if (Object.keys(errors).length > 0 || consent === undefined) return { ok: false, errors };
  const typed = asTyped(textOf(values[names.text]));
  const fields: FeedbackFields = {
    accountId,
    text: typed === '' ? (of?.text ?? '') : typed,
    author,
    contactId: contactId === '' ? null : contactId,
    saidAt: saidAtOf(saidOn, of, timezone),
    consent,
    consentUntil: textOf(values[names.consentUntil]) || null,
  };
  return { ok: true, fields, evidence: evidenceIn(values) };
}

/** The name of who said it, as it is known of the message or was saved. */
function nameIn(of: { author?: string | Message['author'] } | null): string | null {
  return typeof of?.author === 'string' ? of.author : (of?.author?.name ?? null);
}

/** The time of the message, or as it was saved, where the day is the same; else the middle of the day. */
function saidAtOf(
  day: string,
  of: ({ ts: string | null; saidAt?: string } | Feedback) | null,
  timezone: string,
): string {
  const known = of?.saidAt ?? (of?.ts ? timeOf(of.ts) : null);
  return known !== null && businessDateOf(new Date(known), timezone) === day ? known : `${day}T12:00:00.000Z`;
}

export function evidenceIn(values: FeedbackValues): EvidenceRef[] {
  const chosen = values[names.evidence];
  return Array.isArray(chosen) ? chosen.flatMap((value) => readEvidence(value) ?? []) : [];
}

export function onFields(problems: SaveProblems): Record<string, string> {
  const fields: Record<keyof SaveProblems, string> = {
    accountId: names.account,
    text: names.text,
    author: names.author,
    contactId: names.contact,
    saidAt: names.saidOn,
    consent: names.consent,
    consentUntil: names.consentUntil,
    evidence: names.evidence,
  };
  return Object.fromEntries(
    Object.entries(problems).map(([part, problem]) => [fields[part as keyof SaveProblems], problem]),
  );
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
