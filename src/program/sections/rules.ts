/** `rules`: a condition, and what to do where it holds. A preset may be named alone, to switch or change it. */
import { z } from 'zod';
import type { Report } from '../../base/yaml-file.ts';
import type { Part } from '../../base/yaml-part.ts';
import { mustBe, mustBeOneOf, mustBeWords } from '../../base/yaml-words.ts';
import type { Rule, RuleAction } from '../../rules/domain.ts';
import { findPreset, withPresets } from '../presets.ts';
import type { Plain } from '../yaml-text.ts';
import { checkCondition, conditionSchema, readCondition } from './conditions.ts';
import {
  checkKnown,
  checkUnique,
  daysOrNoneField,
  idField,
  isMisspelt,
  NAME_WORDS,
  nameField,
  type Names,
} from './fields.ts';

const PRIORITIES = ['low', 'normal', 'high'] as const;
const OWNERS = ['lead', 'partner'] as const;

const actionSchema = z.strictObject({
  cta: idField.refine(
    (type) => type !== 'plan_item',
    'is kept for the plans of EBRs: take another word, such as ebr',
  ),
  priority: z.enum(PRIORITIES, mustBeOneOf(PRIORITIES)).optional(),
  due_in_business_days: daysOrNoneField,
  owner: z.enum(OWNERS, mustBeOneOf(OWNERS)).optional(),
  repeat_after_days: daysOrNoneField,
  play: idField.optional(),
});

const ruleSchema = z.strictObject({
  id: idField,
  name: nameField.optional(),
  enabled: z.boolean().optional(),
  when: conditionSchema.optional(),
  then: actionSchema.optional(),
});

export { writeCondition } from './conditions.ts';

export const rulesSchema = z.array(ruleSchema, mustBe('a list of rules'));

/** What a rule must say unless it is a preset, which says it already. */
const REQUIRED = {
  name: NAME_WORDS,
  when: 'a condition, such as { pace: [stuck] }',
  then: 'what to do, such as { cta: ebr, due_in_business_days: 5, repeat_after_days: 90 }',
};

export function checkRules(rules: Part, names: Names, report: Report): void {
  checkUnique(rules.items(), report);
  for (const rule of rules.items()) {
    if (rule.has('when')) checkCondition(rule.get('when'), names, report);
    checkKnown(rule.get('then').get('play'), names.plays, 'a play of this file', report);
    checkComplete(rule, report);
  }
}

function checkComplete(rule: Part, report: Report): void {
  const id = rule.get('id').text();
  if (id === undefined || findPreset(id) !== undefined) return;
  const known = Object.keys(ruleSchema.shape);
  for (const [key, what] of Object.entries(REQUIRED)) {
    if (!rule.has(key) && !isMisspelt(rule, [key], known))
      report([...rule.path, key], mustBeWords(what, undefined));
  }
}

/** The rules of a document that has no problems, and after them the presets that it does not mention. */
export function readRules(rules: z.output<typeof rulesSchema> = []): Rule[] {
  return withPresets(rules.map(readRule));
}

function readRule({ id, name, enabled, when, then }: z.output<typeof ruleSchema>): Rule {
  const preset = findPreset(id);
  return {
    id,
    name: name ?? preset!.name,
    enabled: enabled ?? preset?.enabled ?? true,
    when: when === undefined ? preset!.when : readCondition(when),
    then: then === undefined ? preset!.then : readAction(then),
  };
}

function readAction(action: z.output<typeof actionSchema>): RuleAction {
  return {
    cta: action.cta,
    priority: action.priority ?? 'normal',
    dueInBusinessDays: action.due_in_business_days,
    owner: action.owner ?? 'lead',
    repeatAfterDays: action.repeat_after_days,
    ...(action.play === undefined ? {} : { play: action.play }),
  };
}

/** What a rule does as a document: what `readAction` reads. */
export function writeAction(action: RuleAction): Record<string, Plain> {
  return {
    cta: action.cta,
    priority: action.priority,
    due_in_business_days: action.dueInBusinessDays,
    owner: action.owner,
    repeat_after_days: action.repeatAfterDays,
    ...(action.play === undefined ? {} : { play: action.play }),
  };
}
