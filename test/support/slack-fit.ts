/** Whether Slack takes what is shown, of however many things and whatever people typed. */
import fc from 'fast-check';
import type { Answer } from '#blocks/build.ts';
import { limits, textLength } from '#blocks/limits.ts';
import { blockProblems } from '#src/sandbox/validate/surfaces.ts';

/** How many things there are to show: few, or very many. */
export const anySize = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 2000 }));

/** What somebody may type: any letters, signs of mrkdwn, a mention of all, lines without end. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 500 }),
  fc.string({ unit: 'grapheme', minLength: 100, maxLength: 3000 }),
  fc.constant('&<>*~`'.repeat(100)),
  fc.constant('<!channel> '),
  fc.constant(`${'\n'.repeat(200)}x`),
);

/** What of a message Slack would refuse, and what of it does not fit; none: it can be posted. */
export function messageProblems({ text, blocks = [] }: Answer): unknown[] {
  const isTooLong =
    blocks.length > limits.message.blocks ||
    textLength(blocks) > limits.message.text ||
    text.value.length > limits.fallbackText;
  return [
    ...(isTooLong ? [`too long: ${text.value.slice(0, 60)}`] : []),
    ...blockProblems(blocks, 'message'),
  ];
}
