/** Emoji by Slack's names. */
import { expect, test } from 'vitest';
import { emojiNamed, emojiOfPoints } from '#src/sandbox/page/kit/emoji.ts';

test.for<[string, number | null, string | undefined]>([
  ['wave', null, '👋'],
  ['wave', 4, '👋🏽'],
  ['+1', 2, '👍🏻'],
  ['tada', 4, '🎉'],
  ['writing_hand', 6, '✍🏿'],
  ['man-shrugging', 3, '🤷🏼‍♂️'],
  ['large_green_circle', null, '🟢'],
  ['red_circle', null, '🔴'],
  ['flag-de', null, '🇩🇪'],
  ['wave', 9, '👋'],
  ['our_own_logo', null, undefined],
  ['constructor', null, undefined],
])('%s %s', ([name, tone, emoji]) => {
  expect(emojiNamed(name, tone)).toBe(emoji);
});

test('code points of rich text', () => {
  expect(emojiOfPoints('1f44b-1f3fc')).toBe('👋🏼');
  expect(emojiOfPoints('110000')).toBeUndefined();
  expect(emojiOfPoints('wave')).toBeUndefined();
});
