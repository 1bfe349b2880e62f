/** What the inspector finds and calls a problem. */
import { describe, expect, it } from 'vitest';
import type { Exchange } from '#src/sandbox/page/contract.ts';
import {
  EVERYTHING,
  filterExchanges,
  isProblem,
  openJson,
  showDuration,
  showOutcome,
  toText,
} from '#src/sandbox/page/tools/exchanges.ts';

const fine: Exchange = {
  id: 1,
  at: '2026-11-23T12:12:00.000Z',
  direction: 'bot-to-slack',
  method: 'chat.postMessage',
  request: { channel: 'C0CSDAILY', blocks: '[{"type":"divider"}]' },
  response: { ok: true },
  status: 200,
  ms: 3.21,
  error: null,
  messages: [],
};
const refused: Exchange = {
  ...fine,
  id: 2,
  method: 'views.open',
  error: 'invalid_blocks',
  messages: ['blocks[0]: text is too long'],
};
const command: Exchange = { ...fine, id: 3, direction: 'slack-to-bot', method: '/account' };

describe('a problem', () => {
  it('is an error, an objection, a status of failure, or no answer', () => {
    expect(isProblem(fine)).toBe(false);
    expect(isProblem(refused)).toBe(true);
    expect(isProblem({ ...fine, messages: ['text is missing'] })).toBe(true);
    expect(isProblem({ ...fine, status: 500 })).toBe(true);
    expect(isProblem({ ...fine, status: 0 })).toBe(true);
  });

  it('is said in Slack’s word, or by its status', () => {
    expect(showOutcome(refused)).toBe('invalid_blocks');
    expect(showOutcome({ ...fine, status: 0 })).toBe('no answer');
    expect(showOutcome({ ...fine, messages: ['text is missing'] })).toBe('200, with objections');
    expect(showOutcome(fine)).toBe('200');
  });
});

describe('the filter', () => {
  const idsOf = (filter: Partial<typeof EVERYTHING>): number[] =>
    filterExchanges([fine, refused, command], { ...EVERYTHING, ...filter }).map(({ id }) => id);

  it('finds words anywhere in an exchange, all of them', () => {
    expect(idsOf({ text: 'POSTmessage csdaily' })).toEqual([1]);
    expect(idsOf({ text: 'too long' })).toEqual([2]);
    expect(idsOf({ text: ' ' })).toEqual([1, 2, 3]);
    expect(idsOf({ text: 'nowhere' })).toEqual([]);
  });

  it('keeps a direction, or problems alone', () => {
    expect(idsOf({ direction: 'slack-to-bot' })).toEqual([3]);
    expect(idsOf({ problemsOnly: true })).toEqual([2]);
    expect(idsOf({ problemsOnly: true, direction: 'slack-to-bot' })).toEqual([]);
  });
});

it('opens JSON that stands in a text, and leaves other texts', () => {
  expect(openJson('{"a":[1]}')).toEqual({ a: [1] });
  expect(openJson('[not json')).toBe('[not json');
  expect(openJson('12')).toBe('12');
  expect(JSON.parse(toText(fine))).toMatchObject({
    method: 'chat.postMessage',
    request: { blocks: [{ type: 'divider' }] },
  });
});

it('says how long it took', () => {
  expect([0.04, 3.21, 42.4, 1530].map(showDuration)).toEqual(['0.0 ms', '3.2 ms', '42 ms', '1.5 s']);
});
