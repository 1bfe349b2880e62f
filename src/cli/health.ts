/** `milepost health`: an account's scorecard on any date; the health of past dates, and what it told. */
import type { Command } from 'commander';
import {
  pointsOf,
  percentOf,
  type HealthSnapshot,
  type MetricHealth,
  type PersonaHealth,
} from '../health/domain.ts';
import { findKept } from '../health/kept-service.ts';
import { explainHealth } from '../health/service.ts';
import { accountOf } from './accounts.ts';
import type { CliContext } from './context.ts';
import { readDateOption } from './date-option.ts';
import { calibration, readEveryOption, rebuild } from './health-history.ts';
import { withProgram, type DatedJob } from './morning.ts';
import { CliProblem } from './open.ts';

interface Options {
  date?: string;
  calibration?: true;
  rebuild?: true;
  from?: string;
  to?: string;
  every?: number;
}

export function registerHealthCommand(program: Command, context: CliContext): void {
  const command = program
    .command('health')
    .description(
      "one account's scorecard, found anew for any date by the present program, beside what was kept on that date; or of all accounts what health told",
    )
    .argument('[key]', "an account's external key, or its name or domain when that is unambiguous")
    .option('--date <date>', 'a business date YYYY-MM-DD; default: today', readDateOption(context))
    .option('--calibration', 'whether score and judgement told who left in the year before the date')
    .option('--rebuild', 'keep the health of past dates where none is kept, by the present program')
    .option('--from <date>', 'the first date to rebuild, YYYY-MM-DD', readDateOption(context))
    .option(
      '--to <date>',
      'the last date to rebuild, YYYY-MM-DD; default: yesterday',
      readDateOption(context),
    )
    .option('--every <days>', 'the days from one date to the next, 1 to 7; default: 7', readEveryOption)
    .action((key: string | undefined, options: Options) => {
      const wrong = wrongUsage(key, options);
      if (wrong !== null) command.error(`error: ${wrong}`);
      const { from, to, every } = options;
      return withProgram(context, options, (job) => {
        if (key !== undefined) return health(context, job, key);
        return from === undefined ? calibration(context, job) : rebuild(context, job, { from, to, every });
      });
    });
}

/** What is not meant together, as a sentence; null: all is right. */
function wrongUsage(key: string | undefined, options: Options): string | null {
  const asked = [key !== undefined, options.calibration === true, options.rebuild === true];
  if (asked.filter(Boolean).length !== 1) return "name one of: an account's key, --calibration, --rebuild";
  if (options.rebuild !== true) {
    const { from, to, every } = options;
    const isAlone = from === undefined && to === undefined && every === undefined;
    return isAlone ? null : '--from, --to and --every go with --rebuild';
  }
  if (options.date !== undefined) return '--rebuild takes its dates by --from and --to, not by --date';
  return options.from === undefined ? 'say where to begin, such as --rebuild --from 2024-01-01' : null;
}

async function health(context: CliContext, job: DatedJob, key: string): Promise<void> {
  const { deps, workspaceId, applied, date } = job;
  const account = await accountOf(job, key);
  const found = await explainHealth(deps.database, workspaceId, applied.program, account.id, date);
  if (found === null) {
    const starts = account.startedOn === null ? 'has no start date' : `starts on ${account.startedOn}`;
    throw new CliProblem(
      `${account.name} has no health on ${date}: it ${starts}, and only what is seen from then on counts`,
    );
  }
  const kept = await findKept(deps.database.db, workspaceId, account.id, date);
  const { band, confidence } = found;
  const score = found.score === null ? null : pointsOf(found.score);
  const coverage = percentOf(found.coverage);
  if (context.json) {
    const personas = found.personas.map(personaJson);
    const { key: accountKey, name } = account;
    return context.out(
      JSON.stringify({
        key: accountKey,
        name,
        date,
        score,
        band,
        coverage,
        confidence,
        personas,
        kept: kept === null ? null : keptJson(kept),
      }),
    );
  }
  const told = score === null ? 'no score: nothing is known that is fresh' : `${band} ${score}`;
  context.out(`${account.name} on ${date}: ${told}, coverage ${coverage} %, ${confidence} confidence`);
  for (const persona of found.personas) context.out(personaLines(persona));
  if (kept !== null) context.out(keptLine(kept));
}

function keptJson({ score, band, coverage, programVersion }: HealthSnapshot) {
  return {
    score: score === null ? null : pointsOf(score),
    band,
    coverage: percentOf(coverage),
    version: programVersion,
  };
}

function keptLine(kept: HealthSnapshot): string {
  const { score, band, coverage, version } = keptJson(kept);
  const told = score === null ? 'no score' : `${band} ${score}`;
  return `kept on that day: ${told}, coverage ${coverage} %, by version ${version} of the program`;
}

function personaJson({ persona, weight, score, coverage, metrics }: PersonaHealth) {
  return {
    persona,
    weight,
    score: score === null ? null : pointsOf(score),
    coverage: percentOf(coverage),
    metrics: metrics.map((found) => ({
      id: found.metric.id,
      name: found.metric.name,
      weight: found.weight,
      fresh: found.isFresh,
      score: found.score === null ? null : pointsOf(found.score),
      value: found.value?.value ?? null,
      on: found.value?.day ?? null,
    })),
  };
}

function personaLines({ persona, weight, score, coverage, metrics }: PersonaHealth): string {
  const told = score === null ? 'no score' : `${pointsOf(score)}`;
  return [
    `${persona} (weight ${weight}): ${told}, coverage ${percentOf(coverage)} %`,
    ...metrics.map(metricLine),
  ].join('\n');
}

function metricLine({ metric, weight, value, isFresh, score }: MetricHealth): string {
  const told = score === null ? '  –' : String(pointsOf(score)).padStart(3);
  const seen =
    value === null
      ? 'no data'
      : `${Number(value.value.toFixed(2))} on ${value.day}${isFresh ? '' : ', too old'}`;
  return `  ${told}  ${metric.name} (weight ${weight}): ${seen}`;
}
