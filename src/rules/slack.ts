/** `/account why` and `/cs rules`: how the list is made, for one account and in all. */
import type { Answer } from '#blocks/build.ts';
import { noPlaceAnswer } from '#blocks/no-place.ts';
import { NO_PROGRAM } from '#blocks/no-program.ts';
import { mrkdwn } from '#blocks/text.ts';
import { whyAnswer } from '#blocks/why.ts';
import type { Account } from '../accounts/domain.ts';
import { findPlace } from '../program/domain.ts';
import { listCtasUnderWay, newestByRule } from '../ctas/service.ts';
import { accountVerb } from '../slack/account-verb.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { explainAccount } from './service.ts';
import { registerRuleForm } from './slack-form.ts';
import { registerRulesList } from './slack-list.ts';

export function registerRules(edge: Edge): void {
  accountVerb(edge, {
    verb: 'why',
    does: 'Why it is, or is not, on today’s list',
    right: 'account.see',
    shareable: true,
    run: why,
  });
  registerRulesList(edge);
  registerRuleForm(edge);
}

async function why(call: Call, account: Account): Promise<Answer> {
  const applied = await call.program();
  if (applied === null) return NO_PROGRAM;
  const today = await call.today();
  const rules = await explainAccount(call.deps.database, call.workspaceId, applied, account.id, today);
  if (rules === null) {
    const found = findPlace(account, applied.program, today);
    return noPlaceAnswer({
      account,
      so: mrkdwn`is not on today’s list`,
      found: found.ok ? null : found,
      today,
      canEdit: call.may('account.edit'),
    });
  }
  const { db } = call.deps.database;
  const ctas = await newestByRule(db, call.workspaceId, account.id);
  const rulesById = new Map(applied.program.rules.map((rule) => [rule.id, rule]));
  return whyAnswer({
    account,
    rules: rules.flatMap((explained) => {
      const rule = rulesById.get(explained.rule);
      if (rule === undefined) return [];
      return [{ ...explained, enabled: rule.enabled, then: rule.then, cta: ctas.get(rule.id) ?? null }];
    }),
    underWay: await listCtasUnderWay(db, call.workspaceId, account.id),
    programVersion: applied.version,
    today,
  });
}
