import { describe, expect, it } from 'vitest';
import { parseProgram } from '#src/program/parse.ts';
import { originOf } from '#src/program/presets.ts';
import { EXAMPLE, exampleWith } from './example.ts';

function rulesIn(text: string) {
  const parsed = parseProgram(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.program.rules;
}

const withRule = (rule: string) => exampleWith(['rules:\n', `rules:\n  - ${rule}\n`]);

describe('the presets', () => {
  it('follow the own rules; two are off', () => {
    const text = withRule(
      '{ id: mine, name: Mine, when: { slipped: true }, then: { cta: check_in, due_in_business_days: 2, repeat_after_days: 9 } }',
    );
    expect(rulesIn(text).map((rule) => [rule.id, rule.enabled, originOf(rule)])).toEqual([
      ['mine', true, 'own'],
      ['ebr-same-milestone-3-months', true, 'preset'],
      ['qbr-quarterly', false, 'preset'],
      ['ebr-stuck-second-milestone', false, 'preset'],
    ]);
    expect(rulesIn(text)[0]?.then).toEqual({
      cta: 'check_in',
      priority: 'normal',
      dueInBusinessDays: 2,
      owner: 'lead',
      repeatAfterDays: 9,
    });
  });

  it('can be switched by one line, and changed in parts', () => {
    const [first] = rulesIn(withRule('{ id: qbr-quarterly, enabled: true }'));
    expect(first).toMatchObject({ enabled: true, when: { kind: 'no_ebr_in_months', months: 3 } });
    expect(originOf(first!)).toBe('preset');

    const [changed] = rulesIn(withRule('{ id: qbr-quarterly, when: { no_ebr_in_months: 4 } }'));
    expect(changed).toMatchObject({
      enabled: false,
      name: 'No review in the last 3 months',
      when: { months: 4 },
    });
    expect(originOf(changed!)).toBe('changed-preset');
  });

  it('leave no other rule without its parts', () => {
    const parsed = parseProgram(withRule('{ id: qbr-quartely, enabled: true }'));
    expect(parsed).toMatchObject({
      ok: false,
      problems: [
        { line: 26, path: 'rules[0].name' },
        { line: 26, path: 'rules[0].when' },
        { line: 26, path: 'rules[0].then' },
      ],
    });
  });

  it('are copies: what one reader changes, no other one sees', () => {
    rulesIn(EXAMPLE)[1]!.then.cta = 'changed';
    expect(rulesIn(EXAMPLE)[1]?.then.cta).toBe('ebr');
  });
});
