/** The assessments of fit of the sample as rows, with their trail; nobody is told of a verdict of long ago. */
import { addDays } from '../../base/business-date.ts';
import {
  answersOf,
  assessFit,
  type Answer,
  type Answers,
  type Extension,
  type FitProgram,
  type FitResult,
  type GivenAnswer,
  type Potential,
  type Verdict,
} from '../../fit/domain.ts';
import { readinessKey } from '../../fit/presets.ts';
import { VERDICT_WORDS } from '../../fit/words.ts';
import type { Telling } from './account-rows.ts';
import { workingDayAgo } from './dates.ts';
import type { PersonKey } from './people.ts';
import type { SampleRow } from './store.ts';
import type { AuditDraft } from './work-rows.ts';

export interface FitStory {
  account: string;
  by: PersonKey;
  ago: number;
  /** What is not so, or not known, of the checklist and of the readiness, by id; what is not named is yes. */
  no?: Evidence;
  unknown?: readonly string[];
  /** What is so, where somebody wrote down how it is known. */
  yes?: Evidence;
  success?: Judged;
  ascension?: Judged;
  advocacy?: Judged;
  /** What was accepted of a stretch, until so many days from the day on which the sample is loaded. */
  extension?: { text: string; until: number; cost: number | null };
}

type Evidence = Readonly<Record<string, string>>;
type Judged = readonly [level: 0 | 1 | 2 | 3, reason: string];

export interface FitRows {
  rows: SampleRow<'fit_assessment'>[];
  trail: AuditDraft[];
  /** By the account's name: what the newest assessment says. */
  verdicts: Map<string, Verdict>;
}

const PROGRAM_VERSION = 1;
const TIME = '12:10';

/** @throws Error where a story names what the program does not ask, or a stretch without its extension */
export function fitRows(
  telling: Telling,
  accountId: (name: string) => string,
  stories: readonly FitStory[],
): FitRows {
  const told: FitRows = { rows: [], trail: [], verdicts: new Map() };
  const newest = new Map<string, Audited>();
  // Of two assessments the one with the later id is the newer one.
  for (const story of stories.toSorted((a, b) => b.ago - a.ago)) {
    const { account } = story;
    const made = assess(telling, accountId(account), story);
    told.rows.push(made.row);
    told.trail.push(entry(made.row, newest.get(account) ?? null, made.audited));
    told.verdicts.set(account, made.audited.verdict);
    newest.set(account, made.audited);
  }
  return told;
}

/** What the trail keeps of an assessment. */
interface Audited extends Pick<FitResult, 'verdict' | 'readiness'> {
  id: string;
  potentials: { success: Potential | null; ascension: Potential | null; advocacy: Potential | null };
  extension: Extension | null;
}

function assess(
  { today, program, people, makeId, at }: Telling,
  accountId: string,
  story: FitStory,
): { row: SampleRow<'fit_assessment'>; audited: Audited } {
  const { account, extension, success, ascension, advocacy } = story;
  const answers = givenIn(program.fit, story);
  const { verdict, readiness } = assessFit(program.fit, answers);
  if ((verdict === 'stretch') !== (extension !== undefined))
    throw new Error(`${account} is a ${verdict}: the extension of a stretch belongs to it`);
  const day = workingDayAgo(today, story.ago);
  const until = extension === undefined ? null : addDays(today, extension.until);
  const id = makeId();
  const row: SampleRow<'fit_assessment'> = {
    id,
    account_id: accountId,
    day,
    program_version: PROGRAM_VERSION,
    answers: JSON.stringify(Object.fromEntries(answersOf(program.fit, answers))),
    success: success?.[0] ?? null,
    success_reason: success?.[1] ?? null,
    ascension: ascension?.[0] ?? null,
    ascension_reason: ascension?.[1] ?? null,
    advocacy: advocacy?.[0] ?? null,
    advocacy_reason: advocacy?.[1] ?? null,
    verdict,
    ready: readiness.ready,
    willing: readiness.willing,
    able: readiness.able,
    readiness: readiness.spectrum,
    extension: extension?.text ?? null,
    extension_until: until,
    extension_cost: extension?.cost ?? null,
    assessed_by: people[story.by],
    assessed_at: at(day, TIME),
  };
  const potentials = {
    success: potentialOf(success),
    ascension: potentialOf(ascension),
    advocacy: potentialOf(advocacy),
  };
  const accepted =
    extension === undefined || until === null ? null : { text: extension.text, until, cost: extension.cost };
  return { row, audited: { id, verdict, readiness, potentials, extension: accepted } };
}

function givenIn(
  { checklist, readiness }: FitProgram,
  { account, no = {}, yes = {}, unknown = [] }: FitStory,
): Answers {
  const keys = new Set([...checklist, ...readiness].map(({ key }) => key));
  const given = new Map<string, GivenAnswer>([...keys].map((key) => [key, { answer: 'yes', evidence: '' }]));
  const give = (id: string, answer: Answer, evidence: string) => {
    const key = [id, readinessKey(id)].find((candidate) => keys.has(candidate));
    if (key === undefined) throw new Error(`${account} answers ${id}, which the program does not ask`);
    given.set(key, { answer, evidence });
  };
  for (const [id, evidence] of Object.entries(yes)) give(id, 'yes', evidence);
  for (const [id, evidence] of Object.entries(no)) give(id, 'no', evidence);
  for (const id of unknown) give(id, 'unknown', '');
  return given;
}

function potentialOf(judged: Judged | undefined): Potential | null {
  return judged === undefined ? null : { level: judged[0], reason: judged[1] };
}

function entry(
  { id, account_id, assessed_by, assessed_at }: SampleRow<'fit_assessment'>,
  before: Audited | null,
  after: Audited,
): AuditDraft {
  return {
    at: assessed_at,
    actor: assessed_by,
    action: 'fit.assess',
    account_id,
    subject_id: id,
    before: before === null ? null : JSON.stringify(before),
    after: JSON.stringify({ title: VERDICT_WORDS[after.verdict], ...after }),
  };
}
