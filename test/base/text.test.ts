/** How texts of people are kept and cut. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asTyped, truncate, firstLineOf } from '#src/base/text.ts';

describe('a text', () => {
  it('is kept as it was typed, but for its ends and for what no database can hold', () => {
    expect(asTyped(' \n a\0b  c\r\nd \uD83D ')).toBe('ab  c\r\nd \uFFFD');
    expect(asTyped(asTyped(' a '))).toBe('a');
  });

  it.each([
    ['', ''],
    ['  one \ntwo', 'one'],
    ['one\rtwo', 'one'],
    ['one\u2028two', 'one'],
  ])('has a first line: %j', (text, line) => {
    expect(firstLineOf(text)).toBe(line);
  });

  it('is cut to its room, and never inside a character', () => {
    expect(truncate('abc', 3)).toBe('abc');
    expect(truncate('abcd', 3)).toBe('ab…');
    expect(truncate('a😀bc', 3)).toBe('a…');
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.integer({ min: 1, max: 40 }),
        (text, max) => {
          const cut = truncate(text, max);
          expect(cut.length).toBeLessThanOrEqual(max);
          expect(cut.isWellFormed()).toBe(true);
          expect(text.startsWith(cut.replace(/…$/, ''))).toBe(true);
        },
      ),
    );
  });
});
