/** `milepost assess` and `milepost morning`: the main job by hand, for any date. */
import type { Command } from 'commander';
import { hasAccounts } from '../accounts/service.ts';
import { businessDateOf, daysBetween, type BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { paceOf } from '../journey/domain.ts';
import { assessAll, listUnassessed, type AssessedAccount, type UnassessedRow } from '../journey/service.ts';
import {
  sectionOf,
  whyListed,
  type ListedCta,
  type MorningList,
  type MorningRow,
} from '../morning/domain.ts';
import { newestClaimed } from '../jobs/store.ts';
import { doMorning, findLastMorning, MORNING, rehearseMorning } from '../morning/service.ts';
import { findPlace, type AppliedProgram, type Program } from '../program/domain.ts';
import { createProgramSource } from '../program/service.ts';
import { describeNoPlace } from '../program/words.ts';
import type { ClauseExplanation } from '../rules/explain.ts';
import type { CliContext } from './context.ts';
import { readDateOption } from './date-option.ts';
import { CliProblem } from './open.ts';

const MAX_UNASSESSED = 1_000;

interface DateOption {
  date?: string;
}

export function registerMorningCommands(program: Command, context: CliContext): void {
  program
    .command('assess')
    .description('say where every account is on its journey, on any date; nothing is kept')
    .option('--date <date>', 'a business date YYYY-MM-DD; default: today', readDateOption(context))
    .action((options: DateOption) => withProgram(context, options, (job) => assess(context, job)));
  program
    .command('morning')
    .description('assess, evaluate the rules, write CTAs and post the list')
    .option('--date <date>', 'a business date YYYY-MM-DD; default: today', readDateOption(context))
    .option('--dry-run', 'only say what would be done')
    .action((options: DateOption & { dryRun?: boolean }) =>
      withProgram(context, options, (job) => morning(context, job, options.dryRun === true)),
    );
}

/** What a command about a date works with. */
export interface DatedJob {
  deps: Deps;
  workspaceId: string;
  applied: AppliedProgram;
  date: BusinessDate;
  /** The business date on which the command is run. */
  today: BusinessDate;
}

/** For what is told of the past or done for good. @throws CliProblem when the date lies ahead */
export function refuseFuture({ date, today }: Pick<DatedJob, 'date' | 'today'>): void {
  if (date > today)
    throw new CliProblem(
      `--date ${date} lies ahead, and nothing is known of it yet: give ${today} or a day before it`,
    );
}

/** Opens the database and its program, reads the date, and closes again. */
export async function withProgram(
  context: CliContext,
  options: DateOption,
  work: (job: DatedJob) => Promise<void>,
): Promise<void> {
  const { deps, workspaceId, close } = await context.openDeps();
  try {
    const applied = await createProgramSource().load(deps.database.db, workspaceId);
    if (applied === null) {
      throw new CliProblem('there is no program yet: apply one with "milepost program apply FILE"');
    }
    const today = businessDateOf(deps.now(), applied.program.timezone);
    await work({ deps, workspaceId, applied, date: options.date ?? today, today });
  } finally {
    await close();
  }
}

async function assess(context: CliContext, { deps, workspaceId, applied, date }: DatedJob): Promise<void> {
  const found: AssessedAccount[] = [];
  for await (const batch of assessAll(deps, workspaceId, applied.program, date)) found.push(...batch);
  const accounts = found
    .map((row) => assessedJson(row, applied.program, date))
    .toSorted((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  if (context.json) return context.out(JSON.stringify({ date, accounts }));
  for (const account of accounts) {
    const place =
      account.working_on === null
        ? 'finished'
        : `${account.working_on}\t${account.days} days\t${account.pace}`;
    const slipped = account.slipped.length > 0 ? `\tslipped: ${account.slipped.join(', ')}` : '';
    context.out(`${account.key}\t${account.name}\t${place}${slipped}`);
  }
  context.out(`${accounts.length} ${accounts.length === 1 ? 'account' : 'accounts'} assessed on ${date}`);
}

function assessedJson(row: AssessedAccount, program: Program, date: BusinessDate) {
  const journey = program.journeys.find(({ id }) => id === row.journey_id);
  const reached: BusinessDate[] = JSON.parse(row.reached);
  const milestones = journey?.phases.map(({ milestone }) => milestone.id) ?? [];
  return {
    key: row.key,
    name: row.name,
    working_on: row.working_on,
    since: row.since,
    days: row.working_on === null ? null : daysBetween(row.since, date),
    pace: journey === undefined ? null : paceOf(journey, row, date),
    slipped: row.slipped === null ? [] : (JSON.parse(row.slipped) as string[]),
    reached: Object.fromEntries(reached.map((on, index) => [milestones[index] ?? String(index + 1), on])),
  };
}

async function morning(context: CliContext, job: DatedJob, isDryRun: boolean): Promise<void> {
  const { deps, workspaceId, applied, date } = job;
  // Done for a slipped year, it would keep every morning until then from being posted.
  if (!isDryRun) refuseFuture(job);
  const unassessed = await listUnassessed(
    deps.database.db,
    workspaceId,
    applied.program,
    date,
    MAX_UNASSESSED,
  );
  const last = await newestClaimed(deps.database.db, workspaceId, MORNING);
  if (!isDryRun && last !== null && last > date) {
    throw new CliProblem(
      `the morning of ${last} is done already, and an earlier one would undo its work: look at ${date} with --dry-run`,
    );
  }
  // The command line has no Slack: the bot looks who reads along in the channel before it posts the list there.
  const { list, posted, waits } = isDryRun
    ? { list: await rehearseMorning(deps, workspaceId, applied, date), posted: false, waits: false }
    : await doMorning(deps, workspaceId, applied, date, {
        leavesList: true,
        onProgress: progressOnTerminal(),
      });
  if (context.json) {
    const reasons = unassessed.map((row) => ({ key: row.key, reason: reasonOf(row, applied.program, date) }));
    // Whoever reads this has read what the morning before said, posted or not.
    const since = await findLastMorning(deps.database.db, workspaceId, date);
    const [due, others] = [dueJson(list, since), othersJson(list, since)];
    return context.out(JSON.stringify({ date, due, others, unassessed: reasons, posted, waits }));
  }
  for (const row of reviewsOf(list)) context.out(rowLine(row));
  for (const other of othersOf(list)) context.out(otherLine(other));
  const end = isDryRun
    ? 'nothing was written or posted'
    : waits
      ? `the bot posts the list in #${applied.program.posts.morning?.channel} within a minute of running, where it sees that only your people read along`
      : 'nothing new was posted';
  if (!(await hasAccounts(deps.database.db, workspaceId))) {
    return context.out(
      `there are no accounts yet: import some with "milepost import FILE --map MAPPING"; ${end}`,
    );
  }
  const { due, others } = list.summary;
  const beside = others === 0 ? '' : `, ${others} other ${others === 1 ? 'CTA' : 'CTAs'}`;
  context.out(`${due} due on ${date}${beside}, ${unassessed.length} not assessed; ${end}`);
}

function reviewsOf(list: MorningList): MorningRow[] {
  return list.rows.filter((row) => sectionOf(row) === 'review');
}

/** The other CTAs, those that are told in the line of a review included. */
function othersOf(list: MorningList): ListedCta[] {
  return list.rows.flatMap((row) => (sectionOf(row) === 'other' ? [row] : row.also));
}

function dueJson(list: MorningList, since: BusinessDate | null) {
  return reviewsOf(list).map((row) => ctaJson(row, since));
}

function othersJson(list: MorningList, since: BusinessDate | null) {
  return othersOf(list).map((cta) => ({ ...ctaJson(cta, since), title: cta.title, due: cta.dueOn }));
}

/** @param since the date of the morning before; null: there was none */
function ctaJson(cta: ListedCta, since: BusinessDate | null) {
  return {
    key: cta.accountKey,
    name: cta.accountName,
    rule: cta.ruleId,
    cta: cta.type,
    isNew: since === null || cta.openedOn > since,
    owner: cta.owner?.name ?? null,
    why: clausesOf(cta).map(({ clause, actual, holds }) => ({ clause, actual, holds })),
  };
}

function rowLine(row: MorningRow): string {
  return `${row.accountKey}\t${row.accountName}\t${row.owner?.name ?? 'no owner'}\t${whyListed(row).join('; ')}`;
}

function otherLine({ accountKey, accountName, owner, title, dueOn }: ListedCta): string {
  return `${accountKey}\t${accountName}\t${owner?.name ?? 'no owner'}\t${title}\tdue ${dueOn ?? 'any day'}`;
}

/** The clauses of the rule that opened the CTA. */
function clausesOf(cta: ListedCta): ClauseExplanation[] {
  return cta.listedBy.find(({ rule }) => rule === cta.ruleId)?.clauses ?? [];
}

/** Why an account has no place on a journey. */
function reasonOf({ segment, started_on }: UnassessedRow, program: Program, date: BusinessDate): string {
  const found = findPlace({ segment, startedOn: started_on }, program, date);
  return found.ok ? 'the next assessment finds its place' : describeNoPlace(found, String).brief;
}

/** Tells on a terminal how far the assessment is. */
function progressOnTerminal() {
  if (!process.stderr.isTTY) return undefined;
  return ({ assessed }: { assessed: number }) => void process.stderr.write(`\r${assessed} accounts assessed`);
}
