/** Questions and their answers: what a press makes of them, on which day they are asked, and what a correction may say. */
import { describe, expect, it } from 'vitest';
import { presetScorecard } from '#src/health/presets.ts';
import {
  askingDayOf,
  askingMetrics,
  CHOICES,
  CUSTOMER,
  ofMostValuable,
  pressChoice,
  problemsOf,
  type Choice,
  type Question,
} from '#src/surveys/domain.ts';
import { CHOICE_WORDS, saidWords, valueWords } from '#src/surveys/words.ts';

const TODAY = '2026-11-23';
const NOW = '2026-11-23T09:00:00.000Z';
const OPEN: Question = {
  id: 'q',
  accountId: 'a',
  metricId: 'user-work',
  persona: 'user',
  asked: 'Gladly?',
  personId: 'lena',
  outboxId: 'o',
  position: 1,
  askedOn: TODAY,
  state: 'open',
  value: null,
  answerId: null,
  quietUntil: null,
  undoUntil: null,
};

const press = (question: Question, choice: Choice, now = NOW) => {
  const pressed = pressChoice(question, choice, TODAY, now);
  if (!pressed.ok) throw new Error(pressed.problem);
  return pressed.question;
};

describe('a question', () => {
  it.each([
    ['1', { state: 'answered', value: 1, quietUntil: null }],
    ['5', { state: 'answered', value: 5, quietUntil: null }],
    ['unknown', { state: 'unknown', value: null, quietUntil: '2026-12-20' }],
    ['later', { state: 'later', value: null, quietUntil: '2026-12-06' }],
  ] as const)('is answered by %s', (choice, becomes) => {
    expect(press(OPEN, choice)).toMatchObject({ ...becomes, undoUntil: '2026-11-23T09:01:00.000Z' });
  });

  it('is answered once by a double press, and otherwise within a minute', () => {
    const four = press(OPEN, '4');
    expect(pressChoice(four, '4', TODAY, NOW)).toEqual({ ok: false, problem: 'same' });
    expect(press(four, '2', '2026-11-23T09:01:00.000Z')).toMatchObject({ value: 2 });
    expect(press(press(four, 'later'), '3')).toMatchObject({ state: 'answered', value: 3, quietUntil: null });
    const late = '2026-11-23T09:01:00.001Z';
    expect(pressChoice(four, '2', TODAY, late)).toEqual({ ok: false, problem: 'too-late' });
    expect(pressChoice(four, '4', TODAY, late)).toEqual({ ok: false, problem: 'same' });
    expect(pressChoice({ ...four, undoUntil: null }, '1', TODAY, NOW)).toMatchObject({ problem: 'too-late' });
  });

  it('is not answered where it was asked again', () => {
    expect(pressChoice({ ...OPEN, state: 'replaced' }, '1', TODAY, NOW)).toEqual({
      ok: false,
      problem: 'asked-again',
    });
  });

  it('has words on every button, and for every answer', () => {
    expect(CHOICES.map((choice) => CHOICE_WORDS[choice])).toEqual([
      '1 not at all',
      '2 hardly',
      '3 partly',
      '4 mostly',
      '5 certainly',
      'Don’t know',
      'Ask me in two weeks',
    ]);
    expect(saidWords('4')).toBe('4, mostly');
    expect(valueWords({ value: 4, answeredBy: 'lena' })).toBe('4, mostly');
    expect(valueWords({ value: 4, answeredBy: CUSTOMER })).toBe('4');
  });
});

it('is asked by the metrics that count, those that weigh most first', () => {
  const scorecard = presetScorecard();
  const idsOf = () => askingMetrics(scorecard).map(({ metric }) => metric.id);
  // 25 × 60 = 1500, 30 × 35 = 1050, 15 × 50 = 750
  expect(idsOf()).toEqual(['user-work', 'decision-maker-value', 'influencer-support']);
  scorecard.personas = { decision_maker: 50, influencer: 0, user: 25, account: 25 };
  expect(idsOf()).toEqual(['decision-maker-value', 'user-work']);
});

it('is about each person’s most valuable accounts', () => {
  const about = (personId: string, accountId: string, arr: number | null, metric: string) => ({
    personId,
    accountId,
    arr,
    metric,
  });
  const found = [
    about('p', 'b', 10, 'first'),
    about('p', 'a', null, 'first'),
    about('p', 'c', 10, 'first'),
    about('q', 'd', 1, 'first'),
    about('p', 'b', 10, 'second'),
    about('p', 'e', 20, 'first'),
  ];
  expect(ofMostValuable(found, 2).map(({ accountId, metric }) => `${accountId} ${metric}`)).toEqual([
    'e first',
    'b first',
    'b second',
    'd first',
  ]);
});

describe('questions are due', () => {
  it.each([
    { days: ['mon', 'tue'], date: '2026-11-23', on: '2026-11-23' },
    { days: ['tue', 'mon'], date: '2026-11-29', on: '2026-11-23' },
    { days: ['thu', 'wed'], date: '2026-11-24', on: '2026-11-18' },
    { days: ['wed'], date: '2026-11-25', on: '2026-11-25' },
    { days: ['sun'], date: '2026-11-23', on: '2026-11-22' },
    { days: null, date: '2026-11-27', on: '2026-11-23' },
  ])('on $on for $date where the program posts on $days', ({ days, date, on }) => {
    expect(askingDayOf(days, date)).toBe(on);
  });
});

it('is corrected with a reason, by a value that can be, on a day that has been', () => {
  const right = { value: 4, day: TODAY, persona: 'user' as const, note: null, reason: 'a slip' };
  const ours = { answeredBy: 'lena' };
  expect(problemsOf(ours, right, TODAY)).toEqual({});
  expect(problemsOf({ answeredBy: CUSTOMER }, { ...right, value: -12.5 }, TODAY)).toEqual({});
  for (const value of [0, 6, 2.5, Number.NaN])
    expect(problemsOf(ours, { ...right, value }, TODAY)).toHaveProperty('value');
  expect(problemsOf(ours, { ...right, day: '2026-11-24', reason: '' }, TODAY)).toEqual({
    day: 'Choose today or an earlier day.',
    reason: 'Say in a few words why it is corrected.',
  });
});
