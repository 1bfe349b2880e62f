/** What the message says in few words, and its thread in full; worked out by hand. */
import { describe, expect, it } from 'vitest';
import { sumsText } from '#blocks/digest-lines.ts';
import { digestMessage, digestReplies } from '#blocks/digest-message.ts';
import { agendaOf, isQuiet, type OverdueOf } from '#src/digest/domain.ts';
import { withActions } from '#src/digest/standing.ts';
import { digestOf, digestWith, LENA, MARCO, named, TODAY } from './make-digest.ts';
import { toldRelease } from './make-release.ts';
import { action, textOf } from './told.ts';

describe('at risk', () => {
  const risky = {
    ...named('Echo'),
    band: 'red' as const,
    before: 'yellow' as const,
    score: 3_149,
    renewsOn: '2027-06-01',
    passedOn: null,
    why: [{ what: 'Weekly use', value: '20', points: 'costs 40 points, 12 of them new' }],
  };
  const digest = digestWith({ customers: { atRisk: { total: 1, accounts: [risky] } } });

  it('asks on top whether they renewed once the day has passed', () => {
    const passed = { ...risky, renewsOn: '2026-11-20', passedOn: '2026-11-20' };
    const lead = { ...LENA, id: 'lead' };
    const told = digestWith({
      customers: { atRisk: { total: 1, accounts: [passed] } },
      decisions: { renewals: { total: 1, accounts: [{ ...named('Echo'), renewsOn: '2026-11-20', lead }] } },
    });
    const message = textOf(digestMessage(told)).replaceAll('\u00A0', ' ');
    expect(message).toContain('*Echo* (€48k) 🔴 Red, renewal was 3 days ago: did they renew?');
    expect(message).toContain('*Renewal passed: 1* · *Echo* (€48k), <@U0LENA>');
    const thread = digestReplies(told).map(textOf).join('\n').replaceAll('\u00A0', ' ');
    expect(thread).toContain(
      '· renewal was 3 days ago: did they renew? · 🔴 Red, 31 of 100, was yellow: Weekly',
    );
    expect(thread).toContain('*Echo* (€48k) · renewal was Fri 20 Nov, 3 days ago · <@U0LENA>');
    expect(agendaOf(told).find(({ about }) => about === 'decisions')).toMatchObject({
      names: ['Echo'],
      total: 1,
    });
  });

  it('tells a renewal that is far off in the thread alone, with the score and what moved it', () => {
    expect(textOf(digestMessage(digest))).toContain('*Echo* (€48k) 🔴 Red: Weekly use: 20');
    expect(digestReplies(digest).map(textOf).join('\n')).toContain(
      '*Echo* (€48k) · renews 1 Jun 2027 · 🔴 Red, 31 of 100, was yellow: Weekly use: 20 (costs 40 points, 12 of them new)',
    );
  });
});

describe('releases', () => {
  const early = (name: string) => ({ id: name, name, from: '2026-12-29', began: { before: 11, since: 10 } });
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
    expect(told).toMatch(/“Habit 0” 41\s% \(so far\)/);
  });
});

describe('what is late', () => {
  const item = (account: string) => ({ what: 'Hold an EBR', dueOn: '2026-11-10', account, owner: LENA });

  it('is named of reviews, with who sees to it and for how long', () => {
    const reviews = { due: 12, late: 9, held: 0, booked: 0 };
    const thread = digestReplies(
      digestWith({ success: { reviews, lateReviews: [item('Fox'), item('Golf')] } }),
    )
      .map(textOf)
      .join('\n')
      .replaceAll('\u00A0', ' ');
    expect(thread).toContain(
      '*Late EBRs* · 9\n• *Fox* “Hold an EBR” · <@U0LENA> · due Tue 10 Nov, 13 days late\n• *Golf*',
    );
    expect(thread).toContain('and 7 more');
  });

  it('is counted by person over all kinds, whoever has most first', () => {
    const of = (kind: OverdueOf['kind'], byOwner: OverdueOf['byOwner']): OverdueOf => ({
      kind,
      total: byOwner.reduce((sum, { items }) => sum + items, 0),
      ofNobody: 0,
      items: [],
      byOwner,
    });
    const overdue = [
      of('step', [
        { owner: null, items: 9 },
        { owner: LENA, items: 2 },
      ]),
      of('gap', [
        { owner: MARCO, items: 4 },
        { owner: LENA, items: 3 },
      ]),
    ];
    const thread = digestReplies(digestWith({ decisions: { overdue } }))
      .map(textOf)
      .join('\n');
    expect(thread).toContain('*Overdue by person* · <@U0LENA> 5 · Marco Diaz 4 · nobody 9');
  });
});

describe('what of the meeting is overdue', () => {
  it('is what the digest opens with, also where somebody did it meanwhile', () => {
    const late = action('Call Echo', { dueOn: '2026-11-20', owner: null });
    const steps: OverdueOf = { kind: 'step', total: 2, ofNobody: 0, items: [], byOwner: [] };
    const digest = withActions(digestWith({ decisions: { overdue: [steps] } }), [late, action('Later')]);
    expect(digest.sections.decisions.facts.overdue).toEqual([
      {
        kind: 'action',
        total: 1,
        ofNobody: 1,
        items: [{ what: 'Call Echo', dueOn: '2026-11-20', owner: null, account: null }],
        byOwner: [{ owner: null, items: 1 }],
      },
      steps,
    ]);
    const done = withActions(digest, [{ ...late, state: 'done', closedOn: TODAY }]);
    expect(done.sections.decisions.facts.overdue).toEqual([steps]);
    expect(done.actions).toHaveLength(1);
  });
});
