/** What the message says in few words, and its thread in full; worked out by hand. */
import { describe, expect, it } from 'vitest';
import { sumsText } from '#blocks/digest-lines.ts';
import { digestMessage, digestReplies } from '#blocks/digest-message.ts';
import { isQuiet, type OverdueOf } from '#src/digest/domain.ts';
import { withActions } from '#src/digest/late-actions.ts';
import { digestOf, digestWith, named, TODAY } from './make-digest.ts';
import { toldRelease } from './make-release.ts';
import { action, textOf } from './told.ts';

describe('at risk', () => {
  const risky = {
    ...named('Echo'),
    band: 'red' as const,
    before: 'yellow' as const,
    score: 3_149,
    renewsOn: '2027-06-01',
    why: [{ what: 'Weekly use got worse', scores: '60 → 20' }],
  };
  const digest = digestWith({ customers: { atRisk: { total: 1, accounts: [risky] } } });

  it('tells a renewal that is far off in the thread alone, with the score and what moved it', () => {
    expect(textOf(digestMessage(digest))).toContain('*Echo* (€48k) 🔴 Red: Weekly use got worse');
    expect(digestReplies(digest).map(textOf).join('\n')).toContain(
      '*Echo* (€48k) · renews 1 Jun 2027 · 🔴 Red, 31 of 100, was yellow: Weekly use got worse (60 → 20)',
    );
  });
});

describe('releases', () => {
  const early = (name: string) => ({ id: name, name, from: '2026-12-29' });
  const product = {
    releases: { total: 5, accounts: ['New', 'Old', 'Older'].map((name) => toldRelease(name)) },
    early: { total: 4, accounts: ['A', 'B', 'C', 'D'].map(early) },
  };

  it('are told by their verdicts; those of which it is too early are named in one line', () => {
    const told = textOf(digestMessage(digestWith({ product })));
    expect(told).toContain('*Release New* · *🟢 Conversion rose*: +20 points');
    expect(told).toContain('*Release Old* · *🟢');
    expect(told).not.toContain('*Release Older*');
    expect(told).toContain('*More releases* · 3 with a verdict · 4 too early to tell: A, B and 2 more');
    const thread = digestReplies(digestWith({ product })).map(textOf).join('\n');
    expect(thread).toMatch(/• \*Older\* [^\n]*\nand 2 more/);
    expect(thread).toContain('*A* can be told from Tue 29 Dec');
  });

  it('that are all too early take one line', () => {
    const digest = digestWith({ product: { early: { total: 1, accounts: [early('A')] } } });
    expect(textOf(digestMessage(digest))).toContain('*Releases* · 1 too early to tell: A');
    expect(isQuiet(digest, 'product')).toBe(false);
  });
});

describe('sums of money', () => {
  it('say how many currencies they leave out', () => {
    const sums = ['JPY', 'DKK', 'EUR', 'USD'].map((currency) => ({ currency, amount: 1_000_000 }));
    const text = (count: number) => sumsText(sums.slice(0, count)).value;
    expect(text(0)).toBe('');
    expect(text(2)).toMatch(/^, \S+, DKK\s\S+ a year$/);
    expect(text(3)).toMatch(/^, \S+, DKK\s\S+ and 1\smore currency a year$/);
    expect(text(4)).toMatch(/ and 2\smore currencies a year$/);
  });
});

describe('conversions in the message', () => {
  it('say of those that nobody was followed for long enough that they are so far', () => {
    const milestones = digestOf(12, 'Habit').sections.success.facts.milestones.slice(0, 2);
    const told = textOf(digestMessage(digestWith({ success: { milestones } })));
    expect(told).toMatch(/“Habit 0” 41\s% \(so far, \+11 points\)/);
  });
});

describe('what of the meeting is overdue', () => {
  it('is what the digest opens with, also where somebody did it meanwhile', () => {
    const late = action('Call Echo', { dueOn: '2026-11-20', owner: null });
    const steps: OverdueOf = { kind: 'step', total: 2, ofNobody: 0, items: [] };
    const digest = withActions(digestWith({ decisions: { overdue: [steps] } }), [late, action('Later')]);
    expect(digest.sections.decisions.facts.overdue).toEqual([
      {
        kind: 'action',
        total: 1,
        ofNobody: 1,
        items: [{ what: 'Call Echo', dueOn: '2026-11-20', owner: null, account: null }],
      },
      steps,
    ]);
    const done = withActions(digest, [{ ...late, state: 'done', closedOn: TODAY }]);
    expect(done.sections.decisions.facts.overdue).toEqual([steps]);
    expect(done.actions).toHaveLength(1);
  });
});
