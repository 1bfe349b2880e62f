/** Plays: lists of steps with owners and due days, started by a rule, by hand, or by a metric without fresh data. */
import { addBusinessDays, type BusinessDate } from '../base/business-date.ts';

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

/** How metrics without fresh data start their plays. */
export interface MissingData {
  /** So many at most for the accounts of one lead on one day, the most valuable accounts first; 0: none. */
  atMostPerPersonAndDay: number;
  /** After a run of a play has ended, missing data start it no more for so long on that account. */
  quietDays: number;
}

/** Missing data start plays for customers alone: in these stages an account is none yet. */
export const STAGES_WITHOUT_PLAYS = ['Discovery', 'Qualification', 'Selection'] as const;

/** The type of the CTA by which a step is seen. */
export const STEP_CTA = 'play_step';

export type RunState = 'open' | 'done' | 'stopped';
export type RunCause = 'rule' | 'missing_data' | 'hand';

/** A play that runs, or ran, on an account. */
export interface Run {
  id: string;
  accountId: string;
  playId: string;
  name: string;
  cause: RunCause;
  /** The rule, the metric, or the person. */
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
  /** Of those that ended: missing data had started them. */
  missing: number;
  /** Of those: the metric has had fresh data since. */
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
