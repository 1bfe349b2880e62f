/** How long it takes to read something. */

/** The words of a text, of which people read 200 or more a minute; signs between them are none. */
export function wordCount(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}
