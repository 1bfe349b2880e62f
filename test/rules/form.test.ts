/** The form of a rule: a condition in rows or as YAML comes back as it was. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProgram } from '#src/program/service.ts';
import type { Condition } from '#src/rules/domain.ts';
import { EMPTY_ROW, NEW_ENTRY, rowsOf, type RuleEntry } from '#src/rules/fields.ts';
import { entryOf, readCondition, readRule, yamlOf } from '#src/rules/form-service.ts';
import { conditions } from './arbitraries.ts';

const parsed = parseProgram(`version: 1
name: Ours
timezone: UTC
segments:
${['standard', 'assisted', 'large'].map((id) => `  - { id: ${id}, name: ${id}, journey: j }`).join('\n')}
journeys:
  - id: j
    name: J
    phases:
${[1, 2, 3, 4].map((n) => `      - { id: p${n}, name: P${n}, usual_days: ${n}0, milestone: { id: m${n}, name: M${n}, tasks: [ { id: t${n}, name: T, owner: us, manual: true } ] } }`).join('\n')}
`);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const { program } = parsed;

/** What the file may say: no group of nothing, no EBR in 0 months. */
const sayable = conditions
  .map((condition) => structuredClone(condition))
  .filter((condition) => !/"of":\[\]|"months":0/.test(JSON.stringify(condition)));

/** A group of one is that one. */
function unwrapped(condition: Condition): Condition {
  const isGroup = condition.kind === 'all' || condition.kind === 'any';
  return isGroup && condition.of.length === 1 ? condition.of[0]! : condition;
}

describe('a condition in the form', () => {
  it('comes back from rows as it was, where it fits them', () => {
    fc.assert(
      fc.property(sayable, (condition) => {
        const rows = rowsOf(condition);
        if (rows === null) return;
        expect(readCondition({ ...NEW_ENTRY, ...rows }, program)).toEqual({
          ok: true,
          condition: unwrapped(condition),
        });
      }),
    );
  });

  it('comes back from YAML as it was, however deep', () => {
    fc.assert(
      fc.property(sayable, (condition) => {
        const entry = { ...NEW_ENTRY, yaml: yamlOf(condition) };
        expect(readCondition(entry, program)).toEqual({ ok: true, condition });
      }),
    );
  });

  it('stays as it is written where its rows say the same, whatever the order of what was chosen', () => {
    const when: Condition = {
      kind: 'any',
      of: [{ kind: 'stage', stages: ['Renewal', 'Adoption'] }],
    };
    const rule = { ...program.rules[0]!, when };
    const ours = { ...program, rules: [rule] };
    const entry = { ...entryOf(rule), name: 'Another name' };
    const read = (changed: Partial<RuleEntry>) => {
      const made = readRule({ ...entry, ...changed }, rule.id, ours);
      return made.ok ? made.rule.when : made.errors;
    };
    const [row] = entry.rows;
    expect(read({})).toBe(when);
    expect(read({ join: 'all', rows: [EMPTY_ROW, { ...row!, words: ['Adoption', 'Renewal'] }] })).toBe(when);
    expect(read({ rows: [{ ...row!, words: ['Adoption'] }] })).toEqual({
      kind: 'stage',
      stages: ['Adoption'],
    });
    const two = { kind: 'slipped', negated: false, number: '', words: [] };
    expect(read({ rows: [row!, two] })).toMatchObject({ kind: 'any' });
  });

  it('is shown as YAML where it is nested or long', () => {
    const [rule] = program.rules;
    const nested: Condition = { kind: 'not', of: { kind: 'any', of: [{ kind: 'pace', paces: ['slow'] }] } };
    expect(entryOf({ ...rule!, when: nested }).yaml).toBe('not:\n  any:\n    - pace:\n        - slow\n');
    expect(entryOf(rule!).yaml).toBeNull();
  });

  it('says at the field what would be accepted', () => {
    expect(readCondition({ ...NEW_ENTRY, yaml: 'all:\n  - pace: [fast]\n' }, program)).toEqual({
      ok: false,
      errors: { yaml: expect.stringMatching(/^Line 2, all\[0\]\.pace\[0\]: must be/) as string },
    });
    const row = { kind: 'days_to_renewal', negated: false, number: '1.5', words: [] };
    expect(readCondition({ ...NEW_ENTRY, rows: [row] }, program)).toEqual({
      ok: false,
      errors: { value_0_days_to_renewal: expect.stringContaining('whole number of days') as string },
    });
    expect(readRule(NEW_ENTRY, null, program)).toMatchObject({
      ok: false,
      errors: { kind_0: 'Choose what the rule asks for.', name: expect.any(String) as string },
    });
  });

  it('takes no name that another rule has, and lets a rule keep its own', () => {
    const row = { kind: 'slipped', negated: false, number: '', words: [] };
    const [first, second] = program.rules;
    const entry = { ...NEW_ENTRY, name: ` ${first!.name.toUpperCase()} `, rows: [row] };
    const refused = {
      ok: false,
      errors: { name: expect.stringContaining('Another rule has this name') as string },
    };
    expect(readRule(entry, null, program)).toEqual(refused);
    expect(readRule(entry, second!.id, program)).toEqual(refused);
    expect(readRule(entry, first!.id, program)).toMatchObject({ ok: true });
    const twins = { ...program, rules: [first!, { ...second!, name: first!.name }] };
    expect(readRule(entry, second!.id, twins)).toMatchObject({ ok: true });
  });

  it('makes an id of a name that no rule has', () => {
    const row = { kind: 'slipped', negated: false, number: '', words: [] };
    const entry = { ...NEW_ENTRY, name: 'QBR quarterly', rows: [row] };
    expect(readRule(entry, null, program)).toMatchObject({ ok: true, rule: { id: 'qbr-quarterly-2' } });
    expect(readRule({ ...entry, name: '!!' }, null, program)).toMatchObject({
      ok: true,
      rule: { id: 'rule' },
    });
  });
});
