/** A picture of figures in a message. */
import type { ContextBlock, ImageBlock } from '@slack/types';
import { picture, plainText } from './build.ts';
import { limits } from './limits.ts';

/** The uploaded picture; without one, what it would have shown, in words. @param words its alternative text */
export function pictureOrWords(fileId: string | null, words: string): ImageBlock | ContextBlock {
  if (fileId !== null) return picture(fileId, words);
  return { type: 'context', elements: [plainText(words, limits.altText)] };
}
