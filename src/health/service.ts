/** Health: how an account is doing on a date, why that changed, and what was kept of it day by day. */
import { addDays, daysBetween, type BusinessDate } from '../base/business-date.ts';
import type { Executor, OpenDatabase } from '../db/open.ts';
import { placeOne } from '../journey/service.ts';
import type { AppliedProgram, Program } from '../program/domain.ts';
import { loadVersion } from '../program/service.ts';
import { changeBetween, scoresAlike, type ChangeSince, type ScoredDay } from './change.ts';
import { SLACK_DAYS, type Health, type HealthSnapshot, type MetricValue, type Scorecard } from './domain.ts';
import { newestWholeDay, type WholeDay } from './day-store.ts';
import { readHealthFacts } from './facts-store.ts';
import { freshScores, scoreHealth } from './scoring.ts';
import { findNewestSnapshot, selectScores, selectSnapshots, type KeptScore } from './snapshot-store.ts';
import { needsOf, valueOf, type HealthFacts } from './values.ts';

export { rebuildSnapshots } from './rebuild-service.ts';
export { takeSnapshots } from './snapshot-service.ts';
export { trendsOf } from './trend.ts';
export { comparableMetrics, type ChangeSince } from './change.ts';

/**
 * How an account is doing on any date, found anew from what is known of it up to that date; its stage is the one that it
 * has now.
 * @returns null when the account had not started by then, or does not exist
 */
export async function explainHealth(
  database: Pick<OpenDatabase, 'db' | 'dialect'>,
  workspaceId: string,
  program: Program,
  accountId: string,
  date: BusinessDate,
): Promise<Health | null> {
  const { scorecard } = program;
  const { metrics } = scorecard;
  const needs = needsOf(metrics);
  const found = await readHealthFacts(database, workspaceId, metrics, needs, accountId, date);
  if (found === null) return null;
  const place = needs.place ? await findPlace(database, workspaceId, program, accountId, date) : null;
  const facts = { ...found.facts, place };
  const values = new Map<string, MetricValue | null>(
    metrics.map((metric) => [metric.id, valueOf(metric, facts, date)]),
  );
  return scoreHealth(scorecard, found.stage, values, date);
}

async function findPlace(
  database: Pick<OpenDatabase, 'db' | 'dialect'>,
  workspaceId: string,
  program: Program,
  accountId: string,
  date: BusinessDate,
): Promise<HealthFacts['place']> {
  const found = await placeOne(database, workspaceId, program, accountId, date);
  if (found === null) return null;
  const journey = program.journeys.find(({ id }) => id === found.journey_id);
  return {
    days: daysBetween(found.since, date),
    usualDays: journey?.phases[found.position - 1]?.usualDays ?? null,
    hasSlipped: found.slipped !== null && found.slipped !== '[]',
  };
}

/** The account's snapshots of the last `days` days up to and with `date`, oldest first. */
export function listSnapshots(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  date: BusinessDate,
  days: number,
): Promise<HealthSnapshot[]> {
  return selectSnapshots(executor, workspaceId, accountId, addDays(date, 1 - days), date);
}

/** The same without what the scores are made of: much less is read for the course of a score. */
export function listScores(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  date: BusinessDate,
  days: number,
): Promise<KeptScore[]> {
  return selectScores(executor, workspaceId, accountId, addDays(date, 1 - days), date);
}

/** The account's newest snapshot of the last week. */
export function newestSnapshot(
  executor: Executor,
  workspaceId: string,
  accountId: string,
  date: BusinessDate,
): Promise<HealthSnapshot | null> {
  return findNewestSnapshot(executor, workspaceId, accountId, addDays(date, -SLACK_DAYS), date);
}

/** The newest day of the last week on which all accounts were scored, and the program that scored them. */
export function newestHealthDay(
  executor: Executor,
  workspaceId: string,
  date: BusinessDate,
): Promise<WholeDay | null> {
  return newestWholeDay(executor, workspaceId, addDays(date, -SLACK_DAYS), date);
}

/**
 * What changed since the snapshot of `days` days before, or since the newest in the week before that.
 * @returns null when there is none, or its program can not be read any more
 */
export async function explainChange(
  executor: Executor,
  workspaceId: string,
  applied: AppliedProgram,
  accountId: string,
  health: Health,
  days: number,
): Promise<ChangeSince | null> {
  const upTo = addDays(health.date, -days);
  const from = addDays(upTo, -SLACK_DAYS);
  const earlier = await findNewestSnapshot(executor, workspaceId, accountId, from, upTo);
  if (earlier === null) return null;
  const scorecard = await scorecardOf(executor, workspaceId, applied, earlier.programVersion);
  if (scorecard === null) return null;
  const before = { scorecard, stage: earlier.stage, scores: earlier.scores };
  const after = scoredDayOf(applied.program.scorecard, health);
  return { ...changeBetween(before, after), since: earlier.day, from: earlier.score };
}

/** So many earlier programs are read at most to find when the scorecard changed. */
const PROGRAMS_READ = 10;

/**
 * The first day of the newest change of the scorecard, as far as it changed what the same data score.
 * @param scores oldest first, from the day of the comparison on
 * @returns null when all of them were made by the present one, or what made one can not be read any more
 */
export async function scorecardSince(
  executor: Executor,
  workspaceId: string,
  applied: AppliedProgram,
  scores: readonly KeptScore[],
  today: BusinessDate,
): Promise<BusinessDate | null> {
  const alike = new Set([applied.version]);
  let since = today;
  for (const { day, programVersion } of scores.toReversed()) {
    if (!alike.has(programVersion)) {
      const scorecard =
        alike.size > PROGRAMS_READ ? null : await scorecardOf(executor, workspaceId, applied, programVersion);
      if (scorecard === null) return null;
      if (!scoresAlike(scorecard, applied.program.scorecard)) return since;
      alike.add(programVersion);
    }
    since = day;
  }
  return null;
}

/** A day as `changeBetween` takes it. */
export function scoredDayOf(scorecard: Scorecard, { stage, personas }: Health): ScoredDay {
  return { scorecard, stage, scores: freshScores(personas.flatMap(({ metrics }) => metrics)) };
}

/** The scorecard of a version of the program; null when that can not be read any more. */
export async function scorecardOf(
  executor: Executor,
  workspaceId: string,
  { version, program }: Pick<AppliedProgram, 'version' | 'program'>,
  wanted: number,
): Promise<Scorecard | null> {
  if (wanted === version) return program.scorecard;
  return (await loadVersion(executor, workspaceId, wanted))?.scorecard ?? null;
}
