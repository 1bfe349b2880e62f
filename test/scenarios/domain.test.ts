import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { facilitatorField, readScenario, type ScenarioDraft } from '#src/scenarios/domain.ts';
import { priceFigures, variantFigure } from '#src/scenarios/figures.ts';
import { drawReward, variantOf } from '#src/scenarios/variants.ts';
import { runs } from '../support/fuzz.ts';

const typed: ScenarioDraft = {
  name: ' Weekly digest ',
  triggerEvents: 'funding_round\n\n  merger \nmerger',
  measure: 'poll',
  level: '4',
  note: 'Seven of nine want it',
  actionEvents: 'digest_opened',
  facilitators: [
    { id: '', name: 'Intro video', kind: 'content', event: 'video_watched', effect: '12.5' },
    { id: '', name: '', kind: 'feature', event: '', effect: '' },
    { id: 'kept', name: 'Export', kind: 'feature', event: 'exported', effect: '' },
  ],
  rewards: 'A mug\nA book',
  stuckDays: '14',
  currency: ' eur ',
  limits: 'At most 3 users',
};

describe('what is typed for a scenario', () => {
  it('is read line by line, and an emptied facilitator is gone', () => {
    expect(readScenario(typed)).toEqual({
      ok: true,
      name: 'Weekly digest',
      document: {
        trigger: {
          events: ['funding_round', 'merger'],
          commitment: { measure: 'poll', level: 4, note: 'Seven of nine want it' },
        },
        action: { events: ['digest_opened'] },
        facilitators: [
          { id: '', name: 'Intro video', kind: 'content', event: 'video_watched', effect: 12.5 },
          { id: 'kept', name: 'Export', kind: 'feature', event: 'exported', effect: null },
        ],
        reward: { catalogue: ['A mug', 'A book'], stuckDays: 14 },
        pricing: { currency: 'EUR', limits: ['At most 3 users'] },
      },
    });
  });

  it.for<[string, Partial<ScenarioDraft>, string]>([
    ['name', { name: ' ' }, 'Give it a name'],
    ['action_events', { actionEvents: ' \n ' }, 'Name the event by which a person enters'],
    ['trigger_events', { triggerEvents: 'x'.repeat(201) }, 'at most 200 characters'],
    ['measure', { measure: null }, 'by a poll, research or judgement'],
    ['level', { level: null }, 'Choose 1 to 5.'],
    ['rewards', { rewards: '' }, 'Write the rewards'],
    ['stuck_days', { stuckDays: '' }, 'After how many days'],
    ['stuck_days', { stuckDays: '1.5' }, 'Write whole days'],
    ['stuck_days', { stuckDays: '-3' }, 'Write whole days'],
    ['currency', { currency: 'euro' }, 'three letters'],
    ['limits', { limits: Array.from({ length: 21 }, (_, n) => `limit ${n}`).join('\n') }, 'At most 20'],
  ])('is refused on %s', ([field, change, problem]) => {
    const read = readScenario({ ...typed, ...change });
    expect(read.ok ? {} : read.problems).toEqual({ [field]: expect.stringContaining(problem) });
  });

  it.for([
    ['name', { name: '' }],
    ['event', { event: ' ' }],
    ['kind', { kind: null }],
    ['effect', { effect: '0.2' }],
    ['effect', { effect: 'many' }],
    ['effect', { effect: '91' }],
  ] as const)('is refused on a facilitator’s %s', ([part, change]) => {
    const facilitators = [{ ...typed.facilitators[0]!, ...change }];
    const read = readScenario({ ...typed, facilitators });
    expect(Object.keys(read.ok ? {} : read.problems)).toEqual([facilitatorField(0, part)]);
  });
});

describe('variants', () => {
  it('stay, and halve the accounts, each facilitator otherwise', () => {
    const count = 4000;
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), fc.string(), (salt, first, second) => {
        fc.pre(first !== second);
        const accounts = Array.from({ length: count }, (_, index) => `account-${index}`);
        const ofFirst = accounts.map((id) => variantOf(salt, first, id));
        const ofSecond = accounts.map((id) => variantOf(salt, second, id));
        expect(accounts.map((id) => variantOf(salt, first, id))).toEqual(ofFirst);
        const share = (list: readonly boolean[]) => list.filter(Boolean).length / count;
        // Five standard deviations of a fair coin.
        const off = 5 * Math.sqrt(0.25 / count);
        expect(Math.abs(share(ofFirst.map((variant) => variant === 'a')) - 0.5)).toBeLessThan(off);
        expect(
          Math.abs(share(ofFirst.map((variant, index) => variant === ofSecond[index])) - 0.5),
        ).toBeLessThan(off);
      }),
      { numRuns: runs(20) },
    );
  });

  it('are too few to tell until each has the sample that the effect needs', () => {
    const facilitator = { id: 'f', name: 'Video', kind: 'content' as const, event: 'watched', effect: 10 };
    const of = (successes: number, trials: number) => ({ successes, trials });
    // 45 % against 55 %: (1.95996 √0.5 + 0.84162 √0.495)² / 0.1² = 391.2, so 392 accounts each.
    expect(variantFigure(facilitator, of(180, 400), of(220, 400))).toMatchObject({ enough: true });
    expect(variantFigure(facilitator, of(180, 400), of(190, 380))).toMatchObject({ enough: false });
    const none = variantFigure(facilitator, of(0, 0), of(0, 0));
    expect(none).toMatchObject({ enough: false, difference: null, needed: 392 });
  });
});

describe('a reward', () => {
  const seed = { salt: 'salt', accountId: 'acme', date: '2026-11-23' };

  it('is drawn again as it was for the same day, and evenly over many', () => {
    const rewards = ['mug', 'book', 'call'];
    expect(drawReward(rewards, seed)).toBe(drawReward(rewards, seed));
    expect(drawReward([], seed)).toBeNull();
    const drawn = Array.from({ length: 3000 }, (_, index) =>
      drawReward(rewards, { ...seed, accountId: `a${index}` }),
    );
    for (const reward of rewards) {
      expect(Math.abs(drawn.filter((one) => one === reward).length - 1000)).toBeLessThan(130);
    }
  });
});

describe('what people would pay', () => {
  it('is median and quartiles by currency, and too few under five', () => {
    const euros = [10, 20, 30, 40, 50].map((amount) => ({ amount, currency: 'EUR' }));
    const dollars = [1, 2, 3, 4].map((amount) => ({ amount, currency: 'USD' }));
    expect(priceFigures([...dollars, ...euros])).toEqual([
      { currency: 'EUR', answers: 5, quartiles: { low: 20, median: 30, high: 40 } },
      { currency: 'USD', answers: 4, quartiles: null },
    ]);
  });
});
