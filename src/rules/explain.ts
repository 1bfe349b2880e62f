/** Why an account is on a rule's list, or is not, and from when on it would be. */
import type { BusinessDate } from '../base/business-date.ts';
import type { Journey } from '../journey/domain.ts';
import type { Program } from '../program/domain.ts';
import type { AccountFacts, Clause, Condition, Rule } from './domain.ts';
import { contains, periodsOf, turnsOf } from './periods.ts';
import { segmentsLeftOut } from './trials.ts';
import { describeActual, describeClause, namesIn } from './words.ts';

export interface RuleExplanation {
  /** The rule's id. */
  rule: string;
  name: string;
  listed: boolean;
  /** The first date, from the asked one on, on which the account is listed if nothing changes; null: never. */
  holdsOn: BusinessDate | null;
  /** What keeps the account off the list whatever its clauses say, in words; null: nothing does. */
  remark: string | null;
  clauses: ClauseExplanation[];
}

export interface ClauseExplanation {
  kind: Clause['kind'];
  /** The comparison itself. */
  test: Clause;
  /** Whether the rule asks for its opposite: `clause`, `holds` and `holdsOn` then speak of that. */
  negated: boolean;
  /** What the rule asks for, in words. */
  clause: string;
  /** What is the case, in words. */
  actual: string;
  holds: boolean;
  /** The first date, from the asked one on, on which this clause holds if nothing changes; null: never. */
  holdsOn: BusinessDate | null;
}

const CHURNED = 'The account is churned, and a churned account is on no list.';
const TRIAL = 'The account is a free trial: it is only on lists of rules that speak of segments.';
const OFF = 'The rule is off.';

/** Whether the condition holds on the date for an account with these facts. Being churned is the list's matter. */
export function evaluate(
  condition: Condition,
  facts: AccountFacts,
  journeyById: ReadonlyMap<string, Journey>,
  date: BusinessDate,
): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => evaluate(part, facts, journeyById, date));
    case 'any':
      return condition.of.some((part) => evaluate(part, facts, journeyById, date));
    case 'not':
      return !evaluate(condition.of, facts, journeyById, date);
    default:
      return periodsOf(condition, facts, journeyById).some((period) => contains(period, date));
  }
}

/**
 * Every clause of the rule with the account's actual value.
 * @param facts the account's, as known on `date`
 */
export function explainRule(
  rule: Rule,
  facts: AccountFacts,
  program: Pick<Program, 'journeys' | 'segments'>,
  date: BusinessDate,
): RuleExplanation {
  const journeyById = new Map(program.journeys.map((journey) => [journey.id, journey]));
  const names = namesIn(program);
  const remark = remarkOn(rule, facts, program);
  const holdsOn = remark === null ? firstDateOf(rule.when, facts, journeyById, date) : null;
  return {
    rule: rule.id,
    name: rule.name,
    listed: holdsOn === date,
    holdsOn,
    remark,
    clauses: clausesOf(rule.when).map(({ test, negated }) => {
      const asked: Condition = negated ? { kind: 'not', of: test } : test;
      const first = firstDateOf(asked, facts, journeyById, date);
      return {
        kind: test.kind,
        test,
        negated,
        clause: describeClause(test, names, negated),
        actual: describeActual(test, facts, names, journeyById.get(facts.place.journeyId), date),
        holds: first === date,
        holdsOn: first,
      };
    }),
  };
}

function remarkOn(
  { when, enabled }: Rule,
  { churned, segment }: AccountFacts,
  program: Pick<Program, 'segments'>,
): string | null {
  if (churned) return CHURNED;
  if (segment !== null && segmentsLeftOut(when, program).includes(segment)) return TRIAL;
  return enabled ? null : OFF;
}

/** The first date, from `date` on, on which the condition holds if the facts stay as they are; null: never. */
function firstDateOf(
  condition: Condition,
  facts: AccountFacts,
  journeyById: ReadonlyMap<string, Journey>,
  date: BusinessDate,
): BusinessDate | null {
  // Between the dates on which one of its clauses turns, the condition keeps its truth.
  const turns = clausesOf(condition)
    .flatMap(({ test }) => periodsOf(test, facts, journeyById).flatMap(turnsOf))
    .filter((turn) => turn > date)
    .toSorted();
  return [date, ...turns].find((day) => evaluate(condition, facts, journeyById, day)) ?? null;
}

/** The condition's clauses from left to right, each with whether an odd number of `not`s stands over it. */
function clausesOf(condition: Condition, negated = false): { test: Clause; negated: boolean }[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap((part) => clausesOf(part, negated));
    case 'not':
      return clausesOf(condition.of, !negated);
    default:
      return [{ test: condition, negated }];
  }
}
