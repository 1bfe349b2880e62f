/** Signals as they arrive over HTTP: what one says of an account, and what of it the program asks for. */
import type { BusinessDate } from '../base/business-date.ts';
import type { HealthPersona } from '../health/domain.ts';
import type { Program } from '../program/domain.ts';

/** A message that says something. `user` is the product's user id, else its anonymous id. */
export type Signal = SignalHead &
  (
    | { type: 'event'; name: string }
    | { type: 'kpi'; kpi: string; value: number }
    /** A customer's answer; `persona` null: that of the user, where it is known. */
    | { type: 'answer'; survey: string; value: number; persona: HealthPersona | null; note: string | null }
    | { type: 'identify'; traits: ContactTraits }
    | { type: 'group'; traits: AccountTraits }
  );

interface SignalHead {
  /** Where the message stands in the body: empty, or `batch[3].` */
  path: string;
  messageId: string | null;
  groupId: string | null;
  user: string | null;
  atMs: number;
}

/** A refusal: what is wrong, and where in the body. */
export interface Refusal {
  path: string;
  message: string;
}

export type ParsedBody = { ok: true; signals: Signal[] } | { ok: false; refusal: Refusal };

/** The signals of one request: all of them are kept, or none. */
export interface SignalRequest {
  /** As in the audit trail: `api:KEY NAME`. */
  actor: string;
  signals: readonly Signal[];
  dayOf: (epochMs: number) => BusinessDate;
}

export type KeepResult = { ok: true } | { ok: false; refusal: Refusal };

/** What is kept of a user; what a message does not say stays as it was. */
export interface ContactTraits {
  name?: string;
  email?: string;
  title?: string;
}

/** What is kept of an account; `startedOnIfEmpty` never replaces a date. */
export interface AccountTraits {
  name?: string;
  domain?: string;
  segment?: string;
  stage?: string;
  arr?: number;
  currency?: string;
  started_on?: BusinessDate;
  renews_on?: BusinessDate;
  startedOnIfEmpty?: BusinessDate;
}

export interface ParseContext {
  receivedAtMs: number;
  /** The names of the program's KPIs; a track with one of them and a value is a value of it. */
  kpis: ReadonlySet<string>;
  /** The names of the surveys of its scorecard; a track with one of them and a value is an answer to it. */
  surveys: ReadonlySet<string>;
  segments: Program['segments'];
  /** The business date of an instant. */
  dayOf: (epochMs: number) => BusinessDate;
}

export const MESSAGE_TYPES = ['identify', 'group', 'track', 'page'] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** The KPIs that a program names: those that its tasks and its scorecard measure, and those that end steps of plays. */
export function kpisOf(program: Program | null): Set<string> {
  if (program === null) return new Set();
  const tasks = program.journeys.flatMap(({ phases }) => phases.flatMap(({ milestone }) => milestone.tasks));
  const steps = program.plays.flatMap((play) => play.steps);
  const measures = [
    ...tasks.map(({ condition }) => condition),
    ...program.scorecard.metrics.map(({ source }) => source),
    ...steps.map(({ doneWhen }) => doneWhen),
  ];
  return new Set(measures.flatMap((measure) => (measure?.kind === 'kpi' ? [measure.kpi] : [])));
}

/** The surveys that a program's scorecard asks for. */
export function surveysOf(program: Program | null): Set<string> {
  const { metrics } = program?.scorecard ?? { metrics: [] };
  return new Set(metrics.flatMap(({ source }) => (source.kind === 'survey' ? [source.survey] : [])));
}
