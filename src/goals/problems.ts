/** What is wrong with a Goal Card that a person wrote, in words that say what would be accepted. */
import { isBusinessDate, type BusinessDate } from '../base/business-date.ts';
import {
  alternativeField,
  MAX,
  type Alternative,
  type GoalDocument,
  type GoalProblems,
  type Measure,
} from './domain.ts';

/**
 * Finds what is wrong with a document.
 * @param before the document as it was: a date that has passed since it was written stays
 */
export function problemsOf(
  document: GoalDocument,
  today: BusinessDate,
  before: GoalDocument | null = null,
): GoalProblems {
  const problems: GoalProblems = {};
  const { requiredOutcome, deadline, events } = document;
  if (requiredOutcome.trim() === '') {
    problems['requiredOutcome'] = 'Write what the customer must achieve, in their words.';
  }
  for (const [part, max] of TEXT_LIMITS) {
    if ((document[part] ?? '').length > max) problems[part] = `This has at most ${max} characters.`;
  }
  const dated = { deadline, before: before?.deadline ?? null };
  if (deadline !== null && !isComing(deadline, today, dated.before)) problems['deadline'] = COMING;
  if (events.length > MAX.events) problems['events'] = `At most ${MAX.events} events, one per line.`;
  if (events.some((name) => name.length > MAX.kpi))
    problems['events'] = `A name has at most ${MAX.kpi} characters; write one per line.`;
  if (document.contacts.length > MAX.contacts)
    problems['contacts'] = `Choose at most ${MAX.contacts} contacts.`;
  return {
    ...problems,
    ...measureProblems(document.measure, today, before?.measure.by ?? null),
    ...alternativeProblems(document.alternatives),
  };
}

const TEXT_LIMITS = [
  ['name', MAX.name],
  ['background', MAX.long],
  ['responsibilities', MAX.long],
  ['timing', MAX.short],
  ['place', MAX.short],
  ['requiredOutcome', MAX.long],
  ['experience', MAX.long],
] as const;

const COMING = 'Choose today or a later day.';
/** Beyond these a figure can not be shown and read back digit by digit. */
const LARGEST = 1e15;
const SMALLEST = 1e-9;

function isComing(date: BusinessDate, today: BusinessDate, before: BusinessDate | null): boolean {
  return isBusinessDate(date) && (date >= today || date === before);
}

function measureProblems(measure: Measure, today: BusinessDate, byBefore: BusinessDate | null): GoalProblems {
  const problems: GoalProblems = {};
  const { kpi, baseline, target, by } = measure;
  if (kpi !== null && kpi.length > MAX.kpi)
    problems['kpi'] = `A KPI’s name has at most ${MAX.kpi} characters.`;
  for (const [field, value] of [
    ['baseline', baseline],
    ['target', target],
  ] as const) {
    if (value !== null && !isFigure(value)) problems[field] = 'Write a number, such as 50.';
  }
  if (kpi === null && (baseline !== null || target !== null)) {
    problems['kpi'] = 'Choose the KPI that these figures are of.';
  }
  if (kpi !== null && target === null)
    problems['target'] ??= 'Write the value that is a success, such as 50.';
  if (baseline !== null && target !== null && baseline === target) {
    problems['target'] = 'The target must differ from the baseline: what changes?';
  }
  if (by !== null && target === null && kpi === null) {
    problems['kpi'] ??= 'Choose what is measured by that day, or leave the day empty.';
  }
  if (by !== null && !isComing(by, today, byBefore)) problems['by'] = COMING;
  return problems;
}

function isFigure(value: number): boolean {
  const size = Math.abs(value);
  return size === 0 || (size >= SMALLEST && size <= LARGEST);
}

function alternativeProblems(alternatives: readonly Alternative[]): GoalProblems {
  const problems: GoalProblems = {};
  alternatives.forEach(({ name, rating, note }, index) => {
    if (name.trim() === '')
      problems[alternativeField(index, 'name')] = 'Name the alternative, such as “a spreadsheet”.';
    else if (name.length > MAX.alternative)
      problems[alternativeField(index, 'name')] = `A name has at most ${MAX.alternative} characters.`;
    if (rating !== null && !(Number.isInteger(rating) && rating >= 1 && rating <= 5))
      problems[alternativeField(index, 'rating')] = 'Choose 1 to 5.';
    if ((note ?? '').length > MAX.note)
      problems[alternativeField(index, 'note')] = `A note has at most ${MAX.note} characters.`;
  });
  return problems;
}
