/** How close two names are, and the spellings that are one slip away. Pure, over name keys. */

/** Letters that a slip may have replaced or dropped; others are tried only where the typed text has them. */
const ALPHABET = Array.from("abcdefghijklmnopqrstuvwxyz0123456789 .&-'");

/** Longer texts are looked up by their beginning: what follows adds work and no difference. */
const MAX_LENGTH = 64;

/** How many edits are forgiven in a text of this length. */
export function allowedEdits(length: number): number {
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
}

/**
 * Every text that becomes `text` by one slip: a letter replaced, dropped, added, or two neighbours swapped.
 * @returns beginnings of name keys, each once
 */
export function oneSlipAway(text: string): string[] {
  const letters = Array.from(text).slice(0, MAX_LENGTH);
  const alphabet = new Set([...ALPHABET, ...letters]);
  const found = new Set<string>();
  for (let at = 0; at <= letters.length; at += 1) {
    const before = letters.slice(0, at).join('');
    const after = letters.slice(at + 1).join('');
    const rest = letters.slice(at).join('');
    for (const letter of alphabet) {
      found.add(before + letter + rest);
      if (at < letters.length) found.add(before + letter + after);
    }
    if (at < letters.length) found.add(before + after);
    const next = letters[at + 1];
    if (next !== undefined) found.add(before + next + letters[at]! + letters.slice(at + 2).join(''));
  }
  found.delete(letters.join(''));
  return [...found].filter((slip) => slip.trim().length > 1);
}

/**
 * The pieces of a text of which at least one is intact after `edits` slips; null when they would be too short to
 * be looked up by trigrams.
 */
export function intactPieces(text: string, edits: number): string[] | null {
  const size = Math.floor(text.length / (edits + 1));
  if (size < 3) return null;
  const pieces: string[] = [];
  for (let piece = 0; piece <= edits; piece += 1) {
    const start = piece * size;
    pieces.push(text.slice(start, piece === edits ? text.length : start + size));
  }
  return pieces;
}

/**
 * The fewest edits that turn `text` into any part of `name` (Sellers' algorithm, swaps of neighbours counted as one):
 * so a word out of the middle of a long name counts as close.
 */
export function editsToPart(text: string, name: string): number {
  const rows = text.length;
  let beforeLast: number[] = [];
  let last = Array.from({ length: rows + 1 }, (_, row) => row);
  let best = last[rows] ?? 0;
  for (let column = 1; column <= name.length; column += 1) {
    // Starting anywhere in the name costs nothing.
    const current = [0];
    for (let row = 1; row <= rows; row += 1) {
      const same = text[row - 1] === name[column - 1];
      let edits = Math.min(last[row - 1]! + (same ? 0 : 1), last[row]! + 1, current[row - 1]! + 1);
      const swapped =
        row > 1 && column > 1 && text[row - 1] === name[column - 2] && text[row - 2] === name[column - 1];
      if (swapped) edits = Math.min(edits, beforeLast[row - 2]! + 1);
      current.push(edits);
    }
    best = Math.min(best, current[rows]!);
    beforeLast = last;
    last = current;
  }
  return best;
}
