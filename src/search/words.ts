/**
 * Texts as words: what a search compares, so that case, accents and signs make no difference. Both databases and the
 * ranking are given the same words, and so find and rank alike.
 */

/** Scripts that put no spaces between words: each of their signs is a word, and a word of several a phrase. */
const SIGNS = String.raw`\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}`;
const WORD = new RegExp(`(?=[\\p{L}\\p{N}])[${SIGNS}]|(?:(?![${SIGNS}])[\\p{L}\\p{N}])+`, 'gu');
/** A longer one is nothing that anybody types; PostgreSQL takes no word of 2 KB. */
const LONGEST_WORD = 100;

/** Letters that are no other letter with an accent, and that people type without. */
const LETTERS: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
};
const OTHER_LETTERS = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');

/** The words of a text in lower case and without accents: "Größe: 3,5 café" becomes grosse, 3, 5, cafe. */
export function wordsOf(text: string): string[] {
  const folded = text
    .toWellFormed()
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(OTHER_LETTERS, (letter) => LETTERS[letter] ?? letter);
  return (folded.match(WORD) ?? []).map((word) =>
    // No half of a sign may be left at the end.
    word.length <= LONGEST_WORD ? word : word.slice(0, LONGEST_WORD).replace(/[\uD800-\uDBFF]$/, ''),
  );
}
