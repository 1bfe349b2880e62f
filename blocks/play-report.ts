/** `/cs plays`: what the plays do, and where one of them runs. */
import type { KnownBlock } from '@slack/types';
import type { BusinessDate } from '#src/base/business-date.ts';
import type { LateStep, MissingData, PlacedRun, Play, PlayFigures } from '#src/plays/domain.ts';
import { accountRest } from './account-choice.ts';
import { context, section, type Answer } from './build.ts';
import { count, day, figure } from './format.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { turnBlock } from './turn-pages.ts';
import { verbButton } from './verb-button.ts';

/** A play, one that the program no longer has included. */
export interface PlayRow {
  id: string;
  play: Play | null;
  /** Null: it never ran. */
  figures: PlayFigures | null;
}

export interface PlaysAnswer {
  rows: readonly PlayRow[];
  /** How many plays there are on all pages. */
  all: number;
  /** Over all pages. */
  running: number;
  late: number;
  page: number;
  hasMore: boolean;
  missingData: MissingData;
  /** Whether a metric of the scorecard or a line of engagement names a play. */
  isAsked: boolean;
  /** How many more the accounts of the person want. */
  waiting: number;
  /** So many days back ended runs are counted. */
  days: number;
}

const NAME_SHOWN = 120;

export function playsAnswer(shown: PlaysAnswer): Answer {
  const { rows, page, running, late, all } = shown;
  if (rows.length === 0) return nothing(page);
  const now = running === 0 ? 'none is running' : `${running} running${late === 0 ? '' : `, ${late} late`}`;
  const text = mrkdwn`${count(all, 'play')}: ${now}`;
  const call = { command: '/cs', verb: 'plays', rest: 'late' };
  const seeLate = late === 0 ? undefined : verbButton('See what is late', call);
  const head = section(mrkdwn`*${count(all, 'play')}* · ${now}`, seeLate);
  const foot = [...turnPages('', shown), context(missingLine(shown))];
  const blocks = rows.map((row): KnownBlock[] => {
    const lines = section(playText(row, shown.days));
    if ((row.figures?.running ?? 0) === 0) return [lines];
    const call = { command: '/cs', verb: 'plays', rest: row.id };
    return [
      { ...lines, accessory: verbButton('See where', call, { label: `See where ${nameOf(row)} runs` }) },
    ];
  });
  const fitting = rowsWithin(limits.message, blocks, {
    reserve: [head, ...foot],
    more: (hidden) => [context(mrkdwn`and ${hidden} more on this page did not fit`)],
  });
  return { text, blocks: [head, ...fitting, ...foot], share: true };
}

function nothing(page: number): Answer {
  const text = page > 1 ? mrkdwn`There are no more plays.` : mrkdwn`The program has no play.`;
  return { text, blocks: [section(text)] };
}

function nameOf({ id, play, figures }: PlayRow): string {
  return play?.name ?? figures?.name ?? id;
}

function playText(row: PlayRow, days: number): Mrkdwn {
  const { id, play, figures } = row;
  const off = play === null ? mrkdwn` · no longer in the program` : play.enabled ? mrkdwn`` : mrkdwn` · off`;
  const steps = play === null ? mrkdwn`` : mrkdwn` · ${count(play.steps.length, 'step')}`;
  const head = mrkdwn`*${truncate(nameOf(row), NAME_SHOWN)}* (${id})${steps}${off}`;
  if (figures === null) return mrkdwn`${head}\nnot running`;
  const { running, late, done, inTime, stopped, missing, back } = figures;
  const now =
    running === 0
      ? mrkdwn`not running`
      : mrkdwn`running on ${count(running, 'account')}${late === 0 ? '' : `, ${late} late`}`;
  const ended = done + stopped;
  if (ended === 0) return mrkdwn`${head}\n${now} · none has ended in ${days} days`;
  const parts = [
    `${ended} ended in ${days} days: ${inTime} done in time`,
    ...(done > inTime ? [`${done - inTime} done late`] : []),
    ...(stopped > 0 ? [`${stopped} stopped`] : []),
  ];
  const came = missing === 0 ? mrkdwn`` : mrkdwn` · the missing data came back in ${back} of ${missing}`;
  return mrkdwn`${head}\n${now}\n${parts.join(', ')}${came}`;
}

/** How scarce data start plays, and how many of the person's wait. */
function missingLine({ missingData, isAsked, waiting }: PlaysAnswer): Mrkdwn {
  const { atMostPerPersonAndDay: most } = missingData;
  if (!isAsked || most === 0) return mrkdwn`No play starts by itself because too little is known.`;
  const rule = mrkdwn`Where too little is known, at most ${count(most, 'play')} a day ${most === 1 ? 'starts' : 'start'} for the accounts of each lead, the most valuable accounts first.`;
  return waiting === 0
    ? rule
    : mrkdwn`${rule} ${figure(waiting)} more of yours ${waiting === 1 ? 'waits' : 'wait'}.`;
}

export interface PlacedAnswer {
  id: string;
  name: string;
  runs: readonly PlacedRun[];
  people: ReadonlyMap<string, Mrkdwn>;
  page: number;
  hasMore: boolean;
  today: BusinessDate;
}

/** Where one play runs, what is due first at the top. */
export function placedAnswer(placed: PlacedAnswer): Answer {
  const { id, name, runs, page, people, today } = placed;
  const shownName = truncate(name, NAME_SHOWN);
  if (runs.length === 0) {
    const text =
      page > 1
        ? mrkdwn`“${shownName}” runs on no more accounts.`
        : mrkdwn`“${shownName}” runs on no account now.`;
    return { text, blocks: [section(text)] };
  }
  const head = section(mrkdwn`*Where “${shownName}” runs*`);
  const foot = turnPages(id, placed);
  const rows = runs.map((run, number) => {
    const owner = run.ownerId === null ? undefined : people.get(run.ownerId);
    const due = run.dueOn < today ? mrkdwn`⏰ late, was due` : mrkdwn`due`;
    const parts = [
      mrkdwn`*${truncate(run.accountName, NAME_SHOWN)}*`,
      mrkdwn`${run.position} of ${run.steps}: ${truncate(run.step, NAME_SHOWN)}`,
      owner ?? mrkdwn`nobody`,
      mrkdwn`${due} ${day(run.dueOn, today)}`,
    ];
    const call = { command: '/account', verb: 'play', rest: accountRest({ key: run.accountKey }) };
    return [
      section(join(parts, ' · '), verbButton('Open', call, { number, label: `Open ${run.accountName}` })),
    ];
  });
  const shown = rowsWithin(limits.message, rows, { reserve: [head, ...foot] });
  return { text: mrkdwn`Where “${shownName}” runs`, blocks: [head, ...shown, ...foot], share: true };
}

export interface LateAnswer {
  steps: readonly LateStep[];
  /** On all pages. */
  total: number;
  people: ReadonlyMap<string, Mrkdwn>;
  page: number;
  hasMore: boolean;
  today: BusinessDate;
}

/** The steps of all plays that are past their day, what is late longest at the top. */
export function lateAnswer(late: LateAnswer): Answer {
  const { steps, total, people, page, today } = late;
  if (steps.length === 0) {
    const text = page > 1 ? mrkdwn`There are no more late steps.` : mrkdwn`No step of a play is late.`;
    return { text, blocks: [section(text)] };
  }
  const text = mrkdwn`${count(total, 'step')} of plays ${total === 1 ? 'is' : 'are'} late`;
  const head = section(mrkdwn`*${text}* · what is late longest comes first`);
  const foot = turnPages('late', late);
  const rows = steps.map((step, number) => {
    const owner = step.ownerId === null ? undefined : people.get(step.ownerId);
    const parts = [
      mrkdwn`*${truncate(step.accountName, NAME_SHOWN)}*`,
      mrkdwn`${truncate(step.step, NAME_SHOWN)} (${truncate(step.play, NAME_SHOWN)}, ${step.position} of ${step.steps})`,
      owner ?? mrkdwn`nobody`,
      mrkdwn`⏰ ${count(step.daysLate, 'day')} late, was due ${day(step.dueOn, today)}`,
    ];
    const call = { command: '/account', verb: 'play', rest: accountRest({ key: step.accountKey }) };
    return [
      section(join(parts, ' · '), verbButton('Open', call, { number, label: `Open ${step.accountName}` })),
    ];
  });
  const shown = rowsWithin(limits.message, rows, { reserve: [head, ...foot] });
  return { text, blocks: [head, ...shown, ...foot], share: true };
}

/** @param rest what stands behind the verb, before the page */
function turnPages(rest: string, { page, hasMore }: { page: number; hasMore: boolean }): KnownBlock[] {
  const turn = (text: string, to: number, number: number) =>
    verbButton(
      text,
      { command: '/cs', verb: 'plays', rest: `${rest} page:${to}`.trim() },
      { number, replace: true },
    );
  return turnBlock({ page, hasMore }, turn);
}
