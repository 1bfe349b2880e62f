/**
 * The rules that every program has. Three generations of the review rule: a program gets each of them unless it has
 * a rule with the same id, which then stands for the preset, as a whole or in the keys that it names.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Rule } from '../rules/domain.ts';

const PRESETS: readonly Rule[] = [
  {
    id: 'qbr-quarterly',
    name: 'No review in the last 3 months',
    enabled: false,
    when: { kind: 'no_ebr_in_months', months: 3 },
    then: { cta: 'ebr', priority: 'normal', dueInBusinessDays: 10, owner: 'lead', repeatAfterDays: 90 },
  },
  {
    id: 'ebr-stuck-second-milestone',
    name: 'Stuck on the way to the second milestone',
    enabled: false,
    when: {
      kind: 'all',
      of: [
        { kind: 'position', compare: 'is', value: 2 },
        { kind: 'pace', paces: ['stuck'] },
      ],
    },
    then: { cta: 'ebr', priority: 'high', dueInBusinessDays: 5, owner: 'lead', repeatAfterDays: 90 },
  },
  {
    id: 'ebr-same-milestone-3-months',
    name: 'Same milestone for more than 3 months',
    enabled: true,
    when: {
      kind: 'all',
      of: [{ kind: 'months_at_milestone', moreThan: 3 }, { kind: 'no_ebr_since_milestone_start' }],
    },
    then: { cta: 'ebr', priority: 'high', dueInBusinessDays: 5, owner: 'lead', repeatAfterDays: 90 },
  },
];

/** The preset with this id, a copy of its own. */
export function findPreset(id: string): Rule | undefined {
  const preset = PRESETS.find((rule) => rule.id === id);
  return preset === undefined ? undefined : structuredClone(preset);
}

/** The program's own rules in their order, then the presets that it does not mention in theirs. */
export function withPresets(rules: readonly Rule[]): Rule[] {
  const mentioned = new Set(rules.map(({ id }) => id));
  const others = PRESETS.filter(({ id }) => !mentioned.has(id));
  return [...rules, ...structuredClone(others)];
}

/**
 * Where a rule of a program comes from, for lists such as `/cs rules`: a program's `rules` hold the presets too,
 * switched off ones included, so such a list needs only the program. A preset that is only switched on or off is
 * still a `preset`; one with another condition, name or deed is a `changed-preset`; the others are the program's own.
 */
export function originOf(rule: Rule): 'own' | 'preset' | 'changed-preset' {
  const preset = findPreset(rule.id);
  if (preset === undefined) return 'own';
  return isDeepStrictEqual({ ...rule, enabled: preset.enabled }, preset) ? 'preset' : 'changed-preset';
}
