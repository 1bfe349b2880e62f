/** `milepost why`: each rule's clauses for one account. */
import type { Command } from 'commander';
import type { Account } from '../accounts/domain.ts';
import { findAccount } from '../accounts/find-service.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { findPlace } from '../program/domain.ts';
import { describeNoPlace } from '../program/words.ts';
import { explainAccount } from '../rules/service.ts';
import type { RuleExplanation } from '../rules/explain.ts';
import type { CliContext } from './context.ts';
import { readDateOption } from './date-option.ts';
import { withProgram, type DatedJob } from './morning.ts';
import { CliProblem } from './open.ts';

export function registerAccountCommands(program: Command, context: CliContext): void {
  program
    .command('why')
    .description("each rule's clauses for one account, listed or not")
    .argument('<key>', "an account's external key, or its name or domain when that is unambiguous")
    .option('--date <date>', 'a business date YYYY-MM-DD; default: today', readDateOption(context))
    .action((key: string, options: { date?: string }) =>
      withProgram(context, options, (job) => why(context, job, key)),
    );
}

async function why(context: CliContext, job: DatedJob, key: string): Promise<void> {
  const { deps, workspaceId, applied, date } = job;
  const account = await accountOf(job, key);
  const rules = await explainAccount(deps.database, workspaceId, applied, account.id, date);
  if (rules === null) {
    const found = findPlace(account, applied.program, date);
    const reason = found.ok ? '' : `${describeNoPlace(found, String).sentence}; `;
    throw new CliProblem(
      `${account.name} has no place on a journey on ${date}: ${reason}an account needs a start date by then and a segment of the program`,
    );
  }
  if (context.json) {
    const shown = rules.map(({ rule, listed, clauses, holdsOn, remark }) => ({
      rule,
      listed,
      clauses: clauses.map(({ clause, actual, holds }) => ({ clause, actual, holds })),
      holdsOn,
      remark,
    }));
    return context.out(JSON.stringify({ key: account.key, name: account.name, date, rules: shown }));
  }
  context.out(`${account.name} on ${date}`);
  for (const rule of rules) context.out(ruleLines(rule, date));
}

function ruleLines(rule: RuleExplanation, date: BusinessDate): string {
  const when = rule.listed
    ? 'listed'
    : rule.holdsOn === null
      ? 'not listed'
      : `not listed; would be on ${rule.holdsOn}`;
  const clauses = rule.clauses.map(
    ({ clause, actual, holds }) => `  ${holds ? 'yes' : 'no '}  ${clause}: ${actual}`,
  );
  const remark = rule.remark === null || rule.holdsOn === date ? [] : [`  ${rule.remark}`];
  return [`${rule.name}: ${when}`, ...clauses, ...remark].join('\n');
}

/** @throws CliProblem when no account is meant, or several may be */
export async function accountOf({ deps, workspaceId }: DatedJob, key: string): Promise<Account> {
  const found = await findAccount(deps.database, workspaceId, key);
  if (found.kind === 'one') return found.account;
  const names = (found.kind === 'several' ? found.accounts : found.closest).map(
    (account) => `${account.name} (${account.key})`,
  );
  const hint = names.length === 0 ? '' : `: ${names.join(', ')}`;
  throw new CliProblem(
    found.kind === 'several'
      ? `"${key}" may mean several accounts${hint}; say which one by its key`
      : `there is no account "${key}"${hint === '' ? '; "milepost export accounts" shows those that there are' : `; close to it${hint}`}`,
  );
}
