/** What is searched, what is looked for, how hits are ranked, and the piece of a text that shows why it was found. */
import type { GoalState } from '../goals/domain.ts';
import { wordsOf } from './words.ts';

export type SearchKind = 'goal' | 'feedback';

/** Something that is found by its words. */
export interface Searchable {
  kind: SearchKind;
  id: string;
  accountId: string;
  /** Counts more than the body. */
  title: string;
  body: string;
  /** The state and the milestone of a Goal Card. */
  state: string | null;
  milestoneId: string | null;
}

/** Words that stand one behind the other; `prefix`: the last one may go on. */
export interface Phrase {
  words: string[];
  prefix: boolean;
}

/** What hits must have besides the words; an empty list: nothing can. Null: it does not matter. */
export interface SearchFilter {
  kind: SearchKind | null;
  states: readonly string[] | null;
  milestoneIds: readonly string[] | null;
  accountIds: readonly string[] | null;
}

export const NO_FILTER: SearchFilter = { kind: null, states: null, milestoneIds: null, accountIds: null };

/** A word of one letter would begin half of all words. */
const SHORTEST_BEGINNING = 2;

/**
 * Reads what was typed: "quoted words" stand together; the last bare word may be the beginning of one.
 * A word that is written with signs inside, such as leads_per_month, is a phrase.
 */
export function readPhrases(text: string): Phrase[] {
  const pieces = [...text.matchAll(/"([^"]*)"?|[^\s"]+/gu)];
  return pieces.flatMap(([piece, inQuotes], index) => {
    const words = wordsOf(inQuotes ?? piece);
    if (words.length === 0) return [];
    const isLast = index === pieces.length - 1 && inQuotes === undefined;
    return [{ words, prefix: isLast && (words.at(-1)?.length ?? 0) >= SHORTEST_BEGINNING }];
  });
}

/** The words of a phrase each by itself. */
export function apartOf({ words, prefix }: Phrase): Phrase[] {
  return words.map((word, index) => ({ words: [word], prefix: prefix && index === words.length - 1 }));
}

/** A hit among the candidates: its words as they are stored, between single spaces. */
export interface Candidate {
  title: string;
  body: string;
}

const TITLE_WEIGHT = 8;
/** The usual constants of BM25: how soon more of the same word counts less, and how much a long text counts less. */
const K1 = 1.2;
const B = 0.75;

/**
 * The candidates, the best first; of equal ones the order stays. BM25 with the title weighted (Robertson and Zaragoza,
 * The Probabilistic Relevance Framework, 2009), without the weight of rare words: every hit has every word.
 */
export function rank<T extends Candidate>(candidates: readonly T[], phrases: readonly Phrase[]): T[] {
  if (phrases.length === 0) return [...candidates];
  const needles = phrases.map(({ words, prefix }) => ` ${words.join(' ')}${prefix ? '' : ' '}`);
  const lengthOf = ({ title, body }: T) => title.length + body.length;
  const total = candidates.reduce((sum, candidate) => sum + lengthOf(candidate), 0);
  const mean = Math.max(1, total / Math.max(1, candidates.length));
  const scored = candidates.map((candidate, index) => {
    const [title, body] = [` ${candidate.title} `, ` ${candidate.body} `];
    const slack = K1 * (1 - B + (B * lengthOf(candidate)) / mean);
    let score = 0;
    for (const needle of needles) {
      const often = TITLE_WEIGHT * countIn(title, needle) + countIn(body, needle);
      score += (often * (K1 + 1)) / (often + slack);
    }
    return { candidate, index, score };
  });
  return scored.toSorted((a, b) => b.score - a.score || a.index - b.index).map(({ candidate }) => candidate);
}

/** How often the words stand in the text; two phrases may share the space between them. */
function countIn(text: string, needle: string): number {
  let count = 0;
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) count += 1;
  return count;
}

/** A word of a text as a person reads it, and whether it is one of those looked for. */
export interface SnippetWord {
  text: string;
  hit: boolean;
}

export interface Snippet {
  words: SnippetWord[];
  /** Whether the text goes on before or behind. */
  cutBefore: boolean;
  cutAfter: boolean;
}

const SNIPPET_LENGTH = 200;
const BEFORE_HIT = 60;

/**
 * The piece of the texts that shows what was looked for: of the one with most hits, around the first of them.
 * Without a hit it is the beginning of the first text.
 */
export function snippetOf(texts: readonly string[], phrases: readonly Phrase[]): Snippet {
  const isHit = hitTest(phrases);
  const marked = texts
    .filter((text) => text.trim() !== '')
    .map((text) =>
      text.split(/\s+/u).flatMap((word) => (word === '' ? [] : [{ text: word, hit: isHit(word) }])),
    );
  const hitsOf = (words: readonly SnippetWord[]) => words.filter(({ hit }) => hit).length;
  const words = marked.reduce<SnippetWord[]>(
    (best, next) => (best.length === 0 || hitsOf(next) > hitsOf(best) ? next : best),
    [],
  );
  const start = startOf(
    words,
    Math.max(
      0,
      words.findIndex(({ hit }) => hit),
    ),
  );
  let [end, length] = [start, 0];
  while (end < words.length && (end === start || length + words[end]!.text.length <= SNIPPET_LENGTH)) {
    length += words[end]!.text.length + 1;
    end += 1;
  }
  return { words: words.slice(start, end), cutBefore: start > 0, cutAfter: end < words.length };
}

function startOf(words: readonly SnippetWord[], firstHit: number): number {
  let [start, length] = [firstHit, 0];
  while (start > 0 && length + words[start - 1]!.text.length <= BEFORE_HIT) {
    start -= 1;
    length += words[start]!.text.length + 1;
  }
  return start;
}

function hitTest(phrases: readonly Phrase[]): (word: string) => boolean {
  const whole = new Set(phrases.flatMap(({ words }) => words));
  const beginnings = phrases.flatMap(({ words, prefix }) => (prefix ? words.slice(-1) : []));
  return (text) =>
    wordsOf(text).some(
      (word) => whole.has(word) || beginnings.some((beginning) => word.startsWith(beginning)),
    );
}

/** What a search shows of a hit. */
export type FoundThing =
  | { kind: 'goal'; id: string; name: string; state: GoalState; accountName: string; snippet: Snippet }
  | {
      kind: 'feedback';
      id: string;
      author: string;
      /** UTC ISO time. */
      saidAt: string;
      accountName: string;
      snippet: Snippet;
    };

export interface SearchResult {
  things: FoundThing[];
  /** How many were found. */
  found: number;
  /** There are more: the newest `found` of them were ranked. */
  hasMore: boolean;
  /** Only the newest so many things were looked through; null: all were. */
  among: number | null;
}
