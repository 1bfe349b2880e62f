/** Plays that rules start, in the morning in which they open their CTAs. */
import type { Transaction } from 'kysely';
import type { BusinessDate } from '../base/business-date.ts';
import type { Deps } from '../base/deps.ts';
import { RULE_OFF } from '../ctas/domain.ts';
import type { Database } from '../db/schema.ts';
import type { AppliedProgram } from '../program/domain.ts';
import { isListed } from '../rules/service.ts';
import { isOfOtherRule, isUnlisted, listOpenedBy, quietSince } from './cause-store.ts';
import { closeRuns, startRuns } from './run-service.ts';

export interface PlaySync {
  started: number;
  stopped: number;
}

/**
 * Starts the play of each rule on the accounts for which it has opened its CTA on `date`, and stops those whose rule no
 * longer lists the account. After `syncCtas`, in its transaction; asked twice for the same date, the second time changes
 * nothing.
 */
export async function syncRulePlays(
  deps: Deps,
  trx: Transaction<Database>,
  workspaceId: string,
  { program, version }: AppliedProgram,
  date: BusinessDate,
): Promise<PlaySync> {
  const doing = { by: 'milepost', date };
  const rules = program.rules.filter((rule) => rule.enabled);
  const off = await closeRuns(deps, trx, workspaceId, isOfOtherRule(rules.map(({ id }) => id)), {
    ...doing,
    state: 'stopped',
    reason: 'the rule that started it is off, or is no more',
    because: RULE_OFF,
  });
  const sync = { started: 0, stopped: off.runs.length };
  for (const rule of rules.filter(({ then }) => then.play !== undefined)) {
    const listed = isListed(workspaceId, rule, program, date, 'play_run.account_id');
    const { runs } = await closeRuns(deps, trx, workspaceId, isUnlisted(rule.id, listed), {
      ...doing,
      state: 'stopped',
      reason: `the rule “${rule.name}” no longer lists the account`,
    });
    sync.stopped += runs.length;
    const play = program.plays.find(({ id, enabled }) => enabled && id === rule.then.play);
    if (play === undefined) continue;
    const accounts = await listOpenedBy(trx, workspaceId, rule.id, date);
    const starts = accounts.map((accountId) => ({ accountId, cause: 'rule' as const, causeId: rule.id }));
    const started = await startRuns(deps, trx, workspaceId, play, starts, {
      ...doing,
      programVersion: version,
      quietSince: quietSince(date, rule.then.repeatAfterDays),
    });
    sync.started += started.runs.length;
  }
  return sync;
}
