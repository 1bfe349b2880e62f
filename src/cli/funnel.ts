/** `milepost funnel`: the success funnel on any date. */
import { InvalidArgumentError, type Command } from 'commander';
import { nearestWord } from '../base/nearest.ts';
import { count } from '../base/words.ts';
import {
  isSameMilestone,
  type Conversion,
  type Funnel,
  type MilestoneFunnel,
  type Trials,
} from '../funnel/domain.ts';
import { FEW_WORDS, hasNamesake, noBottleneckWords } from '../funnel/words.ts';
import { DEFAULT_HORIZON, readFunnel } from '../funnel/service.ts';
import { readTrials } from '../funnel/trial-service.ts';
import { trialSegmentIds, type Program } from '../program/domain.ts';
import type { CliContext } from './context.ts';
import { readDateOption } from './date-option.ts';
import { refuseFuture, withProgram, type DatedJob } from './morning.ts';
import { CliProblem } from './open.ts';

interface FunnelOptions {
  date?: string;
  segment?: string;
  since?: string;
  horizon?: number;
}

const MOST_DAYS = 3_650;

export function registerFunnelCommand(program: Command, context: CliContext): void {
  program
    .command('funnel')
    .description('the success funnel: how many reach each milestone, by when, and where customers leave')
    .option('--date <date>', 'a business date YYYY-MM-DD; default: today', readDateOption(context))
    .option('--segment <segment>', 'only the accounts of this segment, by its id or name')
    .option('--since <date>', 'only what began on this day or later', readDateOption(context))
    .option(
      '--horizon <days>',
      'tell conversion at so many days; default: at the usual days of each milestone',
      readDays,
    )
    .action((options: FunnelOptions) =>
      withProgram(context, options, (job) => funnel(context, job, options)),
    );
}

function readDays(text: string): number {
  const days = Number(text);
  if (!/^\d+$/.test(text) || days < 1 || days > MOST_DAYS)
    throw new InvalidArgumentError(`Write whole days, 1 to ${MOST_DAYS}, such as 90.`);
  return days;
}

async function funnel(
  context: CliContext,
  job: DatedJob,
  { segment: typed, since: from, horizon }: FunnelOptions,
): Promise<void> {
  refuseFuture(job);
  const { deps, workspaceId, applied, date } = job;
  const since = from ?? null;
  if (since !== null && since > date)
    throw new CliProblem(`--since ${since} lies after --date ${date}: nothing began in between`);
  const segment = typed === undefined ? null : segmentOf(applied.program, typed);
  const question = { date, segment, since, horizon: horizon ?? DEFAULT_HORIZON };
  const found = await readFunnel(deps, workspaceId, applied, question);
  const asked = applied.program.segments.find(({ id }) => id === segment);
  const trials =
    asked?.trial === undefined ? null : await readTrials(deps, workspaceId, applied, asked, { date, since });
  if (context.json)
    return context.out(JSON.stringify({ ...funnelJson(found, horizon), ...trialsJson(trials) }));
  const everybody =
    trialSegmentIds(applied.program).length > 0 ? 'all customers (no free trials)' : 'all segments';
  const about = [
    segment === null ? everybody : `segment ${segment}`,
    ...(since === null ? [] : [`what began since ${since}`]),
  ];
  context.out(`Success funnel on ${date}, ${about.join(', ')}`);
  for (const milestone of found.milestones) context.out(linesOf(milestone, horizon !== undefined));
  for (const { name, finished, churned, few } of found.after) {
    const hint = few ? ` (${FEW_WORDS})` : '';
    if (finished > 0) context.out(`finished “${name}”: ${finished}, of whom ${churned} left since${hint}`);
  }
  const narrow = found.milestones.find((one) => isSameMilestone(found.bottleneck, one));
  context.out(
    narrow === undefined
      ? `bottleneck: none can be named: ${noBottleneckWords(found.milestones)}`
      : `bottleneck: ${narrow.name}${hasNamesake(narrow, found.milestones) ? ` (journey ${narrow.journeyId})` : ''}`,
  );
  if (trials !== null) context.out(trialsText(trials));
}

/** Beside the accounts that are in the segment now, those that bought and left it for another one. */
function trialsText({ began, paid, churned, open, conversion, few, milestones, telling }: Trials): string {
  const hint = (isFew: boolean) => (isFew ? ` (${FEW_WORDS})` : '');
  return [
    `Trials, with those that bought: ${began} began, ${paid} bought, ${churned} left, ${open} open${began > 0 ? hint(few) : ''}`,
    ...(conversion === null ? [] : [`  ${conversionText(conversion)}`]),
    ...milestones.flatMap(({ id, name, reached, paid: bought, after, without, few: isFew }) => [
      `${name}${id === telling ? ', the most telling one' : ''}: ${reached} reached it, ${bought} of them bought${reached > 0 ? hint(isFew) : ''}`,
      ...(after === null ? [] : [`  once reached: ${conversionText(after)}`]),
      ...(without === null ? [] : [`  without it: ${conversionText(without)}`]),
    ]),
  ].join('\n');
}

/** Only of a segment of free trials. */
function trialsJson(trials: Trials | null): { trials?: Omit<Trials, 'segment' | 'name' | 'date' | 'since'> } {
  if (trials === null) return {};
  const { segment: _segment, name: _name, date: _date, since: _since, ...told } = trials;
  return { trials: told };
}

/** @throws CliProblem for a segment that the program does not have */
function segmentOf({ segments }: Program, typed: string): string {
  const wanted = typed.toLowerCase();
  const found = segments.find(({ id, name }) => id.toLowerCase() === wanted || name.toLowerCase() === wanted);
  if (found !== undefined) return found.id;
  const ids = segments.map(({ id }) => id);
  const near = nearestWord(typed, ids);
  const meant = near === undefined ? '.' : `; did you mean "${near}"?`;
  throw new CliProblem(`the program has no segment "${typed}"${meant} It has ${ids.join(', ')}`);
}

function funnelJson(
  { date, segment, since, milestones, after, bottleneck }: Funnel,
  horizon: number | undefined,
) {
  return {
    date,
    segment,
    since,
    horizon: horizon ?? null,
    milestones: milestones.map((milestone) => milestoneJson(milestone, horizon !== undefined)),
    after: after.map(({ journeyId, finished, churned, churnPer100AccountMonths: rate, few }) => ({
      journey: journeyId,
      finished,
      churned,
      churnPer100AccountMonths: rate?.estimate ?? null,
      churnInterval: rate,
      few,
    })),
    bottleneck: bottleneck?.id ?? null,
  };
}

/** `conversion` is told at the horizon where one was asked for, else at the milestone's usual days. */
function milestoneJson(milestone: MilestoneFunnel, isAtHorizon: boolean) {
  const { conversion, atHorizon, churnPer100AccountMonths: rate } = milestone;
  return {
    id: milestone.id,
    name: milestone.name,
    journey: milestone.journeyId,
    position: milestone.position,
    usualDays: milestone.usualDays,
    entered: milestone.entered,
    reached: milestone.reached,
    churned: milestone.churned,
    open: milestone.open,
    conversion: isAtHorizon ? atHorizon : conversion,
    byUsualDays: conversion,
    medianDays: milestone.medianDays,
    churnPer100AccountMonths: rate?.estimate ?? null,
    churnInterval: rate,
    few: milestone.few,
  };
}

function linesOf(milestone: MilestoneFunnel, isAtHorizon: boolean): string {
  const { name, entered, reached, churned, open, medianDays, usualDays, few } = milestone;
  const rate = milestone.churnPer100AccountMonths;
  const conversions = [milestone.conversion, ...(isAtHorizon ? [milestone.atHorizon] : [])];
  return [
    `${name}: ${entered} began, ${reached} reached it, ${churned} left, ${open} open${few && entered > 0 ? ` (${FEW_WORDS})` : ''}`,
    ...conversions.flatMap((told) => (told === null ? [] : [`  ${conversionText(told)}`])),
    ...(medianDays === null ? [] : [`  median ${count(medianDays, 'day')} (usual ${usualDays})`]),
    ...(rate === null
      ? []
      : [
          `  churn per 100 account-months: ${rounded(rate.estimate)} (${rounded(rate.low)} to ${rounded(rate.high)})`,
        ]),
  ].join('\n');
}

function conversionText({ at, estimate, low, high, beyond }: Conversion): string {
  const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;
  const told = `${percent(estimate)} within ${count(at, 'day')} (${percent(low)} to ${percent(high)})`;
  return beyond ? `${told}, so far: nobody was followed for that long` : told;
}

function rounded(rate: number): string {
  return rate.toFixed(2);
}
