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
