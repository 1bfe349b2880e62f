/** What is typed behind `/cs goals`: words, filters such as `state:active`, and the page of a button. */
import { nearestWord } from '../base/nearest.ts';

export const FILTERS = ['state', 'segment', 'account', 'kind', 'lead', 'milestone'] as const;

export type FilterName = (typeof FILTERS)[number];

export interface TypedFilter {
  name: FilterName;
  value: string;
}

export type TypedSearch =
  | { ok: true; words: string; filters: TypedFilter[]; page: number; /** Without the page. */ typed: string }
  /** A filter that there is not, and the one that is nearly called so. */
  | { ok: false; name: string; nearest: FilterName };

const PIECE = /([a-z]{2,20}):("[^"]*"|[^\s"]+)|"[^"]*"?|[^\s"]+/giu;

/** Reads it. A word with a colon that is nearly no filter is a word: 10:30, https://example.com. */
export function readTypedSearch(text: string): TypedSearch {
  const filters: TypedFilter[] = [];
  const words: string[] = [];
  const typed: string[] = [];
  let page = 1;
  for (const [piece, key, value = ''] of text.matchAll(PIECE)) {
    const lower = key?.toLowerCase();
    if (lower === 'page' && /^[1-9]\d{0,3}$/.test(value)) {
      page = Number(value);
      continue;
    }
    typed.push(piece);
    const name = FILTERS.find((known) => known === lower);
    const nearest = lower === undefined || value.startsWith('//') ? undefined : nearestFilter(lower);
    if (name !== undefined) filters.push({ name, value: value.replace(/^"|"$/g, '') });
    else if (nearest !== undefined) return { ok: false, name: lower ?? '', nearest };
    else words.push(piece);
  }
  return { ok: true, words: words.join(' '), filters, page, typed: typed.join(' ') };
}

/** A slip of one letter or two, and no more: other words with a colon are what is looked for. */
function nearestFilter(word: string): FilterName | undefined {
  const near = FILTERS.find((known) => known === nearestWord(word, FILTERS));
  return near !== undefined && word.length > 3 && near[0] === word[0] ? near : undefined;
}
