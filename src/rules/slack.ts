/** `/account why` and `/cs rules`: how the list is made, for one account and in all. */
import { say, type Answer } from '#blocks/build.ts';
import { day } from '#blocks/format.ts';
import { rulesAnswer } from '#blocks/rules-view.ts';
import { mrkdwn } from '#blocks/text.ts';
import { whyAnswer, whyNotAssessed } from '#blocks/why.ts';
import type { Account } from '../accounts/domain.ts';
import type { BusinessDate } from '../base/business-date.ts';
import { journeyOfSegment, type AppliedProgram } from '../program/domain.ts';
import { newestByRule } from '../ctas/service.ts';
import { accountVerb } from '../slack/account-verb.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { countUnderWay, explainAccount } from './service.ts';

const NO_PROGRAM = say(
  mrkdwn`There is no program yet: whoever runs Milepost applies one with \`milepost program apply FILE\`.`,
);

export function registerRules(edge: Edge): void {
  accountVerb(edge, {
    verb: 'why',
    does: 'Why it is, or is not, on today’s list',
    right: 'account.see',
    shareable: true,
    run: why,
  });
  edge.verb({
    command: '/cs',
    verb: 'rules',
    usage: '',
    does: 'How the list is made',
    example: '',
    right: 'rules.see',
    shareable: true,
    run: async (call) => {
      const { db } = call.deps.database;
      const applied = await call.program();
      if (applied === null) return NO_PROGRAM;
      const underWay = await countUnderWay(db, call.workspaceId);
      return { ...rulesAnswer({ ...applied, underWay }), share: true };
    },
  });
}

async function why(call: Call, account: Account): Promise<Answer> {
  const applied = await call.program();
  if (applied === null) return NO_PROGRAM;
  const today = await call.today();
  const rules = await explainAccount(call.deps.database, call.workspaceId, applied, account.id, today);
  if (rules === null) return whyNotAssessed(account, notAssessedBecause(account, applied, today));
  const ctas = await newestByRule(call.deps.database.db, call.workspaceId, account.id);
  const rulesById = new Map(applied.program.rules.map((rule) => [rule.id, rule]));
  return whyAnswer({
    account,
    rules: rules.flatMap((explained) => {
      const rule = rulesById.get(explained.rule);
      if (rule === undefined) return [];
      return [{ ...explained, enabled: rule.enabled, then: rule.then, cta: ctas.get(rule.id) ?? null }];
    }),
    programVersion: applied.version,
    today,
  });
}

function notAssessedBecause(account: Account, { program }: AppliedProgram, today: BusinessDate): string {
  if (account.segment === null) return 'it has no segment, so no journey';
  if (journeyOfSegment(program, account.segment) === undefined)
    return `the program does not know its segment “${account.segment}”`;
  return account.startedOn === null
    ? 'it has no start date'
    : `it starts on ${day(account.startedOn, today)}`;
}
