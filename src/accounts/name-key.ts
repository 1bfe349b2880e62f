/** The form of a name in which it is stored for searching, and in which what somebody types is looked up. */

/** The name in lower case, without accents, with single spaces: "  Ünïted  FOODS " becomes "united foods". */
export function nameKey(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();
}
