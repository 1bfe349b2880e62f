/** How the list is made: every rule in words, on or off, with the accounts it lists today. */
import type { KnownBlock } from '@slack/types';
import type { Program } from '#src/program/domain.ts';
import type { Rule } from '#src/rules/domain.ts';
import { describeCondition, namesIn } from '#src/rules/words.ts';
import { context, section, type Answer } from './build.ts';
import { count } from './format.ts';
import { limits, rowsWithin } from './limits.ts';
import { mrkdwn, type Mrkdwn } from './text.ts';

export interface RulesView {
  program: Program;
  version: number;
  /** How many accounts each rule's CTAs are under way for, by rule id. */
  underWay: ReadonlyMap<string, number>;
}

export function rulesAnswer(view: RulesView): Answer {
  const { program, version, underWay } = view;
  const text = mrkdwn`*How the list is made* · ${program.name}, version ${version}`;
  const rules = program.rules.toSorted((a, b) => Number(b.enabled) - Number(a.enabled));
  const rows = rules.map((rule): KnownBlock[] => [
    section(ruleText(rule, program, underWay.get(rule.id) ?? 0)),
  ]);
  const post = program.posts.morning;
  const posting =
    post === null
      ? mrkdwn`The program posts no morning list.`
      : mrkdwn`Posted to #${post.channel} at ${post.at} (${program.timezone}), ${post.days.map(capitalized).join(', ')}.`;
  const last = context(
    mrkdwn`${posting} Rules are changed in the program file: \`milepost program export\`, edit, \`milepost program apply\`.`,
  );
  return {
    text,
    blocks: [section(text), ...rowsWithin(limits.message, rows, { reserve: [section(text), last] }), last],
  };
}

function capitalized(day: string): string {
  return day.charAt(0).toUpperCase() + day.slice(1);
}

function ruleText(rule: Rule, program: Program, underWay: number): Mrkdwn {
  const { then } = rule;
  const listed = rule.enabled ? `on, ${count(underWay, 'account')} today` : 'off';
  const play = program.plays.find(({ id }) => id === then.play);
  const starts =
    play === undefined
      ? ''
      : `; the play “${play.name}” ${play.enabled ? 'starts' : '(off) would start'} beside it`;
  return mrkdwn`*${rule.name}* — ${listed}\nLists an account when ${describeCondition(rule.when, namesIn(program))}.\nThen: a CTA of ${then.priority} priority for the ${then.owner}, due in ${count(then.dueInBusinessDays, 'business day')}${starts}; quiet for ${count(then.repeatAfterDays, 'day')} after it is closed.`;
}
