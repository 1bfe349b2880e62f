/** Why an account is on today's list, or is not, and from when on it would be. */
import type { KnownBlock } from '@slack/types';
import { daysBetween, type BusinessDate } from '#src/base/business-date.ts';
import type { ClauseExplanation, RuleExplanation } from '#src/rules/explain.ts';
import { actions, section, type Answer } from './build.ts';
import { count, day } from './format.ts';
import { limits, rowsWithin } from './limits.ts';
import { join, mrkdwn, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

export interface WhyView {
  account: { key: string; name: string };
  rules: (RuleExplanation & { enabled: boolean })[];
  programVersion: number;
  today: BusinessDate;
}

export function whyAnswer(view: WhyView): Answer {
  const { account, rules } = view;
  const listing = rules.filter(({ listed }) => listed);
  const text =
    listing.length > 0
      ? mrkdwn`*${account.name}* is on today’s list, by ${count(listing.length, 'rule')}.`
      : mrkdwn`*${account.name}* is not on today’s list.`;
  const rows = rules
    .toSorted((a, b) => Number(b.listed) - Number(a.listed) || Number(b.enabled) - Number(a.enabled))
    .map((rule): KnownBlock[] => [section(ruleText(rule, view))]);
  const call = { command: '/account', verb: 'why', rest: account.key };
  const last = actions(
    verbButton('Open account', { ...call, verb: 'show' }, { number: 1 }),
    verbButton('Journey', { ...call, verb: 'journey' }, { number: 2 }),
  );
  const version = section(mrkdwn`_By version ${view.programVersion} of the program._`);
  const reserve = [section(text), version, last];
  return {
    text,
    share: true,
    blocks: [section(text), ...rowsWithin(limits.message, rows, { reserve }), version, last],
  };
}

/** An account that no rule can look at yet. */
export function whyNotAssessed(account: { key: string; name: string }, reason: string): Answer {
  const text = mrkdwn`*${account.name}* is not on today’s list: ${reason}.`;
  const edit = verbButton('Edit account', { command: '/account', verb: 'edit', rest: account.key });
  return { text, blocks: [section(text), actions(edit)] };
}

function ruleText(rule: WhyView['rules'][number], { today }: WhyView): Mrkdwn {
  const state = rule.listed ? 'yes' : rule.enabled ? 'no' : 'off';
  const head = mrkdwn`*${rule.name}* — ${state}${whenText(rule, today)}`;
  return join([head, ...rule.clauses.map((clause) => clauseText(clause, rule, today))], '\n');
}

function whenText(rule: WhyView['rules'][number], today: BusinessDate): string {
  if (rule.listed) return '';
  if (rule.remark !== null && rule.enabled) return `. ${rule.remark}`;
  if (!rule.enabled) return '';
  if (rule.holdsOn === null) return '. Nothing that only time changes would put it there.';
  return `. It would be on ${day(rule.holdsOn, today)} (in ${count(daysBetween(today, rule.holdsOn), 'day')}).`;
}

function clauseText(clause: ClauseExplanation, rule: RuleExplanation, today: BusinessDate): Mrkdwn {
  const first = clause.clause.charAt(0).toUpperCase() + clause.clause.slice(1);
  const later =
    !clause.holds && clause.holdsOn !== null && clause.holdsOn !== rule.holdsOn
      ? ` It would hold on ${day(clause.holdsOn, today)}.`
      : '';
  return mrkdwn`${clause.holds ? '✓' : '✗'} ${first} — ${clause.holds ? 'yes' : 'not yet'}: ${clause.actual}.${later}`;
}
