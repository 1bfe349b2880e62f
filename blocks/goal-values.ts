/** A Goal Card as the values of its form, and back: what goes in comes out unchanged but for its ends. */
import { CONTACT_PERSONAS, CONTACT_QUALIFIERS } from '#src/accounts/domain.ts';
import { asTyped } from '#src/base/text.ts';
import {
  alternativeField,
  GAINS,
  hasMadeName,
  MAX,
  PERIODS,
  type Alternative,
  type GoalDocument,
  type GoalProblems,
  type Measure,
  type NewContact,
} from '#src/goals/domain.ts';

/** What a form holds: by the field's name, which is the name of the document's part. */
export type GoalValues = Record<string, string | string[] | null>;

/** The choice that says nothing, of menus that could not be emptied otherwise. */
export const NONE = 'none';
/** The choice that says that the KPI is written beside the menu. */
export const OTHER = 'other';
const KPI = 'kpi:';
const MILESTONE = 'milestone:';
/** A choice's value has 75 characters. */
const LONGEST_CHOICE = 64;

/** The value of a KPI's choice; null: its name is too long for a menu. */
export function kpiChoice(kpi: string): string | null {
  return kpi.length <= LONGEST_CHOICE ? KPI + kpi : null;
}

/** The value of a milestone's choice; null: its id is too long for a menu. */
export function milestoneChoice(id: string): string | null {
  return id.length <= LONGEST_CHOICE ? MILESTONE + id : null;
}

/** The KPI or the milestone that a choice stands for. */
export function chosenName(choice: unknown): string | null {
  if (typeof choice !== 'string') return null;
  for (const prefix of [KPI, MILESTONE]) if (choice.startsWith(prefix)) return choice.slice(prefix.length);
  return null;
}

/** A document as its form shows it. */
export function valuesOf(document: GoalDocument): GoalValues {
  const { measure } = document;
  const choice = measure.kpi === null ? NONE : (kpiChoice(measure.kpi) ?? OTHER);
  const values: GoalValues = {
    // A name made from the outcome is made anew with it.
    name: hasMadeName(document) ? null : document.name,
    contacts: document.contacts,
    background: document.background,
    responsibilities: document.responsibilities,
    period: document.period ?? NONE,
    timing: document.timing,
    deadline: document.deadline,
    place: document.place,
    requiredOutcome: document.requiredOutcome,
    experience: document.experience,
    gains: document.gains,
    kpi: choice,
    kpiOther: choice === OTHER ? measure.kpi : null,
    baseline: numberText(measure.baseline),
    target: numberText(measure.target),
    by: measure.by,
    milestoneId: document.milestoneId === null ? NONE : milestoneChoice(document.milestoneId),
    events: document.events.join('\n'),
  };
  document.alternatives.forEach(({ name, rating, note }, index) => {
    values[alternativeField(index, 'name')] = name;
    values[alternativeField(index, 'rating')] = rating === null ? NONE : String(rating);
    values[alternativeField(index, 'note')] = note;
  });
  return values;
}

/** What was read of a form. */
export interface ReadGoal {
  document: GoalDocument;
  newContact: NewContact | null;
  /** Problems that only the form can have, by field. */
  problems: GoalProblems;
  /** For each alternative the row of the form in which it stands. */
  rows: number[];
}

/** Reads a form; whether what it says is right, the domain decides. */
export function readGoal(values: GoalValues): ReadGoal {
  const problems: GoalProblems = {};
  const { alternatives, rows } = readAlternatives(values);
  const newContact = readNewContact(values, problems);
  const document: GoalDocument = {
    name: textOf(values['name']) ?? '',
    contacts: listOf(values['contacts']),
    background: textOf(values['background']),
    responsibilities: textOf(values['responsibilities']),
    period: PERIODS.find((period) => period === values['period']) ?? null,
    timing: textOf(values['timing']),
    deadline: textOf(values['deadline']),
    place: textOf(values['place']),
    requiredOutcome: textOf(values['requiredOutcome']) ?? '',
    experience: textOf(values['experience']),
    gains: GAINS.filter((gain) => listOf(values['gains']).includes(gain)),
    measure: readMeasure(values, problems),
    milestoneId: chosenName(values['milestoneId']),
    events: [...new Set(linesOf(textOf(values['events']) ?? ''))],
    alternatives,
  };
  return { document, newContact, problems, rows };
}

/** The problems of a document on the fields of the form from which it was read. */
export function fieldErrors(problems: GoalProblems, rows: readonly number[]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(problems).map(([field, problem]) => {
      const [, part, index] = /^alternative_(name|rating|note)_(\d+)$/.exec(field) ?? [];
      if (part === undefined) return [field, problem];
      return [alternativeField(rows[Number(index)] ?? 0, part as keyof Alternative), problem];
    }),
  );
}

/** How many rows for alternatives hold something, at least one. */
export function rowsFilled(values: GoalValues): number {
  const filled = readAlternatives(values).rows.at(-1);
  return filled === undefined ? 1 : filled + 1;
}

/** Whether anything is written of somebody new. */
export function namesSomebodyNew(values: GoalValues): boolean {
  const problems: GoalProblems = {};
  return readNewContact(values, problems) !== null || problems['newName'] !== undefined;
}

function readMeasure(values: GoalValues, problems: GoalProblems): Measure {
  const chosen = chosenName(values['kpi']);
  const written = textOf(values['kpiOther']);
  if (chosen !== null && written !== null && chosen !== written) {
    problems['kpiOther'] = 'Choose a KPI or write another one here, not both.';
  }
  if (values['kpi'] === OTHER && written === null) problems['kpiOther'] = 'Write the name of the KPI.';
  return {
    kpi: chosen ?? written,
    baseline: readNumber(values, 'baseline', problems),
    target: readNumber(values, 'target', problems),
    by: textOf(values['by']),
  };
}

function readNumber(values: GoalValues, field: string, problems: GoalProblems): number | null {
  const text = textOf(values[field]);
  if (text === null) return null;
  const number = Number(text);
  // A minus before nothing is no figure of its own.
  if (Number.isFinite(number)) return number === 0 ? 0 : number;
  problems[field] = 'Write a number, such as 50.';
  return null;
}

function readNewContact(values: GoalValues, problems: GoalProblems): NewContact | null {
  const name = textOf(values['newName']);
  const persona = CONTACT_PERSONAS.find((known) => known === values['newPersona']) ?? null;
  const title = textOf(values['newTitle']);
  const qualifiers = CONTACT_QUALIFIERS.filter((known) => listOf(values['newQualifiers']).includes(known));
  if (name !== null) return { name, persona, title, qualifiers };
  if (persona !== null || title !== null || qualifiers.length > 0) {
    problems['newName'] = 'Write the name of the new contact, or leave all of their fields empty.';
  }
  return null;
}

function readAlternatives(values: GoalValues): { alternatives: Alternative[]; rows: number[] } {
  const alternatives: Alternative[] = [];
  const rows: number[] = [];
  for (let row = 0; row < MAX.alternatives; row += 1) {
    const name = textOf(values[alternativeField(row, 'name')]);
    const note = textOf(values[alternativeField(row, 'note')]);
    const chosen = values[alternativeField(row, 'rating')];
    const rating = typeof chosen === 'string' && /^[1-5]$/.test(chosen) ? Number(chosen) : null;
    if (name === null && note === null && rating === null) continue;
    alternatives.push({ name: name ?? '', rating, note });
    rows.push(row);
  }
  return { alternatives, rows };
}

function textOf(value: unknown): string | null {
  const text = typeof value === 'string' ? asTyped(value) : '';
  return text === '' ? null : text;
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function linesOf(text: string): string[] {
  return text
    .split(/\r\n|[\r\n]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A number as a field for numbers takes it: digits, without an exponent. */
function numberText(number: number | null): string | null {
  return number === null
    ? null
    : number.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 100 });
}
