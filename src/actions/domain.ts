/** Actions and decisions of the leadership's meeting: what they hold, and what may become of them. */
import { addDays, type BusinessDate } from '../base/business-date.ts';
import type { Person } from '../people/domain.ts';

export const ACTION_KINDS = ['action', 'decision'] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];
export type ActionState = 'open' | 'done' | 'dropped' | 'decided';

/** What a person says of it. */
export interface ActionFields {
  kind: ActionKind;
  what: string;
  /** Null: a decision, which nobody has to do. */
  ownerId: string | null;
  dueOn: BusinessDate | null;
}

export interface LeadershipAction extends ActionFields {
  id: string;
  state: ActionState;
  /** The digest in whose thread it was made. */
  digestId: string | null;
  /** Channel and time of the message that it was made of. */
  source: string | null;
  /** The message in the thread that tells of it. */
  outboxId: string | null;
  version: number;
  createdBy: string;
  createdAt: string;
  updatedBy: string;
  updatedAt: string;
  closedBy: string | null;
  closedOn: BusinessDate | null;
  closedAt: string | null;
  /** The day for which its owner was reminded. */
  remindedFor: BusinessDate | null;
}

/** How one stood on a date, for those who only read of it. */
export interface StandingAction extends Pick<ActionFields, 'kind' | 'what' | 'dueOn'> {
  id: string;
  owner: Pick<Person, 'id' | 'name' | 'slackUserId'> | null;
  state: ActionState;
  closedOn: BusinessDate | null;
}

/** The thread of messages in which those who lead meet, and in which actions are made and told. */
export interface MeetingThread {
  /** The digest that opens it. */
  digestId: string;
  day: BusinessDate;
  /** Its first message. */
  outboxId: string;
  /** Where that stands in Slack; null while it is on its way, or where Slack refused it. */
  place: { channelId: string; ts: string } | null;
}

/** What has at most so many characters. */
export const MAX_WHAT = 500;
/** Nothing is due later than in so many days: a wrong year would never be asked about. */
const MOST_DAYS = 366;
/** Closed ones are listed for so many days. */
export const CLOSED_DAYS = 7;
/** A new one is due in so many days where no day of the next meeting is known. */
export const USUAL_DAYS = 7;

/** What is wrong, by field. */
export type ActionProblems = Partial<Record<keyof ActionFields, string>>;

/** @param before what it was, so that a day that has passed since may stay; null: a new one */
export function problemsOf(
  { kind, what, ownerId, dueOn }: ActionFields,
  before: Pick<ActionFields, 'dueOn'> | null,
  today: BusinessDate,
): ActionProblems {
  const problems: ActionProblems = {};
  if (what === '') problems.what = 'Say what is to be done, or what was decided.';
  else if (what.length > MAX_WHAT) problems.what = `This has at most ${MAX_WHAT} characters.`;
  if (kind === 'decision') return problems;
  if (ownerId === null) problems.ownerId = 'Choose who does it; a decision needs nobody.';
  if (dueOn === null) problems.dueOn = 'Choose by when; a decision needs no day.';
  else if (dueOn !== before?.dueOn && dueOn < today) problems.dueOn = 'Choose today or a later day.';
  else if (dueOn > addDays(today, MOST_DAYS)) problems.dueOn = 'Choose a day within a year.';
  return problems;
}

/** A decision has no owner and no day. */
export function normalized(fields: ActionFields): ActionFields {
  const { kind, what, ownerId, dueOn } = fields;
  return kind === 'decision' ? { kind, what, ownerId: null, dueOn: null } : { kind, what, ownerId, dueOn };
}

export function isSameAction(a: ActionFields, b: ActionFields): boolean {
  return a.kind === b.kind && a.what === b.what && a.ownerId === b.ownerId && a.dueOn === b.dueOn;
}

/** The state of one that was just written down: a decision is taken already. */
export function firstState(kind: ActionKind): ActionState {
  return kind === 'decision' ? 'decided' : 'open';
}

export type ActionMove = 'done' | 'drop' | 'reopen';

/** An open action whose day has passed. */
export function isOverdue(
  { state, dueOn }: Pick<StandingAction, 'state' | 'dueOn'>,
  date: BusinessDate,
): boolean {
  return state === 'open' && dueOn !== null && dueOn < date;
}

/** The state after a press; null: it is in no state for it, since somebody was faster. */
export function movedState({ kind, state }: Pick<LeadershipAction, 'kind' | 'state'>, move: ActionMove) {
  const first = firstState(kind);
  if (move === 'reopen') return state === first ? null : first;
  if (state !== first || (kind === 'decision' && move === 'done')) return null;
  return move === 'done' ? 'done' : 'dropped';
}

/**
 * The day of which the owner has heard already: that of which they were reminded; whoever takes on something themselves
 * that is due by the next working day knows it.
 */
export function heardOf(
  { ownerId, dueOn }: Pick<ActionFields, 'ownerId' | 'dueOn'>,
  before: Pick<LeadershipAction, 'ownerId' | 'remindedFor'> | null,
  by: { personId: string; nextWorkday: BusinessDate },
): BusinessDate | null {
  if (before?.ownerId === ownerId) return before.remindedFor;
  return ownerId === by.personId && dueOn !== null && dueOn <= by.nextWorkday ? dueOn : null;
}

/** Its owner, who wrote it down, or a leader. */
export function mayChange(
  { ownerId, createdBy }: Pick<LeadershipAction, 'ownerId' | 'createdBy'>,
  personId: string,
  isLeader: boolean,
): boolean {
  return isLeader || ownerId === personId || createdBy === personId;
}

/** The name of a message by which it becomes an action once. */
export function sourceOf({ channelId, ts }: { channelId: string; ts: string }): string {
  return `${channelId}:${ts}`;
}
