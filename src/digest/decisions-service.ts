/** What waits for somebody: open questions, what is overdue, stretches past their limit, renewals without an answer. */
import type { Deps } from '../base/deps.ts';
import { accountRanges } from '../db/account-ranges.ts';
import { listOpenQuestions } from '../initiatives/service.ts';
import { endOf } from '../jobs/slots.ts';
import { trialSegmentIds, type AppliedProgram, type Program } from '../program/domain.ts';
import { listFitLimits, listUnansweredRenewals } from './decisions-store.ts';
import { NAMED, type DecisionsFacts, type Period, type SuccessFacts } from './domain.ts';
import { addListed, largestFirst } from './listed.ts';
import { readOverdue } from './overdue-service.ts';

/**
 * What the meeting itself wanted is told of what the digest opens with: that comes to it later.
 * @param plays of the same days, whose late steps are counted too
 */
export async function readDecisions(
  deps: Pick<Deps, 'database'>,
  workspaceId: string,
  { program }: AppliedProgram,
  period: Period,
  plays: SuccessFacts['plays'],
): Promise<DecisionsFacts> {
  const { db } = deps.database;
  const before = endOf(period.date, program.timezone).toISOString();
  return {
    questions: await listOpenQuestions(db, workspaceId, period.date),
    overdue: await readOverdue(deps, workspaceId, period, plays, before),
    fitLimits: await listFitLimits(db, workspaceId, period.date, NAMED),
    renewals: await readUnanswered(deps, workspaceId, program, period),
  };
}

async function readUnanswered(
  { database }: Pick<Deps, 'database'>,
  workspaceId: string,
  program: Program,
  { date }: Period,
): Promise<DecisionsFacts['renewals']> {
  const trials = trialSegmentIds(program);
  let found: DecisionsFacts['renewals'] = { total: 0, accounts: [] };
  for await (const range of accountRanges(database, workspaceId, 'read')) {
    const more = await listUnansweredRenewals(database.db, workspaceId, date, trials, range);
    found = addListed(found, more, largestFirst);
  }
  return found;
}
