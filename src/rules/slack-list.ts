/** `/cs rules`: the rules, what they list and what came of them; muting, deleting, and taking that back. */
import { say, type Answer } from '#blocks/build.ts';
import { ids } from '#blocks/ids.ts';
import { NO_PROGRAM } from '#blocks/no-program.ts';
import { rulesAnswer, type RulesView } from '#blocks/rules-view.ts';
import { mrkdwn, type Mrkdwn } from '#blocks/text.ts';
import * as z from 'zod';
import { addDays } from '../base/business-date.ts';
import { pageOf } from '../base/page.ts';
import { asksForLastSignal, type Program } from '../program/domain.ts';
import type { RuleEdit } from '../program/service.ts';
import type { Call } from '../slack/call.ts';
import type { Edge } from '../slack/edge.ts';
import { readPage } from '../slack/typed-text.ts';
import { changeRule, undoChange } from './change-service.ts';
import type { Rule } from './domain.ts';
import { FIGURES_DAYS } from './figures.ts';
import { countListed, countUnderWay, readFigures } from './service.ts';

const RULES_PER_PAGE = 6;

/** A rule's id, as a button carries it. */
export const ruleId = z.string().min(1).max(80);

export function registerRulesList(edge: Edge): void {
  edge.verb({
    command: '/cs',
    verb: 'rules',
    usage: '',
    does: 'How the list is made, and what comes of it; leaders change it',
    example: '',
    right: 'rules.see',
    shareable: true,
    run: (call, rest) => showRules(call, readPage(rest).page, null),
  });
  edge.action(ids.ruleSwitch, {
    right: 'rules.change',
    value: z.string().regex(/^(?:on|off):.{1,80}$/),
    run: (call, value) => {
      const [to = '', ...id] = value.split(':');
      return change(call, { kind: 'switch', id: id.join(':'), enabled: to === 'on' });
    },
  });
  edge.action(ids.ruleRemove, {
    right: 'rules.change',
    value: ruleId,
    run: (call, id) => change(call, { kind: 'remove', id }),
  });
  edge.action(ids.ruleUndo, {
    right: 'rules.change',
    value: z.string().regex(/^\d{1,9}$/),
    run: async (call, version) => {
      const undone = await undoChange(call.deps, call.workspaceId, Number(version), call.person.id);
      const text =
        undone === null
          ? mrkdwn`The program was changed again since then: nothing is taken back.`
          : mrkdwn`Taken back: the program is as it was, as version ${undone.version}.`;
      await call.replace(await rulesAnew(call, { text, version: null }));
    },
  });
}

/** The list as it is now, for the place of the one that the person sees; it loads the program anew. */
export async function rulesAnew(call: Call, done: RulesView['done']): Promise<Answer> {
  return showRules(call, 1, done);
}

async function change(call: Call, edit: Exclude<RuleEdit, { kind: 'write' }>): Promise<void> {
  const changed = await changeRule(call.deps, call.workspaceId, { edit, seen: null }, call.person.id);
  if (!changed.ok) return call.answer(say(refusal(changed.problem)));
  const name = changed.rule?.name ?? changed.before?.name ?? edit.id;
  const version = changed.unchanged ? null : changed.version;
  await call.replace(await rulesAnew(call, { text: doneText(edit, name, changed), version }));
}

function doneText(
  edit: Exclude<RuleEdit, { kind: 'write' }>,
  name: string,
  { version, unchanged }: { version: number; unchanged: boolean },
): Mrkdwn {
  if (edit.kind === 'remove')
    return mrkdwn`🗑 *${name}* is taken out of the program (version ${version}). What it opened closes with the next morning list, and the plays that it started end.`;
  const state = edit.enabled ? 'on' : 'muted';
  if (unchanged) return mrkdwn`*${name}* is ${state} already.`;
  return edit.enabled
    ? mrkdwn`🔔 *${name}* is on (version ${version}). Its CTAs open with the next morning list.`
    : mrkdwn`🔕 *${name}* is muted (version ${version}). What it opened closes with the next morning list, and the plays that it started end.`;
}

/** Why a rule could not be changed. */
export function refusal(problem: string): Mrkdwn {
  switch (problem) {
    case 'no-program':
      return NO_PROGRAM.text;
    case 'no-such-rule':
      return mrkdwn`The program no longer has this rule. See what it has: \`/cs rules\``;
    default:
      return mrkdwn`The program’s text is written in a way in which I cannot change this rule alone. Change it in the file: \`milepost program export\`, edit, \`milepost program apply FILE\`.`;
  }
}

/** Of a rule that is off the day of the last signal may not be kept: then nobody can say whom it would list. */
function isCountable(program: Program): (rule: Rule) => boolean {
  return (rule) =>
    rule.enabled || asksForLastSignal(program) || !asksForLastSignal({ rules: [{ ...rule, enabled: true }] });
}

async function showRules(call: Call, page: number, done: RulesView['done']): Promise<Answer> {
  const { db } = call.deps.database;
  const applied = await call.freshProgram();
  if (applied === null) return NO_PROGRAM;
  const { program } = applied;
  const today = await call.today();
  const sorted = program.rules.toSorted((a, b) => Number(b.enabled) - Number(a.enabled));
  const { shown: rules, hasMore } = pageOf(sorted, Math.max(1, page), RULES_PER_PAGE);
  return rulesAnswer({
    ...applied,
    rules,
    page: Math.max(1, page),
    hasMore,
    underWay: await countUnderWay(db, call.workspaceId),
    listed: await countListed(db, call.workspaceId, rules.filter(isCountable(program)), program, today),
    figures: await readFigures(db, call.workspaceId, addDays(today, -FIGURES_DAYS), today),
    canChange: call.may('rules.change'),
    done,
  });
}
