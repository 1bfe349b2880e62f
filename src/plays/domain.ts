/** Plays: lists of steps with owners and due days, started by a rule, by hand, or because too little is known. */
import { addBusinessDays, addDays, type BusinessDate } from '../base/business-date.ts';
import { engagementFor } from '../engagement/domain.ts';
import { stagesAsking, type Scorecard } from '../health/domain.ts';
import { CUSTOMER_STAGES, type Program } from '../program/domain.ts';
import { SPOKEN_PERSONAS, type SpokenPersona } from '../touchpoints/domain.ts';

export interface Play {
  id: string;
  name: string;
  /** One that is off never starts; what runs of it goes on. */
  enabled: boolean;
  steps: PlayStep[];
}

export interface PlayStep {
  id: string;
  /** What is done, such as `Ask the champion for an introduction`. */
  name: string;
  owner: StepOwner;
  /** Business days from the day on which the play starts. */
  dueInBusinessDays: number;
  /** The signal that ends it; null: a person says so. */
  doneWhen: DoneWhen | null;
}

export const STEP_OWNERS = ['lead', 'partner', 'leader'] as const;
export type StepOwner = (typeof STEP_OWNERS)[number];

export const TOUCHED_PERSONAS = ['decision_maker', 'influencer', 'user'] as const;

/** What ends a step by itself, when it is seen on or after the day on which the play started. */
export type DoneWhen =
  | { kind: 'event'; names: string[] }
  | { kind: 'kpi'; kpi: string; bound: 'at_least' | 'at_most'; value: number }
  /** Somebody spoke with somebody of the persona. */
  | { kind: 'touchpoint'; persona: (typeof TOUCHED_PERSONAS)[number] }
  /** The metric of the scorecard has fresh data again. */
  | { kind: 'fresh'; metric: string }
  | { kind: 'ebr_held' };

/** How metrics without fresh data, and missed cadences, start their plays. */
export interface MissingData {
  /** So many at most for the accounts of one lead on one day, the most valuable accounts first; 0: none. */
  atMostPerPersonAndDay: number;
  /** After a run of a play has ended, they start it no more for so long on that account. */
  quietDays: number;
}

/** The type of the CTA by which a step is seen. */
export const STEP_CTA = 'play_step';

export type RunState = 'open' | 'done' | 'stopped';
/** What data that are scarce start plays by: a metric without fresh data, a persona who hears too little of us. */
export const SCARCE_CAUSES = ['missing_data', 'cadence'] as const;
export type ScarceCause = (typeof SCARCE_CAUSES)[number];
export type RunCause = ScarceCause | 'rule' | 'hand';

/** A play that runs, or ran, on an account. */
export interface Run {
  id: string;
  accountId: string;
  playId: string;
  name: string;
  cause: RunCause;
  /** The rule, the metric, the persona, or the person. */
  causeId: string;
  state: RunState;
  startedOn: BusinessDate;
  startedBy: string;
  closedOn: BusinessDate | null;
  closedBy: string | null;
  /** Why it was stopped, or what ended it by itself. */
  reason: string | null;
  /** In their order. */
  steps: RunStep[];
}

export interface RunStep {
  runId: string;
  accountId: string;
  /** From 1. */
  position: number;
  name: string;
  owner: StepOwner;
  dueOn: BusinessDate;
  doneWhen: DoneWhen | null;
  state: 'open' | 'done' | 'skipped';
  doneOn: BusinessDate | null;
  doneBy: string | null;
  /** What came of it, why it was skipped, or the signal that ended it. */
  reason: string | null;
  /** The CTA by which its owner sees it; null while its turn has not come. */
  ctaId: string | null;
}

/** The step whose turn it is: the first open one; null when none is left. */
export function turnOf<S extends Pick<RunStep, 'state'>>(steps: readonly S[]): S | null {
  return steps.find(({ state }) => state === 'open') ?? null;
}

/** The days on which the steps of a play are due that starts on `startedOn`, in their order. */
export function dueDates({ steps }: Pick<Play, 'steps'>, startedOn: BusinessDate): BusinessDate[] {
  return steps.map(({ dueInBusinessDays }) => addBusinessDays(startedOn, dueInBusinessDays));
}

/** Whether the step whose turn it is should have been done before `today`. */
export function isLate(run: Pick<Run, 'state' | 'steps'>, today: BusinessDate): boolean {
  const turn = run.state === 'open' ? turnOf(run.steps) : null;
  return turn !== null && turn.dueOn < today;
}

/** What the step's CTA says: the step, and where it stands in its play. */
export function stepTitle(step: string, play: string, position: number, of: number): string {
  return of === 1 ? `${step} (${play})` : `${step} (${play}, ${position} of ${of})`;
}

/** A metric whose missing data start a play, in a stage in which it counts. */
export interface AskedMetric {
  metric: string;
  /** Of customers; `''`: the account has none. */
  stage: string;
  play: string;
  /** Of what a play is wanted for on an account the lowest is its cause. */
  rank: number;
}

/** A cadence that starts a play when it is missed, in a stage in which it holds. */
export interface AskedCadence {
  persona: SpokenPersona;
  stage: string;
  play: string;
  rank: number;
  /** Silent since before this day: it is missed. */
  before: BusinessDate;
}

type Asking = Pick<Program, 'plays' | 'engagement'> & {
  scorecard: Pick<Scorecard, 'metrics' | 'personas'>;
};

/** The metrics that count and name a play which is on, in each stage of customers in which they count. */
export function askedMetrics({ scorecard, plays }: Omit<Asking, 'engagement'>): AskedMetric[] {
  const on = playsThatAreOn(plays);
  return scorecard.metrics.flatMap((metric, rank) => {
    const { id, persona, play } = metric;
    if (play === null || !on.has(play) || scorecard.personas[persona] === 0) return [];
    return stagesAsking(metric).map((stage) => ({ metric: id, stage, play, rank }));
  });
}

/** The cadences that name a play which is on, in each stage of customers in which they hold. */
export function askedCadences({ scorecard, plays, engagement }: Asking, today: BusinessDate): AskedCadence[] {
  const on = playsThatAreOn(plays);
  return ['', ...CUSTOMER_STAGES].flatMap((stage) =>
    SPOKEN_PERSONAS.flatMap((persona, place) => {
      const line = engagementFor(engagement, stage, persona);
      if (line === null || line.play === null || !on.has(line.play)) return [];
      // A metric says more of what is not known than a silence does.
      const rank = scorecard.metrics.length + place;
      return [{ persona, stage, play: line.play, rank, before: addDays(today, -line.everyDays) }];
    }),
  );
}

/** Whether some metric or cadence would start a play. */
export function isAsked(program: Asking): boolean {
  const on = playsThatAreOn(program.plays);
  return (
    askedMetrics(program).length > 0 || program.engagement.some(({ play }) => play !== null && on.has(play))
  );
}

function playsThatAreOn(plays: readonly Play[]): Set<string> {
  return new Set(plays.filter(({ enabled }) => enabled).map(({ id }) => id));
}

/** A step that is past its day. */
export interface LateStep {
  runId: string;
  accountKey: string;
  accountName: string;
  play: string;
  step: string;
  position: number;
  steps: number;
  dueOn: BusinessDate;
  /** From 1. */
  daysLate: number;
  /** Who has it to do; null: nobody. */
  ownerId: string | null;
}

/** What became of all plays in some days, and how they stood at the end. */
export interface PlaysOfDays {
  running: number;
  /** Those of which every step was done in these days, and of them those by the day of their last step. */
  done: number;
  inTime: number;
  /** Those of which the step whose turn it is was past its day; with nobody; and those that missing data started. */
  late: number;
  ofNobody: number;
  forData: number;
  /** The late steps, those that are late longest first; at most as many as were asked for. */
  steps: LateStep[];
  /** How many of the late steps are whose; null: nobody's. */
  byOwner: { ownerId: string | null; late: number }[];
}

/** What a play does in a workspace; what ended is that of some last days. */
export interface PlayFigures {
  name: string;
  running: number;
  /** Of those that run: their step is past its day. */
  late: number;
  done: number;
  /** Of those that are done: by the day on which their last step was due. */
  inTime: number;
  stopped: number;
  /** Of those that ended: scarce data had started them. */
  missing: number;
  /** Of those: the metric has had fresh data since, or somebody has spoken with the persona. */
  back: number;
}

/** A run on some account, by the step whose turn it is. */
export interface PlacedRun {
  id: string;
  accountKey: string;
  accountName: string;
  position: number;
  steps: number;
  step: string;
  dueOn: BusinessDate;
  ownerId: string | null;
}
