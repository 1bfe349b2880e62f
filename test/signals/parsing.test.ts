import { correctedTime } from '#src/signals/parsing.ts';
import { expect, it } from 'vitest';

const at = (text: string) => Date.parse(text);
const corrected = (told: string, sent: string | null, received: string) =>
  new Date(correctedTime(at(told), sent === null ? null : at(sent), at(received))).toISOString();

it.each([
  [
    'without a time of sending',
    '2024-03-01T10:00:00Z',
    null,
    '2024-03-01T12:00:00Z',
    '2024-03-01T10:00:00.000Z',
  ],
  [
    'a few seconds on the way',
    '2024-03-01T23:59:59Z',
    '2024-03-01T23:59:59Z',
    '2024-03-02T00:00:02Z',
    '2024-03-01T23:59:59.000Z',
  ],
  [
    'a clock that is an hour ahead',
    '2024-03-01T10:30:00Z',
    '2024-03-01T11:00:00Z',
    '2024-03-01T10:00:00Z',
    '2024-03-01T09:30:00.000Z',
  ],
  [
    'a clock that is years behind',
    '1970-01-01T00:00:10Z',
    '1970-01-01T00:01:00Z',
    '2024-03-01T10:00:00Z',
    '2024-03-01T09:59:10.000Z',
  ],
  [
    'a past time told by a clock that is years ahead',
    '2024-03-01T10:00:00Z',
    '2026-01-01T00:00:00Z',
    '2024-06-01T00:00:00Z',
    '2024-03-01T10:00:00.000Z',
  ],
])('time: %s', (_what, told, sent, received, expected) => {
  expect(corrected(told, sent, received)).toBe(expected);
});
