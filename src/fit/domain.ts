/**
 * Fit: does the customer have success potential? A checklist of characteristics gives the verdict; how ready, willing
 * and able the customer is, and what may come of it (the potentials), is judged apart from it.
 */
import { STAGES_BEFORE_SALE } from '../program/domain.ts';

export const FIT_KINDS = [
  'technical',
  'functional',
  'resource',
  'competence',
  'experience',
  'cultural',
] as const;
export type FitKind = (typeof FIT_KINDS)[number];

/** The kinds that are asked first: whoever does not meet these is better not sold to. */
export const GATE_KINDS: readonly FitKind[] = ['technical', 'functional'];

export const READINESS_PARTS = ['ready', 'willing', 'able'] as const;
export type ReadinessPart = (typeof READINESS_PARTS)[number];

export const POTENTIALS = ['success', 'ascension', 'advocacy'] as const;
export type PotentialKind = (typeof POTENTIALS)[number];

/** From the best to the worst; `unknown` lies between, since nothing was found against it. */
export const VERDICTS = ['good_fit', 'stretch', 'unknown', 'bad_fit'] as const;
export type Verdict = (typeof VERDICTS)[number];

export type Level = 'must' | 'should';

/** Something that is asked of a customer. Its key is its id, with the section before it where that is readiness. */
interface Question {
  key: string;
  id: string;
  name: string;
}

/** What a customer with success potential is, or has. */
export interface Characteristic extends Question {
  kind: FitKind;
  level: Level;
}

export interface ReadinessQuestion extends Question {
  part: ReadinessPart;
}

/** What a program says about fit. */
export interface FitProgram {
  /** The share of the known `should` that must be yes for a good fit, in per cent. */
  bar: number;
  /** By kind, in the order of `FIT_KINDS`. */
  checklist: Characteristic[];
  /** By part, in the order of `READINESS_PARTS`. */
  readiness: ReadinessQuestion[];
  profile: IdealProfile;
}

/** The ideal customer; null: the program does not say. */
export interface IdealProfile {
  situation: string | null;
  goal: string | null;
  capabilities: string | null;
  ready: string | null;
  willing: string | null;
  able: string | null;
  efficiency: {
    /** Expected first-year gross margin for each 1 that acquisition costs, onboarding and support included. */
    atLeast: number | null;
    /** The most that it may cost to win one, onboarding and support included. */
    costAtMost: number | null;
  };
  /** From the customer's point of view. */
  questions: { know: string | null; comfortable: string | null; designed: string | null };
}

export type Answer = 'yes' | 'no' | 'unknown';

/** An answer and how it is known; the evidence may be empty. */
export interface GivenAnswer {
  answer: Answer;
  evidence: string;
}

/** By the question's key; what is not there is unknown. */
export type Answers = ReadonlyMap<string, GivenAnswer>;

/** 0 (none) to 3 (high), with why. */
export interface Potential {
  level: number;
  reason: string;
}

/** Null: not judged. */
export type Potentials = Record<PotentialKind, Potential | null>;

export const NO_POTENTIALS: Potentials = { success: null, ascension: null, advocacy: null };

/** 0 to 100, rounded; null while nothing of it is known. */
export type Readiness = Record<ReadinessPart, number | null> & {
  /** Where the customer stands on the spectrum: the mean of the parts of which something is known. */
  spectrum: number | null;
};

/** What the answers come to. */
export interface FitResult {
  verdict: Verdict;
  /** The musts that are answered no: why it is a bad fit. */
  failed: Characteristic[];
  /** Of the characteristics that should be there: how many are, of how many it is known. */
  should: { yes: number; known: number };
  readiness: Readiness;
}

export function answerTo(answers: Answers, question: Pick<Question, 'key'>): Answer {
  return answers.get(question.key)?.answer ?? 'unknown';
}

/** Everything that follows from the answers by the program's checklist. */
export function assessFit(program: FitProgram, answers: Answers): FitResult {
  const shoulds = program.checklist.filter(({ level }) => level === 'should');
  return {
    verdict: verdictOf(program, answers),
    failed: program.checklist.filter((asked) => asked.level === 'must' && answerTo(answers, asked) === 'no'),
    should: tally(shoulds, answers),
    readiness: readinessOf(program.readiness, answers),
  };
}

/**
 * A bad fit if any must is no; unknown while any must is unknown; a stretch if the share of yes among the known
 * shoulds is under the bar; a good fit otherwise. Without a known should nothing is under the bar, so that musts alone
 * make a good fit; and where nothing of the checklist is known at all it is unknown, whether or not it has musts.
 */
export function verdictOf(
  { bar, checklist }: Pick<FitProgram, 'bar' | 'checklist'>,
  answers: Answers,
): Verdict {
  const musts = checklist.filter(({ level }) => level === 'must');
  if (musts.some((must) => answerTo(answers, must) === 'no')) return 'bad_fit';
  if (musts.some((must) => answerTo(answers, must) === 'unknown')) return 'unknown';
  const { yes, known } = tally(
    checklist.filter(({ level }) => level === 'should'),
    answers,
  );
  if (musts.length === 0 && known === 0) return 'unknown';
  return yes * 100 < bar * known ? 'stretch' : 'good_fit';
}

/** Each part is the share of yes among its known answers; the spectrum is the mean of the parts that are known. */
export function readinessOf(questions: readonly ReadinessQuestion[], answers: Answers): Readiness {
  const parts = READINESS_PARTS.map((part) =>
    tally(
      questions.filter((question) => question.part === part),
      answers,
    ),
  );
  const known = parts.filter((part) => part.known > 0);
  // In whole numbers, so that a mean that ends in a half is rounded up and not wherever a fraction's last bit leads.
  const common = known.reduce((product, part) => product * part.known, 1);
  const sum = known.reduce((total, part) => total + (part.yes * common) / part.known, 0);
  const [ready, willing, able] = parts.map(({ yes, known }) => percent(yes, known));
  return {
    ready: ready ?? null,
    willing: willing ?? null,
    able: able ?? null,
    spectrum: percent(sum, common * known.length),
  };
}

/** Of how many questions of readiness the answer is known: on how much the figures stand. */
export function knownReadiness(
  questions: readonly ReadinessQuestion[],
  answers: Answers,
): { known: number; of: number } {
  return { known: tally(questions, answers).known, of: questions.length };
}

/** What nobody answered yet: the musts first, then what should be, then the readiness. */
export function missingIn(program: FitProgram, answers: Answers): (Characteristic | ReadinessQuestion)[] {
  const unknown = [...program.checklist, ...program.readiness].filter(
    (question) => answerTo(answers, question) === 'unknown',
  );
  const isMust = (question: (typeof unknown)[number]) => 'level' in question && question.level === 'must';
  return [...unknown.filter(isMust), ...unknown.filter((question) => !isMust(question))];
}

/** Where the customer differs from the ideal one: the answers that are no, the musts first. */
export function differencesIn(program: FitProgram, answers: Answers): Characteristic[] {
  const no = program.checklist.filter((asked) => answerTo(answers, asked) === 'no');
  return [...no.filter(({ level }) => level === 'must'), ...no.filter(({ level }) => level === 'should')];
}

/** Answers as they are kept: as a map, since an id may be a word that objects know, such as `constructor`. */
export function readAnswers(text: string): Map<string, GivenAnswer> {
  return new Map(Object.entries(JSON.parse(text) as Record<string, GivenAnswer>));
}

/** The answers that the program still asks for, in its order; unknown ones without evidence are left out. */
export function answersOf(program: FitProgram, answers: Answers): Map<string, GivenAnswer> {
  const asked = [...program.checklist, ...program.readiness];
  return new Map(
    asked.flatMap(({ key }) => {
      const given = answers.get(key);
      return given === undefined || (given.answer === 'unknown' && given.evidence === '')
        ? []
        : [[key, given] as const];
    }),
  );
}

const BEFORE_THE_SALE: ReadonlySet<string | null> = new Set(STAGES_BEFORE_SALE);

/** Whether nobody has signed yet, so that it is not too late to say no. */
export function isBeforeSale(stage: string | null): boolean {
  return BEFORE_THE_SALE.has(stage);
}

/** What was accepted for a stretch customer, and its limit. */
export interface Extension {
  text: string;
  /** The last day on which it is accepted. */
  until: string;
  /** What it may cost, in the account's currency. */
  cost: number | null;
}

/** An assessment as it was kept. Earlier ones stay: the newest counts. */
export interface FitAssessment {
  id: string;
  accountId: string;
  /** The business date. */
  day: string;
  programVersion: number;
  answers: Answers;
  potentials: Potentials;
  verdict: Verdict;
  readiness: Readiness;
  extension: Extension | null;
  assessedBy: string;
  assessedAt: string;
}

/** An assessment as it stands in one line. */
export interface FitSummary {
  verdict: Verdict;
  /** The spectrum; null while nothing of it is known. */
  readiness: number | null;
  answers: Answers;
  /** The limit of a stretch; null: it is none. */
  until: string | null;
}

export const MAX_EVIDENCE = 1000;
export const MAX_REASON = 1000;
export const MAX_EXTENSION = 1000;
/** More is a slip of the finger. */
export const MAX_COST = 1_000_000_000_000;

function tally(questions: readonly Question[], answers: Answers): { yes: number; known: number } {
  const given = questions.map((question) => answerTo(answers, question));
  return {
    yes: given.filter((answer) => answer === 'yes').length,
    known: given.filter((answer) => answer !== 'unknown').length,
  };
}

function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part * 100) / whole);
}
