/** A rule changed in the program's text: the rule is what was asked for, and no byte of the rest moves. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseProgram } from '#src/program/parse.ts';
import { editRule, type RuleEdit } from '#src/program/rule-text.ts';
import type { Rule } from '#src/rules/domain.ts';
import { conditions } from '../rules/arbitraries.ts';
import { runs } from '../support/fuzz.ts';

const HEAD = `# Ours, since 2024: ask before you change it
version: 1
name:   "Inbound   growth"   # two of these spaces are a joke
timezone: Europe/Berlin

segments:
  - { id: standard, name: Standard, journey: j }   # most
  - {id: assisted,   name: 'Assisted', journey: j}
  - id: large
    name: >-
      Large and
      folded
    journey: j
journeys:
  - id: j
    name: J
    phases:
${[1, 2, 3, 4].map((n) => `      - { id: p${n}, name: P${n}, usual_days: ${n}0, milestone: { id: m${n}, name: M${n}, tasks: [ { id: t${n}, name: T, owner: us, manual: true } ] } }`).join('\n')}
`;

const TAIL = `
# The team's channel
posts:
  morning: { channel: cs-daily, at: "08:30", days: [mon, tue] }
# The end.
`;

const BLOCK =
  `rules:   # ours
  # The old quarterly one
  - id: qbr-quarterly   # a preset
    enabled: true

  # Written in a hurry
  - id: silent - no: 1
`.replace('silent - no: 1', 'silent') +
  `    name: Silent # for now
    when:
      # both
      all:
        - days_since_signal: { more_than: 30 }
        - pace: [slow]
    then:
      cta: check_in   # not a review
      due_in_business_days: 3
      repeat_after_days: 30
      play: hear-the-users
  - { id: tiny, name: "Tiny, but, here", when: { arr: { below: 10 } }, then: { cta: note, due_in_business_days: 1, repeat_after_days: 1 } } # one line
`;

const FLOW = `rules: [ { id: silent, name: Silent, when: { pace: [slow] }, then: { cta: a, due_in_business_days: 1, repeat_after_days: 1, play: hear-the-users } }, { id: tiny, enabled: false, name: T, when: { slipped: true }, then: { cta: b, due_in_business_days: 1, repeat_after_days: 1 } } ]
`;

const DASHED = BLOCK.replaceAll(/^ {2}/gm, '');
const NONE = '';
const EMPTY = 'rules: []   # none yet\n';

const sections = [BLOCK, FLOW, DASHED, NONE, EMPTY];

const rules: fc.Arbitrary<Rule> = fc
  .record({
    id: fc.constantFrom('silent', 'tiny', 'qbr-quarterly', 'ebr-same-milestone-3-months', 'brand-new'),
    name: fc.constantFrom(
      'Silent',
      'yes',
      '- a: "b" # c',
      '’Ünï & <b>',
      '12',
      'a\nb',
      '\\ "',
      'Tiny, but, here',
    ),
    enabled: fc.boolean(),
    when: conditions,
    then: fc
      .record({
        cta: fc.constantFrom('ebr', 'check_in'),
        priority: fc.constantFrom('low' as const, 'normal' as const, 'high' as const),
        dueInBusinessDays: fc.integer({ min: 0, max: 9 }),
        owner: fc.constantFrom('lead' as const, 'partner' as const),
        repeatAfterDays: fc.integer({ min: 0, max: 90 }),
        play: fc.option(fc.constant('hear-the-users'), { nil: undefined }),
      })
      .map(({ play, ...then }) => (play === undefined ? then : { ...then, play })),
  })
  // A copy has the prototype of plain objects.
  .map((rule) => structuredClone(rule));

const edits: fc.Arbitrary<RuleEdit> = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), rule: rules }),
  fc.record({
    kind: fc.constant('switch' as const),
    id: fc.constantFrom('silent', 'tiny', 'qbr-quarterly', 'ebr-stuck-second-milestone'),
    enabled: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('remove' as const), id: fc.constantFrom('silent', 'tiny', 'qbr-quarterly') }),
);

const eols = fc.constantFrom('\n', '\r\n');

describe('a rule changed in the text', () => {
  it('becomes what was asked for, edit after edit, and leaves every byte of the other sections', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...sections),
        eols,
        fc.array(edits, { minLength: 1, maxLength: 5 }),
        (section, eol, all) => {
          const withEol = (text: string) => text.replaceAll('\n', eol);
          let text = withEol(HEAD + section + TAIL);
          expect(parseProgram(text)).toMatchObject({ ok: true });
          for (const edit of all) {
            const edited = editRule(text, edit);
            if (!edited.ok) {
              // A group of no conditions and 0 months mean something in memory, and nothing that the file may say.
              const isUnsayable = /"of":\[\]|"months":0/.test(JSON.stringify(edit));
              expect(edited.problem).toBe(isUnsayable ? 'not-valid' : 'no-such-rule');
              continue;
            }
            expect(edited.text.startsWith(withEol(HEAD.trimEnd()))).toBe(true);
            expect(edited.text).toContain(withEol(TAIL.replace('# The end.\n', '').trimEnd()));
            expect(edited.text.endsWith(withEol('# The end.\n'))).toBe(true);
            if (section !== NONE) expect(edited.text.endsWith(withEol(TAIL))).toBe(true);
            const [again] = [parseProgram(edited.text)];
            expect(again.ok && again.program).toEqual(edited.program);
            text = edited.text;
          }
        },
      ),
      { numRuns: runs(60) },
    );
  });

  it('switches one word, and keeps the comments of the rule', () => {
    const text = HEAD + BLOCK + TAIL;
    const edited = editRule(text, { kind: 'switch', id: 'qbr-quarterly', enabled: false });
    expect(edited).toMatchObject({
      ok: true,
      text: text.replace('enabled: true', 'enabled: false'),
    });
    const off = editRule(text, { kind: 'switch', id: 'silent', enabled: false });
    expect(off).toMatchObject({
      ok: true,
      text: text.replace('Silent # for now\n', 'Silent # for now\n    enabled: false\n'),
    });
  });

  it('takes a rule out with its own lines alone', () => {
    const text = HEAD + BLOCK + TAIL;
    const edited = editRule(text, { kind: 'remove', id: 'tiny' });
    expect(edited).toMatchObject({ ok: true, text: text.replace(/ {2}- \{ id: tiny.*\n/, '') });
  });

  it('tells of a milestone that the program does not have', () => {
    const rule: Rule = {
      id: 'x',
      name: 'X',
      enabled: true,
      when: { kind: 'working_on', milestones: ['gone'] },
      then: { cta: 'ebr', priority: 'normal', dueInBusinessDays: 1, owner: 'lead', repeatAfterDays: 1 },
    };
    const edited = editRule(HEAD + BLOCK + TAIL, { kind: 'write', rule });
    expect(edited).toMatchObject({
      ok: false,
      problem: 'not-valid',
      problems: [{ problem: 'must be a milestone of this file; it is "gone"; known here: m1, m2, m3, m4' }],
    });
  });
});
