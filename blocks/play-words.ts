/** Plays as they are told in lines. */
import type { BusinessDate } from '#src/base/business-date.ts';
import { isLate, turnOf, type Run, type RunStep } from '#src/plays/domain.ts';
import { personaWords, waitsFor, type MetricNames } from '#src/plays/words.ts';
import { count, day } from './format.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';

/** The names behind the ids that runs hold. */
export interface RunNames {
  people: ReadonlyMap<string, Mrkdwn>;
  /** Of rules that the program has. */
  rules: ReadonlyMap<string, string>;
  metrics: MetricNames;
  /** Who sees to the steps whose turn it is, by their CTAs' ids. */
  owners: ReadonlyMap<string, string | null>;
  today: BusinessDate;
}

const NAME_SHOWN = 120;
const REASON_SHOWN = 200;
const ON_CARD = 2;

/** `▶ Play “Reach the decision maker”: 1 of 3, due Fri 27 Nov`, for the account's card; nothing where none runs. */
export function playLines(runs: readonly Run[], today: BusinessDate): Mrkdwn[] {
  const shown = runs.slice(0, ON_CARD).flatMap((run) => {
    const turn = turnOf(run.steps);
    if (turn === null) return [];
    const due = isLate(run, today)
      ? mrkdwn`late, was due ${day(turn.dueOn, today)}`
      : mrkdwn`due ${day(turn.dueOn, today)}`;
    return [
      mrkdwn`▶ Play “${truncate(run.name, NAME_SHOWN)}”: ${turn.position} of ${run.steps.length}, ${due}`,
    ];
  });
  const hidden = runs.length - shown.length;
  return hidden > 0 ? [...shown, mrkdwn`and ${count(hidden, 'more play')}`] : shown;
}

/** Why it was started, and when. */
export function causeText(run: Run, names: RunNames): Mrkdwn {
  const when = mrkdwn`started ${day(run.startedOn, names.today)}`;
  switch (run.cause) {
    case 'rule':
      return mrkdwn`${when} by the rule “${truncate(names.rules.get(run.causeId) ?? run.causeId, NAME_SHOWN)}”`;
    case 'missing_data':
      return mrkdwn`${when}: no fresh data for “${truncate(names.metrics.get(run.causeId) ?? run.causeId, NAME_SHOWN)}”`;
    case 'cadence':
      return mrkdwn`${when}: nobody has spoken with ${personaWords(run.causeId)} for too long`;
    case 'hand':
      return mrkdwn`${when} by ${names.people.get(run.startedBy) ?? mrkdwn`somebody`}`;
  }
}

/** Where it stands, or how it ended. */
export function standing(run: Run, { people, today }: RunNames): Mrkdwn {
  if (run.state === 'open') {
    const turn = turnOf(run.steps);
    const at = turn === null ? mrkdwn`` : mrkdwn`step ${turn.position} of ${run.steps.length}`;
    return isLate(run, today) ? mrkdwn`⏰ ${at}, late` : mrkdwn`▶ ${at}`;
  }
  const on = run.closedOn === null ? mrkdwn`` : mrkdwn` ${day(run.closedOn, today)}`;
  const who = run.closedBy === null ? undefined : people.get(run.closedBy);
  const by = who === undefined ? mrkdwn`` : mrkdwn` by ${who}`;
  const reason = run.reason === null ? mrkdwn`` : mrkdwn`: ${truncate(run.reason, REASON_SHOWN)}`;
  return mrkdwn`${run.state === 'done' ? '✅ done' : '✖️ stopped'}${on}${by}${reason}`;
}

/** One step: what, by whom and when; of an ended one how it ended. */
export function stepText(step: RunStep, run: Run, names: RunNames): Mrkdwn {
  const { people, today, metrics } = names;
  const what = mrkdwn`${step.position}. ${truncate(step.name, NAME_SHOWN)}`;
  if (step.state !== 'open') {
    // What a stopped run left undone says nothing of its own.
    const hasReason = step.reason !== null && step.reason !== '';
    const reason = hasReason ? mrkdwn`: ${truncate(step.reason ?? '', REASON_SHOWN)}` : mrkdwn``;
    const who = step.doneBy === null ? undefined : people.get(step.doneBy);
    const by = who === undefined ? mrkdwn`` : mrkdwn` by ${who}`;
    const on = step.doneOn === null ? mrkdwn`` : mrkdwn` ${day(step.doneOn, today)}`;
    const isByItself = step.doneBy === 'milepost' && hasReason;
    const ended = isByItself
      ? mrkdwn`${truncate(step.reason ?? '', REASON_SHOWN)}`
      : mrkdwn`${step.state}${on}${by}${reason}`;
    return mrkdwn`${step.state === 'done' ? '✅' : '⏭'} ${what} · ${ended}`;
  }
  const isTurn = run.state === 'open' && turnOf(run.steps) === step;
  const ownerId = step.ctaId === null ? null : (names.owners.get(step.ctaId) ?? null);
  const owner = ownerId === null ? undefined : people.get(ownerId);
  const late = isTurn && step.dueOn < today;
  const parts = [
    what,
    ...(isTurn ? [owner ?? mrkdwn`nobody`] : []),
    mrkdwn`${dueWords(isTurn, step.dueOn < today)} ${day(step.dueOn, today)}`,
    ...(isTurn && step.doneWhen !== null
      ? [mrkdwn`ends by itself when ${waitsFor(step.doneWhen, metrics)}`]
      : []),
  ];
  return mrkdwn`${late ? '⏰' : isTurn ? '▶' : '▫️'} ${join(parts, ' · ')}`;
}

function dueWords(isTurn: boolean, isPast: boolean): string {
  if (!isPast) return 'due';
  return isTurn ? 'late, was due' : 'waits for the step before it, was due';
}
