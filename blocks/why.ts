/** Why an account is on today's list, or is not, and from when on it would be. */
import type { KnownBlock } from '@slack/types';
import { addDays, daysBetween, type BusinessDate } from '#src/base/business-date.ts';
import { RULE_OFF, type Cta } from '#src/ctas/domain.ts';
import type { RuleAction } from '#src/rules/domain.ts';
import type { ClauseExplanation, RuleExplanation } from '#src/rules/explain.ts';
import { actions, section, type Answer } from './build.ts';
import { count, day } from './format.ts';
import { limits, rowsWithin } from './limits.ts';
import { inQuotes, join, mrkdwn, truncate, type Mrkdwn } from './text.ts';
import { verbButton } from './verb-button.ts';

/** So much of a CTA’s title is said. */
const TITLE_TEXT = 120;
const TITLES_SHOWN = 3;

export interface WhyView {
  account: { key: string; name: string };
  rules: WhyRule[];
  /** The CTAs that are under way for it, whoever opened them. */
  underWay: Pick<Cta, 'type' | 'title' | 'state'>[];
  programVersion: number;
  today: BusinessDate;
}

/** A rule with what it does, and what became of the newest CTA that it opened for the account. */
export interface WhyRule extends RuleExplanation {
  enabled: boolean;
  then: Pick<RuleAction, 'cta' | 'repeatAfterDays'>;
  cta: Pick<Cta, 'state' | 'snoozedUntil' | 'reason' | 'closedOn' | 'closedBecause'> | null;
}

export function whyAnswer(view: WhyView): Answer {
  const { account, rules } = view;
  const text = headline(view);
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

/** Whether it is on the list, for a review or another CTA, and if a rule lists it all the same, who took it off. */
function headline({ account, rules, underWay, today }: WhyView): Mrkdwn {
  const name = mrkdwn`*${account.name}*`;
  const reviews = rules.filter(({ listed, then }) => listed && then.cta === 'ebr');
  const shown = reviews.filter(({ cta }) => cta !== null && isShown(cta));
  if (shown.length > 0) return mrkdwn`${name} is on today’s list, by ${count(shown.length, 'rule')}.`;
  const takenOff = reviews.map((rule) => takenOffText(rule, today)).find((text) => text !== null);
  const others = underWay.filter((cta) => cta.type !== 'ebr' && cta.type !== 'plan_item' && isShown(cta));
  if (others.length > 0) {
    const what = titlesOf(others);
    const here = mrkdwn`${name} is on today’s list for another CTA (${what})`;
    if (takenOff !== undefined) return mrkdwn`${here}, and not for an EBR: ${takenOff}.`;
    return mrkdwn`${here}, and ${reviews.length > 0 ? 'will be on the next one for an EBR' : 'needs no EBR'}.`;
  }
  if (takenOff !== undefined) return mrkdwn`${name} is not on today’s list: ${takenOff}.`;
  if (reviews.length > 0)
    return mrkdwn`${name} will be on the next list, by ${count(reviews.length, 'rule')}.`;
  return mrkdwn`${name} is not on today’s list.${firstDay(rules, today)}`;
}

/** Each once, and at most so many. */
function titlesOf(ctas: WhyView['underWay']): Mrkdwn {
  const titles = [...new Set(ctas.map(({ title }) => title))];
  const hidden = titles.length - TITLES_SHOWN;
  const shown = titles.slice(0, TITLES_SHOWN).map((title) => inQuotes(truncate(title, TITLE_TEXT)));
  return join([...shown, ...(hidden > 0 ? [mrkdwn`${hidden} more`] : [])], ', ');
}

function isShown({ state }: Pick<Cta, 'state'>): boolean {
  return state === 'open' || state === 'claimed';
}

/** Why a rule that lists the account has no CTA on the list; null: it has one, or will have. */
function takenOffText({ cta, then }: WhyRule, today: BusinessDate): Mrkdwn | null {
  if (cta === null) return null;
  const reason =
    cta.reason === null || cta.reason === '' ? mrkdwn`` : mrkdwn` (“${truncate(cta.reason, 120)}”)`;
  if (cta.state === 'snoozed' && cta.snoozedUntil !== null) {
    return mrkdwn`snoozed until ${day(cta.snoozedUntil, today)}${reason}`;
  }
  if (cta.closedOn === null || cta.closedBecause === RULE_OFF) return null;
  const again = addDays(cta.closedOn, then.repeatAfterDays);
  if (again <= today) return null;
  return mrkdwn`${cta.state} on ${day(cta.closedOn, today)}${reason}; its rules are quiet until ${day(again, today)}`;
}

/** From when on it would be on a list, if nothing changes. */
function firstDay(rules: readonly WhyRule[], today: BusinessDate): Mrkdwn {
  const [first] = rules
    .flatMap(({ holdsOn, then }) => (holdsOn === null || then.cta !== 'ebr' ? [] : [holdsOn]))
    .toSorted();
  return first === undefined
    ? mrkdwn``
    : mrkdwn` It would be from ${day(first, today)} on, if nothing changes.`;
}

function ruleText(rule: WhyRule, { today }: WhyView): Mrkdwn {
  const other = rule.then.cta === 'ebr' ? '' : `, for another CTA: ${rule.then.cta.replaceAll('_', ' ')}`;
  const state = rule.listed ? `yes${other}` : rule.enabled ? 'no' : 'off';
  const head = mrkdwn`*${rule.name}* — ${state}${whenText(rule, today)}`;
  return join([head, ...rule.clauses.map((clause) => clauseText(clause, rule, today))], '\n');
}

function whenText(rule: WhyRule, today: BusinessDate): string {
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
      ? mrkdwn` It would hold on ${day(clause.holdsOn, today)}.`
      : mrkdwn``;
  // “Not yet” promises that time alone will change it.
  const answer = clause.holds ? 'yes' : clause.holdsOn === null ? 'no' : 'not yet';
  return mrkdwn`${clause.holds ? '✓' : '✗'} ${first} — ${answer}: ${clause.actual}.${later}`;
}
