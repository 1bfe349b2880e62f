/** `milepost health`: an account's scorecard on any date. */
import type { Command } from 'commander';
import { pointsOf, percentOf, type MetricHealth, type PersonaHealth } from '../health/domain.ts';
import { explainHealth } from '../health/service.ts';
import { accountOf } from './accounts.ts';
import type { CliContext } from './context.ts';
import { readDateOption } from './date-option.ts';
import { withProgram, type DatedJob } from './morning.ts';
import { CliProblem } from './open.ts';

export function registerHealthCommand(program: Command, context: CliContext): void {
  program
    .command('health')
    .description("one account's scorecard, found anew for any date")
    .argument('<key>', "an account's external key, or its name or domain when that is unambiguous")
    .option('--date <date>', 'a business date YYYY-MM-DD; default: today', readDateOption)
    .action((key: string, options: { date?: string }) =>
      withProgram(context, options, (job) => health(context, job, key)),
    );
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
  const { band, confidence } = found;
  const score = found.score === null ? null : pointsOf(found.score);
  const coverage = percentOf(found.coverage);
  if (context.json) {
    const personas = found.personas.map(personaJson);
    const { key: accountKey, name } = account;
    return context.out(
      JSON.stringify({ key: accountKey, name, date, score, band, coverage, confidence, personas }),
    );
  }
  const told = score === null ? 'no score: nothing is known that is fresh' : `${band} ${score}`;
  context.out(`${account.name} on ${date}: ${told}, coverage ${coverage} %, ${confidence} confidence`);
  for (const persona of found.personas) context.out(personaLines(persona));
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
