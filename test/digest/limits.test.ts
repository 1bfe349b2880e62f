/** Whatever there is to tell, and however it is written, Slack takes it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestConfirm, digestPreview } from '#blocks/digest-answers.ts';
import { digestMessage, digestReplies } from '#blocks/digest-message.ts';
import type { Answer } from '#blocks/build.ts';
import { pictureOrWords } from '#blocks/picture.ts';
import { SECTION_IDS, type Digest } from '#src/digest/domain.ts';
import { digestOf, TODAY } from './make-digest.ts';
import { wordCount } from './words.ts';
import { runs } from '../support/fuzz.ts';
import { anySize, anyText, messageProblems } from '../support/slack-fit.ts';

const everything = (digest: Digest): Answer[] => {
  const pictures = ['a', 'b', 'c'].map((id) => pictureOrWords(`F0${id}`, 'words '.repeat(1000)));
  const words = [pictureOrWords(null, 'words '.repeat(1000))];
  return [
    digestMessage(digest),
    digestPreview(digest, true),
    ...digestReplies(digest, new Map([['success', pictures]])),
    ...digestReplies(digest, new Map([['success', words]])),
    digestConfirm('leadership', TODAY, TODAY),
  ];
};

describe('the digest', () => {
  it('fits into Slack’s messages, of any size and with any text', () => {
    fc.assert(
      fc.property(anySize, anyText, (many, any) => {
        expect(everything(digestOf(many, any)).flatMap(messageProblems)).toEqual([]);
      }),
      { numRuns: runs(60) },
    );
  });

  it('is one message, a reply for what was said before and for each section, and the agenda', () => {
    expect(digestReplies(digestOf(2000, 'Acme'))).toHaveLength(1 + SECTION_IDS.length + 1);
  });

  it('shows at most seven lines of a section and thirty-five in all, of few words, even where there is something of everything', () => {
    const { blocks } = digestMessage(digestOf(2000, 'Acme'));
    const sections = blocks.flatMap((block) =>
      block.type === 'section' ? [(block.text?.text ?? '').split('\n')] : [],
    );
    expect(Math.max(...sections.map(({ length }) => length))).toBeLessThanOrEqual(7);
    // And the head with the days of the week; comments are their authors' own.
    expect(sections.flat().length + 2).toBeLessThanOrEqual(35);
    expect(wordCount(sections.flat().join(' '))).toBeLessThanOrEqual(460);
  });
});
