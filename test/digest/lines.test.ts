/** The lines of a list in the digest's thread. */
import { expect, it } from 'vitest';
import { listBlock } from '#blocks/digest-lines.ts';
import { mrkdwn } from '#blocks/text.ts';

const linesOf = (total: number, named = Math.min(total, 25)): string[] => {
  const lines = Array.from({ length: named }, (_line, index) => mrkdwn`account ${index + 1}`);
  return listBlock(mrkdwn`*At risk*`, lines, total).text!.text.split('\n');
};

it('a list names seven and counts the others; one alone is named in the place of its count', () => {
  expect(linesOf(7)).toHaveLength(1 + 7);
  expect(linesOf(8).slice(-2)).toEqual(['• account 7', '• account 8']);
  expect(linesOf(9).slice(-2)).toEqual(['• account 7', 'and 2 more']);
  // What is not known by name cannot be.
  expect(linesOf(8, 7).slice(-2)).toEqual(['• account 7', 'and 1 more']);
});
