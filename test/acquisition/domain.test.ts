import { describe, expect, it } from 'vitest';
import {
  changedFields,
  effectiveCac,
  efficiencyOf,
  problemsOf,
  wholeCost,
  type AcquisitionFields,
} from '#src/acquisition/domain.ts';

const fields: AcquisitionFields = {
  spend: 1000,
  onboardingCost: 500,
  supportCost: 300,
  firstYearMargin: 4500,
  currency: 'EUR',
  referredBy: null,
};

describe('effective CAC', () => {
  it('of $1 that brings two customers, one by referral, is $0.50', () => {
    expect(effectiveCac({ spend: 1, bought: 1, referred: 1 })).toBe(0.5);
  });

  it('is what a customer cost where nobody referred anybody', () => {
    expect(effectiveCac({ spend: 900, bought: 3, referred: 0 })).toBe(300);
  });

  it('is none where nobody was bought', () => {
    expect(effectiveCac({ spend: 0, bought: 0, referred: 2 })).toBeNull();
  });
});

describe('acquisition efficiency', () => {
  it('is the expected margin for each 1 of cost, onboarding and support included: 4500 / 1800', () => {
    expect(wholeCost(fields)).toBe(1800);
    expect(efficiencyOf(fields)).toBe(2.5);
  });

  it('is not known while a figure is not, and never taken as 0', () => {
    expect(efficiencyOf({ ...fields, supportCost: null })).toBeNull();
    expect(efficiencyOf({ ...fields, onboardingCost: null })).toBeNull();
    expect(efficiencyOf({ ...fields, firstYearMargin: null })).toBeNull();
  });

  it('is none of a customer who cost nothing, and below 0 of one who costs more to serve than they pay', () => {
    expect(efficiencyOf({ ...fields, spend: 0, onboardingCost: 0, supportCost: 0 })).toBeNull();
    expect(efficiencyOf({ ...fields, firstYearMargin: -900 })).toBe(-0.5);
  });
});

describe('figures', () => {
  it('have at most two decimals, so that they are shown as they are kept', () => {
    const cents = 'Write at most two decimals, such as 1200.50.';
    expect(problemsOf('a', { ...fields, spend: 0.01, supportCost: 1200.5 })).toEqual({});
    expect(problemsOf('a', { ...fields, spend: 4000.555, firstYearMargin: 1e-7 })).toEqual({
      spend: cents,
      firstYearMargin: cents,
    });
  });

  it('are amounts of 0 or more, in a currency, of somebody else than the account itself', () => {
    expect(problemsOf('a', fields)).toEqual({});
    expect(
      problemsOf('a', {
        spend: Number.NaN,
        onboardingCost: -1,
        supportCost: 1e13,
        firstYearMargin: Number.POSITIVE_INFINITY,
        currency: 'EURO',
        referredBy: 'a',
      }),
    ).toEqual({
      spend: 'Write an amount of 0 or more, such as 1200.',
      onboardingCost: 'Write an amount of 0 or more, such as 1200.',
      supportCost: 'Write an amount of 0 or more, such as 1200.',
      firstYearMargin: 'Write an amount, such as 4500.',
      currency: 'A currency has three letters, such as EUR.',
      referredBy: 'An account does not refer itself.',
    });
  });

  it('are told apart', () => {
    expect(changedFields(fields, { ...fields, spend: 1, referredBy: 'b' })).toEqual(['spend', 'referredBy']);
  });
});
