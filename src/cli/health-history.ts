/** `milepost health --rebuild` and `--calibration`: the health of past dates, and whether it told who would leave. */
import { InvalidArgumentError } from 'commander';
import { addDays, businessDateOf, type BusinessDate } from '../base/business-date.ts';
import { count, figure } from '../base/words.ts';
import {
  AHEAD_DAYS,
  CHURN_DAYS,
  FEW,
  type CalibrationRow,
  type CalibrationTable,
} from '../health/calibration.ts';
import { readCalibration } from '../health/calibration-service.ts';
import { rebuildSnapshots } from '../health/service.ts';
import { WEEK_DAYS } from '../health/thinning.ts';
import { bandWords, shareWords, signalWords } from '../health/words.ts';
import type { CliContext } from './context.ts';
import type { DatedJob } from './morning.ts';
import { CliProblem } from './open.ts';

/** Reads a number of days from 1 to 7: what looks back at health takes a day up to a week earlier for the asked one. */
export function readEveryOption(text: string): number {
  if (!/^[1-7]$/.test(text)) {
    throw new InvalidArgumentError(`Write a whole number of days from 1 to ${WEEK_DAYS}, such as 7.`);
  }
  return Number(text);
}

export interface RebuildOptions {
  from: BusinessDate;
  to?: BusinessDate;
  every?: number;
}

/** Keeps the health of past dates where none is kept, and says for how many accounts. */
export async function rebuild(context: CliContext, job: DatedJob, options: RebuildOptions): Promise<void> {
  const { deps, workspaceId, applied } = job;
  const yesterday = addDays(businessDateOf(deps.now(), applied.program.timezone), -1);
  const { from, to = yesterday, every = WEEK_DAYS } = options;
  let all = 0;
  const result = await rebuildSnapshots(
    deps,
    workspaceId,
    applied,
    { from, to, every },
    (rebuilt, done, of) => {
      all += rebuilt.made;
      if (!process.stderr.isTTY) return;
      process.stderr.write(`\r\u001B[K${rebuilt.date}: ${done} of ${count(of, 'date')}, ${figure(all)} made`);
    },
  );
  if (process.stderr.isTTY) process.stderr.write('\r\u001B[K');
  if (!result.ok) {
    throw new CliProblem(
      result.problem === 'not-past'
        ? `only days that are over can be scored anew, and ${to} is not: end with --to ${yesterday} or earlier`
        : `${from} lies after ${to}: write the earlier date behind --from`,
    );
  }
  const { dates } = result;
  if (context.json) return context.out(JSON.stringify({ from, to, every, made: all, dates }));
  const [first, last] = [dates.at(0), dates.at(-1)];
  if (first === undefined || last === undefined) {
    return context.out(`nothing to score: no account had started by ${to}`);
  }
  const lookedAt = `${count(dates.length, 'date')} from ${first.date} to ${last.date}`;
  const missing = dates.filter(({ made }) => made > 0).length;
  context.out(
    all === 0
      ? `nothing was missing: ${lookedAt}`
      : `${count(all, 'snapshot')} made on ${figure(missing)} of ${lookedAt}`,
  );
}

/** Tells what score and judgement said of those who left, and of those who stayed. */
export async function calibration(context: CliContext, job: DatedJob): Promise<void> {
  const { deps, workspaceId, date } = job;
  const { churned, kept, base, score, judgement } = await readCalibration(deps.database, workspaceId, date);
  if (context.json) {
    const all = { date, aheadDays: AHEAD_DAYS, churnDays: CHURN_DAYS, churned, kept, base, score, judgement };
    return context.out(JSON.stringify(all));
  }
  if (churned + kept === 0) {
    return context.out(
      `nothing to look back at: no account was a customer ${AHEAD_DAYS} days before it left or before ${date}`,
    );
  }
  const share = base === null ? 'too few to tell a share' : `of all, ${shareWords(base)} left`;
  context.out(
    `What was said ${AHEAD_DAYS} days before, on ${date}: ${count(churned, 'account')} left in the ${CHURN_DAYS} days up to it, ${figure(kept)} stayed; ${share}`,
  );
  context.out(tableLines('the score said', score));
  context.out(tableLines('we judged', judgement));
}

function tableLines(title: string, { rows, signal }: CalibrationTable): string {
  const head = `${title.padEnd(16)}${'left'.padStart(8)}${'stayed'.padStart(8)}  share that left`;
  return [head, ...rows.map(rowLine), signalWords(signal)].join('\n');
}

function rowLine({ band, churned, kept, share }: CalibrationRow): string {
  const told = share !== null ? shareWords(share) : churned + kept === 0 ? '' : `fewer than ${FEW}`;
  // Signs are as wide as two letters on a terminal, or three, or one.
  const name = bandWords(band).replace(/^\S+ /, '');
  return `${name.padEnd(16)}${figure(churned).padStart(8)}${figure(kept).padStart(8)}  ${told}`.trimEnd();
}
