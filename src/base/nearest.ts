/** The nearest right word, for answers such as "did you mean …". */
import { distance } from 'fastest-levenshtein';

/**
 * The word of `known` that is closest to `word` by edits, or undefined when none is close
 * (more than a third of the letters, and more than two, would have to change).
 */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const allowed = Math.max(2, Math.floor(wanted.length / 3));
  let best: { word: string; edits: number } | undefined;
  for (const candidate of known) {
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits <= allowed && (best === undefined || edits < best.edits)) best = { word: candidate, edits };
  }
  return best?.word;
}

/**
 * The one of `known` that is meant by its beginning (“first call” of “First call within a week”), or by the beginning
 * of one of its words; undefined where none is, or several are.
 */
export function onlyBeginningWith(typed: string, known: readonly string[]): string | undefined {
  const wanted = spaced(typed);
  if (wanted === '') return undefined;
  const names = [...new Set(known)];
  for (const found of [
    names.filter((name) => spaced(name).startsWith(wanted)),
    names.filter((name) => ` ${spaced(name)}`.includes(` ${wanted}`)),
  ]) {
    if (found.length > 0) return found.length === 1 ? found[0] : undefined;
  }
  return undefined;
}

/** Without case, and with single spaces between words however they are parted. */
function spaced(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
}
