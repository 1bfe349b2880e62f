/** Why accounts are on the rules' lists, or are not. */
import { findAccountById } from '../accounts/service.ts';
import type { BusinessDate } from '../base/business-date.ts';
import type { Executor, OpenDatabase } from '../db/open.ts';
import { assessOne } from '../journey/service.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { explainRule, type RuleExplanation } from './explain.ts';
import { factsOf, readBeside, readFacts } from './store.ts';

export { countListed, readFigures } from './figures-store.ts';
export { countUnderWay, isListed, listedAccounts } from './store.ts';

/** Every rule for one account on any date; null when the account has no place on a journey then. */
export async function explainAccount(
  database: Pick<OpenDatabase, 'db' | 'dialect'>,
  workspaceId: string,
  { program }: Pick<AppliedProgram, 'program'>,
  accountId: string,
  date: BusinessDate,
): Promise<RuleExplanation[] | null> {
  const found = await assessOne(database, workspaceId, program, accountId, date);
  const account = await findAccountById(database.db, workspaceId, accountId);
  if (found === null || account === null) return null;
  const { segment, stage, renewsOn, startedOn } = account;
  const facts = factsOf({
    ...found,
    segment,
    stage,
    renews_on: renewsOn,
    started_on: startedOn,
    ...(await readBeside(database.db, workspaceId, accountId, date)),
  });
  return program.rules.map((rule) => explainRule(rule, facts, program, date));
}

/** Every rule for accounts as they were last assessed, by account id. */
export async function explainAssessed(
  executor: Executor,
  workspaceId: string,
  { program }: Pick<AppliedProgram, 'program'>,
  accountIds: readonly string[],
  date: BusinessDate,
): Promise<Map<string, RuleExplanation[]>> {
  if (accountIds.length === 0) return new Map();
  const facts = await readFacts(executor, workspaceId, accountIds, date);
  return new Map(
    [...facts].map(([id, known]) => [
      id,
      program.rules.map((rule) => explainRule(rule, known, program, date)),
    ]),
  );
}
