/** Texts of people: how they are kept, and how they are cut. */

/** Text as it is kept: as it was typed, but for its ends and for what no database can hold. */
export function asTyped(text: string): string {
  return text.toWellFormed().replaceAll('\0', '').trim();
}

/** The first line of a text, without the spaces around it. */
export function firstLineOf(text: string): string {
  return text.split(/[\r\n\u2028\u2029]/)[0]?.trim() ?? '';
}

/** The order of texts by their UTF-16 units, for `toSorted`: the same everywhere, unlike that of a locale. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** At most `max` UTF-16 units of a text; one that is longer ends in “…”, and no character is cut in two. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  if (max <= 0) return '';
  return `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
