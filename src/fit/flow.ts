/**
 * How an assessment is asked: the pages of its form, what a person has entered so far, and what is wrong with it.
 * Pure: what is shown is made in blocks/fit-form.ts, what is kept in store.ts.
 */
import { addDays, isBusinessDate, type BusinessDate } from '../base/business-date.ts';
import { isFinerThanCents } from '../base/cents.ts';
import {
  answersOf,
  FIT_KINDS,
  GATE_KINDS,
  MAX_COST,
  NO_POTENTIALS,
  POTENTIALS,
  READINESS_PARTS,
  type Characteristic,
  type Extension,
  type FitAssessment,
  type FitKind,
  type FitProgram,
  type GivenAnswer,
  type PotentialKind,
  type Potentials,
  type ReadinessPart,
  type ReadinessQuestion,
} from './domain.ts';

/** The questions of one kind or part that stand together on a page. */
export interface PageGroup {
  kind: FitKind | ReadinessPart;
  questions: (Characteristic | ReadinessQuestion)[];
}

export interface FitPage {
  /** Its place among all pages, from 0. */
  index: number;
  isLast: boolean;
  step: 'gates' | 'others' | 'readiness';
  /** Its place among the pages of its step, from 1, and how many those are. */
  number: number;
  of: number;
  groups: PageGroup[];
  /** The potentials stand on the last page. */
  hasPotentials: boolean;
}

/** Two blocks each, and Slack shows at most 100 with all that stands around them. */
const QUESTIONS_PER_PAGE = 20;

/** The pages in their order: the gates, the other kinds, then readiness with the potentials. A step without questions has none. */
export function pagesOf({ checklist, readiness }: Pick<FitProgram, 'checklist' | 'readiness'>): FitPage[] {
  const isGate = ({ kind }: Characteristic) => GATE_KINDS.includes(kind);
  const steps = [
    { step: 'gates' as const, lists: inLists(checklist.filter(isGate)) },
    { step: 'others' as const, lists: inLists(checklist.filter((asked) => !isGate(asked))) },
    { step: 'readiness' as const, lists: readiness.length === 0 ? [[]] : inLists(readiness) },
  ];
  const pages = steps.flatMap(({ step, lists }) =>
    lists.map((questions, at) => ({ step, number: at + 1, of: lists.length, groups: inGroups(questions) })),
  );
  return pages.map((page, index) => {
    const isLast = index === pages.length - 1;
    return { ...page, index, isLast, hasPotentials: isLast };
  });
}

/** Whether the gates end with this page. */
export function endsGates(page: FitPage): boolean {
  return page.step === 'gates' && page.number === page.of;
}

/** What a person has entered of an assessment, as it stands in the form. */
export interface FitDraft {
  accountId: string;
  /** Made anew with each start. */
  flow: string;
  /** The newest assessment when it was begun; null: there was none. */
  baseId: string | null;
  page: number;
  answers: Map<string, GivenAnswer>;
  potentials: Record<PotentialKind, { level: string; reason: string }>;
  extension: ExtensionEntry;
  /** UTC ISO time of the last change; null: nothing was entered yet. */
  touchedAt: string | null;
}

export interface ExtensionEntry {
  text: string;
  until: string;
  cost: string;
}

/** What was entered on one page: only what its form has. */
export interface FitEntry {
  answers?: ReadonlyMap<string, GivenAnswer>;
  potentials?: FitDraft['potentials'];
  extension?: ExtensionEntry;
}

/** A new draft, in which the newest assessment's answers stand already. */
export function beginDraft(
  program: FitProgram,
  begun: { accountId: string; flow: string; newest: FitAssessment | null },
): FitDraft {
  const { newest } = begun;
  const potentials = newest?.potentials ?? NO_POTENTIALS;
  const entryOf = (kind: PotentialKind) => ({
    level: potentials[kind] === null ? '' : String(potentials[kind].level),
    reason: potentials[kind]?.reason ?? '',
  });
  return {
    accountId: begun.accountId,
    flow: begun.flow,
    baseId: newest?.id ?? null,
    page: 0,
    answers: answersOf(program, newest?.answers ?? new Map()),
    potentials: {
      success: entryOf('success'),
      ascension: entryOf('ascension'),
      advocacy: entryOf('advocacy'),
    },
    extension: {
      text: newest?.extension?.text ?? '',
      until: newest?.extension?.until ?? '',
      cost: newest?.extension?.cost === undefined ? '' : (newest.extension.cost?.toString() ?? ''),
    },
    touchedAt: null,
  };
}

/** The draft with what was entered on one page. */
export function withEntry(draft: FitDraft, entry: FitEntry): FitDraft {
  return {
    ...draft,
    answers: new Map([...draft.answers, ...(entry.answers ?? [])]),
    potentials: entry.potentials ?? draft.potentials,
    extension: entry.extension ?? draft.extension,
  };
}

/** How many of the program's questions have an answer. */
export function countAnswered(program: FitProgram, draft: FitDraft): { answered: number; of: number } {
  const given = [...answersOf(program, draft.answers).values()];
  return {
    answered: given.filter(({ answer }) => answer !== 'unknown').length,
    of: program.checklist.length + program.readiness.length,
  };
}

/** The potentials that are complete, and what of the others is missing. */
export interface ReadPotentials {
  potentials: Potentials;
  missing: { kind: PotentialKind; field: 'level' | 'reason' }[];
}

/** A potential has a level and a reason, or neither. */
export function readPotentials(entered: FitDraft['potentials']): ReadPotentials {
  const potentials: Potentials = { ...NO_POTENTIALS };
  const missing: ReadPotentials['missing'] = [];
  for (const kind of POTENTIALS) {
    const { level, reason } = entered[kind];
    const isLevel = /^[0-3]$/.test(level);
    if (isLevel && reason !== '') potentials[kind] = { level: Number(level), reason };
    else if (isLevel) missing.push({ kind, field: 'reason' });
    else if (reason !== '') missing.push({ kind, field: 'level' });
  }
  return { potentials, missing };
}

export type ExtensionField = keyof ExtensionEntry;
export type ReadExtension =
  | { ok: true; extension: Extension }
  | { ok: false; problems: Partial<Record<ExtensionField, string>> };

/** Nobody plans further ahead than this. */
const MOST_DAYS_AHEAD = 3660;

/** What is accepted for a stretch customer, with its limit; the problems are in words for the form. */
export function readExtension(entered: ExtensionEntry, today: BusinessDate): ReadExtension {
  const problems: Partial<Record<ExtensionField, string>> = {};
  const { text, until } = entered;
  const cost = entered.cost === '' ? null : Number(entered.cost);
  if (text === '') problems.text = 'Write what is accepted, such as “We build their SSO connector by March”.';
  if (!isBusinessDate(until)) problems.until = 'Choose the last day on which it is accepted.';
  else if (until < today) problems.until = 'Choose today or a later day.';
  else if (until > addDays(today, MOST_DAYS_AHEAD)) problems.until = 'Choose a day within ten years.';
  if (cost !== null && !(cost >= 0 && cost <= MAX_COST))
    problems.cost = 'An amount of 0 or more, such as 12000.';
  else if (cost !== null && isFinerThanCents(cost)) problems.cost = 'At most two decimals, such as 12000.50.';
  return Object.keys(problems).length > 0
    ? { ok: false, problems }
    : { ok: true, extension: { text, until, cost } };
}

/** The questions that two people answered differently, by word or evidence, in the program's order. */
export function disagreements(
  program: FitProgram,
  theirs: ReadonlyMap<string, GivenAnswer>,
  mine: ReadonlyMap<string, GivenAnswer>,
): { question: Characteristic | ReadinessQuestion; theirs: GivenAnswer; mine: GivenAnswer }[] {
  const nothing: GivenAnswer = { answer: 'unknown', evidence: '' };
  return [...program.checklist, ...program.readiness].flatMap((question) => {
    const pair = { theirs: theirs.get(question.key) ?? nothing, mine: mine.get(question.key) ?? nothing };
    const isSame = pair.theirs.answer === pair.mine.answer && pair.theirs.evidence === pair.mine.evidence;
    return isSame ? [] : [{ question, ...pair }];
  });
}

function inLists<T>(questions: readonly T[]): T[][] {
  const lists: T[][] = [];
  for (let start = 0; start < questions.length; start += QUESTIONS_PER_PAGE) {
    lists.push(questions.slice(start, start + QUESTIONS_PER_PAGE));
  }
  return lists;
}

function inGroups(questions: readonly (Characteristic | ReadinessQuestion)[]): PageGroup[] {
  return [...FIT_KINDS, ...READINESS_PARTS].flatMap((kind) => {
    const asked = questions.filter(
      (question) => ('kind' in question ? question.kind : question.part) === kind,
    );
    return asked.length === 0 ? [] : [{ kind, questions: asked }];
  });
}
